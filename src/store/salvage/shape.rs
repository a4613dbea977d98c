//! What the tables of a book look like, taken from a fresh one, and whether a record is a row of one.
//!
//! A row is held to what the store's own reading asks of it: days, instants, closed vocabularies,
//! numbers in their range. What is beside the point is mended; without the point there is no row.

use super::record::Cell;
use crate::model::resource::ADDRESS_MOST;
use crate::model::{
    Connection, Direction, InteractionKind, Kind, MarkKind, Outcome, PromiseKind, Relationship, RequestDirection,
    Result, Span, Status, day,
};
use crate::store::column::{all, first};
use crate::store::identities::IdentityKind;
use rusqlite::Connection as Db;
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// The tables that hold what was recorded, in the order in which they are read.
pub const TABLES: &[&str] = &[
    "contacts",
    "contact_points",
    "tags",
    "identities",
    "cards",
    "interactions",
    "requests",
    "promises",
    "marks",
    "decisions",
    "drafts",
    "meta",
    "resources",
];

/// The highest number of a contact, a fact or a follow-up: they are halves of a number elsewhere.
pub const NUMBER_MOST: i64 = i32::MAX as i64;

/// What a column must hold.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// A number that names something.
    Id,
    /// A number from 0 on.
    Count,
    /// 0 or 1.
    Flag,
    Text,
    /// What can be typed in place of a name.
    Slug,
    Day,
    Instant,
    /// A word of a closed vocabulary.
    Word(fn(&str) -> bool),
    /// A text or a number.
    Any,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    rule: Rule,
    required: bool,
    /// What stands there where nothing else is said.
    default: Value,
}

/// A table of a book.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Kept like an index, without row numbers.
    pub is_index: bool,
    /// The indexes that name every row of it.
    pub indexes: Vec<String>,
    /// The statement that created it.
    pub sql: String,
    columns: Vec<Column>,
    /// Which column each value of a record belongs to.
    order: Vec<usize>,
    /// The column that is the row's number.
    number: Option<usize>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// A value a column; `None` where one is needed and there is none.
    pub values: Vec<Option<Value>>,
    /// How many of them are not what was recorded.
    pub mended: usize,
}

/// The tables of a book as this program makes them.
///
/// # Errors
/// What the database says.
pub fn tables(conn: &Db) -> Result<Vec<Table>> {
    TABLES.iter().map(|name| table(conn, name)).collect()
}

/// The names of all that a book consists of.
///
/// # Errors
/// What the database says.
pub fn names(conn: &Db) -> Result<BTreeSet<String>> {
    Ok(all(conn, "SELECT name FROM sqlite_schema", [], |r| r.get(0))?.into_iter().collect())
}

fn table(conn: &Db, name: &'static str) -> Result<Table> {
    let sql = first(conn, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", [name], |r| r.get(0))?;
    let is_index = first(conn, "SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'", [name], |r| r.get(0))?
        .unwrap_or(false);
    let told: Vec<(String, String, bool, Option<String>, usize)> = all(
        conn,
        "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?1) ORDER BY cid",
        [name],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, usize::try_from(r.get::<_, i64>(4)?).unwrap_or(0))),
    )?;
    let indexes = all(
        conn,
        "SELECT name FROM pragma_index_list(?1) WHERE partial = 0 AND origin = 'c' ORDER BY name",
        [name],
        |r| r.get(0),
    )?;
    // Without row numbers, a record begins with the primary key, in the key's order.
    let mut order: Vec<usize> = (0..told.len()).collect();
    if is_index {
        order.sort_by_key(|n| (told[*n].4 == 0, told[*n].4, *n));
    }
    let number = told.iter().position(|c| !is_index && c.4 == 1 && c.1 == "INTEGER");
    let mut columns = Vec::with_capacity(told.len());
    for (column, kind, required, default, key) in told {
        let default = match &default {
            Some(sql) => first(conn, &format!("SELECT {sql}"), [], |r| r.get(0))?.unwrap_or(Value::Null),
            None => Value::Null,
        };
        columns.push(Column { rule: rule(name, &column, &kind), name: column, required: required || key > 0, default });
    }
    Ok(Table { name, is_index, indexes, sql: sql.unwrap_or_default(), columns, order, number })
}

