//! The journal: what each of the user's verbs changed, written in the verb's own transaction.
//!
//! Every function that writes a fact says so first (`touch`, `created`); what it finds then is
//! what undo puts back. Nothing is taken back here.

use super::column::{all, first, run};
use super::open::Writer;
use super::table::Table;
use crate::model::{Error, ErrorKind, Instant, Result, day};
use rusqlite::{Connection as Db, ToSql, params};
use serde_json::{Map, Value};
use std::cell::Cell;

/// A verb of the user's: what undo takes back as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What the user said: `met`, `done`, `import linkedin`.
    pub verb: &'static str,
    /// When (UTC).
    pub at: Instant,
}

/// What one transaction knows of its own step.
#[derive(Debug)]
pub(super) struct Journal {
    /// `None` for what the program does by itself.
    step: Option<Step>,
    /// The step's number; 0 until something changes.
    number: Cell<i64>,
    /// The newest contact from before the step.
    newest_contact: Cell<i64>,
}

impl Journal {
    pub(super) const fn new(step: Option<Step>) -> Self {
        Self { step, number: Cell::new(0), newest_contact: Cell::new(0) }
    }

    /// When the user spoke; `None` for what the program does by itself.
    pub(super) fn at(&self) -> Option<Instant> {
        self.step.map(|s| s.at)
    }
}

/// The step's number; the first change makes it.
fn begin(w: &Writer<'_>) -> Result<i64> {
    let journal = &w.journal;
    if journal.number.get() > 0 {
        return Ok(journal.number.get());
    }
    let Some(step) = journal.step else {
        return Err(Error::new(ErrorKind::Failure, "a fact was written without a step to take it back"));
    };
    run(w, "INSERT INTO steps (verb, at) VALUES (?1, ?2)", params![step.verb, day::stamp(step.at)])?;
    journal.number.set(w.last_insert_rowid());
    let newest = first(w, "SELECT seq FROM sqlite_sequence WHERE name = 'contacts'", [], |r| r.get(0))?;
    journal.newest_contact.set(newest.unwrap_or(0));
    Ok(journal.number.get())
}

/// Forgets what was taken back: something new was written.
fn drop_undone(w: &Writer<'_>) -> Result<()> {
    let undone: Option<i64> = first(w, "SELECT 1 FROM changes WHERE undone > 0 LIMIT 1", [], |r| r.get(0))?;
    if undone.is_some() {
        run(w, "DELETE FROM changes WHERE undone > 0", [])?;
        drop_empty(w)?;
    }
    Ok(())
}

/// Drops the steps that hold nothing.
fn drop_empty(w: &Writer<'_>) -> Result<()> {
    run(w, "DELETE FROM steps WHERE NOT EXISTS (SELECT 1 FROM changes WHERE changes.step = steps.id)", [])?;
    Ok(())
}

/// Keeps what a row (or a contact's rows) holds before it is written or removed for the first time
/// in this step.
///
/// # Errors
/// What the database says.
pub fn touch(w: &Writer<'_>, table: &Table, key: impl ToSql, contact_id: i64) -> Result<()> {
    let step = begin(w)?;
    // What hangs on a contact that this very step made goes and comes with the contact.
    if contact_id > w.journal.newest_contact.get() {
        return Ok(());
    }
    let sql = format!(
        "INSERT OR IGNORE INTO changes (step, tbl, id, contact_id, before) VALUES (?1, '{}', ?2, ?3, {})",
        table.name,
        table.image("?2")
    );
    run(w, &sql, params![step, key, contact_id])?;
    Ok(())
}

/// When a verb last changed a contact's card (UTC); `None` where it stands as it was entered.
///
/// # Errors
/// What the database says.
pub fn changed_at(conn: &Db, contact_id: i64) -> Result<Option<Instant>> {
    let sql = "SELECT max(steps.at) FROM changes JOIN steps ON steps.id = changes.step
               WHERE contact_id = ?1 AND undone = 0 AND before IS NOT NULL
                   AND tbl IN ('contacts', 'contact_points', 'tags', 'cards')";
    let at: Option<String> = first(conn, sql, [contact_id], |r| r.get(0))?.flatten();
    Ok(at.as_deref().and_then(day::parse_stamp))
}

