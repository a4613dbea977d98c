//! `export json`: facts and decisions, keyed by `uid`, nothing that depends on today.

use super::linkedin::newest;
use crate::exchange::book::{
    self, Card, Decision, Interaction, Key, KnownAs, Mark, Person, Promise, Request, Resource,
};
use crate::model::{self, Anchor, Error, Facts, Result};
use crate::store::{Book, cards, contacts, facts, identities, resources};
use rusqlite::Connection;
use std::collections::HashMap;
use std::io::Write;

/// Writes the whole book as one JSON document, a contact a line, sorted by `uid`.
///
/// # Errors
/// What the database says, `Outside` where the writer fails.
pub fn json(book: &Book, out: &mut dyn Write) -> Result<usize> {
    book.read(|conn| {
        let mut people = contacts::uids(conn)?;
        let mut entries: Vec<i64> = people.iter().map(|(_, id)| *id).collect();
        entries.sort_unstable();
        people.sort();
        let (format, version) = (book::FORMAT, book::VERSION);
        let newest = newest(conn)?;
        write!(out, "{{\"format\":\"{format}\",\"version\":{version}").map_err(unwritten)?;
        for (of, day) in
            [("connection", newest.connection), ("invitation", newest.invitation), ("message", newest.message)]
        {
            write!(out, ",\"newest_{of}\":{}", serde_json::json!(day)).map_err(unwritten)?;
        }
        write!(out, ",\"resources\":[").map_err(unwritten)?;
        let mut resources: Vec<Resource> = resources::list(conn)?.into_iter().map(resource).collect();
        resources.sort_by(|a, b| a.key.cmp(&b.key));
        for (n, r) in resources.iter().enumerate() {
            line(out, n, r)?;
        }
        write!(out, "],\"contacts\":[").map_err(unwritten)?;
        let uids: HashMap<i64, &str> = people.iter().map(|(uid, id)| (*id, uid.as_str())).collect();
        for (n, (_, id)) in people.iter().enumerate() {
            let mut person = person(conn, *id, |other| uids.get(&other).map(|uid| (*uid).to_owned()))?;
            person.entry = rank(&entries, *id);
            line(out, n, &person)?;
        }
        writeln!(out, "\n]}}").map_err(unwritten)?;
        Ok(people.len())
    })
}

fn unwritten(e: std::io::Error) -> Error {
    Error::unwritten(&e)
}

fn line(out: &mut dyn Write, n: usize, document: &impl serde::Serialize) -> Result<()> {
    writeln!(out, "{}", if n == 0 { "" } else { "," }).map_err(unwritten)?;
    serde_json::to_writer(out, document).map_err(|e| unwritten(e.into()))
}

/// The place among numbers in order, from 1.
fn rank(numbers: &[i64], number: i64) -> u32 {
    u32::try_from(numbers.partition_point(|n| *n < number) + 1).unwrap_or(u32::MAX)
}

/// One contact with all their facts. The order of entry is kept as a rank among the contact's own
/// facts, since ties of one day stand in that order.
fn person(conn: &Connection, id: i64, uid_of: impl Fn(i64) -> Option<String>) -> Result<Person> {
    let facts = facts::of(conn, id)?;
    let ranks = Ranks::of(&facts);
    let closes =
        |id: Option<i64>| id.and_then(|id| facts.decisions.iter().find(|d| d.follow_up_id == id)).map(|d| ranks.key(d));
    let mut interactions: Vec<_> =
        facts.interactions.iter().map(|i| interaction(i, &ranks, closes(i.closes))).collect();
    let mut requests: Vec<_> = facts.requests.iter().map(|r| request(r, &ranks, closes(r.closes))).collect();
    let mut promises: Vec<_> = facts.promises.iter().map(|p| promise(p, &ranks)).collect();
    let mut marks: Vec<_> = facts.marks.iter().map(|m| mark(m, &ranks)).collect();
    interactions.sort_by_key(|f| f.entry);
    requests.sort_by_key(|f| f.entry);
    promises.sort_by_key(|f| f.entry);
    marks.sort_by_key(|f| f.entry);
    let decided = facts.decisions.iter().filter(|d| d.outcome.is_some() || d.snoozed_until.is_some());
    let mut decisions: Vec<Decision> = decided.map(|d| decision(d, &ranks)).collect();
    decisions.sort_by(|a, b| a.key.cmp(&b.key));
    let origin = contacts::origin(conn, id)?;
    let known_as = identities::of(conn, id)?;
    let said = cards::of(conn, id)?;
    let c = facts.contact;
    let introducer = c.introduced_by;
    Ok(Person {
        uid: c.uid,
        entry: 0,
        slug: c.slug,
        name: c.name,
        given: c.given,
        family: c.family,
        company: c.company,
        title: c.title,
        emails: c.emails,
        phones: c.phones,
        linkedin: c.linkedin,
        urls: c.urls,
        relationship: c.relationship,
        tags: c.tags,
        introduced_by_uid: introducer.as_ref().and_then(|i| i.id).and_then(uid_of),
        introduced_by: introducer.map(|i| i.name),
        notes: c.notes,
        every: c.every,
        connected_on: c.connected_on,
        archived: c.archived,
        do_not_contact: c.do_not_contact,
        paused_on: c.paused_on,
        paused_until: c.paused_until,
        created_at: c.created_at,
        added_on: c.added_on,
        source: origin.source,
        imported_name: origin.name,
        imported_company: origin.company,
        imported_title: origin.title,
        known_as: known_as.into_iter().map(|k| KnownAs { kind: k.kind.to_string(), key: k.key }).collect(),
        cards: said.into_iter().map(card).collect(),
        interactions,
        requests,
        promises,
        marks,
        decisions,
    })
}

