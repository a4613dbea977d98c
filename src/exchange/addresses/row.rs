//! One row of a table, made into a card.

use std::borrow::Cow;

use crate::exchange::card::Card;
use crate::exchange::cell::Cells;
use crate::exchange::sheet::Dates;
use crate::exchange::spreadsheet::{bare, plain};
use crate::exchange::table::Record;
use crate::exchange::tally::Tally;
use crate::exchange::vcard::read::{mail, number};
use crate::model::profile::{profile_url, slug_key};
use crate::model::{Day, Relationship, Span};

use super::draft::Draft;
use super::field::Field;
use super::plan::{Layout, Plan};
use super::rest::yearless;
use super::role::{self, Birth, Role};

/// What had to be given up in all rows.
#[derive(Debug, Default, Clone)]
pub struct Odd {
    pub relationships: Tally,
    pub spans: Tally,
    pub dates: Tally,
    pub exchange: Tally,
    pub pictures: Tally,
    pub large: Tally,
}

/// What reads the cells of a row.
pub struct Reader<'a> {
    pub plan: &'a Plan,
    pub cells: &'a mut Cells,
    pub dates: &'a mut [Option<Dates>],
    pub odd: &'a mut Odd,
    /// The line the row begins on.
    pub line: u64,
}

impl Reader<'_> {
    /// The card of a row.
    ///
    /// # Errors
    /// Why it is none: a fixed text.
    pub fn card(&mut self, record: &Record<'_>) -> Result<Card, &'static str> {
        let mut draft = Draft::default();
        self.cells.at(self.line);
        for (at, role) in self.plan.roles.iter().enumerate() {
            let whole = record.whole(at);
            if let (Some(role), false) = (role, whole.trim().is_empty()) {
                let own = self.plan.layout == Layout::Intouch;
                let cell = if own { Cow::Owned(plain(whole)) } else { Cow::Borrowed(bare(whole.trim())) };
                self.take(&mut draft, *role, at, record, cell.trim());
            }
        }
        if self.plan.name_is_given() {
            draft.part_name();
        }
        let own = self.plan.layout == Layout::Intouch;
        let mut card = draft.finish(own, self.line, &mut self.odd.large)?;
        // Each part has its bounds; so has what is made of several.
        card.name = self.cells.line(&card.name).unwrap_or_default();
        card.notes = card.notes.and_then(|notes| self.cells.block(&notes));
        Ok(card)
    }

    fn take(&mut self, draft: &mut Draft, role: Role, at: usize, record: &Record<'_>, cell: &str) {
        let (label_at, group) = self.plan.labels.get(at).copied().unwrap_or_default();
        let label = label_at.map_or("", |column| record.cell(column));
        match role {
            Role::Field(Field::Phone) => self.phones(draft, "", label, cell),
            Role::Phone(kind) => self.phones(draft, kind, label, cell),
            Role::Field(Field::Email) => self.emails(draft, label, cell),
            Role::Field(field) => self.field(draft, field, at, cell),
            Role::Number(kind) => self.number(draft, kind, cell),
            Role::Birthday => self.birthday(draft, at, cell),
            Role::Birth(part) => {
                let place = match part {
                    Birth::Year => 0,
                    Birth::Month => 1,
                    Birth::Day => 2,
                };
                if let Some(slot) = draft.birth.get_mut(place) {
                    cell.clone_into(slot);
                }
            }
            Role::Anniversary => self.event(draft, at, "_$!<Anniversary>!$_", cell),
            Role::Event => self.event(draft, at, label, cell),
            Role::Custom => draft.rest.of_kind("X-CUSTOM", "", label, &[cell.to_owned()]),
            Role::Related("") => draft.rest.of_kind("X-ABRELATEDNAMES", "", label, &[cell.to_owned()]),
            Role::Related(how) => draft.rest.of_kind("X-ABRELATEDNAMES", "", how, &[cell.to_owned()]),
            Role::Department => put(&mut draft.department, self.cells.line(cell)),
            Role::Occupation => draft.rest.text("ROLE", cell),
            Role::Phonetic(which) => draft.rest.text(&format!("X-PHONETIC-{which}-NAME"), cell),
            Role::Im => draft.rest.text("X-IM", cell),
            Role::Photo if is_on_the_web(cell) => draft.rest.push(format!("PHOTO;VALUE=uri:{}", clean(cell))),
            Role::Photo => self.odd.pictures.add(self.line),
            Role::Address(kind, part) => {
                let address = draft.addresses.entry((kind, group)).or_default();
                label.clone_into(&mut address.label);
                address.add(part, cell);
            }
            Role::Silent | Role::Either(_) => {}
        }
    }

    fn field(&mut self, draft: &mut Draft, field: Field, at: usize, cell: &str) {
        let card = &mut draft.card;
        match field {
            Field::Name => put(&mut draft.name, self.cells.line(cell)),
            Field::Given => put(&mut draft.given, self.cells.line(cell)),
            Field::Family => put(&mut draft.family, self.cells.line(cell)),
            Field::Middle => put(&mut draft.middle, self.cells.line(cell)),
            Field::Prefix => put(&mut draft.prefix, self.cells.line(cell)),
            Field::Suffix => put(&mut draft.suffix, self.cells.line(cell)),
            Field::Nickname => put(&mut draft.nickname, self.cells.line(cell)),
            Field::Company => put(&mut card.company, self.cells.occupation(self.first(cell))),
            Field::Title => put(&mut card.title, self.cells.occupation(self.first(cell))),
            Field::Linkedin | Field::Url => {
                for part in self.parts(field, cell) {
                    self.address(card, field, part);
                }
            }
            Field::Tag => {
                for part in self.parts(field, cell) {
                    if let Some(tag) = self.cells.tag(part).filter(|tag| says(tag)) {
                        self.cells.add(&mut card.tags, tag);
                    }
                }
            }
            Field::Notes => draft.notes.extend(self.cells.block(cell)),
            Field::Relationship => {
                let word = cell.trim().to_lowercase().replace([' ', '_'], "-");
                let relationship = Relationship::parse(&word);
                if relationship.is_none() {
                    self.odd.relationships.add(self.line);
                }
                card.relationship = card.relationship.or(relationship);
            }
            Field::Every => {
                let every = Span::parse(cell);
                if every.is_none() {
                    self.odd.spans.add(self.line);
                }
                card.every = card.every.or(every);
            }
            Field::MetAt => put(&mut card.met_at, self.cells.line(cell)),
            Field::About => put(&mut card.about, self.cells.line(cell)),
            Field::IntroducedBy => put(&mut card.introduced_by, self.cells.line(cell)),
            Field::MetOn => card.met_on = card.met_on.or_else(|| self.day(at, cell)),
            Field::ConnectedOn => card.connected_on = card.connected_on.or_else(|| self.day(at, cell)),
            Field::Archived => card.archived |= is_yes(cell),
            Field::DoNotContact => card.do_not_contact |= is_yes(cell),
            Field::PausedUntil => card.paused_until = card.paused_until.or_else(|| self.day(at, cell)),
            Field::Uid => put(&mut card.uid, self.cells.line(cell)),
            Field::AsOf => put(&mut card.as_of, self.cells.line(cell)),
            Field::Email | Field::Phone | Field::Ignore => {}
        }
    }

    fn emails(&mut self, draft: &mut Draft, label: &str, cell: &str) {
        for part in self.parts(Field::Email, cell) {
            // What Exchange calls its own people is no address.
            if part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("/o=")) {
                self.odd.exchange.add(self.line);
                continue;
            }
            let Some(email) = self.cells.email(&mail(part)) else { continue };
            if !label.trim_matches(['*', ' ']).is_empty() {
                draft.rest.of_kind("EMAIL", "", label, std::slice::from_ref(&email));
            }
            self.cells.add(&mut draft.card.emails, email);
        }
    }

    fn phones(&mut self, draft: &mut Draft, kind: &'static str, label: &str, cell: &str) {
        // In a table of Google's only the label beside it says so.
        if let Some(Role::Number(kind)) = role::of(label)
            && is_machine(kind)
        {
            return self.number(draft, kind, cell);
        }
        for part in self.parts(Field::Phone, cell) {
            let Some(phone) = self.cells.phone(&number(part)) else { continue };
            if !kind.is_empty() || !label.trim_matches(['*', ' ']).is_empty() {
                draft.rest.of_kind("TEL", kind, label, std::slice::from_ref(&phone));
            }
            self.cells.add(&mut draft.card.phones, phone);
        }
    }

    /// A number that nobody is called on. As a `TEL` an export gives back those only of machines, and else
    /// what are the contact's numbers still.
    fn number(&self, draft: &mut Draft, kind: &str, cell: &str) {
        for part in self.parts(Field::Phone, cell) {
            let part = [part.to_owned()];
            if is_machine(kind) {
                draft.rest.of_kind("TEL", kind, "", &part);
            } else {
                draft.rest.of_kind(&format!("X-{kind}"), "", "", &part);
            }
        }
    }

    /// A profile's address, or another one on the web.
    fn address(&mut self, card: &mut Card, field: Field, cell: &str) {
        let is_handle = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let profile = if field == Field::Linkedin {
            let handle = cell.trim_start_matches('/').trim_start_matches("in/").trim_end_matches('/');
            let whole = || profile_url(&format!("https://www.linkedin.com/in/{handle}"));
            profile_url(cell).or_else(|| if handle.chars().all(is_handle) { whole() } else { self.cells.url(cell) })
        } else {
            slug_key(cell).and_then(|_| profile_url(cell))
        };
        match profile {
            Some(profile) if card.linkedin.is_none() => card.linkedin = Some(profile),
            Some(profile) if card.linkedin.as_deref().and_then(slug_key) == slug_key(&profile) => {}
            Some(profile) => self.cells.add(&mut card.urls, profile),
            None if field == Field::Url => {
                if let Some(url) = self.cells.web(cell) {
                    self.cells.add(&mut card.urls, url);
                }
            }
            None => {}
        }
    }

    /// The day in a cell; `0/0/00` and the like are none.
    fn day(&mut self, at: usize, cell: &str) -> Option<Day> {
        let day = self.dates.get_mut(at)?.as_mut()?.read(self.line, cell).ok().map(|stamp| stamp.on);
        if day.is_none() && !is_no_day(cell) {
            self.odd.dates.add(self.line);
        }
        day
    }

    fn birthday(&mut self, draft: &mut Draft, at: usize, cell: &str) {
        if is_no_day(cell) {
            return;
        }
        let sure = self.dates.get_mut(at).and_then(Option::as_mut).and_then(|dates| dates.read_sure(cell));
        let line = sure.map(|stamp| format!("BDAY:{}", stamp.on)).or_else(|| yearless(cell));
        // What can be read in two ways is kept as it stands.
        match line {
            Some(line) => draft.rest.push(line),
            None => draft.rest.text("BDAY;VALUE=text", cell),
        }
    }

    fn event(&mut self, draft: &mut Draft, at: usize, label: &str, cell: &str) {
        if is_no_day(cell) {
            return;
        }
        let sure = self.dates.get_mut(at).and_then(Option::as_mut).and_then(|dates| dates.read_sure(cell));
        let day = sure.map_or_else(|| cell.to_owned(), |stamp| stamp.on.to_string());
        draft.rest.of_kind("X-ABDATE", "", label, &[day]);
    }

    /// The values of a cell that may hold several.
    fn parts<'c>(&self, field: Field, cell: &'c str) -> Vec<&'c str> {
        let parted: Vec<&str> = match (self.plan.layout, field) {
            (Layout::Google, _) => cell.split(":::").collect(),
            (Layout::Intouch, _) => cell.split('\n').collect(),
            (_, Field::Phone) => cell.split([';', '\n']).flat_map(numbers).collect(),
            (_, Field::Url | Field::Linkedin) => cell.split([' ', '\n', '\t']).collect(),
            _ => cell.split([';', ',', '\n']).collect(),
        };
        if self.plan.layout == Layout::Intouch {
            return parted.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect();
        }
        let parts = parted.into_iter().flat_map(|p| p.split(" ::: "));
        parts.map(|p| bare(p.trim())).filter(|p| !p.is_empty()).collect()
    }

    /// The first of several values in a cell of Google's; in our own table a cell is one value.
    fn first<'c>(&self, cell: &'c str) -> &'c str {
        let own = self.plan.layout == Layout::Intouch;
        if own { cell } else { cell.split(" ::: ").next().unwrap_or(cell) }
    }
}

