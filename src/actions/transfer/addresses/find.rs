//! Whom an entry of an address book means: by what the address book calls it, then by profile, then
//! by e-mail; by telephone or by an address that several share only where the names agree.
//!
//! A name alone never decides, but for an entry that has no other name in its own address book: then
//! it is the entry that said so before.

use super::super::names::{SHARED_MOST, agree, differ};
use super::{Import, Said};
use crate::exchange::card::Card;
use crate::model::profile::slug_key;
use crate::model::{Contact, Result, company, phone, text};
use crate::store::cards;
use crate::store::contacts::{self, point_key};
use std::collections::BTreeSet;

/// What an entry is called where its address book gives it no name of its own.
pub(super) fn key_of(row: &Card) -> String {
    row.uid.clone().unwrap_or_else(|| format!("name:{}", text::fold(&row.name)))
}

/// Of how many entries of one name it is looked at what they said.
const NAMESAKES_MOST: usize = 64;
/// Of how many entries of one name it is known whose they are.
const NAMED_MOST: u32 = 4096;

impl Import<'_> {
    /// The contact that is meant, where there is one.
    pub(super) fn find(&self, row: &Card) -> Result<Option<i64>> {
        let profile = row.linkedin.as_deref().and_then(slug_key);
        if let Some(id) = self.by_uid(row)? {
            return Ok(Some(id));
        }
        if let Some(key) = &profile
            && let Some(id) = contacts::ids_by_linkedin(self.w, key)?.iter().find(|id| self.may_be(**id, row))
        {
            return Ok(Some(*id));
        }
        for email in &row.emails {
            let key = point_key("email", email);
            let ids = contacts::ids_by_point(self.w, "email", &key)?;
            let alone = ids.len() == 1 && !self.survey.is_shared("email", &key);
            if let Some(id) = self.first_of(&ids, row, profile.as_deref(), alone)? {
                return Ok(Some(id));
            }
        }
        for number in &row.phones {
            let ids = contacts::ids_by_phone(self.w, number)?;
            if let Some(id) = self.first_of(&ids, row, profile.as_deref(), false)? {
                return Ok(Some(id));
            }
        }
        self.by_said(row, profile.as_deref())
    }

    /// The first of these who has no other profile, and whose name agrees where that is asked for.
    fn first_of(&self, ids: &[i64], row: &Card, profile: Option<&str>, alone: bool) -> Result<Option<i64>> {
        // Of an address that one has only it is enough that the names don't speak against it.
        let fits = |name: &str| if alone { !differ(&row.name, name) } else { agree(&row.name, name) };
        if ids.len() > SHARED_MOST {
            return Ok(None);
        }
        for id in ids {
            let there = contacts::get(self.w, *id)?;
            if self.may_be(*id, row) && !is_other(&there, profile) && fits(&there.name) {
                return Ok(Some(*id));
            }
        }
        Ok(None)
    }

    /// By what the address book calls the entry. What several entries are called is not believed (programs
    /// that know no better, a row that was copied for somebody else), and neither is a number in
    /// somebody's table, without anything else that fits.
    fn by_uid(&self, row: &Card) -> Result<Option<i64>> {
        let Some(uid) = &row.uid else { return Ok(None) };
        let mut ids = cards::ids_by_uid(self.w, &self.book, uid)?;
        ids.extend(contacts::id_by_uid(self.w, uid)?.filter(|id| !ids.contains(id)));
        ids.sort_by_key(|id| self.was_met(*id, uid));
        let is_one = ids.len() == 1;
        for id in ids.into_iter().take(NAMESAKES_MOST) {
            let there = contacts::get(self.w, id)?;
            let is_met = self.was_met(id, uid);
            let is_its_own = is_one && !is_met && !self.survey.is_shared("uid", uid);
            if (is_its_own && (self.is_known || !differ(&row.name, &there.name) || shares_a_point(row, &there)))
                || agree(&row.name, &there.name)
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// By what an entry of that name in the same address book said before: of several the one that
    /// has the same addresses and numbers, and never one that has others only.
    fn by_said(&self, row: &Card, profile: Option<&str>) -> Result<Option<i64>> {
        if row.uid.is_some() {
            return Ok(None);
        }
        let key = key_of(row);
        let mut best: Option<(Fit, i64)> = None;
        let mut looked_at = 0;
        // A table of a person's own may have got another column.
        let is_bare = row.company.is_none() && points(row).is_empty();
        let family = if self.is_known { &self.book } else { self.source };
        for (id, book) in cards::named(self.w, family, &key, NAMED_MOST)? {
            if looked_at >= NAMESAKES_MOST {
                break;
            }
            if self.was_met(id, &key) {
                continue;
            }
            looked_at += 1;
            if is_other(&contacts::get(self.w, id)?, profile) {
                continue;
            }
            let said = cards::find(self.w, id, &book, &key)?;
            let Some(said) = said.as_deref().and_then(Said::parse) else { continue };
            // In a table of other columns a name alone is not enough.
            let is_enough = |fit: &Fit| book == self.book || (*fit >= Fit::Company && !is_bare);
            let Some(fit) = Fit::of(row, &said.card).filter(is_enough) else { continue };
            if best.is_none_or(|(other, _)| fit > other) {
                best = Some((fit, id));
            }
            if fit == Fit::All {
                break;
            }
        }
        Ok(best.map(|(_, id)| id))
    }

    /// Whether an entry may be a contact that another entry of the file was: not where the address book
    /// knows that its entries are different people.
    fn may_be(&self, id: i64, row: &Card) -> bool {
        !(row.is_one_of_a_kind && self.roll.was_met(id))
    }
}

/// How well an entry fits what one of the same name said before, the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Neither has an address of its own, and nothing speaks against it.
    Nothing,
    /// One has addresses or numbers more than the other.
    Within,
    /// Neither has an address, and both work at the same company.
    Company,
    /// They have the same addresses and numbers.
    Points,
    /// They say the same.
    All,
}

