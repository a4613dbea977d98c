//! Looking: the day, the agenda, one person, people, requests. Never writes.

use super::desk::Desk;
use super::pace::Pace;
use super::remind::{self, Unsaid};
use super::{heartbeat, planning, who};
use crate::model::{
    Anchor, Connection, Contact, Day, Decision, Direction, Error, Facts, FollowUp, Instant, Interaction, Kind, Mark,
    MarkKind, Outcome, Promise, Relationship, Request, Result, Span, State, Status,
};
use crate::schedule::{Absent, Closing, Line, Raised, agenda};
use crate::store::follow_ups::Part;
use crate::store::{Book, contacts, decisions, facts, follow_ups, requests, search};
use rusqlite::Connection as Db;

/// What `due` is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only what is overdue.
    pub overdue: bool,
    /// What is due within so long, too.
    pub within: Option<Span>,
    /// Every open one, snoozed too.
    pub all: bool,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// With contacts of this tag.
    pub tag: Option<String>,
    /// At most so many lines; `None`: all.
    pub most: Option<usize>,
}

/// A part of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// Lines in agenda order, at most as many as asked for.
    pub lines: Vec<Line>,
    /// There are more.
    pub more: bool,
    /// Connect follow-ups that wait for the network's week (ruling 17), counted up to [`COUNTED`].
    pub waiting: usize,
    /// Connect follow-ups that are due and for which the month has no note left (ruling 20).
    pub without_note: usize,
    /// What is left of the network's week and the month's notes.
    pub pace: Pace,
}

/// What is due, and what else was asked for.
///
/// # Errors
/// What the database says.
pub fn due(desk: &Desk, book: &Book, narrow: &Narrow) -> Result<Agenda> {
    book.read(|conn| {
        let today = desk.today();
        let part = match (narrow.all, narrow.within) {
            (true, _) => Part::Open(today),
            (false, None) => Part::Due(today),
            (false, Some(_)) => Part::Open(today),
        };
        let selective = narrow.overdue || narrow.within.is_some() || narrow.kind.is_some() || narrow.tag.is_some();
        // Room for what the grouping folds away.
        let most = narrow.most.filter(|_| !selective).map(|m| m * 2 + 1);
        let pace = Pace::count(conn, desk)?;
        let mut rows = follow_ups::part(conn, part, most, pace.invitations_left())?;
        if narrow.overdue {
            rows.retain(|r| r.state(today) == Some(State::Overdue));
        }
        if let Some(span) = narrow.within {
            let until = span.after(today);
            rows.retain(|r| r.shows_on() <= until && r.state(today) != Some(State::Snoozed));
        }
        if let Some(kind) = narrow.kind {
            rows.retain(|r| r.kind == kind);
        }
        if let Some(tag) = &narrow.tag {
            let tagged = contacts::ids_by_tag(conn, &tag.to_lowercase())?;
            rows.retain(|r| tagged.contains(&r.contact_id));
        }
        agenda::order(&mut rows, today);
        if !narrow.all {
            agenda::shape(&mut rows, today, pace.invitations_left());
        }
        let connects = follow_ups::count_connects(conn, today, COUNTED + pace.invitations_left())?;
        let waiting = if narrow.all { 0 } else { connects.saturating_sub(pace.invitations_left()) };
        let without_note = pace.notes_left().map_or(0, |n| (connects - waiting).saturating_sub(n));
        let mut lines = agenda::lines(rows, today);
        let more = narrow.most.is_some_and(|m| lines.len() > m);
        lines.truncate(narrow.most.unwrap_or(usize::MAX));
        if most.is_some() {
            complete(desk, conn, &mut lines)?;
        }
        Ok(Agenda { lines, more, waiting, without_note, pace })
    })
}

/// All that is due, in agenda order; the connects that wait for the network's week (ruling 17) are
/// left out.
pub(super) fn due_rows(desk: &Desk, conn: &Db) -> Result<Vec<FollowUp>> {
    let today = desk.today();
    let left = Pace::count(conn, desk)?.invitations_left();
    let mut rows = follow_ups::part(conn, Part::Due(today), None, left)?;
    agenda::order(&mut rows, today);
    agenda::shape(&mut rows, today, left);
    Ok(rows)
}

