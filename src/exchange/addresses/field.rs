//! What a column of a table can be told to hold, and how a user tells it (`--map "Spalte=company"`).

use std::fmt;

use crate::model::Error;
use crate::model::word::words;

words! {
    /// What a column holds.
    Field {
        /// The whole name.
        Name = "name",
        /// The first name.
        Given = "given",
        /// The last name.
        Family = "family",
        /// Further first names.
        Middle = "middle",
        /// A title before the name.
        Prefix = "prefix",
        /// What stands behind the name: Jr.
        Suffix = "suffix",
        /// What friends call them.
        Nickname = "nickname",
        /// Where they work.
        Company = "company",
        /// What they do there.
        Title = "title",
        /// E-mail addresses.
        Email = "email",
        /// Telephone numbers.
        Phone = "phone",
        /// The LinkedIn profile.
        Linkedin = "linkedin",
        /// Addresses on the web.
        Url = "url",
        /// Labels.
        Tag = "tag",
        /// Free notes.
        Notes = "notes",
        /// How the user knows them.
        Relationship = "relationship",
        /// How often to be in touch.
        Every = "every",
        /// Where they met.
        MetAt = "met_at",
        /// The day on which they met.
        MetOn = "met_on",
        /// What they talked about then.
        About = "about",
        /// Who introduced them.
        IntroducedBy = "introduced_by",
        /// The day since which they are connected.
        ConnectedOn = "connected_on",
        /// Whether the user put them away.
        Archived = "archived",
        /// Whether the user wants to be reminded of them no more.
        DoNotContact = "do_not_contact",
        /// The day until which the user wants to hear nothing of them.
        PausedUntil = "paused_until",
        /// What the address book itself calls the entry.
        Uid = "uid",
        /// What the book held when it wrote the entry.
        AsOf = "as_of",
        /// Nothing that is wanted.
        Ignore = "ignore",
    }
}

/// Words for a field beside its own.
const ALSO: [(&str, Field); 8] = [
    ("additional", Field::Middle),
    ("emails", Field::Email),
    ("phones", Field::Phone),
    ("urls", Field::Url),
    ("tags", Field::Tag),
    ("note", Field::Notes),
    ("website", Field::Url),
    ("organization", Field::Company),
];

/// Why a mapping can't be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapError {
    /// There is no `=` in it, or nothing on one of its sides.
    NoPair(String),
    /// There is no such field.
    UnknownField(String),
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPair(text) => write!(f, "{text:?} doesn't say which column is which field"),
            Self::UnknownField(word) => write!(f, "there is no field {word:?}"),
        }
    }
}

impl std::error::Error for MapError {}

impl MapError {
    /// What helps.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoPair(_) => {
                "name the column, or its number, and the field: --map \"Company name=company\"".to_owned()
            }
            Self::UnknownField(_) => {
                let words: Vec<&str> = Field::ALL.iter().map(|f| f.as_str()).collect();
                format!("the fields are {}", words.join(", "))
            }
        }
    }
}

impl From<MapError> for Error {
    fn from(e: MapError) -> Self {
        Self::new(crate::model::ErrorKind::Usage, e.to_string()).hint(e.hint())
    }
}

/// Reads `Company name=company`: a column by its label or its number from 1, and a field.
///
/// ```
/// use intouch::exchange::addresses::{Field, parse_map};
/// assert_eq!(parse_map("a = b=met-at"), Ok(("a = b".to_owned(), Field::MetAt)));
/// ```
///
/// # Errors
/// It is no such pair, or the field is none.
pub fn parse_map(text: &str) -> Result<(String, Field), MapError> {
    let pair = text.rsplit_once('=').map(|(label, word)| (label.trim(), word.trim()));
    let Some((label, word)) = pair.filter(|(label, word)| !label.is_empty() && !word.is_empty()) else {
        return Err(MapError::NoPair(text.to_owned()));
    };
    let plain = word.to_lowercase().replace(['-', ' '], "_");
    let also = || ALSO.iter().find(|(w, _)| *w == plain).map(|(_, field)| *field);
    let field = Field::parse(&plain).or_else(also).ok_or_else(|| MapError::UnknownField(word.to_owned()))?;
    Ok((label.to_owned(), field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_a_label_and_a_field() {
        for (text, pair) in [
            ("Spalte=company", Some(("Spalte", Field::Company))),
            (" E-Mail = EMAILS ", Some(("E-Mail", Field::Email))),
            ("3=met-on", Some(("3", Field::MetOn))),
            ("Zweitname=additional", Some(("Zweitname", Field::Middle))),
            ("=name", None),
            ("name", None),
            ("Ruhe=do-not-contact", Some(("Ruhe", Field::DoNotContact))),
            ("x=", None),
        ] {
            assert_eq!(parse_map(text).ok(), pair.map(|(l, f)| (l.to_owned(), f)), "{text}");
        }
        let error = parse_map("Kontakt=person").expect_err("no field");
        assert_eq!(error, MapError::UnknownField("person".to_owned()));
        assert!(error.hint().contains("name, given, family") && error.hint().ends_with("ignore"));
    }
}