impl Fit {
    fn of(row: &Card, said: &Card) -> Option<Self> {
        if super::content(row) == super::content(said) {
            return Some(Self::All);
        }
        let (own, theirs) = (points(row), points(said));
        if !own.is_empty() && own == theirs {
            return Some(Self::Points);
        }
        // Without an address of both, somebody at another company is somebody else.
        let company = |c: &Card| c.company.as_deref().map(company::key);
        match (company(row), company(said)) {
            (Some(a), Some(b)) if a != b => return None,
            (Some(_), Some(_)) if own == theirs => return Some(Self::Company),
            _ => {}
        }
        if own == theirs {
            return Some(Self::Nothing);
        }
        (own.is_subset(&theirs) || theirs.is_subset(&own)).then_some(Self::Within)
    }
}

/// Whether a contact has an address, a number or a profile that the entry names.
fn shares_a_point(row: &Card, there: &Contact) -> bool {
    let any = |kind: &str, told: &[String], own: &[String]| {
        told.iter().any(|a| own.iter().any(|b| contacts::is_same_point(kind, a, b)))
    };
    let profile = row.linkedin.as_deref().and_then(slug_key);
    any("email", &row.emails, &there.emails)
        || any("phone", &row.phones, &there.phones)
        || (profile.is_some() && profile == contacts::profile_key(there))
}

/// Somebody with another profile is somebody else.
fn is_other(there: &Contact, profile: Option<&str>) -> bool {
    let theirs = contacts::profile_key(there);
    profile.is_some() && theirs.is_some() && theirs.as_deref() != profile
}

/// Addresses and numbers, as comparing sees them.
fn points(card: &Card) -> BTreeSet<String> {
    let emails = card.emails.iter().map(|e| point_key("email", e));
    let phones = card.phones.iter().map(|p| phone::key(p));
    emails.chain(phones).chain(card.linkedin.as_deref().and_then(slug_key)).collect()
}
