//! All that is known of one contact, for planning.

use super::column::first;
use super::{contacts, decisions, interactions, marks, promises, requests};
use crate::model::{Contact, Facts, Result};
use rusqlite::Connection as Db;

/// The facts of a contact.
///
/// # Errors
/// `NotFound`, or what the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Facts> {
    with(conn, contacts::get(conn, contact_id)?)
}

/// What the fact of that number is called in the world.
///
/// # Errors
/// What the database says.
pub fn uid_of(conn: &Db, number: i64) -> Result<Option<String>> {
    let sql = "SELECT uid FROM interactions WHERE id = ?1 UNION ALL SELECT uid FROM requests WHERE id = ?1
         UNION ALL SELECT uid FROM promises WHERE id = ?1 UNION ALL SELECT uid FROM marks WHERE id = ?1";
    first(conn, sql, [number], |r| r.get(0))
}

/// The facts of a contact that was read already.
///
/// # Errors
/// What the database says.
pub fn with(conn: &Db, contact: Contact) -> Result<Facts> {
    let id = contact.id;
    Ok(Facts {
        contact,
        interactions: interactions::of(conn, id)?,
        requests: requests::of(conn, id)?,
        promises: promises::of(conn, id)?,
        marks: marks::of(conn, id)?,
        decisions: decisions::of(conn, id)?,
    })
}
