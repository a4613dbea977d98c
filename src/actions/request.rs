//! Requests to connect: sending one, and what becomes of it.

use super::answer::{Answer, Recorded};
use super::desk::{Desk, new_uid};
use super::pace::{self, LINKEDIN, Pace};
use super::{draft, field, who};
use crate::model::{
    Connection, Contact, Error, ErrorKind, Kind, Request, RequestDirection, Result, Status, When, day, text,
};
use crate::store::{Book, Writer, follow_ups, meta, requests};
use rusqlite::Connection as Db;

/// The words that go with something sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Words {
    /// Nothing was said about them.
    #[default]
    Unsaid,
    /// These.
    Given(String),
    /// Those that were drafted.
    AsDrafted,
    /// None: a request without a note.
    None,
}

/// What `request` is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The note.
    pub words: Words,
    /// The network; LinkedIn where nothing is said.
    pub channel: Option<String>,
    /// The contact asked.
    pub received: bool,
    /// When (words).
    pub on: Option<String>,
}

/// Records a request that was sent or received.
///
/// # Errors
/// `Input` where the two are connected, or a request waits already.
pub fn request(desk: &Desk, book: &mut Book, whom: &str, asked: &Asked) -> Result<Answer> {
    let when = desk.when(asked.on.as_deref())?;
    book.write(desk.step("request"), |w| {
        let contact = who::contact(w, whom)?;
        let (words, template) = words(desk, w, &contact, Kind::Connect, None, &asked.words)?;
        let (request, warnings) = send(desk, w, &contact, asked, when, words, template, None)?;
        let said = vec![sentence(desk, &contact, &request)];
        let id = contact.id;
        let mut answer = desk.answer(w, id, Some(Recorded::Request(request)), said)?;
        answer.warnings = warnings;
        Ok(answer)
    })
}

/// The text to record, and the template it came from.
pub(super) fn words(
    desk: &Desk,
    conn: &Db,
    contact: &Contact,
    kind: Kind,
    follow_up: Option<i64>,
    words: &Words,
) -> Result<(Option<String>, Option<String>)> {
    match words {
        Words::Unsaid | Words::None => Ok((None, None)),
        Words::Given(given) => {
            let clean = text::block(given)
                .ok_or_else(|| Error::input("the message is empty").hint("--no-note records a request without one"))?;
            Ok((field::long("the message", Some(clean))?, None))
        }
        Words::AsDrafted => {
            let id = match follow_up {
                Some(id) => Some(id),
                None => follow_ups::of(conn, contact.id)?.into_iter().find(|f| f.kind == kind).map(|f| f.id),
            };
            let drafted = draft::remembered(desk, conn, contact, id, kind)?;
            Ok((Some(drafted.body), Some(drafted.template)))
        }
    }
}

/// Writes a request after checking that it can be one.
#[allow(clippy::too_many_arguments, reason = "one request, all of it")]
pub(super) fn send(
    desk: &Desk,
    w: &Writer<'_>,
    contact: &Contact,
    asked: &Asked,
    when: When,
    message: Option<String>,
    template: Option<String>,
    closes: Option<i64>,
) -> Result<(Request, Vec<String>)> {
    let channel =
        asked.channel.as_deref().and_then(text::line).map_or_else(|| LINKEDIN.to_owned(), |c| c.to_lowercase());
    field::fits("the channel", &channel, 40)?;
    let before = requests::of(w, contact.id)?;
    let direction = if asked.received { RequestDirection::Received } else { RequestDirection::Sent };
    refuse_impossible(contact, &before, &channel, when)?;
    let mut warnings = Vec::new();
    if !asked.received {
        warnings.extend(pace::too_early(desk, &before, &channel, when));
        if channel == LINKEDIN && when.on == desk.today() {
            warnings.extend(Pace::count(w, desk)?.warnings(message.is_some()));
        }
    }
    let request = Request {
        id: meta::next_fact(w)?,
        uid: new_uid(),
        contact_id: contact.id,
        channel,
        direction,
        status: Status::Pending,
        inferred: false,
        outcome_unknown: false,
        sent_on: when.on,
        sent_at: when.at,
        resolved_on: None,
        resolved_at: None,
        resolved_entry: None,
        attempt: 1 + u32::try_from(before.iter().filter(|r| r.direction == direction).count()).unwrap_or(0),
        message,
        template,
        closes,
        source: None,
        recorded_on: desk.today(),
    };
    requests::write(w, &request)?;
    Ok((request, warnings))
}

fn refuse_impossible(contact: &Contact, before: &[Request], channel: &str, when: When) -> Result<()> {
    let pending = before.iter().find(|r| r.status == Status::Pending && r.channel == channel && !r.outcome_unknown);
    if let Some(pending) = pending {
        let (who, verb) = match pending.direction {
            RequestDirection::Sent => ("your request", format!("intouch withdrawn {}", contact.slug)),
            RequestDirection::Received => ("their request", format!("intouch accepted {}", contact.slug)),
        };
        return Err(Error::input(format!(
            "{who} to {} of {} is still pending",
            contact.name,
            day::long(pending.sent_on)
        ))
        .hint(format!("`{verb}` says what became of it; a new attempt is a new request")));
    }
    // A connection on one network is none on another.
    let accepted = before.iter().find(|r| r.status == Status::Accepted && r.channel == channel);
    let connected = accepted.and_then(|r| r.resolved_on).or(contact.connected_on.filter(|_| channel == LINKEDIN));
    if let Some(since) = connected.filter(|since| *since <= when.on) {
        return Err(Error::input(format!("you are connected with {} since {}", contact.name, day::long(since)))
            .hint(format!("intouch show {}", contact.slug)));
    }
    Ok(())
}

