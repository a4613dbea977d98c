//! Tact: `confidential`, `self-centred`, `pushy`, `offer`, `slang`, `oversharing`.

use super::look::Look;
use super::{Finding, Rule};

/// The writer is named so often without the reader that it is about the writer only.
const MINE_LEAST: usize = 3;
const MINE_MANY: usize = 5;
/// So many times as often.
const MINE_RATIO: usize = 3;

/// What there is to say about the tone of a text.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (rule, list, innocent) in [
        (Rule::Confidential, "confidential", "no-confidential"),
        (Rule::Pushy, "pushy", "no-pushy"),
        (Rule::Offer, "offer", "no-offer"),
        (Rule::Oversharing, "oversharing", "no-oversharing"),
    ] {
        found.extend(look.all_but(list, innocent).first().map(|r| look.about(rule, r)));
    }
    found.extend(loud(look));
    found.extend(slang(look));
    found.extend(self_centred(look));
    found
}

/// Shouting presses too: words in capitals in a row, marks in a row.
fn loud(look: &Look<'_>) -> Option<Finding> {
    let words = &look.text.words;
    let shouted = |i: usize| {
        words.get(i).is_some_and(|w| {
            w.raw.chars().filter(|c| c.is_alphabetic()).count() >= 3
                && !w.raw.chars().any(char::is_lowercase)
                && w.raw.chars().any(char::is_uppercase)
        })
    };
    let blank = words.iter().any(|w| w.raw == "INSERT");
    let row = (0..words.len()).find(|i| !blank && (0..3).all(|n| shouted(i + n)));
    let marks = words.iter().position(|w| ["!!!", "???", "?!?", "!?!"].iter().any(|m| w.after.contains(m)));
    let at = row.map(|i| i..i + 3).or(marks.map(|i| i..i + 1))?;
    Some(look.about(Rule::Pushy, &at))
}

fn slang(look: &Look<'_>) -> Vec<Finding> {
    let words = &look.text.words;
    let named = |word: &str| look.occasion.to.name.split_whitespace().any(|n| n.to_lowercase() == word);
    let listed = |w: &str| look.is("slang-words", w);
    let mut found: Vec<std::ops::Range<usize>> = look.all("slang");
    for (i, word) in words.iter().enumerate() {
        let acronym = word.raw.len() > 1
            && !word.raw.chars().any(char::is_lowercase)
            && !matches!(word.low.as_str(), "lol" | "omg" | "thx" | "pls" | "plz" | "btw" | "idk" | "tbh" | "lmao");
        let name = named(&word.low) || (word.is_capital() && !look.text.begins_sentence(i) && word.low != "u");
        if listed(&word.low) && !acronym && !name && !found.iter().any(|r| r.contains(&i)) {
            found.push(i..i + 1);
        }
    }
    found.retain(|r| !words.get(r.start).is_some_and(|w| named(&w.low) && w.is_capital()));
    found.sort_by_key(|r| r.start);
    let told = found.iter().map(|r| {
        let finding = look.about(Rule::Slang, r);
        let word = words.get(r.start).filter(|_| r.len() == 1);
        match word.and_then(|w| look.language.slang.get(w.low.as_str())) {
            Some(meant) => finding.suggest(*meant),
            None => finding,
        }
    });
    told.collect()
}

fn self_centred(look: &Look<'_>) -> Option<Finding> {
    let words = &look.text.words;
    let mine: Vec<usize> =
        (0..words.len()).filter(|i| words.get(*i).is_some_and(|w| look.is("mine", &w.low))).collect();
    let yours = words.iter().filter(|w| look.is("yours", &w.low)).count();
    let all_mine = mine.len() >= MINE_LEAST && yours == 0;
    let mostly = mine.len() >= MINE_MANY && yours * MINE_RATIO <= mine.len();
    if !all_mine && !mostly {
        return None;
    }
    let (first, last) = (mine.first()?, mine.last()?);
    Some(look.about(Rule::SelfCentred, &(*first..last + 1)))
}
