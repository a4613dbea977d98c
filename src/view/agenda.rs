//! The agenda as tables: the day, what is due, why.

use super::words::count;
use super::{Screen, Table, Tone, document, due_words};
use crate::actions::look::{Agenda, COUNTED, Glance, Why};
use crate::model::{Day, FollowUp, Kind, Result, State, day, phrase};
use crate::schedule::{Closing, Line};
use std::borrow::Cow;

/// What a row says of why it is there: the promise's own words first, what else there is beneath.
fn reason(line: &Line) -> Cow<'_, str> {
    let f = &line.first;
    if f.text.is_none() && line.rest.is_empty() {
        return Cow::Borrowed(&f.reason);
    }
    let mut text = match &f.text {
        Some(text) => format!("{text} ({})", f.reason),
        None => f.reason.clone(),
    };
    for more in &line.rest {
        text.push_str(&format!("\nalso #{} {}: {}", more.id, more.kind, more.reason));
    }
    Cow::Owned(text)
}

fn add(table: &mut Table, line: &Line, today: Day) {
    let f = &line.first;
    let state = f.state(today).unwrap_or(State::Upcoming);
    let tone = (state == State::Overdue).then_some(Tone::Late);
    table
        .row()
        .cell(format!("#{}", f.id))
        .toned(tone, due_words(f, state, today))
        .cell(f.kind.as_str())
        .toned(Some(Tone::Strong), &f.contact)
        .cell(reason(line));
}

fn lines_table(lines: &[Line], today: Day) -> Table {
    let mut table = Table::new(&["id", "due", "what", "who", "why"]);
    for line in lines {
        add(&mut table, line, today);
    }
    table
}

/// What `due` answers.
///
/// # Errors
/// Where the output can't be written.
pub fn due(screen: &mut Screen<'_>, agenda: &Agenda, today: Day, all: bool) -> Result<()> {
    if screen.json {
        return screen.document(&document::lines(&agenda.lines, today));
    }
    if agenda.lines.is_empty() {
        screen.line(if all { "Nothing is open." } else { "Nothing is due." })?;
    } else {
        screen.table(&lines_table(&agenda.lines, today))?;
    }
    if agenda.more {
        screen.note(&format!(
            "more than these {} are due: pipe the list, or narrow it (--kind, --tag)",
            agenda.lines.len()
        ));
    }
    waiting(screen, agenda.waiting);
    if let Some(first) = agenda.lines.first() {
        let id = first.first.id;
        screen.note(&format!(
            "`intouch draft {id}` has the words, `intouch why {id}` the reason, `intouch done {id}` closes it"
        ));
    }
    Ok(())
}

fn waiting(screen: &mut Screen<'_>, waiting: usize) {
    if waiting > 0 {
        screen.note(&format!(
            "{} for LinkedIn's week (`intouch due --all` lists them)",
            count(waiting, "connect follow-up waits", "connect follow-ups wait")
        ));
    }
}

/// A count that stops at a thousand.
fn counted(n: usize) -> String {
    if n >= COUNTED { format!("{COUNTED} or more") } else { n.to_string() }
}

/// The day at a glance.
///
/// # Errors
/// Where the output can't be written.
pub fn glance(screen: &mut Screen<'_>, g: &Glance, today: Day) -> Result<()> {
    if screen.json {
        return screen.document(&document::glance(g, today));
    }
    screen.toned(Tone::Strong, &day::long(today))?;
    if g.empty {
        screen.line("")?;
        screen.line("Nobody is in the book yet.")?;
        screen.line("  intouch add \"Laura Chen\" --met RustConf --about \"async testing\"   somebody you met")?;
        screen.line("  intouch import linkedin FOLDER                                   your LinkedIn export")?;
        return screen.line("  intouch demo                                                     a book of invented people, to look around");
    }
    screen.line("")?;
    if g.due.lines.is_empty() {
        screen.line("Nothing is due today.")?;
    } else {
        screen.toned(Tone::Strong, "Due")?;
        screen.table(&lines_table(&g.due.lines, today))?;
        if g.due.more {
            screen.line("   ... and more: intouch due")?;
        }
    }
    if g.due.waiting > 0 {
        let waits = count(g.due.waiting, "connect follow-up waits", "connect follow-ups wait");
        screen.line(&format!("   {waits} for LinkedIn's week: intouch due --all"))?;
    }
    if !g.coming.is_empty() {
        screen.line("")?;
        screen.toned(Tone::Strong, "Coming")?;
        screen.table(&lines_table(&g.coming, today))?;
    }
    attention(screen, g)?;
    if let Some(first) = g.due.lines.first() {
        screen.note(&format!("\n`intouch draft {}` has the words for the first", first.first.id));
    }
    Ok(())
}

