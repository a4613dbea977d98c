//! Review: a text and its occasion in, findings out. Pure and deterministic; bounded in time whatever the text.
//!
//! One file a family of rules; their words and patterns are data (`../language/`).

mod blanks;
mod finding;
mod length;
mod look;
mod name;
mod occasion;
mod proof;
mod purpose;
pub mod similar;
mod tact;
mod time;

pub use finding::{Finding, Rule, Severity};
pub use occasion::{Known, Occasion, Sent, Strictness};

use super::language;
use language::Text;
use look::Look;

/// Everything there is to say about a text, in the order of the text.
///
/// A text in another language than English gets the rules that need none: blanks, lengths, the recipient's name, copies.
#[must_use]
pub fn review(source: &str, occasion: &Occasion, known: &Known, strict: &Strictness) -> Vec<Finding> {
    let text = Text::read(source);
    let look = Look { source, text: &text, occasion, strict, language: language::english() };
    let mut found = match length::empty(&look) {
        Some(empty) => vec![empty],
        None => look_through(&look, known),
    };
    found.retain(|f| !strict.off.contains(&f.rule));
    found.sort_by_key(|f| (f.span.start, f.span.end, f.rule));
    found
}

/// Whether a text gets every rule, or only those that need no language.
#[must_use]
pub fn is_english(source: &str) -> bool {
    in_english(&Text::read(source))
}

fn in_english(text: &Text) -> bool {
    language::of(text.words.iter().map(|w| w.low.as_str())) == Some("en")
}

fn look_through(look: &Look<'_>, known: &Known) -> Vec<Finding> {
    let mut found = blanks::check(look);
    found.extend(name::check(look, &found));
    found.extend(length::check(look));
    found.extend(similar::check(look.source, look.occasion, look.strict));
    if in_english(look.text) {
        found.extend(purpose::check(look));
        found.extend(tact::check(look));
        found.extend(time::check(look));
        found.extend(proof::check(look, known));
    }
    found
}
