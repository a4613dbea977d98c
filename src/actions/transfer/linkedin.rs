//! `import linkedin`: an export's connections and invitations become contacts and requests.
//!
//! Matched by profile, then e-mail; the same export again changes nothing, an older one nothing
//! that is newer, and nothing ever what the user wrote.

use crate::actions::desk::{Desk, new_uid};
use crate::actions::planning;
use crate::exchange::linkedin::{ConnectionRow, Direction, Export, InvitationRow, Owner, ReadError, Skip, slug_key};
use crate::model::{
    Contact, Day, Error, Mark, MarkKind, Request, RequestDirection, Result, Span, State, Status, name, text,
};
use crate::schedule::Facts;
use crate::store::{Book, Writer, contacts, follow_ups, marks, meta, requests};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is written into the source column.
const SOURCE: &str = "linkedin";
/// The newest day of the newest import: an older file does not overwrite what it said.
const NEWEST: &str = "linkedin_newest";
/// Ruling 21: by name alone, an invitation counts as accepted where the two connected within so
/// long of it.
const INFERRED_WITHIN: Span = Span::days(180);
/// Two records of one invitation may lie a day apart: LinkedIn's has no time zone.
const SAME_REQUEST: i64 = 1;

/// How many rows did what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// New.
    pub created: usize,
    /// Known, and changed.
    pub updated: usize,
    /// Known, and as before.
    pub unchanged: usize,
}

/// What an import did, or with `dry_run` would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// `linkedin`.
    pub source: &'static str,
    /// Nothing was kept.
    pub dry_run: bool,
    /// The files that were read.
    pub files: Vec<String>,
    /// People.
    pub contacts: Tally,
    /// Requests.
    pub requests: Tally,
    /// Interactions.
    pub interactions: Tally,
    /// Open follow-ups that were not there before.
    pub follow_ups_raised: usize,
    /// Invitations of which nobody can tell what became of them.
    pub outcome_unknown: usize,
    /// Pending requests older than a month: they raise nothing each.
    pub old_pending: usize,
    /// Rows that were left out.
    pub skipped: Vec<Skip>,
    /// What a person should be told.
    pub notices: Vec<String>,
    /// Whose export it is.
    pub owner: Option<Owner>,
}

/// What went wrong while reading, for the user.
#[must_use]
pub fn unreadable(e: &ReadError) -> Error {
    Error::input(e.to_string()).hint(e.hint())
}

/// Brings an export into the book, in one transaction; with `dry_run` only says what it would do.
///
/// `progress` is told how many of all rows are done.
///
/// # Errors
/// What the database says.
pub fn import(
    desk: &Desk,
    book: &mut Book,
    export: Export,
    dry_run: bool,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Report> {
    let work = |w: &Writer<'_>| Import::new(desk, w, &export)?.run(export.clone(), dry_run, progress);
    let step = desk.step("import linkedin");
    if dry_run { book.rehearse(step, work) } else { book.write(step, work) }
}

/// Somebody a row without a profile address may be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Namesake {
    id: i64,
    connected_on: Option<Day>,
    /// What the last import said of the company, as comparing sees it.
    company: Option<String>,
}

/// Who is in the book by name, for rows without a profile address.
#[derive(Default)]
struct Names {
    by_name: HashMap<String, Vec<Namesake>>,
}

impl Names {
    fn add(&mut self, name: &str, namesake: Namesake) {
        let entry = self.by_name.entry(text::fold(name)).or_default();
        if !entry.iter().any(|known| known.id == namesake.id) {
            entry.push(namesake);
        }
    }

    fn get(&self, name: &str) -> &[Namesake] {
        self.by_name.get(&text::fold(name)).map_or(&[], Vec::as_slice)
    }
}

/// E-mail addresses that more than one name of the file has: an address alone is nobody then.
fn shared_addresses(rows: &[ConnectionRow]) -> HashSet<String> {
    let mut owners: HashMap<String, String> = HashMap::new();
    let mut shared = HashSet::new();
    for row in rows {
        let Some(email) = &row.email else { continue };
        let (key, name) = (contacts::point_key("email", email), text::fold(&row.name()));
        match owners.get(&key) {
            Some(owner) if *owner != name => {
                shared.insert(key);
            }
            Some(_) => {}
            None => {
                owners.insert(key, name);
            }
        }
    }
    shared
}

