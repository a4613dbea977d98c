//! A text as the rules see it: words with their places, sentences, what stands between words.
//!
//! Never changes a text; a text of any length is read in one pass, and only its first words are kept.

use crate::message::count;
use std::ops::Range;

/// Rules look at so many words; what is longer is told so by the rules that count.
pub(in crate::message) const WORDS_MOST: usize = 1_000;
/// The longest word that is looked at as one.
const WORD_MOST: usize = 80;

/// A word: a run of letters and digits, with apostrophes and hyphens inside; or a whole address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::message) struct Word {
    /// Its place, in Unicode scalars.
    pub(in crate::message) span: Range<usize>,
    /// As written.
    pub(in crate::message) raw: String,
    /// In lower case, with straight apostrophes.
    pub(in crate::message) low: String,
    /// Which sentence it is of, from 0.
    pub(in crate::message) sentence: usize,
    /// What stands between it and the next word, without white space.
    pub(in crate::message) after: String,
    /// The same before it, at the start of the text.
    pub(in crate::message) before: String,
}

impl Word {
    /// Begins with a capital letter, or is written without cases.
    pub(in crate::message) fn is_capital(&self) -> bool {
        self.raw.chars().next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
    }

    /// Without "'s".
    pub(in crate::message) fn stem(&self) -> &str {
        self.low.strip_suffix("'s").or_else(|| self.low.strip_suffix('\'')).unwrap_or(&self.low)
    }
}

/// The words of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::message) struct Text {
    /// In their order.
    pub(in crate::message) words: Vec<Word>,
    /// Unicode scalars in the whole text.
    pub(in crate::message) characters: usize,
}

impl Text {
    /// Reads a text.
    pub(in crate::message) fn read(text: &str) -> Self {
        let mut reader = Reader::default();
        let mut chunk: Vec<char> = Vec::new();
        let mut at = 0;
        let mut line_ends = 0;
        for c in text.chars().chain(std::iter::once(' ')) {
            if c.is_whitespace() {
                if !chunk.is_empty() {
                    reader.chunk(&chunk, at - chunk.len());
                    chunk.clear();
                    line_ends = 0;
                }
                line_ends += usize::from(c == '\n');
                if line_ends == 2 {
                    reader.sentence_ends();
                }
            } else {
                chunk.push(c);
            }
            at += 1;
        }
        Self { words: reader.words, characters: at - 1 }
    }

    /// The place of the words from `from` to before `to`.
    pub(in crate::message) fn span(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.words.get(words.start).map_or(self.characters, |w| w.span.start);
        let last = words.end.checked_sub(1).and_then(|i| self.words.get(i));
        start..last.map_or(start, |w| w.span.end)
    }

    /// An empty place at the end of the text: where something is missing.
    pub(in crate::message) fn end(&self) -> Range<usize> {
        self.characters..self.characters
    }

    /// Whether the word at `i` begins a sentence.
    pub(in crate::message) fn begins_sentence(&self, i: usize) -> bool {
        match (i.checked_sub(1).and_then(|b| self.words.get(b)), self.words.get(i)) {
            (Some(before), Some(word)) => before.sentence != word.sentence,
            (None, _) => true,
            (_, None) => false,
        }
    }

    /// Whether the word at `i` ends a sentence.
    pub(in crate::message) fn ends_sentence(&self, i: usize) -> bool {
        match (self.words.get(i), self.words.get(i + 1)) {
            (Some(word), Some(next)) => next.sentence != word.sentence,
            _ => true,
        }
    }

    /// The words of each sentence.
    pub(in crate::message) fn sentences(&self) -> impl Iterator<Item = &[Word]> {
        self.words.chunk_by(|a, b| a.sentence == b.sentence)
    }
}

#[derive(Default)]
struct Reader {
    words: Vec<Word>,
    sentence: usize,
    loose: String,
}

