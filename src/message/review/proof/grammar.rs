//! `grammar`: mistakes by pattern, and verbs that don't go with their subject.

use crate::message::language::{Text, class, third_person};
use crate::message::review::look::Look;
use crate::message::review::{Finding, Rule};
use std::ops::Range;

/// Words after which a pronoun is no subject of what follows: "neither of you is", "let it have".
const BEFORE: &[&str] = &[
    "of",
    "between",
    "and",
    "to",
    "for",
    "with",
    "about",
    "like",
    "than",
    "from",
    "at",
    "on",
    "by",
    "or",
    "as",
    "nor",
    "let",
    "make",
    "makes",
    "made",
    "help",
    "helped",
    "helps",
    "see",
    "saw",
    "hear",
    "heard",
    "watch",
    "watched",
    "if",
    "though",
    "wish",
    "whether",
    "does",
    "did",
    "do",
    "will",
    "would",
    "could",
    "can",
    "should",
    "may",
    "might",
    "must",
    "shall",
    "have",
    "has",
    "had",
    "is",
    "was",
    "are",
    "were",
    "am",
    "suggest",
    "recommend",
    "insist",
    "don't",
    "doesn't",
    "didn't",
    "won't",
    "can't",
    "how",
    "what",
    "whatever",
    "behind",
    "near",
    "meet",
    "meeting",
    "meant",
    "telling",
    "tell",
    "told",
    "showing",
    "giving",
    "thank",
    "thanks",
    "lest",
    "so",
    "that",
];
/// Small words that may stand between a subject and its verb.
const BETWEEN: &[&str] = &[
    "also",
    "both",
    "all",
    "really",
    "just",
    "still",
    "always",
    "never",
    "often",
    "already",
    "only",
    "usually",
    "currently",
    "now",
];
/// Determiners of one.
const ONE: &[&str] = &["my", "your", "his", "her", "our", "their", "this", "that", "a", "the", "its"];

/// What does not go together.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let text = look.text;
    let mut found: Vec<(Range<usize>, Option<String>)> = Vec::new();
    for (pattern, better) in &look.language.mistakes {
        found.extend(pattern.all(text, &look.language.classes).map(|r| {
            let better = filled(better, text, &r);
            (r, better)
        }));
    }
    for i in 0..text.words.len() {
        found.extend(subject_and_verb(look, i));
        found.extend(one_and_do(look, i));
        found.extend(many_and_is(look, i));
        found.extend(small_i(look, i));
        found.extend(small_day(look, i));
    }
    found.sort_by_key(|(r, _)| (r.start, std::cmp::Reverse(r.end)));
    let mut last = 0;
    found.retain(|(r, _)| {
        let free = r.start >= last;
        last = last.max(r.end);
        free
    });
    let finding = |(r, better): (Range<usize>, Option<String>)| {
        let finding = look.about(Rule::Grammar, &r);
        match better {
            Some(better) => finding.suggest(better),
            None => finding,
        }
    };
    found.into_iter().map(finding).collect()
}

/// What is meant, with the words found in its gaps; `None` where the file gives nothing.
fn filled(better: &str, text: &Text, words: &Range<usize>) -> Option<String> {
    if better.is_empty() {
        return None;
    }
    let mut out = better.to_owned();
    for (n, word) in text.words.get(words.clone())?.iter().enumerate() {
        out = out.replace(&format!("{{{}}}", n + 1), &word.raw);
    }
    // A gap that no word fills: the pattern was shorter here.
    if out.contains('{') {
        return None;
    }
    let capital = text.words.get(words.start)?.raw.starts_with(char::is_uppercase);
    let mut chars = out.chars();
    let first = chars.next()?;
    Some(if capital { first.to_uppercase().chain(chars).collect() } else { out })
}

