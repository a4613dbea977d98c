//! Who may be in the book twice. It only looks: two are made one by `merge`, on the user's word.

use crate::model::likeness::{self, Traits};
use crate::model::{Contact, Result};
use crate::store::{Book, contacts, likeness as rows};
use rusqlite::Connection as Db;
use std::cmp::Reverse;

/// Two contacts who are likely one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one to keep: not put away, of whom more is recorded, who was there first.
    pub a: Contact,
    /// The other.
    pub b: Contact,
    /// How likely, in hundredths.
    pub score: u8,
    /// What speaks for it and what against, in words.
    pub reasons: Vec<&'static str>,
}

/// Everybody as they are compared; the lists go by the same places.
#[derive(Default)]
struct People {
    ids: Vec<i64>,
    traits: Vec<Traits>,
    archived: Vec<bool>,
    facts: Vec<u32>,
}

impl People {
    fn read(conn: &Db) -> Result<Self> {
        let mut people = Self::default();
        rows::each(conn, |c| {
            let mut traits = Traits::new(c.name, c.given, c.family, c.company);
            c.profile.into_iter().for_each(|key| traits.add_profile(key));
            people.ids.push(c.id);
            people.traits.push(traits);
            people.archived.push(c.archived);
        })?;
        rows::each_point(conn, |id, is_phone, key| {
            if let Some(traits) = people.traits_of(id) {
                if is_phone { traits.add_phone(key) } else { traits.add_email(key) }
            }
        })?;
        rows::each_other_profile(conn, |id, key| {
            if let Some(traits) = people.traits_of(id) {
                traits.add_profile(key);
            }
        })?;
        likeness::settle(&mut people.traits);
        Ok(people)
    }

    fn place(&self, id: i64) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    fn traits_of(&mut self, id: i64) -> Option<&mut Traits> {
        let place = self.place(id)?;
        self.traits.get_mut(place)
    }

    fn count_facts(&mut self, conn: &Db) -> Result<()> {
        self.facts = vec![0; self.ids.len()];
        rows::each_count(conn, |id, count| {
            if let Some(facts) = self.ids.binary_search(&id).ok().and_then(|place| self.facts.get_mut(place)) {
                *facts = facts.saturating_add(count);
            }
        })
    }

    /// Who of two is to be kept comes first.
    fn ordered(&self, one: usize, other: usize) -> (usize, usize) {
        let rank = |n: usize| {
            let facts = self.facts.get(n).copied().unwrap_or_default();
            (self.is_archived(n), Reverse(facts), n)
        };
        if rank(one) <= rank(other) { (one, other) } else { (other, one) }
    }

    fn is_archived(&self, place: usize) -> bool {
        self.archived.get(place).copied().unwrap_or_default()
    }
}

/// Calls `visit` with every two contacts who are likely one person, `most` of them, and gives how
/// many more there are: those with somebody put away last, the likeliest first, then by number.
///
/// # Errors
/// What the database or `visit` says.
pub fn each(book: &Book, most: Option<usize>, mut visit: impl FnMut(Pair) -> Result<()>) -> Result<usize> {
    book.read(|conn| {
        let mut people = People::read(conn)?;
        let mut found = likely(&people.traits);
        let apart = apart(conn, &people)?;
        found.retain(|pair| apart.binary_search(pair).is_err());
        if !found.is_empty() {
            people.count_facts(conn)?;
        }
        let score = |(a, b): (u32, u32)| likeness::likeness(&people.traits[a as usize], &people.traits[b as usize]);
        let mut ranked: Vec<_> = found
            .into_iter()
            .map(|(one, other)| {
                let (a, b) = people.ordered(one as usize, other as usize);
                let archived = people.is_archived(a) || people.is_archived(b);
                (archived, Reverse(score((one, other)).score()), a, b)
            })
            .collect();
        ranked.sort_unstable();
        let shown = most.unwrap_or(usize::MAX).min(ranked.len());
        for (_, Reverse(score), a, b) in ranked.iter().take(shown) {
            let likeness = likeness::likeness(&people.traits[*a], &people.traits[*b]);
            let reasons = likeness.reasons().iter().map(|r| r.as_str()).collect();
            let (a, b) = (contacts::get(conn, people.ids[*a])?, contacts::get(conn, people.ids[*b])?);
            visit(Pair { a, b, score: *score, reasons })?;
        }
        Ok(ranked.len() - shown)
    })
}

/// The places of every two who are likely one person, each two once.
fn likely(people: &[Traits]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut room = 1 << 20;
    likeness::each_pair(people, |one, other| {
        if let (Some(a), Some(b)) = (people.get(one), people.get(other))
            && likeness::is_likely(a, b)
            && let (Ok(one), Ok(other)) = (u32::try_from(one.min(other)), u32::try_from(one.max(other)))
        {
            // Some come twice: they are not all kept until the end.
            if found.len() >= room {
                found.sort_unstable();
                found.dedup();
                room = room.max(2 * found.len());
            }
            found.push((one, other));
        }
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// The places of every two of whom the user said that they are not the same person, in order.
fn apart(conn: &Db, people: &People) -> Result<Vec<(u32, u32)>> {
    let place = |id: i64| people.place(id).and_then(|n| u32::try_from(n).ok());
    let mut apart: Vec<(u32, u32)> = rows::kept_apart(conn)?
        .into_iter()
        .filter_map(|(a, b)| Some((place(a)?, place(b)?)))
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    apart.sort_unstable();
    Ok(apart)
}
