//! Interactions, promises and reminders: what happened, what was said, what was promised.

use super::answer::{Answer, Recorded};
use super::desk::{Desk, new_uid};
use super::field::fits;
use super::interaction::{Fact, describe, insert};
use super::{people, who};
use crate::model::{
    Direction, Error, Interaction, InteractionKind, Mark, MarkKind, Promise, PromiseKind, Result, When, text,
};
use crate::store::{Book, Writer, contacts, interactions, marks, meta, promises};

/// Somebody of `met`: in the book, or new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// WHO.
    Known(String),
    /// A new name.
    New(String),
}

/// One person met, and what about where it differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Who.
    pub who: Met,
    /// What about, for this person alone.
    pub about: Option<String>,
    /// The line of standard input this came from.
    pub line: Option<usize>,
}

/// Records an evening: everybody met, in one transaction.
///
/// # Errors
/// `NotFound` or `Ambiguous` for somebody (named with their line); then nothing was recorded.
pub fn met(
    desk: &Desk,
    book: &mut Book,
    guests: &[Guest],
    place: Option<&str>,
    about: Option<&str>,
    on: Option<&str>,
) -> Result<Vec<Answer>> {
    let when = desk.when(on)?;
    book.write(desk.step("met"), |w| {
        let mut answers: Vec<Answer> = Vec::with_capacity(guests.len());
        for guest in guests {
            let answer = meet(desk, w, guest, place, about, when).map_err(|mut e| {
                if let Some(line) = guest.line {
                    e.message = format!("line {line}: {}", e.message);
                }
                e
            })?;
            if answers.iter().any(|a| a.person.id == answer.person.id) {
                return Err(Error::input(format!("{} is named twice; nothing was recorded", answer.person.name)));
            }
            answers.push(answer);
        }
        Ok(answers)
    })
}

fn meet(
    desk: &Desk,
    w: &Writer<'_>,
    guest: &Guest,
    place: Option<&str>,
    about: Option<&str>,
    when: When,
) -> Result<Answer> {
    let mut warnings = Vec::new();
    let (id, new) = match &guest.who {
        Met::Known(whom) => (who::contact_id(w, whom)?, false),
        Met::New(name) => {
            let card = people::Card { name: Some(name.clone()), ..people::Card::default() };
            (people::insert(desk, w, &card, &mut warnings)?, true)
        }
    };
    let fact = Fact {
        direction: Some(Direction::Both),
        place: place.map(str::to_owned),
        about: guest.about.clone().or_else(|| about.map(str::to_owned)),
        ..Fact::new(InteractionKind::Encounter, when)
    };
    let interaction = insert(desk, w, id, fact)?;
    let at = crate::model::place::after_blank(interaction.place.as_deref());
    let day = desk.echo(when.on);
    let mut answer = desk.answer(w, id, Some(Recorded::Interaction(interaction)), Vec::new())?;
    let added =
        if new { format!(" (new: {}, contact {})", answer.person.slug, answer.person.id) } else { String::new() };
    answer.said.push(format!("Met {}{at}, {day}{added}", answer.person.name));
    answer.warnings = warnings;
    Ok(answer)
}

/// What `log` is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// What was said.
    pub text: Option<String>,
    /// What it was.
    pub kind: Option<InteractionKind>,
    /// Who spoke.
    pub direction: Option<Direction>,
    /// Where.
    pub place: Option<String>,
    /// What about.
    pub about: Option<String>,
    /// The user waits for an answer.
    pub await_reply: bool,
    /// When (words).
    pub on: Option<String>,
}

/// What `log` is given of what somebody looks for and offers, and whom they were introduced to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What they look for.
    pub looking_for: Vec<String>,
    /// What they offer.
    pub offers: Vec<String>,
    /// To whom the user introduced them.
    pub introduced_to: Vec<String>,
    /// When (words).
    pub on: Option<String>,
}

/// Records what somebody looks for and offers, and whom they were introduced to: one step.
///
/// # Errors
/// `Input` for an empty text or a day to come; as [`who::contact_id`].
pub fn tell(desk: &Desk, book: &mut Book, whom: &str, given: &Told) -> Result<Answer> {
    let when = desk.when(given.on.as_deref())?;
    book.write(desk.step("log"), |w| {
        let contact = contacts::get(w, who::contact_id(w, whom)?)?;
        let (mut said, mut last) = (Vec::new(), None);
        let mut mark = |kind: MarkKind, text: String| -> Result<i64> {
            let mark = Mark {
                id: meta::next_fact(w)?,
                uid: new_uid(),
                contact_id: contact.id,
                kind,
                on: when.on,
                at: when.at,
                text: Some(text),
                source: None,
                recorded_on: desk.today(),
            };
            marks::write(w, &mark)?;
            Ok(last.insert(mark).id)
        };
        for (kind, verb, texts) in
            [(MarkKind::LookingFor, "looks for", &given.looking_for), (MarkKind::Offers, "offers", &given.offers)]
        {
            for text in texts {
                let text = text::line(text).ok_or_else(|| Error::input(format!("{} {verb} what?", contact.name)))?;
                fits("the text", &text, text::LINE_MOST)?;
                let number = mark(kind, text.clone())?;
                said.push(format!("{} {verb} {text} (fact {number})", contact.name));
            }
        }
        for other in &given.introduced_to {
            let other = contacts::get(w, who::contact_id(w, other)?)?;
            if other.id == contact.id {
                return Err(Error::input(format!("{} can't be introduced to themselves", contact.name)));
            }
            let number = mark(MarkKind::IntroducedTo, other.uid)?;
            said.push(format!("{} was introduced to {} (fact {number})", contact.name, other.name));
        }
        desk.answer(w, contact.id, last.map(Recorded::Mark), said)
    })
}

