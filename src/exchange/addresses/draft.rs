//! What the cells of a row say, put together into a card: the name above all.

use std::collections::BTreeMap;

use crate::exchange::card::Card;
use crate::exchange::cell::VALUES_MOST;
use crate::exchange::tally::Tally;
use crate::model::{name, text};

use super::rest::{Rest, of_numbers};
use super::role::Part;

/// A row of which nobody could say whose it is.
pub const NO_NAME: &str = "the row has neither a name nor an e-mail address";

/// A row's cells, sorted by what they are.
#[derive(Default)]
pub struct Draft {
    pub card: Card,
    pub name: Option<String>,
    pub given: Option<String>,
    pub family: Option<String>,
    pub middle: Option<String>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    pub nickname: Option<String>,
    pub department: Option<String>,
    pub notes: Vec<String>,
    pub birth: [String; 3],
    pub addresses: BTreeMap<(&'static str, usize), Address>,
    pub rest: Rest,
}

/// A postal address: a vCard's parts in its order, then the whole.
#[derive(Default)]
pub struct Address {
    pub label: String,
    parts: [String; 8],
}

impl Address {
    /// Adds a cell to one of its parts.
    pub fn add(&mut self, part: Part, cell: &str) {
        let place = match part {
            Part::PoBox => 0,
            Part::Extended => 1,
            Part::Street => 2,
            Part::City => 3,
            Part::Region => 4,
            Part::Code => 5,
            Part::Country => 6,
            Part::Formatted => 7,
        };
        if let Some(slot) = self.parts.get_mut(place) {
            // Outlook has three columns for one street.
            if !slot.is_empty() {
                slot.push('\n');
            }
            slot.push_str(cell);
        }
    }

    /// Writes it down: one line for each of several addresses in the same cells, as many as are kept.
    fn keep(&self, kind: &str, rest: &mut Rest) {
        let mut lists = self.parts.each_ref().map(|part| part.split(" ::: "));
        for _ in 0..VALUES_MOST {
            let next = lists.each_mut().map(Iterator::next);
            if next.iter().all(Option::is_none) {
                return;
            }
            let [mut parts @ .., formatted] = next.map(|part| part.unwrap_or_default().to_owned());
            if let (true, [_, _, street, ..]) = (parts.iter().all(String::is_empty), &mut parts) {
                *street = formatted;
            }
            rest.of_kind("ADR", kind, &self.label, &parts);
        }
        rest.large |= lists.iter_mut().any(|list| list.next().is_some());
    }
}

impl Draft {
    /// Takes the name for the given one, unless it holds the family name already.
    pub fn part_name(&mut self) {
        let (Some(name), Some(family)) = (&self.name, &self.family) else { return };
        if holds(name, family) {
            let parts = name::split(&turn(name).unwrap_or_else(|| name.clone()));
            let is_turned = parts.given.as_ref().is_some_and(|given| text::fold(given) == text::fold(family));
            self.given = if is_turned { parts.family } else { parts.given };
        } else {
            self.given = self.name.take();
        }
    }

