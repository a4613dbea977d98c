//! The agenda as tables: the day, what is due, why.

use super::document;
use super::screen::Screen;
use super::table::Table;
use super::tone::Tone;
use super::words::due_words;
use crate::actions::look::{Agenda, COUNTED, Glance, Why};
use crate::model::{Day, FollowUp, Kind, Result, State, day, phrase, text};
use crate::schedule::{Closing, Line, plan::NOTHING_RECORDED};
use std::borrow::Cow;

/// From so many days before it lapses on, a row says its last day.
const CLOSING_DAYS: i64 = 3;

/// What a row says of why it is there: the promise's own words first, what else there is beneath.
fn reason(line: &Line, today: Day) -> Cow<'_, str> {
    let f = &line.first;
    // A window that is about to close is worth knowing.
    let closing = f.lapses_on.filter(|d| (*d - today).num_days() <= CLOSING_DAYS);
    if f.text.is_none() && line.rest.is_empty() && closing.is_none() {
        return Cow::Borrowed(&f.reason);
    }
    let mut text = match &f.text {
        Some(text) => format!("{text} ({})", f.reason),
        None => f.reason.clone(),
    };
    if let Some(last) = closing {
        text.push_str(&format!("; last day {}", if last == today { "today".to_owned() } else { day::long(last) }));
    }
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
        .cell(reason(line, today));
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
    waiting(screen, agenda);
    if let Some(first) = agenda.lines.first() {
        let id = first.first.id;
        screen.note(&format!(
            "`intouch draft {id}` has the words, `intouch why {id}` the reason, `intouch done {id}` closes it"
        ));
    }
    Ok(())
}

fn waiting(screen: &mut Screen<'_>, agenda: &Agenda) {
    if let Some(sentence) = notes(agenda) {
        screen.note(&sentence);
    }
    let waiting = agenda.waiting;
    if waiting > 0 {
        screen.note(&format!(
            "{} for LinkedIn's week (`intouch due --all` lists them)",
            text::counted(waiting, "connect follow-up waits", "connect follow-ups wait")
        ));
    }
}

/// For how many connects the month has no note left (rulings 17 and 20).
fn notes(agenda: &Agenda) -> Option<String> {
    let n = agenda.without_note;
    (n > 0).then(|| {
        let what = text::counted(n, "connect goes", "connects go");
        format!("the month's notes don't reach for all: {what} without one (`intouch request WHO --no-note`)")
    })
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
        screen.line("  intouch add \"Laura Chen\" --met RustConf    somebody you met")?;
        screen.line("  intouch import linkedin FOLDER             your LinkedIn export")?;
        return screen.line("  intouch demo                               invented people, to look around");
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
        let waits = text::counted(g.due.waiting, "connect follow-up waits", "connect follow-ups wait");
        screen.line(&format!("   {waits} for LinkedIn's week: intouch due --all"))?;
    }
    if let Some(sentence) = notes(&g.due) {
        screen.line(&format!("   {sentence}"))?;
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
    if let Some(unsaid) = &g.unsaid {
        let what = text::counted(unsaid.count, "reminder", "reminders");
        let line = format!("{what} couldn't be shown since {}: intouch notify test", day::long(unsaid.since));
        screen.toned(Tone::Warn, &line)?;
    } else if let Some((why, since)) = &g.hindered {
        let line =
            format!("Reminders are hindered since {}: {why} (intouch notify status)", day::long(since.date_naive()));
        screen.toned(Tone::Warn, &line)?;
    } else if let Some(since) = g.silent_since {
        let line =
            format!("Reminders were last looked for on {}: intouch notify status", day::long(since.date_naive()));
        screen.toned(Tone::Warn, &line)?;
    }
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
                "nothing but you: done, skip or snooze".clone_into(&mut stops);
            }
            screen.line(&format!("   stops    {stops}"))?;
            if let Some(lapses) = f.lapses_on {
                screen.line(&format!("   lapses   after {}", day::long(lapses)))?;
            }
            if state.is_some_and(State::is_open) {
                screen.line(&format!("   do       {}", to_do(f, &w.person.slug)))?;
            }
        }
    }
    not_raised(screen, w)
}

/// Rules that raise nothing: those that come near, one by one; the rest as a list.
fn not_raised(screen: &mut Screen<'_>, w: &Why) -> Result<()> {
    let (far, near): (Vec<_>, Vec<_>) = w.absent.iter().partition(|a| a.why.starts_with(NOTHING_RECORDED));
    if !near.is_empty() {
        screen.line("")?;
        screen.line("Not raised")?;
        let mut table = Table::new(&["rule", "why not"]);
        for absent in near {
            table.row().cell(&absent.rule).cell(&absent.why);
        }
        screen.table(&table)?;
    }
    if !far.is_empty() {
        let names: Vec<&str> = far.iter().map(|a| a.rule.as_str()).collect();
        screen.line("")?;
        screen.line(&format!("Nothing recorded raises: {}", names.join(", ")))?;
    }
    Ok(())
}

/// What one would type next.
fn to_do(f: &FollowUp, slug: &str) -> String {
    let id = f.id;
    match f.kind {
        Kind::Promise => format!("`intouch done {id}` when it is kept"),
        Kind::Reminder => format!("`intouch done {id}` when it is done"),
        Kind::Decide if f.rule == "answer-request" => format!("`intouch accepted {slug}` or `intouch declined {slug}`"),
        Kind::Decide => format!("`intouch withdrawn {slug}`, or `intouch done {id}` to let it rest"),
        Kind::Connect => format!("`intouch draft {id}`, send it, `intouch done {id} --as-drafted`"),
        _ => format!("`intouch draft {id}`, send it, `intouch done {id} --as-drafted` (or `skip`, `snooze`)"),
    }
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
