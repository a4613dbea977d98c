//! What the columns of a table are: the header found, its program recognised, each column's meaning
//! told by the user, by its label or by what it holds, in this order.

use std::collections::HashMap;
use std::rc::Rc;

use crate::exchange::sheet::{File, unreadable};
use crate::exchange::table::{Header, column_key};
use crate::model::word::words;

use super::content::{self, SAMPLE, Seen};
use super::field::Field;
use super::role::{self, Either, Numbered, Role};
use super::{How, ReadError};

/// Labels of our own export as nobody else writes them, and how many of them tell it.
const OWN: [&str; 9] = [
    "met_at",
    "met_on",
    "introduced_by",
    "last_contact_on",
    "connected_on",
    "do_not_contact",
    "paused_until",
    "added_on",
    "as_of",
];
const OWN_LEAST: usize = 5;

words! {
    /// Which program wrote a table.
    Layout {
        /// Google Contacts, of any year.
        Google = "google",
        /// Outlook, of any edition and language.
        Outlook = "outlook",
        /// Thunderbird.
        Thunderbird = "thunderbird",
        /// Our own `export csv`.
        Intouch = "intouch",
        /// Another one, or a person.
        Other = "other",
    }
}

impl Layout {
    /// The program's name, where there is one to tell.
    #[must_use]
    pub const fn program(self) -> Option<&'static str> {
        match self {
            Self::Google => Some("Google Contacts"),
            Self::Outlook => Some("Outlook"),
            Self::Thunderbird => Some("Thunderbird"),
            Self::Intouch => Some("intouch"),
            Self::Other => None,
        }
    }
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It becomes that field.
    Field(Field),
    /// The book has no field for it; it is kept for an export.
    Kept,
    /// It is not used.
    Unused,
}

/// By what a column's meaning was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// The user said so.
    User,
    /// Its label, or nothing at all.
    Label,
    /// What it holds.
    Content,
}

/// A column, for showing to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its label as it stands there; empty where there is none, or where it may be somebody's name in
    /// a table without a header.
    pub label: String,
    /// Its number, from 1.
    pub number: usize,
    /// What becomes of it.
    pub fate: Fate,
    /// By what that was told.
    pub told_by: ToldBy,
}

/// How the rows of a table are to be read.
#[derive(Debug)]
pub struct Plan {
    pub header: Rc<Header>,
    /// The header is one for sure.
    pub is_known: bool,
    /// One of its labels at least is known; else all of them may be somebody's data.
    pub tells: bool,
    pub layout: Layout,
    pub roles: Vec<Option<Role>>,
    /// For each column where its label stands (of Google's numbered columns), and its number.
    pub labels: Vec<(Option<usize>, usize)>,
    pub told_by: Vec<ToldBy>,
}

impl Plan {
    /// Makes out what the columns of a file are.
    pub fn of(file: &File, how: How<'_>) -> Result<Self, ReadError> {
        let (header, is_known) = find(file, how.map)?;
        let width = header.width();
        let mut roles: Vec<Option<Role>> = header.names().iter().map(|n| role_of(n)).collect();
        roles.resize(width, None);
        let layout = layout_of(&header, &roles);
        if layout == Layout::Intouch {
            roles = header.names().iter().map(|n| own(n)).collect();
        }
        let labels = labels_of(&header);
        let tells = tells(header.names());
        let header = Rc::new(header);
        let mut plan = Self { header, is_known, tells, layout, roles, labels, told_by: vec![ToldBy::Label; width] };
        role::settle(&mut plan.roles);
        plan.map(file, how.map)?;
        if layout == Layout::Other {
            plan.guess(file)?;
        }
        if !plan.roles.iter().flatten().any(|r| role::names_people(*r)) {
            return Err(plan.no_names(file));
        }
        Ok(plan)
    }

    /// The columns, for showing.
    pub fn columns(&self) -> Vec<Column> {
        let fate = |role: &Option<Role>| match role {
            Some(Role::Field(Field::Ignore) | Role::Silent) | None => Fate::Unused,
            Some(Role::Field(field)) => Fate::Field(*field),
            Some(Role::Phone(_)) => Fate::Field(Field::Phone),
            Some(_) => Fate::Kept,
        };
        let labels = self.header.labels().iter().zip(&self.roles).zip(&self.told_by).enumerate();
        let may_be_shown = |label: &String| self.is_known || self.tells && !content::is_name(label);
        labels
            .map(|(at, ((label, role), told_by))| Column {
                label: if may_be_shown(label) { label.clone() } else { String::new() },
                number: at + 1,
                fate: fate(role),
                told_by: *told_by,
            })
            .collect()
    }

