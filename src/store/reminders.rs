//! Attempts to remind: statements and row mapping. Not facts: no step of undo, nothing planned.

use super::column::{all, day, first, instant, run, word, word_opt};
use super::open::Writer;
use crate::model::{Attempt, Day, Delivery, Instant, Mouth, Result, Standing, day as days};
use chrono::Days;
use rusqlite::{Connection as Db, Row, params};

const COLUMNS: &str = "r.id, r.mouth, r.day, r.claimed_at, r.speaker, r.repeats, r.outcome, r.why, r.server, r.number";

/// Attempts older than this, about what is closed by now, are let go.
const KEPT: Days = Days::new(90);

fn attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    let server: Option<String> = row.get(8)?;
    let number: Option<u32> = row.get(9)?;
    Ok(Attempt {
        id: row.get(0)?,
        mouth: word(row, 1)?,
        day: day(row, 2)?,
        claimed_at: instant(row, 3)?,
        speaker: row.get(4)?,
        repeats: row.get(5)?,
        delivery: word_opt(row, 6)?,
        why: row.get(7)?,
        standing: server.zip(number).map(|(server, number)| Standing { server, number }),
    })
}

/// The attempts by one mouth to remind of a follow-up, oldest first.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, mouth: Mouth, follow_up_id: i64) -> Result<Vec<Attempt>> {
    all(
        conn,
        &format!(
            "SELECT {COLUMNS} FROM reminded AS d JOIN reminders AS r ON r.id = d.reminder
             WHERE d.follow_up_id = ?1 AND r.mouth = ?2 ORDER BY r.id"
        ),
        params![follow_up_id, mouth.as_str()],
        attempt,
    )
}

/// The newest attempt: of one mouth, and with one outcome, where they are named.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &Db, mouth: Option<Mouth>, delivery: Option<Delivery>) -> Result<Option<Attempt>> {
    first(
        conn,
        &format!(
            "SELECT {COLUMNS} FROM reminders AS r
             WHERE (?1 IS NULL OR r.mouth = ?1) AND (?2 IS NULL OR r.outcome = ?2) ORDER BY r.id DESC LIMIT 1"
        ),
        params![mouth.map(Mouth::as_str), delivery.map(Delivery::as_str)],
        attempt,
    )
}

/// The attempts of one mouth since a day that may still stand on a screen, the newest first.
///
/// # Errors
/// What the database says.
pub fn standing_since(conn: &Db, mouth: Mouth, since: Day) -> Result<Vec<Attempt>> {
    all(
        conn,
        &format!(
            "SELECT {COLUMNS} FROM reminders AS r
             WHERE r.mouth = ?1 AND r.day >= ?2 AND r.server IS NOT NULL ORDER BY r.id DESC"
        ),
        params![mouth.as_str(), days::iso(since)],
        attempt,
    )
}

/// The follow-ups that an attempt was about.
///
/// # Errors
/// What the database says.
pub fn about(conn: &Db, attempt: i64) -> Result<Vec<i64>> {
    all(conn, "SELECT follow_up_id FROM reminded WHERE reminder = ?1 ORDER BY follow_up_id", [attempt], |r| r.get(0))
}

/// How many follow-ups that are due on `today` could not be said when a mouth was tried last, and
/// since which day that has been so; `None` where the last attempt was shown.
///
/// # Errors
/// What the database says.
pub fn unsaid(conn: &Db, mouth: Mouth, today: Day) -> Result<Option<(usize, Day)>> {
    let last = "SELECT id FROM reminders WHERE mouth = ?1 AND outcome IS NOT NULL ORDER BY id DESC LIMIT 1";
    let shown = "SELECT coalesce(max(id), 0) FROM reminders WHERE mouth = ?1 AND outcome = 'shown'";
    let sql = format!(
        "SELECT (SELECT count(*) FROM reminded AS d JOIN follow_ups AS f ON f.id = d.follow_up_id
                 WHERE d.reminder = ({last}) AND f.shows_on <= ?2 AND (f.lapses_on IS NULL OR f.lapses_on >= ?2)),
                min(day)
         FROM reminders WHERE mouth = ?1 AND outcome IN ('refused', 'unreachable') AND id > ({shown})"
    );
    let found = first(conn, &sql, params![mouth.as_str(), days::iso(today)], |r| {
        Ok((r.get::<_, i64>(0)?, super::column::day_opt(r, 1)?))
    })?;
    let (count, since) = found.unwrap_or_default();
    Ok(since.map(|since| (usize::try_from(count).unwrap_or(0), since)).filter(|(count, _)| *count > 0))
}