/// Where only a part was read, the rest of each shown contact's day is read for itself.
fn complete(desk: &Desk, conn: &Db, lines: &mut [Line]) -> Result<()> {
    let today = desk.today();
    for line in lines.iter_mut().filter(|l| !l.first.has_own_line() && l.first.is_due(today)) {
        let due_too = |f: &FollowUp| f.id != line.first.id && !f.has_own_line() && f.is_due(today);
        let mut rest: Vec<FollowUp> =
            follow_ups::of(conn, line.first.contact_id)?.into_iter().filter(due_too).collect();
        agenda::order(&mut rest, today);
        if !rest.is_empty() {
            line.rest = rest;
        }
    }
    Ok(())
}

/// The day at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Nobody is in the book.
    pub empty: bool,
    /// Overdue and due today.
    pub due: Agenda,
    /// What comes in the next days, soonest first.
    pub coming: Vec<Line>,
    /// Requests of the user's that wait for an answer, counted up to [`COUNTED`].
    pub pending: usize,
    /// Those of them that have waited longer than a decision takes.
    pub pending_old: usize,
    /// What is left of the network's week and the month's notes.
    pub pace: Pace,
    /// People with no plan (ruling 18), counted up to [`COUNTED`].
    pub no_plan: usize,
    /// Reminders that could not be shown.
    pub unsaid: Option<Unsaid>,
    /// What hindered the last look for reminders, and since when (UTC).
    pub hindered: Option<(String, Instant)>,
    /// The timer that was set up has not looked for reminders since then (UTC).
    pub silent_since: Option<Instant>,
}

/// Counts on the day's view stop here: the view takes as long for a large book as for a small one.
pub const COUNTED: usize = 1_000;
/// Lines of what is due on the day's view.
const DUE_LINES: usize = 12;
/// Lines of what comes on the day's view.
const COMING_LINES: usize = 5;
/// How far ahead the day's view looks.
const AHEAD: Span = Span::days(7);
/// Requests older than this are told of on one line.
const OLD: Span = Span::days(30);

/// The day at a glance.
///
/// # Errors
/// What the database says.
pub fn day(desk: &Desk, book: &Book) -> Result<Glance> {
    let narrow = Narrow { most: Some(DUE_LINES), ..Narrow::default() };
    let due = due(desk, book, &narrow)?;
    let pace = due.pace;
    let look = heartbeat::last(desk);
    book.read(|conn| {
        let today = desk.today();
        let mut rows =
            follow_ups::part(conn, Part::Coming(today, AHEAD.after(today)), Some(COMING_LINES * 2), usize::MAX)?;
        rows.sort_by_key(|r| (r.shows_on(), r.importance, r.id));
        let mut coming = agenda::lines(rows, today);
        coming.truncate(COMING_LINES);
        let (pending, pending_old) = requests::count_pending(conn, OLD.before(today), COUNTED)?;
        Ok(Glance {
            empty: contacts::count(conn, 1)? == 0,
            due,
            coming,
            pending,
            pending_old,
            pace,
            no_plan: contacts::count_without_plan(conn, today, COUNTED)?,
            unsaid: remind::unsaid(desk, conn)?,
            silent_since: look.as_ref().filter(|look| look.is_overdue(desk.at())).map(|look| look.at),
            hindered: look.and_then(|look| look.hindered),
        })
    })
}

/// One person, all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The contact.
    pub person: Contact,
    /// Their interactions, oldest first.
    pub interactions: Vec<Interaction>,
    /// Their requests, oldest first.
    pub requests: Vec<Request>,
    /// Their follow-ups, open first in agenda order, with their state today.
    pub follow_ups: Vec<(FollowUp, State)>,
    /// What the network still takes, where a connection is what comes next.
    pub pace: Option<Pace>,
    /// Promises not kept yet, of somebody of whom nothing is heard (ruling 15).
    pub promised: Vec<Promise>,
    /// What they look for and offer, in order of entry.
    pub marks: Vec<Mark>,
}

