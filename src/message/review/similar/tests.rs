//! Claims about copies: what is one, what is none, and how often either is mistaken.

use super::super::Sent;
use super::*;
use crate::message::Person;
use crate::model::Day;
use std::collections::BTreeSet;

const EVENT: &str = "Hi Laura, it was great meeting you at the Harbour Fair on Tuesday. I enjoyed our conversation about marketing \
    trends. I would love to connect here so that we can continue it and swap ideas now and then.";

fn occasion(to: &str) -> Occasion {
    Occasion { to: Person { name: to.to_owned(), ..Person::default() }, ..Occasion::default() }
}

/// What is said of a text for Tom when Laura had the other one.
fn after(sent: &str, text: &str) -> Vec<Finding> {
    let sent =
        vec![Sent { to: "Laura Chen".to_owned(), on: day::parse_iso("2026-11-03").unwrap(), text: sent.to_owned() }];
    check(text, &Occasion { sent, ..occasion("Tom Baker") }, &Strictness::default())
}

#[test]
fn a_text_that_went_to_somebody_else_is_found_whatever_was_swapped_in_it() {
    let tom = EVENT.replace("Laura", "Tom");
    for (what, text) in [
        ("the name", tom.clone()),
        ("the event", tom.replace("the Harbour Fair", "RustConf 2026")),
        ("the topic", tom.replace("marketing trends", "sustainable packaging for small shops")),
        ("the day", tom.replace("Tuesday", "Friday evening")),
        ("all of them", tom.replace("the Harbour Fair on Tuesday", "RustConf").replace("marketing trends", "pricing")),
        ("case and apostrophes", tom.to_uppercase().replace("I WOULD", "I\u{2019}D")),
        ("lines", tom.replace(". ", ".\n\n")),
        ("an invisible mark in every word", tom.replace('e', "e\u{200b}")),
        ("the order of the sentences", {
            let (first, rest) = tom.split_once(". ").unwrap();
            format!("Hi Tom, {rest} {}.", first.trim_start_matches("Hi Tom, "))
        }),
    ] {
        assert_eq!(after(EVENT, &text).len(), 1, "{what}: {text} {}", likeness(EVENT, &text));
    }
    let british = "Hi Laura, I organise the programme for our colour laboratory and would favour a short visit to your centre in May.";
    let american =
        "Hi Tom, I organize the program for our color laboratory and would favor a short visit to your center in May.";
    assert!(likeness(british, american) < 0.45, "a third of the words are spelt otherwise");
    let (british, american) = (format!("{british} {EVENT}"), format!("{american} {EVENT}"));
    assert_eq!(after(&british, &american).len(), 1);
}

#[test]
fn a_finding_marks_the_longest_stretch_and_says_who_had_it_and_when() {
    let text = "Hi Tom, at the book fair we spoke. I enjoyed our conversation about cats. I would love to connect here so that \
        we can continue it and swap ideas now and then.";
    let found = after(EVENT, text);
    assert_eq!(found.len(), 1, "{}", likeness(EVENT, text));
    let marked: String = text.chars().skip(found[0].span.start).take(found[0].span.len()).collect();
    assert_eq!(marked, "I would love to connect here so that we can continue it and swap ideas now and then");
    assert_eq!(
        found[0].message,
        "Nearly the same words went to Laura Chen on Tue 3 Nov 2026; people compare, and a copied text reads as one."
    );
    assert_eq!((found[0].rule, &found[0].suggestion), (Rule::Reused, &None));
}

#[test]
fn one_sentence_in_common_is_no_copy() {
    let text = "Hi Tom, thank you for the tour of the bakery. My brother still talks of the oven. I would love to connect here so \
        that we can continue it and swap ideas now and then.";
    assert!(after(EVENT, text).is_empty(), "{}", likeness(EVENT, text));
}

#[test]
fn short_texts_and_the_same_person_are_exempt() {
    assert!(after("Thank you, see you on Friday then!", "Thank you, see you on Friday then!").is_empty());
    let sent = vec![Sent { to: "Laura  CHEN".to_owned(), on: Day::default(), text: EVENT.to_owned() }];
    let again = |to: &str| check(EVENT, &Occasion { sent: sent.clone(), ..occasion(to) }, &Strictness::default()).len();
    assert_eq!((again("Laura  Chen"), again("Laura Cheng")), (0, 1));
}

#[test]
fn the_limit_is_the_users() {
    let sent = vec![Sent { to: "Laura Chen".to_owned(), on: Day::default(), text: EVENT.to_owned() }];
    let o = Occasion { sent, ..occasion("Tom Baker") };
    let text = EVENT.replace("the Harbour Fair on Tuesday", "RustConf").replace("marketing trends", "pricing");
    let with =
        |limit| check(&text, &o, &Strictness { limits: [(Rule::Reused, limit)].into(), ..Strictness::default() });
    assert_eq!((with(30).len(), with(99).len()), (1, 0));
}

