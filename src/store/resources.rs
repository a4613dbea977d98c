//! Resources: statements and row mapping. What was shared with whom is said by the interactions.

use super::column::{all, day, first, run};
use super::open::Writer;
use super::table::RESOURCES;
use super::{journal, search};
use crate::model::{Resource, Result, day as days};
use rusqlite::{Connection as Db, Row, params};
use std::collections::BTreeMap;

pub(super) const COLUMNS: &str = RESOURCES.columns;

pub(super) fn resource(row: &Row<'_>) -> rusqlite::Result<Resource> {
    let topics: String = row.get(5)?;
    Ok(Resource {
        id: row.get(0)?,
        uid: row.get(1)?,
        url: row.get(2)?,
        key: row.get(3)?,
        title: row.get(4)?,
        topics: topics.lines().map(str::to_owned).collect(),
        note: row.get(6)?,
        added_on: day(row, 7)?,
    })
}

/// All of them, in order of entry.
///
/// # Errors
/// What the database says.
pub fn list(conn: &Db) -> Result<Vec<Resource>> {
    all(conn, &format!("SELECT {COLUMNS} FROM resources ORDER BY id"), [], resource)
}

/// The resource of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Resource>> {
    first(conn, &format!("SELECT {COLUMNS} FROM resources WHERE id = ?1"), [id], resource)
}

/// The resource of that key.
///
/// # Errors
/// What the database says.
pub fn by_key(conn: &Db, key: &str) -> Result<Option<Resource>> {
    first(conn, &format!("SELECT {COLUMNS} FROM resources WHERE key = ?1"), [key], resource)
}

/// With how many people each key was shared.
///
/// # Errors
/// What the database says.
pub fn count_shared(conn: &Db) -> Result<BTreeMap<String, usize>> {
    let sql = "SELECT shares, count(DISTINCT contact_id) FROM interactions WHERE shares IS NOT NULL GROUP BY shares";
    let counted = |r: &Row<'_>| Ok((r.get(0)?, usize::try_from(r.get::<_, i64>(1)?).unwrap_or(0)));
    Ok(all(conn, sql, [], counted)?.into_iter().collect())
}

/// Writes a new resource (its number is not looked at) and makes it findable; gives its number.
///
/// # Errors
/// What the database says.
pub fn insert(w: &Writer<'_>, r: &Resource) -> Result<i64> {
    let last = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resources'), 0) + 1";
    let id: i64 = first(w, last, [], |row| row.get(0))?.unwrap_or(1);
    write(w, &Resource { id, ..r.clone() })?;
    Ok(id)
}

/// Writes a resource under its number and makes it findable.
///
/// # Errors
/// What the database says.
pub fn write(w: &Writer<'_>, r: &Resource) -> Result<()> {
    journal::touch(w, &RESOURCES, r.id, 0)?;
    run(
        w,
        &format!(
            "INSERT INTO resources ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET url = ?3, key = ?4, title = ?5, topics = ?6, note = ?7"
        ),
        params![r.id, r.uid, r.url, r.key, r.title, r.topics.join("\n"), r.note, days::iso(r.added_on)],
    )?;
    search::put_resource(w, r)
}

/// Removes a resource. With whom it was shared stays known.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, id: i64) -> Result<()> {
    journal::touch(w, &RESOURCES, id, 0)?;
    run(w, "DELETE FROM resources WHERE id = ?1", [id])?;
    search::remove_resource(w, id)
}
