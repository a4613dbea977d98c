//! What a column is, as its label tells: a field of the book, or one of the things that are kept for
//! an export.
//!
//! The labels stand in `headers.txt`. Where a label means one thing here and another there, the rest
//! of the header decides.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::text;

use super::field::Field;

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A field.
    Field(Field),
    /// One of two, as the rest of the header tells.
    Either(Either),
    /// A telephone number, with its kind as a vCard's `TYPE`.
    Phone(&'static str),
    /// A number nobody is called on: fax, pager.
    Number(&'static str),
    /// A whole birthday.
    Birthday,
    /// A part of one.
    Birth(Birth),
    /// A wedding day, or another one that comes back.
    Anniversary,
    /// A day that another column names.
    Event,
    /// What another column names.
    Custom,
    /// A part of the company.
    Department,
    /// What they are by trade.
    Occupation,
    /// Somebody near them; how stands here, or in another column.
    Related(&'static str),
    /// How a part of the name sounds.
    Phonetic(&'static str),
    /// A name in a chat.
    Im,
    /// A picture's address.
    Photo,
    /// A part of a postal address, with its kind as a vCard's `TYPE`.
    Address(&'static str, Part),
    /// Says nothing about the person.
    Silent,
}

/// Where labels disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Either {
    /// `Nombre`: beside a family name it is the given one.
    GivenOrName,
    /// `Nom`, `Name`: beside a given name it is the family's.
    FamilyOrName,
    /// `Apelido`: the family name in Portugal, the nickname in Brazil.
    FamilyOrNickname,
    /// `Title`: an honorific where the job has a column of its own.
    TitleOrPrefix,
    /// `Aniversário`: the birthday in Brazil.
    AnniversaryOrBirthday,
}

/// A part of a birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
}

/// A part of a postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A box at the post office.
    PoBox,
    /// What is more exact than the street.
    Extended,
    /// Street and number.
    Street,
    /// The town.
    City,
    /// State or region.
    Region,
    /// The postal code.
    Code,
    /// The country.
    Country,
    /// All of it in one text.
    Formatted,
}

static LABELS: LazyLock<HashMap<String, Role>> = LazyLock::new(|| {
    let mut roles = HashMap::new();
    for (role, label) in entries() {
        roles.entry(key(label)).or_insert(role);
    }
    roles
});

/// The lines of `headers.txt`, label by label.
fn entries() -> impl Iterator<Item = (Role, &'static str)> {
    let lines = include_str!("headers.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(':')).flat_map(|(role, labels)| {
        let role = parse(role);
        labels.split('|').filter_map(move |label| role.map(|role| (role, label.trim())))
    })
}

/// A role as `headers.txt` writes it.
fn parse(text: &'static str) -> Option<Role> {
    let mut words = text.split(' ');
    let (word, kind, part) = (words.next()?, words.next().unwrap_or_default(), words.next().unwrap_or_default());
    Some(match word {
        "given-or-name" => Role::Either(Either::GivenOrName),
        "family-or-name" => Role::Either(Either::FamilyOrName),
        "family-or-nickname" => Role::Either(Either::FamilyOrNickname),
        "title-or-prefix" => Role::Either(Either::TitleOrPrefix),
        "anniversary-or-birthday" => Role::Either(Either::AnniversaryOrBirthday),
        "phone" if !kind.is_empty() => Role::Phone(kind),
        "number" => Role::Number(kind),
        "birthday" => Role::Birthday,
        "birth-year" => Role::Birth(Birth::Year),
        "birth-month" => Role::Birth(Birth::Month),
        "birth-day" => Role::Birth(Birth::Day),
        "anniversary" => Role::Anniversary,
        "department" => Role::Department,
        "occupation" => Role::Occupation,
        "related" => Role::Related(kind),
        "phonetic" => Role::Phonetic(kind),
        "im" => Role::Im,
        "photo" => Role::Photo,
        "silent" => Role::Silent,
        "address" => Role::Address(if kind == "-" { "" } else { kind }, part_of(part)?),
        field => Role::Field(Field::parse(&field.replace('-', "_"))?),
    })
}

