//! Companies' names, as far as two of them have to be compared.

use super::text::fold;

/// Words of a company's name that belong to its form.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "inc", "llc", "ltd", "limited", "corp", "corporation", "co", "plc", "gmbh", "ag", "kg", "se", "ug", "mbh",
    "ohg", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "aps", "oy", "oyj", "sl", "pty", "pvt",
    "company", "ltda", "kk", "llp", "lp", "gbr", "ev", "sro", "doo", "zoo", "the",
];

/// A company's name as comparing sees it: without capitals, accents, signs and the words of its legal
/// form, which people write or leave out. Empty for what holds no letter.
///
/// ```
/// use intouch::model::company::key;
/// assert_eq!(key("The Acme Company, Inc."), key("ACME"));
/// assert_eq!(key("Ferrari S.p.A."), "ferrari");
/// assert_ne!(key("Acme Labs"), key("Acme"));
/// ```
#[must_use]
pub fn key(company: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut after_letter = false;
    for word in fold(company).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        // Letters with dots between them are one word.
        let is_letter = word.chars().count() == 1 && word.is_ascii();
        match words.last_mut() {
            Some(last) if is_letter && after_letter => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        after_letter = is_letter;
    }
    let named: String = words.iter().filter(|w| !FORMS.contains(&w.as_str())).map(String::as_str).collect();
    if named.is_empty() { words.concat() } else { named }
}
