//! Which words of a name are the given name: order and compounds, language by language.
//!
//! Conservative: a name counts as family name first only where its script says so, or where the
//! first word is a family name of East Asia *and* what follows looks like the same language.

use super::clean::is_capitals;
use super::lists::{
    ACCENTED_VIETNAMESE_FAMILY, AFTER_INITIALS, ARABIC_FIRST, CHINESE_FAMILY, DOUBLE_GIVEN, HAN_DOUBLE, HAN_SINGLE,
    HANGUL_DOUBLE, JAPANESE_FAMILY, JAPANESE_WRITTEN, KOREAN_FAMILY, KOREAN_SYLLABLES, PARTICLES, VIETNAMESE_FAMILY,
    WEAK_FAMILY,
};
use crate::model::text::fold;
use deunicode::deunicode;

/// Given and family name as found, letter by letter.
pub type Parts = (Option<String>, Option<String>);

/// Splits the words of a name without titles, degrees and asides.
pub fn parts(words: &[&str]) -> Parts {
    match words {
        [] => (None, None),
        _ if words.iter().any(|w| is_east_asian(w)) => written_in_east_asia(words),
        [one] if is_initials(one) => (None, None),
        [one] => (Some((*one).to_owned()), None),
        [family, rest @ ..] => family_first(words, family, rest).unwrap_or_else(|| western(words)),
    }
}

/// How many of the words in front are the given name (`María José`, `Abdul Rahman`); at least one.
pub fn given_length(words: &[&str]) -> usize {
    let folded: Vec<String> = words.iter().map(|w| fold(w)).collect();
    let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
    match folded.as_slice() {
        [abd, "al" | "el" | "ul" | "ur", _, ..] if ARABIC_FIRST.contains(abd) => 3,
        [abd, _, ..] if ARABIC_FIRST.contains(abd) => 2,
        ["maria", "del", "carmen" | "pilar" | "mar" | "rocio" | "rosario", ..] => 3,
        ["maria", "de", "los" | "la" | "las", "angeles" | "paz" | "luz" | "nieves", ..] => 4,
        [first, second, ..] if is_double(first, second) => 2,
        _ => 1,
    }
}

fn is_double(first: &str, second: &str) -> bool {
    DOUBLE_GIVEN.iter().any(|(one, others)| *one == first && others.contains(&second))
}

/// Whether a word is `J.`, `J`, `J.R.R.`: letters that stand for names.
pub fn is_initials(word: &str) -> bool {
    let letters = word.split('.').filter(|part| !part.is_empty());
    let mut single = true;
    let mut count = 0;
    for part in letters {
        count += 1;
        single &= part.chars().filter(|c| c.is_alphabetic()).count() == 1;
    }
    count > 0 && single && !is_east_asian(word)
}

/// Given name first, then middle names, then the family name with its particles.
fn western(words: &[&str]) -> Parts {
    let leading = words.iter().take_while(|w| is_initials(w)).count();
    let (initials, mut rest) = words.split_at(leading);
    while let [before @ .., last] = rest {
        if before.is_empty() || !is_initials(last) {
            break;
        }
        rest = before;
    }
    let joined = |words: &[&str]| (!words.is_empty()).then(|| words.join(" "));
    match rest {
        [] => return (None, None),
        [one] if initials.is_empty() => return (joined(&[one]), None),
        // In the south of India the initials stand for father and village, and the name follows.
        [one] if AFTER_INITIALS.contains(&fold(one).as_str()) => return (joined(&[one]), None),
        [one] => return (None, joined(&[one])),
        [particle, ..] if PARTICLES.contains(particle) && rest.iter().any(|w| w.contains(char::is_uppercase)) => {
            return (None, joined(rest));
        }
        _ => {}
    }
    if let Some(parts) = cyrillic_with_patronymic(rest) {
        return parts;
    }
    let (given, others) = rest.split_at(given_length(rest).min(rest.len()));
    let start = if given.len() > 1 {
        0
    } else {
        let particle = others.iter().position(|w| is_particle(w)).filter(|at| at + 1 < others.len());
        particle.unwrap_or(others.len().saturating_sub(1))
    };
    (joined(given), joined(others.get(start..).unwrap_or_default()))
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&fold(word).as_str())
}

/// `Иванов Иван Иванович`: the patronymic at the end says that the family name came first.
fn cyrillic_with_patronymic(words: &[&str]) -> Option<Parts> {
    let patronymic = |word: &str| {
        let lower = word.to_lowercase();
        ["ович", "евич", "овна", "евна", "ич"].iter().any(|ending| lower.ends_with(ending))
    };
    match words {
        [family, given, father] if patronymic(father) && !patronymic(given) => {
            Some((Some((*given).to_owned()), Some((*family).to_owned())))
        }
        _ => None,
    }
}

