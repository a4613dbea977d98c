//! Undo and redo: a step taken back with all that followed from it, and brought forth again.

use super::answer::Answer;
use super::desk::Desk;
use super::planning;
use crate::model::{Day, Error, Result, day, text::counted};
use crate::store::undo::{self, Change, Outcome, Recorded, What, Which};
use crate::store::{Book, Writer, contacts, merge};
use rusqlite::Connection as Db;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Steps of more people than this are told in numbers.
const PEOPLE_TOLD: usize = 5;
/// Of one step, at most so many changes are read to tell them one by one.
const CHANGES_TOLD: usize = 60;
/// Of so many people at most, it is said what is due next.
const ANSWERED: usize = 5;

/// A step with what it did, a sentence each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The step.
    pub step: Recorded,
    /// What it did.
    pub did: Vec<String>,
}

/// The newest steps first, and how many there are in all.
///
/// # Errors
/// What the database says.
pub fn list(book: &Book, most: usize) -> Result<(Vec<Listed>, usize)> {
    book.read(|conn| {
        let steps = undo::list(conn, most)?;
        let told = |step: Recorded| Ok(Listed { did: tell(conn, Which::Step(step.id))?, step });
        Ok((steps.into_iter().map(told).collect::<Result<_>>()?, undo::count(conn)?))
    })
}

/// Somebody of whom something stayed as it is, because it was changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The contact's number.
    pub contact_id: i64,
    /// The contact's name.
    pub contact: String,
}

/// What undo or redo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The step.
    pub step: Recorded,
    /// It was brought forth again.
    pub forth: bool,
    /// What it did.
    pub did: Vec<String>,
    /// Of whom something was kept.
    pub kept: Vec<Kept>,
    /// How many people are no longer in the book.
    pub gone: usize,
    /// The people whose plan changed, where they are few.
    pub answers: Vec<Answer>,
}

/// Takes back the newest step that stands, or the one of that number alone; `None` where there is
/// nothing to take back.
///
/// # Errors
/// `NotFound` for an unknown number; `Input` where the step was taken back already, or all of it
/// was changed since.
pub fn undo(desk: &Desk, book: &mut Book, number: Option<i64>) -> Result<Option<Turned>> {
    book.upkeep(|w| {
        let step = match number {
            None => match undo::newest(w)? {
                Some(step) => step,
                None => return Ok(None),
            },
            Some(number) => chosen(w, number)?,
        };
        let outcome = undo::take_back(w, step.id)?;
        if outcome.changes == 0 {
            let who = kept(w, &outcome)?;
            let names: Vec<&str> = who.iter().map(|k| k.contact.as_str()).take(PEOPLE_TOLD).collect();
            let others = "it was changed since, or something else has its place";
            if names.is_empty() {
                return Err(Error::input(format!("step {} can't be taken back alone: {others}", step.id))
                    .hint("`intouch undo` takes back the newest step first"));
            }
            return Err(Error::input(format!(
                "step {} can't be taken back alone: what it recorded of {} was changed since, or others build on it",
                step.id,
                names.join(", ")
            ))
            .hint("`intouch undo` takes back the newest step first"));
        }
        let did = tell(w, Which::Undone(outcome.place))?;
        turned(desk, w, step, false, did, outcome).map(Some)
    })
}

fn chosen(conn: &Db, number: i64) -> Result<Recorded> {
    let step = undo::find(conn, number)?.ok_or_else(|| {
        Error::not_found(format!("there is no step {number}")).hint("`intouch undo --list` shows the steps")
    })?;
    if !step.stands {
        return Err(Error::input(format!("step {number} was taken back already"))
            .hint("`intouch redo` brings forth what was taken back last"));
    }
    Ok(step)
}

/// Brings forth again what was taken back last; `None` where there is nothing.
///
/// # Errors
/// What the database says.
pub fn redo(desk: &Desk, book: &mut Book) -> Result<Option<Turned>> {
    book.upkeep(|w| {
        let Some(step) = undo::last_undone(w)? else { return Ok(None) };
        let place = step.undone.unwrap_or_default();
        let did = tell(w, Which::Undone(place))?;
        let outcome = undo::bring_forth(w, place)?;
        turned(desk, w, step, true, did, outcome).map(Some)
    })
}

