//! The rows of Connections.csv: who they are in the book, and what they change there.

use super::super::names::{agree, differ, normal};
use super::{Import, SOURCE, reason};
use crate::exchange::linkedin::{ConnectionRow, slug_key};
use crate::exchange::source::Source;
use crate::model::{Contact, Day, Result, Span, Status, text};
use crate::store::contacts::Origin;
use crate::store::{cards, contacts, meta, requests};

/// Ruling 21: by name alone, an invitation counts as accepted where the two connected within so
/// long of it.
pub(super) const INFERRED_WITHIN: Span = Span::days(180);

impl Import<'_> {
    pub(super) fn connection(&mut self, row: &ConnectionRow, file: &Source) -> Result<()> {
        let key = row.url.as_deref().and_then(slug_key);
        if key.is_some() && key == self.owner_key {
            self.skip(file, row.line, reason::OWN_PROFILE);
            return Ok(());
        }
        let Some(connected_on) = self.day(row.connected_on) else {
            self.skip(file, row.line, reason::TO_COME);
            return Ok(());
        };
        match self.find(row, key.as_deref(), connected_on)? {
            Some(id) => {
                // Invitations name people as this file does, credentials and all.
                self.names.add(&row.name(), id);
                self.update(id, row, connected_on)
            }
            None => self.create(row, connected_on),
        }
    }

    /// By profile, then by e-mail; where one of the two has no profile, by the same name connected on
    /// the same day.
    fn find(&self, row: &ConnectionRow, key: Option<&str>, connected_on: Day) -> Result<Option<i64>> {
        if let Some(key) = key
            && let Some(id) = contacts::ids_by_linkedin(self.w, key)?.first()
        {
            return Ok(Some(*id));
        }
        if let Some(email) = &row.email {
            let address = contacts::point_key("email", email);
            let ids = contacts::ids_by_point(self.w, "email", &address)?;
            let alone = ids.len() == 1 && !self.shared.contains(&text::fold(email));
            for id in ids {
                let there = contacts::get(self.w, id)?;
                let other = there.linkedin.as_deref().and_then(slug_key);
                let other_profile = key.is_some() && other.is_some() && other.as_deref() != key;
                let fits = if alone { !differ(&row.name(), &there.name) } else { agree(&row.name(), &there.name) };
                if !other_profile && fits {
                    return Ok(Some(id));
                }
            }
        }
        let (raw, (shown, _)) = (row.name(), row.shown());
        if key.is_some() {
            return self.known_before_profiles([&raw, &shown], connected_on);
        }
        let mut same = self.names.namesakes(self.w, &raw)?;
        same.extend(self.names.namesakes(self.w, &shown)?);
        let company = row.company.as_deref().map(normal);
        let of_the_day = || same.iter().filter(|n| n.connected_on == Some(connected_on));
        // Of several, the one of that company; else one that no other row of this file was.
        let found =
            of_the_day().find(|n| n.company == company).or_else(|| of_the_day().find(|n| !self.roll.was_met(n.id)));
        Ok(found.map(|n| n.id))
    }

    /// Whoever bears that name, connected on that day and has no profile yet: exports before 2023 had
    /// none, and neither has who was entered by hand.
    fn known_before_profiles(&self, names: [&str; 2], connected_on: Day) -> Result<Option<i64>> {
        for id in names.iter().flat_map(|name| self.unprofiled.ids(name)) {
            let there = contacts::get(self.w, id)?;
            if there.linkedin.is_none() && there.connected_on == Some(connected_on) && !self.roll.was_met(id) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn create(&mut self, row: &ConnectionRow, connected_on: Day) -> Result<()> {
        let (shown, split) = row.shown();
        let mut contact = self.desk.blank(if shown.is_empty() { "?" } else { &shown });
        if shown.is_empty() {
            contact.name = row.name();
        }
        (contact.given, contact.family) = (split.given, split.family);
        contact.company.clone_from(&row.company);
        contact.title.clone_from(&row.position);
        contact.linkedin.clone_from(&row.url);
        contact.emails.extend(row.email.clone());
        contact.connected_on = Some(connected_on);
        let id = self.insert(contact)?;
        self.names.add(&row.name(), id);
        self.keep_email(id, row)
    }

    /// Keeps the address that the export gave, so that one the user takes out does not come back.
    fn keep_email(&self, id: i64, row: &ConnectionRow) -> Result<()> {
        let Some(email) = &row.email else { return Ok(()) };
        let said = serde_json::json!({ "emails": [email] }).to_string();
        cards::write(self.w, id, &cards::Said { source: SOURCE.to_owned(), uid: String::new(), said })
    }

    fn update(&mut self, id: i64, row: &ConnectionRow, connected_on: Day) -> Result<()> {
        // The same person once more in one file says nothing new.
        if self.roll.was_met(id) {
            return Ok(());
        }
        let before = contacts::get(self.w, id)?;
        let mut contact = before.clone();
        contact.linkedin = contact.linkedin.or_else(|| row.url.clone());
        let mut told_email = false;
        if let Some(email) = &row.email {
            let same = |other: &String| text::fold(other) == text::fold(email);
            let said = cards::find(self.w, id, SOURCE, "")?;
            let said: Option<serde_json::Value> = said.and_then(|s| serde_json::from_str(&s).ok());
            let before: Vec<String> = said
                .and_then(|s| s.get("emails").cloned())
                .and_then(|emails| serde_json::from_value(emails).ok())
                .unwrap_or_default();
            // One that was said before and is not there any more was taken out by the user.
            if !before.iter().any(same) {
                told_email = true;
                if !contact.emails.iter().any(same) {
                    contact.emails.push(email.clone());
                }
            }
        }
        let resolved = self.accept(&contact, connected_on)?;
        let requested = resolved || requests::of(self.w, id)?.iter().any(|r| r.status == Status::Accepted);
        if contact.connected_on.is_none() && !requested {
            contact.connected_on = Some(connected_on);
        }
        let moved = self.follow(&mut contact, row)?;
        if contact != before {
            contacts::update(self.w, &contact)?;
        }
        if told_email {
            self.keep_email(id, row)?;
        }
        let changed = contact != before || moved || resolved;
        if changed {
            self.roll.touch(id);
        }
        self.roll.meet(id, changed);
        Ok(())
    }

    /// Name, company and position follow the import where they are the import's own; a new company is
    /// a reason to congratulate.
    fn follow(&mut self, contact: &mut Contact, row: &ConnectionRow) -> Result<bool> {
        let told = contacts::origin(self.w, contact.id)?;
        let (shown, split) = row.shown();
        let name = Some(shown).filter(|n| !n.is_empty());
        let same_name = told.name.is_none() || told.name == name;
        if self.older || (told.company == row.company && told.title == row.position && same_name) {
            return Ok(false);
        }
        // What the user wrote stays; what an import wrote, or nobody, follows.
        if let (Some(was), Some(now)) = (&told.name, &name)
            && contact.name == *was
            && !differ(was, now)
        {
            contact.name.clone_from(now);
            if contact.given.as_deref().is_none_or(|given| was.starts_with(given)) {
                contact.given = split.given;
            }
            if contact.family.as_deref().is_none_or(|family| was.ends_with(family)) {
                contact.family = split.family;
            }
        }
        if contact.company.is_none() || contact.company == told.company {
            contact.company = row.company.clone().or(contact.company.take());
        }
        if contact.title.is_none() || contact.title == told.title {
            contact.title = row.position.clone().or(contact.title.take());
        }
        let first_time = told.company.is_none() && told.title.is_none();
        let same = |a: &Option<String>, b: &Option<String>| a.as_deref().map(normal) == b.as_deref().map(normal);
        let company = row.company.as_deref().filter(|_| !first_time && !same(&told.company, &row.company));
        if let Some(company) = company {
            self.roll.moved(contact.id, company)?;
        }
        let now = Origin { name, company: row.company.clone(), title: row.position.clone(), source: None };
        contacts::set_told(self.w, contact.id, &now)?;
        Ok(company.is_some())
    }

    /// A connection answers the pending request, where there is one that was sent before. One whose
    /// outcome could not be told from the name is answered only in time, and marked (ruling 21).
    fn accept(&mut self, contact: &Contact, connected_on: Day) -> Result<bool> {
        let of = requests::of(self.w, contact.id)?;
        if of.iter().any(|r| r.status == Status::Accepted) {
            return Ok(false);
        }
        let pending = of.into_iter().find(|r| {
            r.status == Status::Pending
                && r.channel == "linkedin"
                && r.sent_on <= Span::days(1).after(connected_on)
                && (!r.outcome_unknown || connected_on <= INFERRED_WITHIN.after(r.sent_on))
        });
        let Some(mut request) = pending else { return Ok(false) };
        (request.status, request.inferred) = (Status::Accepted, request.outcome_unknown);
        request.outcome_unknown = false;
        request.resolved_on = Some(connected_on.max(request.sent_on));
        request.resolved_entry = Some(meta::next_fact(self.w)?);
        requests::write(self.w, &request)?;
        self.report.requests.updated += 1;
        Ok(true)
    }
}
