//! What texts are about: their telling words, and whether two texts are about the same.
//!
//! Which words are alike ("pump", "pumps") is told from outside, as stems. Knows no database.

use super::text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Of one text, so many telling words are looked at.
const WORDS_MOST: usize = 60;

/// Words that tell nothing.
static HOLLOW: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("hollow.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// A word of a text, as it is written there (in small letters) and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub written: String,
    /// As compared.
    pub stem: String,
}

/// The telling words of a text in small letters, once each, in order; of a long text the first ones.
///
/// ```
/// assert_eq!(intouch::model::topic::telling("We talked about the Heat Pumps"), ["heat", "pumps"]);
/// ```
#[must_use]
pub fn telling(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        // One letter tells nothing; a word without an end is none.
        let length = word.chars().take(41).count();
        if !(2..=40).contains(&length) || !word.chars().any(char::is_alphabetic) {
            continue;
        }
        let word = word.to_lowercase();
        if !HOLLOW.contains(text::fold(&word).as_str()) && !HOLLOW.contains(word.as_str()) && !words.contains(&word) {
            words.push(word);
            if words.len() == WORDS_MOST {
                break;
            }
        }
    }
    words
}

/// The words of `ours` that `theirs` has too, where that is enough to say that both are about the
/// same: half of the telling words of one of them.
#[must_use]
pub fn shared<'w>(ours: &'w [Word], theirs: &[Word]) -> Vec<&'w Word> {
    let has = |word: &&Word| theirs.iter().any(|other| other.stem == word.stem);
    let common: Vec<&Word> = ours.iter().filter(has).collect();
    let shorter = ours.len().min(theirs.len());
    if common.is_empty() || common.len() * 2 < shorter { Vec::new() } else { common }
}

/// How much a word tells that so many people have: the fewer, the more; 0 where it tells nothing.
#[must_use]
pub fn rarity(people: usize) -> u32 {
    match people {
        0 => 0,
        n if n > COMMON => 0,
        n => 10 - n.ilog2(),
    }
}

/// What more people than this have in common is no reason to bring two of them together.
pub const COMMON: usize = 200;

/// What the shared words weigh together, by how many people have each.
#[must_use]
pub fn weight(words: &[&Word], people: &BTreeMap<String, usize>) -> u32 {
    words.iter().map(|w| rarity(people.get(&w.stem).copied().unwrap_or(0))).sum()
}

/// Words as they are written, one after the other.
#[must_use]
pub fn spelled(words: &[&Word]) -> String {
    let all: Vec<&str> = words.iter().map(|w| w.written.as_str()).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(stems: &str) -> Vec<Word> {
        let word = |w: &str| Word { written: w.to_owned(), stem: w.to_owned() };
        stems.split_whitespace().map(word).collect()
    }

    #[test]
    fn what_a_text_is_about_is_told_by_few_of_its_words() {
        for (text, telling_words) in [
            ("the", ""),
            ("We should talk about it again!", ""),
            ("marketing trends", "marketing"),
            ("Heat pumps, heat pumps and HEAT", "heat pumps"),
            ("2026 in 3 words", "words"),
            ("AI/ML at work", "ai ml"),
            ("größere Wärmepumpen für alle", "größere wärmepumpen alle"),
            ("\u{202e}\u{0}🙂", ""),
        ] {
            assert_eq!(telling(text).join(" "), telling_words, "{text}");
        }
        let endless = "x".repeat(100_000);
        assert!(telling(&endless).is_empty());
        let many: String = (0..10_000).map(|n| format!("word{n} ")).collect();
        assert_eq!(telling(&many).len(), WORDS_MOST);
    }

    #[test]
    fn two_texts_are_about_the_same_where_half_of_the_shorter_is_shared() {
        for (ours, theirs, common) in [
            ("heat pump", "heat pump old hous", "heat pump"),
            ("rust develop", "rust consult", "rust"),
            ("", "rust", ""),
            ("rust", "", ""),
            ("one two three four", "four five six seven", ""),
            ("one two three four", "four", "four"),
        ] {
            assert_eq!(spelled(&shared(&words(ours), &words(theirs))), common, "{ours} / {theirs}");
        }
    }

    #[test]
    fn the_fewer_have_it_the_more_it_tells() {
        let told: Vec<u32> = [1, 2, 5, 50, COMMON].map(rarity).into();
        assert!(told.windows(2).all(|pair| pair[0] > pair[1]), "{told:?}");
        assert_eq!((rarity(COMMON + 1), rarity(5_000), rarity(0)), (0, 0, 0));
    }
}
