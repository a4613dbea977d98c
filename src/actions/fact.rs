//! Correcting and removing facts; the plan follows (ruling 4).

use super::answer::{Answer, Recorded};
use super::desk::Desk;
use super::{field, interaction as writing};
use crate::model::{Direction, Error, Interaction, InteractionKind, Mark, Promise, Request, Result, Status, day, text};
use crate::store::{Book, Writer, decisions, interactions, marks, meta, promises, requests};
use rusqlite::Connection as Db;

/// What `fact edit` may change; `None` leaves it, an empty text clears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The day it happened (words).
    pub on: Option<String>,
    /// What was said, asked or promised.
    pub text: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// What about.
    pub about: Option<String>,
    /// What it was.
    pub kind: Option<InteractionKind>,
    /// Who spoke.
    pub direction: Option<Direction>,
    /// Whether the user waits for an answer.
    pub await_reply: Option<bool>,
    /// The day of a promise or a reminder (words).
    pub by: Option<String>,
    /// What became of a request.
    pub status: Option<Status>,
    /// The day a request was resolved (words).
    pub resolved_on: Option<String>,
}

/// A fact of any kind.
enum Any {
    Interaction(Interaction),
    Request(Request),
    Promise(Promise),
    Mark(Mark),
}

impl Any {
    const fn contact_id(&self) -> i64 {
        match self {
            Self::Interaction(i) => i.contact_id,
            Self::Request(r) => r.contact_id,
            Self::Promise(p) => p.contact_id,
            Self::Mark(m) => m.contact_id,
        }
    }

    const fn closes(&self) -> Option<i64> {
        match self {
            Self::Interaction(i) => i.closes,
            Self::Request(r) => r.closes,
            Self::Promise(_) | Self::Mark(_) => None,
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Interaction(i) => format!("{} of {}", writing::describe(i), day::long(i.on)),
            Self::Request(r) => format!("request ({}) of {}", r.direction, day::long(r.sent_on)),
            Self::Promise(p) => format!("{} \"{}\" of {}", p.kind, p.text, day::long(p.on)),
            Self::Mark(m) => match m.text.as_deref().filter(|_| m.kind.is_told()) {
                Some(text) => format!("{} \"{text}\" of {}", m.kind, day::long(m.on)),
                None => format!("{} of {}", m.kind, day::long(m.on)),
            },
        }
    }
}

fn get(conn: &Db, id: i64) -> Result<Any> {
    if let Some(i) = interactions::find(conn, id)? {
        return Ok(Any::Interaction(i));
    }
    if let Some(r) = requests::find(conn, id)? {
        return Ok(Any::Request(r));
    }
    if let Some(p) = promises::find(conn, id)? {
        return Ok(Any::Promise(p));
    }
    if let Some(m) = marks::find(conn, id)? {
        return Ok(Any::Mark(m));
    }
    Err(Error::not_found(format!("there is no fact {id}")).hint("`intouch history WHO` numbers the facts"))
}

/// An option that this fact has no place for.
fn no_place(option: &str, what: &str) -> Error {
    Error::input(format!("{option} does not go with a {what}")).hint("`intouch history WHO` shows what each fact is")
}

/// Corrects a fact.
///
/// # Errors
/// `NotFound` for an unknown number, `Input` for what does not go with the fact.
pub fn edit(desk: &Desk, book: &mut Book, id: i64, given: &Correction) -> Result<Answer> {
    if *given == Correction::default() {
        return Err(Error::input("nothing to correct was given").hint(format!("intouch fact edit {id} --on yesterday")));
    }
    book.write(desk.step("fact edit"), |w| {
        let fact = get(w, id)?;
        let contact_id = fact.contact_id();
        let recorded = match fact {
            Any::Interaction(i) => Some(Recorded::Interaction(interaction(desk, w, i, given)?)),
            Any::Request(r) => Some(Recorded::Request(request(desk, w, r, given)?)),
            Any::Promise(p) => Some(Recorded::Promise(promise(desk, w, p, given)?)),
            Any::Mark(m) => Some(Recorded::Mark(mark(desk, w, m, given)?)),
        };
        let said = format!("Corrected fact {id}: {}", get(w, id)?.describe());
        desk.answer(w, contact_id, recorded, vec![said])
    })
}

fn interaction(desk: &Desk, w: &Writer<'_>, mut i: Interaction, given: &Correction) -> Result<Interaction> {
    if given.by.is_some() || given.status.is_some() || given.resolved_on.is_some() {
        return Err(no_place("--by, --status and --resolved-on", i.kind.as_str()));
    }
    if let Some(on) = &given.on {
        let when = desk.when(Some(on))?;
        (i.on, i.at) = (when.on, when.at);
    }
    for (field, value, what) in [(&mut i.place, &given.place, "the place"), (&mut i.about, &given.about, "the topic")] {
        if let Some(value) = value {
            *field = text::line(value);
            field::fits(what, field.as_deref().unwrap_or_default(), text::LINE_MOST)?;
        }
    }
    if let Some(value) = &given.text {
        i.text = field::long("the text", Some(value.clone()))?;
    }
    i.kind = given.kind.unwrap_or(i.kind);
    i.direction = given.direction.or(i.direction);
    i.awaits_reply = given.await_reply.unwrap_or(i.awaits_reply);
    match i.kind {
        InteractionKind::Note => (i.direction, i.awaits_reply) = (None, false),
        k if k.is_written() && i.direction.is_none() => {
            return Err(Error::input(format!("who wrote the {k}? --in or --out")));
        }
        _ => i.direction = i.direction.or(Some(Direction::Both)),
    }
    if i.awaits_reply && !i.is_outbound_message() {
        return Err(Error::input("only a message or an e-mail you sent can await a reply").hint("--no-await-reply"));
    }
    interactions::write(w, &i)?;
    Ok(i)
}

