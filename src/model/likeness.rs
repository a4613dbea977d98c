//! Whether two contacts are one person: what speaks for it, what against, and how much.
//!
//! Pure, and the same whichever of the two comes first. A name alone is weak; a profile is strong,
//! for and against, because a member has one; an address that many share says nothing. What is said
//! is a likelihood for a person to judge: nothing here makes two into one.

mod naming;
mod pairs;
mod work;

pub use naming::{Names, Naming, compare};
pub use pairs::{each_pair, settle};

use super::{digest, phone};
use work::{Email, company_key};

/// What two contacts have in common, or what tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The same LinkedIn profile.
    Profile,
    /// The same e-mail address.
    Email,
    /// The same telephone number.
    Phone,
    /// How the names stand to one another.
    Name(Names),
    /// The same company.
    Company,
    /// The same part of an e-mail address before the @.
    Mailbox,
    /// E-mail addresses of one company.
    Domain,
    /// The name is one of many in the book.
    CommonName,
    /// Another company.
    OtherCompany,
    /// Two LinkedIn profiles.
    OtherProfile,
    /// Father and son, as their names say.
    OtherGeneration,
}

impl Reason {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "same LinkedIn profile",
            Self::Email => "same e-mail",
            Self::Phone => "same phone",
            Self::Name(names) => match names {
                Names::Same => "same name",
                Names::Respelt => "same name, spelt another way",
                Names::Bones => "same consonants, one in a script without vowels",
                Names::Turned => "same name, the other way round",
                Names::Middle => "same name, one with a middle name more",
                Names::Nickname => "same name, one with a short form",
                Names::Part => "same given name, and a part of the family name",
                Names::CloseLong | Names::Close => "names that differ by a letter or two",
                Names::MiddleDiffers => "same name, but another middle name",
                Names::Initial => "initials that fit the name",
                Names::GivenAlone => "same given name, one without a family name",
                Names::FamilyAlone => "same family name, one without a given name",
                Names::Loose => "names that resemble one another",
                Names::GivenOnly => "same given name",
                Names::Unknown => "no name to compare",
                Names::FamilyOnly => "same family name, but another given name",
                Names::Differ => "but other names",
            },
            Self::Company => "same company",
            Self::Mailbox => "same e-mail before the @",
            Self::Domain => "e-mail at the same domain",
            Self::CommonName => "but many have that name",
            Self::OtherCompany => "but another company",
            Self::OtherProfile => "but two LinkedIn profiles",
            Self::OtherGeneration => "but another generation",
        }
    }
}

/// How many in the book work at a company: of a small one two people of one given name are seldom
/// two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Crowd {
    #[default]
    Handful,
    Few,
    Some,
    Many,
}

/// What is compared of a contact: made ready once, so that a pair costs little, and kept small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    naming: Naming,
    company: u64,
    profiles: Vec<u64>,
    emails: Vec<Email>,
    phones: Vec<Box<str>>,
    common_name: bool,
    colleagues: Crowd,
}

/// A number for a text; never 0, which stands for none.
fn hashed(text: &str) -> u64 {
    digest::of(text.as_bytes(), 0).max(1)
}

impl Traits {
    /// What is compared of somebody of that name at that company.
    #[must_use]
    pub fn new(name: &str, given: Option<&str>, family: Option<&str>, company: Option<&str>) -> Self {
        Self {
            naming: Naming::new(name, given, family),
            company: company.map_or(0, company_key),
            profiles: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            common_name: false,
            colleagues: Crowd::default(),
        }
    }

    /// They have that profile (see [`super::profile::slug_key`]).
    pub fn add_profile(&mut self, key: &str) {
        // A member has an address by name and one by number: the last bit says which it is.
        let by_number = u64::from(key.starts_with("ACoAA"));
        self.profiles.push((hashed(key) & !1) | by_number);
    }

    /// They have that address, folded.
    pub fn add_email(&mut self, key: &str) {
        if self.emails.len() < POINTS_MOST {
            self.emails.extend(Email::read(key));
        }
    }

    /// They have that number (see [`phone::key`]).
    pub fn add_phone(&mut self, key: &str) {
        if key.len() >= PHONE_LEAST && self.phones.len() < POINTS_MOST {
            self.phones.push(key.into());
        }
    }
}

/// More addresses, or numbers, of one contact are not looked at.
const POINTS_MOST: usize = 32;
/// A shorter number is an extension or a service.
const PHONE_LEAST: usize = 6;

/// What two contacts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    names: Names,
    common_name: bool,
    /// One of the names is little more than a word and an initial.
    thin_name: bool,
    /// `Some(true)`: the same; `Some(false)`: both have one, and none is the other's.
    profile: Option<bool>,
    email: Option<bool>,
    /// `Some(true)`: the same, and long; `Some(false)`: the same, and short.
    mailbox: Option<bool>,
    domain: bool,
    phone: bool,
    company: Option<bool>,
    colleagues: Crowd,
    other_generation: bool,
}

/// What the two have in common: the same whichever comes first.
#[must_use]
pub fn likeness(a: &Traits, b: &Traits) -> Likeness {
    let names = compare(&a.naming, &b.naming);
    sure(a, b).with(names)
}

/// Whether two are likely one person; sooner told than the whole likeness.
#[must_use]
pub fn is_likely(a: &Traits, b: &Traits) -> bool {
    let sure = sure(a, b);
    // No names make more of the rest than these two do.
    let best = sure.with(Names::Same).points().max(sure.with(Names::GivenAlone).points());
    best >= 0 && sure.with(compare(&a.naming, &b.naming)).score() >= LIKELY
}

