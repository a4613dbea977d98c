//! `export json`: facts and decisions, keyed by `uid`, nothing that depends on today.

use crate::model::{Anchor, Contact, Decision, Instant, Interaction, Mark, Promise, Request, Resource, Result, day};
use crate::schedule::Facts;
use crate::store::{Book, contacts, facts, resources};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::Write;

/// The version of the export's form.
pub const FORMAT: u32 = 1;

/// Writes the whole book as one JSON document, a contact a line, sorted by `uid`.
///
/// # Errors
/// What the database says, `Outside` where the writer fails.
pub fn json(book: &Book, out: &mut dyn Write) -> Result<usize> {
    let failed = |e: std::io::Error| crate::model::Error::unwritten(&e);
    book.read(|conn| {
        let people = contacts::uids(conn)?;
        write!(out, "{{\"format\":\"intouch\",\"version\":{FORMAT},\"resources\":[").map_err(failed)?;
        for (n, r) in resources::list(conn)?.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(out, "{comma}\n{}", resource(r)).map_err(failed)?;
        }
        write!(out, "],\"contacts\":[").map_err(failed)?;
        let uids: HashMap<i64, &str> = people.iter().map(|(uid, id)| (*id, uid.as_str())).collect();
        for (n, (_, id)) in people.iter().enumerate() {
            let document = contact(&facts::of(conn, *id)?, |other| uids.get(&other).copied());
            let comma = if n == 0 { "" } else { "," };
            write!(out, "{comma}\n{document}").map_err(failed)?;
        }
        writeln!(out, "\n]}}").map_err(failed)?;
        Ok(people.len())
    })
}

/// One contact with all their facts. The order of entry is kept as a rank among the contact's own
/// facts, since ties of one day stand in that order.
fn contact<'u>(facts: &Facts, uid_of: impl Fn(i64) -> Option<&'u str>) -> Value {
    let ranks = Ranks::of(facts);
    let mut document = card(&facts.contact);
    if let Some(introducer) = &facts.contact.introduced_by {
        document.insert("introduced_by".into(), json!(introducer.name));
        document.insert("introduced_by_uid".into(), json!(introducer.id.and_then(uid_of)));
    }
    let closes = |id: Option<i64>| {
        id.and_then(|id| facts.decisions.iter().find(|d| d.follow_up_id == id)).map(|d| key(d, &ranks))
    };
    document.insert(
        "interactions".into(),
        sorted(facts.interactions.iter().map(|i| interaction(i, &ranks, closes(i.closes)))),
    );
    document.insert("requests".into(), sorted(facts.requests.iter().map(|r| request(r, &ranks, closes(r.closes)))));
    document.insert("promises".into(), sorted(facts.promises.iter().map(|p| promise(p, &ranks))));
    document.insert("marks".into(), sorted(facts.marks.iter().map(|m| mark(m, &ranks))));
    let decided = facts.decisions.iter().filter(|d| d.outcome.is_some() || d.snoozed_until.is_some());
    let mut decisions: Vec<Value> = decided.map(|d| decision(d, &ranks)).collect();
    decisions.sort_by_key(ToString::to_string);
    document.insert("decisions".into(), Value::Array(decisions));
    Value::Object(document)
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

    fn rank(&self, entry: i64) -> usize {
        self.entries.partition_point(|e| *e < entry) + 1
    }

    fn uid(&self, id: i64) -> Option<&str> {
        self.uids.iter().find(|(known, _)| *known == id).map(|(_, uid)| uid.as_str())
    }
}

fn sorted(documents: impl Iterator<Item = Value>) -> Value {
    let mut documents: Vec<Value> = documents.collect();
    documents.sort_by_key(|d| d["entry"].as_u64());
    Value::Array(documents)
}

fn stamp(at: Option<Instant>) -> Option<String> {
    at.map(day::stamp)
}

fn card(c: &Contact) -> Map<String, Value> {
    let document = json!({
        "uid": c.uid,
        "slug": c.slug,
        "name": c.name,
        "given": c.given,
        "family": c.family,
        "company": c.company,
        "title": c.title,
        "emails": c.emails,
        "phones": c.phones,
        "linkedin": c.linkedin,
        "urls": c.urls,
        "relationship": c.relationship,
        "tags": c.tags,
        "introduced_by": null,
        "introduced_by_uid": null,
        "notes": c.notes,
        "every": c.every,
        "connected_on": c.connected_on,
        "archived": c.archived,
        "do_not_contact": c.do_not_contact,
        "paused_on": c.paused_on,
        "paused_until": c.paused_until,
        "created_at": day::stamp(c.created_at),
        "added_on": c.added_on,
    });
    match document {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn interaction(i: &Interaction, ranks: &Ranks, closes: Option<Value>) -> Value {
    json!({
        "uid": i.uid, "entry": ranks.rank(i.id), "kind": i.kind, "direction": i.direction, "on": i.on,
        "at": stamp(i.at), "where": i.place, "about": i.about, "text": i.text, "awaits_reply": i.awaits_reply,
        "closes": closes, "template": i.template, "source": i.source, "recorded_on": i.recorded_on,
        "shares": i.shares,
    })
}

fn request(r: &Request, ranks: &Ranks, closes: Option<Value>) -> Value {
    json!({
        "uid": r.uid, "entry": ranks.rank(r.id), "channel": r.channel, "direction": r.direction, "status": r.status,
        "inferred": r.inferred, "outcome_unknown": r.outcome_unknown, "sent_on": r.sent_on, "sent_at": stamp(r.sent_at),
        "resolved_on": r.resolved_on, "resolved_at": stamp(r.resolved_at),
        "resolved_entry": r.resolved_entry.map(|e| ranks.rank(e)), "message": r.message, "template": r.template,
        "closes": closes, "source": r.source, "recorded_on": r.recorded_on,
    })
}

fn promise(p: &Promise, ranks: &Ranks) -> Value {
    json!({
        "uid": p.uid, "entry": ranks.rank(p.id), "kind": p.kind, "text": p.text, "on": p.on, "at": stamp(p.at),
        "due_on": p.due_on, "recorded_on": p.recorded_on,
    })
}

fn resource(r: &Resource) -> Value {
    json!({
        "uid": r.uid, "url": r.url, "key": r.key, "title": r.title, "topics": r.topics, "note": r.note,
        "added_on": r.added_on,
    })
}

fn mark(m: &Mark, ranks: &Ranks) -> Value {
    json!({
        "uid": m.uid, "entry": ranks.rank(m.id), "kind": m.kind, "on": m.on, "at": stamp(m.at), "text": m.text,
        "source": m.source, "recorded_on": m.recorded_on,
    })
}

/// A follow-up's key: the rule, the fact that raised it (`null`: the contact itself), the step.
fn key(d: &Decision, ranks: &Ranks) -> Value {
    let anchor = match d.anchor {
        Anchor::Contact => None,
        Anchor::Fact(id) => ranks.uid(id),
    };
    json!({ "rule": d.rule, "anchor": anchor, "step": d.step })
}

fn decision(d: &Decision, ranks: &Ranks) -> Value {
    let mut document = key(d, ranks);
    document["outcome"] = json!(d.outcome.map(|(o, _)| o));
    document["decided_on"] = json!(d.outcome.map(|(_, on)| on));
    document["snoozed_until"] = json!(d.snoozed_until);
    document
}
