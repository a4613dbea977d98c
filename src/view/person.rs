//! People on the screen: one, many, and one's history.

use super::document;
use super::screen::Screen;
use super::table::Table;
use super::tone::Tone;
use super::words::due_words;
use crate::actions::look::{Event, Whole};
use crate::model::{Connection, Contact, Day, MarkKind, Result, day};

/// One person.
///
/// # Errors
/// Where the output can't be written.
pub fn show(screen: &mut Screen<'_>, w: &Whole, today: Day) -> Result<()> {
    if screen.json {
        return screen.document(&document::whole(w, today));
    }
    let c = &w.person;
    screen.toned(Tone::Strong, &c.name)?;
    for (label, value) in card(c, today) {
        screen.line(&format!("  {label:<12} {}", value.replace('\n', "\n               ")))?;
    }
    for m in &w.marks {
        let label = if m.kind == MarkKind::Offers { "offers" } else { "looks for" };
        screen.line(&format!("  {label:<12} {}", m.text.as_deref().unwrap_or_default()))?;
    }
    for p in &w.promised {
        screen.line(&format!("  {:<12} {}, by {}", p.kind.as_str(), p.text, day::long(p.due_on)))?;
    }
    if !w.follow_ups.is_empty() {
        screen.line("")?;
        let mut table = Table::new(&["id", "due", "what", "why"]);
        for (f, state) in w.follow_ups.iter().take(12) {
            let why = f.text.as_ref().map_or_else(|| f.reason.clone(), |t| format!("{t} ({})", f.reason));
            let tone = (!state.is_open()).then_some(Tone::Faint);
            table
                .row()
                .toned(tone, format!("#{}", f.id))
                .toned(tone, due_words(f, *state, today))
                .toned(tone, f.kind.as_str())
                .toned(tone, why);
        }
        screen.table(&table)?;
    }
    if let Some(pace) = &w.pace {
        screen.line("")?;
        screen.line(&pace.sentence())?;
    }
    let facts = w.interactions.len() + w.requests.len();
    if facts > 0 {
        let s = if facts == 1 { "" } else { "s" };
        screen.note(&format!("\n{facts} fact{s}: intouch history {}", c.slug));
    }
    Ok(())
}

/// What is known, a line each.
fn card(c: &Contact, today: Day) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> = vec![("contact", format!("{} ({})", c.id, c.slug))];
    let mut add = |label, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            lines.push((label, value));
        }
    };
    let work = match (&c.title, &c.company) {
        (Some(title), Some(company)) => Some(format!("{title}, {company}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    add("work", work);
    add("e-mail", Some(c.emails.join(", ")));
    add("phone", Some(c.phones.join(", ")));
    add("linkedin", c.linkedin.clone());
    add("web", Some(c.urls.join(", ")));
    add("relationship", c.relationship.map(|r| r.to_string()));
    add("introduced by", c.introduced_by.as_ref().map(|i| i.name.clone()));
    add("tags", Some(c.tags.join(", ")));
    let met = c.met_on.map(|on| {
        let place = c.met_at.as_deref().map(|p| format!("{p}, ")).unwrap_or_default();
        format!("{place}{}", day::long(on))
    });
    add("met", met);
    add("about", c.about.clone());
    let connected = match c.connection {
        Connection::Connected => c.connected_on.map_or_else(|| "yes".to_owned(), |d| format!("since {}", day::long(d))),
        Connection::Pending => "a request is pending".to_owned(),
        Connection::None => "no".to_owned(),
    };
    add("connected", Some(connected));
    add("last contact", c.last_contact_on.map(day::long));
    add("every", c.every.map(|e| e.to_string()));
    add("notes", c.notes.clone());
    add("archived", c.archived.then(|| "yes: raises nothing".to_owned()));
    add("silent", c.do_not_contact.then(|| "you decided not to contact them".to_owned()));
    add("paused", c.paused_until.filter(|d| *d > today).map(|d| format!("until {}", day::long(d))));
    add("resting", c.resting_since.map(|d| format!("since {}: two messages without an answer", day::long(d))));
    lines
}

/// The table of people.
#[must_use]
pub fn people_table() -> Table {
    Table::new(&["id", "name", "slug", "work", "met", "last contact", "tags"])
}

/// One row of it.
pub fn add(table: &mut Table, c: &Contact) {
    let work = match (&c.title, &c.company) {
        (Some(title), Some(company)) => format!("{title}, {company}"),
        (one, other) => one.as_ref().or(other.as_ref()).cloned().unwrap_or_default(),
    };
    let last = c.last_contact_on.map(day::iso).unwrap_or_default();
    table
        .row()
        .cell(c.id.to_string())
        .toned(Some(Tone::Strong), &c.name)
        .cell(&c.slug)
        .cell(work)
        .cell(c.met_at.as_deref().unwrap_or_default())
        .cell(last)
        .cell(c.tags.join(" "));
}

/// A contact's facts, numbered.
///
/// # Errors
/// Where the output can't be written.
pub fn history(screen: &mut Screen<'_>, person: &Contact, events: &[Event]) -> Result<()> {
    if screen.json {
        return screen.document(&document::history(events));
    }
    screen.toned(Tone::Strong, &person.name)?;
    if events.is_empty() {
        return screen.line("nothing is recorded yet");
    }
    let mut table = Table::new(&["fact", "on", "what", "who", "", "text"]);
    for e in events {
        let place = e.place.as_deref().map(|p| format!("at {p}"));
        let about = e.about.as_deref().map(|a| format!("about {a}"));
        let status: Vec<String> = [e.status.clone(), place, about].into_iter().flatten().collect();
        table
            .row()
            .cell(e.id.to_string())
            .cell(day::iso(e.on))
            .cell(&e.kind)
            .cell(e.direction.as_deref().unwrap_or_default())
            .cell(status.join(", "))
            .cell(e.text.as_deref().unwrap_or_default());
    }
    screen.table(&table)?;
    screen.note("`intouch fact edit N` corrects one, `intouch fact remove N` removes it");
    Ok(())
}
