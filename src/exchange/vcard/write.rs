//! A person as a vCard 3.0, the version that phones take: AOSP's contacts refuse 4.0, Nextcloud 2.1.
//!
//! What an imported card said beside the book's own fields comes back out. Of the lines that tell of a
//! field (`TEL` with its types, `ORG` with its departments) those go out as they came in whose value
//! is still the contact's; what the user took out stays out.

use std::io::{self, Write};

use super::kept;
use super::property::{Param, Property, split, unescape};
use super::read::{ADDITIONAL, AS_OF, FAMILY, GIVEN, Version, bare_uid, mail, number};
use crate::exchange::cell::Cells;
use crate::exchange::content_line::{self, escape};
use crate::model::profile::{profile_url, slug_key};
use crate::model::{Contact, Instant, name, phone, text};

/// What a card says of the program that wrote it.
pub const PRODID: &str = "-//intouch//EN";

/// A person, and what is known of them beside the book's fields.
#[derive(Debug)]
pub struct Person<'a> {
    /// The contact.
    pub contact: &'a Contact,
    /// What the phone they came from calls them; else the contact's own.
    pub uid: &'a str,
    /// When they were last changed (UTC).
    pub changed_at: Instant,
    /// What the book holds of them (see [`crate::exchange::card::Card::as_of`]).
    pub as_of: &'a str,
    /// What imported cards said beside (see [`crate::exchange::card::Card::rest`]), a list a card.
    pub rest: &'a [Vec<String>],
}

/// Writes a card.
///
/// # Errors
/// What `out` says.
pub fn card(out: &mut dyn Write, person: &Person<'_>) -> io::Result<()> {
    let mut lines = Lines::new(person);
    lines.push("BEGIN:VCARD".to_owned());
    lines.push("VERSION:3.0".to_owned());
    lines.push(format!("PRODID:{PRODID}"));
    lines.uid(person.uid);
    lines.push(format!("REV:{}", person.changed_at.format("%Y-%m-%dT%H:%M:%SZ")));
    lines.push(format!("{AS_OF}:{}", escape(person.as_of)));
    lines.name();
    lines.work();
    lines.points();
    lines.words();
    lines.others();
    lines.push("END:VCARD".to_owned());
    lines.out.iter().try_for_each(|line| content_line::write(out, line))
}

struct Lines<'a> {
    contact: &'a Contact,
    /// What imported cards said and is not written yet.
    kept: Vec<Property>,
    out: Vec<String>,
    /// The groups of what was written: their labels go with them.
    groups: Vec<String>,
}

impl<'a> Lines<'a> {
    fn new(person: &Person<'a>) -> Self {
        let mut kept: Vec<Property> = Vec::new();
        for (n, card) in person.rest.iter().enumerate() {
            let before = kept.len();
            for mut property in card.iter().filter_map(|line| kept::read(line)) {
                // Two cards may both have an item1.
                if n > 0 && !property.group.is_empty() {
                    property.group = format!("{}c{}", property.group, n + 1);
                }
                let same = |p: &Property| p.name == property.name && p.value == property.value;
                let told = kept.iter().take(before).position(same).filter(|_| !kept::is_label(&property));
                match told.and_then(|place| kept.get_mut(place)) {
                    None => kept.push(property),
                    // The one that has a label says more.
                    Some(other) if other.group.is_empty() && !property.group.is_empty() => *other = property,
                    Some(_) => {}
                }
            }
        }
        Self { contact: person.contact, kept, out: Vec::new(), groups: Vec::new() }
    }

    fn push(&mut self, line: String) {
        self.out.push(line);
    }

    /// Writes what was kept, with the labels of its group.
    fn put(&mut self, property: &Property) {
        self.out.extend(kept::line(property, Version::V3));
        if property.group.is_empty() || self.groups.contains(&property.group) {
            return;
        }
        self.groups.push(property.group.clone());
        for label in take(&mut self.kept, |p| kept::is_label(p) && p.group == property.group) {
            self.out.extend(kept::line(&label, Version::V3));
        }
    }