fn request(desk: &Desk, w: &Writer<'_>, mut r: Request, given: &Correction) -> Result<Request> {
    if given.by.is_some()
        || given.kind.is_some()
        || given.direction.is_some()
        || given.place.is_some()
        || given.about.is_some()
        || given.await_reply.is_some()
    {
        return Err(no_place("of --on, --text, --status and --resolved-on, one at least; the others", "request"));
    }
    if let Some(on) = &given.on {
        let when = desk.when(Some(on))?;
        (r.sent_on, r.sent_at) = (when.on, when.at);
    }
    if let Some(value) = &given.text {
        r.message = field::long("the message", Some(value.clone()))?;
    }
    if let Some(status) = given.status.filter(|s| *s != r.status) {
        // A correction, not a move: what was recorded wrongly may become anything.
        r.status = status;
        (r.inferred, r.outcome_unknown) = (false, false);
        if status == Status::Pending {
            (r.resolved_on, r.resolved_at, r.resolved_entry) = (None, None, None);
        } else if r.resolved_on.is_none() {
            let when = desk.when(given.resolved_on.as_deref())?;
            (r.resolved_on, r.resolved_at) = (Some(when.on), when.at);
            r.resolved_entry = Some(meta::next_fact(w)?);
        }
    }
    if let Some(on) = &given.resolved_on {
        if r.status == Status::Pending {
            return Err(Error::input("a pending request has no day of resolution").hint("--status accepted"));
        }
        let when = desk.when(Some(on))?;
        (r.resolved_on, r.resolved_at) = (Some(when.on), when.at);
    }
    if r.resolved_on.is_some_and(|on| on < r.sent_on) {
        return Err(Error::input("a request can't be resolved before it was sent").hint("--on DAY, --resolved-on DAY"));
    }
    let pending = |other: &Request| other.id != r.id && other.status == Status::Pending && other.channel == r.channel;
    if r.status == Status::Pending && requests::of(w, r.contact_id)?.iter().any(pending) {
        return Err(Error::input("another request is pending with this contact"));
    }
    requests::write(w, &r)?;
    Ok(r)
}

fn promise(desk: &Desk, w: &Writer<'_>, mut p: Promise, given: &Correction) -> Result<Promise> {
    let other = Correction { on: None, text: None, by: None, ..given.clone() };
    if other != Correction::default() {
        return Err(no_place("of --on, --text and --by, one at least; the others", p.kind.as_str()));
    }
    if let Some(on) = &given.on {
        let when = desk.when(Some(on))?;
        (p.on, p.at) = (when.on, when.at);
    }
    if let Some(value) = &given.text {
        p.text = text::line(value).ok_or_else(|| Error::input("the text is empty"))?;
        field::fits("the text", &p.text, text::LINE_MOST)?;
    }
    if let Some(by) = &given.by {
        p.due_on = desk.due(by)?;
    }
    promises::write(w, &p)?;
    Ok(p)
}

fn mark(desk: &Desk, w: &Writer<'_>, mut m: Mark, given: &Correction) -> Result<Mark> {
    let other = Correction { on: None, text: None, ..given.clone() };
    if other != Correction::default() || (given.text.is_some() && !m.kind.is_told()) {
        let options = if m.kind.is_told() { "anything but --on and --text" } else { "anything but --on" };
        return Err(no_place(options, m.kind.as_str()));
    }
    if let Some(on) = &given.on {
        let when = desk.when(Some(on))?;
        (m.on, m.at) = (when.on, when.at);
    }
    if let Some(value) = &given.text {
        let clean = text::line(value).ok_or_else(|| Error::input("the text is empty"))?;
        field::fits("the text", &clean, text::LINE_MOST)?;
        m.text = Some(clean);
    }
    marks::write(w, &m)?;
    Ok(m)
}

/// Removes a fact; what it had closed is open again.
///
/// # Errors
/// `NotFound` for an unknown number.
pub fn remove(desk: &Desk, book: &mut Book, id: i64) -> Result<Answer> {
    book.write(desk.step("fact remove"), |w| {
        let fact = get(w, id)?;
        let contact_id = fact.contact_id();
        match &fact {
            Any::Interaction(i) => interactions::remove(w, i)?,
            Any::Request(r) => requests::remove(w, r)?,
            Any::Promise(p) => promises::remove(w, p)?,
            Any::Mark(m) => marks::remove(w, m)?,
        }
        let mut said = vec![format!("Removed fact {id}: {}", fact.describe())];
        if let Some(closed) = fact.closes() {
            decisions::close(w, closed, None)?;
            said.push(format!("#{closed} is no longer done"));
        }
        desk.answer(w, contact_id, None, said)
    })
}
