//! Where the trees of a damaged book begin: its own list of tables, or what is left of it.

use super::page::{Entry, Kind};
use super::record::Cell;
use super::shape::Table;
use super::tree::Forest;
use crate::model::Result;
use std::collections::BTreeMap;

/// A table or an index of the book.
#[derive(Debug, Clone)]
pub struct Root {
    /// The page its tree begins with.
    pub page: u32,
    /// Kept like an index.
    pub is_index: bool,
    /// The statement that created it.
    pub sql: String,
}

/// The book's list of its tables and indexes.
#[derive(Debug, Default)]
pub struct Schema {
    /// By name.
    pub roots: BTreeMap<String, Root>,
    /// Whether the whole list was read: what is not on it, is not in the book.
    pub whole: bool,
}

impl Schema {
    /// Where a table begins; one whose name was spoilt is known by its statement.
    pub fn root_of(&self, table: &Table) -> Option<&Root> {
        self.roots.get(table.name).or_else(|| self.roots.values().find(|r| r.sql == table.sql))
    }
}

/// Reads the list; where its own tree is damaged, from any page that holds a part of it.
///
/// # Errors
/// None of its own.
pub fn read(forest: &mut Forest<'_>) -> Result<Schema> {
    let mut roots = BTreeMap::new();
    let whole = forest.walk(1, false, |_, entries, _| Ok(add(&mut roots, entries)))?;
    if !whole {
        for number in 2..=forest.reader.pages.count {
            let page = Some(number).filter(|n| !forest.is_used(*n)).and_then(|n| forest.reader.page(n));
            let Some(page) = page.filter(|p| p.kind == Kind::TableLeaf) else { continue };
            let (entries, _) = forest.reader.entries(&page);
            if !entries.is_empty() && add(&mut roots, &entries) {
                forest.mark(number);
                for used in entries.iter().flat_map(|e| &e.chain) {
                    forest.mark(*used);
                }
            }
        }
    }
    Ok(Schema { roots, whole })
}

/// Adds what a page lists; false where that is something else.
fn add(roots: &mut BTreeMap<String, Root>, entries: &[Entry]) -> bool {
    let listed: Vec<_> = entries.iter().filter_map(|e| entry(e.record.as_deref()?)).collect();
    if listed.is_empty() && !entries.is_empty() {
        return false;
    }
    for (name, root) in listed.into_iter().filter(|(_, r)| r.page > 0) {
        roots.entry(name).or_insert(root);
    }
    true
}

/// What one entry of the list says: kind, name, table, first page, statement.
fn entry(record: &[Cell]) -> Option<(String, Root)> {
    let [kind, name, table, page, sql] = record else { return None };
    let (kind, name, _) = (kind.text()?, name.text()?, table.text()?);
    let page = u32::try_from(page.int()?).ok()?;
    let sql = if *sql == Cell::Null { "" } else { sql.text()? };
    let is_index = match kind {
        "table" => sql.trim_end().to_ascii_uppercase().ends_with("WITHOUT ROWID"),
        "index" => true,
        "view" | "trigger" => false,
        _ => return None,
    };
    Some((name.to_owned(), Root { page, is_index, sql: sql.to_owned() }))
}
