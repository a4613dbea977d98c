//! What every family of rules is handed: the text read, its occasion, the language's lists.

use super::{Finding, Occasion, Rule, Strictness};
use crate::message::language::Language;
use crate::message::language::Text;
use std::ops::Range;

/// A text to be looked at.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    /// As written.
    pub source: &'a str,
    /// Read.
    pub text: &'a Text,
    /// To whom and when.
    pub occasion: &'a Occasion,
    /// How strict to be.
    pub strict: &'a Strictness,
    /// The lists.
    pub language: &'a Language,
}

impl Look<'_> {
    /// The places that a list finds, as words, the first of each place; places don't overlap.
    pub fn all(&self, list: &str) -> Vec<Range<usize>> {
        let patterns = self.language.list(list);
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < self.text.words.len() {
            let end = patterns.iter().filter_map(|p| p.at(self.text, &self.language.classes, at)).max();
            match end.filter(|e| *e > at) {
                Some(end) => {
                    found.push(at..end);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether a list finds anything.
    pub fn any(&self, list: &str) -> bool {
        let patterns = self.language.list(list);
        patterns.iter().any(|p| p.all(self.text, &self.language.classes).next().is_some())
    }

    /// The places of one list that none of another's touches.
    pub fn all_but(&self, list: &str, innocent: &str) -> Vec<Range<usize>> {
        let innocent = self.all(innocent);
        let free = |r: &Range<usize>| !innocent.iter().any(|i| i.start < r.end && r.start < i.end);
        self.all(list).into_iter().filter(free).collect()
    }

    /// Whether a word is one of a list or class of single words.
    pub fn is(&self, name: &str, word: &str) -> bool {
        let list = self.language.lists.get(name).or_else(|| self.language.classes.get(name));
        list.is_some_and(|patterns| patterns.iter().any(|p| p.is_word(word)))
    }

    /// A finding about some words.
    pub fn about(&self, rule: Rule, words: &Range<usize>) -> Finding {
        Finding::new(rule, self.text.span(words), self.language.why(rule.as_str(), ""))
    }

    /// A finding about something that is missing.
    pub fn missing(&self, rule: Rule) -> Finding {
        Finding::new(rule, self.text.end(), self.language.why(rule.as_str(), ""))
    }
}