    /// Whether what is called the name is what stands before the family name: there is a column for
    /// that, and none for the given one (`Name`, `Surname`).
    pub fn name_is_given(&self) -> bool {
        let has = |field: Field| self.roles.contains(&Some(Role::Field(field)));
        has(Field::Name) && has(Field::Family) && !has(Field::Given)
    }

    /// Does what the user said of the columns.
    fn map(&mut self, file: &File, map: &[(String, Field)]) -> Result<(), ReadError> {
        for (wanted, field) in map {
            let key = column_key(wanted);
            let mut places: Vec<usize> =
                self.header.names().iter().enumerate().filter(|(_, name)| **name == key).map(|(at, _)| at).collect();
            if places.is_empty() {
                let number = wanted.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                places.extend(number.filter(|at| *at < self.roles.len()));
            }
            if places.is_empty() {
                let (file, wanted) = (file.source.name.to_string(), wanted.clone());
                return Err(ReadError::NoSuchColumn { file, wanted, columns: self.columns() });
            }
            for at in places {
                if let (Some(role), Some(told)) = (self.roles.get_mut(at), self.told_by.get_mut(at)) {
                    (*role, *told) = (Some(Role::Field(*field)), ToldBy::User);
                }
            }
        }
        Ok(())
    }

    /// Gives columns a meaning by what they hold, where no label says it of any column. A name is only
    /// told from what cells look like where there is something beside it to reach people by.
    fn guess(&mut self, file: &File) -> Result<(), ReadError> {
        let seen = self.sample(file)?;
        let known = |roles: &[Option<Role>], field: Field| {
            roles.iter().flatten().any(|role| match role {
                Role::Phone(_) => field == Field::Phone,
                Role::Field(Field::Given | Field::Family | Field::Name) => field == Field::Name,
                role => *role == Role::Field(field),
            })
        };
        for wanted in [Field::Linkedin, Field::Email, Field::Phone, Field::Url, Field::Name] {
            let reached = [Field::Linkedin, Field::Email, Field::Phone].iter().any(|f| known(&self.roles, *f));
            if known(&self.roles, wanted) || wanted == Field::Name && !reached {
                continue;
            }
            // Several columns may hold addresses, and only one the name.
            let most = if wanted == Field::Name { 1 } else { usize::MAX };
            let open = |(at, seen): (usize, &Seen)| {
                (self.roles.get(at) == Some(&None) && seen.field() == Some(wanted)).then_some(at)
            };
            let places: Vec<usize> = seen.iter().enumerate().filter_map(open).take(most).collect();
            for at in places {
                if let (Some(role), Some(told)) = (self.roles.get_mut(at), self.told_by.get_mut(at)) {
                    (*role, *told) = (Some(Role::Field(wanted)), ToldBy::Content);
                }
            }
        }
        Ok(())
    }

    /// What the first rows hold, column by column.
    fn sample(&self, file: &File) -> Result<Vec<Seen>, ReadError> {
        let mut records = file.rows(&self.header)?;
        let mut seen = vec![Seen::default(); self.roles.len()];
        for _ in 0..SAMPLE {
            let Some(record) = records.read().map_err(|e| unreadable(&file.source, e))? else { break };
            seen.iter_mut().zip(record.cells()).for_each(|(seen, cell)| seen.look(cell));
        }
        Ok(seen)
    }

    /// Says that nobody can be named, with what the columns seem to hold.
    fn no_names(&self, file: &File) -> ReadError {
        let mut columns = self.columns();
        let seen = self.sample(file).unwrap_or_default();
        for (column, seen) in columns.iter_mut().zip(seen) {
            if let (Fate::Unused, Some(field)) = (column.fate, seen.field()) {
                (column.fate, column.told_by) = (Fate::Field(field), ToldBy::Content);
            }
        }
        ReadError::NoNames { file: file.source.name.to_string(), columns }
    }
}

/// The meaning of a label, whichever program's.
fn role_of(name: &str) -> Option<Role> {
    let numbered = role::numbered(name).and_then(|n| n.role());
    // "Organization 1 - Symbol" must not be found under "organization symbol".
    if numbered.is_some() || is_googles(name) { numbered } else { role::of(name) }
}

