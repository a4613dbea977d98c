//! The book as one JSON document: facts and decisions, keyed by `uid`, a contact a line. What
//! `export json` writes is what `import json` reads.
//!
//! Nothing in it is a number of a row: facts stand in order of entry, by a rank among the facts of one
//! contact, and so do the contacts, by a rank among all of them.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::exchange::linkedin::Newest;
use crate::model::{
    Day, Direction, Instant, InteractionKind, MarkKind, Outcome, PromiseKind, Relationship, RequestDirection, Span,
    Status,
};

/// What the document calls itself.
pub const FORMAT: &str = "intouch";
/// The version of the document's form.
pub const VERSION: u32 = 1;

/// A contact with everything that is known of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Unique in the world.
    pub uid: String,
    /// The rank among all contacts in order of entry, from 1.
    #[serde(default)]
    pub entry: u32,
    /// What can be typed.
    pub slug: String,
    /// The whole name.
    pub name: String,
    /// What to call them.
    pub given: Option<String>,
    /// The family name.
    pub family: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
    /// E-mail addresses.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Telephone numbers.
    #[serde(default)]
    pub phones: Vec<String>,
    /// The LinkedIn profile.
    pub linkedin: Option<String>,
    /// Other addresses on the web.
    #[serde(default)]
    pub urls: Vec<String>,
    /// How the user knows them.
    pub relationship: Option<Relationship>,
    /// The user's labels.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Who introduced them, by name.
    pub introduced_by: Option<String>,
    /// Who introduced them, where they are in the book.
    pub introduced_by_uid: Option<String>,
    /// Notes on the person.
    pub notes: Option<String>,
    /// Their own cadence.
    pub every: Option<Span>,
    /// Connected outside any request.
    pub connected_on: Option<Day>,
    /// Put away.
    #[serde(default)]
    pub archived: bool,
    /// Not to be written to.
    #[serde(default)]
    pub do_not_contact: bool,
    /// The day a pause began.
    pub paused_on: Option<Day>,
    /// The day it ends.
    pub paused_until: Option<Day>,
    /// When they were added (UTC).
    #[serde(with = "stamp")]
    pub created_at: Instant,
    /// The user's day on which they were added.
    pub added_on: Day,
    /// The import that brought them.
    pub source: Option<String>,
    /// What the last import of connections called them.
    pub imported_name: Option<String>,
    /// Where it said that they work.
    pub imported_company: Option<String>,
    /// As what.
    pub imported_title: Option<String>,
    /// Other names by which they are known.
    #[serde(default)]
    pub known_as: Vec<KnownAs>,
    /// What address books last said of them.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// What happened.
    #[serde(default)]
    pub interactions: Vec<Interaction>,
    /// What was asked.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// What was promised.
    #[serde(default)]
    pub promises: Vec<Promise>,
    /// What else was said of them.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// What was decided about follow-ups.
    #[serde(default)]
    pub decisions: Vec<Decision>,
}

/// Another name by which somebody is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownAs {
    /// `slug`, `uid` or `linkedin`.
    pub kind: String,
    /// The name.
    pub key: String,
}

/// What an address book last said of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The import it came with.
    pub source: String,
    /// What the address book calls the entry.
    pub uid: String,
    /// What it said.
    pub said: Value,
}

/// The key of a follow-up: the rule, the fact that raised it (`None`: the contact itself), the step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The rule.
    pub rule: String,
    /// The fact's uid.
    pub anchor: Option<String>,
    /// The step.
    pub step: u32,
}

/// What happened with somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields of model::Interaction")]
pub struct Interaction {
    pub uid: String,
    pub entry: u32,
    pub kind: InteractionKind,
    pub direction: Option<Direction>,
    pub on: Day,
    #[serde(default, with = "stamp_opt")]
    pub at: Option<Instant>,
    #[serde(rename = "where")]
    pub place: Option<String>,
    pub about: Option<String>,
    pub text: Option<String>,
    #[serde(default)]
    pub awaits_reply: bool,
    pub closes: Option<Key>,
    pub template: Option<String>,
    pub source: Option<String>,
    pub recorded_on: Day,
    pub shares: Option<String>,
}

/// What was asked of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields of model::Request")]
pub struct Request {
    pub uid: String,
    pub entry: u32,
    pub channel: String,
    pub direction: RequestDirection,
    pub status: Status,
    #[serde(default)]
    pub inferred: bool,
    #[serde(default)]
    pub outcome_unknown: bool,
    pub sent_on: Day,
    #[serde(default, with = "stamp_opt")]
    pub sent_at: Option<Instant>,
    pub resolved_on: Option<Day>,
    #[serde(default, with = "stamp_opt")]
    pub resolved_at: Option<Instant>,
    pub resolved_entry: Option<u32>,
    pub message: Option<String>,
    pub template: Option<String>,
    pub closes: Option<Key>,
    pub source: Option<String>,
    pub recorded_on: Day,
}

