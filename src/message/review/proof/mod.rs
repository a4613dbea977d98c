//! Proofreading: spelling, grammar and repeated words. What the user's book knows is right.

mod article;
mod grammar;
mod repeated;
mod spelling;
#[cfg(test)]
mod tests;

use super::look::Look;
use super::{Finding, Known};

/// What a proofreader marks in a text.
pub(super) fn check(look: &Look<'_>, known: &Known) -> Vec<Finding> {
    let mut found = repeated::check(look);
    found.extend(grammar::check(look));
    found.extend(article::check(look));
    let taken: Vec<_> = found.iter().map(|f| f.span.clone()).collect();
    found.extend(spelling::check(look, known, &taken));
    found
}
