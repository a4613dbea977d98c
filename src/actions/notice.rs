//! A reminder in words: one follow-up, or a digest of several, and what can be pressed.

use super::desk::Desk;
use crate::model::{Contact, FollowUp, Kind, Result, text, text::counted};
use crate::platform::Notice;
use crate::schedule::Line;
use crate::store::contacts;
use rusqlite::Connection as Db;

/// How many lines a digest has room for.
const NAMED: usize = 5;
/// The longest line, in characters: servers cut or fold what is longer.
const LINE_MOST: usize = 160;

/// The longest name on a button, in characters.
const SHORT_MOST: usize = 24;

/// The keys of what can be pressed.
pub mod press {
    /// A click on the notice itself: opens the profile, or a mail window.
    pub const OPEN: &str = "default";
    /// It is done.
    pub const DONE: &str = "done";
    /// Put off to tomorrow.
    pub const SNOOZE: &str = "snooze";
    /// The drafted words onto the clipboard.
    pub const COPY: &str = "copy";
}

/// What to say of these lines; `listed` more are due and were said before.
///
/// # Errors
/// What the database says.
pub fn of(desk: &Desk, conn: &Db, lines: &[Line], listed: usize, command: &dyn Fn(&str) -> String) -> Result<Notice> {
    let Some(first) = lines.first().map(|l| &l.first) else { return Ok(Notice::default()) };
    let contact = contacts::get(conn, first.contact_id)?;
    let private = desk.settings.reminders.privacy;
    let (summary, body) = match lines {
        _ if private => (counted(lines.len(), "follow-up is due", "follow-ups are due"), vec![all_shown(command)]),
        [one] => single(desk, one, command),
        many => digest(desk, many, listed, command),
    };
    let body: Vec<String> = body.iter().flat_map(|text| text.lines()).map(clipped).collect();
    let name = (lines.len() > 1).then(|| if private { "the first".to_owned() } else { short(&contact) });
    Ok(Notice {
        summary: clipped(&summary),
        body: body.join("\n"),
        actions: actions(first, &contact, name.as_deref()),
        ..Notice::default()
    })
}

/// One follow-up: why, what else there is, and what to type.
fn single(desk: &Desk, line: &Line, command: &dyn Fn(&str) -> String) -> (String, Vec<String>) {
    let f = &line.first;
    let late = late(desk, f).map(|l| format!(" ({l})")).unwrap_or_default();
    let mut body: Vec<String> = f.text.iter().cloned().collect();
    body.push(f.reason.clone());
    body.extend(line.rest.iter().map(|more| format!("also: {}", more.kind)));
    body.push(to_type(f, command));
    (format!("{}: {}{late}", f.contact, f.kind), body)
}

/// Several, most important first.
fn digest(desk: &Desk, lines: &[Line], listed: usize, command: &dyn Fn(&str) -> String) -> (String, Vec<String>) {
    let one = |line: &Line| {
        let f = &line.first;
        let text = f.text.as_ref().map(|t| format!(" \"{}\"", t.replace('\n', " "))).unwrap_or_default();
        let late = late(desk, f).map(|l| format!(", {l}")).unwrap_or_default();
        format!("{}: {}{text}{late}", f.contact, f.kind)
    };
    let mut body: Vec<String> = lines.iter().take(NAMED).map(one).collect();
    let more = lines.len().saturating_sub(NAMED);
    body.extend(match (more, listed) {
        (0, 0) => None,
        (0, listed) => Some(format!("and {listed} more in the list")),
        (more, 0) => Some(format!("and {more} more")),
        (more, listed) => Some(format!("and {more} more, {listed} in the list")),
    });
    body.push(all_shown(command));
    let overdue = lines.iter().filter(|l| l.first.days_overdue(desk.today()) > 0).count();
    let late = if overdue > 0 { format!(", {overdue} overdue") } else { String::new() };
    (format!("{}{late}", counted(lines.len(), "follow-up", "follow-ups")), body)
}

fn to_type(f: &FollowUp, command: &dyn Fn(&str) -> String) -> String {
    let done = format!("`{}` closes it", command(&format!("done {}", f.id)));
    if f.kind == Kind::Reminder {
        done
    } else {
        format!("`{}` has the words, {done}", command(&format!("draft {}", f.id)))
    }
}

fn all_shown(command: &dyn Fn(&str) -> String) -> String {
    format!("`{}` shows them all", command("due"))
}

fn late(desk: &Desk, f: &FollowUp) -> Option<String> {
    match f.days_overdue(desk.today()) {
        0 => None,
        n => Some(format!("{} overdue", counted(usize::try_from(n).unwrap_or(usize::MAX), "day", "days"))),
    }
}

fn short(contact: &Contact) -> String {
    let name = contact.given.clone().unwrap_or_else(|| contact.name.clone());
    text::line(&name).unwrap_or_default().chars().take(SHORT_MOST).collect()
}

/// What can be pressed; in a digest the labels say whom it is about.
fn actions(f: &FollowUp, contact: &Contact, name: Option<&str>) -> Vec<(String, String)> {
    let mut actions = Vec::new();
    let mut offer = |key: &str, alone: &str, of: &str| {
        let label = name.map_or_else(|| alone.to_owned(), |name| format!("{of}: {name}"));
        actions.push((key.to_owned(), label));
    };
    if contact.linkedin.is_some() || !contact.emails.is_empty() {
        offer(press::OPEN, "Open", "Open");
    }
    offer(press::DONE, "Done", "Done");
    offer(press::SNOOZE, "Snooze to tomorrow", "Tomorrow");
    if f.kind != Kind::Reminder {
        offer(press::COPY, "Copy the words", "Copy the words");
    }
    actions
}

/// A line as a screen may be given it: another program may have written into the book.
fn clipped(line: &str) -> String {
    let line = text::line(line).unwrap_or_default();
    if line.chars().count() <= LINE_MOST {
        return line;
    }
    let mut cut: String = line.chars().take(LINE_MOST - 1).collect();
    cut.push('…');
    cut
}
