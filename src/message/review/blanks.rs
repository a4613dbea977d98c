//! `unfilled`: a template's blank that was left in. Free of any language but for the words that blanks are called by.

use super::look::Look;
use super::{Finding, Rule};
use std::ops::Range;

/// Words that blanks are called by.
const CALLED: &[&str] = &[
    "name",
    "firstname",
    "first",
    "last",
    "lastname",
    "surname",
    "fname",
    "lname",
    "company",
    "companyname",
    "event",
    "topic",
    "title",
    "role",
    "city",
    "date",
    "place",
    "product",
    "industry",
    "position",
    "job",
    "school",
    "university",
    "insert",
    "recipient",
    "contact",
    "organisation",
    "organization",
    "location",
    "field",
    "your",
    "their",
    "subject",
    "project",
    "day",
    "time",
    "link",
    "url",
    "conference",
    "sender",
    "mutual",
    "connection",
    "skill",
    "department",
    "prospect",
    "client",
    "the",
    "of",
    "person",
    "here",
    "x",
    "whatever",
    "something",
    "interest",
    "achievement",
    "article",
    "post",
    "business",
    "year",
    "month",
];
/// Words that stand for nothing wherever they stand.
const FILLERS: &[&str] =
    &["xxx", "xxxx", "xxxxx", "tbd", "tba", "tbc", "todo", "lorem", "yyy", "zzz", "undefined", "null", "nan"];
/// The longest blank.
const BLANK_MOST: usize = 60;
/// More are not told of one by one.
const MOST: usize = 20;

/// Every blank in the text.
pub(super) fn check(look: &Look<'_>) -> Vec<Finding> {
    let chars: Vec<char> = look.source.chars().take(120_000).collect();
    let mut spans = bracketed(&chars);
    spans.extend(runs(&chars));
    spans.extend(words(look));
    spans.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut last = 0;
    spans.retain(|s| {
        let free = s.start >= last;
        last = last.max(s.end);
        free
    });
    let why = look.language.why(Rule::Unfilled.as_str(), "");
    spans.into_iter().take(MOST).map(|s| Finding::new(Rule::Unfilled, s, why.clone())).collect()
}

/// `{{name}}`, `[event]`, `<company>`, `%NAME%`, `(first name)`, `$name$`, `*|NAME|*`.
fn bracketed(chars: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let close = match chars.get(i) {
            Some('{') => '}',
            Some('[') => ']',
            Some('<') => '>',
            Some('(') => ')',
            Some('%') => '%',
            Some('$') => '$',
            Some('#') => '#',
            Some('|') => '|',
            Some('\u{ab}') => '\u{bb}',
            Some('\u{3010}') => '\u{3011}',
            _ => {
                i += 1;
                continue;
            }
        };
        let open = chars.get(i).copied().unwrap_or_default();
        let from = i + chars
            .get(i..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| **c == open || (open == '<' && **c == '<'))
            .count();
        let inner: Vec<char> = chars
            .get(from..)
            .unwrap_or_default()
            .iter()
            .copied()
            .take(BLANK_MOST + 1)
            .take_while(|c| *c != close && *c != '\n')
            .collect();
        let end = from + inner.len();
        if chars.get(end) == Some(&close) && is_blank(open, &inner) {
            let after = end + chars.get(end..).unwrap_or_default().iter().take_while(|c| **c == close).count();
            found.push(i..after);
            i = after;
        } else {
            i += 1;
        }
    }
    found
}

fn is_blank(open: char, inner: &[char]) -> bool {
    let inner: String = inner.iter().collect();
    let inner = inner.trim();
    let parts: Vec<String> =
        inner.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let letters = inner.chars().any(char::is_alphabetic);
    let called = !parts.is_empty() && parts.iter().all(|w| CALLED.contains(&w.as_str()));
    let some = parts.iter().any(|w| CALLED.contains(&w.as_str()));
    match open {
        '{' => letters || inner.is_empty(),
        '[' => {
            (letters && parts.len() <= 6 && !matches!(inner.to_lowercase().as_str(), "sic" | "the" | "a"))
                || inner.is_empty()
        }
        '<' => letters && parts.len() <= 5 && !inner.contains('@') && !inner.contains("://") && !inner.starts_with('3'),
        '%' | '$' | '#' | '|' => {
            letters
                && !inner.contains(' ')
                && (called
                    || (some && inner.contains('_'))
                    || inner.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        }
        '(' => {
            called
                && parts.len() <= 3
                && !matches!(
                    inner.to_lowercase().as_str(),
                    "the" | "of" | "here" | "x" | "day" | "last" | "first" | "year" | "month" | "something"
                )
        }
        _ => called,
    }
}

/// `____`, `.......`, `???`.
fn runs(chars: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars.get(i).copied().unwrap_or_default();
        let n = chars.get(i..).unwrap_or_default().iter().take_while(|d| **d == c).count().max(1);
        let least = match c {
            '_' => 2,
            '.' => 5,
            _ => usize::MAX,
        };
        if n >= least {
            found.push(i..i + n);
        }
        i += n;
    }
    found
}

/// Words that stand for nothing: "XXX", "INSERT TOPIC", and a greeting without a name.
fn words(look: &Look<'_>) -> Vec<Range<usize>> {
    let words = &look.text.words;
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let next = words.get(i + 1);
        let low = word.low.as_str();
        let shouted =
            word.raw.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !word.raw.chars().any(char::is_lowercase);
        let filler =
            FILLERS.contains(&low) && (shouted || matches!(low, "lorem" | "undefined" | "null" | "xxx" | "xxxx"));
        let joined = (word.raw.contains('_') || matches!(low, "firstname" | "lastname"))
            && low.split('_').any(|p| CALLED.contains(&p));
        let insert = low == "insert" && word.raw.starts_with("INSERT") && next.is_some();
        let placeholder = shouted
            && CALLED.contains(&low)
            && next.is_some_and(|n| CALLED.contains(&n.low.as_str()) && !n.raw.chars().any(char::is_lowercase));
        if insert || placeholder {
            if let Some(next) = next {
                found.push(word.span.start..next.span.end);
            }
        } else if filler || joined {
            found.push(word.span.clone());
        }
    }
    // "Hi , we met": the greeting's name is gone. "Hi Name," and "Dear First Name,": it was never filled.
    if let Some(first) = words.first().filter(|w| look.is("greeters", &w.low)) {
        if look.source.chars().nth(first.span.end).is_some_and(char::is_whitespace)
            && first.after.starts_with([',', '!'])
        {
            found.push(first.span.clone());
        }
        let names = words
            .iter()
            .skip(1)
            .take_while(|w| {
                w.sentence == first.sentence
                    && matches!(
                        w.raw.as_str(),
                        "Name" | "First" | "Firstname" | "Last" | "NAME" | "name" | "Recipient" | "X" | "Candidate"
                    )
            })
            .count();
        if names > 0 && first.after.is_empty() {
            found.push(look.text.span(&(1..1 + names)));
        }
    }
    found
}
