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
use crate::exchange::linkedin::{Export, Newest, Outline, Owner, slug_key};
use crate::exchange::source::Source;
use crate::model::text::counted;
use crate::model::{Contact, Day, Result, Span, day};
use crate::store::{Book, Writer, contacts, meta, search};
use std::cmp::Ordering;
use std::rc::Rc;

/// What is written into the source column.
pub const SOURCE: &str = contacts::CONNECTIONS;
/// Where the newest days of all imports are kept: of connections, of invitations, of messages.
const NEWEST: [&str; 3] = ["linkedin_newest", "linkedin_newest_invitation", "linkedin_newest_message"];
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

/// The newest days of all imports.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &rusqlite::Connection) -> Result<Newest> {
    let day = |key| -> Result<Option<Day>> { Ok(meta::get(conn, key)?.and_then(|d| day::parse_iso(&d))) };
    let [connection, invitation, message] = NEWEST;
    Ok(Newest { connection: day(connection)?, invitation: day(invitation)?, message: day(message)? })
}

/// Keeps the newest days, where they are later than those that are known.
///
/// # Errors
/// What the database says.
pub(super) fn keep_newest(w: &Writer<'_>, told: Newest) -> Result<()> {
    let known = newest(w)?;
    let latest = known.max(told);
    let days = |n: Newest| [n.connection, n.invitation, n.message];
    for ((key, before), now) in NEWEST.into_iter().zip(days(known)).zip(days(latest)) {
        if let Some(now) = now.filter(|now| before != Some(*now)) {
            meta::record(w, key, &day::iso(now))?;
        }
    }
    Ok(())
}

/// Which of two exports is the older one, as far as their days tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    /// Older than one that was imported before: it overwrites nothing.
    Older,
    /// Of the same days: what was seen before and is not so any more is older.
    Same,
    /// Newer than all that were imported before.
    Newer,
}

impl Age {
    fn of(told: Newest, known: Newest) -> Self {
        match told.compare(known) {
            Some(Ordering::Less) => Self::Older,
            Some(Ordering::Equal) => Self::Same,
            Some(Ordering::Greater) | None => Self::Newer,
        }
    }
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
    outline: &'a Outline,
    age: Age,
    /// People of whom an older export says something else.
    otherwise: usize,
}

impl<'a> Import<'a> {
    fn new(desk: &'a Desk, w: &'a Writer<'a>, export: &'a Export) -> Result<Self> {
        let outline = &export.outline;
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
            outline,
            age: Age::of(outline.newest, newest(w)?),
            otherwise: 0,
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
        keep_newest(self.w, export.outline.newest)?;
        if self.otherwise > 0 {
            let people = counted(self.otherwise, "person", "people");
            self.report.notices.push(format!(
                "this export seems to be older than one that was imported before; what it says otherwise of {people} is not taken over"
            ));
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