/// Whether a name is one of Google's numbered columns.
fn is_googles(name: &str) -> bool {
    let kinds = ["e-mail", "phone", "address", "organization", "relation", "website", "event", "customfield", "im"];
    role::numbered(name).is_some_and(|n| kinds.contains(&n.kind))
}

/// The columns of our own export.
fn own(name: &str) -> Option<Role> {
    let field = match name {
        "emails" => Field::Email,
        "phones" => Field::Phone,
        "urls" => Field::Url,
        "tags" => Field::Tag,
        "metat" => Field::MetAt,
        "meton" => Field::MetOn,
        "introducedby" => Field::IntroducedBy,
        "connectedon" => Field::ConnectedOn,
        "donotcontact" => Field::DoNotContact,
        "pauseduntil" => Field::PausedUntil,
        "asof" => Field::AsOf,
        other => Field::parse(other).unwrap_or(Field::Ignore),
    };
    Some(Role::Field(field))
}

/// Whether our own export wrote a table, columns of which may have been taken out since. People who
/// write such labels by hand don't write that many of them, and not like this.
fn is_own(header: &Header) -> bool {
    let whole = ["name", "given", "family", "emails", "phones", "slug", "uid"];
    let is_whole = whole.iter().all(|w| header.names().iter().any(|n| n == w));
    is_whole || OWN.iter().filter(|own| header.labels().iter().any(|l| l == *own)).count() >= OWN_LEAST
}

fn layout_of(header: &Header, roles: &[Option<Role>]) -> Layout {
    let names = header.names();
    let has = |wanted: &[&str]| wanted.iter().all(|w| names.iter().any(|n| n == w));
    let count = |is: fn(&Role) -> bool| roles.iter().flatten().filter(|r| is(r)).count();
    let addresses = count(|r| matches!(r, Role::Address("WORK" | "HOME" | "OTHER", _)));
    let numbers = count(|r| matches!(r, Role::Phone(_) | Role::Number(_)));
    if is_own(header) {
        Layout::Intouch
    } else if names.iter().any(|n| is_googles(n))
        || has(&["givenname", "groupmembership"])
        || has(&["organizationname", "fileas", "labels"])
    {
        Layout::Google
    } else if count(|r| matches!(r, Role::Birth(_))) >= 2 && addresses > 0 {
        Layout::Thunderbird
    } else if addresses >= 6 && numbers >= 4 {
        Layout::Outlook
    } else {
        Layout::Other
    }
}

/// Where the label of each of Google's columns stands.
fn labels_of(header: &Header) -> Vec<(Option<usize>, usize)> {
    let numbered: Vec<_> = header.names().iter().map(|name| role::numbered(name)).collect();
    let mut places = HashMap::new();
    for (at, n) in numbered.iter().enumerate() {
        if let Some(n) = n.as_ref().filter(|n| matches!(n.part, "label" | "type")) {
            places.entry((n.kind, n.number)).or_insert(at);
        }
    }
    let place = |n: &Numbered<'_>| (places.get(&(n.kind, n.number)).copied(), n.number);
    let mut labels: Vec<_> = numbered.iter().map(|n| n.as_ref().map_or((None, 0), place)).collect();
    labels.resize(header.width(), (None, 0));
    labels
}

/// Whether the names of a record are the header that is looked for.
type Fits<'f> = dyn Fn(&[String]) -> bool + 'f;

