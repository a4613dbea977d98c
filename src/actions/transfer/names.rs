//! Who is in the book by name, for rows that say nothing surer, and what makes two names one
//! person's.

use crate::exchange::linkedin::Wanted;
use crate::model::{Day, Result, text};
use crate::store::{Writer, contacts};
use std::collections::HashMap;

/// Of more people of one name nobody can tell who is meant.
const NAMESAKES_MOST: usize = 500;

/// People's numbers by the hash of the name, for the names that are asked for: all names would take
/// more memory than everything else of an import.
#[derive(Debug)]
pub struct Names<'a> {
    wanted: &'a Wanted,
    ids: HashMap<u64, Vec<i64>>,
}

/// Somebody a row without a profile address may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// The contact's number.
    pub id: i64,
    /// The day the two connected.
    pub connected_on: Option<Day>,
    /// What the last import said of the company, as comparing sees it.
    pub company: Option<String>,
}

impl<'a> Names<'a> {
    /// Everybody in the book who bears a name that is wanted.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(w: &Writer<'_>, wanted: &'a Wanted) -> Result<Self> {
        let mut names = Self { wanted, ids: HashMap::new() };
        if !wanted.is_empty() {
            contacts::each_name(w, |id, name| names.add(name, id))?;
        }
        Ok(names)
    }

    /// Makes somebody known by a name.
    pub fn add(&mut self, name: &str, id: i64) {
        let Some(key) = self.wanted.hash(name) else { return };
        let ids = self.ids.entry(key).or_default();
        if ids.len() < NAMESAKES_MOST && !ids.contains(&id) {
            ids.push(id);
        }
    }

    /// The numbers of those who bear that name.
    #[must_use]
    pub fn ids(&self, name: &str) -> &[i64] {
        self.wanted.hash(name).and_then(|key| self.ids.get(&key)).map_or(&[], Vec::as_slice)
    }

    /// The one who bears that name, where there is one only.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<i64> {
        if let [id] = self.ids(name) { Some(*id) } else { None }
    }

    /// Those who bear that name, with what else tells them apart.
    ///
    /// # Errors
    /// What the database says.
    pub fn namesakes(&self, w: &Writer<'_>, name: &str) -> Result<Vec<Namesake>> {
        self.ids(name)
            .iter()
            .map(|id| {
                let (connected_on, company) = contacts::connected(w, *id)?;
                Ok(Namesake { id: *id, connected_on, company: company.as_deref().map(normal) })
            })
            .collect()
    }
}

/// A company's name, or a message, as comparing sees it: "Acme, Inc." is "ACME Inc".
#[must_use]
pub fn normal(company: &str) -> String {
    text::fold(company).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two names may be one person's: every word of the shorter is a word, or the initial of
/// one, of the longer, and they share more than initials.
#[must_use]
pub fn agree(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        text::fold(name).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is = |w: &String, l: &String| w == l || (w.chars().count() == 1 && l.starts_with(w.as_str()));
    let share_a_word = short.iter().any(|w| w.chars().count() > 1 && long.contains(w));
    let is_within = !short.is_empty() && short.iter().all(|w| long.iter().any(|l| is(w, l) || is(l, w)));
    is_within && (share_a_word || short == long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_where_the_shorter_is_within_the_longer() {
        for (a, b, same) in [
            ("Laura Chen", "laura chen", true),
            ("Laura Chen", "L. Chen", true),
            ("Laura Chen, PhD", "Laura Chen", true),
            ("Zoë Brandt", "zoe brandt", true),
            ("Laura Chen", "Laura Meyer", false),
            ("Laura", "Laura Chen", true),
            ("L. C.", "Laura Chen", false),
            ("L. C.", "L C", true),
            ("李 明", "李 明", true),
            ("", "Laura", false),
        ] {
            assert_eq!(agree(a, b), same, "{a} / {b}");
            assert_eq!(agree(b, a), same, "{b} / {a}");
        }
    }
}