fn part_of(word: &str) -> Option<Part> {
    Some(match word {
        "pobox" => Part::PoBox,
        "extendedaddress" => Part::Extended,
        "street" => Part::Street,
        "city" => Part::City,
        "region" => Part::Region,
        "code" | "postalcode" => Part::Code,
        "country" => Part::Country,
        "formatted" => Part::Formatted,
        _ => return None,
    })
}

/// A label as comparing sees it: letters only, without case and accents.
fn key(label: &str) -> String {
    text::fold(label).chars().filter(|c| c.is_alphabetic()).collect()
}

/// What a label says, however it is written; `None` where nothing knows it.
#[must_use]
pub fn of(label: &str) -> Option<Role> {
    LABELS.get(&key(label)).copied()
}

/// What one of Google's numbered columns says, by its name as [`crate::exchange::table::column_key`]
/// has it: `e-mail1-value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered<'k> {
    /// What is numbered: `e-mail`.
    pub kind: &'k str,
    /// Its number.
    pub number: usize,
    /// Which part of it.
    pub part: &'k str,
}

/// Takes a name such as `e-mail1-value` apart.
#[must_use]
pub fn numbered(key: &str) -> Option<Numbered<'_>> {
    let (left, part) = key.rsplit_once('-')?;
    let kind = left.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = left.get(kind.len()..)?.parse().ok()?;
    Some(Numbered { kind, number, part })
}

impl Numbered<'_> {
    /// What it is; `None` where the book has no use for it.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        Some(match (self.kind, self.part) {
            (_, "label" | "type" | "service" | "yominame") => Role::Silent,
            ("e-mail", "value") => Role::Field(Field::Email),
            ("phone", "value") => Role::Field(Field::Phone),
            ("website", "value") => Role::Field(Field::Url),
            ("organization", "name") => Role::Field(Field::Company),
            ("organization", "title") => Role::Field(Field::Title),
            ("organization", "department") => Role::Department,
            ("relation", "value") => Role::Related(""),
            ("event", "value") => Role::Event,
            ("customfield", "value") => Role::Custom,
            ("im", "value") => Role::Im,
            ("address", part) => Role::Address("", part_of(part)?),
            _ => return None,
        })
    }
}

/// Settles what depends on the rest of the header.
pub fn settle(roles: &mut [Option<Role>]) {
    let has = |roles: &[Option<Role>], wanted: Role| roles.contains(&Some(wanted));
    let field = |field: Field| Some(Role::Field(field));
    let (given, family) = (has(roles, Role::Field(Field::Given)), has(roles, Role::Field(Field::Family)));
    let surname = family || has(roles, Role::Either(Either::FamilyOrNickname));
    let (job, birthday) = (has(roles, Role::Field(Field::Title)), has(roles, Role::Birthday));
    let parted = has(roles, Role::Birth(Birth::Year)) || has(roles, Role::Birth(Birth::Month));
    let parted = parted && !has(roles, Role::Birth(Birth::Day));
    let mut titles = roles.iter().filter(|r| **r == Some(Role::Either(Either::TitleOrPrefix))).count();
    for role in roles.iter_mut() {
        let Some(Role::Either(either)) = *role else {
            if *role == Some(Role::Birthday) && parted {
                *role = Some(Role::Birth(Birth::Day));
            }
            continue;
        };
        *role = match either {
            Either::GivenOrName => field(if surname && !given { Field::Given } else { Field::Name }),
            Either::FamilyOrName => field(if given && !surname { Field::Family } else { Field::Name }),
            Either::FamilyOrNickname => field(if family { Field::Nickname } else { Field::Family }),
            Either::TitleOrPrefix => {
                titles -= 1;
                field(if job || titles > 0 { Field::Prefix } else { Field::Title })
            }
            Either::AnniversaryOrBirthday => Some(if birthday { Role::Anniversary } else { Role::Birthday }),
        };
    }
    if !has(roles, Role::Field(Field::Title))
        && let Some(role) = roles.iter_mut().find(|r| **r == Some(Role::Occupation))
    {
        *role = field(Field::Title);
    }
}

