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
use super::names::{Names, Unprofiled};
use super::report::Report;
use super::roll::Roll;
use crate::actions::desk::Desk;
use crate::exchange::Skip;
use crate::exchange::linkedin::{Export, Owner, slug_key};
use crate::exchange::source::Source;
use crate::model::{Contact, Day, Result, Span};
use crate::store::{Book, Writer, contacts, meta, search};
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
    unprofiled: Unprofiled,
    heard: Heard,
    roll: Roll<'a>,
    /// The owner's profile and name.
    owner: Option<Owner>,
    owner_key: Option<String>,
    shared: &'a std::collections::HashSet<String>,
    /// This export is older than one that was imported before.
    older: bool,
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
            unprofiled: Unprofiled::of(w)?,
            heard: Heard::default(),
            roll: Roll::new(desk, w, SOURCE)?,
            owner: outline.owner.clone(),
            owner_key: outline.owner.as_ref().and_then(|o| o.url.as_deref()).and_then(slug_key),
            shared: &outline.shared_emails,
            older: matches!((outline.newest, before), (Some(n), Some(b)) if n < b),
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
        if let Some(newest) = export.outline.newest.filter(|_| !self.older) {
            keep_newest_connection(self.w, newest)?;
        }
        self.roll.close(&mut self.report)?;
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

    fn insert(&mut self, contact: Contact) -> Result<i64> {
        let name = contact.name.clone();
        let id = self.roll.create(contact)?;
        self.names.add(&name, id);
        Ok(id)
    }
}
