//! `import json`: what `export json` wrote comes back, into an empty book as it was, into another
//! one beside what is there.
//!
//! People are the same by uid, then by profile, then by e-mail where the names agree; facts by uid,
//! and between two books by what they say. Nothing that is there is changed: gaps are filled, and
//! what is missing is added.

use super::linkedin::keep_newest;
use super::names::{agree, normal};
use super::report::Report;
use crate::actions::desk::Desk;
use crate::actions::planning;
use crate::exchange::book::{self, Item, Key, Person, ReadError};
use crate::exchange::source::{Counted, Source};
use crate::model::profile::slug_key;
use crate::model::text::{self, LINE_MOST, TEXT_MOST};
use crate::model::{
    Anchor, Contact, Error, Facts, FollowUp, Ids, Interaction, Introducer, Mark, Promise, Request, Resource, Result,
    State, Status, resource,
};
use crate::store::contacts::Origin;
use crate::store::identities::{self, Identity, IdentityKind};
use crate::store::{
    Book, Writer, cards, contacts, decisions, facts, follow_ups, interactions, marks, meta, promises, requests,
    resources, search,
};
use std::collections::HashMap;

/// What an export is written with into the report.
const SOURCE: &str = "json";
/// The highest place in the order of entry that is believed.
const ENTRY_MOST: u32 = 20_000_000;
/// Two records of one request may lie a day apart (see `linkedin`).
const SAME_REQUEST: i64 = 1;

/// Brings an export into the book, in one transaction; with `dry_run` only says what it would do.
///
/// `progress` is told how many bytes of how many are done; an error of it ends the import without a
/// trace.
///
/// # Errors
/// `Input` where the file is no export or holds what can't be; what the database or `progress` say.
pub fn import(
    desk: &Desk,
    book: &mut Book,
    source: &Source,
    dry_run: bool,
    progress: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<Report> {
    let refused = |e: ReadError| Error::input(format!("{} can't be read: {e}", source.name)).hint(e.hint());
    let work = |w: &Writer<'_>| {
        let mut import = Import::new(desk, w, source)?;
        let reader = source.open().map_err(|e| refused(ReadError::Unreadable(e.to_string())))?;
        let (reader, read) = Counted::new(reader);
        book::read(reader, &mut |item| {
            import.take(item)?;
            progress(read.get(), source.size)
        })
        .map_err(refused)??;
        import.finish(dry_run)
    };
    let step = desk.step("import json");
    if dry_run { book.rehearse(step, work) } else { book.write(step, work) }
}

struct Import<'a> {
    desk: &'a Desk,
    w: &'a Writer<'a>,
    report: Report,
    newest: i64,
    touched: Ids,
    changed: Ids,
    /// The numbers that people of the export were given by their place.
    numbered: Ids,
    /// Whose introducer is known by uid only until everybody is there.
    introduced: Vec<(i64, String)>,
}

impl<'a> Import<'a> {
    fn new(desk: &'a Desk, w: &'a Writer<'a>, source: &Source) -> Result<Self> {
        search::index_later(w)?;
        let report = Report { source: SOURCE, files: vec![source.name.to_string()], ..Report::default() };
        let newest = contacts::newest(w)?;
        Ok(Self {
            desk,
            w,
            report,
            newest,
            touched: Ids::default(),
            changed: Ids::default(),
            numbered: Ids::default(),
            introduced: Vec::new(),
        })
    }

