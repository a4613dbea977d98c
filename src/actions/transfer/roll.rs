//! Who an import met: who is new, who was there before and whether it changed them, and whose
//! follow-ups are to be planned anew at its end.
//!
//! It never decides who is the same as whom. What it remembers of each is a few bits, so that memory
//! doesn't grow with the import.

use super::report::Report;
use crate::actions::desk::{Desk, new_uid};
use crate::actions::planning;
use crate::model::{Contact, FollowUp, Ids, Mark, MarkKind, Result, State, name};
use crate::schedule::Facts;
use crate::store::{Writer, contacts, follow_ups, marks, meta};

/// Whom an import met.
#[derive(Debug)]
pub(super) struct Roll<'a> {
    desk: &'a Desk,
    w: &'a Writer<'a>,
    source: &'static str,
    /// The newest contact from before the import: those after it are new.
    newest: i64,
    created: usize,
    namesakes: usize,
    /// People who are to be planned anew.
    touched: Ids,
    /// Of those who were there before: who was met in a file, and who was changed by it.
    seen: Ids,
    changed: Ids,
    raised: usize,
}

impl<'a> Roll<'a> {
    /// Nobody yet, of an import of that source.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn new(desk: &'a Desk, w: &'a Writer<'a>, source: &'static str) -> Result<Self> {
        Ok(Self {
            desk,
            w,
            source,
            newest: contacts::newest(w)?,
            created: 0,
            namesakes: 0,
            touched: Ids::default(),
            seen: Ids::default(),
            changed: Ids::default(),
            raised: 0,
        })
    }

    /// Whether the import made this contact.
    pub(super) const fn is_new(&self, id: i64) -> bool {
        id > self.newest
    }

    /// Whether a row of this import was already that person.
    pub(super) fn was_met(&self, id: i64) -> bool {
        self.is_new(id) || self.seen.contains(id)
    }

    /// Remembers that a row was somebody who was there before, and whether it changed anything.
    pub(super) fn meet(&mut self, id: i64, changed: bool) {
        if self.is_new(id) {
            return;
        }
        self.seen.insert(id);
        if changed {
            self.changed.insert(id);
        }
    }

    /// Remembers that somebody is to be planned anew.
    pub(super) fn touch(&mut self, id: i64) {
        self.touched.insert(id);
    }

    /// Writes down that somebody works at another company now: a reason to congratulate.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn moved(&self, id: i64, company: &str) -> Result<()> {
        let today = self.desk.today();
        let mark = Mark {
            id: meta::next_fact(self.w)?,
            uid: new_uid(),
            contact_id: id,
            kind: MarkKind::CompanyChanged,
            on: today,
            at: Some(self.desk.at()),
            text: Some(company.to_owned()),
            source: Some(self.source.to_owned()),
            recorded_on: today,
        };
        marks::write(self.w, &mark)
    }

    /// Writes somebody new; gives their number.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn create(&mut self, mut contact: Contact) -> Result<i64> {
        let slug = name::slug(&contact.name);
        contact.slug = contacts::free_slug(self.w, &slug)?;
        // Two profiles are two people.
        let is_other =
            |id| contacts::get(self.w, id).map(|there| there.linkedin.is_some() && contact.linkedin.is_some());
        if contact.slug != slug && !contacts::id_by_slug(self.w, &slug)?.map_or(Ok(false), is_other)? {
            self.namesakes += 1;
        }
        contacts::insert(self.w, &mut contact, Some(self.source))?;
        let id = contact.id;
        self.created += 1;
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

    /// Plans everybody who was touched and says what became of the people: the open follow-ups that
    /// were not there before are counted.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn close(mut self, report: &mut Report) -> Result<()> {
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
        report.contacts.created = self.created;
        report.contacts.updated = self.changed.len();
        report.contacts.unchanged = self.seen.len() - self.changed.len();
        report.namesakes = self.namesakes;
        report.follow_ups_raised = self.raised;
        Ok(())
    }
}
