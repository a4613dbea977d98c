//! Interactions: statements and row mapping.

use super::column::{all, day, first, instant_opt, run, stamp, word, word_opt};
use super::open::Writer;
use super::table::INTERACTIONS;
use super::{journal, search};
use crate::model::{Interaction, Result, day as days};
use rusqlite::{Connection as Db, Row, params};

pub(super) const COLUMNS: &str = INTERACTIONS.columns;

pub(super) fn interaction(row: &Row<'_>) -> rusqlite::Result<Interaction> {
    Ok(Interaction {
        id: row.get(0)?,
        uid: row.get(1)?,
        contact_id: row.get(2)?,
        kind: word(row, 3)?,
        direction: word_opt(row, 4)?,
        on: day(row, 5)?,
        at: instant_opt(row, 6)?,
        place: row.get(7)?,
        about: row.get(8)?,
        text: row.get(9)?,
        awaits_reply: row.get(10)?,
        closes: row.get(11)?,
        template: row.get(12)?,
        source: row.get(13)?,
        recorded_on: day(row, 14)?,
        shares: row.get(15)?,
    })
}

/// All of a contact's, in order of entry.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Interaction>> {
    let sql = format!("SELECT {COLUMNS} FROM interactions WHERE contact_id = ?1 ORDER BY id");
    all(conn, &sql, [contact_id], interaction)
}

/// The interaction of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Interaction>> {
    first(conn, &format!("SELECT {COLUMNS} FROM interactions WHERE id = ?1"), [id], interaction)
}

/// How many people were met at that place whose numbers are lower.
///
/// # Errors
/// What the database says.
pub fn peers_before(conn: &Db, place: &str, contact_id: i64) -> Result<usize> {
    let count: Option<i64> = first(
        conn,
        "SELECT count(DISTINCT contact_id) FROM interactions
         WHERE kind = 'encounter' AND place = ?1 AND contact_id < ?2",
        params![place, contact_id],
        |r| r.get(0),
    )?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// The interactions that shared the resource of that key, by number.
///
/// # Errors
/// What the database says.
pub fn that_share(conn: &Db, key: &str) -> Result<Vec<Interaction>> {
    all(conn, &format!("SELECT {COLUMNS} FROM interactions WHERE shares = ?1 ORDER BY id"), [key], interaction)
}

/// Writes an interaction, new or corrected, under its number, and makes it findable.
///
/// # Errors
/// What the database says.
pub fn write(w: &Writer<'_>, i: &Interaction) -> Result<()> {
    journal::touch(w, &INTERACTIONS, i.id, i.contact_id)?;
    let sql = format!(
        "REPLACE INTO interactions ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
             ?16)"
    );
    run(
        w,
        &sql,
        params![
            i.id,
            i.uid,
            i.contact_id,
            i.kind.as_str(),
            i.direction.map(crate::model::Direction::as_str),
            days::iso(i.on),
            stamp(i.at),
            i.place,
            i.about,
            i.text,
            i.awaits_reply,
            i.closes,
            i.template,
            i.source,
            days::iso(i.recorded_on),
            i.shares,
        ],
    )?;
    search::put_interaction(w, i)
}

/// Removes an interaction.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, i: &Interaction) -> Result<()> {
    journal::touch(w, &INTERACTIONS, i.id, i.contact_id)?;
    run(w, "DELETE FROM interactions WHERE id = ?1", [i.id])?;
    search::remove_fact(w, i.contact_id, i.id)
}
