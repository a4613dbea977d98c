//! What the book remembers of itself.

use super::column::{first, run};
use super::journal;
use super::open::Writer;
use super::table::META;
use crate::model::{Instant, Result, day};
use rusqlite::Connection as Db;

/// The fingerprint of playbook and calendar the agenda was planned with.
pub const PLANNED_WITH: &str = "planned_with";
/// Set while somebody is erased and the file still holds what was written of them.
pub const ERASING: &str = "erasing";
/// The text of the last good playbook of the user's own.
pub const PLAYBOOK: &str = "playbook";

/// The newest revision of the agenda, and its instant.
const REVISION: &str = "revision";
const REVISED_AT: &str = "revised_at";

/// A revision of the agenda: what a calendar goes by that was handed a follow-up before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Higher than every one before it, of this book and of the one it was restored or imported from.
    pub number: i64,
    /// When (UTC), as [`day::stamp`] writes it; never before the one before it.
    pub at: String,
}

/// The next revision of the agenda, at that instant or, where there is none, at that of the last one.
///
/// Undo raises it too. It is no less than the minutes since 2020, so that a book that was restored or
/// imported soon overtakes the numbers which the other one gave.
///
/// # Errors
/// What the database says.
pub(super) fn next_revision(w: &Writer<'_>, at: Option<Instant>) -> Result<Revision> {
    let last = get(w, REVISED_AT)?.unwrap_or_default();
    let at = at.map(day::stamp).filter(|at| *at > last).unwrap_or(last);
    let minutes = day::parse_stamp(&at).map_or(0, |at| at.timestamp() / 60 - MINUTES_TO_2020);
    let before = get_number(w, REVISION)?.unwrap_or(0);
    let number = minutes.max(before + 1).max(1);
    set(w, REVISION, &number.to_string())?;
    set(w, REVISED_AT, &at)?;
    Ok(Revision { number, at })
}

/// Minutes from 1970 to 2020.
const MINUTES_TO_2020: i64 = 18_262 * 24 * 60;

fn get_number(conn: &Db, key: &str) -> Result<Option<i64>> {
    Ok(get(conn, key)?.and_then(|text| text.parse().ok()))
}

/// What is kept under `key`.
///
/// # Errors
/// What the database says.
pub fn get(conn: &Db, key: &str) -> Result<Option<String>> {
    first(conn, "SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
}

/// Keeps `value` under `key`.
///
/// # Errors
/// What the database says.
pub fn set(w: &Writer<'_>, key: &str, value: &str) -> Result<()> {
    run(
        w,
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

/// Keeps `value` under `key` as part of the user's step: it can be taken back.
///
/// # Errors
/// What the database says.
pub fn record(w: &Writer<'_>, key: &str, value: &str) -> Result<()> {
    journal::touch(w, &META, key, 0)?;
    set(w, key, value)
}

/// The number that the newest fact was given.
///
/// # Errors
/// What the database says.
pub(super) fn newest_fact(conn: &Db) -> Result<i64> {
    let next: Option<i64> = first(conn, "SELECT value FROM meta WHERE key = 'next_fact'", [], |r| r.get(0))?;
    Ok(next.unwrap_or(1) - 1)
}

/// The next number of a fact: facts of every kind share one sequence.
///
/// # Errors
/// What the database says.
pub fn next_fact(w: &Writer<'_>) -> Result<i64> {
    let next =
        first(w, "UPDATE meta SET value = value + 1 WHERE key = 'next_fact' RETURNING value - 1", [], |r| r.get(0))?;
    next.ok_or_else(|| {
        crate::model::Error::new(crate::model::ErrorKind::Damaged, "the book has lost its fact sequence")
    })
}
