//! `repeated-word`: "the the".

use crate::message::review::look::Look;
use crate::message::review::{Finding, Rule};

/// Words that English may say twice in a row.
const TWICE: &[&str] = &[
    "had", "that", "very", "so", "no", "yes", "really", "many", "bye", "ha", "long", "well", "much", "far", "there",
    "yo", "new", "on", "blah", "is", "do", "her", "in", "who", "you", "it", "what",
];
/// Of these only where nothing else can be meant.
const SELDOM: &[&str] = &["on", "is", "do", "her", "in", "who", "you", "it", "what", "new"];

/// Words that stand there twice in a row.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let words = &look.text.words;
    let mut found = Vec::new();
    for (i, (a, b)) in words.iter().zip(words.iter().skip(1)).enumerate() {
        let name = a.is_capital() && b.is_capital() && !look.text.begins_sentence(i);
        let twice = TWICE.contains(&a.low.as_str()) && !SELDOM.contains(&a.low.as_str());
        let apart = !a.after.is_empty() || a.sentence != b.sentence;
        let letters = a.low.chars().all(char::is_alphabetic);
        if a.low == b.low && letters && !apart && !name && !twice {
            found.push(look.about(Rule::RepeatedWord, &(i..i + 2)).suggest(a.raw.clone()));
        }
    }
    found
}
