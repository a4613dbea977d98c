//! `import vcard`, `import csv`: the entries of an address book become contacts.
//!
//! What an entry says is kept beside the contact. It tells the next import what changed in the address
//! book, and what the user changed since: the same file again changes nothing, an older one nothing
//! that is newer, and nothing ever what the user wrote.

mod change;
mod find;

use super::report::Report;
use super::roll::Roll;
use crate::actions::desk::Desk;
use crate::actions::interaction::{self, Fact};
use crate::exchange::Skip;
use crate::exchange::addresses::Layout;
use crate::exchange::card::{AddressBook, Card, Entry};
use crate::exchange::kind::Kind;
use crate::exchange::source::Source;
use crate::exchange::vcard::read::OUTSIDE;
use crate::model::text::counted;
use crate::model::{Contact, Direction, Error, ErrorKind, InteractionKind, Result, When, digest};
use crate::store::contacts::{self, point_key};
use crate::store::{Book, Writer, cards, interactions, search};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use find::key_of;

/// After how many entries the progress is told.
const STEP: usize = 100;
/// How many earlier states of an entry are known again.
const EARLIER_MOST: usize = 32;

/// An address book in a file.
pub struct Addresses<'a> {
    /// `vcard` or `csv`.
    pub source: &'static str,
    /// The sort of address book among those of one source: what another program's says is no news of
    /// this one. Empty where there is one sort.
    pub sort: &'static str,
    /// The file.
    pub file: &'a Source,
    /// Opens it at its start.
    pub open: &'a dyn Fn() -> io::Result<Box<dyn AddressBook>>,
    /// What was understood of it, for the report.
    pub notices: Vec<String>,
}

/// Called now and then with how many of all bytes are read.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> Result<()>;

impl Addresses<'_> {
    fn each(&self, progress: Progress<'_>, mut take: impl FnMut(Entry) -> Result<()>) -> Result<Box<dyn AddressBook>> {
        let unreadable = |e: io::Error| {
            Error::input(format!("{} can't be read: {e}", self.file.name)).hint("check that the file may be read")
        };
        let mut book = (self.open)().map_err(unreadable)?;
        let mut count = 0;
        while let Some(entry) = book.read().map_err(unreadable)? {
            take(entry)?;
            count += 1;
            if count % STEP == 0 {
                progress(book.position(), self.file.size)?;
            }
        }
        progress(self.file.size, self.file.size)?;
        Ok(book)
    }
}

/// What has to be known of an address book before anything is written.
#[derive(Debug)]
pub struct Survey {
    hasher: RandomState,
    shared: HashSet<u64>,
    notices: Vec<String>,
}

impl Survey {
    /// Reads an address book through.
    ///
    /// # Errors
    /// `Input` where it can't be read, or holds nobody; what `progress` says.
    pub fn of(addresses: &Addresses<'_>, progress: Progress<'_>) -> Result<Self> {
        let hasher = RandomState::new();
        let (mut once, mut shared) = (HashSet::new(), HashSet::new());
        let (mut people, mut left, mut why) = (0_usize, 0_usize, None);
        let book = addresses.each(progress, |entry| {
            match entry {
                Entry::Left(line, reason) => {
                    left += 1;
                    why.get_or_insert((line, reason));
                }
                Entry::Person(card) => {
                    people += 1;
                    let keys: HashSet<u64> =
                        card.emails.iter().map(|e| hasher.hash_one(point_key("email", e))).collect();
                    shared.extend(keys.iter().filter(|key| once.contains(*key)));
                    once.extend(keys);
                }
            }
            Ok(())
        })?;
        let name = &addresses.file.name;
        match why {
            _ if people > 0 => {}
            None => return Err(Error::input(format!("{name} holds nobody")).hint("export the address book once more")),
            Some((line, reason)) => {
                if reason == OUTSIDE && left == 1 {
                    let path = addresses.file.path().map_or(Path::new("FILE"), PathBuf::as_path);
                    return Err(Error::input(format!("{name} holds no vCard")).hint(Kind::Other.hint(path)));
                }
                let entries = counted(left, "entry", "entries");
                let message = format!("{name} has {entries} and none can be used; on line {line}: {reason}");
                return Err(Error::input(message).hint("export the address book once more"));
            }
        }
        let mut notices = addresses.notices.clone();
        book.tell(name, &mut notices);
        Ok(Self { hasher, shared, notices })
    }

