//! What is fuzzed: each reader of foreign bytes, with what must hold whatever it is given. The fuzzer
//! and the normal tests call the same functions.
#![allow(dead_code, reason = "each target calls one of them")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what must hold is held by failing")]

use intouch::exchange::addresses;
use intouch::exchange::book;
use intouch::exchange::card::{AddressBook, Card, Entry};
use intouch::exchange::cell::VALUES_MOST;
use intouch::exchange::date::Order;
use intouch::exchange::encoding;
use intouch::exchange::linkedin::{self, ReadError};
use intouch::exchange::sheet::File;
use intouch::exchange::source::Source;
use intouch::exchange::vcard::read::Cards;
use intouch::exchange::vcard::write;
use intouch::model::profile::slug_key;
use intouch::model::text::{self, LINE_MOST, TEXT_MOST};
use intouch::model::{Contact, day, phone};
use std::collections::BTreeSet;

/// Texts that come in are clean, and as long as a book keeps them.
fn assert_line(line: &str) {
    assert!(!line.is_empty() && line.chars().count() <= LINE_MOST, "too long or empty");
    assert_eq!(text::line(line).as_deref(), Some(line), "not clean");
}

fn assert_card(card: &Card) {
    assert_line(&card.name);
    let single =
        [&card.given, &card.family, &card.company, &card.title, &card.about, &card.met_at, &card.introduced_by];
    single.into_iter().flatten().for_each(|t| assert_line(t));
    [&card.emails, &card.phones, &card.tags, &card.urls].into_iter().flatten().for_each(|t| assert_line(t));
    for list in [&card.emails, &card.phones, &card.tags, &card.urls] {
        assert!(list.len() <= VALUES_MOST, "too many");
    }
    if let Some(notes) = &card.notes {
        assert!(notes.chars().count() <= TEXT_MOST);
    }
    for line in &card.rest {
        assert!(line.contains(':') && !line.contains(['\r', '\n']), "no line of a vCard: {line:?}");
        assert!(!line.contains(text::is_invisible), "what can't be seen: {line:?}");
    }
}

fn people(book: &mut dyn AddressBook) -> Vec<Card> {
    let mut cards = Vec::new();
    while let Some(entry) = book.read().expect("in memory") {
        if let Entry::Person(card) = entry {
            assert_card(&card);
            cards.push(*card);
        }
    }
    book.tell("F", &mut Vec::new());
    cards
}

fn cards_of(bytes: &[u8]) -> Vec<Card> {
    let source = Source::bytes("F", bytes);
    let Ok(survey) = encoding::survey(&source, None).expect("in memory") else { return Vec::new() };
    people(&mut Cards::open(&source, survey.encoding, false).expect("in memory"))
}

/// Whatever a vCard file holds, its people go out as cards that are read as the same people.
pub fn vcard(bytes: &[u8]) {
    let at = day::parse_stamp("2026-11-24T10:00:00Z").expect("an instant");
    let mut out = Vec::new();
    let cards = cards_of(bytes);
    for card in &cards {
        let mut contact = Contact::named("u".to_owned(), card.name.clone(), at, at.date_naive());
        (contact.given, contact.family) = (card.given.clone(), card.family.clone());
        (contact.company, contact.title) = (card.company.clone(), card.title.clone());
        (contact.emails, contact.phones, contact.urls) = (card.emails.clone(), card.phones.clone(), card.urls.clone());
        (contact.linkedin, contact.tags, contact.notes) =
            (card.linkedin.clone(), card.tags.clone(), card.notes.clone());
        let person = write::Person {
            contact: &contact,
            uid: "u",
            changed_at: at,
            as_of: "s1",
            rest: std::slice::from_ref(&card.rest),
        };
        write::card(&mut out, &person).expect("in memory");
    }
    let text = String::from_utf8(out).expect("cards are UTF-8");
    assert!(text.split("\r\n").all(|l| l.len() <= 75 && !l.contains(['\r', '\n'])), "a line is too long or parted");
    let again = cards_of(text.as_bytes());
    assert_eq!(again.len(), cards.len(), "as many cards come back");
    for (card, back) in cards.iter().zip(&again) {
        let profile = |c: &Card| c.linkedin.as_deref().and_then(slug_key);
        assert_eq!((&card.emails, profile(card)), (&back.emails, profile(back)));
        // Two ways to write one number are one number.
        let numbers = |c: &Card| c.phones.iter().map(|n| phone::key(n)).collect::<BTreeSet<_>>();
        assert_eq!((numbers(card), &card.urls, &card.tags), (numbers(back), &back.urls, &back.tags));
        assert_eq!((&card.company, &card.title, &card.notes), (&back.company, &back.title, &back.notes));
    }
}

/// A table of people, whoever made it.
pub fn addresses(bytes: &[u8]) {
    for order in [Order::DayFirst, Order::MonthFirst] {
        let how = addresses::How { order: Some(order), ..addresses::How::default() };
        if let Ok(mut sheet) = addresses::open(&Source::bytes("F", bytes), how) {
            let first = people(&mut sheet);
            let again = people(&mut sheet.again().expect("in memory"));
            assert_eq!(first, again, "a table reads the same twice");
        }
    }
}

/// Each file of a LinkedIn export; the first byte says which.
pub fn linkedin(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let Ok(file) = File::survey(Source::bytes("F", bytes), None, Some(Order::MonthFirst)) else { return };
    let _: Result<_, ReadError> = match which % 6 {
        0 => linkedin::read_connections(&file, &mut |_| {}, |row| {
            [&row.first, &row.last, &row.company, &row.position].into_iter().flatten().for_each(|t| assert_line(t));
            Ok(())
        })
        .map(|_| ()),
        1 => linkedin::read_invitations(&file, &mut |_| {}, |_| Ok(())).map(|_| ()),
        2 => linkedin::read_messages(&file, &mut |_| {}, |_| Ok(())).map(|_| ()),
        3 => linkedin::read_notes(&file, &mut |_| {}, |_| Ok(())).map(|_| ()),
        4 => linkedin::read_uploaded(&file, &mut |_| {}, |_| Ok(())).map(|_| ()),
        _ => linkedin::read_profile(&file).map(|_| ()),
    };
}

/// An archive, as it lies on the disk.
pub fn archive(bytes: &[u8]) {
    // In memory where there is such a place: this is done thousands of times a second.
    let memory = std::path::Path::new("/dev/shm");
    let mut builder = tempfile::Builder::new();
    let builder = builder.suffix(".zip");
    let file = if memory.is_dir() { builder.tempfile_in(memory) } else { builder.tempfile() };
    let path = file.expect("the folder for temporary files takes one").into_temp_path();
    std::fs::write(&path, bytes).expect("written");
    if let Ok(export) = linkedin::open(&path, linkedin::How::default(), &mut |_| {}) {
        let _: Result<(), ReadError> = export.connections(|_, _| Ok(()));
        let _: Result<(), ReadError> = export.invitations(|_, _| Ok(()));
        let _: Result<(), ReadError> = export.messages(|_, _| Ok(()));
    }
}

/// An export of the book itself.
pub fn book(bytes: &[u8]) {
    let _ = book::read::<()>(bytes, &mut |_| Ok(()));
}
