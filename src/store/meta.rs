//! What the book remembers of itself.

use super::column::{first, run};
use super::journal;
use super::open::Writer;
use super::table::META;
use crate::model::Result;
use rusqlite::Connection as Db;

/// The fingerprint of playbook and calendar the agenda was planned with.
pub const PLANNED_WITH: &str = "planned_with";
/// Set while somebody is erased and the file still holds what was written of them.
pub const ERASING: &str = "erasing";
/// The text of the last good playbook of the user's own.
pub const PLAYBOOK: &str = "playbook";

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