    /// Whether several entries of the file have that e-mail address.
    fn is_shared(&self, key: &str) -> bool {
        self.shared.contains(&self.hasher.hash_one(key))
    }
}

/// Brings an address book into the book, in one transaction; with `dry_run` only says what it would
/// do.
///
/// # Errors
/// What the database or the file say; an error of `progress` ends the import without a trace.
pub fn import(
    desk: &Desk,
    book: &mut Book,
    addresses: &Addresses<'_>,
    survey: &Survey,
    dry_run: bool,
    progress: Progress<'_>,
) -> Result<Report> {
    let work = |w: &Writer<'_>| {
        search::index_later(w)?;
        let mut import = Import::new(desk, w, addresses, survey)?;
        addresses.each(progress, |entry| import.take(entry))?;
        import.finish(dry_run)
    };
    let step = desk.step(if addresses.source == "csv" { "import csv" } else { "import vcard" });
    if dry_run { book.rehearse(step, work) } else { book.write(step, work) }
}

struct Import<'a> {
    desk: &'a Desk,
    w: &'a Writer<'a>,
    source: &'static str,
    /// It is a table of ours.
    is_own: bool,
    /// What the cards of this address book bear as their source.
    book: String,
    file: &'a Source,
    survey: &'a Survey,
    report: Report,
    roll: Roll<'a>,
    /// The entries of the file that were taken already: whose, and what they are called.
    met: HashSet<u64>,
    /// Entries that are somebody whom another entry of the file was already.
    twice: usize,
    /// Notes that found no room.
    lost_notes: usize,
    /// Meetings of a day to come.
    to_come: usize,
}

/// What an entry said, as the book keeps it.
#[derive(Serialize, Deserialize)]
pub(super) struct Said {
    /// What it says.
    #[serde(flatten)]
    pub card: Card,
    /// What it said before that, as numbers: so an older file is known again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<String>,
}

impl Said {
    /// What is kept of an entry; `None` for what is no entry's.
    pub fn parse(json: &str) -> Option<Self> {
        // What a newer version wrote and this one can't read is no ground for anything.
        serde_json::from_str(json).ok()
    }

    fn json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| unkept(&e))
    }
}

fn unkept(e: &serde_json::Error) -> Error {
    Error::new(ErrorKind::Failure, format!("what an entry says can't be kept: {e}"))
}

/// What an entry says, whenever it was said.
fn content(card: &Card) -> Card {
    Card { revision: None, line: 0, is_one_of_a_kind: false, ..card.clone() }
}

/// A number for what an entry says.
fn state(card: &Card) -> Result<String> {
    let json = serde_json::to_vec(&content(card)).map_err(|e| unkept(&e))?;
    Ok(format!("{:016x}", digest::of(&json, 0)))
}

impl<'a> Import<'a> {
    fn new(desk: &'a Desk, w: &'a Writer<'a>, addresses: &'a Addresses<'_>, survey: &'a Survey) -> Result<Self> {
        let report = Report {
            source: addresses.source,
            files: vec![addresses.file.name.to_string()],
            notices: survey.notices.clone(),
            ..Report::default()
        };
        Ok(Self {
            desk,
            w,
            source: addresses.source,
            is_own: addresses.sort == Layout::Intouch.as_str(),
            book: [addresses.source, addresses.sort]
                .into_iter()
                .filter(|s| !s.is_empty())
                .collect::<Vec<_>>()
                .join("-"),
            file: addresses.file,
            survey,
            report,
            roll: Roll::new(desk, w, addresses.source)?,
            met: HashSet::new(),
            twice: 0,
            lost_notes: 0,
            to_come: 0,
        })
    }