/// Whether somebody can be named by such a column.
#[must_use]
pub const fn names_people(role: Role) -> bool {
    matches!(
        role,
        Role::Field(Field::Name | Field::Given | Field::Family | Field::Email)
            | Role::Either(Either::GivenOrName | Either::FamilyOrName | Either::FamilyOrNickname)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(labels: &[&str]) -> Vec<Option<Role>> {
        let mut roles: Vec<_> = labels.iter().map(|l| of(l)).collect();
        settle(&mut roles);
        roles
    }

    #[test]
    fn every_line_is_understood_and_no_label_means_two_things() {
        let mut seen: HashMap<String, Role> = HashMap::new();
        let mut conflicts = Vec::new();
        for (role, label) in entries() {
            let before = seen.insert(key(label), role);
            if key(label).is_empty() || before.is_some_and(|b| b != role) {
                conflicts.push((label, before, role));
            }
        }
        assert!(conflicts.is_empty(), "{conflicts:#?}");
        for line in include_str!("headers.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            assert!(line.split_once(':').is_some_and(|(role, _)| parse(role).is_some()), "{line}");
        }
    }

    #[test]
    fn a_label_is_known_however_it_is_written() {
        for label in ["E-mail 2 Address", "EMAIL_ADDRESS", "e-mail address", "E-Mail-Adresse", "E-Mail 3: Adresse"] {
            assert_eq!(of(label), Some(Role::Field(Field::Email)), "{label}");
        }
        assert_eq!(of("Téléphone 2 (bureau)"), Some(Role::Phone("WORK")));
        assert_eq!(of("商務 - 郵遞區號"), Some(Role::Address("WORK", Part::Code)));
        assert_eq!(of("Kontostand"), None);
    }

    #[test]
    fn the_rest_of_the_header_decides_what_a_label_means() {
        use Field::{Company, Family, Given, Name, Nickname, Prefix, Title};
        for (labels, fields) in [
            (&["Name", "Firma"][..], &[Name, Company][..]),
            (&["Name", "Vorname"], &[Family, Given]),
            (&["Nom", "Prénom"], &[Family, Given]),
            (&["Nombre", "Apellidos"], &[Given, Family]),
            (&["Nombre", "Empresa"], &[Name, Company]),
            (&["Name", "Given Name", "Family Name"], &[Name, Given, Family]),
            (&["Nome", "Apelido"], &[Given, Family]),
            (&["Primeiro nome", "Último nome", "Apelido"], &[Given, Family, Nickname]),
            (&["Title", "Job Title"], &[Prefix, Title]),
            (&["Titre", "Prénom", "Titre"], &[Prefix, Given, Title]),
            (&["Name", "Title"], &[Name, Title]),
            (&["Name", "Beruf"], &[Name, Title]),
        ] {
            let wanted: Vec<_> = fields.iter().map(|f| Some(Role::Field(*f))).collect();
            assert_eq!(settled(labels), wanted, "{labels:?}");
        }
        let parts = [Birth::Year, Birth::Month, Birth::Day].map(|b| Some(Role::Birth(b)));
        assert_eq!(settled(&["Geburtsjahr", "Geburtsmonat", "Geburtstag"]), parts);
    }

    #[test]
    fn numbered_columns_are_taken_apart() {
        assert_eq!(numbered("e-mail12-value"), Some(Numbered { kind: "e-mail", number: 12, part: "value" }));
        assert_eq!(numbered("customfield1-label").and_then(|n| n.role()), Some(Role::Silent));
        assert_eq!(numbered("address2-pobox").and_then(|n| n.role()), Some(Role::Address("", Part::PoBox)));
        assert_eq!(numbered("e-mail"), None);
    }
}
