//! vCards of versions 2.1, 3.0 and 4.0, as people's programs write them, read as [`Card`]s.
//!
//! One card at a time, and one broken card costs itself only. What the book has no field for is kept
//! as vCard 3.0 lines, so that an export gives it back.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use super::frame::{Frame, Frames, Item};
use super::property::{Property, split, unescape};
use super::{kept, revision};
use crate::exchange::card::{AddressBook, Card, Entry};
use crate::exchange::cell::Cells;
use crate::exchange::encoding::Text;
use crate::exchange::source::{Counted, Source};
use crate::model::profile::{profile_url, slug_key};
use crate::model::{name, text};

/// What a card of ours says of the book that wrote it (see [`Card::as_of`]).
pub(super) const AS_OF: &str = "X-INTOUCH-AS-OF";
/// Why lines are left out that belong to no card.
pub const OUTSIDE: &str = "it is outside of every card";
/// The most that is kept of one card beside its fields, in bytes.
const REST_MOST: usize = 512 * 1024;

/// Reads the cards of a file.
pub struct Cards {
    frames: Frames<BufReader<Counted<Box<dyn Read>>>>,
    fallback: &'static Encoding,
    position: Rc<Cell<u64>>,
    cells: Cells,
    told: Told,
}

/// What a person is told of a file as a whole.
#[derive(Debug, Default)]
struct Told {
    damaged: usize,
    senseless: usize,
    large: usize,
}

impl Cards {
    /// The cards of a file, from its start. What a card does not declare is UTF-8 where it can be, and
    /// of that encoding where not; all of it is, where the user said so.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn open(source: &Source, encoding: &'static Encoding, is_named: bool) -> io::Result<Self> {
        let wide = encoding == UTF_16LE || encoding == UTF_16BE || (is_named && encoding != UTF_8);
        let bytes: Box<dyn Read> = if wide { Box::new(Text::open(source, encoding)?) } else { source.open()? };
        let (bytes, position) = Counted::new(bytes);
        // In a file of UTF-8, a card that is none was written by an older program.
        let fallback = if wide || encoding == UTF_8 { WINDOWS_1252 } else { encoding };
        let frames = Frames::new(BufReader::new(bytes));
        Ok(Self { frames, fallback, position, cells: Cells::of_cards(), told: Told::default() })
    }

    fn card(&mut self, frame: &Frame) -> Result<Card, &'static str> {
        let properties: Vec<Property> =
            frame.properties.iter().filter_map(|raw| Property::of(raw, self.fallback)).collect();
        if frame.unended && properties.iter().all(|p| p.value.trim().is_empty()) {
            return Err("the card ends nowhere");
        }
        if properties.iter().any(is_group) {
            return Err("it is a group, not a person");
        }
        let mut reading = Reading::new(&properties, &mut self.cells);
        for property in &properties {
            reading.take(property);
        }
        reading.cells.at(frame.line);
        let (mut card, large) = reading.finish()?;
        card.line = frame.line;
        self.told.damaged += usize::from(properties.iter().any(|p| p.damaged));
        self.told.senseless += frame.senseless;
        self.told.large += usize::from(large || frame.cut);
        Ok(card)
    }
}

impl AddressBook for Cards {
    fn read(&mut self) -> io::Result<Option<Entry>> {
        Ok(match self.frames.read()? {
            None => None,
            Some(Item::Stray(line)) => Some(Entry::Left(line, OUTSIDE)),
            Some(Item::Card(frame)) => Some(match self.card(&frame) {
                Ok(card) => Entry::Person(Box::new(card)),
                Err(reason) => Entry::Left(frame.line, reason),
            }),
        })
    }

    fn position(&self) -> u64 {
        self.position.get()
    }

    fn tell(&self, file: &str, notices: &mut Vec<String>) {
        self.cells.tell(file, notices);
        for (count, one, many) in [
            (self.told.damaged, "card holds letters that can't be read", "cards hold letters that can't be read"),
            (self.told.senseless, "line says nothing and was left out", "lines say nothing and were left out"),
            (self.told.large, "card's picture is too large to keep", "cards' pictures are too large to keep"),
        ] {
            if count > 0 {
                notices.push(format!("{file}: {}", text::counted(count, one, many)));
            }
        }
    }
}

/// A list of people, a company's department, a place: what version 4.0 and Apple call other kinds.
fn is_group(property: &Property) -> bool {
    matches!(property.name.as_str(), "KIND" | "X-ADDRESSBOOKSERVER-KIND")
        && !["individual", "org", ""].iter().any(|kind| property.value.trim().eq_ignore_ascii_case(kind))
}

