//! The search for rows: along the trees, then in the pages that nothing leads to.

use super::keep::{Keeper, Trace};
use super::page::{Entry, Kind, Page, Reader};
use super::pages::{Pages, word};
use super::record::Cell;
use super::schema::{self, Schema};
use super::shape::{Row, Table};
use super::tree::Forest;
use super::{LATEST, Salvaged};
use crate::model::{Day, Instant, Result};
use crate::store::open::Writer;
use std::collections::{BTreeSet, HashMap};

/// The most rows of doubtful worth that are remembered until the end.
const DOUBTFUL_MOST: usize = 100_000;

/// What an index says of its table.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// How many rows there are.
    pub(super) rows: usize,
    /// Their numbers, in order.
    pub(super) numbers: Vec<i64>,
    /// Whether the whole index was read.
    pub(super) whole: bool,
}

/// How far the search for a table's rows has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Its tree was not read wholly.
    pub(super) hole: bool,
    /// Cells of its tree that are no rows.
    pub(super) failed: usize,
    pub(super) known: Known,
    /// Pages of its tree of which a part could not be read.
    partly: Vec<u32>,
}

/// A search through one damaged book.
pub struct Search<'p> {
    pub(super) forest: Forest<'p>,
    pub(super) tables: &'p [Table],
    /// The names of everything that a book consists of.
    names: &'p BTreeSet<String>,
    schema: Schema,
    pub(super) progress: Vec<Progress>,
    /// Rows to be kept at the end, where nothing better was found.
    doubtful: Vec<(usize, i64, Row)>,
    /// The last numbers given, by table.
    pub(super) sequences: HashMap<String, i64>,
    pub(super) traces: HashMap<i64, Trace>,
    /// Nothing tells free pages from those that lost their way: rows found there may be old ones.
    stale: bool,
}

impl<'p> Search<'p> {
    /// Finds out where to begin.
    ///
    /// # Errors
    /// None of its own.
    pub fn new(pages: &'p Pages, tables: &'p [Table], names: &'p BTreeSet<String>) -> Result<Self> {
        let mut forest = Forest::new(Reader::new(pages));
        let schema = schema::read(&mut forest)?;
        let progress = tables.iter().map(|_| Progress::default()).collect();
        let (doubtful, sequences, traces) = (Vec::new(), HashMap::new(), HashMap::new());
        Ok(Self { forest, tables, names, schema, progress, doubtful, sequences, traces, stale: false })
    }

    /// Whether a table of the book is listed and is not the one this program makes.
    pub fn has_other_tables(&self) -> bool {
        self.tables.iter().any(|t| self.schema.roots.get(t.name).is_some_and(|r| r.sql != t.sql))
    }

    /// Finds every row and keeps it in the new book.
    ///
    /// # Errors
    /// What the new book's database says.
    pub fn run(&mut self, w: &Writer<'_>, at: Instant, today: Day) -> Result<Salvaged> {
        let mut keeper = Keeper::new(w, self.tables, at, today)?;
        for table in 0..self.tables.len() {
            self.walk_table(&mut keeper, table)?;
        }
        for table in 0..self.tables.len() {
            self.walk_indexes(&mut keeper, table)?;
        }
        self.walk_rest()?;
        let free = self.doubt(&keeper);
        if self.progress.iter().any(|p| p.hole) {
            self.look_everywhere(&mut keeper, &free)?;
        }
        for (table, number, row) in std::mem::take(&mut self.doubtful) {
            if self.is_alive(table, number) {
                keeper.put(table, row, false)?;
            }
        }
        self.account(&mut keeper)
    }

    /// Reads a table along its tree.
    fn walk_table(&mut self, keeper: &mut Keeper<'_>, at: usize) -> Result<()> {
        let (Some(table), Some(progress)) = (self.tables.get(at), self.progress.get_mut(at)) else { return Ok(()) };
        let Some(root) = self.schema.root_of(table) else {
            // An older book may not have had the table; a damaged one has lost its way to it.
            let older = self.forest.reader.pages.version().is_some_and(|v| (v as usize) < LATEST);
            progress.hole = !(self.schema.whole && older);
            return Ok(());
        };
        let doubtful = &mut self.doubtful;
        let whole = self.forest.walk(root.page, table.is_index, |page, entries, sound| {
            let rows: Vec<Option<Row>> = entries.iter().map(|e| table.row(e.rowid, e.record.as_deref()?)).collect();
            let readable = entries.iter().filter(|e| e.record.is_some()).count();
            if readable > 0 && rows.iter().all(Option::is_none) {
                return Ok(false);
            }
            for (n, row) in rows.into_iter().enumerate() {
                match row {
                    Some(row) if table.is_index || in_order(entries, n) => {
                        let whole = row.is_whole();
                        progress.failed += usize::from(!keeper.put(at, row, true)? && !whole);
                    }
                    Some(row) if doubtful.len() < DOUBTFUL_MOST => doubtful.push((at, entries[n].rowid, row)),
                    _ => progress.failed += 1,
                }
            }
            if !sound {
                progress.partly.push(page.number);
            }
            Ok(true)
        })?;
        progress.hole |= !whole;
        Ok(())
    }