/// Finds the header: the first record that has the columns the user names, unless one above it is as
/// good a header; else one of which two are known and one names people, else one that is known for the
/// better part; else the first record, unless that is a row already: it holds an address, or the user
/// tells columns by their number and no label of it is known. Says whether the header is one for sure.
fn find(file: &File, map: &[(String, Field)]) -> Result<(Header, bool), ReadError> {
    let labelled = |key: &String| !key.is_empty() && key.parse::<usize>().is_err();
    let wanted: Vec<String> = map.iter().map(|(label, _)| column_key(label)).filter(labelled).collect();
    let is_numbered = !map.is_empty() && wanted.is_empty();
    let known = |names: &[String]| names.iter().filter(|n| role_of(n).is_some()).count();
    let named = |names: &[String]| names.iter().filter_map(|n| role_of(n)).any(names_somebody);
    let fits: [&Fits<'_>; 4] = [
        &|names| !wanted.is_empty() && wanted.iter().all(|w| names.contains(w)),
        &|names| named(names) && known(names) >= 2,
        &|names| named(names) && known(names) * 2 >= filled(names),
        &|names| filled(names) >= 2 && !is_mark(names),
    ];
    if let Some(header) = file.records()?.find_header(fits[0])
        && !is_below_another(file, &header)?
    {
        return Ok((header, true));
    }
    for fits in &fits[1..3] {
        if let Some(header) = file.records()?.find_header(fits) {
            return Ok((header, true));
        }
    }
    let first = |names: &[String]| filled(names) > 0 && !is_mark(names);
    let mut records = file.records()?;
    let Some(header) = records.find_header(fits[3]).or_else(|| records.find_header(first)) else {
        let name = file.source.name.to_string();
        return Err(if records.begins_too_long() { ReadError::LongHeader(name) } else { ReadError::NoRows(name) });
    };
    let marked = file.records()?.find_header(is_mark).map_or(0, |mark| mark.line);
    let bare = Header::missing(header.separator, header.width(), marked);
    let mut rows = file.rows(&bare)?;
    loop {
        let Some(record) = rows.read().map_err(|e| unreadable(&file.source, e))? else { return Ok((header, false)) };
        if record.line == header.line {
            let is_row = content::is_data(&record) || is_numbered && !tells(header.names());
            return Ok((if is_row { bare } else { header }, false));
        }
    }
}

/// Whether a record above this one is as good a header: then this one is a person's row, of which the
/// user named a cell, and what stands above it would be lost. One label alone above a whole row may be
/// a preamble's, unless people are named by it.
fn is_below_another(file: &File, header: &Header) -> Result<bool, ReadError> {
    let is_as_good = |names: &[String]| {
        let is_known =
            tells(names) && filled(names) >= 2 || names.iter().filter_map(|n| role_of(n)).any(names_somebody);
        is_known || filled(names) >= filled(header.names())
    };
    // A comma within a cell makes a header of its row, where all others are parted by something else.
    let likeliest = file.records()?.find_header(|_| true).map_or(header.separator, |first| first.separator);
    for separator in [header.separator, likeliest] {
        let mut above = file.rows(&Header::missing(separator, header.width(), 0))?;
        while let Some(record) = above.read().map_err(|e| unreadable(&file.source, e))? {
            if record.line >= header.line {
                break;
            }
            let names: Vec<String> = record.cells().map(column_key).collect();
            if !is_mark(&names) && is_as_good(&names) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// How many columns have a label.
fn filled(names: &[String]) -> usize {
    names.iter().filter(|n| !n.is_empty()).count()
}

/// Whether one of the labels is known.
fn tells(names: &[String]) -> bool {
    names.iter().any(|name| role_of(name).is_some())
}

/// Whether a record is the line `sep=;` that spreadsheets write.
fn is_mark(names: &[String]) -> bool {
    names.first().is_some_and(|n| n.starts_with("sep=")) && names.iter().skip(1).all(String::is_empty)
}

/// Whether a column that is called so can name people.
fn names_somebody(role: Role) -> bool {
    role::names_people(role) || matches!(role, Role::Either(Either::GivenOrName))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::Source;

    fn header(text: &str) -> Header {
        let file = File::survey(Source::bytes("F", text.as_bytes()), None, None).expect("readable");
        file.records().expect("readable").find_header(|_| true).expect("a header")
    }

    #[test]
    fn each_numbered_column_knows_the_first_of_its_labels() {
        let text =
            "Name,Phone 2 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Label,Phone 1 - Label,Event 1 - Value\n";
        let labels = labels_of(&header(text));
        assert_eq!(
            labels,
            [(None, 0), (Some(4), 2), (Some(2), 1), (Some(2), 1), (Some(4), 2), (Some(2), 1), (None, 1)]
        );
        let wide: String = (1..=1500).map(|n| format!(",E-mail {n} - Value,E-mail {n} - Label")).collect();
        let labels = labels_of(&header(&format!("Name{wide}\n")));
        assert_eq!(labels.len(), 3001);
        for n in 1..=1500 {
            assert_eq!(labels[2 * n - 1..=2 * n], [(Some(2 * n), n); 2]);
        }
    }
}
