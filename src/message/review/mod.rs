//! Review: a text and its occasion in, findings out. Pure and deterministic; bounded in time whatever the text.
//!
//! One file a family of rules; their words and patterns are data (`../language/`).

mod finding;
mod occasion;
mod proof;

pub use finding::{Finding, Rule, Severity};
pub use occasion::{Known, Occasion, Sent, Strictness};

/// Everything there is to say about a text, in the order of the text.
#[must_use]
pub fn review(text: &str, _occasion: &Occasion, known: &Known, strict: &Strictness) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(proof::check(text, known));
    found.retain(|f| !strict.off.contains(&f.rule));
    found.sort_by_key(|f| (f.span.start, f.span.end, f.rule));
    found
}