/// Makes sure that the step has begun, before a contact is made.
///
/// # Errors
/// What the database says.
pub(super) fn creating(w: &Writer<'_>) -> Result<()> {
    begin(w).map(|_| ())
}

/// Keeps that a contact is new.
///
/// # Errors
/// What the database says.
pub(super) fn created(w: &Writer<'_>, contact_id: i64) -> Result<()> {
    let step = begin(w)?;
    run(w, "INSERT INTO changes (step, tbl, id, contact_id) VALUES (?1, 'contacts', ?2, ?2)", [step, contact_id])?;
    Ok(())
}

/// A change as it was touched, before it is known what became of it.
struct Touched {
    table: String,
    key: rusqlite::types::Value,
    before: String,
}

/// At the end of a step: what was touched and stayed as it was is no change, and of the rest only
/// what differs is kept. A step without a change was none; any other ends what could have been
/// brought forth again.
pub(super) fn finish(w: &Writer<'_>) -> Result<()> {
    let step = w.journal.number.get();
    if step == 0 {
        return Ok(());
    }
    let sql = "SELECT tbl, id, before FROM changes WHERE step = ?1 AND before IS NOT NULL";
    let mut statement = w.prepare_cached(sql).map_err(super::fault)?;
    let mut rows = statement.query([step]).map_err(super::fault)?;
    let mut settled = Vec::new();
    while let Some(row) = rows.next().map_err(super::fault)? {
        let read = || -> rusqlite::Result<Touched> {
            Ok(Touched { table: row.get(0)?, key: row.get(1)?, before: row.get(2)? })
        };
        let touched = read().map_err(super::fault)?;
        let Some(table) = Table::named(&touched.table) else { continue };
        let sql = format!("SELECT {}", table.image("?1"));
        let now: String = first(w, &sql, [&touched.key], |r| r.get(0))?.unwrap_or_default();
        settled.push((table, touched.key, difference(table, &touched.before, &now)));
    }
    for (table, key, change) in settled {
        match change {
            None => {
                run(w, "DELETE FROM changes WHERE step = ?1 AND tbl = ?2 AND id = ?3", params![step, table.name, key])?
            }
            Some((before, after)) => run(
                w,
                "UPDATE changes SET before = ?4, after = ?5 WHERE step = ?1 AND tbl = ?2 AND id = ?3",
                params![step, table.name, key, before, after],
            )?,
        };
    }
    let any: Option<i64> = first(w, "SELECT 1 FROM changes WHERE step = ?1 LIMIT 1", [step], |r| r.get(0))?;
    if any.is_none() {
        run(w, "DELETE FROM steps WHERE id = ?1", [step])?;
        return Ok(());
    }
    drop_undone(w)
}

/// What differs between two images: `None` where nothing does.
fn difference(table: &Table, before: &str, now: &str) -> Option<(Option<String>, Option<String>)> {
    if before == now {
        return None;
    }
    if table.many {
        return Some((Some(before.to_owned()), Some(now.to_owned())));
    }
    match (row(before), row(now)) {
        (None, None) => None,
        (None, Some(_)) => Some((None, None)),
        (Some(before), None) => Some((Some(Value::Object(before).to_string()), None)),
        (Some(before), Some(now)) => {
            let pick = |from: &Map<String, Value>| {
                let other = |c: &str| before.get(c) != now.get(c);
                // An introducer's name never stands without the number that tells whose it is.
                let differs = |(c, _): &(&String, &Value)| {
                    other(c) || (c.as_str() == "introduced_by_id" && other("introduced_by"))
                };
                let kept: Map<String, Value> =
                    from.iter().filter(differs).map(|(c, v)| (c.clone(), v.clone())).collect();
                Value::Object(kept).to_string()
            };
            Some((Some(pick(&before)), Some(pick(&now))))
        }
    }
}

/// The only row of an image.
pub(super) fn row(image: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(image).ok()? {
        Value::Array(mut rows) if rows.len() == 1 => match rows.pop() {
            Some(Value::Object(row)) => Some(row),
            _ => None,
        },
        _ => None,
    }
}

