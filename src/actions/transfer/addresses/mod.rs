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
use crate::exchange::vcard::read::{Cards, OUTSIDE};
use crate::exchange::vcard::write;
use crate::exchange::vcard::{kept, revision};
use crate::model::text::counted;
use crate::model::{Contact, Day, Direction, Error, ErrorKind, InteractionKind, Result, When, day};
use crate::store::contacts::{self, point_key};
use crate::store::{Book, Writer, cards, interactions, search};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::earlier::{self, Earlier};
use super::names::differ;
use find::key_of;

/// After how many entries the progress is told.
const STEP: usize = 100;
/// Of so many entries of one name that are one contact it is kept what they say.
const NUMBERED_MOST: usize = 32;

/// An address book in a file.
pub struct Addresses<'a> {
    /// `vcard` or `csv`.
    pub source: &'static str,
    /// The sort of address book among those of one source: what another program's says is no news of
    /// this one. Empty where there is one sort.
    pub sort: String,
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
                    let emails = card.emails.iter().map(|e| ("email", point_key("email", e)));
                    let uid = card.uid.iter().map(|uid| ("uid", uid.clone()));
                    let keys: HashSet<u64> = emails.chain(uid).map(|key| hasher.hash_one(key)).collect();
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

    /// Whether several entries of the file have that e-mail address (`email`, as comparing sees it), or
    /// that name of the address book's own (`uid`).
    fn is_shared(&self, kind: &'static str, key: &str) -> bool {
        self.shared.contains(&self.hasher.hash_one((kind, key)))
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
    /// Written by a program that is known, whose names for its entries can be believed.
    is_known: bool,
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
    /// Entries of which something was not taken over.
    otherwise: usize,
}

/// What is known of an entry.
enum Base {
    /// It says what an entry of the file said already.
    Repeated,
    /// What it is to be called (nothing, where too many of one name are the same contact), and what it
    /// said before and under which name.
    Known(Option<String>, Option<Box<(String, Said)>>),
}

/// What an entry said, as the book keeps it.
#[derive(Serialize, Deserialize)]
pub(super) struct Said {
    /// What it says.
    #[serde(flatten)]
    pub card: Card,
    /// What it said before that.
    #[serde(default, skip_serializing_if = "Earlier::is_empty")]
    earlier: Earlier,
    /// What it said before that has no field and that it says nothing of any more, a list a time
    /// (see [`kept::left_out`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<Vec<String>>,
}

impl Said {
    /// What is kept of an entry; `None` for what is no entry's.
    pub fn parse(json: &str) -> Option<Self> {
        // What a newer version wrote and this one can't read is no ground for anything.
        serde_json::from_str(json).ok()
    }

