//! The section `review`: a key for every rule. Knows what a rule may be set to; reviews nothing.

use crate::message::review::{Rule, Strictness};
use std::collections::BTreeMap;

/// The section's name.
const SECTION: &str = "review";

/// What a rule that counts is counted in, and the most it can be set to.
const fn counts(rule: Rule) -> Option<(&'static str, usize)> {
    match rule {
        Rule::TooShort | Rule::TooLong => Some(("words", 1000)),
        Rule::TooManySentences => Some(("sentences", 100)),
        Rule::Reused => Some(("per cent of likeness", 100)),
        _ => None,
    }
}

/// What a rule is for: what goes wrong for the recipient without it.
#[must_use]
pub const fn purpose(rule: Rule) -> &'static str {
    match rule {
        Rule::Empty => "a message without words says nothing: there is always something to say",
        Rule::Unfilled => "a blank of a template that was left in shows that nobody read the text",
        Rule::OverLimit => "more than the network lets through is cut off, or not sent at all",
        Rule::Confidential => "nobody should be asked for addresses, numbers or passwords by a new contact",
        Rule::WrongName => "somebody else's name shows that the words were meant for another",
        Rule::TooShort => "too few words don't say who is writing and why",
        Rule::TooLong => "more words than will be read",
        Rule::TooManySentences => "one to three sentences are read, more than five are put off",
        Rule::NoName => "words without the recipient's name could be for anybody",
        Rule::NoContext => "without a place, a topic or a person in common nobody remembers who is writing",
        Rule::NoReason => "who doesn't see what it is for has no reason to answer",
        Rule::NoCallToAction => "who isn't asked for anything doesn't know what to do",
        Rule::Generic => "words that would suit anybody say that nobody was meant",
        Rule::Reused => "nearly the same words went to somebody else, and people compare",
        Rule::SelfCentred => "a text all about the writer leaves the reader out",
        Rule::Pushy => "pressure and guilt get a no, or silence",
        Rule::Offer => "an offer beside the point makes a request look like a sale",
        Rule::Slang => "lazy abbreviations read as little care",
        Rule::Oversharing => "health, money and family are more than the recipient asked for",
        Rule::StaleTime => "\"yesterday\" about a meeting three weeks ago is wrong",
        Rule::Spelling => "a misspelt word is seen before what it says",
        Rule::Grammar => "words that don't go together make the reader stumble",
        Rule::RepeatedWord => "the same word twice shows that nobody read the text again",
    }
}

/// The rule that a key of the section is for.
pub(super) fn rule(key: &str) -> Option<Rule> {
    key.strip_prefix(SECTION)?.strip_prefix('.').and_then(Rule::parse)
}

/// A rule's key and what it can be set to, as `config` shows them.
pub(super) fn key(rule: Rule) -> (String, String) {
    let number = counts(rule).map(|(what, _)| format!(", or a number of {what}")).unwrap_or_default();
    (format!("{SECTION}.{rule}"), format!("{} (on, off{number})", purpose(rule)))
}

/// A value as it is written into the file.
pub(super) fn item(value: &str) -> toml_edit::Item {
    value.trim().parse::<i64>().map_or_else(|_| toml_edit::value(value.trim()), toml_edit::value)
}

/// Reads the section.
///
/// # Errors
/// The key, and what was expected there.
pub(super) fn read(raw: BTreeMap<String, toml::Value>) -> Result<Strictness, (String, String)> {
    let mut strict = Strictness::default();
    for (name, value) in raw {
        let Some(rule) = Rule::parse(&name) else {
            let known: Vec<&str> = Rule::ALL.iter().map(|r| r.as_str()).collect();
            return Err((
                format!("{SECTION}.{name}"),
                format!("there is no such rule; there are: {}", known.join(", ")),
            ));
        };
        let most = counts(rule).map(|(_, most)| most);
        match &value {
            toml::Value::String(word) if word == "on" => {}
            toml::Value::String(word) if word == "off" => {
                strict.off.insert(rule);
            }
            toml::Value::Integer(n) if usize::try_from(*n).is_ok_and(|n| (1..=most.unwrap_or(0)).contains(&n)) => {
                strict.limits.insert(rule, usize::try_from(*n).unwrap_or(1));
            }
            other => {
                let number = most.map(|most| format!(", or a number from 1 to {most}")).unwrap_or_default();
                return Err((format!("{SECTION}.{rule}"), format!("expected on or off{number}, found {other}")));
            }
        }
    }
    Ok(strict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_key_and_a_purpose_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for r in Rule::ALL {
            let (key, meaning) = key(*r);
            assert_eq!(rule(&key), Some(*r));
            assert!(seen.insert(purpose(*r)) && meaning.contains("on, off"), "{key}: {meaning}");
        }
        assert_eq!(rule("review.nothing"), None);
        assert_eq!(rule("reviewslang"), None);
    }

    #[test]
    fn a_number_is_for_rules_that_count() {
        let read = |text: &str| read(toml::from_str(text).unwrap());
        let strict = read("slang = 'off'\ntoo-long = 60\ngeneric = 'on'\n").unwrap();
        assert!(strict.off.contains(&Rule::Slang) && !strict.off.contains(&Rule::Generic));
        assert_eq!(strict.limit(Rule::TooLong, 50), 60);
        for bad in ["slang = 3", "too-long = 0", "reused = 101", "too-long = -1", "pushy = 'maybe'", "shouting = 'off'"]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
