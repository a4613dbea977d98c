//! The rows of Connections.csv: who they are in the book, and what they change there.

use super::super::earlier::{self, Earlier};
use super::super::names::{SHARED_MOST, agree, differ};
use super::{Age, Import, SOURCE, reason};
use crate::exchange::linkedin::{ConnectionRow, slug_key};
use crate::exchange::source::Source;
use crate::model::{Contact, Day, Result, Span, Status, company, text};
use crate::store::contacts::Origin;
use crate::store::identities::{self, Identity, IdentityKind};
use crate::store::{cards, contacts, meta, requests};
use serde::{Deserialize, Serialize};

/// Ruling 21: by name alone, an invitation counts as accepted where the two connected within so
/// long of it.
pub(super) const INFERRED_WITHIN: Span = Span::days(180);

/// Of how many people of one name it is looked whether the profile is theirs.
const NAMESAKES_MOST: usize = 9;

/// What exports said of somebody, beside the profile.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<String>,
    /// What they said of name and work before.
    #[serde(skip_serializing_if = "Earlier::is_empty")]
    earlier: Earlier,
}

/// A number for what an export says of somebody's name and work.
fn state(told: &Origin) -> String {
    earlier::number(serde_json::json!([told.name, told.company, told.title]).to_string().as_bytes())
}

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
            let alone = ids.len() == 1 && !self.outline.is_shared(email);
            for id in ids.into_iter().take(SHARED_MOST) {
                let there = contacts::get(self.w, id)?;
                let is_other = key.is_some() && contacts::profile_key(&there).is_some() && !self.has_left(&there);
                let fits = if alone { !differ(&row.name(), &there.name) } else { agree(&row.name(), &there.name) };
                if !is_other && fits {
                    return Ok(Some(id));
                }
            }
        }
        let (raw, (shown, _)) = (row.name(), row.shown());
        if key.is_some() {
            let found = self.known_before_profiles([&raw, &shown], connected_on)?;
            return if found.is_some() { Ok(found) } else { self.under_another_profile(&shown, connected_on) };
        }
        let mut same = self.names.namesakes(self.w, &raw)?;
        same.extend(self.names.namesakes(self.w, &shown)?);
        let company = row.company.as_deref().map(company::key);
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

    /// Whether somebody's profile is not among these connections, and no row was them: members may
    /// change its address.
    fn has_left(&self, there: &Contact) -> bool {
        let is_gone = contacts::profile_key(there).is_some_and(|key| !self.outline.has_profile(&key));
        is_gone && self.age != Age::Older && !self.roll.was_met(there.id)
    }

    /// Whoever bears that name, connected on that day, and whose profile has left: it has another
    /// address now.
    fn under_another_profile(&self, name: &str, connected_on: Day) -> Result<Option<i64>> {
        let slug = crate::model::name::slug(name);
        for n in 1..=NAMESAKES_MOST {
            let slug = if n == 1 { slug.clone() } else { format!("{slug}-{n}") };
            let Some(id) = contacts::id_by_slug(self.w, &slug)?.filter(|id| !self.roll.is_new(*id)) else { break };
            let there = contacts::get(self.w, id)?;
            let is_same = text::fold(&there.name) == text::fold(name) && there.connected_on == Some(connected_on);
            if is_same && self.has_left(&there) {
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
        let before = self.said(id)?;
        self.keep(id, &Said { emails: vec![email.clone()], ..before })
    }

    fn said(&self, id: i64) -> Result<Said> {
        let said = cards::find(self.w, id, SOURCE, "")?;
        Ok(said.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    fn keep(&self, id: i64, said: &Said) -> Result<()> {
        let said = serde_json::json!(said).to_string();
        cards::write(self.w, id, &cards::Said { source: SOURCE.to_owned(), uid: String::new(), said })
    }

    fn update(&mut self, id: i64, row: &ConnectionRow, connected_on: Day) -> Result<()> {
        // The same person once more in one file says nothing new.
        if self.roll.was_met(id) {
            return Ok(());
        }
        let before = contacts::get(self.w, id)?;
        let mut contact = before.clone();
        if row.url.is_some() && (contact.linkedin.is_none() || self.has_left(&contact)) {
            let before = contacts::profile_key(&contact);
            contact.linkedin.clone_from(&row.url);
            // What was written under the old address is still with them.
            if let Some(key) = before {
                contacts::update(self.w, &contact)?;
                identities::add(self.w, id, &Identity { kind: IdentityKind::Linkedin, key })?;
            }
        }
        let mut told_email = false;
        if let Some(email) = &row.email {
            let same = |other: &String| text::fold(other) == text::fold(email);
            // One that was said before and is not there any more was taken out by the user.
            if !self.said(id)?.emails.iter().any(same) {
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
        let now = Origin { name, company: row.company.clone(), title: row.position.clone(), source: None };
        if told.company == row.company && told.title == row.position && same_name {
            // In books from before names were kept it stands from now on.
            if told.name.is_none() && self.age != Age::Older {
                contacts::set_told(self.w, contact.id, &now)?;
            }
            return Ok(false);
        }
        let mut said = self.said(contact.id)?;
        let is_older = self.age == Age::Older || (self.age == Age::Same && said.earlier.knows(&state(&now)));
        self.otherwise += usize::from(self.age == Age::Older);
        if is_older {
            return Ok(false);
        }
        // What the user wrote stays; what an import wrote, or nobody, follows.
        if let (Some(was), Some(now)) = (&told.name, &now.name)
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
        let same =
            |a: &Option<String>, b: &Option<String>| a.as_deref().map(company::key) == b.as_deref().map(company::key);
        let company = row.company.as_deref().filter(|_| !first_time && !same(&told.company, &row.company));
        if let Some(company) = company {
            self.roll.moved(contact.id, company)?;
        }
        contacts::set_told(self.w, contact.id, &now)?;
        if !first_time {
            said.earlier.push(state(&Origin { source: None, ..told }));
            self.keep(contact.id, &said)?;
        }
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