/// What an attempt is claimed with.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// By which way it will be said.
    pub mouth: Mouth,
    /// The user's day.
    pub day: Day,
    /// Now (UTC).
    pub at: Instant,
    /// The process that will say it.
    pub speaker: u32,
    /// The first attempt, refused or of unknown outcome, that it repeats.
    pub repeats: Option<i64>,
    /// What it is about.
    pub follow_ups: &'a [i64],
}

/// Claims follow-ups: from here on nobody else says them. Gives the attempt's number.
///
/// # Errors
/// What the database says.
pub fn claim(w: &Writer<'_>, claim: Claim<'_>) -> Result<i64> {
    tidy(w, claim.day)?;
    let id = insert(w, claim, None)?;
    name(w, id, claim.follow_ups)?;
    Ok(id)
}

/// Keeps that there was nobody to say these to; once a day, however often it is tried.
///
/// # Errors
/// What the database says.
pub fn keep_unreachable(w: &Writer<'_>, claim: Claim<'_>, why: &str) -> Result<()> {
    let last = newest(w, Some(claim.mouth), None)?;
    let same = last.filter(|a| a.delivery == Some(Delivery::Unreachable) && a.day == claim.day);
    let id = match same {
        Some(a) => a.id,
        None => {
            tidy(w, claim.day)?;
            insert(w, claim, Some(Delivery::Unreachable))?
        }
    };
    run(w, "UPDATE reminders SET claimed_at = ?2, why = ?3 WHERE id = ?1", params![id, days::stamp(claim.at), why])?;
    run(w, "DELETE FROM reminded WHERE reminder = ?1", [id])?;
    name(w, id, claim.follow_ups)
}

fn insert(w: &Writer<'_>, claim: Claim<'_>, delivery: Option<Delivery>) -> Result<i64> {
    let at = days::stamp(claim.at);
    run(
        w,
        "INSERT INTO reminders (mouth, day, claimed_at, speaker, repeats, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            claim.mouth.as_str(),
            days::iso(claim.day),
            at,
            claim.speaker,
            claim.repeats,
            delivery.map(Delivery::as_str)
        ],
    )?;
    Ok(w.last_insert_rowid())
}

fn name(w: &Writer<'_>, id: i64, follow_ups: &[i64]) -> Result<()> {
    for follow_up in follow_ups {
        run(w, "INSERT INTO reminded (follow_up_id, reminder) VALUES (?1, ?2)", [*follow_up, id])?;
    }
    Ok(())
}

/// Keeps what became of an attempt; what is known already stays. Gives whether it was kept.
///
/// # Errors
/// What the database says.
pub fn finish(
    w: &Writer<'_>,
    id: i64,
    delivery: Delivery,
    why: Option<&str>,
    standing: Option<&Standing>,
) -> Result<bool> {
    let changed = run(
        w,
        "UPDATE reminders SET outcome = ?2, why = ?3, server = ?4, number = ?5 WHERE id = ?1 AND outcome IS NULL",
        params![id, delivery.as_str(), why, standing.map(|s| &s.server), standing.map(|s| s.number)],
    )?;
    Ok(changed > 0)
}

/// Keeps that a reminder stands elsewhere now.
///
/// # Errors
/// What the database says.
pub fn stand(w: &Writer<'_>, id: i64, standing: &Standing) -> Result<()> {
    run(
        w,
        "UPDATE reminders SET server = ?2, number = ?3 WHERE id = ?1",
        params![id, standing.server, standing.number],
    )?;
    Ok(())
}

/// Lets go of old attempts about what is closed.
fn tidy(w: &Writer<'_>, today: Day) -> Result<()> {
    let Some(before) = today.checked_sub_days(KEPT) else { return Ok(()) };
    run(
        w,
        "DELETE FROM reminders WHERE day < ?1 AND NOT EXISTS (SELECT 1 FROM reminded AS d
         JOIN follow_ups AS f ON f.id = d.follow_up_id WHERE d.reminder = reminders.id)",
        [days::iso(before)],
    )?;
    Ok(())
}
