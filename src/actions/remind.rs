//! The reminder: one notification for what is overdue and due today.

use super::desk::Desk;
use super::look::{self, Narrow};
use crate::model::{FollowUp, Result};
use crate::platform::{Notice, Notifier};
use crate::schedule::Line;
use crate::store::{Book, contacts};

/// How many first names a digest says.
const NAMED: usize = 5;
/// The longest body, in characters: servers cut what is longer anyhow.
const BODY_MOST: usize = 400;

/// Shows one notification for what is due, most important first; nothing where nothing is due.
///
/// Gives the notice that was shown.
///
/// # Errors
/// `Outside` where there is no notification server; nothing is lost by it.
pub fn notify(desk: &Desk, book: &Book, notifier: &dyn Notifier) -> Result<Option<Notice>> {
    let agenda = look::due(desk, book, &Narrow::default())?;
    let Some(notice) = notice(desk, book, &agenda.lines)? else { return Ok(None) };
    notifier.show(&notice)?;
    Ok(Some(notice))
}

/// What to say of these lines.
fn notice(desk: &Desk, book: &Book, lines: &[Line]) -> Result<Option<Notice>> {
    let clipped = |text: String| -> String { text.chars().take(BODY_MOST).collect() };
    match lines {
        [] => Ok(None),
        [one] => {
            let f = &one.first;
            let mut body = f.text.clone().map_or_else(|| f.reason.clone(), |t| format!("{t}\n{}", f.reason));
            for more in &one.rest {
                body.push_str(&format!("\nalso: {}", more.kind));
            }
            Ok(Some(Notice { summary: format!("{}: {}{}", f.contact, f.kind, late(desk, f)), body: clipped(body) }))
        }
        many => {
            let mut people: Vec<i64> = many.iter().map(|l| l.first.contact_id).collect();
            let mut seen = std::collections::HashSet::new();
            people.retain(|id| seen.insert(*id));
            let mut names: Vec<String> = Vec::new();
            for id in people.iter().take(NAMED) {
                let contact = contacts::get(book.conn(), *id)?;
                names.push(contact.given.unwrap_or(contact.name));
            }
            let more = people.len() - names.len();
            let and = if more > 0 { format!(" and {more} more") } else { String::new() };
            let overdue = many.iter().filter(|l| l.first.days_overdue(desk.today()) > 0).count();
            let late = if overdue > 0 { format!(", {overdue} overdue") } else { String::new() };
            let body = format!("{}{and}\nintouch due", names.join(", "));
            Ok(Some(Notice { summary: format!("{} follow-ups{late}", many.len()), body: clipped(body) }))
        }
    }
}

fn late(desk: &Desk, f: &FollowUp) -> String {
    match f.days_overdue(desk.today()) {
        0 => String::new(),
        1 => " (1 day overdue)".to_owned(),
        n => format!(" ({n} days overdue)"),
    }
}
