//! Patterns over words: how the language files say what a rule looks for.
//!
//! A pattern is a row of items parted by blanks and never crosses the end of a sentence:
//!
//! | item | stands for |
//! |---|---|
//! | `word` `a\|b` `stem*` `*ing` | a word, one of several, a beginning, an ending |
//! | `@class` | any pattern of that class; `@class\|word` too |
//! | `item?` | the item or nothing |
//! | `~3` | up to three words of any kind |
//! | `#` `Aa` | a number; a word with a capital |
//! | `!item` `<!item` | the next word, the word before is not that (takes no word) |
//! | `^` `$` | the start, the end of a sentence |
//! | `,` | a comma or the like follows the word before |
//!
//! Matching is bounded by the pattern, not by the text: every place is tried once.

use super::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;

/// One pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::message) struct Pattern {
    items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    what: What,
    optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Words(Vec<Spelling>),
    Class(String),
    Any(Vec<What>),
    Gap(usize),
    Number,
    Capital,
    Not(Box<What>),
    NotBefore(Box<What>),
    Start,
    End,
    Comma,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Spelling {
    Is(String),
    Begins(String),
    Ends(String),
}

impl Spelling {
    fn read(text: &str) -> Self {
        match (text.strip_suffix('*'), text.strip_prefix('*')) {
            (Some(stem), _) => Self::Begins(stem.to_owned()),
            (_, Some(ending)) => Self::Ends(ending.to_owned()),
            _ => Self::Is(text.to_owned()),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Is(w) => w == word,
            Self::Begins(w) => word.starts_with(w.as_str()),
            Self::Ends(w) => word.len() > w.len() && word.ends_with(w.as_str()),
        }
    }
}

/// Classes by name.
pub(in crate::message) type Classes = BTreeMap<String, Vec<Pattern>>;

/// What follows a match so far: the end of the whole, or nothing.
type Then<'a> = &'a dyn Fn(usize) -> Option<usize>;

impl Pattern {
    /// Reads a pattern as it is written.
    pub(in crate::message) fn read(text: &str) -> Self {
        Self { items: text.split_whitespace().map(item).collect() }
    }

    /// The classes it names.
    #[cfg(test)]
    pub(in crate::message) fn classes(&self) -> Vec<&str> {
        fn names<'a>(what: &'a What, all: &mut Vec<&'a str>) {
            match what {
                What::Class(name) => all.push(name),
                What::Not(inner) | What::NotBefore(inner) => names(inner, all),
                What::Any(inner) => inner.iter().for_each(|w| names(w, all)),
                _ => {}
            }
        }
        let mut all = Vec::new();
        self.items.iter().for_each(|i| names(&i.what, &mut all));
        all
    }

    /// Whether it is a single word, and this one.
    pub(in crate::message) fn is_word(&self, word: &str) -> bool {
        match self.items.as_slice() {
            [Item { what: What::Words(spellings), .. }] => spellings.iter().any(|s| s.fits(word)),
            _ => false,
        }
    }

    /// The end of a match that begins with the word at `at`, the shortest there is.
    pub(in crate::message) fn at(&self, text: &Text, classes: &Classes, at: usize) -> Option<usize> {
        let sentence = text.words.get(at)?.sentence;
        let matcher = Matcher { text, classes, sentence };
        matcher.go(&self.items, at, &Some)
    }

    /// Every place it matches, as words from..to.
    pub(in crate::message) fn all<'a>(
        &'a self,
        text: &'a Text,
        classes: &'a Classes,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        (0..text.words.len()).filter_map(move |at| self.at(text, classes, at).map(|end| at..end))
    }
}

fn item(text: &str) -> Item {
    let (text, optional) = match text.strip_suffix('?') {
        Some(rest) if !rest.is_empty() => (rest, true),
        _ => (text, false),
    };
    Item { what: what(text), optional }
}

fn what(text: &str) -> What {
    if let Some(rest) = text.strip_prefix("<!") {
        return What::NotBefore(Box::new(what(rest)));
    }
    if let Some(rest) = text.strip_prefix('!') {
        return What::Not(Box::new(what(rest)));
    }
    if text.contains('|') && text.contains('@') {
        return What::Any(text.split('|').map(what).collect());
    }
    if let Some(name) = text.strip_prefix('@') {
        return What::Class(name.to_owned());
    }
    if let Some(number) = text.strip_prefix('~').and_then(|n| n.parse().ok()) {
        return What::Gap(number);
    }
    match text {
        "#" => What::Number,
        "Aa" => What::Capital,
        "^" => What::Start,
        "$" => What::End,
        "," => What::Comma,
        words => What::Words(words.split('|').map(Spelling::read).collect()),
    }
}