    /// The first of what was kept under that name for which `fits` holds; the others are dropped.
    fn only(&mut self, name: &str, fits: impl Fn(&Property) -> bool) -> Option<Property> {
        let mut found = take(&mut self.kept, |p| p.name == name);
        let place = found.iter().position(fits)?;
        Some(found.swap_remove(place))
    }

    fn uid(&mut self, uid: &str) {
        match self.only("UID", |p| bare_uid(&unescape(&p.value)) == uid) {
            Some(kept) => self.put(&kept),
            None => self.push(format!("UID:{}", escape(uid))),
        }
    }

    fn name(&mut self) {
        let c = self.contact;
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let same = |p: &Property| {
            let parts = split(&p.value, ';');
            let part = |n: usize| parts.get(n).map(|p| text::line(p).unwrap_or_default()).unwrap_or_default();
            let whole = [part(GIVEN), part(ADDITIONAL), part(FAMILY)].join(" ");
            let known = name::tidy_given(&part(GIVEN)) == c.given && part(FAMILY) == text(&c.family);
            known || text::line(&whole).as_ref() == Some(&c.name)
        };
        match self.only("N", same) {
            Some(kept) => self.put(&kept),
            None => {
                let parts = parts(c).map(|p| escape(&p));
                self.push(format!("N:{}", parts.join(";")));
            }
        }
        self.push(format!("FN:{}", escape(&c.name)));
        let nicknames = take(&mut self.kept, |p| p.name == "NICKNAME");
        for nickname in &nicknames {
            self.put(nickname);
        }
        let is_other = |g: &&String| nicknames.is_empty() && !text::fold(&c.name).contains(&text::fold(g));
        if let Some(given) = c.given.as_ref().filter(is_other) {
            self.push(format!("NICKNAME:{}", escape(given)));
        }
    }

    fn work(&mut self) {
        let c = self.contact;
        let first = |p: &Property| split(&p.value, ';').into_iter().next().and_then(|p| text::line(&p));
        if let Some(company) = &c.company {
            match self.only("ORG", |p| first(p).as_ref() == Some(company)) {
                Some(kept) => self.put(&kept),
                None => self.push(format!("ORG:{}", escape(company))),
            }
            if c.given.is_none() && c.family.is_none() && c.name == *company {
                take(&mut self.kept, |p| p.name == "X-ABSHOWAS");
                self.push("X-ABShowAs:COMPANY".to_owned());
            }
        }
        let departments = take(&mut self.kept, |p| p.name == "ORG" && first(p).is_none());
        if c.company.is_none() {
            for department in &departments {
                self.put(department);
            }
        }
        if let Some(title) = &c.title {
            self.push(format!("TITLE:{}", escape(title)));
        }
        // A word of version 4.0; Apple's says the same.
        take(&mut self.kept, |p| matches!(p.name.as_str(), "ORG" | "KIND"));
    }

    /// Addresses and numbers, in the contact's order: the first is the preferred one.
    fn points(&mut self) {
        let c = self.contact;
        let fold = |v: &str| text::fold(v.trim());
        self.list("EMAIL", &c.emails, "EMAIL;TYPE=INTERNET", fold);
        self.list("TEL", &c.phones, "TEL", phone::key);
        self.profile();
        self.list("URL", &c.urls, "URL", fold);
    }

