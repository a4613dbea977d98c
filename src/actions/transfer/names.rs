//! Who is in the book by name, for rows that say nothing surer, and what makes two names one
//! person's.

use crate::exchange::linkedin::Wanted;
use crate::model::likeness::{Names as Likeness, Naming, compare};
use crate::model::{Day, Result, company, text};
use crate::store::{Writer, contacts};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

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
                Ok(Namesake { id: *id, connected_on, company: company.as_deref().map(company::key) })
            })
            .collect()
    }
}

/// Those who were in the book without a profile, by name: from before exports named profiles, or
/// entered by hand. A row that names a profile nobody has may be one of them.
#[derive(Debug, Default)]
pub struct Unprofiled {
    hasher: RandomState,
    one: HashMap<u64, i64>,
    /// All of those whose name is not theirs alone.
    several: HashMap<u64, Vec<i64>>,
    /// Which profile somebody was taken for: for one only.
    taken: HashMap<i64, u64>,
}

impl Unprofiled {
    /// Everybody in the book whose profile is not known.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(w: &Writer<'_>) -> Result<Self> {
        let mut all = Self::default();
        contacts::each_without_profile(w, |id, name| {
            let key = all.hasher.hash_one(text::fold(name));
            match all.one.get(&key) {
                None => drop(all.one.insert(key, id)),
                Some(first) => {
                    let ids = all.several.entry(key).or_insert_with(|| vec![*first]);
                    if ids.len() < NAMESAKES_MOST {
                        ids.push(id);
                    }
                }
            }
        })?;
        Ok(all)
    }

    /// The numbers of those who bear that name.
    #[must_use]
    pub fn ids(&self, name: &str) -> Vec<i64> {
        let key = self.hasher.hash_one(text::fold(name));
        self.several.get(&key).cloned().unwrap_or_else(|| self.one.get(&key).copied().into_iter().collect())
    }

    /// The one who bears that name and may have that profile: nobody has two.
    ///
    /// # Errors
    /// What the database says.
    pub fn only(&mut self, w: &Writer<'_>, name: &str, profile: &str) -> Result<Option<i64>> {
        let ids = self.ids(name);
        let [id] = ids.as_slice() else { return Ok(None) };
        self.may_be(w, *id, profile)
    }

    /// That contact, where nothing speaks against that profile.
    ///
    /// # Errors
    /// What the database says.
    pub fn may_be(&mut self, w: &Writer<'_>, id: i64, profile: &str) -> Result<Option<i64>> {
        let key = self.hasher.hash_one(profile);
        let fits = contacts::get(w, id)?.linkedin.is_none() && *self.taken.entry(id).or_insert(key) == key;
        Ok(fits.then_some(id))
    }
}

/// A text as comparing sees it: letters and digits, without capitals and accents.
#[must_use]
pub fn normal(words: &str) -> String {
    text::fold(words).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A name's words, as comparing sees them.
fn words(name: &str) -> Vec<String> {
    text::fold(name).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Whether two names can't be one person's, so that not even an address of both makes them one: other
/// given names, whatever the family names.
#[must_use]
pub fn differ(a: &str, b: &str) -> bool {
    // An address that stands for a name says nothing.
    if a.contains('@') || b.contains('@') {
        return false;
    }
    let (words, others) = (words(a), words(b));
    let fits = |one: &[String], other: &[String]| {
        one.iter().filter(|w| w.chars().count() == 1).any(|w| other.iter().any(|o| o.starts_with(w.as_str())))
    };
    let initial = fits(&words, &others) || fits(&others, &words);
    let naming = |name: &str| Naming::new(name, None, None);
    !initial && matches!(compare(&naming(a), &naming(b)), Likeness::FamilyOnly | Likeness::Differ)
}

/// Whether two names may be one person's: every word of the shorter is a word, or the initial of
/// one, of the longer, and they share more than initials.
#[must_use]
pub fn agree(a: &str, b: &str) -> bool {
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
    fn names_differ_where_nobody_would_bear_both() {
        for (a, b, other) in [
            ("Bob Smith", "Tatjana Novak", true),
            ("Bob Smith", "Mary Smith", true),
            ("Desk", "Ina Roth", true),
            ("Bob Smith", "Robert Smith", false),
            ("L. Chen", "Laura Meyer", false),
            ("Laura Chen", "Laura Meyer", false),
            ("Laura", "Laura Chen", false),
            ("Владимир Иванов", "Vladimir Ivanov", false),
            ("info@acme.example", "Ina Roth", false),
            ("Chen Laura", "Laura Chen", false),
        ] {
            assert_eq!(differ(a, b), other, "{a} / {b}");
            assert_eq!(differ(b, a), other, "{b} / {a}");
        }
    }

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
