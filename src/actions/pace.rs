//! The network's week and the month's notes: counted before one is spent.

use super::desk::Desk;
use crate::model::{Request, RequestDirection, Result, Span, Status, When, day};
use crate::store::requests;
use chrono::Datelike;
use rusqlite::Connection as Db;

/// How many invitations and notes are spent, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Pace {
    /// Invitations sent on LinkedIn in the last seven days.
    pub invitations: usize,
    /// How many LinkedIn takes in seven days.
    pub invitations_a_week: usize,
    /// Invitations with a note sent this calendar month.
    pub notes: usize,
    /// How many a free account may send; `None` for a paid one.
    pub notes_a_month: Option<usize>,
}

/// The network whose limits these are.
pub const LINKEDIN: &str = "linkedin";

impl Pace {
    /// Counts what was sent up to today.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(conn: &Db, desk: &Desk) -> Result<Self> {
        let today = desk.today();
        let week = Span::days(6).before(today);
        let month = today.with_day(1).unwrap_or(today);
        let (invitations, _) = requests::count_sent(conn, LINKEDIN, week)?;
        let (_, notes) = requests::count_sent(conn, LINKEDIN, month)?;
        Ok(Self {
            invitations,
            invitations_a_week: desk.settings.invitations_a_week,
            notes,
            notes_a_month: desk.settings.notes_a_month,
        })
    }

    /// How many more invitations the week takes.
    #[must_use]
    pub const fn invitations_left(&self) -> usize {
        self.invitations_a_week.saturating_sub(self.invitations)
    }

    /// How many more notes the month takes; `None`: as many as you like.
    #[must_use]
    pub fn notes_left(&self) -> Option<usize> {
        self.notes_a_month.map(|n| n.saturating_sub(self.notes))
    }

    /// What is left, as a sentence: "4 of 5 notes left this month, 96 of 100 invitations this week".
    #[must_use]
    pub fn sentence(&self) -> String {
        let week = format!("{} of {} invitations left this week", self.invitations_left(), self.invitations_a_week);
        match (self.notes_left(), self.notes_a_month) {
            (Some(left), Some(all)) => format!("{left} of {all} notes left this month, {week}"),
            _ => week,
        }
    }

    /// What the next request should know before it is sent.
    #[must_use]
    pub fn warnings(&self, with_note: bool) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.invitations_left() == 0 {
            warnings.push(format!(
                "{} invitations went out in the last seven days: LinkedIn may refuse more than {}",
                self.invitations, self.invitations_a_week
            ));
        }
        if with_note && self.notes_left() == Some(0) {
            warnings.push(format!(
                "the month's {} notes are spent: `--no-note` asks without one, and the thank-you will carry the words",
                self.notes_a_month.unwrap_or(0)
            ));
        }
        warnings
    }
}

/// LinkedIn refuses a new invitation for three weeks after a withdrawal: the warning, where one
/// sent at `when` would be too early.
pub(super) fn too_early(desk: &Desk, before: &[Request], channel: &str, when: When) -> Option<String> {
    let withdrawn = before
        .iter()
        .filter(|r| r.status == Status::Withdrawn && r.channel == channel && r.direction == RequestDirection::Sent);
    let last = withdrawn.filter_map(|r| r.resolved_on).max()?;
    let possible = desk.playbook().tact.reinvite_after.after(last);
    (when.on < possible).then(|| {
        format!(
            "you withdrew a request on {}: the network may refuse a new one before {}",
            day::long(last),
            day::long(possible)
        )
    })
}
