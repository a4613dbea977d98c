//! What an entry of an address book changes of a contact, given what it said before: pure.
//!
//! Only what differs from what was said before is taken over, and only in place of what the address
//! book itself had said: what the user wrote stays, and what the user took out stays out. What an
//! address book no longer says is not removed: exports leave out fields.

use crate::exchange::card::Card;
use crate::model::profile::slug_key;
use crate::model::text::{self, TEXT_MOST};
use crate::model::{Connection, Contact, Day, Introducer, company, day};
use crate::store::contacts::is_same_point;

use super::super::names::{agree, normal};

/// What was given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lost {
    /// The notes of both would be longer than a book keeps.
    pub notes: bool,
}

/// Takes over what `row` says otherwise than `base`, what the same entry said before.
pub(super) fn apply(contact: &mut Contact, base: Option<&Card>, row: &Card, today: Day) -> Lost {
    let none = Card::default();
    let was = base.unwrap_or(&none);
    // A name is followed whole or not at all, and whose address somebody has under another name is
    // not to be called by it.
    if base.is_some() && contact.name == was.name {
        contact.name.clone_from(&row.name);
        follow(&mut contact.given, was.given.as_ref(), row.given.as_ref());
        follow(&mut contact.family, was.family.as_ref(), row.family.as_ref());
    } else if agree(&contact.name, &row.name) {
        contact.given = contact.given.take().or_else(|| row.given.clone());
        contact.family = contact.family.take().or_else(|| row.family.clone());
    }
    follow(&mut contact.company, was.company.as_ref(), row.company.as_ref());
    follow(&mut contact.title, was.title.as_ref(), row.title.as_ref());
    follow(&mut contact.linkedin, was.linkedin.as_ref(), row.linkedin.as_ref());
    follow(&mut contact.relationship, was.relationship.as_ref(), row.relationship.as_ref());
    follow(&mut contact.every, was.every.as_ref(), row.every.as_ref());
    add("email", &mut contact.emails, &was.emails, &row.emails);
    add("phone", &mut contact.phones, &was.phones, &row.phones);
    add("url", &mut contact.urls, &was.urls, &row.urls);
    add("tag", &mut contact.tags, &was.tags, &row.tags);
    contact.tags.sort();
    if contact.introduced_by.is_none() && was.introduced_by != row.introduced_by {
        contact.introduced_by = row.introduced_by.clone().map(|name| Introducer { id: None, name });
    }
    if contact.connection != Connection::Connected && contact.connected_on.is_none() {
        contact.connected_on = row.connected_on.filter(|d| *d <= today && was.connected_on != row.connected_on);
    }
    // What the user decided is carried along, and never taken back by a file.
    contact.archived |= row.archived && !was.archived;
    contact.do_not_contact |= row.do_not_contact && !was.do_not_contact;
    let pause = row.paused_until.filter(|until| *until > today && was.paused_until != row.paused_until);
    if let (None, Some(until)) = (contact.paused_until, pause) {
        (contact.paused_on, contact.paused_until) = (Some(today), Some(until));
    }
    notes(contact, note(was, today).as_deref(), note(row, today).as_deref())
}

/// A single value: it fills a gap, and replaces what was said before.
fn follow<T: Clone + PartialEq>(own: &mut Option<T>, was: Option<&T>, told: Option<&T>) {
    if told.is_some() && told != was && (own.is_none() || own.as_ref() == was) {
        *own = told.cloned();
    }
}

/// A list: what is new in it is added.
fn add(kind: &str, own: &mut Vec<String>, was: &[String], told: &[String]) {
    let has = |list: &[String], value: &String| list.iter().any(|v| is_same_point(kind, v, value));
    for value in told {
        if !has(was, value) && !has(own, value) {
            own.push(value.clone());
        }
    }
}