/// All but the names.
fn sure(a: &Traits, b: &Traits) -> Likeness {
    let shared = |of: fn(&Email) -> u64| {
        a.emails.iter().map(of).any(|key| key != 0 && b.emails.iter().any(|other| of(other) == key))
    };
    let both = |one: bool, other: bool, same: bool| (one && other).then_some(same);
    let same_profile = a.profiles.iter().any(|p| b.profiles.contains(p));
    let other_profile = a.profiles.iter().any(|p| b.profiles.iter().any(|o| o & 1 == p & 1)) && !same_profile;
    Likeness {
        names: Names::Unknown,
        common_name: a.common_name || b.common_name,
        thin_name: a.naming.is_thin || b.naming.is_thin,
        profile: (same_profile || other_profile).then_some(same_profile),
        email: both(!a.emails.is_empty(), !b.emails.is_empty(), shared(|e| e.whole)),
        mailbox: if shared(|e| e.mailbox & !1) { Some(shared(|e| e.mailbox * (e.mailbox & 1))) } else { None },
        domain: shared(|e| e.domain),
        phone: a.phones.iter().any(|p| b.phones.iter().any(|o| phone::is_same(p, o))),
        company: both(a.company != 0, b.company != 0, a.company == b.company),
        colleagues: a.colleagues.max(b.colleagues),
        other_generation: both_differ(a.naming.generation, b.naming.generation),
    }
}

fn both_differ(one: Option<u8>, other: Option<u8>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// The score, in hundredths, from which on two are shown.
pub const LIKELY: u8 = 50;

impl Likeness {
    const fn with(self, names: Names) -> Self {
        Self { names, ..self }
    }

    /// How likely the two are one person, in hundredths.
    #[must_use]
    pub fn score(&self) -> u8 {
        // Points are tenths of the logarithm of the odds, so that independent evidence adds up.
        let odds = (f64::from(self.points()) / 10.0).exp();
        let hundredths = (100.0 * odds / (1.0 + odds)).round();
        (1..=99).rev().find(|n| f64::from(*n) <= hundredths).unwrap_or(0)
    }

    /// What speaks for it and against it, the weightiest first.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let email = self.email == Some(true);
        let loosely = self.company != Some(true) && !email;
        [
            (self.profile == Some(true), Reason::Profile),
            (email, Reason::Email),
            (self.phone, Reason::Phone),
            (self.names != Names::Unknown, Reason::Name(self.names)),
            (self.company == Some(true), Reason::Company),
            (self.mailbox.is_some() && !email, Reason::Mailbox),
            (self.domain && loosely, Reason::Domain),
            (self.is_common(), Reason::CommonName),
            (self.company == Some(false), Reason::OtherCompany),
            (self.profile == Some(false), Reason::OtherProfile),
            (self.other_generation, Reason::OtherGeneration),
        ]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
    }

    fn points(&self) -> i32 {
        // Of two people of whom nothing is known it is unlikely.
        let mut points = -18 + self.name_points();
        points += match self.profile {
            Some(true) => 64,
            Some(false) => -36,
            None => 0,
        };
        points += match self.email {
            Some(true) => 35,
            // An address of their own each says a little, unless the two look related.
            Some(false) if self.mailbox.is_none() && !self.domain => -3,
            _ => 0,
        };
        points += match (self.phone, self.names, self.company) {
            (false, ..) => 0,
            // Colleagues have a switchboard.
            (true, Names::GivenOnly, Some(true)) => 16,
            (true, ..) => 32,
        };
        points += match (self.mailbox, self.names) {
            _ if self.email == Some(true) => 0,
            (None, _) => 0,
            // "laura.chen" of somebody who is called Laura Meyer now.
            (Some(true), Names::GivenOnly | Names::GivenAlone | Names::FamilyAlone | Names::Unknown) => 18,
            (Some(false), Names::GivenOnly | Names::GivenAlone | Names::FamilyAlone | Names::Unknown) => 8,
            // A mailbox made of the name says little beyond it.
            _ => 4,
        };
        // Nobody is both; and father and son share a firm, an address and a number often enough.
        if self.other_generation {
            points -= 60;
        }
        let domain = self.domain && self.email != Some(true);
        points
            + match (self.company, self.colleagues) {
                (Some(true), Crowd::Handful) => 16,
                (Some(true), Crowd::Few) => 14,
                (Some(true), Crowd::Some) => 10,
                (Some(true), Crowd::Many) => 5,
                _ if domain => 8,
                (Some(false), _) => -3,
                (None, _) => 0,
            }
    }

    fn name_points(&self) -> i32 {
        let points = match self.names {
            Names::Same => 22,
            Names::Respelt | Names::Turned | Names::Middle => 20,
            Names::Nickname => 19,
            Names::Part => 18,
            Names::CloseLong => 14,
            Names::Bones => 12,
            Names::Close => 10,
            Names::MiddleDiffers | Names::Initial | Names::GivenAlone => 8,
            Names::FamilyAlone | Names::Loose => 6,
            Names::GivenOnly => 2,
            Names::Unknown => 0,
            Names::FamilyOnly => -18,
            Names::Differ => -34,
        };
        match (self.common_name, self.thin_name) {
            (true, _) => points.min(8),
            (false, true) => points.min(12),
            (false, false) => points,
        }
    }

    /// Whether the names would say more if fewer had them.
    fn is_common(&self) -> bool {
        self.common_name && (Self { common_name: false, ..*self }).name_points() > 8
    }
}

#[cfg(test)]
mod tests;