    /// Learns from a table's indexes which rows there are, and what is left of lost contacts.
    fn walk_indexes(&mut self, keeper: &mut Keeper<'_>, at: usize) -> Result<()> {
        let (Some(table), Some(progress)) = (self.tables.get(at), self.progress.get_mut(at)) else { return Ok(()) };
        let found = keeper.numbers(table)?;
        for name in &table.indexes {
            let Some(root) = self.schema.roots.get(name).filter(|r| r.is_index) else { continue };
            let (mut known, traces) = (Known::default(), &mut self.traces);
            known.whole = self.forest.walk(root.page, true, |_, entries, _| {
                for record in entries.iter().filter_map(|e| e.record.as_deref()) {
                    known.rows += 1;
                    // The one index that holds all that its table does.
                    if let ("tags_by_tag", true, [tag, contact]) = (name.as_str(), progress.hole, record)
                        && let Some(row) = table.row(0, &[contact.clone(), tag.clone()])
                    {
                        keeper.put(at, row, false)?;
                    }
                    let Some(number) = record.last().and_then(Cell::int) else { continue };
                    known.numbers.push(number);
                    if table.name == "contacts" && found.binary_search(&number).is_err() {
                        let text = record.first().and_then(Cell::text).map(str::to_owned);
                        let trace = traces.entry(number).or_default();
                        match name.as_str() {
                            "contacts_by_uid" => trace.uid = text,
                            "contacts_by_slug" => trace.slug = text,
                            _ => {}
                        }
                    }
                }
                Ok(true)
            })?;
            if known.whole || (!progress.known.whole && known.rows > progress.known.rows) {
                known.numbers.sort_unstable();
                progress.known = known;
            }
        }
        Ok(())
    }

    /// Walks all other trees, so that their pages are not taken for anything else.
    fn walk_rest(&mut self) -> Result<()> {
        for (name, root) in &self.schema.roots {
            // Under a name that no book has may stand a table whose entry was spoilt.
            if self.forest.is_used(root.page) || !self.names.contains(name) {
                continue;
            }
            let sequences = &mut self.sequences;
            self.forest.walk(root.page, root.is_index, |_, entries, _| {
                for entry in entries.iter().filter(|_| name == "sqlite_sequence") {
                    let Some([table, last]) = entry.record.as_deref() else { continue };
                    if let (Some(table), Some(last)) = (table.text(), last.int()) {
                        sequences.insert(table.to_owned(), last);
                    }
                }
                Ok(true)
            })?;
        }
        Ok(())
    }

    /// Trees may look whole and not be, where the way in was bent: an index knows of more rows, or
    /// pages are left over. Gives the pages that the book calls free.
    fn doubt(&mut self, keeper: &Keeper<'_>) -> BTreeSet<u32> {
        let pages = self.forest.reader.pages;
        let (free, told) = pages.free();
        self.stale = !told;
        let left_over = told && (1..=pages.count).any(|n| !self.forest.is_used(n) && !free.contains(&n));
        for (progress, kept) in self.progress.iter_mut().zip(&keeper.kept) {
            progress.hole |= left_over || (progress.known.whole && progress.known.rows > kept.read);
            progress.known.whole &= progress.known.rows >= kept.read;
        }
        free
    }

    /// Tries every page that nothing leads to, and the unreadable parts of those that were read.
    fn look_everywhere(&mut self, keeper: &mut Keeper<'_>, free: &BTreeSet<u32>) -> Result<()> {
        let pages = self.forest.reader.pages;
        let mut numbers: Vec<u32> =
            (1..=pages.count).filter(|n| !self.forest.is_used(*n) && !free.contains(n)).collect();
        // What stands in the log is newer than what does not.
        numbers.sort_by_key(|n| !pages.is_logged(*n));
        for number in numbers {
            if self.forest.is_used(number) {
                continue;
            }
            match self.forest.reader.page(number) {
                Some(page) if page.kind == Kind::TableInner => {}
                Some(page) => self.look_in(keeper, &page)?,
                None => {
                    let found = self.scan(keeper, number, Kind::TableLeaf, &[], None)?
                        + self.scan(keeper, number, Kind::IndexLeaf, &[], None)?;
                    if found > 0 {
                        self.forest.partly.insert(number);
                    } else if pages.page(number).is_none_or(|p| !may_be_overflow(&p, pages.count)) {
                        self.forest.suspects.insert(number);
                    }
                }
            }
        }
        for at in 0..self.tables.len() {
            let partly = self.progress.get(at).map(|p| p.partly.clone()).unwrap_or_default();
            for number in partly {
                let Some(page) = self.forest.reader.page(number) else { continue };
                let (entries, _) = self.forest.reader.entries(&page);
                // Where the page's account adds up, what else looks like a row was deleted.
                if !page.adds_up(&entries) {
                    self.scan(keeper, number, page.kind, &entries, Some(at))?;
                }
            }
        }
        Ok(())
    }

