//! Erasing a contact from the copies of the book.
//!
//! Each copy is written anew beside the old one and then takes its name: whole, or not at all.

use super::backup::{Kept, Shelf, pages};
use super::column::first;
use super::fault::fault;
use super::open::{Access, Book, Mode, beside, connection};
use super::{contacts, journal, meta, migrate};
use crate::model::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Erases the contacts of these numbers (as the book itself has them) and uids, who are one person,
/// from every copy of the book at `path`; gives those that are damaged, and so may still hold them.
///
/// # Errors
/// `Outside` where the folder or a copy can't be read or written: the others may be cleared already.
pub fn from_copies(path: &Path, people: &[(i64, String)]) -> Result<Vec<PathBuf>> {
    let Some(shelf) = Shelf::of(path) else { return Ok(Vec::new()) };
    let mut unread = Vec::new();
    for kept in shelf.list()? {
        match from_copy(&shelf, &kept, people) {
            Err(e) if matches!(e.kind, ErrorKind::Damaged | ErrorKind::Newer | ErrorKind::Locked) => {
                unread.push(kept.path);
            }
            done => done?,
        }
    }
    Ok(unread)
}

fn from_copy(shelf: &Shelf, kept: &Kept, people: &[(i64, String)]) -> Result<()> {
    if ["-wal", "-journal"].iter().any(|end| std::fs::metadata(beside(&kept.path, end)).is_ok_and(|m| m.len() > 0)) {
        return Err(Error::new(ErrorKind::Damaged, "a log stands beside the copy"));
    }
    let from = connection(&kept.path, Mode::Still)?;
    let mut held = false;
    for (id, uid) in people {
        held |= holds(&from, uid, *id)?;
    }
    if !held {
        return Ok(());
    }
    let part = shelf.part()?;
    let mut conn = connection(part.path(), Mode::Write)?;
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;").map_err(fault)?;
    pages(&from, &mut conn)?;
    // A copy of an older version has no functions of its own: it is brought up to date.
    if migrate::version(&conn)? == 0 {
        return Err(Error::new(ErrorKind::Damaged, "the copy is no book"));
    }
    migrate::to_latest(&mut conn)?;
    conn.close().map_err(|(_, e)| fault(e))?;
    let mut book = Book::connect(part.path(), Access::Write)?;
    book.upkeep(|w| {
        for (id, uid) in people {
            let theirs: Option<i64> = first(w, "SELECT id FROM contacts WHERE uid = ?1", [uid], |r| r.get(0))?;
            match theirs {
                Some(theirs) => drop(contacts::erase(w, theirs)?),
                // Added and taken back at that time: only the steps know of them.
                None => journal::forget(w, *id)?,
            }
        }
        // Whom they introduced is planned anew when the copy is gone back to.
        meta::set(w, meta::PLANNED_WITH, "")
    })?;
    book.compact(Duration::ZERO, &mut || ())?;
    drop(book);
    part.sync(kept.modified())?;
    part.put(&kept.path, true)
}

/// Whether a copy knows the contact: as somebody, or in the steps that could be taken back.
fn holds(conn: &rusqlite::Connection, uid: &str, id: i64) -> Result<bool> {
    let has = |sql: &str, value: &dyn rusqlite::ToSql| first(conn, sql, [value], |_| Ok(())).map(|f| f.is_some());
    Ok(has("SELECT 1 FROM contacts WHERE uid = ?1", &uid)?
        || (has("SELECT 1 FROM sqlite_schema WHERE name = ?1", &"changes")?
            && has("SELECT 1 FROM changes WHERE contact_id = ?1 LIMIT 1", &id)?))
}