/// What was promised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields of model::Promise")]
pub struct Promise {
    pub uid: String,
    pub entry: u32,
    pub kind: PromiseKind,
    pub text: String,
    pub on: Day,
    #[serde(default, with = "stamp_opt")]
    pub at: Option<Instant>,
    pub due_on: Day,
    pub recorded_on: Day,
}

/// What else was said of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields of model::Mark")]
pub struct Mark {
    pub uid: String,
    pub entry: u32,
    pub kind: MarkKind,
    pub on: Day,
    #[serde(default, with = "stamp_opt")]
    pub at: Option<Instant>,
    pub text: Option<String>,
    pub source: Option<String>,
    pub recorded_on: Day,
}

/// What was decided about a follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Which one.
    #[serde(flatten)]
    pub key: Key,
    /// Done or skipped.
    pub outcome: Option<Outcome>,
    /// When.
    pub decided_on: Option<Day>,
    /// Put off until that day.
    pub snoozed_until: Option<Day>,
}

/// Something worth sharing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields of model::Resource")]
pub struct Resource {
    pub uid: String,
    pub url: String,
    pub key: String,
    pub title: Option<String>,
    #[serde(default)]
    pub topics: Vec<String>,
    pub note: Option<String>,
    pub added_on: Day,
}

/// Instants as the book writes them: RFC 3339, UTC.
mod stamp {
    use super::{Deserialize, Deserializer, Instant};
    use crate::model::day;
    use serde::{Serializer, de::Error};

    pub fn serialize<S: Serializer>(at: &Instant, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&day::stamp(*at))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Instant, D::Error> {
        let text = String::deserialize(d)?;
        day::parse_stamp(&text).ok_or_else(|| D::Error::custom("expected an instant"))
    }
}

/// Instants that may be absent.
mod stamp_opt {
    use super::{Deserialize, Deserializer, Instant};
    use crate::model::day;
    use serde::{Serializer, de::Error};

    #[allow(clippy::ref_option, reason = "serde's own signature")]
    pub fn serialize<S: Serializer>(at: &Option<Instant>, s: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => s.serialize_some(&day::stamp(*at)),
            None => s.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Instant>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        text.map(|t| day::parse_stamp(&t).ok_or_else(|| D::Error::custom("expected an instant"))).transpose()
    }
}

/// Something the document holds.
#[derive(Debug)]
pub enum Item {
    /// The newest days of the newest import of connections.
    Newest(Newest),
    /// Something worth sharing.
    Resource(Resource),
    /// A contact.
    Person(Box<Person>),
}

/// Why a document can't be read. It never holds what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is no JSON from that place on: line and column, from 1.
    Syntax(usize, usize),
    /// It ends too early.
    CutOff,
    /// It holds something else there than an export does: line and column, from 1.
    Unexpected(usize, usize),
    /// It is JSON, and no export of this program.
    NotABook,
    /// It was written by a newer version of the program.
    Newer(u32),
    /// The file can't be read.
    Unreadable(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(line, column) => write!(f, "it is no JSON: line {line}, column {column}"),
            Self::CutOff => f.write_str("it ends in the middle"),
            Self::Unexpected(line, column) => {
                write!(f, "line {line}, column {column} holds something that no export of intouch holds there")
            }
            Self::NotABook => f.write_str("it is no export of intouch"),
            Self::Newer(version) => write!(f, "it is an export of version {version}, which a newer intouch wrote"),
            Self::Unreadable(why) => f.write_str(why),
        }
    }
}

impl ReadError {
    /// What helps.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::CutOff => "copy or download the file again".to_owned(),
            Self::Newer(_) => "update intouch on this machine".to_owned(),
            Self::Unreadable(_) => "check that the file may be read".to_owned(),
            _ => "it reads what was written by: intouch export json --out FILE".to_owned(),
        }
    }
}

/// Reads a document item by item, none held longer than it is handed to `take`.
///
/// # Errors
/// The document can't be read; or what `take` says (inside).
pub fn read<E>(reader: impl Read, take: &mut dyn FnMut(Item) -> Result<(), E>) -> Result<Result<(), E>, ReadError> {
    let (mut failed, mut refused) = (None, None);
    let mut sink = |item: Item| take(item).map_err(|e| failed = Some(e)).is_ok();
    let mut json = serde_json::Deserializer::from_reader(std::io::BufReader::new(reader));
    let document = Document { take: &mut sink, refused: &mut refused };
    let done = json.deserialize_map(document).and_then(|()| json.end());
    if let Some(failed) = failed {
        return Ok(Err(failed));
    }
    match (done, refused) {
        (Ok(()), _) => Ok(Ok(())),
        (Err(_), Some(why)) => Err(why),
        (Err(e), None) => Err(match e.classify() {
            serde_json::error::Category::Io => ReadError::Unreadable(e.to_string()),
            serde_json::error::Category::Eof => ReadError::CutOff,
            serde_json::error::Category::Syntax => ReadError::Syntax(e.line(), e.column()),
            serde_json::error::Category::Data => ReadError::Unexpected(e.line(), e.column()),
        }),
    }
}

