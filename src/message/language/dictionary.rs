//! The dictionary: words with how common they are, in a table made when the program is built and searched where it
//! stands. Nothing is parsed or loaded.

use fst::{Automaton, IntoStreamer, Map, Streamer};
use std::sync::LazyLock;

static ENGLISH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/en.fst"));

/// The table, opened: a look at its header.
static TABLE: LazyLock<Option<Map<&'static [u8]>>> = LazyLock::new(|| Map::new(ENGLISH).ok());

/// Words of so many bytes get no better spelling: none is so long.
const WORD_MOST: usize = 24;

/// How common a lower-case word is: 10 for the thousand commonest to 70, and 80 for names; `None` for no word.
pub(in crate::message) fn class(word: &str) -> Option<u64> {
    TABLE.as_ref()?.get(word)
}

/// The words nearest to a lower-case word that is none, nearest and commonest first, with how far they are:
/// a letter more, less, changed, or two swapped count one; at most two.
pub(in crate::message) fn near(word: &str) -> Vec<(String, u8)> {
    let Some(table) = TABLE.as_ref() else { return Vec::new() };
    if word.len() > WORD_MOST || word.len() < 2 || !word.is_ascii() {
        return Vec::new();
    }
    let most = if word.len() < 5 { 1 } else { 2 };
    let mut found: Vec<(u8, u64, String)> = Vec::new();
    let mut stream = table.search(Near { word: word.as_bytes(), most }).into_stream();
    while let Some((key, class)) = stream.next() {
        if let Ok(near) = std::str::from_utf8(key) {
            let away = distance(word.as_bytes(), key);
            // The first letter is seldom wrong, and a name is seldom meant.
            let first = if near.as_bytes().first() == word.as_bytes().first() { 0 } else { 25 };
            let name = if class == 80 { 20 } else { 0 };
            found.push((away, class + first + name + if sounds_like(word, near) { 0 } else { 15 }, near.to_owned()));
        }
    }
    found.sort();
    found.into_iter().take(8).map(|(away, _, word)| (word, away)).collect()
}

/// Whether two words have the same consonants in the same order: what the ear does not tell is what the hand gets
/// wrong.
pub(in crate::message) fn sounds_like(a: &str, b: &str) -> bool {
    let consonants = |w: &str| {
        let mut all: Vec<char> = w.chars().filter(|c| !"aeiouy'".contains(*c)).collect();
        all.dedup();
        all
    };
    consonants(a) == consonants(b)
}

/// Words at most so many steps away.
struct Near<'a> {
    word: &'a [u8],
    most: u8,
}

/// Two rows of the table of distances, and the last letter.
#[derive(Clone)]
struct Rows {
    before: Vec<u8>,
    row: Vec<u8>,
    last: u8,
}

impl Automaton for Near<'_> {
    type State = Rows;

    fn start(&self) -> Rows {
        let row: Vec<u8> = (0..=self.word.len()).map(|n| u8::try_from(n).unwrap_or(u8::MAX)).collect();
        Rows { before: Vec::new(), row, last: 0 }
    }

    fn is_match(&self, state: &Rows) -> bool {
        state.row.last().is_some_and(|d| *d <= self.most)
    }

    fn can_match(&self, state: &Rows) -> bool {
        state.row.iter().any(|d| *d <= self.most)
    }

    fn accept(&self, state: &Rows, byte: u8) -> Rows {
        let next = step(self.word, state, byte);
        Rows { before: state.row.clone(), row: next, last: byte }
    }
}

/// The next row of the table of distances (optimal string alignment).
fn step(word: &[u8], state: &Rows, byte: u8) -> Vec<u8> {
    let at = |row: &[u8], i: usize| row.get(i).copied().unwrap_or(u8::MAX);
    let mut next = Vec::with_capacity(state.row.len());
    next.push(at(&state.row, 0).saturating_add(1));
    for (i, letter) in word.iter().enumerate() {
        let change = at(&state.row, i).saturating_add(u8::from(*letter != byte));
        let more = at(&state.row, i + 1).saturating_add(1);
        let less = at(&next, i).saturating_add(1);
        let mut least = change.min(more).min(less);
        let swapped = i > 0 && *letter == state.last && word.get(i - 1) == Some(&byte);
        if swapped {
            least = least.min(at(&state.before, i - 1).saturating_add(1));
        }
        next.push(least);
    }
    next
}

fn distance(a: &[u8], b: &[u8]) -> u8 {
    let near = Near { word: a, most: u8::MAX };
    let rows = b.iter().fold(near.start(), |rows, byte| near.accept(&rows, *byte));
    rows.row.last().copied().unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_the_ocean_spell_right() {
        for word in
            ["colour", "color", "organise", "organize", "centre", "center", "webinar", "don't", "honour", "theatre"]
        {
            assert!(class(word).is_some(), "{word}");
        }
        for word in ["recieve", "definately", "artical", "teh", "experence"] {
            assert_eq!(class(word), None, "{word}");
        }
    }

    #[test]
    fn what_was_meant_comes_first() {
        for (wrong, right) in [
            ("recieved", "received"),
            ("definately", "definitely"),
            ("artical", "article"),
            ("usefull", "useful"),
            ("experence", "experience"),
            ("teh", "the"),
            ("oportunity", "opportunity"),
            ("tommorow", "tomorrow"),
        ] {
            assert_eq!(near(wrong).first().map(|n| n.0.as_str()), Some(right), "{wrong}: {:?}", near(wrong));
        }
    }
}
