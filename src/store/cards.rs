//! Cards: what each address book last said of a contact, the base that tells its changes from the
//! user's own. What a card means is not known here.

use super::column::{all, first, run};
use super::journal;
use super::open::Writer;
use super::table::CARDS;
use crate::model::Result;
use rusqlite::Connection as Db;

/// What one address book last said of a contact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The address book it came from: `vcard`, `csv-google`, `linkedin`.
    pub source: String,
    /// What the address book calls the entry; empty where it doesn't say.
    pub uid: String,
    /// What it said, as JSON.
    pub said: String,
}

/// All of a contact's, in a fixed order.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Said>> {
    let sql = "SELECT source, uid, said FROM cards WHERE contact_id = ?1 ORDER BY source, uid";
    all(conn, sql, [contact_id], |r| Ok(Said { source: r.get(0)?, uid: r.get(1)?, said: r.get(2)? }))
}

/// What that entry of that address book last said of the contact.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, contact_id: i64, source: &str, uid: &str) -> Result<Option<String>> {
    let sql = "SELECT said FROM cards WHERE contact_id = ?1 AND source = ?2 AND uid = ?3";
    first(conn, sql, rusqlite::params![contact_id, source, uid], |r| r.get(0))
}

/// Whose entry that is, by what an address book of that kind calls it.
///
/// # Errors
/// What the database says.
pub fn ids_by_uid(conn: &Db, source: &str, uid: &str) -> Result<Vec<i64>> {
    let sql = "SELECT contact_id FROM cards WHERE uid = ?1 AND source = ?2 AND uid <> '' ORDER BY contact_id";
    all(conn, sql, [uid, source], |r| r.get(0))
}

/// Whose entry that is in any address book whose name begins so, and in which: at most so many.
///
/// # Errors
/// What the database says.
pub fn named(conn: &Db, family: &str, uid: &str, most: u32) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT contact_id, source FROM cards
               WHERE uid = ?1 AND substr(source, 1, length(?2)) = ?2 ORDER BY contact_id LIMIT ?3";
    all(conn, sql, rusqlite::params![uid, family, most], |r| Ok((r.get(0)?, r.get(1)?)))
}

/// Keeps what an address book says of a contact, in place of what it said before.
///
/// # Errors
/// What the database says.
pub fn write(w: &Writer<'_>, contact_id: i64, card: &Said) -> Result<()> {
    journal::touch(w, &CARDS, contact_id, contact_id)?;
    run(
        w,
        "INSERT INTO cards (contact_id, source, uid, said) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (contact_id, source, uid) DO UPDATE SET said = excluded.said",
        rusqlite::params![contact_id, card.source, card.uid, card.said],
    )?;
    Ok(())
}

/// Forgets what that entry of an address book said.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, contact_id: i64, source: &str, uid: &str) -> Result<()> {
    journal::touch(w, &CARDS, contact_id, contact_id)?;
    let sql = "DELETE FROM cards WHERE contact_id = ?1 AND source = ?2 AND uid = ?3";
    run(w, sql, rusqlite::params![contact_id, source, uid])?;
    Ok(())
}
