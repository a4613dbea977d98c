//! `reused`: nearly the same words went to somebody else.
//!
//! Compares pairs of neighbouring words, so that another name, company, event or topic does not hide a copy. What the
//! recipient's occasion brings into every text (names, where they met, their company) is not compared. Reads no book:
//! the candidates are handed in, and what a copy is, is decided here.

use super::{Finding, Occasion, Rule, Strictness};
use crate::model::shingle::{self, Word};
use crate::model::{day, text};
use std::ops::Range;

/// From this likeness on, in per cent, a text is a copy (`docs/review.md` says how it was chosen).
pub const COPY: usize = 45;

/// How much of two texts is the same, from 0 to 1: of the pairs of words in either, those that are in both. Greetings
/// are left out.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    shingle::shared(&shingle::set(&shingle::words(a)), &shingle::set(&shingle::words(b)))
}

/// The text that was sent to somebody else and is most like this one, where it is a copy.
#[must_use]
pub fn check(text: &str, occasion: &Occasion, strict: &Strictness) -> Vec<Finding> {
    let mut words = shingle::words(text);
    if words.len() < shingle::FEWEST {
        return Vec::new();
    }
    mask_shared(&mut words, occasion);
    mask_name(&mut words, &occasion.to.name, occasion.to.given.as_deref());
    let ours = shingle::set(&words);
    let own = text::fold(&occasion.to.name);
    let others = occasion.sent.iter().filter(|s| own.is_empty() || text::fold(&s.to) != own);
    let compared = others.map(|sent| {
        let mut theirs = shingle::words(&sent.text);
        mask_shared(&mut theirs, occasion);
        mask_name(&mut theirs, &sent.to, None);
        let theirs = shingle::set(&theirs);
        (shingle::shared(&ours, &theirs), sent, theirs)
    });
    // Of equals the first: they come most alike first.
    let nearest = compared.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let copy = f64::from(u32::try_from(strict.limit(Rule::Reused, COPY)).unwrap_or(u32::MAX)) / 100.0;
    let Some((_, sent, theirs)) = nearest.filter(|(likeness, ..)| *likeness >= copy) else { return Vec::new() };
    let Some(span) = longest_run(&words, &theirs) else { return Vec::new() };
    let (to, on) = (&sent.to, day::long(sent.on));
    let why = format!("Nearly the same words went to {to} on {on}; people compare, and a copied text reads as one.");
    vec![Finding::new(Rule::Reused, span, why)]
}

/// What the occasion brings into everything that is written about it.
fn mask_shared(words: &mut [Word], occasion: &Occasion) {
    [&occasion.met_at, &occasion.to.company].into_iter().flatten().for_each(|phrase| shingle::mask(words, phrase));
}

/// Whom a text is for differs anyway.
fn mask_name(words: &mut [Word], name: &str, given: Option<&str>) {
    name.split_whitespace().chain(given).for_each(|name| shingle::mask(words, name));
}

/// Where the longest stretch of words stands that the other text has too.
fn longest_run(words: &[Word], theirs: &[u64]) -> Option<Range<usize>> {
    let (mut longest, mut run): (Range<usize>, Option<Range<usize>>) = (0..0, None);
    for (at, pair) in shingle::pairs(words).enumerate() {
        let both = pair.is_some_and(|p| theirs.binary_search(&p).is_ok());
        run = both.then(|| run.map_or(at, |r| r.start)..at + 1);
        if let Some(run) = run.as_ref().filter(|r| r.len() > longest.len()) {
            longest = run.clone();
        }
    }
    let (first, last) = (words.get(longest.start)?, words.get(longest.end)?);
    (!longest.is_empty()).then_some(first.span.start..last.span.end)
}

#[cfg(test)]
mod tests;