/// Numbers with commas between them; a comma within one is left where it is.
fn numbers(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split(',').collect();
    let whole = |p: &&str| p.chars().filter(char::is_ascii_digit).count() >= 6;
    if parts.iter().all(whole) { parts } else { vec![text] }
}

/// Whether a cell says yes, in one of a few languages.
fn is_yes(cell: &str) -> bool {
    ["yes", "y", "true", "x", "1", "ja", "oui", "si"].contains(&crate::model::text::fold(cell).as_str())
}

/// Whether a tag says something: in that group Google puts whom the user once wrote to.
fn says(tag: &str) -> bool {
    tag != "other-contacts"
}

/// What programs write where there is no day.
fn is_no_day(cell: &str) -> bool {
    cell.chars().all(|c| matches!(c, '0' | '/' | '.' | '-' | ' ' | ':')) && !cell.contains("--")
}

/// Whether a number of that kind is a machine's, as every version of vCard knows it.
fn is_machine(kind: &str) -> bool {
    kind.starts_with("FAX") || kind.starts_with("PAGER")
}

/// Whether a picture lies where others get at it too.
fn is_on_the_web(cell: &str) -> bool {
    let begins = |with: &str| cell.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    begins("https://") || begins("http://")
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

/// The first one said counts.
fn put(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}