/// Notes: those of before are replaced where they stand, others are put behind the user's own.
fn notes(contact: &mut Contact, was: Option<&str>, told: Option<&str>) -> Lost {
    let Some(told) = told.filter(|t| Some(*t) != was) else { return Lost::default() };
    let own = contact.notes.as_deref().unwrap_or_default();
    let joined = match was.filter(|w| own.contains(w)) {
        Some(was) => own.replacen(was, told, 1),
        None if own.contains(told) => return Lost::default(),
        None if own.is_empty() => told.to_owned(),
        None => format!("{own}\n\n{told}"),
    };
    if joined.chars().count() > TEXT_MOST {
        return Lost { notes: true };
    }
    contact.notes = Some(joined);
    Lost::default()
}

/// An entry's notes, and with them a meeting of which nobody knows the day.
pub(super) fn note(card: &Card, today: Day) -> Option<String> {
    let met = card.met_on.is_none_or(|d| d > today).then(|| {
        let on = card.met_on.map(|d| format!("on {}", day::iso(d)));
        let parts: Vec<String> = card.met_at.iter().map(|p| format!("at {p}")).chain(on).collect();
        let about = card.about.as_ref().map(|a| format!("Talked about: {a}"));
        let met = (!parts.is_empty()).then(|| format!("Met {}", parts.join(" ")));
        met.into_iter().chain(about).collect::<Vec<_>>().join("\n")
    });
    let parts: Vec<String> = card.notes.clone().into_iter().chain(met.filter(|m| !m.is_empty())).collect();
    text::block(&parts.join("\n\n"))
}

/// The company an entry shows that neither it nor the book had before: a reason to congratulate.
pub(super) fn new_company<'r>(before: &Contact, base: Option<&Card>, row: &'r Card) -> Option<&'r str> {
    let (was, told) = (base?.company.as_deref()?, row.company.as_deref()?);
    let known = before.company.as_deref().map(company::key);
    let now = Some(company::key(told));
    (now != Some(company::key(was)) && now != known).then_some(told)
}