struct Matcher<'a> {
    text: &'a Text,
    classes: &'a Classes,
    sentence: usize,
}

impl Matcher<'_> {
    fn go(&self, items: &[Item], at: usize, then: Then<'_>) -> Option<usize> {
        let Some((item, rest)) = items.split_first() else { return then(at) };
        let next = |end: usize| self.go(rest, end, then);
        if let Some(end) = self.one(&item.what, at, &next) {
            return Some(end);
        }
        if item.optional { next(at) } else { None }
    }

    fn one(&self, what: &What, at: usize, then: Then<'_>) -> Option<usize> {
        match what {
            What::Gap(most) => (0..=*most).take_while(|n| *n == 0 || self.holds(at + n - 1)).find_map(|n| then(at + n)),
            What::Class(name) => {
                let patterns = self.classes.get(name).map_or(&[][..], Vec::as_slice);
                patterns.iter().find_map(|p| self.go(&p.items, at, then))
            }
            What::Any(all) => all.iter().find_map(|w| self.one(w, at, then)),
            What::Not(inner) => {
                if self.one(inner, at, &Some).is_none() {
                    then(at)
                } else {
                    None
                }
            }
            What::NotBefore(inner) => {
                let before = at.checked_sub(1).filter(|b| self.holds(*b));
                if before.is_some_and(|b| self.one(inner, b, &Some).is_some()) { None } else { then(at) }
            }
            What::Start => {
                if self.text.begins_sentence(at) {
                    then(at)
                } else {
                    None
                }
            }
            What::End => {
                let ended = at.checked_sub(1).is_none_or(|b| self.text.ends_sentence(b));
                if ended { then(at) } else { None }
            }
            What::Comma => {
                let before = at.checked_sub(1).and_then(|b| self.text.words.get(b));
                let comma = before.is_some_and(|w| w.after.contains([',', ';', ':', '\u{2013}', '\u{2014}', '-']));
                if comma { then(at) } else { None }
            }
            What::Words(spellings) => self.word(at, then, |w| spellings.iter().any(|s| s.fits(w))),
            What::Number => self.word(at, then, |w| w.starts_with(|c: char| c.is_ascii_digit())),
            What::Capital => {
                let capital = self.holds(at) && self.text.words.get(at).is_some_and(super::text::Word::is_capital);
                if capital { then(at + 1) } else { None }
            }
        }
    }

    fn word(&self, at: usize, then: Then<'_>, fits: impl Fn(&str) -> bool) -> Option<usize> {
        let word = self.text.words.get(at).filter(|w| w.sentence == self.sentence)?;
        if fits(&word.low) { then(at + 1) } else { None }
    }

    /// Whether the word at `i` is there, in the same sentence.
    fn holds(&self, i: usize) -> bool {
        self.text.words.get(i).is_some_and(|w| w.sentence == self.sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_what_it_says() {
        let classes = Classes::from([(
            "private".to_owned(),
            ["email address", "email", "number"].into_iter().map(Pattern::read).collect(),
        )]);
        for (pattern, text, found) in [
            (
                "could you ~2 your @private",
                "Could you tell me your email address?",
                Some("Could you tell me your email address"),
            ),
            ("your @private !one|two", "your number one tip", None),
            ("your @private !one|two", "your number please", Some("your number")),
            ("^ add me", "Add me. Then add me", Some("Add me")),
            ("<!to meet", "good to meet you", None),
            ("# percent? off", "get 20 off", Some("20 off")),
            ("synerg*", "potential synergies", Some("synergies")),
            ("a b", "a. b", None),
            ("so , Aa ,", "So, Ann, come", Some("So, Ann")),
            ("me $", "Add me.", Some("me")),
        ] {
            let read = Text::read(text);
            let first = Pattern::read(pattern).all(&read, &classes).next();
            let words =
                first.map(|r| text.chars().skip(read.span(&r).start).take(read.span(&r).len()).collect::<String>());
            assert_eq!(words.as_deref(), found, "{pattern:?} in {text:?}");
        }
    }
}