/// Whether two names may be one person's: every word of the shorter is a word, or the initial of
/// one, of the longer.
fn agree(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        text::fold(name).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is = |w: &String, l: &String| w == l || (w.chars().count() == 1 && l.starts_with(w.as_str()));
    !short.is_empty() && short.iter().all(|w| long.iter().any(|l| is(w, l) || is(l, w)))
}

struct Import<'a> {
    desk: &'a Desk,
    w: &'a Writer<'a>,
    report: Report,
    names: Names,
    /// People who are to be planned anew, beside those who are new.
    touched: BTreeSet<i64>,
    /// What new people are, until they are planned.
    fresh: HashMap<i64, Contact>,
    /// What this run created, updated or left: once a person.
    seen: HashMap<i64, bool>,
    owner_key: Option<String>,
    shared: HashSet<String>,
    /// This file is older than one that was imported before.
    older: bool,
}

impl<'a> Import<'a> {
    fn new(desk: &'a Desk, w: &'a Writer<'a>, export: &Export) -> Result<Self> {
        let mut names = Names::default();
        // Rows with an address are matched by it; the names are only needed for the others.
        let nameless = export.connections.iter().any(|c| c.url.is_none())
            || export.invitations.iter().any(|i| i.other().1.is_none());
        if nameless {
            contacts::each_identity(w, |id, name, on, company| {
                let company = company.as_deref().map(normal);
                names.add(&name, Namesake { id, connected_on: on, company });
            })?;
        }
        let newest = export.connections.iter().map(|c| c.connected_on).max();
        let before = meta::get(w, NEWEST)?.and_then(|d| crate::model::day::parse_iso(&d));
        let report = Report {
            source: SOURCE,
            dry_run: false,
            files: export.files.clone(),
            contacts: Tally::default(),
            requests: Tally::default(),
            interactions: Tally::default(),
            follow_ups_raised: 0,
            outcome_unknown: 0,
            old_pending: 0,
            skipped: export.skipped.clone(),
            notices: export.notices.clone(),
            owner: export.owner.clone(),
        };
        let owner_key = export.owner.as_ref().and_then(|o| o.url.as_deref()).and_then(slug_key);
        let older = matches!((newest, before), (Some(n), Some(b)) if n < b);
        Ok(Self {
            desk,
            w,
            report,
            names,
            touched: BTreeSet::new(),
            fresh: HashMap::new(),
            seen: HashMap::new(),
            owner_key,
            shared: shared_addresses(&export.connections),
            older,
        })
    }

    fn run(mut self, export: Export, dry_run: bool, progress: &mut dyn FnMut(usize, usize)) -> Result<Report> {
        let file = |wanted: &str| {
            let found = export.files.iter().find(|f| f.to_lowercase().contains(wanted));
            found.cloned().unwrap_or_else(|| wanted.to_owned())
        };
        let (connections, invitations) = (file("connection"), file("invitation"));
        let all = export.connections.len() + export.invitations.len();
        let newest = export.connections.iter().map(|c| c.connected_on).max();
        let mut done = 0;
        for row in export.connections {
            self.connection(&row, &connections)?;
            done += 1;
            progress(done, all);
        }
        for row in &export.invitations {
            self.invitation(row, &invitations)?;
            done += 1;
            progress(done, all);
        }
        self.plan()?;
        if let Some(newest) = newest.filter(|_| !self.older) {
            meta::record(self.w, NEWEST, &crate::model::day::iso(newest))?;
        }
        let tally = &mut self.report.contacts;
        tally.updated = self.seen.values().filter(|changed| **changed).count();
        tally.unchanged = self.seen.len() - tally.updated;
        tally.created = self.fresh.len();
        self.report.dry_run = dry_run;
        Ok(self.report)
    }

    fn skip(&mut self, file: &str, line: u64, reason: &str) {
        self.report.skipped.push(Skip { file: file.to_owned(), line: Some(line), reason: reason.to_owned() });
    }

    /// A day of the export, which may be a zone ahead of the user's.
    fn day(&self, day: Day) -> Option<Day> {
        let today = self.desk.today();
        (day <= Span::days(2).after(today)).then_some(day.min(today))
    }

    // ---- connections ------------------------------------------------------------------------