/// Whether an entry says by now of the name, the work or the profile what the contact doesn't: the
/// user's own word stands.
pub(super) fn says_otherwise(contact: &Contact, base: Option<&Card>, row: &Card) -> bool {
    let none = Card::default();
    let was = base.unwrap_or(&none);
    let other = |own: Option<String>, was: Option<String>, told: Option<String>| match (own, told) {
        (Some(own), Some(told)) => was.as_ref() != Some(&told) && own != told,
        _ => false,
    };
    let company = |company: &Option<String>| company.as_deref().map(company::key);
    let title = |title: &Option<String>| title.as_deref().map(normal);
    let profile = |url: &Option<String>| url.as_deref().and_then(slug_key);
    other(company(&contact.company), company(&was.company), company(&row.company))
        || other(title(&contact.title), title(&was.title), title(&row.title))
        || other(profile(&contact.linkedin), profile(&was.linkedin), profile(&row.linkedin))
        || (was.name != row.name && !agree(&contact.name, &row.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::parse_iso;

    fn today() -> Day {
        parse_iso("2026-11-24").expect("a day")
    }

    fn contact(name: &str) -> Contact {
        let at = day::parse_stamp("2026-11-24T10:00:00Z").expect("an instant");
        Contact::named("u".to_owned(), name.to_owned(), at, today())
    }

    fn card(name: &str, company: &str, emails: &[&str]) -> Card {
        Card {
            name: name.to_owned(),
            company: Some(company.to_owned()).filter(|c| !c.is_empty()),
            emails: emails.iter().map(ToString::to_string).collect(),
            ..Card::default()
        }
    }

    #[test]
    fn what_was_said_before_is_followed_and_what_the_user_wrote_stays() {
        let (base, row) =
            (card("Ada", "Acme", &["a@x.example"]), card("Ada B.", "Beta", &["a@x.example", "b@x.example"]));
        let mut follows = Contact { company: Some("Acme".to_owned()), ..contact("Ada") };
        apply(&mut follows, Some(&base), &row, today());
        assert_eq!((follows.name.as_str(), follows.company.as_deref()), ("Ada B.", Some("Beta")));
        assert_eq!(follows.emails, ["b@x.example"], "a@x.example was taken out by the user");
        let mut own = Contact { company: Some("My word".to_owned()), ..contact("Countess") };
        apply(&mut own, Some(&base), &row, today());
        assert_eq!((own.name.as_str(), own.company.as_deref()), ("Countess", Some("My word")));
        // Nothing is removed because an export doesn't say it.
        let mut kept = follows.clone();
        apply(&mut kept, Some(&row), &card("Ada B.", "", &[]), today());
        assert_eq!(kept, follows);
        // The same once more changes nothing.
        apply(&mut kept, Some(&row), &row, today());
        assert_eq!(kept, follows);
    }

    #[test]
    fn without_a_before_gaps_are_filled_only() {
        let mut known = Contact { company: Some("Acme".to_owned()), given: None, ..contact("L. Chen") };
        let row =
            Card { given: Some("Laura".to_owned()), title: Some("CTO".to_owned()), ..card("Laura Chen", "Beta", &[]) };
        apply(&mut known, None, &row, today());
        assert_eq!((known.name.as_str(), known.given.as_deref()), ("L. Chen", Some("Laura")));
        assert_eq!((known.company.as_deref(), known.title.as_deref()), (Some("Acme"), Some("CTO")));
        let mut other = Contact { given: None, ..contact("Bob Meyer") };
        apply(&mut other, None, &row, today());
        assert_eq!(other.given, None, "nobody is called by somebody else's name");
    }

    #[test]
    fn notes_are_replaced_where_they_stand() {
        let with = |notes: &str| Card { notes: Some(notes.to_owned()), ..Card::default() };
        for (own, was, told, now) in [
            (None, None, "new", "new"),
            (Some("mine"), None, "new", "mine\n\nnew"),
            (Some("old\n\nmine"), Some("old"), "new", "new\n\nmine"),
            (Some("mine"), Some("old"), "new", "mine\n\nnew"),
            (Some("mine, new"), Some("old"), "new", "mine, new"),
            (Some("mine"), Some("same"), "same", "mine"),
        ] {
            let mut c = Contact { notes: own.map(str::to_owned), ..contact("Ada") };
            let lost = apply(&mut c, was.map(with).as_ref(), &with(told), today());
            assert_eq!((c.notes.as_deref(), lost.notes), (Some(now), false), "{own:?} {was:?} {told}");
        }
        let mut full = Contact { notes: Some("x".repeat(TEXT_MOST)), ..contact("Ada") };
        assert!(apply(&mut full, None, &with("more"), today()).notes);
        assert_eq!(full.notes, Some("x".repeat(TEXT_MOST)));
    }

    #[test]
    fn a_meeting_without_a_day_is_a_note() {
        let met = |on: Option<&str>| Card {
            met_at: Some("FOSDEM".to_owned()),
            met_on: on.and_then(parse_iso),
            about: Some("parsers".to_owned()),
            ..Card::default()
        };
        assert_eq!(note(&met(None), today()).as_deref(), Some("Met at FOSDEM\nTalked about: parsers"));
        assert_eq!(note(&met(Some("2026-02-01")), today()), None);
        assert!(note(&met(Some("2027-02-01")), today()).is_some_and(|n| n.starts_with("Met at FOSDEM on 2027-02-01")));
    }

    #[test]
    fn a_company_is_new_where_neither_entry_nor_book_had_it() {
        let base = card("Ada", "Acme, Inc.", &[]);
        let at = |company: &str| Contact { company: Some(company.to_owned()), ..contact("Ada") };
        for (known, told, new) in [
            ("Acme", "ACME Inc", None),
            ("Acme", "The Acme Company", None),
            ("Acme", "Beta", Some("Beta")),
            ("beta", "Beta", None),
            ("Other", "Beta", Some("Beta")),
        ] {
            assert_eq!(new_company(&at(known), Some(&base), &card("Ada", told, &[])), new, "{known} {told}");
        }
        assert_eq!(new_company(&at("Acme"), None, &card("Ada", "Beta", &[])), None, "the first import is no news");
    }
}