fn card(said: cards::Said) -> Card {
    let what = serde_json::from_str(&said.said).unwrap_or(serde_json::Value::Null);
    Card { source: said.source, uid: said.uid, said: what }
}

/// Facts by their order of entry: numbers that mean the same in every book.
struct Ranks {
    entries: Vec<i64>,
    uids: Vec<(i64, String)>,
}

impl Ranks {
    fn of(facts: &Facts) -> Self {
        let mut uids: Vec<(i64, String)> = Vec::new();
        uids.extend(facts.interactions.iter().map(|f| (f.id, f.uid.clone())));
        uids.extend(facts.requests.iter().map(|f| (f.id, f.uid.clone())));
        uids.extend(facts.promises.iter().map(|f| (f.id, f.uid.clone())));
        uids.extend(facts.marks.iter().map(|f| (f.id, f.uid.clone())));
        let mut entries: Vec<i64> = uids.iter().map(|(id, _)| *id).collect();
        entries.extend(facts.requests.iter().filter_map(|r| r.resolved_entry));
        entries.sort_unstable();
        entries.dedup();
        Self { entries, uids }
    }

    fn rank(&self, entry: i64) -> u32 {
        rank(&self.entries, entry)
    }

    fn key(&self, d: &model::Decision) -> Key {
        let anchor = match d.anchor {
            Anchor::Contact => None,
            Anchor::Fact(id) => self.uids.iter().find(|(known, _)| *known == id).map(|(_, uid)| uid.clone()),
        };
        Key { rule: d.rule.clone(), anchor, step: d.step }
    }
}

fn interaction(i: &model::Interaction, ranks: &Ranks, closes: Option<Key>) -> Interaction {
    Interaction {
        uid: i.uid.clone(),
        entry: ranks.rank(i.id),
        kind: i.kind,
        direction: i.direction,
        on: i.on,
        at: i.at,
        place: i.place.clone(),
        about: i.about.clone(),
        text: i.text.clone(),
        awaits_reply: i.awaits_reply,
        closes,
        template: i.template.clone(),
        source: i.source.clone(),
        recorded_on: i.recorded_on,
        shares: i.shares.clone(),
    }
}

fn request(r: &model::Request, ranks: &Ranks, closes: Option<Key>) -> Request {
    Request {
        uid: r.uid.clone(),
        entry: ranks.rank(r.id),
        channel: r.channel.clone(),
        direction: r.direction,
        status: r.status,
        inferred: r.inferred,
        outcome_unknown: r.outcome_unknown,
        sent_on: r.sent_on,
        sent_at: r.sent_at,
        resolved_on: r.resolved_on,
        resolved_at: r.resolved_at,
        resolved_entry: r.resolved_entry.map(|e| ranks.rank(e)),
        message: r.message.clone(),
        template: r.template.clone(),
        closes,
        source: r.source.clone(),
        recorded_on: r.recorded_on,
    }
}

fn promise(p: &model::Promise, ranks: &Ranks) -> Promise {
    Promise {
        uid: p.uid.clone(),
        entry: ranks.rank(p.id),
        kind: p.kind,
        text: p.text.clone(),
        on: p.on,
        at: p.at,
        due_on: p.due_on,
        recorded_on: p.recorded_on,
    }
}

fn resource(r: model::Resource) -> Resource {
    let model::Resource { uid, url, key, title, topics, note, added_on, .. } = r;
    Resource { uid, url, key, title, topics, note, added_on }
}

fn mark(m: &model::Mark, ranks: &Ranks) -> Mark {
    Mark {
        uid: m.uid.clone(),
        entry: ranks.rank(m.id),
        kind: m.kind,
        on: m.on,
        at: m.at,
        text: m.text.clone(),
        source: m.source.clone(),
        recorded_on: m.recorded_on,
    }
}

fn decision(d: &model::Decision, ranks: &Ranks) -> Decision {
    Decision {
        key: ranks.key(d),
        outcome: d.outcome.map(|(o, _)| o),
        decided_on: d.outcome.map(|(_, on)| on),
        snoozed_until: d.snoozed_until,
    }
}