/// One person.
///
/// # Errors
/// As [`who::contact_id`].
pub fn show(desk: &Desk, book: &Book, whom: &str) -> Result<Whole> {
    book.read(|conn| {
        let facts = facts::with(conn, who::contact(conn, whom)?)?;
        let today = desk.today();
        let plan = crate::schedule::plan(&facts, desk.playbook(), desk.calendar());
        let mut open = Vec::new();
        let mut closed = Vec::new();
        for raised in &plan.raised {
            let known = facts.decisions.iter().find(|d| raised.has_key_of(d));
            let Some(decision) = known else { continue };
            let row = planning::row(&facts.contact, raised, decision.follow_up_id);
            match (state(raised, &row, today), &raised.closing) {
                (Some(state), _) if state.is_open() => open.push(row),
                (Some(state), _) => closed.push((row, state)),
                (None, _) => {}
            }
        }
        agenda::order(&mut open, today);
        closed.sort_by_key(|(f, _)| std::cmp::Reverse(f.id));
        let mut follow_ups: Vec<(FollowUp, State)> =
            open.into_iter().filter_map(|f| f.state(today).map(|s| (f, s))).collect();
        let connect = follow_ups.iter().any(|(f, _)| f.kind == Kind::Connect);
        follow_ups.extend(closed);
        let c = &facts.contact;
        let unheard = c.archived || c.do_not_contact || c.paused_until.is_some_and(|d| d > today);
        let promised = facts.promises.iter().filter(|p| unheard && outcome(&facts, p).is_none()).cloned().collect();
        let mut interactions = facts.interactions;
        interactions.sort_by_key(|i| (i.when(), i.id));
        let mut requests = facts.requests;
        requests.sort_by_key(|r| (r.sent(), r.id));
        let pace = if connect { Some(Pace::count(conn, desk)?) } else { None };
        let marks = facts.marks.into_iter().filter(|m| m.kind.is_told()).collect();
        Ok(Whole { person: facts.contact, interactions, requests, follow_ups, pace, promised, marks })
    })
}

/// What the user decided about a promise.
fn outcome(facts: &Facts, promise: &Promise) -> Option<Outcome> {
    let of = |d: &&Decision| d.anchor == Anchor::Fact(promise.id);
    facts.decisions.iter().filter(of).find_map(|d| d.outcome).map(|(outcome, _)| outcome)
}

/// How a raised follow-up stands; `None` while it is hidden.
fn state(raised: &Raised, row: &FollowUp, today: Day) -> Option<State> {
    match raised.closing {
        Closing::Open => row.state(today),
        Closing::Done(_) => Some(State::Done),
        Closing::Skipped(_) => Some(State::Skipped),
        Closing::Stopped(_) => Some(State::Stopped),
    }
}

/// Why a follow-up is there, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// With whom.
    pub person: Contact,
    /// What is raised: the row, how it stands, and the plan's own account of it.
    pub raised: Vec<(FollowUp, Option<State>, Raised)>,
    /// What is not, and why; only for WHO.
    pub absent: Vec<Absent>,
}

/// Why: for an ID that one, for WHO everything raised and everything not.
///
/// # Errors
/// `NotFound` for nobody and nothing of that name or number.
pub fn why(desk: &Desk, book: &Book, target: &str) -> Result<Why> {
    book.read(|conn| {
        let (contact_id, only) = match who::number(target) {
            Some(id) => {
                let (_, contact_id) = decisions::find(conn, id)?.ok_or_else(|| {
                    Error::not_found(format!("there is no follow-up #{id}"))
                        .hint("`intouch due --all` shows every open one with its number")
                })?;
                (contact_id, Some(id))
            }
            None => (who::contact_id(conn, target)?, None),
        };
        let facts = facts::of(conn, contact_id)?;
        let plan = crate::schedule::plan(&facts, desk.playbook(), desk.calendar());
        let mut raised: Vec<(FollowUp, Option<State>, Raised)> = Vec::new();
        for r in plan.raised {
            let known = facts.decisions.iter().find(|d| r.has_key_of(d));
            let Some(decision) = known.filter(|d| only.is_none_or(|id| id == d.follow_up_id)) else { continue };
            let row = planning::row(&facts.contact, &r, decision.follow_up_id);
            let state = state(&r, &row, desk.today());
            raised.push((row, state, r));
        }
        if let Some(id) = only.filter(|_| raised.is_empty()) {
            // The key is known, but no rule raises it any more.
            let rule = facts.decisions.iter().find(|d| d.follow_up_id == id).map(|d| d.rule.clone());
            let absent = plan.absent.into_iter().filter(|a| Some(&a.rule) == rule.as_ref()).collect();
            return Ok(Why { person: facts.contact, raised, absent });
        }
        raised.sort_by_key(|(f, s, _)| (!s.is_some_and(State::is_open), f.id));
        let absent = if only.is_some() { Vec::new() } else { plan.absent };
        Ok(Why { person: facts.contact, raised, absent })
    })
}