    fn take(&mut self, entry: Entry) -> Result<()> {
        match entry {
            Entry::Left(line, reason) => {
                let file = Rc::clone(&self.file.name);
                self.report.skipped.push(Skip { file, line: Some(line), reason: reason.into() });
                Ok(())
            }
            Entry::Person(mut card) => {
                card.is_one_of_a_kind |= self.is_own && card.uid.is_some();
                match self.find(&card, self.survey)? {
                    Some(id) => self.update(id, *card),
                    None => self.create(*card),
                }
            }
        }
    }

    fn met_key(&self, id: i64, key: &str) -> u64 {
        self.survey.hasher.hash_one((id, key))
    }

    /// Whether an entry of that name was already that contact.
    fn was_met(&self, id: i64, key: &str) -> bool {
        self.met.contains(&self.met_key(id, key))
    }

    fn create(&mut self, row: Card) -> Result<()> {
        let mut contact = self.desk.blank(&row.name);
        // Ours come back under their own name.
        if let Some(uid) = row.uid.as_deref().filter(|u| uuid::Uuid::try_parse(u).is_ok() && u.len() == 36)
            && contacts::id_by_uid(self.w, uid)?.is_none()
        {
            uid.clone_into(&mut contact.uid);
        }
        (contact.given, contact.family) = (row.given.clone(), row.family.clone());
        self.change(&mut contact, None, &row);
        let id = self.roll.create(contact)?;
        if self.encounter(id, None, &row)? {
            self.roll.touch(id);
        }
        let key = key_of(&row);
        self.met.insert(self.met_key(id, &key));
        self.keep(id, &key, Said { card: row, earlier: Vec::new() })
    }

    fn change(&mut self, contact: &mut Contact, base: Option<&Card>, row: &Card) {
        let lost = change::apply(contact, base, row, self.desk.today());
        self.lost_notes += usize::from(lost.notes);
    }

    fn update(&mut self, id: i64, row: Card) -> Result<()> {
        self.twice += usize::from(self.roll.was_met(id));
        let (key, base) = self.base(id, &row)?;
        self.met.insert(self.met_key(id, &key));
        if let Some(base) = &base
            && (content(&base.1.card) == content(&row) || is_older(&row, &base.1)?)
        {
            self.roll.meet(id, false);
            return Ok(());
        }
        let before = contacts::get(self.w, id)?;
        let mut contact = before.clone();
        let was = base.as_ref().map(|(_, said)| &said.card);
        self.change(&mut contact, was, &row);
        let met = self.encounter(id, was, &row)?;
        let moved = change::new_company(&before, was, &row).map(str::to_owned);
        if let Some(company) = &moved {
            self.roll.moved(id, company)?;
        }
        if contact != before {
            contacts::update(self.w, &contact)?;
        }
        if contact != before || met || moved.is_some() {
            self.roll.touch(id);
        }
        let rest = was.is_some_and(|c| c.rest != row.rest);
        self.roll.meet(id, contact != before || met || moved.is_some() || rest);
        let mut earlier = Vec::new();
        if let Some((old, said)) = base {
            earlier = said.earlier;
            earlier.push(state(&said.card)?);
            earlier.drain(..earlier.len().saturating_sub(EARLIER_MOST));
            if old != key {
                cards::remove(self.w, id, &self.book, &old)?;
            }
        }
        self.keep(id, &key, Said { card: row, earlier })
    }

