//! Closing follow-ups: done, skipped, put off, taken back.

use super::answer::{Answer, Recorded};
use super::desk::Desk;
use super::request::{self, Asked, Words};
use super::{interaction, resource as library, who};
use crate::model::resource::keys_in;
use crate::model::{
    Contact, Direction, Error, FollowUp, InteractionKind, Kind, Outcome, RequestDirection, Result, Status, When, day,
};
use crate::schedule::playbook::Trigger;
use crate::store::{Book, Writer, contacts, decisions, drafts, interactions, requests, resources};

/// What `done` is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The words that were sent.
    pub words: Words,
    /// What it was, where not a message.
    pub kind: Option<InteractionKind>,
    /// The user waits for an answer.
    pub await_reply: bool,
    /// When (words).
    pub on: Option<String>,
    /// What was shared, where the words don't say.
    pub resource: Option<i64>,
}

/// "#3 thank-you with Laura Chen".
fn name(f: &FollowUp) -> String {
    format!("#{} {} with {}", f.id, f.kind, f.contact)
}

/// Closes a follow-up and records what its kind means (ruling 8).
///
/// # Errors
/// As [`who::follow_up`]; `Input` for a day to come.
pub fn done(desk: &Desk, book: &mut Book, target: &str, given: &Done) -> Result<Answer> {
    let when = desk.when(given.on.as_deref())?;
    book.write(desk.step("done"), |w| {
        let (follow_up, _) = who::follow_up(w, desk, target)?;
        let contact = contacts::get(w, follow_up.contact_id)?;
        let mut warnings = Vec::new();
        decisions::close(w, follow_up.id, Some((Outcome::Done, when.on)))?;
        let recorded = match follow_up.kind {
            Kind::Connect => Some(connect(desk, w, &contact, &follow_up, given, when, &mut warnings)?),
            Kind::Promise | Kind::Reminder | Kind::Decide
                if given.words == Words::Unsaid
                    && given.kind.is_none()
                    && !given.await_reply
                    && given.resource.is_none() =>
            {
                None
            }
            _ => Some(send(desk, w, &contact, &follow_up, given, when, &mut warnings)?),
        };
        let what = match follow_up.kind {
            Kind::Promise => "kept",
            Kind::Decide => "let rest",
            _ => "done",
        };
        let text = follow_up.text.as_deref().map(|t| format!(" \"{t}\"")).unwrap_or_default();
        let mut said = vec![format!("{}{text}: {what}, {}", name(&follow_up), desk.echo(when.on))];
        if let Some(Recorded::Interaction(i)) = &recorded {
            said.push(format!("Recorded: {} (fact {})", interaction::describe(i), i.id));
            if let Some(shared) = i.shares.as_deref().map(|key| resources::by_key(w, key)).transpose()?.flatten() {
                said.push(format!("Shared: {}", library::name(&shared)));
            }
        } else if let Some(Recorded::Request(r)) = &recorded {
            let note = if r.message.is_some() { "with a note" } else { "without a note" };
            said.push(format!("Recorded: request sent {note} (fact {})", r.id));
        }
        let mut answer = desk.answer(w, contact.id, recorded, said)?;
        answer.warnings = warnings;
        Ok(answer)
    })
}

fn connect(
    desk: &Desk,
    w: &Writer<'_>,
    contact: &Contact,
    follow_up: &FollowUp,
    given: &Done,
    when: When,
    warnings: &mut Vec<String>,
) -> Result<Recorded> {
    if given.resource.is_some() {
        return Err(Error::input("--resource goes with a message, not with a request"));
    }
    if given.kind.is_some() || given.await_reply {
        return Err(Error::input("a connect follow-up is done by a request, not by a message")
            .hint(format!("intouch done {} --as-drafted", follow_up.id)));
    }
    let (message, template) = request::words(desk, w, contact, Kind::Connect, Some(follow_up.id), &given.words)?;
    if given.words == Words::Unsaid && drafts::find(w, contact.id, follow_up.id, Kind::Connect)?.is_some() {
        let id = follow_up.id;
        warnings.push(format!(
            "recorded without a note; if the drafted words went with it: `intouch reopen {id}`, then `intouch done {id} --as-drafted`"
        ));
    }
    let asked = Asked { channel: follow_up.channel.clone(), ..Asked::default() };
    let (sent, said) = request::send(desk, w, contact, &asked, when, message, template, Some(follow_up.id))?;
    warnings.extend(said);
    Ok(Recorded::Request(sent))
}

fn send(
    desk: &Desk,
    w: &Writer<'_>,
    contact: &Contact,
    follow_up: &FollowUp,
    given: &Done,
    when: When,
    warnings: &mut Vec<String>,
) -> Result<Recorded> {
    let by_channel = match follow_up.channel.as_deref() {
        Some("email") => InteractionKind::Email,
        _ => InteractionKind::Message,
    };
    let kind = given.kind.unwrap_or(by_channel);
    if kind == InteractionKind::Note {
        return Err(
            Error::input("a note is no contact: it can't close a follow-up").hint("--kind call, --kind meeting")
        );
    }
    let (message, template) = request::words(desk, w, contact, follow_up.kind, Some(follow_up.id), &given.words)?;
    let rule = desk.playbook().rule(&follow_up.rule);
    let nudges_a_reply = rule.is_some_and(|r| r.raised_by.contains(&Trigger::AwaitedMessage));
    if given.await_reply && nudges_a_reply {
        warnings.push("a nudge starts no new wait: the message it asks about is still the one awaited".to_owned());
    }
    if given.await_reply && !kind.is_written() {
        return Err(Error::input(format!("a {kind} awaits no reply")).hint("leave --await-reply away"));
    }
    let shares = shares(w, contact, follow_up, given, message.as_deref(), warnings)?;
    let fact = interaction::Fact {
        shares,
        direction: Some(if kind.is_written() { Direction::Out } else { Direction::Both }),
        text: message,
        awaits_reply: given.await_reply && !nudges_a_reply,
        closes: Some(follow_up.id),
        template,
        ..interaction::Fact::new(kind, when)
    };
    Ok(Recorded::Interaction(interaction::insert(desk, w, contact.id, fact)?))
}

