//! The rows of messages.csv, of Notes.csv and of the uploaded address book.

use super::super::heard::Said;
use super::super::names::agree;
use super::{Import, SOURCE, reason};
use crate::actions::interaction::{self, Fact};
use crate::exchange::linkedin::{self, MessageRow, Moment, NoteRow, UploadedRow, slug_key};
use crate::exchange::source::Source;
use crate::model::{Direction, InteractionKind, Result, When, text};
use crate::store::{cards, contacts};
use std::collections::BTreeSet;

/// What the uploaded address book's own part of the cards is called.
const UPLOADED: &str = "uploaded";

impl Import<'_> {
    /// A message is a fact with whoever sent it, or, where the user did, with everybody it went to.
    pub(super) fn message(&mut self, row: &MessageRow, file: &Source) -> Result<()> {
        let Some(direction) = self.direction(row) else {
            self.skip(file, row.line, reason::OWNER_UNKNOWN);
            return Ok(());
        };
        let Some(words) = row.text.as_deref() else {
            self.skip(file, row.line, reason::NO_WORDS);
            return Ok(());
        };
        let people = match direction {
            Direction::In => self.sender(row)?,
            _ => self.recipients(row)?,
        };
        if people.is_empty() {
            self.skip(file, row.line, reason::STRANGER);
            return Ok(());
        }
        let Some(when) = self.when(row.when) else {
            self.skip(file, row.line, reason::TO_COME);
            return Ok(());
        };
        for id in people {
            self.hear(id, InteractionKind::Message, Some(direction), when, words)?;
        }
        Ok(())
    }

    /// Which way a message went. By the owner's profile, where the file names profiles; else by
    /// the owner's name.
    fn direction(&self, row: &MessageRow) -> Option<Direction> {
        match row.direction {
            Some(linkedin::Direction::Incoming) => return Some(Direction::In),
            Some(linkedin::Direction::Outgoing) => return Some(Direction::Out),
            None => {}
        }
        let sender = row.from_url.as_deref().and_then(slug_key);
        if let (Some(owner), Some(sender)) = (&self.owner_key, &sender) {
            return Some(if owner == sender { Direction::Out } else { Direction::In });
        }
        let own = text::fold(&self.owner.as_ref()?.name());
        if own.is_empty() {
            // Only the owner's address is known: who has none at all is somebody else.
            return self.owner_key.as_ref().map(|_| Direction::In);
        }
        let is_own = |name: &Option<String>| name.as_deref().is_some_and(|n| text::fold(n) == own);
        Some(if is_own(&row.from) { Direction::Out } else { Direction::In })
    }

    fn by_profile(&self, url: Option<&str>) -> Result<Option<i64>> {
        match url.and_then(slug_key) {
            Some(key) => Ok(contacts::ids_by_linkedin(self.w, &key)?.first().copied()),
            None => Ok(None),
        }
    }

    fn sender(&mut self, row: &MessageRow) -> Result<BTreeSet<i64>> {
        let (url, name) = (row.from_url.as_deref(), row.from.as_deref());
        let found = match (self.by_profile(url)?, name) {
            (None, Some(name)) => match url.and_then(slug_key) {
                Some(profile) => self.by_name_before_profiles(name, &profile)?,
                None => self.names.only(name),
            },
            (found, _) => found,
        };
        Ok(found.into_iter().collect())
    }

    /// Whoever alone bears the name that a connection without a profile bears: connections had none
    /// before 2023, but those who wrote had.
    fn by_name_before_profiles(&mut self, name: &str, profile: &str) -> Result<Option<i64>> {
        match self.names.only(name) {
            Some(id) => self.unprofiled.may_be(self.w, id, profile),
            None => Ok(None),
        }
    }

    fn recipients(&self, row: &MessageRow) -> Result<BTreeSet<i64>> {
        if !row.to_urls.is_empty() {
            let found = row.to_urls.iter().map(|url| self.by_profile(Some(url)));
            return Ok(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect());
        }
        let mut found = BTreeSet::new();
        row.each_recipient(&mut |name| {
            let one = self.names.only(name);
            found.extend(one);
            one.is_some()
        });
        Ok(found)
    }

    /// A moment as the user's calendar has it; `None` where it is still to come.
    fn when(&self, moment: Moment) -> Option<Moment> {
        let on = moment.at.map_or(moment.on, |at| self.desk.now.local(at).date());
        let at = moment.at.map(|at| at.min(self.desk.at()));
        Some(Moment { on: self.day(on)?, at })
    }

    /// Records what was said, unless the book has it.
    fn hear(
        &mut self,
        id: i64,
        kind: InteractionKind,
        direction: Option<Direction>,
        when: Moment,
        words: &str,
    ) -> Result<()> {
        self.roll.meet(id, false);
        if self.heard.knows(self.w, id, Said { kind, direction, when, text: words })? {
            self.report.interactions.unchanged += 1;
            return Ok(());
        }
        let fact = Fact {
            direction,
            text: Some(words.to_owned()),
            source: Some(SOURCE),
            ..Fact::new(kind, When { on: when.on, at: when.at })
        };
        interaction::insert(self.desk, self.w, id, fact)?;
        self.report.interactions.created += 1;
        self.roll.touch(id);
        Ok(())
    }

    pub(super) fn note(&mut self, row: &NoteRow, file: &Source) -> Result<()> {
        let known = match self.by_profile(row.url.as_deref())? {
            None if row.url.is_none() => self.names.only(&row.name),
            found => found,
        };
        let Some(id) = known else {
            let several = row.url.is_none() && self.names.ids(&row.name).len() > 1;
            self.skip(file, row.line, if several { reason::SEVERAL } else { reason::STRANGER });
            return Ok(());
        };
        let Some(when) = self.when(row.when) else {
            self.skip(file, row.line, reason::TO_COME);
            return Ok(());
        };
        self.hear(id, InteractionKind::Note, None, when, &row.note)
    }

    /// Adds what the uploaded address book knows to the one person who has one of its addresses.
    /// What the user took out since does not come back.
    pub(super) fn uploaded(&mut self, row: &UploadedRow, file: &Source) -> Result<()> {
        let Some(id) = self.by_email(row)? else {
            self.skip(file, row.line, reason::NO_MATCH);
            return Ok(());
        };
        let said = cards::find(self.w, id, SOURCE, UPLOADED)?;
        let said: Option<serde_json::Value> = said.and_then(|s| serde_json::from_str(&s).ok());
        let list = |name: &str| -> Vec<String> {
            let list = said.as_ref().and_then(|s| s.get(name)).cloned();
            list.and_then(|l| serde_json::from_value(l).ok()).unwrap_or_default()
        };
        let before = contacts::get(self.w, id)?;
        let (mut contact, mut told) = (before.clone(), (list("emails"), list("phones")));
        for (kind, there, told, new) in [
            ("email", &mut contact.emails, &mut told.0, &row.emails),
            ("phone", &mut contact.phones, &mut told.1, &row.phones),
        ] {
            for value in new {
                let same = |other: &String| contacts::is_same_point(kind, other, value);
                if !told.iter().any(same) {
                    told.push(value.clone());
                    if !there.iter().any(same) {
                        there.push(value.clone());
                    }
                }
            }
        }
        if contact != before {
            contacts::update(self.w, &contact)?;
            self.roll.touch(id);
        }
        let now = serde_json::json!({ "emails": told.0, "phones": told.1 });
        if said.as_ref() != Some(&now) {
            let said = cards::Said { source: SOURCE.to_owned(), uid: UPLOADED.to_owned(), said: now.to_string() };
            cards::write(self.w, id, &said)?;
        }
        self.roll.meet(id, contact != before);
        Ok(())
    }

    fn by_email(&self, row: &UploadedRow) -> Result<Option<i64>> {
        for email in &row.emails {
            let ids = contacts::ids_by_point(self.w, "email", &contacts::point_key("email", email))?;
            let alone = ids.len() == 1;
            for id in ids {
                if row.name.is_empty() && alone || agree(&row.name, &contacts::get(self.w, id)?.name) {
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }
}