fn turned(
    desk: &Desk,
    w: &Writer<'_>,
    step: Recorded,
    forth: bool,
    did: Vec<String>,
    outcome: Outcome,
) -> Result<Turned> {
    let mut answers = Vec::new();
    let few = outcome.contacts.len() <= ANSWERED;
    for id in &outcome.contacts {
        if few {
            answers.push(desk.answer(w, *id, None, Vec::new())?);
        } else {
            planning::replan(w, desk, *id)?;
        }
    }
    Ok(Turned { step, forth, did, kept: kept(w, &outcome)?, gone: outcome.gone.len(), answers })
}

fn kept(conn: &Db, outcome: &Outcome) -> Result<Vec<Kept>> {
    let mut kept: Vec<Kept> = Vec::new();
    for id in &outcome.kept {
        // Who was merged into somebody is that one now.
        let there = match contacts::find(conn, *id)? {
            None => merge::survivor(conn, *id)?.map_or(Ok(None), |id| contacts::find(conn, id))?,
            found => found,
        };
        let new = there.filter(|c| kept.iter().all(|k| k.contact_id != c.id));
        kept.extend(new.map(|c| Kept { contact_id: c.id, contact: c.name }));
    }
    Ok(kept)
}

/// What was changed, a sentence a person; in numbers where there are many.
fn tell(conn: &Db, which: Which) -> Result<Vec<String>> {
    let all = undo::count_people(conn, which)?;
    let told = if all > PEOPLE_TOLD { in_numbers(conn, which)? } else { by_person(conn, which)? };
    // An import may have done no more than that.
    let entries = || format!("what address books say of {}", counted(all, "person", "people"));
    Ok(if told.is_empty() && all > 0 { vec![entries()] } else { told })
}

fn by_person(conn: &Db, which: Which) -> Result<Vec<String>> {
    let mut people: BTreeMap<i64, (String, Vec<String>)> = BTreeMap::new();
    let mut library: Vec<String> = Vec::new();
    for change in undo::changes(conn, which, CHANGES_TOLD)? {
        if change.contact_id == 0 {
            if change.table.name == "resources" {
                library.extend(phrases(&change));
            }
            continue;
        }
        let (name, parts) = people.entry(change.contact_id).or_default();
        if let Some(known) = &change.contact {
            name.clone_from(known);
        }
        parts.extend(phrases(&change));
    }
    let of_people = people
        .into_values()
        .filter(|(_, parts)| !parts.is_empty())
        .map(|(name, parts)| format!("{name}: {}", parts.join(", ")));
    Ok(library.into_iter().chain(of_people).collect())
}

fn in_numbers(conn: &Db, which: Which) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    for (table, how, n) in undo::tally(conn, which)? {
        let (one, many) = match table.as_str() {
            "contacts" => ("person", "people"),
            "interactions" => ("interaction", "interactions"),
            "requests" => ("request", "requests"),
            "promises" => ("promise", "promises"),
            "decisions" => ("follow-up", "follow-ups"),
            "resources" => ("resource", "resources"),
            _ => continue,
        };
        let how = match how.as_str() {
            "new" => "added",
            "gone" => "removed",
            _ => "changed",
        };
        parts.push(format!("{} {how}", counted(n, one, many)));
    }
    Ok(if parts.is_empty() { Vec::new() } else { vec![parts.join(", ")] })
}

fn text<'a>(row: &'a Map<String, Value>, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

/// The first of these columns that says anything.
fn some<'a>(row: &'a Map<String, Value>, columns: &[&str]) -> &'a str {
    columns.iter().map(|c| text(row, c)).find(|t| !t.is_empty()).unwrap_or_default()
}

fn long(text: &str) -> String {
    day::parse_iso(text).map_or_else(|| text.to_owned(), day::long)
}

/// What one change did, without the name.
fn phrases(change: &Change) -> Vec<String> {
    let row = &change.row;
    let (kind, on) = (text(row, "kind"), long(text(row, "on_day")));
    if matches!(&change.what, What::Changed(columns) if columns.contains_key("contact_id")) {
        return Vec::new();
    }
    let fact = match change.table.name {
        "contacts" => return card(change),
        "contact_points" => return exchanged("", change),
        "tags" => return exchanged("tag ", change),
        "identities" | "cards" | "drafts" => return Vec::new(),
        "decisions" => return decision(change),
        "interactions" => format!("{kind} of {on}"),
        "promises" => format!("{kind} \"{}\"", text(row, "text")),
        "requests" => format!("request of {}", long(text(row, "sent_on"))),
        "marks" => match kind {
            "wake" => "heard of again".to_owned(),
            "company-changed" => "another company".to_owned(),
            "introduced-to" => "an introduction".to_owned(),
            "not-same" => "not the same as somebody".to_owned(),
            told => format!("{} \"{}\"", told.replace('-', " "), text(row, "text")),
        },
        "resources" => format!("resource \"{}\"", some(row, &["title", "url"])),
        other => other.to_owned(),
    };
    vec![match &change.what {
        What::New if change.table.name == "resources" => format!("{fact} added"),
        What::New => fact,
        What::Gone => format!("{fact} removed"),
        What::Exchanged(..) => fact,
        What::Changed(columns) => match columns.get("status").and_then(|(_, after)| after.as_str()) {
            Some(status) => format!("{fact} {status}"),
            None if change.table.name == "resources" => format!("{fact} changed"),
            None => format!("{fact} corrected"),
        },
    }]
}

