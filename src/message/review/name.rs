//! `wrong-name` and `no-name`: whether a text speaks to the person it goes to.

use super::look::Look;
use super::{Finding, Rule};
use crate::message::language::Word;
use crate::model::name::nickname;
use std::ops::Range;

/// What there is to say about the names in a text.
pub(super) fn check(look: &Look<'_>, unfilled: &[Finding]) -> Vec<Finding> {
    let names = Names::of(look);
    if names.whole.is_empty() {
        return Vec::new();
    }
    let mut spoken = spoken_to(look);
    // "Kumusta, Ruiz?": a greeting that no list has stands before the name.
    if look.text.words.iter().take(5).any(|w| w.is_capital() && names.has(w)) {
        spoken.retain(|s| s.start >= 3 || names.any(look, s));
    }
    let wrong: Vec<Finding> = spoken.iter().filter(|s| !names.any(look, s)).map(|s| names.wrong(look, s)).collect();
    let greeted = spoken.iter().any(|s| s.start < 6);
    let blank = unfilled.iter().any(|f| f.span.start < 20);
    if (!wrong.is_empty() && greeted) || blank || names.is_said(look, &spoken) {
        return wrong;
    }
    let mut found = wrong;
    let mut missing = look.missing(Rule::NoName);
    missing.span = 0..0;
    found.push(missing);
    found
}

/// The recipient's names as they are compared.
struct Names {
    whole: String,
    given: String,
    parts: Vec<String>,
}

/// A name for comparing: lower case, Latin, without accents or marks.
fn key(name: &str) -> String {
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("\u{2019}s")).unwrap_or(name);
    deunicode::deunicode(name).to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

impl Names {
    fn of(look: &Look<'_>) -> Self {
        let to = &look.occasion.to;
        let mut parts: Vec<String> = Vec::new();
        for word in to.name.split_whitespace() {
            parts.push(key(word));
            parts.extend(word.split(['-', '\u{2010}', '\'', '\u{2019}']).filter(|p| p.chars().count() > 1).map(key));
        }
        parts.extend(to.given.iter().flat_map(|g| g.split_whitespace()).map(key));
        parts.retain(|p| !p.is_empty());
        let given = to.given.clone().or_else(|| to.name.split_whitespace().next().map(str::to_owned));
        Self { whole: to.name.clone(), given: given.unwrap_or_default(), parts }
    }

    /// Whether a word may be one of the recipient's names: written alike, shortened, or a name that stands for it.
    fn has(&self, word: &Word) -> bool {
        let raw = word.raw.as_str();
        if !raw.is_ascii() && self.whole.contains(raw) || raw.contains(&self.whole) {
            return true;
        }
        word.raw.split(['-', '\u{2010}']).chain([raw]).map(key).any(|w| {
            let short = w.len() >= 3;
            !w.is_empty()
                && self.parts.iter().any(|p| {
                    *p == w
                        || (short && p.starts_with(&w))
                        || (p.len() >= 3 && w.starts_with(p.as_str()))
                        || (w.len() >= 4 && p.contains(&w))
                        // "Nikos" for Nikolaos: a short form keeps the beginning.
                        || ((4..=6).contains(&w.len()) && w.len() < p.len() && p.get(..4) == w.get(..4))
                        || (w.len() == 1 && p.starts_with(&w) && word.after.starts_with('.'))
                        || nickname::same(p, &w)
                })
        })
    }

    fn any(&self, look: &Look<'_>, words: &Range<usize>) -> bool {
        look.text.words.get(words.clone()).unwrap_or_default().iter().any(|w| self.has(w))
    }

    fn wrong(&self, look: &Look<'_>, words: &Range<usize>) -> Finding {
        let said: Vec<&str> =
            look.text.words.get(words.clone()).unwrap_or_default().iter().map(|w| w.raw.as_str()).collect();
        let what = format!("It speaks to {}, but goes to {}", said.join(" "), self.given);
        Finding { message: look.language.why(Rule::WrongName.as_str(), &what), ..look.about(Rule::WrongName, words) }
            .suggest(self.given.clone())
    }

    /// Whether the text says one of the names, as a name.
    fn is_said(&self, look: &Look<'_>, spoken: &[Range<usize>]) -> bool {
        let words = &look.text.words;
        words.iter().enumerate().any(|(i, word)| {
            let spoken = spoken.iter().any(|s| s.contains(&i));
            let common = look.is("name-words", &word.low);
            let loose = !common || (!look.text.begins_sentence(i) || word.after.starts_with([',', '!']));
            (spoken || (word.is_capital() && loose)) && self.has(word)
        })
    }
}

