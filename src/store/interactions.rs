//! Interactions: statements and row mapping.

use super::column::{all, day, first, instant_opt, run, stamp, word, word_opt};
use super::fault::fault;
use super::open::Writer;
use super::table::INTERACTIONS;
use super::{journal, search};
use crate::model::{Day, Direction, Instant, Interaction, InteractionKind, Result, day as days};
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

/// An interaction as looking for the same one sees it.
#[derive(Debug, Clone, Copy)]
pub struct Trace<'a> {
    /// What it was.
    pub kind: InteractionKind,
    /// Who spoke.
    pub direction: Option<Direction>,
    /// The day.
    pub on: Day,
    /// The instant (UTC), where known.
    pub at: Option<Instant>,
    /// What was said.
    pub text: Option<&'a str>,
    /// Where it was read from.
    pub source: Option<&'a str>,
}

/// Calls `visit` with each of a contact's, in no order, none held longer than the call.
///
/// # Errors
/// What the database says.
pub fn each_of(conn: &Db, contact_id: i64, mut visit: impl FnMut(Trace<'_>)) -> Result<()> {
    let sql = "SELECT kind, direction, on_day, at, text, source FROM interactions WHERE contact_id = ?1";
    let mut statement = conn.prepare_cached(sql).map_err(fault)?;
    let mut rows = statement.query([contact_id]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let trace = || -> rusqlite::Result<Trace<'_>> {
            let text = |column| row.get_ref(column).map(|value| value.as_str().ok());
            let (kind, direction) = (word(row, 0)?, word_opt(row, 1)?);
            let (on, at) = (day(row, 2)?, instant_opt(row, 3)?);
            Ok(Trace { kind, direction, on, at, text: text(4)?, source: text(5)? })
        };
        visit(trace().map_err(fault)?);
    }
    Ok(())
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
            i.direction.map(Direction::as_str),
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