/// `+mentor, -lead`.
fn exchanged(what: &str, change: &Change) -> Vec<String> {
    let What::Exchanged(gone, come) = &change.what else { return Vec::new() };
    // A number has a sign of its own.
    let gap = |v: &str| if v.starts_with(['+', '-']) { " " } else { "" };
    let signed =
        |sign: char, all: &[String]| all.iter().map(|v| format!("{what}{sign}{}{v}", gap(v))).collect::<Vec<_>>();
    let mut parts = signed('+', come);
    parts.extend(signed('-', gone));
    if parts.is_empty() { vec!["the order of addresses".to_owned()] } else { parts }
}

/// What happened to a follow-up.
fn decision(change: &Change) -> Vec<String> {
    let What::Changed(columns) = &change.what else { return Vec::new() };
    let number = change.row.get("follow_up_id").and_then(Value::as_i64).unwrap_or_default();
    let mut parts = Vec::new();
    if let Some((_, after)) = columns.get("outcome") {
        parts.push(format!("#{number} {}", after.as_str().unwrap_or("open again")));
    }
    match columns.get("snoozed_until").map(|(_, after)| after.as_str()) {
        Some(Some(until)) => parts.push(format!("#{number} put off to {}", long(until))),
        Some(None) => parts.push(format!("#{number} woken")),
        None => {}
    }
    if parts.is_empty() {
        parts.push(format!("#{number}"));
    }
    parts
}

/// What happened to a card.
fn card(change: &Change) -> Vec<String> {
    let columns = match &change.what {
        What::New => return vec!["added".to_owned()],
        What::Gone => return vec!["merged into another entry".to_owned()],
        What::Exchanged(..) => return Vec::new(),
        What::Changed(columns) => columns,
    };
    let mut parts = Vec::new();
    let names = [
        ("name", "name"),
        ("given", "given name"),
        ("family", "family name"),
        ("company", "company"),
        ("title", "title"),
        ("linkedin", "profile"),
        ("relationship", "relationship"),
        ("introduced_by", "introduced by"),
        ("every", "cadence"),
    ];
    let whole_name = columns.contains_key("name");
    for (column, label) in names {
        let Some((before, after)) = columns.get(column) else { continue };
        if whole_name && matches!(column, "given" | "family") {
            continue;
        }
        let shown = |v: &Value| v.as_str().unwrap_or("none").to_owned();
        parts.push(format!("{label} {} (was {})", shown(after), shown(before)));
    }
    let day_of = |column: &str| columns.get(column).map(|(_, after)| after.as_str().map(|d| (d, long(d))));
    if columns.contains_key("notes") {
        parts.push("notes".to_owned());
    }
    match day_of("connected_on") {
        Some(Some((_, on))) => parts.push(format!("connected since {on}")),
        Some(None) => parts.push("not connected".to_owned()),
        None => {}
    }
    match day_of("paused_until") {
        Some(Some((_, until))) => parts.push(format!("paused until {until}")),
        Some(None) => parts.push("no longer paused".to_owned()),
        None => {}
    }
    for (column, yes, no) in [
        ("archived", "archived", "taken out of the archive"),
        ("do_not_contact", "not to be contacted", "heard of again"),
    ] {
        if let Some((_, after)) = columns.get(column) {
            parts.push(if after.as_i64() == Some(1) { yes } else { no }.to_owned());
        }
    }
    if parts.is_empty() {
        parts.push("what an import said of them".to_owned());
    }
    parts
}

/// The day and the time of a step on the user's clock: `14:02` today, else the day.
#[must_use]
pub fn when(desk: &Desk, step: &Recorded) -> String {
    let local = desk.now.local(step.at);
    let on: Day = local.date();
    if on == desk.now.calendar_day { format!("today {}", local.format("%H:%M")) } else { day::long(on) }
}