    /// The card of the row on that line. Of our `own` table names are taken as they stand.
    pub fn finish(mut self, own: bool, line: u64, large: &mut Tally) -> Result<Card, &'static str> {
        self.keep_rest();
        if self.rest.large {
            large.add(line);
        }
        let mut card = self.card;
        card.line = line;
        card.notes = (!self.notes.is_empty()).then(|| self.notes.join("\n\n"));
        card.tags.sort();
        card.tags.dedup();
        card.rest = self.rest.lines;
        if let (true, Some(whole)) = (own, &self.name) {
            card.name.clone_from(whole);
            (card.given, card.family) = (self.given, self.family);
            return Ok(card);
        }
        let (given, family) = (self.given.unwrap_or_default(), self.family.unwrap_or_default());
        let middle = self.middle.unwrap_or_default();
        let (structured, parsed) = name::from_parts(&format!("{given} {middle}"), &family);
        let turned = format!("{family}, {given}");
        // Outlook shows people as "Chen, Laura" where it is told to.
        let written = self.name.filter(|n| *n != turned).map(|n| turn(&n).unwrap_or(n));
        let is_nobody = structured.is_empty() && self.nickname.is_none();
        let is_company =
            is_nobody && card.company.is_some() && written.as_ref().is_none_or(|n| Some(n) == card.company.as_ref());
        let shown = written.or_else(|| (!structured.is_empty()).then_some(structured)).or(self.nickname);
        let found = shown.filter(|n| n.chars().any(char::is_alphanumeric));
        let found = found.or_else(|| card.company.clone()).or_else(|| card.emails.first().cloned());
        card.name = found.filter(|n| n.chars().any(char::is_alphanumeric)).ok_or(NO_NAME)?;
        if !is_company && !card.name.contains('@') {
            let split = name::split(&card.name);
            let tidy = (!given.is_empty() && !family.is_empty()).then(|| name::tidy_given(&given)).flatten();
            card.given = tidy.or(parsed.given).or(split.given);
            card.family = parsed.family.or(split.family);
        }
        Ok(card)
    }

    /// Keeps what stands in more than one cell.
    fn keep_rest(&mut self) {
        let rest = &mut self.rest;
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        if self.middle.is_some() || self.prefix.is_some() || self.suffix.is_some() {
            let parts = [&self.family, &self.given, &self.middle, &self.prefix, &self.suffix].map(text);
            rest.parts("N", &parts);
        }
        if let Some(nickname) = &self.nickname {
            rest.text("NICKNAME", nickname);
        }
        if let Some(department) = &self.department {
            rest.parts("ORG", &[text(&self.card.company), department.clone()]);
        }
        let [year, month, day] = &self.birth;
        if let Some(line) = of_numbers(year, month, day) {
            rest.push(line);
        }
        for ((kind, _), address) in &self.addresses {
            address.keep(kind, rest);
        }
    }
}

/// Whether the words of a family name stand in a name, side by side.
fn holds(name: &str, family: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let folded = text::fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (name, family) = (words(name), words(family));
    family.is_empty() || name.windows(family.len()).any(|w| w == family)
}

/// `Chen, Laura` as `Laura Chen`, where both are names for sure.
fn turn(name: &str) -> Option<String> {
    let (family, given) = name.split_once(", ").filter(|(_, given)| !given.contains(','))?;
    let parts = name::split(name);
    let is_turned = parts.family.as_deref() == Some(family) && parts.given.is_some();
    is_turned.then(|| format!("{given} {family}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_addresses_in_the_same_cells_are_kept_each_up_to_a_bound() {
        let kept = |count: usize| {
            let (mut address, mut rest) = (Address::default(), Rest::default());
            let streets: Vec<String> = (1..=count).map(|n| format!("Elm St {n}")).collect();
            address.add(Part::Street, &streets.join(" ::: "));
            address.add(Part::City, "Ulm ::: Bonn");
            address.add(Part::Formatted, "Elm St 1, Ulm");
            address.keep("HOME", &mut rest);
            (rest.lines, rest.large)
        };
        let (lines, large) = kept(3);
        assert_eq!(
            lines,
            ["ADR;TYPE=HOME:;;Elm St 1;Ulm;;;", "ADR;TYPE=HOME:;;Elm St 2;Bonn;;;", "ADR;TYPE=HOME:;;Elm St 3;;;;"]
        );
        assert!(!large && !kept(VALUES_MOST).1);
        let (lines, large) = kept(8000);
        assert_eq!((lines.len(), large), (VALUES_MOST, true));
        let (mut address, mut rest) = (Address::default(), Rest::default());
        address.add(Part::Formatted, "Elm St 1, Ulm ::: Oak St 2, Bonn");
        address.keep("", &mut rest);
        assert_eq!(rest.lines, ["ADR:;;Elm St 1\\, Ulm;;;;", "ADR:;;Oak St 2\\, Bonn;;;;"]);
    }
}