/// A Latin name that is written family name first, where the evidence is good.
fn family_first(words: &[&str], family: &str, rest: &[&str]) -> Option<Parts> {
    let ascii = |word: &str| deunicode(word).to_lowercase();
    let first = ascii(family);
    let others: Vec<String> = rest.iter().map(|w| ascii(w)).collect();
    let last = others.last()?;
    let first = first.as_str();
    let named = |given: &[&str]| Some((Some(given.join(" ")), Some(family.to_owned())));

    // Where family names are told apart by capitals: CHEN Laura.
    if is_capitals(family)
        && !is_initials(family)
        && family.chars().count() > 3
        && rest.iter().all(|w| w.contains(char::is_lowercase))
    {
        return named(rest.get(..given_length(rest)).unwrap_or(rest));
    }
    let accented = words.iter().any(|w| w.chars().any(is_vietnamese_letter));
    let vietnamese = VIETNAMESE_FAMILY.contains(&first) || (accented && ACCENTED_VIETNAMESE_FAMILY.contains(&first));
    if vietnamese && others.iter().all(|w| is_syllable(w)) && !VIETNAMESE_FAMILY.contains(&last.as_str()) {
        return named(rest.get(rest.len().saturating_sub(1)..).unwrap_or(rest));
    }
    if KOREAN_FAMILY.contains(&first) && is_korean_given(&others.concat().replace('-', "")) {
        return named(rest);
    }
    if JAPANESE_FAMILY.contains(&first) && !JAPANESE_FAMILY.contains(&last.as_str()) && is_japanese(&others.concat()) {
        return named(rest);
    }
    let is_family = |word: &str| CHINESE_FAMILY.contains(&word) || WEAK_FAMILY.contains(&word);
    let ends_in_family = is_family(last) || KOREAN_FAMILY.contains(&last.as_str());
    let syllables: Vec<&str> = others.iter().flat_map(|w| w.split('-')).collect();
    if syllables.len() > 1 && is_family(first) && syllables.len() < 4 && syllables.iter().all(|w| is_syllable(w)) {
        return (others.len() == 1 || !ends_in_family).then(|| named(rest))?;
    }
    let strong = CHINESE_FAMILY.contains(&first) && !ends_in_family;
    if strong && syllables.len() == 1 && is_pinyin(last) { named(rest) } else { None }
}

/// Whether both a family name of East Asia and a given name beside it sound alike.
///
/// Then a name in brackets behind them is the one in use abroad.
pub fn sounds_east_asian(words: &[&str]) -> bool {
    let words: Vec<String> = words.iter().map(|w| deunicode(w).to_lowercase()).collect();
    words.iter().enumerate().any(|(at, family)| {
        let others: Vec<&str> = words.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, w)| w.as_str()).collect();
        let (family, given) = (family.as_str(), others.concat().replace('-', ""));
        let syllables = !others.is_empty() && others.iter().all(|w| is_syllable(w));
        CHINESE_FAMILY.contains(&family) && (syllables || is_pinyin(&given))
            || VIETNAMESE_FAMILY.contains(&family) && syllables
            || KOREAN_FAMILY.contains(&family) && is_korean_given(&given)
            || JAPANESE_FAMILY.contains(&family) && is_japanese(&given)
            || WEAK_FAMILY.contains(&family) && syllables && others.len() > 1
    })
}

/// Letters that only Vietnamese uses.
const fn is_vietnamese_letter(c: char) -> bool {
    matches!(c, 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'đ' | 'Đ' | 'ă' | 'Ă' | '\u{1ea0}'..='\u{1ef9}')
}

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// One syllable of Chinese, Cantonese, Hokkien or Vietnamese in Latin letters.
fn is_syllable(word: &str) -> bool {
    const ONSETS: &[&str] = &[
        "", "b", "c", "ch", "d", "f", "g", "gh", "gi", "gw", "h", "hs", "j", "k", "kh", "kw", "l", "m", "n", "ng",
        "ngh", "nh", "p", "ph", "q", "r", "s", "sh", "t", "th", "tr", "ts", "tz", "v", "w", "x", "z", "zh", "y",
    ];
    const CODAS: &[&str] = &["", "c", "ch", "h", "k", "m", "n", "ng", "nh", "p", "t", "w"];
    let start = word.find(|c| vowel(c) && c != 'y').unwrap_or(word.len());
    let (onset, rest) = word.split_at(start);
    let (vowels, coda) = rest.split_at(rest.find(|c| !vowel(c)).unwrap_or(rest.len()));
    let y_alone = vowels.is_empty() && onset.ends_with('y') && ONSETS.contains(&onset.trim_end_matches('y'));
    y_alone || (ONSETS.contains(&onset) && (1..=3).contains(&vowels.len()) && CODAS.contains(&coda))
}