    fn list(&mut self, name: &str, values: &[String], plain: &str, key: fn(&str) -> String) {
        let (mut known, mut others) = (Vec::new(), Vec::new());
        for property in take(&mut self.kept, |p| p.name == name && p.is_point()) {
            let (mut cells, text) = (Cells::of_cards(), unescape(&property.value));
            let read = match name {
                "TEL" => cells.phone(&number(&text)),
                "EMAIL" => cells.email(&mail(&text)),
                _ => cells.web(&text),
            };
            match read {
                Some(value) => known.push((property, value)),
                None => others.push(property),
            }
        }
        for (n, value) in values.iter().enumerate() {
            let (preferred, wanted) = (n == 0 && values.len() > 1, key(value));
            let place = known.iter().position(|(_, v)| v == value);
            let Some(place) = place.or_else(|| known.iter().position(|(_, v)| key(v) == wanted)) else {
                self.push(format!("{plain}{}:{}", if preferred { ";TYPE=pref" } else { "" }, escape(value)));
                continue;
            };
            let (mut property, _) = known.remove(place);
            prefer(&mut property, preferred);
            self.put(&property);
        }
        // What is no address or number to the book was never the user's to take out.
        for property in &others {
            self.put(property);
        }
    }

    /// The profile, in the way it came, else as Apple writes it.
    fn profile(&mut self) {
        let is_web = |p: &Property| matches!(p.name.as_str(), "URL" | "X-SOCIALPROFILE" | "SOCIALPROFILE");
        let clean = |p: &Property| text::line(&unescape(&p.value)).unwrap_or_default();
        let profile = |p: &Property| profile_url(&clean(p)).filter(|url| slug_key(url).is_some());
        let mut known = take(&mut self.kept, |p| is_web(p) && profile(p).is_some());
        // Others of the contact's addresses may be profiles too.
        let is_url = |p: &Property| profile(p).is_some_and(|url| self.contact.urls.contains(&url));
        let (urls, found): (Vec<_>, Vec<_>) = known.drain(..).partition(is_url);
        self.kept.extend(urls);
        let Some(own) = &self.contact.linkedin else { return };
        let key = slug_key(own);
        match found.into_iter().find(|p| profile(p).as_deref().and_then(slug_key) == key) {
            Some(kept) => self.put(&kept),
            None => self.push(format!("X-SOCIALPROFILE;TYPE=linkedin:{}", escape(own))),
        }
    }

    fn words(&mut self) {
        let c = self.contact;
        if !c.tags.is_empty() {
            let tags: Vec<String> = c.tags.iter().map(|t| escape(t)).collect();
            self.push(format!("CATEGORIES:{}", tags.join(",")));
        }
        if let Some(notes) = &c.notes {
            self.push(format!("NOTE:{}", escape(notes)));
        }
    }

    /// What the book has no field for. A label of what is not there any more says nothing.
    fn others(&mut self) {
        for property in take(&mut self.kept, |p| !kept::is_label(p)) {
            self.put(&property);
        }
    }
}

/// Takes out what `wanted` says, in order.
fn take(kept: &mut Vec<Property>, wanted: impl Fn(&Property) -> bool) -> Vec<Property> {
    kept.extract_if(.., |p| wanted(p)).collect()
}

/// Says that a property is the preferred one of its kind, or that it is not.
fn prefer(property: &mut Property, preferred: bool) {
    for param in property.params.iter_mut().filter(|p| p.name == "TYPE") {
        param.values.retain(|v| !v.eq_ignore_ascii_case("pref"));
    }
    property.params.retain(|p| !p.values.is_empty());
    if preferred {
        property.params.push(Param { name: "TYPE".to_owned(), values: vec!["pref".to_owned()] });
    }
}

