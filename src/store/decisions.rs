//! The numbers of follow-ups and what the user decided about them.

use super::column::{all, day_opt, first, iso, run, word_opt};
use super::journal;
use super::open::Writer;
use super::table::DECISIONS;
use crate::model::{Anchor, Day, Decision, Outcome, Result};
use rusqlite::{Connection as Db, Row, params};

pub(super) const COLUMNS: &str = "follow_up_id, rule, anchor, step, outcome, decided_on, snoozed_until";

pub(super) fn decision(row: &Row<'_>) -> rusqlite::Result<Decision> {
    let outcome: Option<Outcome> = word_opt(row, 4)?;
    Ok(Decision {
        follow_up_id: row.get(0)?,
        rule: row.get(1)?,
        anchor: Anchor::from_number(row.get(2)?),
        step: row.get(3)?,
        outcome: outcome.zip(day_opt(row, 5)?),
        snoozed_until: day_opt(row, 6)?,
    })
}

/// All of a contact's, by number.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Decision>> {
    let sql = format!("SELECT {COLUMNS} FROM decisions WHERE contact_id = ?1 ORDER BY follow_up_id");
    all(conn, &sql, [contact_id], decision)
}

/// The decision under that number, with the contact it concerns.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, follow_up_id: i64) -> Result<Option<(Decision, i64)>> {
    let sql = format!("SELECT {COLUMNS}, contact_id FROM decisions WHERE follow_up_id = ?1");
    first(conn, &sql, [follow_up_id], |r| Ok((decision(r)?, r.get(7)?)))
}

/// Gives a new key its number.
///
/// # Errors
/// What the database says.
pub fn number(w: &Writer<'_>, contact_id: i64, rule: &str, anchor: Anchor, step: u32) -> Result<i64> {
    run(
        w,
        "INSERT INTO decisions (contact_id, rule, anchor, step) VALUES (?1, ?2, ?3, ?4)",
        params![contact_id, rule, anchor.number(), step],
    )?;
    Ok(w.last_insert_rowid())
}

/// Writes that the user did it or let it go, or (`None`) neither; a snooze stays with the key.
///
/// # Errors
/// What the database says.
pub fn close(w: &Writer<'_>, follow_up_id: i64, outcome: Option<(Outcome, Day)>) -> Result<()> {
    touch(w, follow_up_id)?;
    run(
        w,
        "UPDATE decisions SET outcome = ?2, decided_on = ?3 WHERE follow_up_id = ?1",
        params![follow_up_id, outcome.map(|(o, _)| o.as_str()), iso(outcome.map(|(_, d)| d))],
    )?;
    Ok(())
}

/// Writes until when the user put it off; `None` wakes it.
///
/// # Errors
/// What the database says.
pub fn snooze(w: &Writer<'_>, follow_up_id: i64, until: Option<Day>) -> Result<()> {
    touch(w, follow_up_id)?;
    run(w, "UPDATE decisions SET snoozed_until = ?2 WHERE follow_up_id = ?1", params![follow_up_id, iso(until)])?;
    Ok(())
}

/// Makes a decision one about another fact, which has taken the place of the one that raised it.
///
/// # Errors
/// What the database says.
pub fn set_anchor(w: &Writer<'_>, follow_up_id: i64, anchor: Anchor) -> Result<()> {
    touch(w, follow_up_id)?;
    run(w, "UPDATE decisions SET anchor = ?2 WHERE follow_up_id = ?1", params![follow_up_id, anchor.number()])?;
    Ok(())
}

/// Removes a number for which another one stands from now on.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, follow_up_id: i64) -> Result<()> {
    touch(w, follow_up_id)?;
    run(w, "DELETE FROM decisions WHERE follow_up_id = ?1", [follow_up_id])?;
    Ok(())
}

/// A number is for ever; what was decided about it can be taken back.
fn touch(w: &Writer<'_>, follow_up_id: i64) -> Result<()> {
    let contact = find(w, follow_up_id)?.map_or(0, |(_, contact)| contact);
    journal::touch(w, &DECISIONS, follow_up_id, contact)
}