/// The document as a whole.
struct Document<'a> {
    take: &'a mut dyn FnMut(Item) -> bool,
    refused: &'a mut Option<ReadError>,
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut is_book, mut version) = (false, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "format" => is_book = map.next_value::<Value>()? == FORMAT,
                "version" => version = map.next_value::<Option<u32>>()?,
                "newest_connection" | "newest_invitation" | "newest_message" => {
                    let (day, mut newest) = (map.next_value::<Option<Day>>()?, Newest::default());
                    match key.as_str() {
                        "newest_connection" => newest.connection = day,
                        "newest_invitation" => newest.invitation = day,
                        _ => newest.message = day,
                    }
                    if !(self.take)(Item::Newest(newest)) {
                        return Err(A::Error::custom("stopped"));
                    }
                }
                // What it is must be said first.
                "resources" | "contacts" if !is_book || version.is_none_or(|v| v > VERSION) => break,
                "resources" => map.next_value_seed(Items { take: self.take, make: Item::Resource })?,
                "contacts" => map.next_value_seed(Items { take: self.take, make: |p| Item::Person(Box::new(p)) })?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        *self.refused = match version {
            _ if !is_book => Some(ReadError::NotABook),
            Some(newer) if newer > VERSION => Some(ReadError::Newer(newer)),
            Some(_) => None,
            None => Some(ReadError::NotABook),
        };
        if self.refused.is_some() { Err(A::Error::custom("refused")) } else { Ok(()) }
    }
}

/// A list, an item at a time.
struct Items<'a, T> {
    take: &'a mut dyn FnMut(Item) -> bool,
    make: fn(T) -> Item,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Items<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<T>()? {
            if !(self.take)((self.make)(item)) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &[u8]) -> Result<Vec<Item>, ReadError> {
        let mut items = Vec::new();
        let done = read::<()>(text, &mut |item| {
            items.push(item);
            Ok(())
        });
        done.map(|_| items)
    }

    const PERSON: &str =
        r#"{"uid":"u","slug":"ada","name":"Ada","created_at":"2026-11-23T10:00:00Z","added_on":"2026-11-23"}"#;

    fn book(contacts: &str) -> String {
        format!(r#"{{"format":"intouch","version":1,"resources":[],"contacts":[{contacts}]}}"#)
    }

    #[test]
    fn an_older_export_lacks_fields_and_a_later_one_has_more() {
        let items = all(book(&PERSON.replace("\"slug\"", "\"to_come\":[1],\"slug\"")).as_bytes()).expect("a book");
        let [Item::Person(person)] = items.as_slice() else { panic!("one person") };
        assert_eq!((person.name.as_str(), person.cards.len(), person.archived), ("Ada", 0, false));
    }

    #[test]
    fn what_is_no_export_is_refused_without_a_word_of_it() {
        for (text, expected) in [
            ("{}".to_owned(), ReadError::NotABook),
            ("[1]".to_owned(), ReadError::Unexpected(1, 0)),
            (r#"{"format":"other","version":1}"#.to_owned(), ReadError::NotABook),
            (r#"{"contacts":[],"format":"intouch","version":1}"#.to_owned(), ReadError::NotABook),
            (book(PERSON).replace(":1,", ":2,"), ReadError::Newer(2)),
            (book(PERSON).replace('}', ""), ReadError::Syntax(1, 0)),
            (book(&PERSON.replace("\"Ada\"", "[\"Secret\"]")), ReadError::Unexpected(1, 0)),
            (book(PERSON)[..90].to_owned(), ReadError::CutOff),
            (String::new(), ReadError::CutOff),
        ] {
            let error = all(text.as_bytes()).expect_err(&text);
            assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&expected), "{text}: {error:?}");
            assert!(!error.to_string().contains("Secret") && !error.hint().is_empty());
        }
    }

    #[test]
    fn an_error_of_the_taker_stops_the_reading() {
        let mut seen = 0;
        let done = read(book(&[PERSON, PERSON].join(",")).as_bytes(), &mut |_| {
            seen += 1;
            Err("enough")
        });
        assert_eq!((done, seen), (Ok(Err("enough")), 1));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let _ = all(&bytes);
            let mut text = book(PERSON).into_bytes();
            let at = at.index(text.len());
            text[at] = byte;
            let _ = all(&text);
        }
    }
}