/// The names that the text speaks to, as words.
fn spoken_to(look: &Look<'_>) -> Vec<Range<usize>> {
    let words = &look.text.words;
    let mut found: Vec<Range<usize>> = Vec::new();
    for greeting in look.all("greeting") {
        // A comma before the name belongs to the greeting: "Hello, Ana."
        let comma = words.get(greeting.end - 1).is_some_and(|w| !w.after.is_empty() && !w.after.starts_with(','));
        if comma {
            continue;
        }
        found.extend(name_at(look, greeting.end, false));
    }
    for aside in look.all("aside") {
        found.extend(name_at(look, aside.end, true));
    }
    found.extend(first_word(look));
    found.extend(last_words(look));
    found.sort_by_key(|r| r.start);
    found.dedup();
    found
}

/// The name that begins at `at`; `closed`: only where a comma or the sentence's end follows it.
fn name_at(look: &Look<'_>, at: usize, closed: bool) -> Option<Range<usize>> {
    let words = &look.text.words;
    let sentence = words.get(at.checked_sub(1)?)?.sentence;
    let mut from = at;
    while words.get(from).is_some_and(|w| look.is("title", &w.low)) {
        from += 1;
    }
    let mut end = from;
    while let Some(word) = words.get(end).filter(|w| w.sentence == sentence && end < from + 5) {
        let joint = end > from
            && matches!(
                word.low.as_str(),
                "and"
                    | "&"
                    | "de"
                    | "van"
                    | "von"
                    | "da"
                    | "del"
                    | "la"
                    | "der"
                    | "bin"
                    | "el"
                    | "al"
                    | "dos"
                    | "du"
                    | "den"
                    | "di"
                    | "y"
            );
        let next_capital = words.get(end + 1).is_some_and(Word::is_capital);
        let lower =
            !closed && end == from && word.after.starts_with([',', '!']) && word.low.chars().all(char::is_alphabetic);
        if look.is("nobody", &word.low) || !(word.is_capital() || (joint && next_capital) || lower) {
            break;
        }
        end += 1;
        if !word.after.is_empty() && !word.after.starts_with('.') {
            break;
        }
    }
    let crowd = words.get(end).is_some_and(|w| look.is("crowd", &w.low));
    let last = end.checked_sub(1).and_then(|i| words.get(i))?;
    let possessive = last.low.ends_with("'s");
    let shut = last.after.starts_with([',', '!', '.', '?', ';', ':', '\u{2013}', '\u{2014}', '-']);
    if end == from || crowd || possessive || (closed && !shut) {
        return None;
    }
    Some(from..end)
}

/// "Lindsey, it was a pleasure": a name before a comma at the very start.
fn first_word(look: &Look<'_>) -> Option<Range<usize>> {
    let words = &look.text.words;
    let first = words.first()?;
    let run = words.iter().take(3).take_while(|w| w.is_capital()).count();
    let end = (1..=run).find(|n| words.get(n - 1).is_some_and(|w| w.after.starts_with([',', '!'])))?;
    let all_names = words
        .iter()
        .take(end)
        .all(|w| !look.is("openers", &w.low) && !look.is("nobody", &w.low) && !look.is("greeters", &w.low));
    let one_line = first.raw.chars().filter(|c| c.is_uppercase()).count() <= 2;
    if all_names && one_line { Some(0..end) } else { None }
}

/// "Great meeting you yesterday, Laura!": a name between a comma and the end of a sentence that speaks to somebody.
fn last_words(look: &Look<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for sentence in look.text.sentences() {
        let from = at;
        at += sentence.len();
        let Some((last, rest)) = sentence.split_last() else { continue };
        let Some(before) = rest.last() else { continue };
        let warm = rest.first().is_some_and(|w| {
            matches!(
                w.low.as_str(),
                "thanks"
                    | "thank"
                    | "great"
                    | "nice"
                    | "good"
                    | "lovely"
                    | "congratulations"
                    | "congrats"
                    | "wonderful"
                    | "so"
                    | "see"
                    | "talk"
                    | "speak"
                    | "cheers"
                    | "let's"
                    | "shall"
                    | "happy"
                    | "take"
                    | "all"
            )
        });
        let shut = last.after.starts_with('!') || (warm && last.after.starts_with(['.', '?']));
        let speaks = rest.iter().any(|w| look.is("yours", w.stem())) || warm;
        let name = last.is_capital() && last.raw.chars().skip(1).all(|c| c.is_lowercase() || !c.is_alphabetic());
        let part = before.is_capital() || look.is("role-of-somebody", &before.low) || look.is("nobody", &last.low);
        if before.after == "," && shut && speaks && name && !part && !look.is("openers", &last.low) {
            found.push(from + rest.len()..from + sentence.len());
        }
    }
    found
}