/// What else needs a look.
fn attention(screen: &mut Screen<'_>, g: &Glance) -> Result<()> {
    screen.line("")?;
    if g.pending > 0 {
        let old = if g.pending_old > 0 {
            format!(", {} of them for more than 30 days", counted(g.pending_old))
        } else {
            String::new()
        };
        let what = if g.pending == 1 { "request waits" } else { "requests wait" };
        screen.line(&format!("{} {what} for an answer{old}: intouch requests", counted(g.pending)))?;
    }
    if g.no_plan > 0 {
        let what = if g.no_plan == 1 { "person has" } else { "people have" };
        screen.line(&format!("{} {what} no next step: intouch list --no-plan", counted(g.no_plan)))?;
    }
    screen.line(&g.pace.sentence())
}

/// What a closing says.
fn standing(f: &FollowUp, state: Option<State>, closing: &Closing, today: Day) -> String {
    match (closing, state) {
        (Closing::Done(on), _) => format!("done on {}", day::long(*on)),
        (Closing::Skipped(on), _) => format!("skipped on {}", day::long(*on)),
        (Closing::Stopped(why), _) => format!("stopped: {why}"),
        (Closing::Open, Some(State::Lapsed)) => {
            format!("lapsed after {}", f.lapses_on.map(day::long).unwrap_or_default())
        }
        (Closing::Open, None) => format!("hidden until {}", f.visible_from.map(day::long).unwrap_or_default()),
        (Closing::Open, Some(State::Upcoming)) => phrase::echo(f.due_on, today),
        (Closing::Open, Some(state)) => format!("{}, {}", due_words(f, state, today), day::long(f.due_on)),
    }
}

/// Why.
///
/// # Errors
/// Where the output can't be written.
pub fn why(screen: &mut Screen<'_>, w: &Why, today: Day) -> Result<()> {
    if screen.json {
        return screen.document(&why_document(w, today));
    }
    screen.toned(Tone::Strong, &w.person.name)?;
    if let Some(since) = w.person.resting_since {
        screen
            .line(&format!("resting since {}: only promises, reminders and decisions are heard", day::long(since)))?;
    }
    for (f, state, raised) in &w.raised {
        screen.line("")?;
        screen.line(&format!("#{} {}: {}", f.id, f.kind, standing(f, *state, &raised.closing, today)))?;
        if let Some(text) = &f.text {
            screen.line(&format!("   what     {text}"))?;
        }
        screen.line(&format!("   because  {}", f.reason))?;
        screen.line(&format!("   rule     {}", f.rule))?;
        for shift in &raised.shifts {
            screen.line(&format!("   shifted  {shift}"))?;
        }
        if raised.closing == Closing::Open {
            let mut stops = raised.stopped_by.join(", or ");
            if stops.is_empty() {
                stops = "nothing but you: done, skip or snooze".to_owned();
            }
            screen.line(&format!("   stops    {stops}"))?;
            if let Some(lapses) = f.lapses_on {
                screen.line(&format!("   lapses   after {}", day::long(lapses)))?;
            }
        }
    }
    if !w.absent.is_empty() {
        screen.line("")?;
        screen.line("Not raised")?;
        let mut table = Table::new(&["rule", "why not"]);
        for absent in &w.absent {
            table.row().cell(&absent.rule).cell(&absent.why);
        }
        screen.table(&table)?;
    }
    Ok(())
}

fn why_document(w: &Why, today: Day) -> serde_json::Value {
    let raised: Vec<serde_json::Value> = w
        .raised
        .iter()
        .map(|(f, state, r)| {
            // Hidden by a pause or an earlier decision: still to come.
            let state = state.unwrap_or(State::Upcoming);
            let mut document = serde_json::json!(document::follow_up(f, state, today));
            document["visible_from"] = serde_json::json!(f.visible_from);
            document["shifts"] = serde_json::json!(r.shifts);
            document["stopped_by"] = serde_json::json!(r.stopped_by);
            document["stopped_because"] = match &r.closing {
                Closing::Stopped(why) => serde_json::json!(why),
                _ => serde_json::Value::Null,
            };
            document
        })
        .collect();
    let absent: Vec<serde_json::Value> =
        w.absent.iter().map(|a| serde_json::json!({ "rule": a.rule, "why": a.why })).collect();
    serde_json::json!({
        "contact_id": w.person.id,
        "contact": w.person.name,
        "resting_since": w.person.resting_since,
        "follow_ups": raised,
        "not_raised": absent,
    })
}

/// The one command that goes on with a follow-up.
#[must_use]
pub fn next_step(f: &FollowUp) -> String {
    match f.kind {
        Kind::Promise | Kind::Reminder => format!("intouch done {}", f.id),
        Kind::Decide => format!("intouch why {}", f.id),
        _ => format!("intouch draft {}", f.id),
    }
}
