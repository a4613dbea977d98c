//! Who is in the book by name, for rows that say nothing surer, and what makes two names one
//! person's.

use crate::exchange::linkedin::Wanted;
use crate::model::likeness::{Names as Likeness, Naming, compare};
use crate::model::{Day, Result, company, text};
use crate::store::{Writer, contacts};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// An address or a number that more people have tells nothing of any of them.
pub const SHARED_MOST: usize = 32;
/// Of more people of one name nobody can tell who is meant.
const NAMESAKES_MOST: usize = 500;
/// No contact has that number.
const NOBODY: i64 = 0;

/// People's numbers by the hash of their name, for names that are known beforehand. A name takes two
/// numbers: there may be as many names as people in the book.
#[derive(Debug)]
struct ByName<'k> {
    /// The hashes, in order.
    keys: Cow<'k, [u64]>,
    /// Of each the first who bears the name; [`NOBODY`] where nobody does.
    first: Vec<i64>,
    /// The others.
    others: HashMap<u64, Vec<i64>>,
}

impl<'k> ByName<'k> {
    /// Nobody yet.
    fn of(keys: Cow<'k, [u64]>) -> Self {
        let first = vec![NOBODY; keys.len()];
        Self { keys, first, others: HashMap::new() }
    }

    fn add(&mut self, key: u64, id: i64) {
        let Some(first) = self.keys.binary_search(&key).ok().and_then(|at| self.first.get_mut(at)) else { return };
        if *first == NOBODY {
            *first = id;
        } else if *first != id {
            let others = self.others.entry(key).or_default();
            if others.len() + 1 < NAMESAKES_MOST && !others.contains(&id) {
                others.push(id);
            }
        }
    }

    fn ids(&self, key: u64) -> Vec<i64> {
        let first = self.keys.binary_search(&key).ok().and_then(|at| self.first.get(at)).filter(|id| **id != NOBODY);
        first.into_iter().chain(self.others.get(&key).into_iter().flatten()).copied().collect()
    }
}

/// People by name, for the names that are asked for.
#[derive(Debug)]
pub struct Names<'a> {
    wanted: &'a Wanted,
    people: ByName<'a>,
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
        let mut names = Self { wanted, people: ByName::of(wanted.hashes().into()) };
        if !wanted.hashes().is_empty() {
            contacts::each_name(w, |id, name| names.add(name, id))?;
        }
        Ok(names)
    }

    /// Makes somebody known by a name.
    pub fn add(&mut self, name: &str, id: i64) {
        if let Some(key) = self.key(name) {
            self.people.add(key, id);
        }
    }

    /// The numbers of those who bear that name.
    #[must_use]
    pub fn ids(&self, name: &str) -> Vec<i64> {
        self.key(name).map(|key| self.people.ids(key)).unwrap_or_default()
    }

    /// The hash of a name; `None` where no name is asked for, as in most exports.
    fn key(&self, name: &str) -> Option<u64> {
        (!self.wanted.hashes().is_empty()).then(|| self.wanted.hash(name))
    }

    /// The one who bears that name, where there is one only.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<i64> {
        if let [id] = self.ids(name).as_slice() { Some(*id) } else { None }
    }

    /// Those who bear that name, with what else tells them apart.
    ///
    /// # Errors
    /// What the database says.
    pub fn namesakes(&self, w: &Writer<'_>, name: &str) -> Result<Vec<Namesake>> {
        self.ids(name)
            .into_iter()
            .map(|id| {
                let (connected_on, company) = contacts::connected(w, id)?;
                Ok(Namesake { id, connected_on, company: company.as_deref().map(company::key) })
            })
            .collect()
    }
}

/// Those who were in the book without a profile, by name: from before exports named profiles, or
/// entered by hand. A row that names a profile nobody has may be one of them.
#[derive(Debug)]
pub struct Unprofiled {
    hasher: RandomState,
    people: ByName<'static>,
    /// Which profile somebody was taken for: for one only.
    taken: HashMap<i64, u64>,
}

impl Unprofiled {
    /// Everybody in the book whose profile is not known.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(w: &Writer<'_>) -> Result<Self> {
        let hasher = RandomState::new();
        let mut keys = Vec::new();
        contacts::each_without_profile(w, |_, name| keys.push(hasher.hash_one(text::fold(name))))?;
        keys.sort_unstable();
        keys.dedup();
        keys.shrink_to_fit();
        let mut people = ByName::of(keys.into());
        contacts::each_without_profile(w, |id, name| people.add(hasher.hash_one(text::fold(name)), id))?;
        Ok(Self { hasher, people, taken: HashMap::new() })
    }

    /// The numbers of those who bear that name.
    #[must_use]
    pub fn ids(&self, name: &str) -> Vec<i64> {
        self.people.ids(self.hasher.hash_one(text::fold(name)))
    }

    /// That contact, where nothing speaks against that profile: nobody has two.
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
    fn a_name_takes_two_numbers_and_gives_all_who_bear_it_up_to_a_bound() {
        let mut people = ByName::of((0..10_000).map(|key| key * 3).collect::<Vec<u64>>().into());
        for (key, id) in (0..30_000).zip(1..) {
            people.add(key, id);
            people.add(key, id);
        }
        assert_eq!((people.first.len(), people.others.len()), (10_000, 0));
        assert_eq!((people.ids(3), people.ids(29_997)), (vec![4], vec![29_998]));
        assert!(people.ids(4).is_empty() && people.ids(30_000).is_empty());
        for id in [7, 9, 7, 4] {
            people.add(3, id);
        }
        assert_eq!((people.ids(3), people.others.len()), (vec![4, 7, 9], 1));
        (1..10_000).for_each(|id| people.add(3, id));
        assert_eq!(people.ids(3).len(), NAMESAKES_MOST);
        let mut nobody = ByName::of(Cow::Borrowed(&[]));
        nobody.add(1, 1);
        assert!(nobody.ids(1).is_empty());
    }

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
