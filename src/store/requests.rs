//! Requests: statements and row mapping.

use super::column::{all, day, day_opt, first, instant_opt, iso, run, stamp, word};
use super::open::Writer;
use super::table::REQUESTS;
use super::{journal, search};
use crate::model::{Day, Request, Result, Status, day as days};
use rusqlite::{Connection as Db, params};

pub(super) const COLUMNS: &str = REQUESTS.columns;

/// Which attempt a request is: how many of that direction stand before it with the contact.
const ATTEMPT: &str = "1 + (SELECT count(*) FROM requests AS earlier
     WHERE earlier.contact_id = requests.contact_id AND earlier.direction = requests.direction
       AND (earlier.sent_on, earlier.id) < (requests.sent_on, requests.id))";

pub(super) fn request(row: &rusqlite::Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request {
        id: row.get(0)?,
        uid: row.get(1)?,
        contact_id: row.get(2)?,
        channel: row.get(3)?,
        direction: word(row, 4)?,
        status: word(row, 5)?,
        inferred: row.get(6)?,
        outcome_unknown: row.get(7)?,
        sent_on: day(row, 8)?,
        sent_at: instant_opt(row, 9)?,
        resolved_on: day_opt(row, 10)?,
        resolved_at: instant_opt(row, 11)?,
        resolved_entry: row.get(12)?,
        message: row.get(13)?,
        template: row.get(14)?,
        closes: row.get(15)?,
        source: row.get(16)?,
        recorded_on: day(row, 17)?,
        attempt: row.get(18)?,
    })
}

/// All of a contact's, in order of entry.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<Request>> {
    let sql = format!("SELECT {COLUMNS}, {ATTEMPT} FROM requests WHERE contact_id = ?1 ORDER BY id");
    all(conn, &sql, [contact_id], request)
}

/// The request of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<Request>> {
    first(conn, &format!("SELECT {COLUMNS}, {ATTEMPT} FROM requests WHERE id = ?1"), [id], request)
}

/// What a list of requests is narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this status.
    pub status: Option<Status>,
    /// Only those received (true) or sent (false).
    pub received: Option<bool>,
}

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The request.
    pub request: Request,
    /// The contact's name.
    pub contact: String,
    /// Whether the contact can be reached other than over the network.
    pub reachable: bool,
}

/// Requests with the contact's name, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(conn: &Db, filter: Filter) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT {}, {ATTEMPT}, contacts.name, EXISTS (SELECT 1 FROM contact_points AS p
             WHERE p.contact_id = requests.contact_id AND p.kind IN ('email', 'phone'))
         FROM requests JOIN contacts ON contacts.id = contact_id
         WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR direction = ?2) AND outcome_unknown <= ?3
         ORDER BY sent_on, requests.id",
        COLUMNS.split(", ").map(|c| format!("requests.{}", c.trim())).collect::<Vec<_>>().join(", ")
    );
    let direction = filter.received.map(|r| if r { "received" } else { "sent" });
    let unknown_too = i64::from(filter.status.is_none());
    all(conn, &sql, params![filter.status.map(Status::as_str), direction, unknown_too], |row| {
        Ok(Row { request: request(row)?, contact: row.get(19)?, reachable: row.get(20)? })
    })
}

/// How many requests of the user's wait for an answer, and how many of those since before `day`;
/// both counted up to `most`.
///
/// # Errors
/// What the database says.
pub fn count_pending(conn: &Db, day: Day, most: usize) -> Result<(usize, usize)> {
    // The index is in order of the day and holds all that is asked for: the first `most` of it tell both.
    let counts: Option<(i64, i64)> = first(
        conn,
        "SELECT count(*), count(CASE WHEN sent_on < ?1 THEN 1 END) FROM (
             SELECT sent_on FROM requests INDEXED BY requests_by_status
             WHERE status = 'pending' AND direction = 'sent' AND outcome_unknown = 0
             ORDER BY sent_on LIMIT ?2)",
        params![days::iso(day), i64::try_from(most).unwrap_or(i64::MAX)],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (all, old) = counts.unwrap_or((0, 0));
    Ok((usize::try_from(all).unwrap_or(0), usize::try_from(old).unwrap_or(0)))
}

/// How many requests were sent on `channel` from `from` on, and how many of those with a note.
///
/// # Errors
/// What the database says.
pub fn count_sent(conn: &Db, channel: &str, from: Day) -> Result<(usize, usize)> {
    let counts: Option<(i64, i64)> = first(
        conn,
        "SELECT count(*), count(message) FROM requests INDEXED BY requests_sent
         WHERE direction = 'sent' AND sent_on >= ?1 AND channel = ?2",
        params![days::iso(from), channel],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (all, noted) = counts.unwrap_or((0, 0));
    Ok((usize::try_from(all).unwrap_or(0), usize::try_from(noted).unwrap_or(0)))
}

/// Writes a request, new, resolved or corrected, under its number, and makes it findable.
///
/// # Errors
/// What the database says.
pub fn write(w: &Writer<'_>, r: &Request) -> Result<()> {
    journal::touch(w, &REQUESTS, r.id, r.contact_id)?;
    let sql = format!(
        "REPLACE INTO requests ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    );
    run(
        w,
        &sql,
        params![
            r.id,
            r.uid,
            r.contact_id,
            r.channel,
            r.direction.as_str(),
            r.status.as_str(),
            r.inferred,
            r.outcome_unknown,
            days::iso(r.sent_on),
            stamp(r.sent_at),
            iso(r.resolved_on),
            stamp(r.resolved_at),
            r.resolved_entry,
            r.message,
            r.template,
            r.closes,
            r.source,
            days::iso(r.recorded_on),
        ],
    )?;
    search::put_request(w, r)
}

/// Removes a request.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, r: &Request) -> Result<()> {
    journal::touch(w, &REQUESTS, r.id, r.contact_id)?;
    run(w, "DELETE FROM requests WHERE id = ?1", [r.id])?;
    search::remove_fact(w, r.contact_id, r.id)
}
