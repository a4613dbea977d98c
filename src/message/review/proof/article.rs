//! `grammar`: "a" and "an", by the sound that follows.

use crate::message::language::Word;
use crate::message::review::look::Look;
use crate::message::review::{Finding, Rule};

/// Words that follow "a" only where it is a letter or a name: "vitamin a is".
const NO_NOUN: &[&str] = &["is", "in", "or", "and", "of", "at", "on", "are", "as", "it", "i", "if", "a", "an"];

/// Every "a" that should be "an", and the other way round.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let words = &look.text.words;
    let pairs = words.iter().zip(words.iter().skip(1)).enumerate();
    pairs
        .filter(|(_, (article, next))| {
            let lone = matches!(article.raw.as_str(), "a" | "an" | "A" | "An");
            let wrong = vowel_sound(next).is_some_and(|vowel| vowel != (article.low == "an"));
            lone && article.after.chars().all(|c| matches!(c, '"' | '\u{201c}' | '\''))
                && article.sentence == next.sentence
                && wrong
                && !NO_NOUN.contains(&next.low.as_str())
        })
        .map(|(i, (article, next))| {
            let right = if article.low == "an" { "a" } else { "an" };
            let right = if article.is_capital() { if right == "a" { "A" } else { "An" } } else { right };
            look.about(Rule::Grammar, &(i..i + 2)).suggest(format!("{right} {}", next.raw))
        })
        .collect()
}

/// Whether a word begins with the sound of a vowel; `None` where it can't be told.
fn vowel_sound(word: &Word) -> Option<bool> {
    let first = word.raw.chars().next()?;
    if !first.is_ascii() {
        return None;
    }
    if first.is_ascii_digit() {
        let digits: String = word.raw.chars().take_while(char::is_ascii_digit).collect();
        return Some(first == '8' || digits == "11" || digits == "18");
    }
    let letters: Vec<char> = word.raw.chars().take_while(char::is_ascii_alphabetic).collect();
    if letters.len() > 1 && letters.len() < 4 && letters.iter().all(char::is_ascii_uppercase) {
        return spelt_out(&letters);
    }
    if letters.iter().all(char::is_ascii_uppercase) && letters.len() > 3 {
        return None;
    }
    if letters.len() == 1 {
        // "a U-turn", "an X-ray".
        return Some("aefhilmnorsx".contains(first.to_ascii_lowercase()));
    }
    Some(vowel_word(&word.low))
}

/// An abbreviation that is read letter by letter; one with a vowel inside may be read as a word.
fn spelt_out(letters: &[char]) -> Option<bool> {
    let first = *letters.first()?;
    let inside = letters.iter().skip(1).any(|c| "AEIOU".contains(*c));
    let mba = letters.len() == 3
        && letters.last().is_some_and(|c| "AEIOU".contains(*c))
        && !letters.get(1).is_some_and(|c| "AEIOU".contains(*c));
    if "FHLMNRSX".contains(first) && inside && !mba {
        return None;
    }
    if "AEIO".contains(first) && inside {
        return Some(true);
    }
    Some("AEFHILMNORSX".contains(first))
}

fn vowel_word(low: &str) -> bool {
    let begins = |list: &[&str]| list.iter().any(|p| low.starts_with(p));
    if begins(&["hour", "honest", "honour", "honor", "heir"]) {
        return true;
    }
    let uni = low.starts_with("uni") && !begins(&["unin", "unim", "unid", "unig"]);
    let you = uni
        || begins(&[
            "eu", "ewe", "use", "usa", "usu", "usi", "util", "uto", "ura", "ure", "uri", "uku", "ubiq", "uganda",
            "ukrain", "utah",
        ]);
    let one = low == "one" || begins(&["one-", "once", "ones", "oneness"]);
    low.starts_with(['a', 'e', 'i', 'o', 'u']) && !you && !one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::language::Text;

    #[test]
    fn the_sound_decides_and_not_the_letter() {
        for (text, vowel) in [
            ("hour", Some(true)),
            ("unique", Some(false)),
            ("uninformed", Some(true)),
            ("European", Some(false)),
            ("MBA", Some(true)),
            ("UK", Some(false)),
            ("NASA", None),
            ("RAM", None),
            ("one-off", Some(false)),
            ("hotel", Some(false)),
            ("umbrella", Some(true)),
            ("8-hour", Some(true)),
            ("U-turn", Some(false)),
            ("X-ray", Some(true)),
            ("AI", Some(true)),
            ("user", Some(false)),
        ] {
            let word = Text::read(text).words.remove(0);
            assert_eq!(vowel_sound(&word), vowel, "{text}");
        }
    }
}
