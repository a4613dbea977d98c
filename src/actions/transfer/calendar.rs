//! `export ics`: the open follow-ups as a calendar that can be imported, or subscribed to.

use crate::actions::desk::Desk;
use crate::exchange::calendar::{self, Calendar, Entry};
use crate::model::{Anchor, Error, FollowUp, Instant, Result};
use crate::platform::clock;
use crate::store::follow_ups::Part;
use crate::store::{Book, contacts, decisions, facts, follow_ups};
use chrono::NaiveTime;
use rusqlite::Connection;
use std::io::Write;

/// What the calendar is called.
const NAME: &str = "intouch follow-ups";

/// Writes every follow-up that is open as one all-day event, or with `todo` as a task; gives how many.
/// `offset` is the user's zone at an instant, in seconds.
///
/// A follow-up keeps its name for ever and bears a number that only rises, so a calendar which has it
/// already changes its entry instead of doubling it.
///
/// # Errors
/// What the database says, `Outside` where the writer fails.
pub fn ics(desk: &Desk, book: &Book, todo: bool, offset: fn(Instant) -> i32, out: &mut dyn Write) -> Result<usize> {
    book.read(|conn| {
        let mut rows = follow_ups::part(conn, Part::Open(desk.today()), None, usize::MAX)?;
        rows.sort_by_key(|r| (r.shows_on(), r.id));
        let alarm = desk.settings.reminders.hours.time;
        let calendar = Calendar { version: env!("CARGO_PKG_VERSION"), name: NAME, todo };
        let entries = rows.into_iter().map(|row| entry(conn, &row, todo, alarm, offset).map_err(Failed));
        calendar::write(out, calendar, entries).map_err(|Failed(e)| e)
    })
}

/// An error of either side.
struct Failed(Error);

impl From<std::io::Error> for Failed {
    fn from(e: std::io::Error) -> Self {
        Self(Error::unwritten(&e))
    }
}

fn entry(conn: &Connection, row: &FollowUp, todo: bool, alarm: NaiveTime, offset: fn(Instant) -> i32) -> Result<Entry> {
    let contact = contacts::get(conn, row.contact_id)?;
    let revision = follow_ups::revision(conn, row.id)?;
    let key = decisions::find(conn, row.id)?.map(|(decision, _)| decision);
    let (anchor, step) = key.map_or((Anchor::Contact, 1), |d| (d.anchor, d.step));
    let raised_by = match anchor {
        Anchor::Contact => None,
        Anchor::Fact(number) => facts::uid_of(conn, number)?,
    };
    // One name must never stand for both an event and a task.
    let (rule, form) = (plain(&row.rule), if todo { "-todo" } else { "" });
    let uid = format!("{}.{rule}.{step}{form}@intouch", raised_by.as_deref().unwrap_or(&contact.uid));
    let kind = row.kind.as_str().replace('-', " ");
    let title = format!(
        "{}{}: {}",
        kind.get(..1).unwrap_or_default().to_uppercase(),
        kind.get(1..).unwrap_or_default(),
        row.contact
    );
    let summary = match &row.text {
        Some(text) => format!("{title}: {text}"),
        None => title,
    };
    let day = row.shows_on();
    // Any instant does that lies before the alarm of that day.
    let before = day.and_time(NaiveTime::MIN).and_utc() - chrono::Duration::days(2);
    Ok(Entry {
        uid,
        sequence: revision.number,
        changed_at: crate::model::day::parse_stamp(&revision.at).unwrap_or(contact.created_at),
        day,
        summary,
        description: format!("{}\n\nintouch draft {}\nintouch why {}", row.reason, contact.slug, row.id),
        alarm,
        alarm_at: clock::instant(day.and_time(alarm), before, offset),
    })
}

/// A rule's name as part of a name for the world: users may call their rules anything.
fn plain(rule: &str) -> String {
    let mut out = String::new();
    for byte in rule.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("_{byte:02x}"));
        }
    }
    out
}
