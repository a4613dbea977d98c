//! Takes off a name what is not the name: emoji, pronouns, titles, degrees, slogans, quotes.
//!
//! Says what is left and never which word of it is the given name.

use super::lists::{CAPITAL_CREDENTIALS, CREDENTIALS, DOTTED_TITLES, GIVEN_TITLES, SILENT_FIRST, TITLES, TRADES};
use crate::model::text::{fold, line};

/// Whether a character is an emoji, a symbol or a mark, which no name is made of.
const fn is_symbol(c: char) -> bool {
    matches!(c,
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '®' | '©' | '™'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}')
}

/// One line without emoji and symbols; joiners stay where letters need them. Empty where nothing is left.
pub fn without_symbols(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_symbol = false;
    for c in text.chars() {
        let joiner = c == '\u{200d}' && after_symbol;
        if is_symbol(c) || joiner {
            after_symbol = true;
            out.push(' ');
        } else {
            after_symbol = false;
            out.push(c);
        }
    }
    line(&out).unwrap_or_default()
}

/// What stands in brackets or quotes, with its place.
pub struct Aside {
    /// The words inside.
    pub text: String,
    /// Whether it stood in quotes, as nicknames do.
    pub quoted: bool,
    /// Whether more of the name followed it.
    pub inside: bool,
}

/// The closing mark that belongs to an opening one, at the start of a word.
const fn closing(open: char) -> Option<(char, bool)> {
    Some(match open {
        '(' => (')', false),
        '[' => (']', false),
        '（' => ('）', false),
        '"' => ('"', true),
        '“' | '„' => ('”', true),
        '«' => ('»', true),
        '‘' => ('’', true),
        '\'' => ('\'', true),
        _ => return None,
    })
}

/// The text without what stands in brackets or quotes, and that.
pub fn split_asides(text: &str) -> (String, Vec<Aside>) {
    let (mut rest, mut asides) = (String::new(), Vec::new());
    let mut left = text;
    while let Some(c) = left.chars().next() {
        let tail = left.get(c.len_utf8()..).unwrap_or_default();
        let at_start = rest.is_empty() || rest.ends_with(' ') || c == '（';
        let found = closing(c).filter(|_| at_start).and_then(|(close, quoted)| {
            let (inner, after) = tail.split_once(close)?;
            // An apostrophe that merely begins a word, as in van 't Hoff.
            let whole = !quoted || after.is_empty() || after.starts_with([' ', ',']);
            whole.then_some((inner, after, quoted))
        });
        if let Some((inner, after, quoted)) = found {
            let inside = after.split(',').next().is_some_and(|more| more.contains(char::is_alphabetic));
            asides.push(Aside { text: inner.trim().to_owned(), quoted, inside });
            left = after;
        } else {
            rest.push(c);
            left = tail;
        }
    }
    (line(&rest).unwrap_or_default(), asides)
}

/// Whether words in brackets are pronouns: `She/Her`, `they/them`, `él`.
pub fn is_pronouns(aside: &str) -> bool {
    const PRONOUNS: &[&str] = &[
        "she", "her", "hers", "he", "him", "his", "they", "them", "theirs", "ella", "el", "elle", "il", "iel", "sie",
        "ihr", "er", "ihn", "ze", "zir", "hir", "xe", "xem", "any", "all", "pronouns", "ela", "ele", "lui", "lei",
    ];
    let folded = fold(aside);
    let mut words = folded.split(['/', ' ', ',', '|']).filter(|w| !w.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| PRONOUNS.contains(&word))
}

/// A word without full stops, folded.
pub fn bare(word: &str) -> String {
    fold(word).replace('.', "")
}

/// Whether a word is in capitals throughout and has at least two letters.
pub fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// Which of several of one name somebody is: Sr. is 1, Jr. and II are 2. Words that are names too
/// count as they are written behind one: `jun.`, `fils`.
pub fn generation(word: &str) -> Option<u8> {
    let small = word.starts_with(char::is_lowercase);
    match bare(word).as_str() {
        "sr" | "senior" => Some(1),
        "jr" | "junior" | "ii" => Some(2),
        "iii" => Some(3),
        "iv" => Some(4),
        "sen" if word.ends_with('.') => Some(1),
        "jun" if word.ends_with('.') => Some(2),
        "pere" if small => Some(1),
        "fils" if small => Some(2),
        _ => None,
    }
}

/// Whether a word is a degree, a rank or a generation.
pub fn is_credential(word: &str) -> bool {
    generation(word).is_some()
        || CREDENTIALS.contains(&bare(word).as_str())
        || CAPITAL_CREDENTIALS.contains(&word.replace('.', "").as_str())
}

/// Whether all that follows a comma is degrees, trades or pronouns; `shouted` where the name itself is in capitals.
pub fn is_credentials(segment: &str, shouted: bool) -> bool {
    let mut words = segment.split([' ', '/', '&']).filter(|w| w.contains(char::is_alphanumeric)).peekable();
    is_pronouns(segment)
        || words.peek().is_none()
        || words
            .all(|word| is_credential(word) || TRADES.contains(&bare(word).as_str()) || (!shouted && is_capitals(word)))
}

/// Takes degrees off the end, as long as a word stays.
pub fn drop_trailing_credentials(words: &mut Vec<&str>) {
    let shouted = words.first().is_some_and(|w| is_capitals(w));
    while words.len() > 1
        && words.last().is_some_and(|w| {
            CREDENTIALS.contains(&bare(w).as_str())
                || (w.ends_with('.') && generation(w).is_some())
                || (!shouted && words.len() > 2 && is_credential(w))
        })
    {
        words.pop();
    }
}

/// What stood before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    /// Nothing that says anything.
    None,
    /// `Sir`, `Dame`: used with the given name.
    Given,
    /// `Mr`, `Dr.`: used with the family name.
    Family,
}

/// Takes titles off the front, as long as a word stays.
pub fn drop_titles(words: &mut Vec<&str>) -> Title {
    let mut title = Title::None;
    while words.len() > 1 {
        let Some(first) = words.first() else { break };
        let word = bare(first);
        let dotted = first.ends_with('.') && word.chars().count() > 1 || title == Title::Family && first.ends_with('.');
        if GIVEN_TITLES.contains(&word.as_str()) {
            title = Title::Given;
        } else if TITLES.contains(&word.as_str()) || (dotted && DOTTED_TITLES.contains(&word.as_str())) {
            title = Title::Family;
        } else if !SILENT_FIRST.contains(&word.as_str()) || first.chars().all(char::is_uppercase) {
            break;
        }
        words.remove(0);
    }
    title
}

/// Drops a slogan behind a bar, a bullet or a dash with blanks around it.
pub fn without_slogan(text: &str) -> &str {
    const MARKS: [&str; 8] = [" | ", " - ", " – ", " — ", " • ", " · ", " // ", " ~ "];
    let end = MARKS.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let head = text.get(..end).unwrap_or(text);
    if head.contains(char::is_alphabetic) { head } else { text }
}
