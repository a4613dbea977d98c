//! iCalendar (RFC 5545) as calendars really import it: an all-day event, or a task, for each entry.
//!
//! There is no zone in it: days are days, and an instant is UTC.

use std::io::{self, Write};

use chrono::{Datelike, NaiveTime, Timelike};

use super::content_line::{self, write as line};
use crate::model::{Day, Instant, text};

/// What the file calls itself.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// The program's version.
    pub version: &'a str,
    /// The calendar's name, for those who subscribe.
    pub name: &'a str,
    /// Tasks (VTODO) instead of events: Outlook and Google Calendar take events only.
    pub todo: bool,
}

/// Something to do on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Unique in the world and for ever the same.
    pub uid: String,
    /// Raised with every change.
    pub sequence: i64,
    /// When it changed last (UTC).
    pub changed_at: Instant,
    /// The day.
    pub day: Day,
    /// What is to be done, in a line.
    pub summary: String,
    /// Why, and what helps.
    pub description: String,
    /// When the alarm sounds, on the clock of whoever looks at the calendar.
    pub alarm: NaiveTime,
    /// The same instant in the user's zone (UTC), for tasks, which can't have it otherwise.
    pub alarm_at: Instant,
}

/// Writes the entries as one calendar.
///
/// # Errors
/// What `out` says.
pub fn write<E: From<io::Error>>(
    out: &mut dyn Write,
    calendar: Calendar<'_>,
    entries: impl IntoIterator<Item = Result<Entry, E>>,
) -> Result<usize, E> {
    let name = escaped(calendar.name);
    for content in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        &format!("PRODID:-//intouch//intouch {}//EN", calendar.version),
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        &format!("NAME:{name}"),
        &format!("X-WR-CALNAME:{name}"),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ] {
        line(out, content)?;
    }
    let mut count = 0;
    for entry in entries {
        one(out, &entry?, calendar.todo)?;
        count += 1;
    }
    line(out, "END:VCALENDAR")?;
    Ok(count)
}

fn one(out: &mut dyn Write, entry: &Entry, todo: bool) -> io::Result<()> {
    let kind = if todo { "VTODO" } else { "VEVENT" };
    let (changed, day) = (stamp(entry.changed_at), date(entry.day));
    let summary = escaped(&entry.summary);
    line(out, &format!("BEGIN:{kind}"))?;
    line(out, &format!("UID:{}", escaped(&entry.uid)))?;
    line(out, &format!("DTSTAMP:{changed}"))?;
    line(out, &format!("LAST-MODIFIED:{changed}"))?;
    line(out, &format!("SEQUENCE:{}", entry.sequence))?;
    if todo {
        // Without a start: some programs want DUE later than DTSTART, others the two alike.
        line(out, &format!("DUE;VALUE=DATE:{day}"))?;
        line(out, "STATUS:NEEDS-ACTION")?;
    } else {
        let next = entry.day.succ_opt().unwrap_or(entry.day);
        line(out, &format!("DTSTART;VALUE=DATE:{day}"))?;
        line(out, &format!("DTEND;VALUE=DATE:{}", date(next)))?;
        line(out, "TRANSP:TRANSPARENT")?;
    }
    line(out, &format!("SUMMARY:{summary}"))?;
    line(out, &format!("DESCRIPTION:{}", escaped(&entry.description)))?;
    line(out, "BEGIN:VALARM")?;
    line(out, "ACTION:DISPLAY")?;
    line(out, &format!("DESCRIPTION:{summary}"))?;
    if todo {
        line(out, &format!("TRIGGER;VALUE=DATE-TIME:{}", stamp(entry.alarm_at)))?;
    } else {
        line(out, &format!("TRIGGER:{}", since_midnight(entry.alarm)))?;
    }
    line(out, "END:VALARM")?;
    line(out, &format!("END:{kind}"))
}