/// What the user says was shared; words that name it are looked at later.
fn shares(
    w: &Writer<'_>,
    contact: &Contact,
    follow_up: &FollowUp,
    given: &Done,
    message: Option<&str>,
    warnings: &mut Vec<String>,
) -> Result<Option<String>> {
    let id = follow_up.id;
    let Some(number) = given.resource else {
        let drafted = if given.words == Words::Unsaid && follow_up.kind == Kind::ShareResource {
            drafts::find(w, contact.id, id, follow_up.kind)?
        } else {
            None
        };
        if drafted.is_some_and(|d| !keys_in(&d.body).is_empty()) {
            warnings.push(format!(
                "nothing is recorded as shared; if the drafted words went out: `intouch reopen {id}`, then `intouch done {id} --as-drafted`"
            ));
        }
        return Ok(None);
    };
    let resource = library::get(w, number)?;
    if given.words == Words::AsDrafted && !keys_in(message.unwrap_or_default()).contains(&resource.key) {
        return Err(Error::input(format!("the drafted words do not share {}", library::name(&resource)))
            .hint(format!("intouch draft {id} --resource {number}")));
    }
    Ok(Some(resource.key))
}

/// Lets a follow-up go: for good; a check-in for one turn; a decision for a while (ruling 9).
///
/// # Errors
/// As [`who::follow_up`].
pub fn skip(desk: &Desk, book: &mut Book, target: &str, on: Option<&str>) -> Result<Answer> {
    let when = desk.when(on)?;
    book.write(desk.step("skip"), |w| {
        let (follow_up, _) = who::follow_up(w, desk, target)?;
        decisions::close(w, follow_up.id, Some((Outcome::Skipped, when.on)))?;
        let how = match follow_up.kind {
            Kind::CheckIn => "skipped this time",
            Kind::Decide => "rests for a while",
            _ => "skipped",
        };
        let said = format!("{}: {how} (`intouch reopen {}` takes it back)", name(&follow_up), follow_up.id);
        desk.answer(w, follow_up.contact_id, None, vec![said])
    })
}

/// Puts a follow-up off, or wakes one (`today`) (ruling 10).
///
/// # Errors
/// `Input` for a day before it is due anyway.
pub fn snooze(desk: &Desk, book: &mut Book, target: &str, until: &str) -> Result<Answer> {
    let until = desk.due(until)?;
    book.write(desk.step("snooze"), |w| {
        let (follow_up, _) = who::follow_up(w, desk, target)?;
        let today = desk.today();
        let original = follow_up.original_due_on;
        let said = if until == today {
            decisions::snooze(w, follow_up.id, None)?;
            let now = if original <= today { "due now" } else { "due as planned" };
            format!("{}: woken, {now}, {}", name(&follow_up), day::long(original))
        } else if original > today && until < original {
            return Err(Error::input(format!(
                "{} is due on {} anyway: it can only be put off to a later day",
                name(&follow_up),
                desk.echo(original)
            ))
            .hint(format!(
                "intouch snooze {} {}",
                follow_up.id,
                day::iso(original.succ_opt().unwrap_or(original))
            )));
        } else {
            decisions::snooze(w, follow_up.id, Some(until))?;
            format!("{}: put off to {} (was {})", name(&follow_up), desk.echo(until), day::long(original))
        };
        desk.answer(w, follow_up.contact_id, None, vec![said])
    })
}

/// Takes back a done or a skip, with the fact that it recorded.
///
/// # Errors
/// `NotFound` for an unknown number, `Input` where there is nothing to take back, or what was
/// recorded has gone on since.
pub fn reopen(desk: &Desk, book: &mut Book, target: &str) -> Result<Answer> {
    let id = who::number(target)
        .ok_or_else(|| Error::input(format!("{target:?} is no follow-up number")).hint("intouch reopen 12"))?;
    book.write(desk.step("reopen"), |w| {
        let (decision, contact_id) = decisions::find(w, id)?.ok_or_else(|| {
            Error::not_found(format!("there is no follow-up #{id}")).hint("`intouch show WHO` lists the closed ones")
        })?;
        let contact = contacts::get(w, contact_id)?;
        let Some((outcome, on)) = decision.outcome else {
            return Err(Error::input(format!("#{id} with {} was neither done nor skipped", contact.name))
                .hint(format!("intouch why {}", contact.slug)));
        };
        let mut said = vec![format!("#{id} with {}: no longer {outcome} (on {})", contact.name, day::long(on))];
        for r in requests::of(w, contact_id)?.into_iter().filter(|r| r.closes == Some(id)) {
            if r.status != Status::Pending || r.direction != RequestDirection::Sent {
                return Err(Error::input(format!("the request that it recorded was {} since", r.status))
                    .hint(format!("`intouch fact remove {}` removes the request", r.id)));
            }
            requests::remove(w, &r)?;
            said.push(format!("Removed the request of {} that it had recorded", day::long(r.sent_on)));
        }
        for i in interactions::of(w, contact_id)?.into_iter().filter(|i| i.closes == Some(id)) {
            interactions::remove(w, &i)?;
            said.push(format!("Removed the {} of {} that it had recorded", i.kind, day::long(i.on)));
        }
        decisions::close(w, id, None)?;
        desk.answer(w, contact_id, None, said)
    })
}