    fn connection(&mut self, row: &ConnectionRow, file: &str) -> Result<()> {
        let key = row.url.as_deref().and_then(slug_key);
        if key.is_some() && key == self.owner_key {
            self.skip(file, row.line, "the row is your own profile");
            return Ok(());
        }
        let Some(connected_on) = self.day(row.connected_on) else {
            self.skip(file, row.line, "the date is still to come");
            return Ok(());
        };
        let known = self.find(row, key.as_deref(), connected_on)?;
        match known {
            Some(id) => {
                // Invitations name people as this file does, credentials and all.
                self.know(&row.name(), id, Some(connected_on), row.company.as_deref());
                self.update(id, row, connected_on)
            }
            None => self.create(row, connected_on),
        }
    }

    /// By profile, then by e-mail; without a profile, by the same name connected on the same day.
    fn find(&self, row: &ConnectionRow, key: Option<&str>, connected_on: Day) -> Result<Option<i64>> {
        if let Some(key) = key
            && let Some(id) = contacts::ids_by_linkedin(self.w, key)?.first()
        {
            return Ok(Some(*id));
        }
        if let Some(email) = &row.email {
            let address = contacts::point_key("email", email);
            let ids = contacts::ids_by_point(self.w, "email", &address)?;
            let alone = ids.len() == 1 && !self.shared.contains(&address);
            for id in ids {
                let there = contacts::get(self.w, id)?;
                let other = there.linkedin.as_deref().and_then(slug_key);
                let other_profile = key.is_some() && other.is_some() && other.as_deref() != key;
                if !other_profile && (alone || agree(&row.name(), &there.name)) {
                    return Ok(Some(id));
                }
            }
        }
        if key.is_some() {
            return Ok(None);
        }
        let (shown, _) = parts(row);
        let (raw, shown) = (row.name(), shown);
        let same: Vec<&Namesake> = self.names.get(&raw).iter().chain(self.names.get(&shown)).collect();
        let company = row.company.as_deref().map(normal);
        let of_the_day = || same.iter().filter(|n| n.connected_on == Some(connected_on));
        // Of several, the one of that company; else one that no other row of this file was.
        let found = of_the_day().find(|n| n.company == company).or_else(|| of_the_day().find(|n| !self.was_met(n.id)));
        Ok(found.map(|n| n.id))
    }

    /// Whether a row of this file was already that person.
    fn was_met(&self, id: i64) -> bool {
        self.fresh.contains_key(&id) || self.seen.contains_key(&id)
    }

    fn create(&mut self, row: &ConnectionRow, connected_on: Day) -> Result<()> {
        let (shown, split) = parts(row);
        let mut contact = self.desk.blank(if shown.is_empty() { "?" } else { &shown });
        if shown.is_empty() {
            contact.name = row.name();
        }
        (contact.given, contact.family) = (split.given, split.family);
        contact.company.clone_from(&row.company);
        contact.title.clone_from(&row.position);
        contact.linkedin.clone_from(&row.url);
        contact.emails.extend(row.email.clone());
        contact.connected_on = Some(connected_on);
        let id = self.insert(contact)?;
        self.know(&row.name(), id, Some(connected_on), row.company.as_deref());
        Ok(())
    }

    fn insert(&mut self, mut contact: Contact) -> Result<i64> {
        contact.slug = contacts::free_slug(self.w, &name::slug(&contact.name))?;
        contacts::insert(self.w, &mut contact, Some(SOURCE))?;
        let id = contact.id;
        self.know(&contact.name, id, contact.connected_on, contact.company.as_deref());
        self.fresh.insert(id, contact);
        Ok(id)
    }

    fn know(&mut self, name: &str, id: i64, connected_on: Option<Day>, company: Option<&str>) {
        self.names.add(name, Namesake { id, connected_on, company: company.map(normal) });
    }

    fn update(&mut self, id: i64, row: &ConnectionRow, connected_on: Day) -> Result<()> {
        // The same person once more in one file says nothing new.
        if self.was_met(id) {
            return Ok(());
        }
        let before = contacts::get(self.w, id)?;
        let mut contact = before.clone();
        contact.linkedin = contact.linkedin.or_else(|| row.url.clone());
        if let Some(email) = &row.email
            && !contact.emails.iter().any(|e| text::fold(e) == text::fold(email))
        {
            contact.emails.push(email.clone());
        }
        let resolved = self.accept(&contact, connected_on)?;
        let requested = resolved || requests::of(self.w, id)?.iter().any(|r| r.status == Status::Accepted);
        if contact.connected_on.is_none() && !requested {
            contact.connected_on = Some(connected_on);
        }
        let moved = self.employment(&mut contact, row)?;
        if contact != before {
            contacts::update(self.w, &contact)?;
        }
        let changed = contact != before || moved || resolved;
        if changed {
            self.touched.insert(id);
        }
        *self.seen.entry(id).or_default() |= changed;
        Ok(())
    }

