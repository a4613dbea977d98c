//! `spelling`: words that no dictionary has.
//!
//! Silent about what may be a name or a term: capitals inside a sentence, other scripts, digits, addresses, and
//! words that are near to no common word.

use crate::message::language::{Word, class, near, sounds_like};
use crate::message::review::look::Look;
use crate::message::review::{Finding, Known, Rule};
use std::ops::Range;

/// More are not looked up: each costs a walk through the dictionary.
const MOST: usize = 40;
/// A word beyond this class is too rare to have been meant by a slip.
const COMMON: u64 = 60;

/// The words that are misspelt and not marked already.
pub(super) fn check(look: &Look<'_>, known: &Known, taken: &[Range<usize>]) -> Vec<Finding> {
    let words = &look.text.words;
    let mut looked_up = 0;
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let marked = taken.iter().any(|t| t.start < word.span.end && word.span.start < t.end);
        let handle = i
            .checked_sub(1)
            .and_then(|b| words.get(b))
            .is_some_and(|b| b.after.ends_with(['@', '#', '/', '<', '{', '[', '\\']));
        if marked || handle || looked_up >= MOST || known.has(&word.raw) || look.is("slang-words", &word.low) {
            continue;
        }
        if let Some(right) = look.language.misspellings.get(word.low.as_str()).filter(|_| !inner_capital(word)) {
            found.push(look.about(Rule::Spelling, &(i..i + 1)).suggest(like(word, right)));
            continue;
        }
        if !is_plain(look, i, word) || is_right(word, known) {
            continue;
        }
        // "Buenas tardes": words of another language come in rows.
        let foreign = i.checked_sub(1).and_then(|b| words.get(b)).is_some_and(|b| {
            b.sentence == word.sentence
                && b.after.is_empty()
                && b.is_capital()
                && class(b.stem()).is_none()
                && !known.has(&b.raw)
        });
        // "Hola Paula": a greeting in another language.
        let greeting = i == 0 && word.after.is_empty() && words.get(1).is_some_and(|w| w.is_capital() && w.low != "i");
        if foreign || greeting {
            continue;
        }
        looked_up += 1;
        if let Some(right) = meant(look, i, word) {
            found.push(look.about(Rule::Spelling, &(i..i + 1)).suggest(like(word, &right)));
        }
    }
    found
}

/// Whether a word can be misspelt at all: lower case, or at the start of a sentence.
fn is_plain(look: &Look<'_>, i: usize, word: &Word) -> bool {
    let letters = word.raw.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'));
    let named = word.is_capital() && (!look.text.begins_sentence(i) || word.after.starts_with([',', '!']));
    letters && !inner_capital(word) && !named && word.raw.chars().count() > 2 && !look.is("name-words", &word.low)
}

fn inner_capital(word: &Word) -> bool {
    word.raw.chars().skip(1).any(char::is_uppercase)
}

/// Whether the dictionary has a word, as it stands or as it is made up.
fn is_right(word: &Word, known: &Known) -> bool {
    let low = word.stem();
    let has = |w: &str| class(w).is_some() || known.has(w);
    if has(&word.low) || has(low) {
        return true;
    }
    if let Some((stem, "d" | "s" | "ll" | "ve" | "re" | "m" | "t")) = low.split_once('\'') {
        return has(stem);
    }
    if low.contains('-') {
        return low.split('-').all(|p| p.chars().count() < 4 || has(p) || made_up(p));
    }
    made_up(low)
}

/// Regular formations that no list is complete in, and compounds of common words.
fn made_up(word: &str) -> bool {
    const BEFORE: &[&str] = &[
        "un", "re", "over", "under", "out", "mis", "non", "anti", "co", "sub", "super", "inter", "multi", "micro",
        "mini", "post", "pre", "bio", "eco", "geo", "agro", "neuro", "tele", "cyber", "hydro", "photo", "electro",
        "cardio", "psycho", "socio", "ethno", "nano", "mega", "meta", "ultra", "trans", "semi", "self",
    ];
    const BEHIND: &[&str] =
        &["ness", "less", "like", "wise", "ish", "ism", "isms", "able", "ists", "ist", "ship", "hood", "ful"];
    let common = |w: &str, most: u64| w.len() >= 4 && class(w).is_some_and(|c| c <= most);
    let before = BEFORE.iter().filter_map(|p| word.strip_prefix(p)).any(|rest| rest.len() >= 5 && common(rest, 55));
    let behind = BEHIND.iter().filter_map(|s| word.strip_suffix(s)).any(|stem| common(stem, 50));
    // Who does it: "shader", "patroller".
    let does = ["er", "ers"].iter().filter_map(|s| word.strip_suffix(s)).any(|stem| {
        common(stem, 50)
            || common(&format!("{stem}e"), 50)
            || stem.strip_suffix("ll").is_some_and(|s| common(&format!("{s}l"), 50))
    });
    let compound = (4..word.len().saturating_sub(3)).any(|i| match (word.get(..i), word.get(i..)) {
        (Some(a), Some(b)) => common(a, 40) && common(b, 40),
        _ => false,
    });
    before || behind || does || compound
}

/// The word that was meant, where a common one is near enough for a slip.
fn meant(look: &Look<'_>, i: usize, word: &Word) -> Option<String> {
    let low = word.stem();
    let first = low.chars().next();
    let (right, away) = near(low).into_iter().find(|(w, away)| {
        let c = class(w).unwrap_or(u64::MAX);
        let same_start = w.chars().next() == first;
        // "washi": a word that another language ends with a vowel.
        let foreign_end = low.ends_with(['a', 'i', 'o', 'u']) && low.get(..low.len() - 1) == Some(w.as_str());
        match (away, low.chars().count()) {
            _ if foreign_end => false,
            // Short words of other languages are near to everything.
            (_, ..=3) => false,
            (1, 4) => c <= 20 && same_start && alike(low, w),
            (1, 5) => c <= 35 && same_start && alike(low, w),
            (1, 6) => c <= 20 || alike(low, w),
            (1, _) => c <= COMMON,
            (_, 7..) => c <= 50 && same_start && sounds_like(low, w),
            _ => false,
        }
    })?;
    // A sentence may begin with a name.
    let capital =
        word.is_capital() && (away > 1 || !look.text.begins_sentence(i) || class(&right).is_some_and(|c| c > 20));
    if capital { None } else { Some(right) }
}

/// Two words that sound alike, or have two letters swapped.
fn alike(a: &str, b: &str) -> bool {
    let sorted = |w: &str| {
        let mut all: Vec<char> = w.chars().collect();
        all.sort_unstable();
        all
    };
    sounds_like(a, b) || sorted(a) == sorted(b)
}

/// `right` with the capitals and the ending of `word`.
fn like(word: &Word, right: &str) -> String {
    let mut out = String::new();
    let mut chars = right.chars();
    if let Some(first) = chars.next() {
        if word.is_capital() { out.extend(first.to_uppercase()) } else { out.push(first) }
    }
    out.extend(chars);
    if word.low.ends_with("'s") && !right.ends_with("'s") {
        out.push_str("'s");
    }
    out
}
