//! The agenda: the index of open follow-ups, in the order it is read.

use super::column::{all, day, day_opt, first, iso, run, word};
use super::fault::fault;
use super::meta::Revision;
use super::open::Writer;
use crate::model::{Day, FollowUp, Kind, Result, day as days};
use chrono::Datelike;
use rusqlite::{Connection as Db, Row, params};

pub(super) const COLUMNS: &str = "importance, shows_on, id, contact_id, contact, kind, rule, reason, span, due_on, \
     original_due_on, snoozed_until, visible_from, lapses_on, channel, text";

pub(super) fn follow_up(row: &Row<'_>) -> rusqlite::Result<FollowUp> {
    Ok(FollowUp {
        importance: row.get(0)?,
        id: row.get(2)?,
        contact_id: row.get(3)?,
        contact: row.get(4)?,
        kind: word(row, 5)?,
        rule: row.get(6)?,
        reason: row.get(7)?,
        span: row.get(8)?,
        due_on: day(row, 9)?,
        original_due_on: day(row, 10)?,
        snoozed_until: day_opt(row, 11)?,
        visible_from: day_opt(row, 12)?,
        lapses_on: day_opt(row, 13)?,
        channel: row.get(14)?,
        text: row.get(15)?,
    })
}

/// All of a contact's, hidden and lapsed ones too.
///
/// # Errors
/// What the database says.
pub fn of(conn: &Db, contact_id: i64) -> Result<Vec<FollowUp>> {
    all(conn, &format!("SELECT {COLUMNS} FROM follow_ups WHERE contact_id = ?1"), [contact_id], follow_up)
}

/// The open follow-up of that number.
///
/// # Errors
/// What the database says.
pub fn find(conn: &Db, id: i64) -> Result<Option<FollowUp>> {
    first(conn, &format!("SELECT {COLUMNS} FROM follow_ups WHERE id = ?1"), [id], follow_up)
}

/// When a row of the agenda was changed last.
///
/// # Errors
/// What the database says.
pub fn revision(conn: &Db, id: i64) -> Result<Revision> {
    let sql = "SELECT revision, revised_at FROM follow_ups WHERE id = ?1";
    let found = first(conn, sql, [id], |r| Ok(Revision { number: r.get(0)?, at: r.get(1)? }))?;
    Ok(found.unwrap_or_else(|| Revision { number: 0, at: String::new() }))
}

/// Which part of the agenda is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Due on that day or before, and not lapsed by then.
    Due(Day),
    /// Due after the first day, up to the last one.
    Coming(Day, Day),
    /// Everything that is not hidden or lapsed on that day.
    Open(Day),
}

/// One stretch of the index: an importance, and for how many days after it is first shown a row of
/// it can still be open.
type Stretch = (u32, u32);

/// The importances in use, each with its longest reach.
fn stretches(conn: &Db) -> Result<Vec<Stretch>> {
    all(
        conn,
        "WITH RECURSIVE weight (w) AS (
             SELECT min(importance) FROM follow_ups
             UNION ALL
             SELECT (SELECT min(importance) FROM follow_ups WHERE importance > w) FROM weight WHERE w IS NOT NULL
         ) SELECT w, (SELECT max(reach) FROM follow_ups WHERE importance = w) FROM weight WHERE w IS NOT NULL",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// The day before which nothing of that reach is open on `today`: lapsed rows, which stay until
/// something new is recorded with the contact, are not read past one by one.
fn earliest(today: Day, reach: u32) -> String {
    let back = chrono::Days::new(u64::from(reach));
    today.checked_sub_days(back).filter(|d| days::YEARS.contains(&d.year())).map_or_else(String::new, days::iso)
}

/// How many connect follow-ups for LinkedIn are due on `today`, counted up to `most`.
///
/// # Errors
/// What the database says.
pub fn count_connects(conn: &Db, today: Day, most: usize) -> Result<usize> {
    let longest = stretches(conn)?.into_iter().map(|(_, reach)| reach).filter(|r| *r < NEVER_LAPSES).max().unwrap_or(0);
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let found: Option<i64> = first(
        conn,
        "SELECT count(*) FROM (SELECT 1 FROM follow_ups INDEXED BY follow_ups_connects
         WHERE kind = 'connect' AND channel = 'linkedin' AND shows_on <= ?1 AND shows_on >= ?2
           AND (lapses_on IS NULL OR lapses_on >= ?1) LIMIT ?3)",
        params![days::iso(today), earliest(today, longest), limit],
        |r| r.get(0),
    )?;
    Ok(usize::try_from(found.unwrap_or(0)).unwrap_or(0))
}