/// The parts of `N`, in its order: family, given, additional, prefixes, suffixes.
pub(super) const FAMILY: usize = 0;
pub(super) const GIVEN: usize = 1;
pub(super) const ADDITIONAL: usize = 2;

/// One card, while its properties are gone through.
struct Reading<'a> {
    cells: &'a mut Cells,
    version: Version,
    card: Card,
    formatted: Option<String>,
    parts: Vec<String>,
    nickname: Option<String>,
    is_company: bool,
    emails: Vec<(u32, String)>,
    phones: Vec<(u32, String)>,
    notes: Vec<String>,
    kept: usize,
    large: bool,
}

/// The version a card is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 2.1.
    V2,
    /// 3.0.
    V3,
    /// 4.0.
    V4,
}

impl Version {
    fn of(properties: &[Property]) -> Self {
        let says = properties.iter().find(|p| p.name == "VERSION").map(|p| p.value.trim());
        match says {
            Some("2.1") => Self::V2,
            Some("4.0") => Self::V4,
            None if properties.iter().any(|p| p.is_old) => Self::V2,
            _ => Self::V3,
        }
    }
}

impl<'a> Reading<'a> {
    fn new(properties: &[Property], cells: &'a mut Cells) -> Self {
        Self {
            cells,
            version: Version::of(properties),
            card: Card::default(),
            formatted: None,
            parts: Vec::new(),
            nickname: None,
            is_company: false,
            emails: Vec::new(),
            phones: Vec::new(),
            notes: Vec::new(),
            kept: 0,
            large: false,
        }
    }

    fn take(&mut self, property: &Property) {
        self.cells.at(property.line);
        let text = || unescape(&property.value);
        match property.name.as_str() {
            "PRODID" => {
                self.card.is_one_of_a_kind = property.value == super::write::PRODID;
                return;
            }
            "BEGIN" | "END" | "VERSION" => return,
            "FN" => return put(&mut self.formatted, self.cells.line(&text())),
            "TITLE" if self.card.title.is_none() => {
                self.card.title = self.cells.occupation(&text());
                return;
            }
            "UID" => {
                let text = text();
                put(&mut self.card.uid, self.cells.line(bare_uid(&text)));
                // It goes out as it came in: to a phone the other one would be somebody new.
                if bare_uid(&text) == text.trim() {
                    return;
                }
            }
            AS_OF => return put(&mut self.card.as_of, self.cells.line(&text())),
            "REV" => return put(&mut self.card.revision, revision::sortable(property.value.trim())),
            "NOTE" => return self.notes.extend(self.cells.block(&text())),
            "CATEGORIES" => {
                for tag in split(&property.value, ',').iter().filter_map(|t| self.cells.tag(t)).collect::<Vec<_>>() {
                    self.cells.add(&mut self.card.tags, tag);
                }
                return;
            }
            "N" if self.parts.is_empty() => {
                self.parts =
                    split(&property.value, ';').iter().map(|p| self.cells.line(p).unwrap_or_default()).collect();
            }
            "NICKNAME" => {
                let first = split(&property.value, ',').into_iter().next().unwrap_or_default();
                put(&mut self.nickname, self.cells.line(&first));
            }
            "ORG" if self.card.company.is_none() => {
                let first = split(&property.value, ';').into_iter().next().unwrap_or_default();
                self.card.company = self.cells.occupation(&first);
            }
            "X-ABSHOWAS" => self.is_company = property.value.trim().eq_ignore_ascii_case("COMPANY"),
            "KIND" => self.is_company |= property.value.trim().eq_ignore_ascii_case("org"),
            "EMAIL" if property.is_point() => {
                if let Some(email) = self.cells.email(&mail(&text())) {
                    self.emails.push((property.preference(), email));
                }
            }
            "TEL" if property.is_point() => {
                if let Some(phone) = self.cells.phone(&number(&text())) {
                    self.phones.push((property.preference(), phone));
                }
            }
            "URL" | "X-SOCIALPROFILE" | "SOCIALPROFILE" if property.is_point() => self.address(property),
            _ => {}
        }
        self.keep(property);
    }

