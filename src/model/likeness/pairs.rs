//! Who is worth comparing with whom: people who share a key, unless too many share it.
//!
//! No key brings more than a bounded number of pairs, so the work grows with the number of people
//! and not with its square. Says nothing of whether two are one.

use super::{Crowd, Email, Traits, hashed};
use crate::model::{digest, phone};

/// An address, a number or a profile of more people than these is nobody's own.
const SHARED_MOST: usize = 4;
/// A name of more people than these is common.
const NAMESAKES_MOST: usize = 5;
/// What more people than these have before the @ is a given name.
const MAILBOX_MOST: usize = 8;
/// A domain of more people than these is a provider's, whatever it is called.
const DOMAIN_MOST: usize = 200;
/// A key of more people than these brings nobody together; finer ones may.
const BLOCK_MOST: usize = 32;

/// What two people must share to be compared, the surest first.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Profile,
    Email,
    Phone,
    Mailbox,
    Name,
    NameAndCompany,
    GivenAndFamily,
    StandsAndFamily,
    FamilyAndCompany,
    BonesAndCompany,
    GivenAndCompany,
    FamilyAndDomain,
    GivenAndDomain,
}

const KINDS: [Kind; 13] = [
    Kind::Profile,
    Kind::Email,
    Kind::Phone,
    Kind::Mailbox,
    Kind::Name,
    Kind::NameAndCompany,
    Kind::GivenAndFamily,
    Kind::StandsAndFamily,
    Kind::FamilyAndCompany,
    Kind::BonesAndCompany,
    Kind::GivenAndCompany,
    Kind::FamilyAndDomain,
    Kind::GivenAndDomain,
];

/// How many people have each key, for the keys of all.
struct Counts(Vec<u64>);

impl Counts {
    fn of<'a, K: IntoIterator<Item = u64>>(people: &'a [Traits], keys: impl Fn(&'a Traits) -> K) -> Self {
        let mut all: Vec<u64> = Vec::with_capacity(people.len());
        for person in people {
            let from = all.len();
            for key in keys(person).into_iter().filter(|key| *key != 0) {
                // Whoever has a key twice is one person.
                if all.get(from..).is_some_and(|own| !own.contains(&key)) {
                    all.push(key);
                }
            }
        }
        all.sort_unstable();
        Self(all)
    }

    fn get(&self, key: u64) -> usize {
        self.0.partition_point(|k| *k <= key) - self.0.partition_point(|k| *k < key)
    }
}

/// Marks what is common in a book of these people, and takes away what too many share: to be called
/// once, before any two are compared.
pub fn settle(people: &mut [Traits]) {
    let (names, companies) = (Counts::of(people, |t| [t.naming.words]), Counts::of(people, |t| [t.company]));
    let profiles = Counts::of(people, |t| t.profiles.clone());
    let phones = Counts::of(people, |t| t.phones.iter().map(|p| tail(p)).collect::<Vec<_>>());
    let of_emails = |of: fn(&Email) -> u64| Counts::of(people, move |t| t.emails.iter().map(of));
    let (emails, mailboxes, domains) = (of_emails(|e| e.whole), of_emails(|e| e.mailbox), of_emails(|e| e.domain));
    for person in people.iter_mut() {
        person.common_name = names.get(person.naming.words) > NAMESAKES_MOST;
        person.colleagues = match companies.get(person.company) {
            0..=3 => Crowd::Handful,
            4..=10 => Crowd::Few,
            11..=100 => Crowd::Some,
            _ => Crowd::Many,
        };
        person.profiles.retain(|p| profiles.get(*p) <= SHARED_MOST);
        person.phones.retain(|p| phones.get(tail(p)) <= SHARED_MOST);
        for email in &mut person.emails {
            let unless = |key: u64, counts: &Counts, most| if counts.get(key) > most { 0 } else { key };
            email.whole = unless(email.whole, &emails, SHARED_MOST);
            email.mailbox = unless(email.mailbox, &mailboxes, MAILBOX_MOST);
            email.domain = unless(email.domain, &domains, DOMAIN_MOST);
        }
    }
}

/// The last digits of a number, the same with its country and without.
fn tail(number: &str) -> u64 {
    hashed(number.get(number.len().saturating_sub(phone::TAIL)..).unwrap_or(number))
}

/// Calls `visit` with every two people, by their places, that share a key; some twice.
pub fn each_pair(people: &[Traits], mut visit: impl FnMut(usize, usize)) {
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(people.len());
    let has_bare = people.iter().any(|p| p.naming.is_bare);
    for kind in KINDS.into_iter().filter(|kind| has_bare || !matches!(kind, Kind::BonesAndCompany)) {
        keys.clear();
        for (place, person) in (0_u32..).zip(people) {
            kind.each_key(person, |key| keys.push((key, place)));
        }
        keys.sort_unstable();
        keys.dedup();
        for block in keys.chunk_by(|a, b| a.0 == b.0).filter(|b| b.len() <= BLOCK_MOST) {
            for (n, (_, one)) in block.iter().enumerate() {
                for (_, other) in block.iter().skip(n + 1) {
                    visit(*one as usize, *other as usize);
                }
            }
        }
    }
}

impl Kind {
    fn each_key(self, person: &Traits, mut put: impl FnMut(u64)) {
        let naming = &person.naming;
        let with = |word: &str, other: u64| digest::of(word.as_bytes(), digest::stirred(other));
        let company = Some(person.company).filter(|c| *c != 0);
        let domains = || person.emails.iter().map(|e| e.domain).filter(|d| *d != 0);
        match self {
            Self::Profile => person.profiles.iter().copied().for_each(put),
            Self::Email => person.emails.iter().map(|e| e.whole).filter(|k| *k != 0).for_each(put),
            Self::Phone => person.phones.iter().map(|p| tail(p)).for_each(put),
            Self::Mailbox => person.emails.iter().map(|e| e.mailbox).filter(|k| *k != 0).for_each(put),
            Self::Name if naming.is_empty() => {}
            Self::Name => put(naming.words),
            Self::NameAndCompany => company.into_iter().for_each(|c| put(digest::stirred(naming.words ^ c))),
            Self::GivenAndFamily => {
                for part in naming.family_parts().chain(naming.others()) {
                    naming.called().for_each(|called| put(with(part, with(called, 0))));
                }
            }
            Self::StandsAndFamily => {
                for group in naming.stands_for() {
                    naming.family_parts().for_each(|part| put(with(part, group as u64)));
                }
            }
            Self::FamilyAndCompany => {
                if let Some(company) = company {
                    naming.family_parts().for_each(|part| put(with(part, company)));
                }
            }
            Self::BonesAndCompany => {
                let bones = naming.family_bones();
                company.filter(|_| !bones.is_empty()).into_iter().for_each(|c| put(with(&bones, c)));
            }
            Self::GivenAndCompany => {
                if let Some(company) = company {
                    naming.called().for_each(|called| put(with(called, company)));
                    naming.stands_for().for_each(|group| put(digest::stirred(company ^ group as u64)));
                }
            }
            Self::FamilyAndDomain => {
                for domain in domains() {
                    naming.family_parts().for_each(|part| put(with(part, domain)));
                }
            }
            Self::GivenAndDomain => {
                for domain in domains() {
                    naming.called().for_each(|called| put(with(called, domain)));
                }
            }
        }
    }
}