fn subject_and_verb(look: &Look<'_>, i: usize) -> Option<(Range<usize>, Option<String>)> {
    let words = &look.text.words;
    let subject = words.get(i)?;
    let before =
        i.checked_sub(1).and_then(|b| words.get(b)).filter(|w| w.sentence == subject.sentence && w.after.is_empty());
    // "…, and you was": the comma begins a new clause.
    let comma = i.checked_sub(2).and_then(|b| words.get(b)).is_some_and(|w| w.after == ",");
    let clause = comma && before.is_some_and(|w| matches!(w.low.as_str(), "and" | "so"));
    // "What I promised you was": an object.
    let object = matches!(subject.low.as_str(), "you" | "it")
        && before.is_some_and(|w| {
            w.low.ends_with("ed")
                || look.is("verb-s", &w.low)
                || matches!(w.low.as_str(), "gave" | "sent" | "lent" | "brought" | "taught" | "wrote")
        });
    let other = !clause && before.is_some_and(|w| BEFORE.contains(&w.low.as_str()));
    if object || other || !subject.after.is_empty() {
        return None;
    }
    let mut at = i + 1;
    while words.get(at).is_some_and(|w| BETWEEN.contains(&w.low.as_str())) {
        at += 1;
    }
    let verb = words.get(at).filter(|w| w.sentence == subject.sentence)?;
    let low = verb.low.as_str();
    let better = match subject.low.as_str() {
        "i" => match low {
            "is" | "are" => "am".to_owned(),
            "were" => "was".to_owned(),
            _ => first_form(look, low)?,
        },
        "you" | "we" | "they" => match low {
            "is" | "am" => "are".to_owned(),
            "was" => "were".to_owned(),
            "isn't" => "aren't".to_owned(),
            "wasn't" => "weren't".to_owned(),
            _ => first_form(look, low)?,
        },
        "he" | "she" | "it" => match low {
            "are" | "am" => "is".to_owned(),
            "were" => "was".to_owned(),
            "have" => "has".to_owned(),
            "don't" => "doesn't".to_owned(),
            "haven't" => "hasn't".to_owned(),
            "weren't" => "wasn't".to_owned(),
            _ if look.text.begins_sentence(i) && look.language.verbs.contains(low) && !PAST_TOO.contains(&low) => {
                third_person(low)
            }
            _ => return None,
        },
        _ => return None,
    };
    let between: Vec<&str> = words.get(i..at)?.iter().map(|w| w.raw.as_str()).collect();
    Some((i..at + 1, Some(format!("{} {better}", between.join(" ")))))
}

/// Verbs whose past is written like their first form.
const PAST_TOO: &[&str] = &[
    "cut", "put", "read", "let", "set", "hit", "cost", "fit", "bet", "quit", "spread", "split", "shut", "hurt", "sew",
    "say",
];

/// "makes" after "I" should be "make"; "has" "have".
fn first_form(look: &Look<'_>, verb: &str) -> Option<String> {
    match verb {
        "has" => return Some("have".to_owned()),
        "hasn't" => return Some("haven't".to_owned()),
        "doesn't" => return Some("don't".to_owned()),
        "does" => return Some("do".to_owned()),
        _ => {}
    }
    let stems = [verb.strip_suffix('s'), verb.strip_suffix("es")];
    let plain = stems.into_iter().flatten().find(|s| look.language.verbs.contains(*s) && third_person(s) == verb);
    let y = verb.strip_suffix("ies").map(|s| format!("{s}y")).filter(|v| look.language.verbs.contains(v.as_str()));
    plain.map(str::to_owned).or(y)
}