    /// Tries a page of a b-tree that nothing leads to.
    fn look_in(&mut self, keeper: &mut Keeper<'_>, page: &Page) -> Result<()> {
        let (entries, sound) = self.forest.reader.entries(page);
        let mut found = 0;
        for entry in &entries {
            let Some((at, row)) = self.table_of(entry, page.kind, None) else { continue };
            found += 1;
            for used in &entry.chain {
                self.forest.mark(*used);
            }
            if row.mended == 0 {
                keeper.put(at, self.dated(row), false)?;
            } else if row.mended <= 2 && self.doubtful.len() < DOUBTFUL_MOST {
                self.doubtful.push((at, entry.rowid, row));
            }
        }
        if found > 0 {
            self.forest.mark(page.number);
        }
        if !page.adds_up(&entries) {
            self.scan(keeper, page.number, page.kind, &entries, None)?;
        }
        if !sound && found > 0 {
            self.forest.partly.insert(page.number);
        }
        Ok(())
    }

    /// Looks for rows anywhere in a page's bytes; gives how many there were.
    fn scan(
        &mut self,
        keeper: &mut Keeper<'_>,
        number: u32,
        kind: Kind,
        known: &[Entry],
        only: Option<usize>,
    ) -> Result<usize> {
        let fits = |entry: &Entry| {
            self.table_of(entry, kind, only)
                // Two columns that fit prove nothing.
                .filter(|(at, row)| row.mended == 0 && self.tables.get(*at).is_some_and(|t| t.columns().count() > 2))
        };
        let entries = self.forest.reader.scan(number, kind, known, |e| fits(e).is_some());
        let rows: Vec<(usize, Row)> = entries.iter().filter_map(fits).collect();
        let found = rows.len();
        for (at, mut row) in rows {
            // It may be what is left of a row that was changed or deleted.
            row.mended += 1;
            keeper.put(at, row, false)?;
        }
        Ok(found)
    }

    /// A row of a page that nothing leads to: where the book can't say which pages are free, it may
    /// be older than the last one of its number.
    fn dated(&self, mut row: Row) -> Row {
        row.mended += usize::from(self.stale);
        row
    }

    /// Which table an entry is a row of, among those with holes: the one that has least to mend.
    fn table_of(&self, entry: &Entry, kind: Kind, only: Option<usize>) -> Option<(usize, Row)> {
        let record = entry.record.as_deref()?;
        let open = self.tables.iter().zip(&self.progress).enumerate().filter(|(at, (table, progress))| {
            progress.hole && table.is_index == kind.is_index() && only.is_none_or(|o| o == *at)
        });
        let rows = open.filter_map(|(at, (table, _))| {
            let row = table.row(entry.rowid, record)?;
            (row.is_whole() && self.is_alive(at, entry.rowid)).then_some((at, row))
        });
        rows.min_by_key(|(_, row)| row.mended)
    }

    /// Whether nothing says that the row of that number was deleted.
    fn is_alive(&self, at: usize, number: i64) -> bool {
        let (Some(table), Some(progress)) = (self.tables.get(at), self.progress.get(at)) else { return false };
        table.is_index || !progress.known.whole || progress.known.numbers.binary_search(&number).is_ok()
    }
}

/// Whether the number of the row stands between those beside it, or it is they who are out of order.
fn in_order(entries: &[Entry], at: usize) -> bool {
    let number = |n: Option<usize>| n.and_then(|n| entries.get(n)).map(|e| e.rowid);
    let (before, here, after) = (number(at.checked_sub(1)), number(Some(at)), number(at.checked_add(1)));
    let straight = before < here && (after.is_none() || here < after);
    straight || matches!((before, after), (Some(before), Some(after)) if before >= after)
}

/// Whether a page may be the continuation of some record: it begins with the number of the next.
fn may_be_overflow(page: &[u8], count: u32) -> bool {
    word(page, 0).is_some_and(|next| next <= count) && page.iter().any(|b| *b != 0)
}
