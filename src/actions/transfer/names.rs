//! Who is in the book by name, for rows that say nothing surer, and what makes two names one
//! person's.

use crate::model::{Day, Result, text};
use crate::store::{Writer, contacts};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Everybody's number by the hash of the name: names themselves would take more memory than
/// everything else of an import.
#[derive(Debug, Default)]
pub struct Names {
    hasher: RandomState,
    one: HashMap<u64, u32>,
    /// Names that several people bear.
    more: HashMap<u64, Vec<u32>>,
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

impl Names {
    /// Everybody who is in the book.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(w: &Writer<'_>) -> Result<Self> {
        let mut names = Self::default();
        contacts::each_name(w, |id, name| names.add(name, id))?;
        Ok(names)
    }

    fn key(&self, name: &str) -> u64 {
        self.hasher.hash_one(text::fold(name))
    }

    /// Makes somebody known by a name.
    pub fn add(&mut self, name: &str, id: i64) {
        let Ok(id) = u32::try_from(id) else { return };
        let key = self.key(name);
        match self.one.get(&key) {
            None => drop(self.one.insert(key, id)),
            Some(first) if *first == id => {}
            Some(_) => {
                let more = self.more.entry(key).or_default();
                if more.last() != Some(&id) {
                    more.push(id);
                }
            }
        }
    }

    /// The numbers of those who bear that name.
    pub fn ids(&self, name: &str) -> impl Iterator<Item = i64> {
        let key = self.key(name);
        let more = self.more.get(&key).into_iter().flatten();
        self.one.get(&key).into_iter().chain(more).map(|id| i64::from(*id))
    }

    /// The one who bears that name, where there is one only.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<i64> {
        let mut ids = self.ids(name);
        let first = ids.next()?;
        ids.all(|other| other == first).then_some(first)
    }

    /// Those who bear that name, with what else tells them apart.
    ///
    /// # Errors
    /// What the database says.
    pub fn namesakes(&self, w: &Writer<'_>, name: &str) -> Result<Vec<Namesake>> {
        self.ids(name)
            .map(|id| {
                let (connected_on, company) = contacts::connected(w, id)?;
                Ok(Namesake { id, connected_on, company: company.as_deref().map(normal) })
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
/// one, of the longer.
#[must_use]
pub fn agree(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        text::fold(name).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is = |w: &String, l: &String| w == l || (w.chars().count() == 1 && l.starts_with(w.as_str()));
    !short.is_empty() && short.iter().all(|w| long.iter().any(|l| is(w, l) || is(l, w)))
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
            ("", "Laura", false),
        ] {
            assert_eq!(agree(a, b), same, "{a} / {b}");
            assert_eq!(agree(b, a), same, "{b} / {a}");
        }
    }

    #[test]
    fn a_name_that_two_bear_is_nobodys_alone() {
        let mut names = Names::default();
        names.add("Ada Byron", 1);
        names.add("ADA BYRON", 1);
        assert_eq!(names.only("ada byron"), Some(1));
        names.add("Ada Byron", 2);
        assert_eq!((names.only("Ada Byron"), names.ids("Ada Byron").collect::<Vec<_>>()), (None, vec![1, 2]));
        assert_eq!(names.only("Bo"), None);
    }
}