/// The reach of a row that never lapses.
const NEVER_LAPSES: u32 = 1_000_000;

/// Rows of one part of the agenda: by importance, and within one by day.
///
/// With `most`, at most so many of each importance are read (and, where only what is due is asked
/// for, no more importances than it takes to fill it): enough for the first `most` lines. Of the
/// LinkedIn connects that are due no more than `connects` count towards it.
///
/// # Errors
/// What the database says.
pub fn part(conn: &Db, part: Part, most: Option<usize>, connects: usize) -> Result<Vec<FollowUp>> {
    let (from, to, today) = match part {
        Part::Due(today) => (String::new(), days::iso(today), today),
        Part::Coming(today, until) => (days::iso(today), days::iso(until), today),
        Part::Open(today) => (String::new(), "9999-99-99".to_owned(), today),
    };
    let limit = most.map_or(-1, |m| i64::try_from(m).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT {COLUMNS} FROM follow_ups
         WHERE importance = ?1 AND shows_on > ?2 AND shows_on <= ?3 AND (lapses_on IS NULL OR lapses_on >= ?4)
           AND (visible_from IS NULL OR visible_from <= ?5)
         ORDER BY shows_on, id LIMIT ?6"
    );
    let today_text = days::iso(today);
    let seen_by = if matches!(part, Part::Coming(..)) { &to } else { &today_text };
    let mut rows = Vec::new();
    let mut room = connects;
    let mut statement = conn.prepare_cached(&sql).map_err(fault)?;
    for (weight, reach) in stretches(conn)? {
        let from = from.clone().max(earliest(today, reach + 1));
        let found =
            statement.query_map(params![weight, from, to, today_text, seen_by, limit], follow_up).map_err(fault)?;
        for row in found {
            let row = row.map_err(fault)?;
            let counts = row.kind == Kind::Connect && row.channel.as_deref() == Some("linkedin");
            if most.is_some() && counts && matches!(part, Part::Due(_)) {
                if room == 0 {
                    continue;
                }
                room -= 1;
            }
            rows.push(row);
        }
        if matches!(part, Part::Due(_)) && most.is_some_and(|m| rows.len() > m) {
            break;
        }
    }
    Ok(rows)
}

/// For how many days after it is first shown a row can still be open.
pub(super) fn reach(f: &FollowUp) -> u32 {
    let days = f.lapses_on.map(|lapses| (lapses - f.shows_on()).num_days().max(0));
    days.map_or(NEVER_LAPSES, |d| u32::try_from(d).unwrap_or(NEVER_LAPSES))
}

/// Writes one row of the agenda.
///
/// # Errors
/// What the database says.
pub fn insert(w: &Writer<'_>, f: &FollowUp) -> Result<()> {
    let revision = w.revision()?;
    run(
        w,
        &format!(
            "INSERT INTO follow_ups ({COLUMNS}, reach, revision, revised_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)"
        ),
        params![
            f.importance,
            days::iso(f.shows_on()),
            f.id,
            f.contact_id,
            f.contact,
            f.kind.as_str(),
            f.rule,
            f.reason,
            f.span,
            days::iso(f.due_on),
            days::iso(f.original_due_on),
            iso(f.snoozed_until),
            iso(f.visible_from),
            iso(f.lapses_on),
            f.channel,
            f.text,
            reach(f),
            revision.number,
            revision.at,
        ],
    )?;
    Ok(())
}

/// Removes one row of the agenda.
///
/// # Errors
/// What the database says.
pub fn remove(w: &Writer<'_>, f: &FollowUp) -> Result<()> {
    run(
        w,
        "DELETE FROM follow_ups WHERE importance = ?1 AND shows_on = ?2 AND id = ?3",
        params![f.importance, days::iso(f.shows_on()), f.id],
    )?;
    Ok(())
}