/// One line of a contact's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The fact's number.
    pub id: i64,
    /// What it is.
    pub kind: String,
    /// The day.
    pub on: Day,
    /// The instant (UTC), where known.
    pub at: Option<Instant>,
    /// Who.
    pub direction: Option<String>,
    /// What became of it.
    pub status: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// What about.
    pub about: Option<String>,
}

/// A contact's facts, newest last.
///
/// # Errors
/// As [`who::contact_id`].
pub fn history(book: &Book, whom: &str) -> Result<(Contact, Vec<Event>)> {
    book.read(|conn| {
        let facts = facts::with(conn, who::contact(conn, whom)?)?;
        let mut events: Vec<Event> = facts.interactions.iter().map(of_interaction).collect();
        events.extend(facts.requests.iter().map(of_request));
        events.extend(facts.promises.iter().map(|p| Event {
            id: p.id,
            kind: p.kind.to_string(),
            on: p.on,
            at: p.at,
            direction: None,
            status: Some(format!(
                "{}, by {}",
                outcome(&facts, p).map_or("open", Outcome::as_str),
                crate::model::day::iso(p.due_on)
            )),
            text: Some(p.text.clone()),
            place: None,
            about: None,
        }));
        for m in &facts.marks {
            events.push(of_mark(m, text_of(conn, m)?));
        }
        events.sort_by_key(|e| (crate::model::When { on: e.on, at: e.at }, e.id));
        Ok((facts.contact, events))
    })
}

/// What a mark says; who else is meant, by the name they have now.
fn text_of(conn: &Db, m: &Mark) -> Result<Option<String>> {
    match m.text.as_deref().filter(|_| matches!(m.kind, MarkKind::IntroducedTo | MarkKind::NotSame)) {
        None => Ok(m.text.clone()),
        Some(uid) => {
            let other = contacts::id_by_uid(conn, uid)?.map(|id| contacts::get(conn, id)).transpose()?;
            Ok(Some(other.map_or_else(|| "somebody who is no longer in the book".to_owned(), |c| c.name)))
        }
    }
}

fn of_mark(m: &Mark, text: Option<String>) -> Event {
    Event {
        id: m.id,
        kind: m.kind.to_string(),
        on: m.on,
        at: m.at,
        direction: None,
        status: None,
        text,
        place: None,
        about: None,
    }
}

fn of_interaction(i: &Interaction) -> Event {
    Event {
        id: i.id,
        kind: i.kind.to_string(),
        on: i.on,
        at: i.at,
        direction: i.direction.map(|d: Direction| d.to_string()),
        status: i.awaits_reply.then(|| "awaiting reply".to_owned()),
        text: i.text.clone(),
        place: i.place.clone(),
        about: i.about.clone(),
    }
}

fn of_request(r: &Request) -> Event {
    let status = match r.resolved_on {
        Some(on) => format!("{} {}", r.status, crate::model::day::iso(on)),
        None if r.outcome_unknown => "outcome unknown".to_owned(),
        None => r.status.to_string(),
    };
    Event {
        id: r.id,
        kind: "request".to_owned(),
        on: r.sent_on,
        at: r.sent_at,
        direction: Some(r.direction.to_string()),
        status: Some(status),
        text: r.message.clone(),
        place: None,
        about: None,
    }
}