impl Reader {
    /// Takes what stands between white space.
    fn chunk(&mut self, chunk: &[char], start: usize) {
        if is_address(chunk) {
            let inner = chunk.len() - chunk.iter().rev().take_while(|c| !c.is_alphanumeric() && **c != '/').count();
            self.word(chunk, 0..inner, start);
            self.loose(chunk.get(inner..).unwrap_or_default());
        } else {
            let mut i = 0;
            while i < chunk.len() {
                if is_letter(chunk, i) {
                    let mut end = i + 1;
                    while end < chunk.len() && (is_letter(chunk, end) || joins(chunk, end)) {
                        end += 1;
                    }
                    self.word(chunk, i..end, start);
                    i = end;
                } else {
                    self.loose(chunk.get(i..=i).unwrap_or_default());
                    i += 1;
                }
            }
        }
        let tail: String = chunk.iter().rev().take(WORD_MOST).rev().collect();
        if count::ends_sentence(&tail) {
            self.sentence_ends();
        }
    }

    fn word(&mut self, chunk: &[char], part: Range<usize>, start: usize) {
        if self.words.len() >= WORDS_MOST {
            return;
        }
        let raw: String = chunk.get(part.clone()).unwrap_or_default().iter().take(WORD_MOST).collect();
        let low = raw.to_lowercase().replace(['\u{2019}', '\u{2bc}', '`'], "'");
        let before = if self.words.is_empty() { std::mem::take(&mut self.loose) } else { String::new() };
        let span = start + part.start..start + part.end;
        self.words.push(Word { span, raw, low, sentence: self.sentence, after: String::new(), before });
    }

    /// Takes what is no part of a word.
    fn loose(&mut self, chars: &[char]) {
        let after = self.words.last_mut().map_or(&mut self.loose, |w| &mut w.after);
        after.extend(chars.iter().take(WORD_MOST.saturating_sub(after.len())));
    }

    fn sentence_ends(&mut self) {
        if self.words.last().is_some_and(|w| w.sentence == self.sentence) {
            self.sentence += 1;
        }
    }
}

fn is_address(chunk: &[char]) -> bool {
    let text: String = chunk.iter().take(200).collect();
    let mail = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    mail || text.contains("://") || text.starts_with("www.")
}

fn is_letter(chunk: &[char], i: usize) -> bool {
    // Marks that combine with a letter are part of its word.
    let mark = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}');
    chunk.get(i).is_some_and(|c| c.is_alphanumeric() || mark(*c))
}

/// Whether the character at `i` holds two parts of one word together.
fn joins(chunk: &[char], i: usize) -> bool {
    let alnum = |i: usize| chunk.get(i).is_some_and(|c| c.is_alphanumeric());
    let digit = |i: usize| chunk.get(i).is_some_and(char::is_ascii_digit);
    let between = i > 0 && alnum(i - 1) && alnum(i + 1);
    match chunk.get(i) {
        Some('\'' | '\u{2019}' | '\u{2bc}' | '-' | '\u{2010}' | '\u{2011}' | '_') => between,
        Some('.' | ',') => i > 0 && digit(i - 1) && digit(i + 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Text::read(text).words.into_iter().map(|w| w.raw).collect()
    }

    #[test]
    fn words_keep_apostrophes_hyphens_and_addresses_whole() {
        assert_eq!(words("Hi O’Rourke, pH 6.5 — well-kept!"), ["Hi", "O’Rourke", "pH", "6.5", "well-kept"]);
        assert_eq!(
            words("see https://example.org/a.b, or a@b.org."),
            ["see", "https://example.org/a.b", "or", "a@b.org"]
        );
    }

    #[test]
    fn places_are_counted_in_characters_and_sentences_end_where_they_are_counted() {
        let text = Text::read("🎉 Zoë, e.g. Dr. Lee spoke. We met!\n\nBest");
        let places: Vec<_> = text.words.iter().map(|w| (w.raw.as_str(), w.span.start, w.sentence)).collect();
        assert_eq!(places.first(), Some(&("Zoë", 2, 0)));
        assert_eq!(places.iter().find(|w| w.0 == "We").map(|w| w.2), Some(1));
        assert_eq!(places.last().map(|w| w.2), Some(2));
        assert_eq!(text.characters, 40);
    }
}