    /// Company and position follow the import where they are the import's own; a new company is a
    /// reason to congratulate.
    fn employment(&mut self, contact: &mut Contact, row: &ConnectionRow) -> Result<bool> {
        let (company, title) = contacts::imported(self.w, contact.id)?;
        let same = |a: &Option<String>, b: &Option<String>| a.as_deref().map(normal) == b.as_deref().map(normal);
        if self.older || (company == row.company && title == row.position) {
            return Ok(false);
        }
        // What the user wrote stays; what an import wrote, or nobody, follows.
        if contact.company.is_none() || contact.company == company {
            contact.company = row.company.clone().or(contact.company.take());
        }
        if contact.title.is_none() || contact.title == title {
            contact.title = row.position.clone().or(contact.title.take());
        }
        let first_time = company.is_none() && title.is_none();
        let changed_company = !first_time && row.company.is_some() && !same(&company, &row.company);
        if changed_company {
            let today = self.desk.today();
            let mark = Mark {
                id: meta::next_fact(self.w)?,
                uid: new_uid(),
                contact_id: contact.id,
                kind: MarkKind::CompanyChanged,
                on: today,
                at: Some(self.desk.at()),
                text: row.company.clone(),
                source: Some(SOURCE.to_owned()),
                recorded_on: today,
            };
            marks::write(self.w, &mark)?;
        }
        contacts::set_imported(self.w, contact.id, row.company.as_deref(), row.position.as_deref())?;
        Ok(changed_company)
    }

    /// A connection answers the pending request, where there is one that was sent before. One whose
    /// outcome could not be told from the name is answered only in time, and marked (ruling 21).
    fn accept(&mut self, contact: &Contact, connected_on: Day) -> Result<bool> {
        let of = requests::of(self.w, contact.id)?;
        if of.iter().any(|r| r.status == Status::Accepted) {
            return Ok(false);
        }
        let pending = of.into_iter().find(|r| {
            r.status == Status::Pending
                && r.channel == "linkedin"
                && r.sent_on <= Span::days(1).after(connected_on)
                && (!r.outcome_unknown || connected_on <= INFERRED_WITHIN.after(r.sent_on))
        });
        let Some(mut request) = pending else { return Ok(false) };
        (request.status, request.inferred) = (Status::Accepted, request.outcome_unknown);
        request.outcome_unknown = false;
        request.resolved_on = Some(connected_on.max(request.sent_on));
        request.resolved_entry = Some(meta::next_fact(self.w)?);
        requests::write(self.w, &request)?;
        self.report.requests.updated += 1;
        Ok(true)
    }

    // ---- invitations ------------------------------------------------------------------------

    fn invitation(&mut self, row: &InvitationRow, file: &str) -> Result<()> {
        let Some(sent_on) = self.day(row.sent_on) else {
            self.skip(file, row.line, "the date is still to come");
            return Ok(());
        };
        let (name, url) = row.other();
        let key = url.and_then(slug_key);
        if key.is_some() && key == self.owner_key {
            self.skip(file, row.line, "the invitation is to your own profile");
            return Ok(());
        }
        let by_name = key.is_none();
        let known = match &key {
            Some(key) => contacts::ids_by_linkedin(self.w, key)?.first().copied(),
            None => match self.names.get(name.unwrap_or_default()) {
                [namesake] => Some(namesake.id),
                _ => None,
            },
        };
        let id = match known {
            Some(id) => id,
            None if by_name => {
                self.report.outcome_unknown += 1;
                self.skip(file, row.line, "nobody can be told from the name alone: what became of it is unknown");
                return Ok(());
            }
            None => {
                let mut contact = self.desk.blank(name.unwrap_or("?"));
                if name.is_none() {
                    contact.name = key.clone().unwrap_or_default();
                }
                contact.linkedin = url.map(str::to_owned);
                self.insert(contact)?
            }
        };
        self.request(id, row, sent_on, by_name)
    }