/// What `list` and `find` are narrowed to, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Words to look for in every field.
    pub text: Option<String>,
    /// With this tag.
    pub tag: Option<String>,
    /// Met at such a place.
    pub met: Option<String>,
    /// At such a company.
    pub company: Option<String>,
    /// Of this relationship.
    pub relationship: Option<Relationship>,
    /// Of this connection.
    pub connection: Option<Connection>,
    /// Without contact for so long.
    pub stale: Option<Span>,
    /// With nothing planned.
    pub no_plan: bool,
    /// The archived ones instead.
    pub archived: bool,
    /// At most so many.
    pub most: Option<usize>,
}

/// Calls `visit` for everybody who fits; says whether the words were found only within words, and
/// whether there are more people than asked for.
///
/// # Errors
/// What the database or `visit` says.
pub fn people(desk: &Desk, book: &Book, narrow: &People, mut visit: impl FnMut(Contact) -> Result<()>) -> Result<bool> {
    book.read(|conn| {
        let most = narrow.most.unwrap_or(usize::MAX);
        let ids = match narrow.text.as_deref() {
            None => None,
            Some(text) => Some(found(conn, text, if plain(narrow) { most.saturating_add(1) } else { usize::MAX })?),
        };
        let filter = contacts::Filter {
            ids,
            tag: narrow.tag.as_deref().map(|t| t.trim_start_matches('#').to_lowercase()),
            met: narrow.met.clone(),
            company: narrow.company.clone(),
            relationship: narrow.relationship.map(|r| r.to_string()),
            connection: narrow.connection.map(|c| c.to_string()),
            stale_before: narrow.stale.map(|s| s.before(desk.today())),
            no_plan_on: narrow.no_plan.then_some(desk.today()),
            archived: narrow.archived,
            most: narrow.most.map(|m| m.saturating_add(1)),
        };
        let mut seen = 0;
        let mut more = false;
        contacts::each(conn, &filter, |contact| {
            seen += 1;
            if seen > most {
                more = true;
                return Ok(());
            }
            visit(contact)
        })?;
        Ok(more)
    })
}

/// Whether the words alone decide who fits.
fn plain(narrow: &People) -> bool {
    *narrow == People { text: narrow.text.clone(), most: narrow.most, ..People::default() }
}

/// Words at the beginning of words first; only where nobody has them, anywhere within words.
fn found(conn: &Db, text: &str, most: usize) -> Result<Vec<i64>> {
    let ids = search::by_words(conn, text, most)?;
    if ids.is_empty() { search::by_parts(conn, text, most) } else { Ok(ids) }
}

/// What `requests` is narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    /// Of this status; `None`: every one.
    pub status: Option<Status>,
    /// Only those received.
    pub received: Option<bool>,
}

/// A request as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The request.
    pub request: Request,
    /// With whom.
    pub contact: String,
    /// Days since it was sent, until it was resolved or until today.
    pub age_days: i64,
    /// What one would do about it.
    pub advice: Option<&'static str>,
}

/// What one would do about a request of that age, by the default playbook's days.
fn advice(r: &Request, age_days: i64, reachable: bool) -> Option<&'static str> {
    if r.status != Status::Pending {
        return None;
    }
    if r.outcome_unknown {
        return Some("outcome unknown");
    }
    if r.direction == crate::model::RequestDirection::Received {
        return Some("accept or decline");
    }
    match age_days {
        181.. => Some("probably expired"),
        30.. => Some("withdraw, or let it rest"),
        10.. if reachable => Some("nudge once, by another channel"),
        10.. => Some("withdraw, or let it rest: no other channel is known"),
        _ => None,
    }
}

/// Requests, oldest first.
///
/// # Errors
/// What the database says.
pub fn list_requests(desk: &Desk, book: &Book, narrow: Requests) -> Result<(Vec<Listed>, Pace)> {
    book.read(|conn| {
        let found = requests::list(conn, requests::Filter { status: narrow.status, received: narrow.received })?;
        let listed = found.into_iter().map(|row| {
            let request = row.request;
            let end = request.resolved_on.unwrap_or_else(|| desk.today());
            let age_days = (end - request.sent_on).num_days().max(0);
            let advice = advice(&request, age_days, row.reachable);
            Listed { request, contact: row.contact, age_days, advice }
        });
        Ok((listed.collect(), Pace::count(conn, desk)?))
    })
}