/// "your work don't": one thing, and a verb for many.
fn one_and_do(look: &Look<'_>, i: usize) -> Option<(Range<usize>, Option<String>)> {
    let words = &look.text.words;
    let verb = words.get(i).filter(|w| matches!(w.low.as_str(), "don't" | "haven't" | "aren't" | "weren't"))?;
    let noun = i.checked_sub(1).and_then(|n| words.get(n))?;
    let from = (i.saturating_sub(3)..i).find(|d| words.get(*d).is_some_and(|w| ONE.contains(&w.low.as_str())))?;
    let between = words.get(from + 1..i)?;
    let before = from.checked_sub(1).and_then(|b| words.get(b)).filter(|w| w.sentence == verb.sentence);
    let plain = between.iter().all(|w| {
        w.after.is_empty()
            && w.sentence == verb.sentence
            && !look.is("pronoun", &w.low)
            && !look.is("mine", &w.low)
            && !matches!(w.low.as_str(), "and" | "or" | "that" | "who" | "which" | "of")
    });
    let start = before
        .is_none_or(|w| !w.after.is_empty() || matches!(w.low.as_str(), "and" | "but" | "because" | "that" | "so"));
    let many = noun.low.ends_with('s') || look.language.collective.contains(&noun.low) || !noun.raw.is_ascii();
    if between.is_empty() || !plain || !start || many {
        return None;
    }
    let right = match verb.low.as_str() {
        "don't" => "doesn't",
        "haven't" => "hasn't",
        "aren't" => "isn't",
        _ => "wasn't",
    };
    Some((i - 1..i + 1, Some(format!("{} {right}", noun.raw))))
}

/// "the pupils is": many things, and a verb for one.
fn many_and_is(look: &Look<'_>, i: usize) -> Option<(Range<usize>, Option<String>)> {
    let words = &look.text.words;
    let verb = words.get(i)?;
    let right = match verb.low.as_str() {
        "is" => "are",
        "was" => "were",
        "has" => "have",
        "doesn't" => "don't",
        _ => return None,
    };
    let noun =
        i.checked_sub(1).and_then(|n| words.get(n)).filter(|w| w.after.is_empty() && w.sentence == verb.sentence)?;
    let first =
        i.checked_sub(2).and_then(|n| words.get(n)).filter(|w| w.after.is_empty() && w.sentence == verb.sentence)?;
    let before = i.checked_sub(3).and_then(|n| words.get(n)).filter(|w| w.sentence == verb.sentence);
    let one = noun.low.strip_suffix('s').filter(|s| !s.ends_with(['s', 'u', 'i', '\'']))?;
    let plural =
        class(one).is_some_and(|c| c <= 50) && !look.language.one_in_s.contains(&noun.low) && !noun.is_capital();
    let owned =
        matches!(first.low.as_str(), "the" | "my" | "your" | "our" | "these" | "those" | "their" | "his" | "her");
    let start = before.is_none_or(|w| {
        !w.after.is_empty()
            || matches!(w.low.as_str(), "and" | "but" | "because" | "that" | "so" | "if" | "when" | "since")
    });
    if plural && owned && start { Some((i - 1..i + 1, Some(format!("{} {right}", noun.raw)))) } else { None }
}

/// "monday" for "Monday".
fn small_day(look: &Look<'_>, i: usize) -> Option<(Range<usize>, Option<String>)> {
    let word = look.text.words.get(i)?;
    let day =
        matches!(word.raw.as_str(), "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday");
    let mut chars = word.raw.chars();
    let capital = chars.next()?.to_uppercase().chain(chars).collect();
    day.then_some((i..i + 1, Some(capital)))
}

/// "i" for "I".
fn small_i(look: &Look<'_>, i: usize) -> Option<(Range<usize>, Option<String>)> {
    let word = look.text.words.get(i)?;
    let right = match word.raw.as_str() {
        "i" => "I".to_owned(),
        "i'm" | "i've" | "i'd" | "i'll" | "i\u{2019}m" | "i\u{2019}ve" | "i\u{2019}d" | "i\u{2019}ll" => {
            format!("I{}", word.raw.get(1..)?)
        }
        _ => return None,
    };
    if word.after.starts_with(['.', ')', '-', '/']) && word.raw == "i" { None } else { Some((i..i + 1, Some(right))) }
}
