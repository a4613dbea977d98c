//! What a request to connect must say: `no-context`, `no-reason`, `no-call-to-action`; and `generic`.

use super::look::Look;
use super::{Finding, Rule};
use crate::model::{Kind, Relationship, text::fold};
use std::ops::Range;

/// What is missing in a request to connect, and stock phrases in any text.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = generic(look).into_iter().collect();
    if look.occasion.kind != Kind::Connect {
        return found;
    }
    // Whoever knows the writer well needs no reminder of who they are.
    if look.occasion.relationship != Some(Relationship::KnowWell) && !look.any("no-context-says") && !says_place(look) {
        found.push(look.missing(Rule::NoContext));
    }
    if !look.any("no-reason-says") {
        found.push(look.missing(Rule::NoReason));
    }
    let asks = look.text.words.iter().any(|w| w.after.contains('?'));
    if !asks && !look.any("no-call-to-action-says") {
        found.push(look.missing(Rule::NoCallToAction));
    }
    found
}

/// Whether the text names where the two met: a telling word of it.
pub(super) fn says_place(look: &Look<'_>) -> bool {
    place_words(look).any(|_| true)
}

/// The words that name where the two met.
pub(super) fn place_words<'a>(look: &'a Look<'_>) -> impl Iterator<Item = usize> + 'a {
    let place: Vec<String> = look
        .occasion
        .met_at
        .iter()
        .flat_map(|p| p.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}'))
        .map(|w| fold(w.trim_end_matches("'s").trim_end_matches("\u{2019}s")))
        .filter(|w| w.chars().count() > 3 || !w.is_ascii())
        .collect();
    let words = look.text.words.iter().enumerate();
    words.filter(move |(_, w)| place.contains(&fold(w.stem()))).map(|(i, _)| i)
}

/// Stock phrases: one strong one or several weak ones. Whoever says where they met may use one more.
fn generic(look: &Look<'_>) -> Option<Finding> {
    let strong = look.all("stock-strong");
    let weak: Vec<Range<usize>> = look.all("stock-weak");
    let apart = weak.iter().filter(|w| !strong.iter().any(|s| s.start < w.end && w.start < s.end)).count();
    let score = 2 * strong.len() + apart;
    let enough = if says_place(look) { 3 } else { 2 };
    let first = strong.iter().chain(&weak).min_by_key(|r| r.start)?;
    let last = strong.iter().chain(&weak).max_by_key(|r| r.end)?;
    if score < enough {
        return None;
    }
    Some(look.about(Rule::Generic, &(first.start..last.end)))
}