fn rule(table: &str, column: &str, kind: &str) -> Rule {
    fn is<T: std::str::FromStr>(word: &str) -> bool {
        word.parse::<T>().is_ok()
    }
    match (table, column) {
        ("contacts", "slug") => Rule::Slug,
        ("contacts", "relationship") => Rule::Word(is::<Relationship>),
        ("contacts", "connection") => Rule::Word(is::<Connection>),
        ("contacts", "every") => Rule::Word(|w| Span::parse(w).is_some()),
        ("contacts", "planned_until") => Rule::Word(|w| w.is_empty() || day::parse_iso(w).is_some()),
        ("contact_points", "kind") => Rule::Word(|w| matches!(w, "email" | "phone" | "url")),
        ("identities", "kind") => Rule::Word(is::<IdentityKind>),
        ("interactions", "kind") => Rule::Word(is::<InteractionKind>),
        ("interactions", "direction") => Rule::Word(is::<Direction>),
        ("requests", "direction") => Rule::Word(is::<RequestDirection>),
        ("requests", "status") => Rule::Word(is::<Status>),
        ("promises", "kind") => Rule::Word(is::<PromiseKind>),
        ("marks", "kind") => Rule::Word(is::<MarkKind>),
        ("decisions", "outcome") => Rule::Word(is::<Outcome>),
        ("drafts", "kind") => Rule::Word(is::<Kind>),
        ("resources", "url" | "key") => Rule::Word(|w| !w.is_empty() && w.len() <= ADDRESS_MOST && w.is_ascii()),
        ("drafts", "follow_up_id") => Rule::Count,
        ("meta", "key") => Rule::Word(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')),
        (_, "archived" | "do_not_contact" | "inferred" | "outcome_unknown" | "awaits_reply") => Rule::Flag,
        (_, "id" | "contact_id" | "follow_up_id" | "introduced_by_id") => Rule::Id,
        (_, "at" | "sent_at" | "resolved_at" | "created_at") => Rule::Instant,
        (_, "on_day" | "paused_until" | "snoozed_until" | "resting_since") => Rule::Day,
        (_, name) if name.ends_with("_on") => Rule::Day,
        _ if kind == "INTEGER" => Rule::Count,
        _ if kind == "TEXT" => Rule::Text,
        _ => Rule::Any,
    }
}

/// Whether a text can be typed in place of a name.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// A value, and whether it is as it was recorded.
fn fit(rule: Rule, cell: &Cell) -> Option<(Value, bool)> {
    let whole = |value| Some((value, true));
    match (rule, cell) {
        (Rule::Id, Cell::Int(n)) => (1..=NUMBER_MOST).contains(n).then_some((Value::Integer(*n), true)),
        (Rule::Count, Cell::Int(n)) => (*n >= 0).then_some((Value::Integer(*n), true)),
        (Rule::Flag, Cell::Int(n)) => (0..=1).contains(n).then_some((Value::Integer(*n), true)),
        (Rule::Any, Cell::Int(n)) => whole(Value::Integer(*n)),
        (Rule::Text, Cell::Text(bytes)) => {
            // A letter lost is better than a note lost.
            let text = String::from_utf8_lossy(bytes);
            let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r')).collect();
            let same = clean.as_bytes() == bytes.as_slice();
            (same || !clean.is_empty()).then_some((Value::Text(clean), same))
        }
        (rule, cell) => {
            let text = cell.text()?;
            let good = match rule {
                Rule::Slug => is_slug(text),
                Rule::Day => day::parse_iso(text).is_some(),
                Rule::Instant => day::parse_stamp(text).is_some(),
                Rule::Word(is) => is(text),
                Rule::Any => true,
                _ => false,
            };
            good.then(|| (Value::Text(text.to_owned()), true))
        }
    }
}

impl Table {
    /// The row a record is, where it can be one.
    pub fn row(&self, rowid: i64, record: &[Cell]) -> Option<Row> {
        if record.len() > self.columns.len() || record.is_empty() {
            return None;
        }
        let mut row = Row { values: vec![None; self.columns.len()], mended: 0 };
        for (n, at) in self.order.iter().enumerate() {
            let (Some(column), Some(place)) = (self.columns.get(*at), row.values.get_mut(*at)) else { continue };
            let stands_in = || (!column.required || column.default != Value::Null).then(|| column.default.clone());
            let number = Cell::Int(rowid);
            let cell = match record.get(n) {
                // The number of a row stands before its record, and NULL in it.
                Some(Cell::Null) if self.number == Some(*at) => Some(&number),
                _ if self.number == Some(*at) => return None,
                cell => cell,
            };
            *place = match cell {
                // An older schema had fewer columns; an absent value is one too.
                None => stands_in(),
                Some(Cell::Null) if !column.required => Some(Value::Null),
                Some(cell) => match fit(column.rule, cell) {
                    Some((value, same)) => {
                        row.mended += usize::from(!same);
                        Some(value)
                    }
                    None => {
                        row.mended += 1;
                        stands_in()
                    }
                },
            };
            let is_key = matches!(column.rule, Rule::Id) && column.required;
            if place.is_none() && (is_key || record.len() <= n) {
                return None;
            }
        }
        self.agree(&mut row);
        Some(row)
    }

    /// What two columns must say together.
    fn agree(&self, row: &mut Row) {
        match self.name {
            "requests" => {
                let open = row.text(self, "status") == Some("pending");
                if open && row.text(self, "resolved_on").is_some() {
                    row.set(self, "resolved_on", Value::Null);
                } else if !open && row.text(self, "status").is_some() && row.text(self, "resolved_on").is_none() {
                    // Answered, nobody knows when: that is what "outcome unknown" is for.
                    row.set(self, "status", Value::Text(Status::Pending.as_str().to_owned()));
                    row.set(self, "outcome_unknown", Value::Integer(1));
                }
            }
            "decisions" if row.text(self, "outcome").is_some() != row.text(self, "decided_on").is_some() => {
                row.set(self, "outcome", Value::Null);
                row.set(self, "decided_on", Value::Null);
            }
            _ => {}
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|c| c.name.as_str())
    }

    /// The place of a column.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns().position(|c| c == column)
    }

    /// The column that is the row's number.
    pub fn number(&self) -> Option<&str> {
        self.columns().nth(self.number?)
    }
}

impl Row {
    /// Whether every value that is needed is there.
    pub fn is_whole(&self) -> bool {
        self.values.iter().all(Option::is_some)
    }

    /// A value of the row, where there is one.
    pub fn value(&self, table: &Table, column: &str) -> Option<&Value> {
        self.values.get(table.place(column)?)?.as_ref()
    }

    /// The text in a column.
    pub fn text(&self, table: &Table, column: &str) -> Option<&str> {
        if let Value::Text(text) = self.value(table, column)? { Some(text) } else { None }
    }

    /// The number in a column.
    pub fn int(&self, table: &Table, column: &str) -> Option<i64> {
        if let Value::Integer(n) = self.value(table, column)? { Some(*n) } else { None }
    }

    /// Puts another value in place of one that can't be kept.
    pub fn set(&mut self, table: &Table, column: &str, value: Value) {
        if let Some(place) = table.place(column).and_then(|n| self.values.get_mut(n)) {
            *place = Some(value);
            self.mended = self.mended.max(1);
        }
    }
}