/// How long after the day's beginning. It needs no zone and survives a change of the clocks; Outlook
/// alone takes it for so long *before* the day, and so reminds the afternoon before.
fn since_midnight(time: NaiveTime) -> String {
    match (time.hour(), time.minute()) {
        (0, 0) => "PT0S".to_owned(),
        (hours, 0) => format!("PT{hours}H"),
        (0, minutes) => format!("PT{minutes}M"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

fn date(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn stamp(at: Instant) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value, without what can't be seen.
fn escaped(text: &str) -> String {
    content_line::escape(&text::block(text).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::content_line::LINE_MOST;
    use super::*;
    use proptest::prelude::*;

    fn entry(summary: &str, description: &str) -> Entry {
        let at = |text: &str| crate::model::day::parse_stamp(text).expect("an instant");
        Entry {
            uid: "0b6c.thank-for-meeting.1@intouch".to_owned(),
            sequence: 7,
            changed_at: at("2026-11-23T08:00:00Z"),
            day: Day::from_ymd_opt(2026, 12, 31).expect("a day"),
            summary: summary.to_owned(),
            description: description.to_owned(),
            alarm: NaiveTime::from_hms_opt(9, 0, 0).expect("a time"),
            alarm_at: at("2026-12-31T08:00:00Z"),
        }
    }

    fn written(entries: &[Entry], todo: bool) -> String {
        let mut out = Vec::new();
        let calendar = Calendar { version: "1", name: "Follow-ups", todo };
        let count = write::<io::Error>(&mut out, calendar, entries.iter().cloned().map(Ok)).expect("written");
        assert_eq!(count, entries.len());
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn an_event_is_a_whole_day_and_a_task_is_due_on_it() {
        let event = written(&[entry("Thank Zoë; soon", "Met\nat a, b")], false);
        for wanted in [
            "BEGIN:VEVENT\r\nUID:0b6c.thank-for-meeting.1@intouch\r\nDTSTAMP:20261123T080000Z\r\n",
            "SEQUENCE:7\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nTRANSP:TRANSPARENT\r\n",
            "SUMMARY:Thank Zoë\\; soon\r\nDESCRIPTION:Met\\nat a\\, b\r\n",
            "TRIGGER:PT9H\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ] {
            assert!(event.contains(wanted), "{wanted} in {event}");
        }
        let task = written(&[entry("Thank Zoë", "Met")], true);
        for wanted in ["DUE;VALUE=DATE:20261231\r\nSTATUS:NEEDS-ACTION\r\n", "TRIGGER;VALUE=DATE-TIME:20261231T080000Z"]
        {
            assert!(task.contains(wanted), "{wanted} in {task}");
        }
        assert!(!task.contains("DTSTART") && !task.contains("VEVENT"));
        let time = |h, m| since_midnight(NaiveTime::from_hms_opt(h, m, 0).expect("a time"));
        assert_eq!([time(0, 0), time(9, 30), time(0, 5)], ["PT0S", "PT9H30M", "PT5M"]);
    }

    proptest! {
        #[test]
        fn every_text_comes_through_whole_and_no_line_is_too_long(
            summary in "[a-zé🦀佐,;\\\\ ]{0,120}", description in "\\PC{0,200}", tail in "[\n\r\t,;\\\\:a\u{7}]{0,30}",
        ) {
            let description = description + &tail;
            let text = written(&[entry(&summary, &description)], false);
            prop_assert!(text.split_inclusive("\r\n").all(|l| l.ends_with("\r\n") && l.len() <= LINE_MOST + 2 && l.len() > 2));
            let stray = text.replace("\r\n", "").chars().any(|c| c.is_control() && c != '\t');
            prop_assert!(!stray);
            let unfolded = text.replace("\r\n ", "");
            let value = |name: &str| {
                let line = unfolded.split("\r\n").find_map(|l| l.strip_prefix(name)).expect("a line");
                let (mut out, mut chars) = (String::new(), line.chars());
                while let Some(c) = chars.next() {
                    match (c, c == '\\') {
                        (_, true) => match chars.next() { Some('n') => out.push('\n'), Some(c) => out.push(c), None => panic!("a lone backslash") },
                        (c, false) => out.push(c),
                    }
                }
                out
            };
            prop_assert_eq!(value("SUMMARY:"), text::block(&summary).unwrap_or_default());
            prop_assert_eq!(value("DESCRIPTION:"), text::block(&description).unwrap_or_default());
            // No fold parts a backslash from what it escapes.
            for folded in text.split("\r\n ") {
                prop_assert!(folded.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 0);
            }
        }
    }
}