    /// What it says and said that has no field, the oldest first.
    pub fn rest(self) -> Vec<Vec<String>> {
        let mut rest = self.left_out;
        rest.push(self.card.rest);
        rest
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
    Card { revision: None, line: 0, is_one_of_a_kind: false, as_of: None, ..card.clone() }
}

/// A number for what an entry says.
fn state(card: &Card) -> Result<String> {
    let json = serde_json::to_vec(&content(card)).map_err(|e| unkept(&e))?;
    Ok(earlier::number(&json))
}

/// What the book holds of somebody, as an entry that says all of it.
fn card_of(c: &Contact) -> Card {
    Card {
        name: c.name.clone(),
        given: c.given.clone(),
        family: c.family.clone(),
        company: c.company.clone(),
        title: c.title.clone(),
        emails: c.emails.clone(),
        phones: c.phones.clone(),
        linkedin: c.linkedin.clone(),
        urls: c.urls.clone(),
        tags: c.tags.clone(),
        notes: c.notes.clone(),
        relationship: c.relationship,
        every: c.every,
        met_at: c.met_at.clone(),
        met_on: c.met_on,
        about: c.about.clone(),
        introduced_by: c.introduced_by.as_ref().map(|i| i.name.clone()),
        connected_on: c.connected_on,
        archived: c.archived,
        do_not_contact: c.do_not_contact,
        paused_until: c.paused_until,
        ..Card::default()
    }
}

/// A number for what the book holds of somebody (see [`Card::as_of`]). It begins with a letter: to a
/// spreadsheet it is no number. What it is made of is listed: a new field must not make every file
/// that was written before one of another state.
pub(super) fn as_of(c: &Contact) -> String {
    let day = |day: Option<Day>| day.map(day::iso);
    let fields = serde_json::json!([
        [&c.name],
        [&c.given, &c.family, &c.company, &c.title, &c.linkedin, &c.notes],
        [&c.emails, &c.phones, &c.urls, &c.tags],
        [c.relationship.map(|r| r.to_string()), c.every.map(|e| e.to_string())],
        [&c.introduced_by.as_ref().map(|i| &i.name)],
        [c.archived, c.do_not_contact],
        [day(c.connected_on), day(c.paused_until)],
    ]);
    format!("s{}", earlier::number(fields.to_string().as_bytes()))
}

impl<'a> Import<'a> {
    fn new(desk: &'a Desk, w: &'a Writer<'a>, addresses: &'a Addresses<'_>, survey: &'a Survey) -> Result<Self> {
        let report = Report {
            source: addresses.source,
            files: vec![addresses.file.name.to_string()],
            notices: survey.notices.clone(),
            ..Report::default()
        };
        let parts = [addresses.source, &addresses.sort];
        Ok(Self {
            desk,
            w,
            source: addresses.source,
            is_own: addresses.sort == Layout::Intouch.as_str(),
            is_known: !addresses.sort.starts_with(Layout::Other.as_str()),
            book: parts.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("-"),
            file: addresses.file,
            survey,
            report,
            roll: Roll::new(desk, w, addresses.source)?,
            met: HashSet::new(),
            twice: 0,
            lost_notes: 0,
            to_come: 0,
            otherwise: 0,
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
                // A date to come (in whichever zone) says nothing, and would make every later one older.
                let tomorrow = revision::of(self.desk.at() + chrono::TimeDelta::days(1));
                card.revision = card.revision.take().filter(|at| *at <= tomorrow);
                match self.find(&card)? {
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
        self.keep(id, &key, Said { card: row, earlier: Earlier::default(), left_out: Vec::new() })
    }

    fn change(&mut self, contact: &mut Contact, base: Option<&Card>, row: &Card) {
        let lost = change::apply(contact, base, row, self.desk.today());
        self.lost_notes += usize::from(lost.notes);
    }

    fn update(&mut self, id: i64, row: Card) -> Result<()> {
        self.twice += usize::from(self.roll.was_met(id));
        let (key, base) = match self.base(id, &row)? {
            Base::Known(key, base) => (key, base),
            Base::Repeated => return Ok(()),
        };
        if let Some(key) = &key {
            self.met.insert(self.met_key(id, key));
        }
        let ours = self.ours(id, &row)?;
        if let (Some(base), None) = (&base, &ours) {
            let (key, said) = &**base;
            let says_the_same = content(&said.card) == content(&row);
            if says_the_same || is_older(&row, said)? {
                self.roll.meet(id, false);
                // What it says it says of a later day.
                if says_the_same && row.revision > said.card.revision {
                    let card = Card { revision: row.revision, ..said.card.clone() };
                    let said = Said { card, earlier: said.earlier.clone(), left_out: said.left_out.clone() };
                    self.keep(id, key, said)?;
                }
                return Ok(());
            }
        }
        let before = contacts::get(self.w, id)?;
        let mut contact = before.clone();
        let was = ours.as_ref().or(base.as_ref().map(|base| &base.1.card));
        // Whatever was decided since a table of ours was written is not undone by it.
        let is_dated = row.as_of.is_some() && ours.is_none();
        if is_dated {
            let told = Card { archived: false, do_not_contact: false, paused_until: None, ..row.clone() };
            self.change(&mut contact, was, &told);
        } else {
            self.change(&mut contact, was, &row);
        }
        self.otherwise += usize::from(!self.roll.is_new(id) && change::says_otherwise(&contact, was, &row));
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
        // What a card of ours has beside the fields, the book gave it.
        let is_own = row.uid.as_ref() == Some(&before.uid) || row.as_of.is_some();
        let rest = !is_own && was.is_some_and(|c| c.rest != row.rest);
        self.roll.meet(id, contact != before || met || moved.is_some() || rest);
        let mut now = Said { card: row, earlier: Earlier::default(), left_out: Vec::new() };
        if let Some((old, said)) = base.map(|base| *base) {
            now.earlier.clone_from(&said.earlier);
            now.earlier.push(state(&said.card)?);
            now.left_out = kept::left_out(&said.rest(), &now.card.rest);
            // An address book may call its entry otherwise; in what we wrote, it goes by our name for it.
            if Some(&old) != key.as_ref() && !is_own {
                cards::remove(self.w, id, &self.book, &old)?;
            }
        }
        key.map_or(Ok(()), |key| self.keep(id, &key, now))
    }

    /// What the entry said when the book wrote it, where the book still holds what it held then:
    /// whatever the entry says otherwise was changed in it since.
    fn ours(&self, id: i64, row: &Card) -> Result<Option<Card>> {
        let Some(told) = &row.as_of else { return Ok(None) };
        let there = contacts::get(self.w, id)?;
        let is_ours = *told == as_of(&there) && !differ(&row.name, &there.name);
        if is_ours { self.written(&there).map(Some) } else { Ok(None) }
    }

    /// What the book would write of somebody into an address book of this kind, as it is read there.
    fn written(&self, contact: &Contact) -> Result<Card> {
        if self.source == "csv" {
            return Ok(card_of(contact));
        }
        let mut card = Vec::new();
        super::cards::person(self.w, contact, |person| {
            write::card(&mut card, person).map_err(|e| Error::unwritten(&e))
        })?;
        let source = Source::bytes("", &card);
        let read = Cards::open(&source, encoding_rs::UTF_8, false).and_then(|mut cards| cards.read());
        match read.map_err(|e| Error::unwritten(&e))? {
            Some(Entry::Person(card)) => Ok(*card),
            _ => Ok(card_of(contact)),
        }
    }

    /// What is known of the entry among those of the contact. One that the file called otherwise the
    /// last time is known by what it says, and one that has no name of its own as the contact's only
    /// one.
    fn base(&self, id: i64, row: &Card) -> Result<Base> {
        let own = key_of(row);
        let told = content(row);
        let alike = |said: &Said| Card { uid: told.uid.clone(), ..content(&said.card) } == told;
        let mut free: Vec<(String, Said)> = Vec::new();
        let mut taken = HashSet::new();
        for card in cards::of(self.w, id)?.into_iter().filter(|c| c.source == self.book) {
            let Some(said) = Said::parse(&card.said) else { continue };
            if !self.was_met(id, &card.uid) {
                free.push((card.uid, said));
            } else if alike(&said) {
                return Ok(Base::Repeated);
            } else {
                taken.insert(card.uid);
            }
        }
        let by_name = |free: &[(String, Said)]| free.iter().position(|(key, _)| *key == own);
        let by_words = |free: &[(String, Said)]| free.iter().position(|(_, said)| alike(said));
        let place = if row.uid.is_some() {
            by_name(&free).or_else(|| by_words(&free))
        } else {
            // The rows of one name may stand in another order now.
            by_words(&free)
                .or_else(|| by_name(&free))
                .or_else(|| taken.is_empty().then(|| only_unnamed(&free)).flatten())
        };
        let before = place.map(|n| Box::new(free.swap_remove(n)));
        // Once more the same name in one file: it keeps the number it has, or gets the next.
        let numbered = before.as_ref().map(|b| b.0.clone()).filter(|key| key.starts_with(&format!("{own}#")));
        let is_free = |key: &String| !taken.contains(key) && free.iter().all(|(other, _)| other != key);
        let next = || (2..=NUMBERED_MOST).map(|n| format!("{own}#{n}")).find(is_free);
        let key = numbered.or_else(|| if is_free(&own) { Some(own.clone()) } else { next() });
        Ok(Base::Known(key, before))
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
            self.report.notices.push(format!("{file}: {meetings} in the future; they are kept in the notes"));
        }
        if self.otherwise > 0 {
            let entries = counted(self.otherwise, "entry gives", "entries give");
            let kept = "another name, company, title or profile than your book; what your book says stands";
            self.report.notices.push(format!("{file}: {entries} {kept}"));
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
    Ok(known.earlier.knows(&state(row)?))
}