/// The parts of a name in the order of `N`: family, given, additional, prefixes, suffixes.
fn parts(c: &Contact) -> [String; 5] {
    let mut parts = [const { String::new() }; 5];
    let (given, family) = (c.given.as_deref().unwrap_or_default(), c.family.as_deref().unwrap_or_default());
    if given.is_empty() && family.is_empty() {
        return parts;
    }
    family.clone_into(&mut parts[FAMILY]);
    let before = c.name.strip_suffix(family).map(str::trim);
    let between = before.and_then(|b| b.strip_prefix(given)).map(str::trim);
    match (before, between) {
        (_, Some(additional)) => {
            given.clone_into(&mut parts[GIVEN]);
            additional.clone_into(&mut parts[ADDITIONAL]);
        }
        // Whoever is called otherwise than the name says has a name all the same.
        (Some(before), None) if !before.is_empty() && !family.is_empty() => before.clone_into(&mut parts[GIVEN]),
        _ => given.clone_into(&mut parts[GIVEN]),
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::card::{AddressBook, Card, Entry};
    use crate::exchange::source::Source;
    use crate::exchange::vcard::read::Cards;
    use crate::model::day;
    use encoding_rs::UTF_8;
    use proptest::prelude::*;

    fn at() -> Instant {
        day::parse_stamp("2026-11-24T10:00:00Z").expect("an instant")
    }

    fn written(contact: &Contact, rest: &[Vec<String>]) -> String {
        let mut out = Vec::new();
        let person = Person { contact, uid: &contact.uid, changed_at: at(), as_of: "s1", rest };
        card(&mut out, &person).expect("written");
        String::from_utf8(out).expect("text")
    }

    fn read(text: &str) -> Vec<Card> {
        let mut cards = Cards::open(&Source::bytes("F", text.as_bytes()), UTF_8, false).expect("readable");
        let entries = std::iter::from_fn(|| cards.read().expect("readable"));
        entries.filter_map(|e| if let Entry::Person(card) = e { Some(*card) } else { None }).collect()
    }

    /// The contact that an import of that card would make.
    fn contact(card: &Card) -> Contact {
        let mut c = Contact::named("u-1".to_owned(), card.name.clone(), at(), at().date_naive());
        (c.given, c.family) = (card.given.clone(), card.family.clone());
        (c.company, c.title) = (card.company.clone(), card.title.clone());
        (c.emails, c.phones, c.urls) = (card.emails.clone(), card.phones.clone(), card.urls.clone());
        (c.linkedin, c.tags, c.notes) = (card.linkedin.clone(), card.tags.clone(), card.notes.clone());
        c
    }

    fn bare(name: &str) -> Contact {
        let split = name::split(name);
        Contact {
            given: split.given,
            family: split.family,
            ..Contact::named("u".to_owned(), name.to_owned(), at(), at().date_naive())
        }
    }

    #[test]
    fn a_name_is_taken_apart_for_those_who_sort_by_it() {
        for (name, n) in [
            ("Ada Byron", "N:Byron;Ada;;;"),
            ("Anna Maria Silva", "N:Silva;Anna Maria;;;"),
            ("John Q. Public", "N:Public;John;Q.;;"),
            ("Laura van der Berg", "N:van der Berg;Laura;;;"),
            ("Madonna", "N:;Madonna;;;"),
            ("佐藤", "N:"),
        ] {
            let text = written(&bare(name), &[]);
            assert!(text.lines().any(|l| l.starts_with(n)), "{name}: {text}");
        }
        let bob = Contact { given: Some("Bob".to_owned()), ..bare("Robert Jones") };
        let text = written(&bob, &[]);
        assert!(text.contains("N:Jones;Robert;;;") && text.contains("NICKNAME:Bob"), "{text}");
    }

    #[test]
    fn two_cards_of_one_person_go_out_as_one() {
        let one = vec!["item1.TEL:111 222".to_owned(), "item1.X-ABLabel:Boat".to_owned(), "BDAY:1987-10-06".to_owned()];
        let other =
            vec!["item1.TEL:333 444".to_owned(), "item1.X-ABLabel:Car".to_owned(), "BDAY:1987-10-06".to_owned()];
        let c = Contact { phones: vec!["333 444".to_owned(), "111 222".to_owned()], ..bare("Bo Ek") };
        let text = written(&c, &[one, other]);
        assert!(
            text.contains(
                "item1c2.TEL;TYPE=pref:333 444\r\nitem1c2.X-ABLabel:Car\r\nitem1.TEL:111 222\r\nitem1.X-ABLabel:Boat"
            ),
            "{text}"
        );
        assert_eq!(text.matches("BDAY").count(), 1);
    }

    #[test]
    fn what_two_cards_say_alike_goes_out_once_with_its_label() {
        let lines = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let labelled = lines(&["item1.ADR:;;Main St 1;Bern;;3000;CH", "item1.X-ABLabel:Chalet", "X-A:1"]);
        let again = lines(&["item7.ADR:;;Main St 1;Bern;;3000;CH", "item7.X-ABLabel:Chalet", "X-A:1", "X-A:2"]);
        let plain = lines(&["ADR:;;Main St 1;Bern;;3000;CH"]);
        for rest in [[labelled.clone(), again.clone(), plain.clone()], [plain, labelled, again]] {
            let text = written(&bare("Bo Ek"), &rest);
            assert_eq!(["ADR", "Chalet", "X-A:1", "X-A:2"].map(|l| text.matches(l).count()), [1; 4], "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            name in "[A-Zé][a-z]{1,8}( [A-Z][a-z';\\\\]{1,8}){0,3}", company in "[A-Za-z;,:\\\\ é🦀]{0,20}", note in "[a-z;,:\\\\\n é🦀]{0,90}",
            email in "[a-z]{1,6}@[a-z]{1,60}\\.example", phone in "\\+?[0-9]{3,9}( [0-9]{2,4})?", tags in prop::collection::btree_set("[a-z]{1,8}", 0..3),
        ) {
            let company = text::line(&company).filter(|c| c.chars().any(char::is_alphanumeric));
            let told = Contact {
                company, notes: text::block(&note), emails: vec![email], phones: vec![phone],
                tags: tags.into_iter().collect(), ..bare(&text::line(&name).expect("a name"))
            };
            let out = written(&told, &[]);
            prop_assert!(out.split("\r\n").all(|l| l.len() <= content_line::LINE_MOST));
            let found = read(&out);
            prop_assert_eq!(found.len(), 1);
            let found = contact(&found[0]);
            prop_assert_eq!((&found.name, &found.company, &found.notes), (&told.name, &told.company, &told.notes));
            prop_assert_eq!((&found.emails, &found.phones, &found.tags), (&told.emails, &told.phones, &told.tags));
        }

        #[test]
        fn whatever_comes_in_goes_out_and_in_again_the_same(lines in prop::collection::vec(
            "(item[12]\\.)?(TEL|EMAIL|URL|X-SOCIALPROFILE|ADR|BDAY|X-ABLabel|ORG|N|NICKNAME|NOTE|PHOTO|X-MINE)(;(TYPE=[a-z]{1,5}|PREF=[12]|ENCODING=b|VALUE=uri|X-A=\"[:;,a]{0,3}\"|CELL)){0,2}:[-+0-9a-z@.:/;,\\\\ é]{0,24}",
            0..8,
        )) {
            let given = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Byron\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"));
            let first = read(&given);
            prop_assert_eq!(first.len(), 1);
            let out = written(&contact(&first[0]), &[first[0].rest.clone()]);
            let again = read(&out);
            prop_assert_eq!(again.len(), 1);
            let fields = |c: &Card| (c.name.clone(), c.company.clone(), c.notes.clone(), c.linkedin.clone(), c.emails.clone(), c.phones.clone(), c.urls.clone());
            prop_assert_eq!(fields(&first[0]), fields(&again[0]));
            // Nothing is lost on the way, but for what is there once only and stood there twice.
            let told = |c: &Card| {
                let lines = c.rest.iter().filter_map(|line| kept::read(line));
                let several = lines.filter(|p| !matches!(p.name.as_str(), "N" | "ORG") && !kept::is_label(p));
                several.map(|p| (p.name, text::line(&p.value))).collect::<std::collections::BTreeSet<_>>()
            };
            let lost: Vec<_> = told(&first[0]).difference(&told(&again[0])).cloned().collect();
            prop_assert_eq!(lost, []);
            let twice = written(&contact(&again[0]), &[again[0].rest.clone()]);
            prop_assert_eq!(out, twice);
        }
    }
}