/// Erases a contact from every step: its own changes, and its name where somebody else's card named
/// it as the introducer.
///
/// # Errors
/// What the database says.
pub fn forget(w: &Writer<'_>, contact_id: i64) -> Result<()> {
    drop_undone(w)?;
    for (merged, _) in super::merge::merged_into(w, contact_id)? {
        erase(w, merged)?;
    }
    erase(w, contact_id)?;
    drop_empty(w)
}

fn erase(w: &Writer<'_>, contact_id: i64) -> Result<()> {
    run(w, "DELETE FROM changes WHERE contact_id = ?1", [contact_id])?;
    let sql = "SELECT step, id, before, after FROM changes
         WHERE tbl = 'contacts' AND (before LIKE '%\"introduced_by%' OR after LIKE '%\"introduced_by%')";
    let others: Vec<(i64, i64, Option<String>, Option<String>)> =
        all(w, sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
    for (step, id, before, after) in others {
        let unnamed = |text: Option<String>| text.map(|t| without_introducer(&t, contact_id));
        let (old, new) = (unnamed(before.clone()), unnamed(after.clone()));
        if (&old, &new) != (&before, &after) {
            run(
                w,
                "UPDATE changes SET before = ?3, after = ?4 WHERE step = ?1 AND tbl = 'contacts' AND id = ?2",
                params![step, id, old, new],
            )?;
        }
    }
    Ok(())
}

/// A card's image without the introducer, where it is that contact.
fn without_introducer(image: &str, contact_id: i64) -> String {
    let Ok(Value::Object(mut card)) = serde_json::from_str::<Value>(image) else { return image.to_owned() };
    if card.get("introduced_by_id").and_then(Value::as_i64) != Some(contact_id) {
        return image.to_owned();
    }
    for column in ["introduced_by", "introduced_by_id"] {
        if card.contains_key(column) {
            card.insert(column.to_owned(), Value::Null);
        }
    }
    Value::Object(card).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Book;
    use super::super::table::{CONTACTS, TABLES};
    use super::*;

    #[test]
    fn the_journal_knows_every_column_that_is_recorded() {
        // What follows from facts is worked out anew and needs no keeping.
        let derived = "met_at met_on about last_contact_on connection resting_since planned_until";
        let book = Book::in_memory().unwrap();
        for table in TABLES {
            let sql = format!("SELECT name FROM pragma_table_info('{}')", table.name);
            let live: Vec<String> = all(book.conn(), &sql, [], |r| r.get(0)).unwrap();
            let mut known: Vec<&str> = table.column_names().collect();
            if table.name == "contacts" {
                known.extend(derived.split(' '));
            }
            let mut live: Vec<&str> = live.iter().map(String::as_str).collect();
            known.sort_unstable();
            live.sort_unstable();
            assert_eq!(known, live, "{}", table.name);
        }
    }

    #[test]
    fn only_what_differs_is_kept() {
        let before = r#"[{"id":1,"name":"Laura","company":null}]"#;
        let now = r#"[{"id":1,"name":"Laura","company":"Acme"}]"#;
        let kept = difference(&CONTACTS, before, now).unwrap();
        assert_eq!(kept, (Some(r#"{"company":null}"#.to_owned()), Some(r#"{"company":"Acme"}"#.to_owned())));
        assert_eq!(difference(&CONTACTS, before, before), None);
        assert_eq!(difference(&CONTACTS, "[]", now), Some((None, None)));
        assert_eq!(difference(&CONTACTS, "[]", "[]"), None);
        assert!(difference(&CONTACTS, now, "[]").unwrap().0.unwrap().contains("Acme"));
    }

    #[test]
    fn a_forgotten_introducer_is_named_no_more() {
        let card = r#"{"introduced_by":"Laura","introduced_by_id":7}"#;
        assert_eq!(without_introducer(card, 7), r#"{"introduced_by":null,"introduced_by_id":null}"#);
        assert_eq!(without_introducer(card, 8), card);
    }
}