    /// A profile's address, or another one on the web.
    fn address(&mut self, property: &Property) {
        let text = text::line(&unescape(&property.value)).unwrap_or_default();
        let is_linkedin = property.is_type("LINKEDIN")
            || property.param("SERVICE-TYPE").is_some_and(|s| s.eq_ignore_ascii_case("LINKEDIN"));
        // Some say the member's name alone, in a parameter or as the value.
        let named = property.param("X-USER").or_else(|| property.param("USERNAME"));
        let is_name =
            |u: &&str| !u.is_empty() && u.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '%'));
        let user = || named.or(Some(text.trim())).filter(is_name);
        let profile = profile_url(&text).or_else(|| {
            let user = user().filter(|_| is_linkedin)?;
            profile_url(&format!("https://www.linkedin.com/in/{user}"))
        });
        // A company's page is nobody's profile.
        let profile = profile.filter(|p| slug_key(p).is_some());
        match profile {
            Some(profile) if self.card.linkedin.is_none() => self.card.linkedin = Some(profile),
            Some(profile) if self.card.linkedin.as_deref().and_then(slug_key) == slug_key(&profile) => {}
            Some(profile) => self.cells.add(&mut self.card.urls, profile),
            None if property.name == "URL" => {
                if let Some(url) = self.cells.web(&text) {
                    self.cells.add(&mut self.card.urls, url);
                }
            }
            None => {}
        }
    }

    /// Keeps a property as a line of vCard 3.0.
    fn keep(&mut self, property: &Property) {
        let Some(line) = kept::line(property, self.version) else { return };
        if self.kept + line.len() > REST_MOST {
            self.large = true;
            return;
        }
        self.kept += line.len();
        self.card.rest.push(line);
    }

    /// The card, and whether something in it was too large to keep.
    fn finish(mut self) -> Result<(Card, bool), &'static str> {
        self.emails.sort_by_key(|(preference, _)| *preference);
        self.phones.sort_by_key(|(preference, _)| *preference);
        let mut card = self.card;
        self.emails.into_iter().for_each(|(_, email)| self.cells.add(&mut card.emails, email));
        self.phones.into_iter().for_each(|(_, phone)| self.cells.add(&mut card.phones, phone));
        card.tags.sort();
        card.tags.dedup();
        card.notes = self.cells.block(&self.notes.join("\n\n"));
        let part = |n: usize| self.parts.get(n).map(String::as_str).unwrap_or_default();
        let structured = [part(GIVEN), part(ADDITIONAL), part(FAMILY)];
        let structured = structured.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
        // Each part has its bounds; so has the whole.
        let structured = self.cells.line(&structured).unwrap_or_default();
        let turned = format!("{}, {}", part(FAMILY), part(GIVEN));
        // Outlook shows people as "Chen, Laura" where it is told to.
        let formatted = self.formatted.filter(|f| *f != turned);
        let is_nobody = structured.is_empty() && self.nickname.is_none();
        let is_company = card.company.is_some()
            && (self.is_company && formatted.as_ref().is_none_or(|f| Some(f) == card.company.as_ref())
                || is_nobody && formatted.as_ref().is_none_or(|f| Some(f) == card.company.as_ref()));
        let structured = Some(structured).filter(|s| !s.is_empty());
        let told = [formatted, structured, self.nickname, card.company.clone(), card.emails.first().cloned()];
        let says = |n: &&String| !n.chars().all(|c| c.is_ascii_punctuation() || c.is_whitespace());
        let reads = |n: &&String| n.chars().any(char::is_alphanumeric);
        // A crown is a name where there is no other.
        let found = told.iter().flatten().find(reads).or_else(|| told.iter().flatten().find(says));
        card.name = found.cloned().ok_or("it has neither name nor e-mail address")?;
        if !is_company && !card.name.contains('@') {
            let split = name::split(&card.name);
            card.given = name::tidy_given(part(GIVEN)).or(split.given);
            card.family = Some(part(FAMILY)).filter(|f| !f.is_empty()).map(str::to_owned).or(split.family);
        }
        Ok((card, self.large))
    }
}

/// The first one said counts.
fn put(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

/// What an entry is called, without what says that it is a UUID.
pub(super) fn bare_uid(text: &str) -> &str {
    text.trim().strip_prefix("urn:uuid:").unwrap_or(text.trim())
}

/// `mailto:ada@example.com`, `Ada <ada@example.com>`: the address.
#[must_use]
pub fn mail(text: &str) -> String {
    let text = text.trim();
    let inner = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    let start = inner.get(..7).filter(|s| s.eq_ignore_ascii_case("mailto:")).map_or(0, str::len);
    inner.get(start..).unwrap_or_default().trim().to_owned()
}

/// `tel:+1-555-0100;ext=2` as it is dialled; other texts as they are.
#[must_use]
pub fn number(text: &str) -> String {
    let text = text.trim();
    let Some(uri) = text.get(..4).filter(|s| s.eq_ignore_ascii_case("tel:")).and_then(|_| text.get(4..)) else {
        return text.to_owned();
    };
    let mut parts = uri.split(';');
    let mut number = parts.next().unwrap_or_default().trim().to_owned();
    for part in parts {
        if let Some((name, extension)) = part.split_once('=')
            && name.trim().eq_ignore_ascii_case("ext")
        {
            number.push_str(" ext. ");
            number.push_str(extension.trim());
        }
    }
    number
}