#[test]
fn what_the_occasion_itself_brings_is_not_counted() {
    let (one, two) = (
        "Thank you for coming to the Annual Meeting of Tidal Engineers in Aberdeen; I learned a lot from your questions.",
        "Sorry that I missed you at the Annual Meeting of Tidal Engineers in Aberdeen; is your paper out yet, Tom?",
    );
    let sent = vec![Sent { to: "Laura Chen".to_owned(), on: Day::default(), text: one.to_owned() }];
    let told = Occasion {
        sent,
        met_at: Some("Annual Meeting of Tidal Engineers in Aberdeen".to_owned()),
        ..occasion("Tom Baker")
    };
    let untold = Occasion { met_at: None, ..told.clone() };
    let strict = Strictness { limits: [(Rule::Reused, 20)].into(), ..Strictness::default() };
    assert_eq!((check(two, &untold, &strict).len(), check(two, &told, &strict).len()), (1, 0));
}

#[test]
fn hostile_texts_are_bounded_and_answered() {
    for text in
        ["a b ".repeat(25_000), "\u{202e}\u{200d}".repeat(25_000), "\u{1f389}".repeat(25_000), "x".repeat(100_000)]
    {
        let found = after(&text, &text);
        assert_eq!(found.len(), usize::from(text.starts_with("a b")), "{}", &text[..8]);
    }
}

/// Texts of three sentences each, no two of which share more than one; 400 of them.
fn corpus() -> Vec<String> {
    let lists: Vec<Vec<&str>> = include_str!("../../../../tests/data/sentences.txt")
        .split("\n\n")
        .map(|part| part.lines().filter(|l| !l.starts_with('#')).collect())
        .collect();
    let [openings, middles, asks] = &lists[..] else { panic!("three lists") };
    let n = openings.len();
    let text =
        |i: usize, k: usize| format!("Hi Sam, {} {} {}", openings[i], middles[(i + k) % n], asks[(i + 3 * k) % n]);
    (0..10).flat_map(|k| (0..n).map(move |i| (i, k))).map(|(i, k)| text(i, k)).collect()
}

/// The messages that come with the labelled file, where it is present.
fn labelled() -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/messages-dev.jsonl");
    let Ok(file) = std::fs::read_to_string(path) else { return Vec::new() };
    let text =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
    file.lines()
        .filter(|l| !l.trim().is_empty())
        .map(text)
        .filter(|t| shingle::words(t).len() >= shingle::FEWEST)
        .collect()
}

/// The same message with `spots` phrases of two words replaced by others, as a name, a company, an event or a topic is.
fn swapped(text: &str, spots: usize, turn: usize) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for spot in 0..spots {
        let at = 2 + (turn * 7 + spot * (words.len() - 4) / spots) % (words.len() - 4);
        words[at] = format!("Brisket{spot}");
        words[at + 1] = format!("Lane{turn}");
    }
    words.join(" ")
}

#[test]
fn false_alarms_and_misses_are_as_few_as_the_document_says() {
    let texts = corpus();
    let labelled = labelled();
    for (n, a) in labelled.iter().enumerate() {
        for b in labelled[..n].iter().filter(|b| shingle::words(b).len() >= shingle::FEWEST) {
            assert!(likeness(a, b) < 0.45, "{a} / {b}");
        }
    }
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 400);
    let copy = 0.45;
    let sets: Vec<Vec<u64>> = texts.iter().map(|t| shingle::set(&shingle::words(t))).collect();
    let (mut pairs, mut alarms, mut most) = (0_u32, 0_u32, 0.0_f64);
    for (i, a) in sets.iter().enumerate() {
        for b in &sets[..i] {
            let likeness = shingle::shared(a, b);
            pairs += 1;
            alarms += u32::from(likeness >= copy);
            most = most.max(likeness);
        }
    }
    println!("independent: {pairs} pairs, {alarms} alarms, at most {most:.2}");
    assert_eq!((pairs, alarms), (79_800, 0), "at most {most:.2}");
    for (spots, floor) in [(1, 100.0), (2, 99.0), (3, 90.0)] {
        let found = texts.iter().enumerate().filter(|(n, t)| likeness(t, &swapped(t, spots, *n)) >= copy).count();
        let rate = 100.0 * f64::from(u32::try_from(found).unwrap()) / 400.0;
        println!("{spots} phrases swapped: {rate:.1} % found");
        assert!(rate >= floor, "{spots} phrases swapped: {rate:.1} % found");
    }
}