    /// What the entry is to be called among those of the contact, and what it said before and under
    /// which name. One that the file called otherwise the last time is known by what it says, and one
    /// that has no name of its own as the contact's only one.
    fn base(&self, id: i64, row: &Card) -> Result<(String, Option<(String, Said)>)> {
        let own = key_of(row);
        let mut free: Vec<(String, Said)> = Vec::new();
        let mut taken = HashSet::new();
        for card in cards::of(self.w, id)?.into_iter().filter(|c| c.source == self.book) {
            if self.was_met(id, &card.uid) {
                taken.insert(card.uid);
            } else if let Some(said) = Said::parse(&card.said) {
                free.push((card.uid, said));
            }
        }
        let told = content(row);
        let alike = |said: &Said| Card { uid: told.uid.clone(), ..content(&said.card) } == told;
        let place = if taken.contains(&own) {
            free.iter().position(|(key, said)| key.starts_with(&own) && alike(said))
        } else {
            None
        };
        let place = place
            .or_else(|| free.iter().position(|(key, _)| *key == own))
            .or_else(|| free.iter().position(|(_, said)| alike(said)))
            .or_else(|| (row.uid.is_none() && taken.is_empty()).then(|| only_unnamed(&free)).flatten());
        let base = place.map(|n| free.swap_remove(n));
        if !taken.contains(&own) {
            return Ok((own, base));
        }
        // Once more the same name in one file: it keeps the number it has, or gets the next.
        let numbered = base.as_ref().map(|(key, _)| key.clone()).filter(|key| key.starts_with(&format!("{own}#")));
        let next = (2..=taken.len() + 1).map(|n| format!("{own}#{n}")).find(|key| !taken.contains(key));
        Ok((numbered.or(next).unwrap_or(own), base))
    }

    fn keep(&self, id: i64, key: &str, said: Said) -> Result<()> {
        let card = cards::Said { source: self.book.clone(), uid: key.to_owned(), said: said.json()? };
        cards::write(self.w, id, &card)
    }

    /// Writes down where and when they met, where the entry says so for the first time and the book
    /// knows of no meeting on that day.
    fn encounter(&mut self, id: i64, base: Option<&Card>, row: &Card) -> Result<bool> {
        let said = |c: &Card| (c.met_on, c.met_at.clone(), c.about.clone());
        let Some(on) = row.met_on.filter(|_| base.is_none_or(|b| said(b) != said(row))) else { return Ok(false) };
        if on > self.desk.today() {
            self.to_come += 1;
            return Ok(false);
        }
        if interactions::of(self.w, id)?.iter().any(|i| i.kind == InteractionKind::Encounter && i.on == on) {
            return Ok(false);
        }
        let fact = Fact {
            direction: Some(Direction::Both),
            place: row.met_at.clone(),
            about: row.about.clone(),
            source: Some(self.source),
            ..Fact::new(InteractionKind::Encounter, When { on, at: None })
        };
        interaction::insert(self.desk, self.w, id, fact)?;
        self.report.interactions.created += 1;
        Ok(true)
    }

    fn finish(mut self, dry_run: bool) -> Result<Report> {
        self.roll.close(&mut self.report)?;
        let file = &self.file.name;
        if self.twice > 0 {
            let entries = counted(self.twice, "entry is a second one", "entries are second ones");
            self.report.notices.push(format!("{file}: {entries} of somebody, and joined with the first"));
        }
        if self.lost_notes > 0 {
            let notes = counted(self.lost_notes, "entry has notes", "entries have notes");
            self.report.notices.push(format!("{file}: {notes} for which there is no room beside yours"));
        }
        if self.to_come > 0 {
            let meetings = counted(self.to_come, "meeting lies", "meetings lie");
            self.report.notices.push(format!("{file}: {meetings} in the future and stand in the notes"));
        }
        self.report.dry_run = dry_run;
        Ok(self.report)
    }
}

/// The one entry that has no name of its own, where there is one only.
fn only_unnamed(free: &[(String, Said)]) -> Option<usize> {
    let mut places = (0..free.len()).filter(|n| free.get(*n).is_some_and(|(_, said)| said.card.uid.is_none()));
    let first = places.next()?;
    places.next().is_none().then_some(first)
}

/// Whether an entry is from before what is known of it: by its own date, else as one that was seen.
fn is_older(row: &Card, known: &Said) -> Result<bool> {
    if let (Some(told), Some(kept)) = (&row.revision, &known.card.revision) {
        return Ok(told < kept);
    }
    Ok(known.earlier.contains(&state(row)?))
}