/// Records an interaction: without kind and direction, a note.
///
/// # Errors
/// `Input` for a message without a direction, a note without a text, or an answer awaited to
/// something that was not sent.
pub fn log(desk: &Desk, book: &mut Book, whom: &str, given: Log) -> Result<Answer> {
    let kind = match (given.kind, given.direction) {
        (Some(kind), _) => kind,
        (None, Some(_)) => InteractionKind::Message,
        (None, None) if given.await_reply => InteractionKind::Message,
        (None, None) => InteractionKind::Note,
    };
    let direction = match (kind, given.direction) {
        (InteractionKind::Note, Some(_)) => {
            return Err(
                Error::input("a note has no direction").hint("leave --in and --out away, or say --kind message")
            );
        }
        (InteractionKind::Note, None) => None,
        (_, None) if given.await_reply => Some(Direction::Out),
        (k, None) if k.is_written() => {
            return Err(Error::input(format!("who wrote the {k}? --in or --out"))
                .hint(format!("intouch log {} --kind {k} --out ...", whom.trim())));
        }
        (_, None) => Some(Direction::Both),
        (_, given) => given,
    };
    if given.await_reply && !(kind.is_written() && direction == Some(Direction::Out)) {
        return Err(Error::input("only a message or an e-mail you sent can await a reply").hint("--out --await-reply"));
    }
    let nothing = given.text.as_deref().and_then(text::block).is_none() && given.about.is_none();
    if kind == InteractionKind::Note && nothing {
        return Err(
            Error::input("a note without a text says nothing").hint("intouch log laura-chen \"moves to Lisbon\"")
        );
    }
    let when = desk.when(given.on.as_deref())?;
    let fact = Fact {
        direction,
        place: given.place,
        about: given.about,
        text: given.text,
        awaits_reply: given.await_reply,
        ..Fact::new(kind, when)
    };
    one(desk, book, whom, fact)
}

/// Records an answer from the contact, by the way the user last wrote.
///
/// # Errors
/// `Input` for a day that is none.
pub fn replied(desk: &Desk, book: &mut Book, whom: &str, given: Option<String>, on: Option<&str>) -> Result<Answer> {
    let when = desk.when(on)?;
    book.write(desk.step("replied"), |w| {
        let id = who::contact_id(w, whom)?;
        let last = interactions::of(w, id)?
            .into_iter()
            .filter(Interaction::is_outbound_message)
            .max_by_key(|i| (i.when(), i.id));
        let kind = last.map_or(InteractionKind::Message, |i| i.kind);
        let fact = Fact { direction: Some(Direction::In), text: given, ..Fact::new(kind, when) };
        record(desk, w, id, fact)
    })
}

fn one(desk: &Desk, book: &mut Book, whom: &str, fact: Fact) -> Result<Answer> {
    book.write(desk.step("log"), |w| {
        let id = who::contact_id(w, whom)?;
        record(desk, w, id, fact)
    })
}

/// Records a fact and says so.
fn record(desk: &Desk, w: &Writer<'_>, id: i64, fact: Fact) -> Result<Answer> {
    let interaction = insert(desk, w, id, fact)?;
    let (what, day) = (describe(&interaction), desk.echo(interaction.on));
    let number = interaction.id;
    let mut answer = desk.answer(w, id, Some(Recorded::Interaction(interaction)), Vec::new())?;
    answer.said.push(format!("{}: {what}, {day} (fact {number})", answer.person.name));
    Ok(answer)
}

/// Records a promise or a reminder.
///
/// # Errors
/// `Input` for an empty text or a day that is over.
pub fn promise(
    desk: &Desk,
    book: &mut Book,
    whom: &str,
    kind: PromiseKind,
    given: &str,
    by: &str,
    on: Option<&str>,
) -> Result<Answer> {
    let example = match kind {
        PromiseKind::Promise => "intouch promise laura-chen \"send the slides\" --by friday",
        PromiseKind::Reminder => "intouch remind laura-chen \"ask about the new job\" --on \"1 march\"",
    };
    let text = text::line(given).ok_or_else(|| Error::input("what? the text is empty").hint(example))?;
    fits("the text", &text, text::LINE_MOST)?;
    let due_on = desk.due(by)?;
    let when = desk.when(on)?;
    let verb = match kind {
        PromiseKind::Promise => "promise",
        PromiseKind::Reminder => "remind",
    };
    book.write(desk.step(verb), |w| {
        let contact_id = who::contact_id(w, whom)?;
        let promise = Promise {
            id: meta::next_fact(w)?,
            uid: new_uid(),
            contact_id,
            kind,
            text,
            on: when.on,
            at: when.at,
            due_on,
            recorded_on: desk.today(),
        };
        promises::write(w, &promise)?;
        let said = match kind {
            PromiseKind::Promise => format!("Promised \"{}\" by {}", promise.text, desk.echo(due_on)),
            PromiseKind::Reminder => format!("Will remind you of \"{}\" on {}", promise.text, desk.echo(due_on)),
        };
        let mut answer = desk.answer(w, contact_id, Some(Recorded::Promise(promise)), vec![said])?;
        // A named day stays as named (ruling 12), which may be one the user does not work on.
        if !desk.calendar().is_working(due_on) {
            answer.warnings.push(format!("{} is not one of your working days", crate::model::day::long(due_on)));
        }
        Ok(answer)
    })
}
