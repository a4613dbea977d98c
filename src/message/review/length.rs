//! How long a text is: `empty`, `over-limit`, `too-short`, `too-long`, `too-many-sentences`. Free of any language.

use super::look::Look;
use super::{Finding, Rule};
use crate::message::{count, draft::word_bounds};
use crate::model::{Kind, text::counted};

/// More sentences than this are warned about (product.md, "Message review: rules").
const SENTENCES_MOST: usize = 5;

/// The one finding about a text without words.
pub(super) fn empty(look: &Look<'_>) -> Option<Finding> {
    let words = look.text.words.iter().any(|w| w.raw.chars().any(char::is_alphanumeric));
    if words { None } else { Some(Finding { span: 0..look.text.characters, ..look.missing(Rule::Empty) }) }
}

/// What there is to say about the length of a text with words.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let (source, strict, occasion) = (look.source, look.strict, look.occasion);
    let mut found = Vec::new();
    let mut tell = |rule: Rule, from: usize, what: String| {
        let message = look.language.why(rule.as_str(), &what);
        found.push(Finding::new(rule, from..look.text.characters, message));
    };
    let units = count::utf16(source);
    if let Some(limit) = occasion.limit.filter(|l| *l < units && occasion.kind == Kind::Connect) {
        tell(Rule::OverLimit, character_at(source, limit), format!("{units} characters where {limit} fit"));
    }
    let words = count::words(source);
    let (fewest, most) = word_bounds(occasion.kind, occasion.relationship);
    let (fewest, most) = (strict.limit(Rule::TooShort, fewest), strict.limit(Rule::TooLong, most));
    let said = counted(words, "word", "words");
    if words < fewest {
        tell(Rule::TooShort, look.text.characters, format!("{said} where {fewest} to {most} work best"));
    }
    if words > most {
        let from = look.text.words.get(most).map_or(look.text.characters, |w| w.span.start);
        tell(Rule::TooLong, from, format!("{said} where {fewest} to {most} work best"));
    }
    let sentences = count::sentences(source);
    let most = strict.limit(Rule::TooManySentences, SENTENCES_MOST);
    if sentences > most {
        let first = look.text.words.iter().find(|w| w.sentence == most);
        tell(
            Rule::TooManySentences,
            first.map_or(look.text.characters, |w| w.span.start),
            format!("{sentences} sentences"),
        );
    }
    found
}

/// The character behind the first `units` UTF-16 units.
fn character_at(text: &str, units: usize) -> usize {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= units
        })
        .count()
}
