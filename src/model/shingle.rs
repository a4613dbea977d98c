//! Texts as they are compared for likeness: their words, the pairs of words that follow each other, and a sketch
//! of 32 bytes that tells how many of the pairs two texts share.
//!
//! Sketches are kept in books: what they are made of (words, greeting, numbers) changes only together with a step
//! that makes all of them anew. Knows no language: a greeting is told by its place and length.

use super::{digest, text};
use std::ops::Range;

/// Texts of fewer words are not compared: "Thank you, see you on Friday!" is everybody's.
pub const FEWEST: usize = 8;
/// So many words of a text are compared: far more than a message has, and a bound for what is none.
const MOST: usize = 4_000;
/// What a masked word is known by; no word gets this number but by a chance of 1 in 2^64.
const MASKED: u64 = 0;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it is known by: the same for two that differ in case, accents or apostrophes.
    pub number: u64,
    /// Where it stands, in Unicode scalars.
    pub span: Range<usize>,
}

/// The words of a text without its greeting: whatever stands before the first comma, exclamation mark or line end,
/// if it is four words at most ("Hi Laura," "Good morning, Laura!"). A signature behind a line `--` is left out too.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut reader = Reader::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "--" && !reader.words.is_empty() {
            break;
        }
        for c in line.chars() {
            reader.read(at, c);
            at += 1;
        }
        if reader.words.len() > MOST {
            break;
        }
    }
    reader.end_word();
    reader.words.truncate(MOST);
    reader.words
}

/// Reads a text character by character.
#[derive(Default)]
struct Reader {
    words: Vec<Word>,
    word: String,
    span: Range<usize>,
    /// How many parts of a greeting were passed.
    greeted: usize,
}

impl Reader {
    fn read(&mut self, at: usize, c: char) {
        let inside = !self.word.is_empty();
        if c.is_alphanumeric() {
            let alone = stands_alone(c);
            if alone {
                self.end_word();
            }
            if self.word.is_empty() {
                self.span.start = at;
            }
            self.word.push(c);
            self.span.end = at + 1;
            if alone {
                self.end_word();
            }
        } else if text::is_invisible(c) || c == '\u{200d}' || c == '\u{200c}' {
            // Nobody sees them, so they part no words.
        } else if inside && (is_apostrophe(c) || unicode_normalization::char::is_combining_mark(c)) {
            if !is_apostrophe(c) {
                self.word.push(c);
            }
            self.span.end = at + 1;
        } else {
            self.end_word();
            if ends_greeting(c) {
                self.end_part();
            }
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() || self.words.len() > MOST {
            self.word.clear();
            return;
        }
        let number = if self.word.is_ascii() {
            self.word.make_ascii_lowercase();
            digest::of(self.word.as_bytes(), 0)
        } else {
            digest::of(text::fold(&self.word).as_bytes(), 0)
        };
        self.words.push(Word { number, span: self.span.clone() });
        self.word.clear();
    }

    /// What has been read may be a greeting, or the name that follows one.
    fn end_part(&mut self) {
        let most = [4, 2].get(self.greeted).copied().unwrap_or(0);
        if self.words.is_empty() {
            return;
        }
        if self.words.len() <= most {
            self.words.clear();
            self.greeted += 1;
        } else {
            self.greeted = usize::MAX;
        }
    }
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '\u{b4}')
}

const fn ends_greeting(c: char) -> bool {
    matches!(c, ',' | '!' | '\n' | ':' | ';' | '\u{2013}' | '\u{2014}' | '\u{3001}' | '\u{ff0c}' | '\u{ff01}')
}

/// Scripts that are written without blanks: every character is compared as a word.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Masks a phrase wherever it stands: its words are no longer compared. For what two messages share without being
/// copies (the same event), and for what differs in any two (the name).
pub fn mask(words: &mut [Word], phrase: &str) {
    let phrase: Vec<u64> = plain_words(phrase).iter().map(|w| w.number).collect();
    if phrase.is_empty() || phrase.len() > words.len() {
        return;
    }
    for at in 0..=words.len() - phrase.len() {
        let Some(here) = words.get_mut(at..at + phrase.len()) else { return };
        if here.iter().map(|w| w.number).eq(phrase.iter().copied()) {
            for word in here {
                word.number = MASKED;
            }
        }
    }
}

