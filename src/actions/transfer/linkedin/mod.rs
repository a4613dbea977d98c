//! `import linkedin`: an export's connections, invitations, messages and notes become contacts,
//! requests and interactions.
//!
//! Matched by profile, then e-mail; the same export again changes nothing, an older one nothing
//! that is newer, and nothing ever what the user wrote. Rows are taken one at a time: what is kept
//! of them until the end is a bit a person, so that memory doesn't grow with the export.

mod connections;
mod invitations;
mod talk;

use super::heard::Heard;
use super::names::Names;
use super::report::Report;
use crate::actions::desk::Desk;
use crate::actions::planning;
use crate::exchange::Skip;
use crate::exchange::linkedin::{Export, Owner, slug_key};
use crate::exchange::source::Source;
use crate::model::{Contact, Day, FollowUp, Ids, Result, Span, State, name};
use crate::schedule::Facts;
use crate::store::{Book, Writer, contacts, follow_ups, meta, search};
use std::rc::Rc;

/// What is written into the source column.
pub const SOURCE: &str = contacts::CONNECTIONS;
/// The newest day of the newest import: an older file does not overwrite what it said.
const NEWEST: &str = "linkedin_newest";
/// A day of the export may be a zone ahead of the user's.
const AHEAD: Span = Span::days(2);
/// After how many rows the progress is told.
const STEP: usize = 100;

/// Why rows are left out that can be read.
mod reason {
    pub const TO_COME: &str = "the date is still to come";
    pub const OWN_PROFILE: &str = "the row is your own profile";
    pub const TO_OWN_PROFILE: &str = "the invitation is to your own profile";
    pub const NOBODY_TOLD: &str = "nobody can be told from the name alone: what became of it is unknown";
    pub const STRANGER: &str = "with somebody who is not in your book";
    pub const SEVERAL: &str = "several people in your book bear that name";
    pub const OWNER_UNKNOWN: &str = "whose export it is can't be told, and so not who wrote to whom";
    pub const NO_WORDS: &str = "the message is empty";
    pub const NO_MATCH: &str = "nobody in your book has that e-mail address alone";
}

/// The newest day on which somebody connected, of all imports.
///
/// # Errors
/// What the database says.
pub fn newest_connection(conn: &rusqlite::Connection) -> Result<Option<Day>> {
    Ok(meta::get(conn, NEWEST)?.and_then(|d| crate::model::day::parse_iso(&d)))
}

/// Keeps the newest day on which somebody connected.
///
/// # Errors
/// What the database says.
pub(super) fn keep_newest_connection(w: &Writer<'_>, day: Day) -> Result<()> {
    meta::record(w, NEWEST, &crate::model::day::iso(day))
}

/// Brings an export into the book, in one transaction; with `dry_run` only says what it would do.
///
/// `progress` is told how many of all rows are done; an error of it ends the import without a trace.
///
/// # Errors
/// What the database, the files or `progress` say.
pub fn import(
    desk: &Desk,
    book: &mut Book,
    export: &Export,
    dry_run: bool,
    progress: &mut dyn FnMut(usize, usize) -> Result<()>,
) -> Result<Report> {
    let work = |w: &Writer<'_>| Import::new(desk, w, export)?.run(export, dry_run, progress);
    let step = desk.step("import linkedin");
    if dry_run { book.rehearse(step, work) } else { book.write(step, work) }
}

struct Import<'a> {
    desk: &'a Desk,
    w: &'a Writer<'a>,
    report: Report,
    names: Names<'a>,
    heard: Heard,
    /// The newest contact from before the import: those after it are new.
    newest: i64,
    /// People who are to be planned anew.
    touched: Ids,
    /// Of those who were there before: who was met in a file, and who was changed by it.
    seen: Ids,
    changed: Ids,
    /// The owner's profile and name.
    owner: Option<Owner>,
    owner_key: Option<String>,
    shared: &'a std::collections::HashSet<String>,
    /// This export is older than one that was imported before.
    older: bool,
    raised: usize,
}

impl<'a> Import<'a> {
    fn new(desk: &'a Desk, w: &'a Writer<'a>, export: &'a Export) -> Result<Self> {
        let outline = &export.outline;
        let before = newest_connection(w)?;
        let report = Report {
            source: SOURCE,
            files: outline.files.clone(),
            skipped: outline.skipped.clone(),
            notices: outline.notices.clone(),
            owner: outline.owner.clone(),
            ..Report::default()
        };
        Ok(Self {
            desk,
            w,
            report,
            names: Names::of(w, &outline.names)?,
            heard: Heard::default(),
            newest: contacts::newest(w)?,
            touched: Ids::default(),
            seen: Ids::default(),
            changed: Ids::default(),
            owner: outline.owner.clone(),
            owner_key: outline.owner.as_ref().and_then(|o| o.url.as_deref()).and_then(slug_key),
            shared: &outline.shared_emails,
            older: matches!((outline.newest, before), (Some(n), Some(b)) if n < b),
            raised: 0,
        })
    }

