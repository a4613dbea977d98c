//! What a review knows beside the text: to whom it goes, on what occasion, and how strict to be.
//!
//! Plain data; never reads a book, a setting or a clock.

use super::Rule;
use crate::message::Person;
use crate::model::{Day, Kind, Relationship};
use std::collections::{BTreeMap, BTreeSet};

/// To whom a text goes, and on what occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// What the message is for.
    pub kind: Kind,
    /// To whom.
    pub to: Person,
    /// How the writer knows them, where it was said.
    pub relationship: Option<Relationship>,
    /// The day the two last met, where known.
    pub met_on: Option<Day>,
    /// Where they met, or worked together.
    pub met_at: Option<String>,
    /// The day the text is sent.
    pub today: Day,
    /// The writer's own names, whole: they may sign or present themselves with any of them.
    pub from: Option<String>,
    /// The most UTF-16 units the network lets through; `None` where there is no bound.
    pub limit: Option<usize>,
    /// Names of people the text may mention without meaning the recipient: introducers, people of the book.
    pub others: Vec<String>,
    /// The nearest texts that others were sent, most alike first (see the rule `reused`).
    pub sent: Vec<Sent>,
}

impl Default for Occasion {
    fn default() -> Self {
        Self {
            kind: Kind::Connect,
            to: Person::default(),
            relationship: None,
            met_on: None,
            met_at: None,
            today: Day::default(),
            from: None,
            limit: None,
            others: Vec::new(),
            sent: Vec::new(),
        }
    }
}

/// A text that somebody else was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// To whom.
    pub to: String,
    /// On which day.
    pub on: Day,
    /// The words.
    pub text: String,
}

/// Words that are right although no dictionary has them: names, companies, events, topics, the user's own.
/// Each is kept in lower case, without "'s".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known(BTreeSet<String>);

impl Known {
    /// Adds every word of a name, a place or a topic.
    pub fn add(&mut self, text: &str) {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}');
        self.0.extend(words.map(known_word).filter(|w| !w.is_empty()));
    }

    /// Whether a word is one of them, in any case, with or without "'s".
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(&known_word(word))
    }
}

/// A word as it is compared: lower case, straight apostrophes, none at the ends, without "'s".
fn known_word(word: &str) -> String {
    let word = word.to_lowercase().replace('\u{2019}', "'");
    let word = word.trim_matches('\'');
    word.strip_suffix("'s").unwrap_or(word).to_owned()
}

/// Which rules are on, and with which bounds of the user's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Rules the user switched off.
    pub off: BTreeSet<Rule>,
    /// Other limits than the built-in ones: words for `too-short` and `too-long`, sentences for
    /// `too-many-sentences`, per cent of likeness for `reused`.
    pub limits: BTreeMap<Rule, usize>,
}

impl Strictness {
    /// The user's own limit for a rule, else `usual`.
    #[must_use]
    pub fn limit(&self, rule: Rule, usual: usize) -> usize {
        self.limits.get(&rule).copied().unwrap_or(usual)
    }
}
