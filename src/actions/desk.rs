//! The desk a verb works at: whose book, which rules, what day it is, and how days are read.

use super::unlock::Keys;
use crate::model::{Day, Error, Instant, Result, phrase};
use crate::platform::Now;
use crate::schedule::{Calendar, Playbook};
use crate::settings::Settings;
use crate::store::Step;
use std::cell::OnceCell;
use std::path::PathBuf;

/// What every verb needs: whose book, which rules, what day it is.
#[derive(Debug)]
pub struct Desk {
    /// The user's settings.
    pub settings: Settings,
    /// Now.
    pub now: Now,
    /// Where the book is; `None` where no place can be told.
    pub db: Option<PathBuf>,
    /// The settings folder.
    pub config_dir: Option<PathBuf>,
    /// The text of the user's own playbook, where there is one.
    pub own_playbook: Option<String>,
    /// What is to be said once beside the answer (a playbook that changed, or is broken).
    pub notes: Vec<String>,
    /// What is to be said once, even where only the answer is wanted: the book may have lost something.
    pub warnings: Vec<String>,
    /// Whether opening the book makes the backup of the day.
    pub keeps_backups: bool,
    /// Where the key of an encrypted book comes from.
    pub keys: Keys,
    pub(super) playbook: OnceCell<Playbook>,
}

impl Desk {
    /// A desk; the playbook is read when it is needed.
    #[must_use]
    pub fn new(settings: Settings, now: Now, db: Option<PathBuf>, config_dir: Option<PathBuf>) -> Self {
        Self {
            settings,
            now,
            db,
            config_dir,
            own_playbook: None,
            notes: Vec::new(),
            warnings: Vec::new(),
            keeps_backups: true,
            keys: Keys::default(),
            playbook: OnceCell::new(),
        }
    }

    /// The user's day.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.now.today
    }

    /// The user's working days.
    #[must_use]
    pub const fn calendar(&self) -> &Calendar {
        &self.settings.calendar
    }

    /// The playbook in force. Before a book was opened, the built-in one.
    pub fn playbook(&self) -> &Playbook {
        self.playbook.get_or_init(Playbook::built_in)
    }

    /// The day of a fact, from words; without words, now.
    ///
    /// # Errors
    /// `Input` for words that are no day, or a day to come.
    pub fn when(&self, words: Option<&str>) -> Result<crate::model::When> {
        let Some(words) = words else { return Ok(crate::model::When { on: self.today(), at: Some(self.now.at) }) };
        let on = self.with_dates(|cx| match phrase::past(words, cx) {
            // Before four it is still yesterday, but the day on the wall may be named.
            Err(phrase::DateError { kind: phrase::DateErrorKind::InFuture(day), .. })
                if day == self.now.calendar_day =>
            {
                Ok(day)
            }
            other => other,
        })?;
        Ok(crate::model::When { on, at: (on >= self.today()).then_some(self.now.at) })
    }

    /// A due day, from words.
    ///
    /// # Errors
    /// `Input` for words that are no day, or a day that is over.
    pub fn due(&self, words: &str) -> Result<Day> {
        self.with_dates(|cx| phrase::due(words, cx))
    }

    fn with_dates(
        &self,
        read: impl FnOnce(&phrase::Context<'_>) -> std::result::Result<Day, phrase::DateError>,
    ) -> Result<Day> {
        let is_working_day = |day| self.settings.calendar.is_working(day);
        let context =
            phrase::Context { today: self.today(), order: self.settings.date_order, is_working_day: &is_working_day };
        read(&context).map_err(|e| Error::input(e.to_string()).hint(e.hint()))
    }

    /// The day as it was understood, said back: `Fri 4 Dec 2026, in 11 days`.
    #[must_use]
    pub fn echo(&self, day: Day) -> String {
        phrase::echo(day, self.today())
    }

    /// The step that a verb is to the journal: what undo takes back as one.
    #[must_use]
    pub const fn step(&self, verb: &'static str) -> Step {
        Step { verb, at: self.now.at }
    }

    /// Now (UTC).
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.now.at
    }
}

/// A new name for a fact that is unique in the world.
#[must_use]
pub fn new_uid() -> String {
    uuid::Uuid::new_v4().to_string()
}
