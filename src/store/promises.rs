//! Promises and reminders: statements and row mapping.

use super::column::{all, day, first, instant_opt, run, stamp, word};
use super::open::Writer;
use super::table::PROMISES;
use super::{journal, search};
use crate::model::{Promise, Result, day as days};
use rusqlite::{Connection as Db, Row, params};

pub(super) const COLUMNS: &str = PROMISES.columns;

pub(super) fn promise(row: &Row<'_>) -> rusqlite::Result<Promise> {
    Ok(Promise {
        id: row.get(0)?,
        uid: row.get(1)?,
        contact_id: row.get(2)?,
        kind: word(row, 3)?,
        text: row.get(4)?,
        on: day(row, 5)?,
        at: instant_opt(row, 6)?,
        due_on: day(row, 7)?,
        recorded_on: day(row, 8)?,
    })
}

/// All of a contact's, in order of entry.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Promise>> {
    all(conn, &format!("SELECT {COLUMNS} FROM promises WHERE contact_id = ?1 ORDER BY id"), [contact_id], promise)
}

/// The promise of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Promise>> {
    first(conn, &format!("SELECT {COLUMNS} FROM promises WHERE id = ?1"), [id], promise)
}

/// Writes a promise, new or corrected, under its number, and makes it findable.
///
/// # Errors
/// What the database says.
pub fn write(w: &Writer<'_>, p: &Promise) -> Result<()> {
    journal::touch(w, &PROMISES, p.id, p.contact_id)?;
    run(
        w,
        &format!("REPLACE INTO promises ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
        params![
            p.id,
            p.uid,
            p.contact_id,
            p.kind.as_str(),
            p.text,
            days::iso(p.on),
            stamp(p.at),
            days::iso(p.due_on),
            days::iso(p.recorded_on),
        ],
    )?;
    search::put_promise(w, p)
}

/// Removes a promise.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, p: &Promise) -> Result<()> {
    journal::touch(w, &PROMISES, p.id, p.contact_id)?;
    run(w, "DELETE FROM promises WHERE id = ?1", [p.id])?;
    search::remove_fact(w, p.contact_id, p.id)
}