    fn request(&mut self, id: i64, row: &InvitationRow, sent_on: Day, by_name: bool) -> Result<()> {
        let direction = match row.direction {
            Direction::Outgoing => RequestDirection::Sent,
            Direction::Incoming => RequestDirection::Received,
        };
        if !self.fresh.contains_key(&id) {
            *self.seen.entry(id).or_default() |= false;
        }
        let of = requests::of(self.w, id)?;
        let same = |r: &&Request| {
            r.direction == direction
                && (r.sent_on - sent_on).num_days().abs() <= SAME_REQUEST
                && r.channel == "linkedin"
        };
        if of.iter().any(|r| same(&r)) {
            self.report.requests.unchanged += 1;
            return Ok(());
        }
        let contact = match self.fresh.get(&id) {
            Some(contact) => contact.clone(),
            None => contacts::get(self.w, id)?,
        };
        let connected = contact.connected_on.filter(|on| *on >= Span::days(1).before(sent_on));
        let in_time = connected.filter(|on| *on <= INFERRED_WITHIN.after(sent_on));
        let accepted = if by_name { in_time } else { connected };
        let waits = of.iter().any(|r| r.status == Status::Pending);
        let unknown = accepted.is_none() && (by_name || contact.connected_on.is_some() || waits);
        let entry = meta::next_fact(self.w)?;
        let request = Request {
            id: entry,
            uid: new_uid(),
            contact_id: id,
            channel: "linkedin".to_owned(),
            direction,
            status: if accepted.is_some() { Status::Accepted } else { Status::Pending },
            inferred: by_name && accepted.is_some(),
            outcome_unknown: unknown,
            sent_on,
            sent_at: None,
            resolved_on: accepted.map(|on| on.max(sent_on)),
            resolved_at: None,
            resolved_entry: if accepted.is_some() { Some(meta::next_fact(self.w)?) } else { None },
            message: row.message.clone(),
            template: None,
            attempt: 1,
            closes: None,
            source: Some(SOURCE.to_owned()),
            recorded_on: self.desk.today(),
        };
        requests::write(self.w, &request)?;
        self.report.requests.created += 1;
        self.report.outcome_unknown += usize::from(unknown);
        let backlog = self.desk.playbook().tact.imported_backlog.after(sent_on) <= self.desk.today();
        self.report.old_pending += usize::from(request.status == Status::Pending && !unknown && backlog);
        self.touched.insert(id);
        Ok(())
    }

    // ---- what follows -----------------------------------------------------------------------

    /// Plans everybody new or touched; the open follow-ups that were not there are counted.
    fn plan(&mut self) -> Result<()> {
        let (playbook, calendar, today) = (self.desk.playbook(), self.desk.calendar(), self.desk.today());
        let mut raised = 0;
        let mut count = |before: &[i64], rows: &[crate::model::FollowUp]| {
            let open = |r: &&crate::model::FollowUp| r.state(today).is_some_and(State::is_open);
            raised += rows.iter().filter(open).filter(|r| !before.contains(&r.id)).count();
        };
        for (id, contact) in &self.fresh {
            if self.touched.contains(id) {
                continue;
            }
            // Nothing but the card is known: no need to read it back.
            let facts = Facts {
                contact: contact.clone(),
                interactions: Vec::new(),
                requests: Vec::new(),
                promises: Vec::new(),
                marks: Vec::new(),
                decisions: Vec::new(),
            };
            count(&[], &planning::replan_facts(self.w, playbook, calendar, facts)?.rows);
        }
        for id in &self.touched {
            let before: Vec<i64> = follow_ups::of(self.w, *id)?.iter().map(|f| f.id).collect();
            count(&before, &planning::replan(self.w, self.desk, *id)?.rows);
        }
        self.report.follow_ups_raised = raised;
        Ok(())
    }
}

/// The name to show, and what to call them.
fn parts(row: &ConnectionRow) -> (String, name::Name) {
    name::from_parts(row.first.as_deref().unwrap_or_default(), row.last.as_deref().unwrap_or_default())
}

/// A company's name as comparing sees it: "Acme, Inc." is "ACME Inc".
fn normal(company: &str) -> String {
    text::fold(company).chars().filter(|c| c.is_alphanumeric()).collect()
}
