//! Marks: statements and row mapping.

use super::column::{all, day, first, instant_opt, run, stamp, word};
use super::open::Writer;
use super::table::MARKS;
use super::{journal, search};
use crate::model::{Mark, Result, day as days};
use rusqlite::{Connection as Db, Row, params};

pub(super) const COLUMNS: &str = MARKS.columns;

pub(super) fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark {
        id: row.get(0)?,
        uid: row.get(1)?,
        contact_id: row.get(2)?,
        kind: word(row, 3)?,
        on: day(row, 4)?,
        at: instant_opt(row, 5)?,
        text: row.get(6)?,
        source: row.get(7)?,
        recorded_on: day(row, 8)?,
    })
}

/// All of a contact's, in order of entry.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Mark>> {
    all(conn, &format!("SELECT {COLUMNS} FROM marks WHERE contact_id = ?1 ORDER BY id"), [contact_id], mark)
}

/// The mark of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Mark>> {
    first(conn, &format!("SELECT {COLUMNS} FROM marks WHERE id = ?1"), [id], mark)
}

/// Writes a mark, new or corrected, under its number, and makes findable what it says.
///
/// # Errors
/// What the database says.
pub fn write(w: &Writer<'_>, m: &Mark) -> Result<()> {
    journal::touch(w, &MARKS, m.id, m.contact_id)?;
    run(
        w,
        &format!("REPLACE INTO marks ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
        params![
            m.id,
            m.uid,
            m.contact_id,
            m.kind.as_str(),
            days::iso(m.on),
            stamp(m.at),
            m.text,
            m.source,
            days::iso(m.recorded_on),
        ],
    )?;
    search::put_mark(w, m)
}

/// Removes a mark.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, m: &Mark) -> Result<()> {
    journal::touch(w, &MARKS, m.id, m.contact_id)?;
    run(w, "DELETE FROM marks WHERE id = ?1", [m.id])?;
    search::remove_fact(w, m.contact_id, m.id)
}
