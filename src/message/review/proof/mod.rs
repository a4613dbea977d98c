//! Proofreading: spelling, grammar and repeated words.

use super::{Finding, Known};

/// What a proofreader marks in a text.
pub(super) fn check(_text: &str, _known: &Known) -> Vec<Finding> {
    Vec::new()
}