/// The words of a phrase or of a part of a text, which greets nobody.
#[must_use]
pub fn plain_words(phrase: &str) -> Vec<Word> {
    let mut reader = Reader { greeted: usize::MAX, ..Reader::default() };
    phrase.chars().enumerate().for_each(|(at, c)| reader.read(at, c));
    reader.end_word();
    reader.words
}

/// The number of each pair of words that follow each other; `None` where one of them is masked.
pub fn pairs(words: &[Word]) -> impl Iterator<Item = Option<u64>> {
    words.iter().zip(words.iter().skip(1)).map(|(a, b)| {
        let masked = a.number == MASKED || b.number == MASKED;
        (!masked).then(|| digest::stirred(a.number.rotate_left(21) ^ b.number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    })
}

/// The pairs of a text in order, each once.
#[must_use]
pub fn set(words: &[Word]) -> Vec<u64> {
    let mut set: Vec<u64> = pairs(words).flatten().collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// How many of the pairs of two texts both have: 0 to 1.
#[must_use]
pub fn shared(a: &[u64], b: &[u64]) -> f64 {
    let both = a.iter().filter(|n| b.binary_search(n).is_ok()).count();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { count(both) / count(all) }
}

/// What a text is known by in the index of sent texts: for each of 64 ways to put all pairs in order, four bits of
/// the pair that comes first. Two texts agree in as many places as their pairs do, give or take four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch([u64; 4]);

impl Sketch {
    /// How many places a sketch has.
    pub const PLACES: u32 = 64;

    /// The sketch of a text; `None` where it is too short to be compared.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let words = words(text);
        (words.len() >= FEWEST).then(|| Self::of_pairs(&set(&words)))
    }

    fn of_pairs(set: &[u64]) -> Self {
        let mut first = [u64::MAX; 64];
        for pair in set {
            let mut way = *pair;
            for least in &mut first {
                way = way.wrapping_add(0x9e37_79b9_7f4a_7c15);
                *least = (*least).min(digest::stirred(way));
            }
        }
        let mut places = [0; 4];
        for (word, sixteen) in places.iter_mut().zip(first.chunks(16)) {
            *word = sixteen.iter().fold(0, |bits, least| bits << 4 | least & 0xf);
        }
        Self(places)
    }

    /// As it is kept.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (eight, word) in bytes.chunks_mut(8).zip(self.0) {
            eight.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// From what was kept; `None` where that is no sketch.
    #[must_use]
    pub fn kept(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != 32 {
            return None;
        }
        let mut places = [0; 4];
        for (word, eight) in places.iter_mut().zip(bytes.chunks(8)) {
            *word = u64::from_le_bytes(eight.try_into().ok()?);
        }
        Some(Self(places))
    }

    /// In how many of the 64 places two sketches agree.
    #[must_use]
    pub fn agreement(&self, other: &Self) -> u32 {
        let differing = self.0.iter().zip(&other.0).map(|(a, b)| {
            let bits = a ^ b;
            let pairs = bits | bits >> 1;
            ((pairs | pairs >> 2) & 0x1111_1111_1111_1111).count_ones()
        });
        Self::PLACES - differing.sum::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u64> {
        words(text).iter().map(|w| w.number).collect()
    }

    #[test]
    fn words_are_the_same_whatever_their_case_accents_and_apostrophes() {
        for (a, b) in [
            ("I\u{2019}d LOVE to", "I'd love to"),
            ("caf\u{e9} cre\u{301}me", "Cafe creme"),
            ("ne\u{200b}two\u{ad}rk", "network"),
            ("a well-known fair of 2026.", "a well known fair of 2026"),
            ("\u{ff21}BC", "abc"),
        ] {
            assert_eq!(numbers(a), numbers(b), "{a:?} {b:?}");
        }
        assert_ne!(numbers("at 10 sharp"), numbers("at 11 sharp"));
    }

    #[test]
    fn a_greeting_and_a_signature_are_no_part_of_what_is_compared() {
        let plain = numbers("it was good to meet you");
        for text in [
            "Hi Laura, it was good to meet you",
            "Laura, it was good to meet you",
            "Dear Dr. Laura Chen, it was good to meet you",
            "Good morning, Laura! It was good to meet you.",
            "Hallo Laura\n\nIt was good to meet you",
            "Hi Tom \u{2014} it was good to meet you\n-- \nAda Byron\nEngineer, Acme",
        ] {
            assert_eq!(numbers(text), plain, "{text:?}");
        }
        assert_eq!(words("It was good to meet you, Laura").len(), 7, "no greeting is that long");
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "H\u{e9} T\u{f6}m, it\u{2019}s \u{1f389} na\u{ef}ve";
        let spans: Vec<String> =
            words(text).iter().map(|w| text.chars().skip(w.span.start).take(w.span.len()).collect()).collect();
        assert_eq!(spans, ["it\u{2019}s", "na\u{ef}ve"]);
    }

    #[test]
    fn texts_without_blanks_are_compared_by_character() {
        let text = "\u{6628}\u{65e5}\u{306f}\u{4f1a}\u{8b70}\u{3067}\u{304a}\u{4f1a}\u{3044}\u{3067}\u{304d}\u{307e}\u{3057}\u{305f}";
        assert_eq!(words(text).len(), 14);
        assert!(Sketch::of(text).is_some());
    }

    #[test]
    fn a_masked_phrase_is_in_no_pair() {
        let mut masked = words("we met at the Harbour Fair on Tuesday");
        assert_eq!(pairs(&masked).flatten().count(), 7);
        mask(&mut masked, "harbour fair");
        assert_eq!(pairs(&masked).flatten().count(), 4);
        mask(&mut masked, "");
        mask(&mut masked, "a phrase that is longer than all that was said there");
        assert_eq!(pairs(&masked).flatten().count(), 4);
    }

    #[test]
    fn a_sketch_agrees_as_far_as_the_pairs_do() {
        let vocabulary: Vec<String> = (0..400).map(|n| format!("word{n}")).collect();
        for kept in [0, 10, 20, 30, 40, 50, 60] {
            let a = vocabulary[..60].join(" ");
            let b = [&vocabulary[..kept], &vocabulary[200..260 - kept]].concat().join(" ");
            let truth = shared(&set(&words(&a)), &set(&words(&b)));
            let (a, b) = (Sketch::of(&a).unwrap(), Sketch::of(&b).unwrap());
            let wanted = 64.0 * (truth + (1.0 - truth) / 16.0);
            assert!((f64::from(a.agreement(&b)) - wanted).abs() < 13.0, "{kept}: {} {wanted}", a.agreement(&b));
            assert_eq!(Sketch::kept(&a.bytes()), Some(a));
        }
        assert_eq!(Sketch::kept(b"short"), None);
    }

    #[test]
    fn a_sketch_is_what_it_was_when_books_were_first_written() {
        let bytes = Sketch::of("Hi Laura, it was good to meet you at the Harbour Fair on Tuesday.").unwrap().bytes();
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "7b3bd8e2aaeb83528c03b9c781aa0ae7737873f0d38b1887360b04a1e3c94fd8");
    }

    #[test]
    fn a_text_of_any_length_is_bounded() {
        assert_eq!(words(&"word ".repeat(20_000)).len(), MOST);
        assert!(words(&"\u{200d}".repeat(100_000)).is_empty());
        assert_eq!(words(&"x".repeat(100_000)).len(), 1);
        assert_eq!(Sketch::of("Thank you, see you on Friday!"), None);
    }
}