    fn take(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Newest(newest) => keep_newest(self.w, newest),
            Item::Resource(r) => self.resource(r),
            Item::Person(person) => {
                let who = person.uid.clone();
                self.person(*person).map_err(|e| {
                    // The uid says who is meant to the user, and nothing to anybody else.
                    Error { message: format!("contact {}: {}", text::pasteable(&who), e.message), ..e }
                })
            }
        }
    }

    fn resource(&self, r: book::Resource) -> Result<()> {
        let Some((url, key)) = resource::address(&r.url) else {
            return Err(Error::input("a resource has an address that can't be opened").hint("resource list"));
        };
        if resources::by_key(self.w, &key)?.is_some() {
            return Ok(());
        }
        let line = |text: Option<String>| text.as_deref().and_then(text::line);
        let made = Resource {
            id: 0,
            uid: uid(&r.uid)?,
            url,
            key,
            title: line(r.title),
            topics: r.topics.iter().filter_map(|t| text::line(t)).collect(),
            note: line(r.note),
            added_on: r.added_on,
        };
        resources::insert(self.w, &made).map(|_| ())
    }

    fn person(&mut self, person: Person) -> Result<()> {
        let known = self.find(&person)?;
        let id = match known {
            Some(id) => id,
            None => self.create(&person)?,
        };
        let mut changed = false;
        if known.is_some() {
            changed |= self.fill(id, &person)?;
        }
        if let Some(uid) = &person.introduced_by_uid {
            self.introduced.push((id, uid.clone()));
        }
        let there = facts::of(self.w, id)?;
        changed |= self.names(id, &person, known.is_some())?;
        changed |= Merge::new(self, id, there, &person).run(person)?;
        self.touched.insert(id);
        if changed && id <= self.newest {
            self.changed.insert(id);
        }
        Ok(())
    }

    fn find(&self, person: &Person) -> Result<Option<i64>> {
        let uids = person.known_as.iter().filter(|k| k.kind == IdentityKind::Uid.as_str()).map(|k| &k.key);
        for uid in std::iter::once(&person.uid).chain(uids) {
            if let Some(id) = contacts::id_by_uid(self.w, uid)? {
                return Ok(Some(id));
            }
        }
        // People of one export are different people, whatever they share.
        let before = |ids: Vec<i64>| ids.into_iter().filter(|id| *id <= self.newest).collect::<Vec<_>>();
        if let Some(key) = person.linkedin.as_deref().and_then(slug_key)
            && let Some(id) = before(contacts::ids_by_linkedin(self.w, &key)?).first()
        {
            return Ok(Some(*id));
        }
        for email in &person.emails {
            for id in before(contacts::ids_by_point(self.w, "email", &contacts::point_key("email", email))?) {
                if agree(&person.name, &contacts::get(self.w, id)?.name) {
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }

    fn create(&mut self, p: &Person) -> Result<i64> {
        let mut contact = self.card(p)?;
        contact.uid = uid(&p.uid)?;
        // People keep the order in which they were entered; nobody of this export has a number twice.
        let place = self.newest.saturating_add(i64::from(p.entry));
        let fits = (1..=ENTRY_MOST).contains(&p.entry) && self.numbered.insert(place);
        contact.id = if fits { place } else { 0 };
        let wanted = if is_slug(&p.slug) { p.slug.clone() } else { crate::model::name::slug(&contact.name) };
        contact.slug = contacts::free_slug(self.w, &wanted)?;
        let line = |text: &Option<String>| text.as_deref().and_then(text::line);
        let origin = Origin {
            source: line(&p.source),
            name: line(&p.imported_name),
            company: line(&p.imported_company),
            title: line(&p.imported_title),
        };
        contacts::insert_from(self.w, &mut contact, &origin)?;
        self.report.contacts.created += 1;
        Ok(contact.id)
    }

    /// The card as the book would have it.
    fn card(&self, p: &Person) -> Result<Contact> {
        let line = |text: &Option<String>| text.as_deref().and_then(text::line);
        let name = text::line(&p.name).ok_or_else(|| Error::input("the name is empty").hint(HINT))?;
        let lines = |list: &[String]| list.iter().filter_map(|t| text::line(t)).collect::<Vec<_>>();
        let mut contact = Contact::named(String::new(), name, p.created_at, p.added_on);
        (contact.given, contact.family) = (line(&p.given), line(&p.family));
        (contact.company, contact.title) = (line(&p.company), line(&p.title));
        (contact.emails, contact.phones, contact.urls) = (lines(&p.emails), lines(&p.phones), lines(&p.urls));
        contact.linkedin = p.linkedin.as_deref().and_then(crate::model::profile::profile_url);
        contact.relationship = p.relationship;
        contact.tags = lines(&p.tags);
        contact.tags.sort();
        contact.tags.dedup();
        contact.introduced_by = line(&p.introduced_by).map(|name| Introducer { id: None, name });
        contact.notes = p.notes.as_deref().and_then(text::block);
        contact.every = p.every;
        contact.connected_on = p.connected_on;
        (contact.archived, contact.do_not_contact) = (p.archived, p.do_not_contact);
        (contact.paused_on, contact.paused_until) = (p.paused_on, p.paused_until);
        let long = [&contact.name].into_iter().chain(&contact.company).chain(&contact.title).chain(&contact.emails);
        if long.into_iter().any(|t| t.chars().count() > LINE_MOST)
            || contact.notes.as_ref().is_some_and(|n| n.chars().count() > TEXT_MOST)
        {
            return Err(Error::input("a text is longer than any that intouch writes").hint(HINT));
        }
        Ok(contact)
    }

    /// Fills what the book doesn't know of somebody.
    fn fill(&self, id: i64, p: &Person) -> Result<bool> {
        let (before, told) = (contacts::get(self.w, id)?, self.card(p)?);
        let mut c = before.clone();
        c.given = c.given.or(told.given);
        c.family = c.family.or(told.family);
        c.company = c.company.or(told.company);
        c.title = c.title.or(told.title);
        c.linkedin = c.linkedin.or(told.linkedin);
        c.relationship = c.relationship.or(told.relationship);
        c.introduced_by = c.introduced_by.or(told.introduced_by);
        c.notes = c.notes.or(told.notes);
        c.every = c.every.or(told.every);
        c.connected_on = c.connected_on.or(told.connected_on);
        for (kind, list, told) in [
            ("email", &mut c.emails, told.emails),
            ("phone", &mut c.phones, told.phones),
            ("url", &mut c.urls, told.urls),
            ("tag", &mut c.tags, told.tags),
        ] {
            for value in told {
                if !list.iter().any(|v| contacts::is_same_point(kind, v, &value)) {
                    list.push(value);
                }
            }
        }
        c.tags.sort();
        if c != before {
            contacts::update(self.w, &c)?;
        }
        Ok(c != before)
    }

    /// Other names by which they are known, and what address books last said of them.
    fn names(&self, id: i64, p: &Person, was_there: bool) -> Result<bool> {
        let (known, said) = (identities::of(self.w, id)?, cards::of(self.w, id)?);
        let mut names: Vec<Identity> = Vec::new();
        for name in &p.known_as {
            let kind = IdentityKind::parse(&name.kind)
                .ok_or_else(|| Error::input("known_as has a kind that intouch doesn't know").hint(HINT))?;
            let key = text::line(&name.key).filter(|k| k.chars().count() <= LINE_MOST);
            names.push(Identity { kind, key: key.ok_or_else(|| Error::input("known_as is empty").hint(HINT))? });
        }
        if was_there {
            names.push(Identity { kind: IdentityKind::Uid, key: uid(&p.uid)? });
        }
        for name in &names {
            // A slug that somebody else has got stays theirs.
            let taken = name.kind == IdentityKind::Slug && contacts::id_by_slug(self.w, &name.key)?.is_some();
            if !taken && (name.kind != IdentityKind::Slug || is_slug(&name.key)) {
                identities::add(self.w, id, name)?;
            }
        }
        for card in &p.cards {
            if !said.iter().any(|s| (&s.source, &s.uid) == (&card.source, &card.uid)) {
                let (source, uid) = (card.source.clone(), card.uid.clone());
                cards::write(self.w, id, &cards::Said { source, uid, said: card.said.to_string() })?;
            }
        }
        Ok(identities::of(self.w, id)? != known || cards::of(self.w, id)?.len() != said.len())
    }

    fn finish(mut self, dry_run: bool) -> Result<Report> {
        for (id, uid) in std::mem::take(&mut self.introduced) {
            let Some(other) = contacts::id_by_uid(self.w, &uid)?.filter(|other| *other != id) else { continue };
            let mut contact = contacts::get(self.w, id)?;
            if let Some(introducer) = contact.introduced_by.as_mut().filter(|i| i.id.is_none()) {
                introducer.id = Some(other);
                contacts::update(self.w, &contact)?;
            }
        }
        let today = self.desk.today();
        let is_open = |row: &&FollowUp| row.state(today).is_some_and(State::is_open);
        for id in self.touched.iter() {
            let before = follow_ups::of(self.w, id)?;
            let planned = planning::replan(self.w, self.desk, id)?;
            let is_new = |row: &&FollowUp| before.iter().all(|b| b.id != row.id);
            self.report.follow_ups_raised += planned.rows.iter().filter(is_open).filter(is_new).count();
        }
        let tally = &mut self.report.contacts;
        let met = self.touched.len() - tally.created;
        tally.updated = self.changed.len();
        tally.unchanged = met - tally.updated;
        self.report.dry_run = dry_run;
        Ok(self.report)
    }
}

const HINT: &str = "it reads what was written by: intouch export json --out FILE";

fn uid(text: &str) -> Result<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !text.is_empty() && text.len() <= 64 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err(Error::input("a uid is none that intouch gives").hint(HINT))
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.len() <= LINE_MOST && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// The facts of one contact, brought together with those that are there.
struct Merge<'i, 'a> {
    import: &'i mut Import<'a>,
    id: i64,
    there: Facts,
    /// The number of each fact of the export by its rank.
    numbers: HashMap<u32, i64>,
    /// The number of each fact by its uid, of the book and of the export.
    by_uid: HashMap<String, i64>,
}

impl<'i, 'a> Merge<'i, 'a> {
    fn new(import: &'i mut Import<'a>, id: i64, there: Facts, person: &Person) -> Self {
        let mut by_uid: HashMap<String, i64> = HashMap::new();
        by_uid.extend(there.interactions.iter().map(|f| (f.uid.clone(), f.id)));
        by_uid.extend(there.requests.iter().map(|f| (f.uid.clone(), f.id)));
        by_uid.extend(there.promises.iter().map(|f| (f.uid.clone(), f.id)));
        by_uid.extend(there.marks.iter().map(|f| (f.uid.clone(), f.id)));
        // The same fact under another uid: both books heard of it.
        for i in &person.interactions {
            let same = there.interactions.iter().find(|t| {
                (t.kind, t.direction, t.on) == (i.kind, i.direction, i.on)
                    && (t.at.is_none() || i.at.is_none() || t.at == i.at)
                    && words(t.text.as_deref()) == words(i.text.as_deref())
                    && words(t.place.as_deref()) == words(i.place.as_deref())
            });
            if let Some(same) = same {
                by_uid.entry(i.uid.clone()).or_insert(same.id);
            }
        }
        for r in &person.requests {
            let same = there.requests.iter().find(|t| {
                (t.direction, &t.channel) == (r.direction, &r.channel)
                    && (t.sent_on - r.sent_on).num_days().abs() <= SAME_REQUEST
            });
            if let Some(same) = same {
                by_uid.entry(r.uid.clone()).or_insert(same.id);
            }
        }
        Self { import, id, there, numbers: HashMap::new(), by_uid }
    }

    /// Adds what is missing, in the export's order of entry; `true` where anything was.
    fn run(mut self, person: Person) -> Result<bool> {
        let w = self.import.w;
        let known = |uid: &String| self.by_uid.contains_key(uid);
        let mut entries: Vec<u32> = Vec::new();
        entries.extend(person.interactions.iter().filter(|f| !known(&f.uid)).map(|f| f.entry));
        entries.extend(person.promises.iter().filter(|f| !known(&f.uid)).map(|f| f.entry));
        entries.extend(person.marks.iter().filter(|f| !known(&f.uid)).map(|f| f.entry));
        for r in person.requests.iter().filter(|r| !known(&r.uid)) {
            entries.push(r.entry);
            entries.extend(r.resolved_entry);
        }
        let distinct = entries.len();
        entries.sort_unstable();
        entries.dedup();
        if entries.len() != distinct {
            return Err(Error::input("two facts have one place in the order of entry").hint(HINT));
        }
        for entry in entries {
            self.numbers.insert(entry, meta::next_fact(w)?);
        }
        let mut changed = !self.numbers.is_empty();
        let new = |uid: &str, by: &HashMap<String, i64>| !by.contains_key(uid);
        let known = self.by_uid.clone();
        for f in &person.interactions {
            self.number(&f.uid, f.entry);
        }
        for f in &person.requests {
            self.number(&f.uid, f.entry);
        }
        for f in &person.promises {
            self.number(&f.uid, f.entry);
        }
        for f in &person.marks {
            self.number(&f.uid, f.entry);
        }
        for f in person.promises {
            if new(&f.uid, &known) {
                self.promise(f)?;
            }
        }
        for f in person.marks {
            if new(&f.uid, &known) {
                self.mark(f)?;
            }
        }
        for f in person.requests {
            if new(&f.uid, &known) {
                self.request(f)?;
            } else {
                self.import.report.requests.unchanged += 1;
            }
        }
        for f in person.interactions {
            if new(&f.uid, &known) {
                self.interaction(f)?;
            } else {
                self.import.report.interactions.unchanged += 1;
            }
        }
        for d in person.decisions {
            changed |= self.decision(&d)?;
        }
        Ok(changed)
    }

    fn number(&mut self, uid: &str, entry: u32) {
        if let Some(number) = self.numbers.get(&entry) {
            self.by_uid.entry(uid.to_owned()).or_insert(*number);
        }
    }

    fn of(&self, entry: u32) -> i64 {
        self.numbers.get(&entry).copied().unwrap_or_default()
    }

    /// The follow-up of that key, with its number for ever; `None` where the fact that raised it is
    /// not there.
    fn follow_up(&mut self, key: &Key) -> Result<Option<i64>> {
        let anchor = match &key.anchor {
            None => Anchor::Contact,
            Some(uid) => match self.by_uid.get(uid) {
                Some(number) => Anchor::Fact(*number),
                None => return Ok(None),
            },
        };
        let rule = text::line(&key.rule).filter(|r| r.len() <= LINE_MOST);
        let rule = rule.ok_or_else(|| Error::input("a decision names no rule").hint(HINT))?;
        let same = |d: &&crate::model::Decision| d.rule == rule && d.anchor == anchor && d.step == key.step;
        if let Some(known) = self.there.decisions.iter().find(same) {
            return Ok(Some(known.follow_up_id));
        }
        let number = decisions::number(self.import.w, self.id, &rule, anchor, key.step)?;
        self.there.decisions.push(crate::model::Decision {
            follow_up_id: number,
            rule,
            anchor,
            step: key.step,
            outcome: None,
            snoozed_until: None,
        });
        Ok(Some(number))
    }

    fn closes(&mut self, key: Option<&Key>) -> Result<Option<i64>> {
        key.map_or(Ok(None), |key| self.follow_up(key))
    }

    fn interaction(&mut self, f: book::Interaction) -> Result<()> {
        let made = Interaction {
            id: self.of(f.entry),
            uid: uid(&f.uid)?,
            contact_id: self.id,
            kind: f.kind,
            direction: f.direction,
            on: f.on,
            at: f.at,
            place: line(f.place)?,
            about: line(f.about)?,
            text: block(f.text)?,
            awaits_reply: f.awaits_reply,
            closes: self.closes(f.closes.as_ref())?,
            template: line(f.template)?,
            source: line(f.source)?,
            recorded_on: f.recorded_on,
            shares: line(f.shares)?,
        };
        interactions::write(self.import.w, &made)?;
        self.import.report.interactions.created += 1;
        Ok(())
    }

    fn request(&mut self, f: book::Request) -> Result<()> {
        if (f.status == Status::Pending) != f.resolved_on.is_none() {
            return Err(Error::input("a request is resolved without a day, or pending with one").hint(HINT));
        }
        let waits = |r: &Request| r.status == Status::Pending;
        if f.status == Status::Pending && self.there.requests.iter().any(waits) {
            // At most one waits for an answer: the book's own.
            self.import.report.requests.unchanged += 1;
            return Ok(());
        }
        let made = Request {
            id: self.of(f.entry),
            uid: uid(&f.uid)?,
            contact_id: self.id,
            channel: line(Some(f.channel))?.unwrap_or_else(|| "linkedin".to_owned()),
            direction: f.direction,
            status: f.status,
            inferred: f.inferred,
            outcome_unknown: f.outcome_unknown,
            sent_on: f.sent_on,
            sent_at: f.sent_at,
            resolved_on: f.resolved_on,
            resolved_at: f.resolved_at,
            resolved_entry: f.resolved_entry.map(|e| self.of(e)),
            message: block(f.message)?,
            template: line(f.template)?,
            attempt: 1,
            closes: self.closes(f.closes.as_ref())?,
            source: line(f.source)?,
            recorded_on: f.recorded_on,
        };
        requests::write(self.import.w, &made)?;
        self.import.report.requests.created += 1;
        Ok(())
    }

    fn promise(&self, f: book::Promise) -> Result<()> {
        let text = block(Some(f.text))?.ok_or_else(|| Error::input("a promise has no text").hint(HINT))?;
        let made = Promise {
            id: self.of(f.entry),
            uid: uid(&f.uid)?,
            contact_id: self.id,
            kind: f.kind,
            text,
            on: f.on,
            at: f.at,
            due_on: f.due_on,
            recorded_on: f.recorded_on,
        };
        promises::write(self.import.w, &made)
    }

    fn mark(&self, f: book::Mark) -> Result<()> {
        let made = Mark {
            id: self.of(f.entry),
            uid: uid(&f.uid)?,
            contact_id: self.id,
            kind: f.kind,
            on: f.on,
            at: f.at,
            text: block(f.text)?,
            source: line(f.source)?,
            recorded_on: f.recorded_on,
        };
        marks::write(self.import.w, &made)
    }

    /// What the user of this book decided stands.
    fn decision(&mut self, d: &book::Decision) -> Result<bool> {
        let Some(number) = self.follow_up(&d.key)? else { return Ok(false) };
        let there = self.there.decisions.iter().find(|t| t.follow_up_id == number);
        if there.is_some_and(|t| t.outcome.is_some() || t.snoozed_until.is_some()) {
            return Ok(false);
        }
        let outcome = d.outcome.zip(d.decided_on);
        if outcome.is_some() {
            decisions::close(self.import.w, number, outcome)?;
        }
        if d.snoozed_until.is_some() {
            decisions::snooze(self.import.w, number, d.snoozed_until)?;
        }
        Ok(outcome.is_some() || d.snoozed_until.is_some())
    }
}

fn words(text: Option<&str>) -> String {
    normal(text.unwrap_or_default())
}

fn line(text: Option<String>) -> Result<Option<String>> {
    bounded(text.as_deref().and_then(text::line), LINE_MOST)
}

fn block(text: Option<String>) -> Result<Option<String>> {
    bounded(text.as_deref().and_then(text::block), TEXT_MOST)
}

fn bounded(text: Option<String>, most: usize) -> Result<Option<String>> {
    if text.as_ref().is_some_and(|t| t.chars().count() > most) {
        return Err(Error::input("a text is longer than any that intouch writes").hint(HINT));
    }
    Ok(text)
}
