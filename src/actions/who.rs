//! Whom the user means: WHO to a contact, ID or WHO to a follow-up.

use super::desk::Desk;
use super::planning;
use crate::model::{Contact, Error, ErrorKind, FollowUp, Result};
use crate::store::search::{self, Fit};
use crate::store::{contacts, decisions, facts, follow_ups};
use rusqlite::Connection as Db;

/// More people than this of one name are not told apart by listing them.
const MOST: usize = 200;
/// How many candidates an error lists.
const LISTED: usize = 10;

/// The number of the contact WHO means: a number or a slug exactly, else the only one whose name
/// has the words whole, else at the start of its words, else anywhere in it. Archived people count
/// only where nobody else fits as well.
///
/// # Errors
/// `NotFound`, or `Ambiguous` with the candidates; nothing is guessed.
pub fn contact_id(conn: &Db, who: &str) -> Result<i64> {
    let who = who.trim();
    if who.is_empty() {
        return Err(Error::input("WHO is empty").hint("a contact's number, slug, or part of the name"));
    }
    if who.chars().all(|c| c.is_ascii_digit()) {
        let id = who.parse().unwrap_or(i64::MAX);
        return contacts::get(conn, id).map(|c| c.id);
    }
    if let Some(id) = contacts::id_by_slug(conn, &who.to_lowercase())? {
        return Ok(id);
    }
    for fit in [Fit::Word, Fit::Start, Fit::Part] {
        let ids = search::by_name(conn, who, fit, MOST)?;
        if ids.is_empty() {
            continue;
        }
        let mut found = contacts::candidates(conn, &ids)?;
        if found.iter().any(|c| !c.archived) {
            found.retain(|c| !c.archived);
        }
        return match found.as_slice() {
            [one] => Ok(one.id),
            many => the_same_name(who, many).ok_or_else(|| ambiguous(who, many)),
        };
    }
    let shown: String = who.chars().take(80).collect();
    let hint = match quoted(&shown).as_str() {
        "''" => "`intouch list` shows everybody".to_owned(),
        word => format!("`intouch find {word}` looks in every field; `intouch add` adds somebody"),
    };
    Err(Error::not_found(format!("nobody is called {shown:?}")).hint(hint))
}

/// Of several that fit, the one whose whole name it is.
fn the_same_name(who: &str, found: &[contacts::Candidate]) -> Option<i64> {
    let wanted = crate::model::text::fold(who);
    let mut same = found.iter().filter(|c| crate::model::text::fold(&c.name) == wanted);
    let first = same.next()?;
    same.next().is_none().then_some(first.id)
}

fn ambiguous(who: &str, found: &[contacts::Candidate]) -> Error {
    let more = if found.len() >= MOST { "more than " } else { "" };
    let mut error =
        Error::new(ErrorKind::Ambiguous, format!("{who:?} fits {more}{} people; nothing was changed", found.len()))
            .hint("say the number or the slug");
    error.candidates = found
        .iter()
        .take(LISTED)
        .map(|c| {
            let company = c.company.as_deref().map(|c| format!(" · {c}")).unwrap_or_default();
            format!("{:>4}  {}  {}{company}", c.id, c.slug, c.name)
        })
        .collect();
    if found.len() > LISTED {
        error.candidates.push(format!("      and {} more", found.len() - LISTED));
    }
    error
}

/// A word as it can be pasted after a command.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "")) }
}

/// The contact WHO means.
///
/// # Errors
/// As [`contact_id`].
pub fn contact(conn: &Db, who: &str) -> Result<Contact> {
    contacts::get(conn, contact_id(conn, who)?)
}

/// A follow-up's number: `#12` or `12`.
#[must_use]
pub fn number(text: &str) -> Option<i64> {
    let digits = text.trim().strip_prefix('#').unwrap_or(text.trim());
    (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then(|| digits.parse().unwrap_or(i64::MAX))
}

/// The open follow-up that ID or WHO means, and the contact's other open ones: a bare number is a
/// follow-up, WHO the contact's first one in agenda order.
///
/// # Errors
/// `NotFound` where there is none, or it is closed (the message says how), `Ambiguous` for WHO.
pub fn follow_up(conn: &Db, desk: &Desk, text: &str) -> Result<(FollowUp, Vec<FollowUp>)> {
    let contact_id = match number(text) {
        Some(id) => match follow_ups::find(conn, id)? {
            Some(row) => row.contact_id,
            None => return Err(closed(conn, desk, id)?),
        },
        None => contact_id(conn, text)?,
    };
    let mut rows = planning::open_rows(follow_ups::of(conn, contact_id)?, desk.today());
    let at = match number(text) {
        Some(id) => rows.iter().position(|r| r.id == id),
        None => (!rows.is_empty()).then_some(0),
    };
    match (at, number(text)) {
        (Some(at), _) => {
            let row = rows.remove(at);
            Ok((row, rows))
        }
        (None, Some(id)) => Err(closed(conn, desk, id)?),
        (None, None) => {
            let contact = contacts::get(conn, contact_id)?;
            Err(Error::not_found(format!("nothing is open with {}", contact.name))
                .hint(format!("`intouch why {}` says what is not raised and why", contact.slug)))
        }
    }
}

/// Why the follow-up of that number is not open.
fn closed(conn: &Db, desk: &Desk, id: i64) -> Result<Error> {
    let Some((decision, contact_id)) = decisions::find(conn, id)? else {
        return Ok(Error::not_found(format!("there is no follow-up #{id}"))
            .hint("`intouch due --all` shows every open one with its number"));
    };
    let contact = contacts::get(conn, contact_id)?;
    let how = match decision.outcome {
        Some((outcome, day)) => format!("was {outcome} on {}", crate::model::day::long(day)),
        None => {
            let plan = crate::schedule::plan(&facts::with(conn, contact.clone())?, desk.playbook(), desk.calendar());
            let raised = plan.raised.iter().find(|r| r.has_key_of(&decision));
            match raised.map(|r| (&r.closing, r.lapses_on, r.visible_from)) {
                Some((_, Some(lapsed), _)) if lapsed < desk.today() => {
                    format!("lapsed after {}", crate::model::day::long(lapsed))
                }
                Some((_, _, Some(from))) if from > desk.today() => {
                    format!("is hidden until {}", crate::model::day::long(from))
                }
                Some((crate::schedule::Closing::Stopped(why), ..)) => format!("was stopped: {why}"),
                _ => "is not raised any more".to_owned(),
            }
        }
    };
    Ok(Error::not_found(format!("#{id} ({} {}) {how}", contact.name, decision.rule))
        .hint(format!("`intouch why {}`, or `intouch reopen {id}` for one that was done or skipped", contact.slug)))
}