fn sentence(desk: &Desk, contact: &Contact, r: &Request) -> String {
    let day = desk.echo(r.sent_on);
    let network = if r.channel == LINKEDIN { "LinkedIn" } else { &r.channel };
    match r.direction {
        RequestDirection::Received => format!("{} asked to connect on {network}, {day} (fact {})", contact.name, r.id),
        RequestDirection::Sent => {
            let note = if r.message.is_some() { "with a note" } else { "without a note" };
            let attempt = if r.attempt > 1 { format!(", attempt {}", r.attempt) } else { String::new() };
            format!("Asked {} to connect on {network} {note}{attempt}, {day} (fact {})", contact.name, r.id)
        }
    }
}

/// Records what became of the pending request.
///
/// `assume` records an acceptance without a recorded request as one sent earlier (ruling 19).
///
/// # Errors
/// `NotFound` where no request waits (with `--yes` as the hint where that would do), `Input` where
/// the day is before it was sent.
pub fn resolve(
    desk: &Desk,
    book: &mut Book,
    whom: &str,
    status: Status,
    on: Option<&str>,
    assume: bool,
) -> Result<Answer> {
    let when = desk.when(on)?;
    book.write(desk.step(status.as_str()), |w| {
        let contact = who::contact(w, whom)?;
        let mut of = requests::of(w, contact.id)?;
        of.sort_by_key(|r| (r.direction == RequestDirection::Received, std::cmp::Reverse(r.id)));
        let pending = of.iter().find(|r| r.status == Status::Pending && (!r.outcome_unknown || assume));
        let (mut request, earlier) = match pending {
            Some(request) => (request.clone(), false),
            None => (unrecorded(desk, w, &contact, &of, status, when, assume)?, true),
        };
        if when.on < request.sent_on {
            return Err(Error::input(format!(
                "the request was sent on {}: it can't be {status} before",
                day::long(request.sent_on)
            ))
            .hint(format!("`intouch fact edit {} --on DAY` corrects the day it was sent", request.id)));
        }
        if !request.status.may_become(status) {
            return Err(Error::new(ErrorKind::Failure, "only a pending request can be resolved"));
        }
        (request.status, request.outcome_unknown) = (status, false);
        (request.resolved_on, request.resolved_at) = (Some(when.on), when.at);
        request.resolved_entry = Some(meta::next_fact(w)?);
        requests::write(w, &request)?;
        let mut said = Vec::new();
        if earlier {
            said.push(format!("Recorded a request sent on {} (fact {})", day::long(request.sent_on), request.id));
        }
        said.push(outcome(desk, &contact, &request, when));
        desk.answer(w, contact.id, Some(Recorded::Request(request)), said)
    })
}

/// No request waits: an acceptance may be of one that was never recorded.
fn unrecorded(
    desk: &Desk,
    w: &Writer<'_>,
    contact: &Contact,
    of: &[Request],
    status: Status,
    when: When,
    assume: bool,
) -> Result<Request> {
    if status == Status::Accepted && assume && contact.connection != Connection::Connected {
        let asked = Asked::default();
        return send(desk, w, contact, &asked, When::day(when.on), None, None, None).map(|(r, _)| r);
    }
    let last = of.iter().max_by_key(|r| (r.resolved(), r.id));
    let message = match last.and_then(|r| r.resolved_on.map(|on| (r.status, on))) {
        Some((was, on)) => {
            format!("no request to {} is pending: the last one was {was} on {}", contact.name, day::long(on))
        }
        None => format!("no request to {} is recorded", contact.name),
    };
    let hint = match last {
        _ if status == Status::Accepted && contact.connection != Connection::Connected => {
            format!("`intouch accepted {} --yes` records one sent earlier", contact.slug)
        }
        Some(r) if r.status == status => format!("a new attempt is a new request: intouch request {}", contact.slug),
        Some(r) => {
            format!("`intouch fact edit {} --status {status}` corrects it; a new attempt is a new request", r.id)
        }
        None => format!("intouch request {}", contact.slug),
    };
    Err(Error::new(ErrorKind::NotFound, message).hint(hint))
}

fn outcome(desk: &Desk, contact: &Contact, r: &Request, when: When) -> String {
    let (name, day) = (&contact.name, desk.echo(when.on));
    match (r.direction, r.status) {
        (RequestDirection::Sent, Status::Accepted) => format!("{name} accepted, {day}"),
        (RequestDirection::Sent, Status::Declined) => format!("{name} declined, {day}. It happens: on to the next one"),
        (RequestDirection::Sent, Status::Withdrawn) => {
            let possible = desk.playbook().tact.reinvite_after.after(when.on);
            format!("Withdrew the request to {name}, {day}; a new one is possible from {}", day::long(possible))
        }
        (RequestDirection::Received, Status::Accepted) => format!("You accepted {name}'s request, {day}"),
        (RequestDirection::Received, Status::Declined) => format!("You declined {name}'s request, {day}"),
        (_, status) => format!("The request with {name} is {status}, {day}"),
    }
}