    fn run(
        mut self,
        export: &Export,
        dry_run: bool,
        progress: &mut dyn FnMut(usize, usize) -> Result<()>,
    ) -> Result<Report> {
        let all = export.outline.rows;
        let mut done = 0;
        search::index_later(self.w)?;
        let mut step = || {
            done += 1;
            if done % STEP == 0 || done == all { progress(done, all) } else { Ok(()) }
        };
        export.connections(|file, row| self.connection(&row, file).and_then(|()| step()))?;
        export.invitations(|file, row| self.invitation(&row, file).and_then(|()| step()))?;
        export.messages(|file, row| self.message(&row, file).and_then(|()| step()))?;
        export.notes(|file, row| self.note(&row, file).and_then(|()| step()))?;
        export.uploaded(|file, row| self.uploaded(&row, file).and_then(|()| step()))?;
        self.plan()?;
        if let Some(newest) = export.outline.newest.filter(|_| !self.older) {
            keep_newest_connection(self.w, newest)?;
        }
        let tally = &mut self.report.contacts;
        tally.updated = self.changed.len();
        tally.unchanged = self.seen.len() - tally.updated;
        self.report.follow_ups_raised = self.raised;
        self.report.dry_run = dry_run;
        Ok(self.report)
    }

    fn skip(&mut self, file: &Source, line: u64, reason: &'static str) {
        self.report.skipped.push(Skip { file: Rc::clone(&file.name), line: Some(line), reason: reason.into() });
    }

    /// A day of the export, which may be a zone ahead of the user's.
    fn day(&self, day: Day) -> Option<Day> {
        let today = self.desk.today();
        (day <= AHEAD.after(today)).then_some(day.min(today))
    }

    const fn is_new(&self, id: i64) -> bool {
        id > self.newest
    }

    /// Whether a row of this export was already that person.
    fn was_met(&self, id: i64) -> bool {
        self.is_new(id) || self.seen.contains(id)
    }

    /// Remembers that a row was somebody who was there before, and whether it changed anything.
    fn meet(&mut self, id: i64, changed: bool) {
        if self.is_new(id) {
            return;
        }
        self.seen.insert(id);
        if changed {
            self.changed.insert(id);
        }
    }

    fn insert(&mut self, mut contact: Contact) -> Result<i64> {
        let slug = name::slug(&contact.name);
        contact.slug = contacts::free_slug(self.w, &slug)?;
        self.report.namesakes += usize::from(contact.slug != slug);
        contacts::insert(self.w, &mut contact, Some(SOURCE))?;
        let id = contact.id;
        self.report.contacts.created += 1;
        self.names.add(&contact.name, id);
        // Nothing but the card is known yet: whom a later row touches is planned once more.
        let facts = Facts {
            contact,
            interactions: Vec::new(),
            requests: Vec::new(),
            promises: Vec::new(),
            marks: Vec::new(),
            decisions: Vec::new(),
        };
        let planned = planning::replan_facts(self.w, self.desk.playbook(), self.desk.calendar(), facts)?;
        self.raised += self.open(&planned.rows).count();
        Ok(id)
    }

    fn open<'r>(&self, rows: &'r [FollowUp]) -> impl Iterator<Item = &'r FollowUp> + use<'r> {
        let today = self.desk.today();
        rows.iter().filter(move |r| r.state(today).is_some_and(State::is_open))
    }

    /// Plans everybody who was touched; the open follow-ups that were not there before are counted.
    fn plan(&mut self) -> Result<()> {
        for id in std::mem::take(&mut self.touched).iter() {
            let before = follow_ups::of(self.w, id)?;
            let planned = planning::replan(self.w, self.desk, id)?;
            if self.is_new(id) {
                self.raised = self.raised + self.open(&planned.rows).count() - self.open(&before).count();
            } else {
                let is_there = |row: &&FollowUp| before.iter().any(|b| b.id == row.id);
                self.raised += self.open(&planned.rows).filter(|row| !is_there(row)).count();
            }
        }
        Ok(())
    }
}