/// One or two syllables of Mandarin.
fn is_pinyin(word: &str) -> bool {
    const ONSETS: &[&str] = &[
        "", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s",
        "y", "w",
    ];
    const FINALS: &[&str] = &[
        "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "i", "ia", "ie", "iao", "iu", "ian",
        "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ue", "er",
    ];
    let one =
        |part: &str| ONSETS.iter().any(|onset| part.strip_prefix(onset).is_some_and(|rest| FINALS.contains(&rest)));
    one(word) || (1..word.len()).any(|at| word.split_at_checked(at).is_some_and(|(a, b)| one(a) && one(b)))
}

/// Exactly two syllables of the Korean list.
fn is_korean_given(word: &str) -> bool {
    KOREAN_SYLLABLES
        .iter()
        .any(|first| word.strip_prefix(first).is_some_and(|second| KOREAN_SYLLABLES.contains(&second)))
}

/// Two or more morae of Japanese: consonants each with a vowel, `n` alone allowed.
fn is_japanese(word: &str) -> bool {
    const ONSETS: &[&str] = &[
        "", "k", "g", "s", "sh", "z", "j", "t", "ch", "ts", "d", "n", "h", "b", "p", "f", "m", "y", "r", "w", "ky",
        "gy", "ny", "hy", "by", "py", "my", "ry",
    ];
    let japanese_vowel = |c: char| vowel(c) && c != 'y';
    let (mut rest, mut morae) = (word, 0);
    while let Some(at) = rest.find(japanese_vowel) {
        let (onset, tail) = rest.split_at(at);
        // The `n` that closes a syllable, or a doubled consonant.
        let doubled = || onset.get(1..).filter(|o| o.starts_with(onset.get(..1).unwrap_or_default()));
        let onset_fits = |o: &str| ONSETS.contains(&o);
        let closed =
            morae > 0 && (onset.strip_prefix('n').is_some_and(onset_fits) || doubled().is_some_and(onset_fits));
        if !(onset_fits(onset) || closed) {
            return false;
        }
        morae += 1;
        rest = tail.get(1..).unwrap_or_default();
    }
    morae > 1 && (rest.is_empty() || rest == "n")
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether a word is written in Chinese characters, kana or Hangul.
fn is_east_asian(word: &str) -> bool {
    word.chars().any(|c| is_han(c) || is_hangul(c) || matches!(c, '\u{3041}'..='\u{30ff}'))
}

fn written_in_east_asia(words: &[&str]) -> Parts {
    let (own, latin): (Vec<&str>, Vec<&str>) = words.iter().partition(|w| is_east_asian(w));
    match (own.as_slice(), latin.as_slice()) {
        // The same name twice, or a Western name beside the family name.
        ([family], [given]) => (Some((*given).to_owned()), Some((*family).to_owned())),
        (_, [_, ..]) => parts(&latin),
        ([one], []) => unbroken(one),
        ([family, given @ ..], []) => (Some(given.join(" ")), Some((*family).to_owned())),
        ([], []) => (None, None),
    }
}

/// A name without a blank: the family name is one or two characters long, by list.
fn unbroken(word: &str) -> Parts {
    let cut = |at: usize| {
        let at = word.char_indices().nth(at).map_or(word.len(), |(at, _)| at);
        let (family, given) = word.split_at(at);
        if given.is_empty() {
            (Some(family.to_owned()), None)
        } else {
            (Some(given.to_owned()), Some(family.to_owned()))
        }
    };
    // A foreign name in this script, given name first.
    if let Some((given, rest)) = word.split_once(['・', '·', '‧'])
        && !given.is_empty()
        && !rest.is_empty()
    {
        return (Some(given.to_owned()), Some(rest.to_owned()));
    }
    let whole = (Some(word.to_owned()), None);
    let length = word.chars().count();
    let begins = |list: &[&str]| list.iter().find(|family| word.starts_with(**family)).map(|f| f.chars().count());
    if word.chars().all(is_hangul) {
        return match (begins(HANGUL_DOUBLE), length) {
            (Some(family), 3 | 4) => cut(family),
            (_, 2 | 3) => cut(1),
            _ => whole,
        };
    }
    if let Some(family) = begins(JAPANESE_WRITTEN).filter(|family| length > *family) {
        return cut(family);
    }
    let han = word.chars().all(is_han);
    match (begins(HAN_DOUBLE), length) {
        (Some(family), 3 | 4) if han => cut(family),
        (_, 2 | 3) if han && word.starts_with(|c| HAN_SINGLE.contains(c)) => cut(1),
        _ => whole,
    }
}
