//! How good the proofreading is, as a number: planted faults found, and alarms on what is right.

use super::*;
use crate::message::language::{self, Text};
use crate::message::review::{Occasion, Strictness};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Line {
    rule: String,
    text: String,
    marked: String,
}

fn proofread(source: &str, known: &Known) -> Vec<Finding> {
    let (occasion, strict) = (Occasion::default(), Strictness::default());
    let text = Text::read(source);
    let look = Look { source, text: &text, occasion: &occasion, strict: &strict, language: language::english() };
    check(&look, known)
}

#[test]
fn planted_faults_are_found_and_what_is_right_is_left_alone() {
    let lines = include_str!("../../../../tests/data/proof.jsonl").lines();
    let (mut planted, mut alarms) = (BTreeMap::<String, (usize, usize)>::new(), Vec::new());
    let mut missed = Vec::new();
    for line in lines.map(|l| serde_json::from_str::<Line>(l).unwrap()) {
        let found = proofread(&line.text, &Known::default());
        let marked = |f: &Finding| {
            let said: String = line.text.chars().skip(f.span.start).take(f.span.len()).collect();
            said.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let hit = found.iter().any(|f| f.rule.as_str() == line.rule && marked(f).contains(&line.marked));
        if line.rule.is_empty() {
            alarms.extend(found.iter().map(|f| format!("{}: {} in {}", f.rule, marked(f), line.text)));
        } else {
            let count = planted.entry(line.rule.clone()).or_default();
            *count = (count.0 + usize::from(hit), count.1 + 1);
            if !hit {
                missed.push(format!("{}: {} [{}]", line.rule, line.text, line.marked));
            }
        }
    }
    let told = format!("{planted:?}\nmissed {missed:#?}\nalarms {alarms:#?}");
    for (rule, floor) in [("spelling", 95), ("grammar", 90), ("repeated-word", 100)] {
        let (hit, all) = planted[rule];
        assert!(hit * 100 >= floor * all, "{rule}: {told}");
    }
    assert!(alarms.is_empty(), "{told}");
}

#[test]
fn a_known_word_is_right_and_a_suggestion_keeps_the_capital() {
    let mut known = Known::default();
    known.add("Zsófia Kowalczyk, brewtopia");
    assert_eq!(proofread("I work at brewtopia with zsófia.", &known), []);
    let found = proofread("Thnaks for the the lift. Its a joy.", &known);
    let better: Vec<_> = found.iter().filter_map(|f| f.suggestion.as_deref()).collect();
    assert_eq!(better, ["the", "It's a", "Thanks"]);
}

#[test]
fn hostile_text_is_answered() {
    let many = "xqzvb wrnog thigns ".repeat(5_000);
    for text in
        ["x".repeat(100_000), "🎉".repeat(25_000), "\u{200b}\u{202e}".repeat(15_000), "שלום ".repeat(20_000), many]
    {
        let found = proofread(&text, &Known::default());
        let end = text.chars().count();
        assert!(found.iter().all(|f| f.span.start <= f.span.end && f.span.end <= end));
    }
}
