//! The documents that `--json` prints: names and meanings of fields are the contract's.

use crate::actions::answer::{Answer, Recorded};
use crate::actions::draft::Drafted;
use crate::actions::look::{Event, Glance, Listed, Whole};
use crate::actions::remind::Unsaid;
use crate::actions::transfer::report::{Report, Tally};
use crate::message::review::{Finding, Rule, Severity};
use crate::model::{
    Connection, Contact, Day, Direction, FollowUp, Instant, Interaction, InteractionKind, Kind, Mark, MarkKind,
    Promise, Relationship, Request, RequestDirection, Span, State, Status, day,
};
use crate::schedule::Line;
use serde::Serialize;
use serde_json::{Value, json};

/// A contact.
#[derive(Debug, Serialize)]
pub struct ContactDocument<'a> {
    id: i64,
    uid: &'a str,
    slug: &'a str,
    name: &'a str,
    given: Option<&'a str>,
    family: Option<&'a str>,
    company: Option<&'a str>,
    title: Option<&'a str>,
    emails: &'a [String],
    phones: &'a [String],
    linkedin: Option<&'a str>,
    urls: &'a [String],
    relationship: Option<Relationship>,
    tags: &'a [String],
    met_at: Option<&'a str>,
    met_on: Option<Day>,
    about: Option<&'a str>,
    introduced_by: Option<&'a str>,
    notes: Option<&'a str>,
    every: Option<Span>,
    last_contact_on: Option<Day>,
    connection: Connection,
    archived: bool,
    do_not_contact: bool,
    paused_until: Option<Day>,
    resting: bool,
    created_at: String,
}

/// A contact's document. A pause that is over is none.
#[must_use]
pub fn contact(c: &Contact, today: Day) -> ContactDocument<'_> {
    ContactDocument {
        id: c.id,
        uid: &c.uid,
        slug: &c.slug,
        name: &c.name,
        given: c.given.as_deref(),
        family: c.family.as_deref(),
        company: c.company.as_deref(),
        title: c.title.as_deref(),
        emails: &c.emails,
        phones: &c.phones,
        linkedin: c.linkedin.as_deref(),
        urls: &c.urls,
        relationship: c.relationship,
        tags: &c.tags,
        met_at: c.met_at.as_deref(),
        met_on: c.met_on,
        about: c.about.as_deref(),
        introduced_by: c.introduced_by.as_ref().map(|i| i.name.as_str()),
        notes: c.notes.as_deref(),
        every: c.every,
        last_contact_on: c.last_contact_on,
        connection: c.connection,
        archived: c.archived,
        do_not_contact: c.do_not_contact,
        paused_until: c.paused_until.filter(|d| *d > today),
        resting: c.resting_since.is_some(),
        created_at: day::stamp(c.created_at),
    }
}

/// A follow-up.
#[derive(Debug, Serialize)]
pub struct FollowUpDocument<'a> {
    id: i64,
    contact_id: i64,
    contact: &'a str,
    kind: Kind,
    rule: &'a str,
    reason: &'a str,
    due_on: Day,
    original_due_on: Day,
    snoozed_until: Option<Day>,
    lapses_on: Option<Day>,
    state: State,
    days_overdue: i64,
    channel: Option<&'a str>,
    text: Option<&'a str>,
}

/// A follow-up's document, as it stands in `state`.
#[must_use]
pub fn follow_up(f: &FollowUp, state: State, today: Day) -> FollowUpDocument<'_> {
    FollowUpDocument {
        id: f.id,
        contact_id: f.contact_id,
        contact: &f.contact,
        kind: f.kind,
        rule: &f.rule,
        reason: &f.reason,
        due_on: f.due_on,
        original_due_on: f.original_due_on,
        snoozed_until: f.snoozed_until,
        lapses_on: f.lapses_on,
        state,
        days_overdue: if state == State::Overdue { f.days_overdue(today) } else { 0 },
        channel: f.channel.as_deref(),
        text: f.text.as_deref(),
    }
}

/// Open follow-ups as documents; hidden and lapsed ones are left out.
#[must_use]
pub fn follow_ups(rows: &[FollowUp], today: Day) -> Vec<FollowUpDocument<'_>> {
    let open = |f: &'_ FollowUp| f.state(today).filter(|s| s.is_open());
    rows.iter().filter_map(|f| open(f).map(|s| follow_up(f, s, today))).collect()
}

/// Every follow-up of these lines.
#[must_use]
pub fn lines(lines: &[Line], today: Day) -> Vec<FollowUpDocument<'_>> {
    // Only for what comes is a row hidden today and still listed: it counts as upcoming.
    let state = |f: &FollowUp| f.state(today).unwrap_or(State::Upcoming);
    let all = lines.iter().flat_map(|l| std::iter::once(&l.first).chain(&l.rest));
    all.map(|f| follow_up(f, state(f), today)).collect()
}

/// A request.
#[derive(Debug, Serialize)]
pub struct RequestDocument<'a> {
    id: i64,
    contact_id: i64,
    contact: &'a str,
    channel: &'a str,
    direction: RequestDirection,
    status: Status,
    inferred: bool,
    sent_on: Day,
    resolved_on: Option<Day>,
    age_days: i64,
    message: Option<&'a str>,
    template: Option<&'a str>,
    attempt: u32,
}

/// A request's document.
#[must_use]
pub fn request<'a>(r: &'a Request, contact: &'a str, today: Day) -> RequestDocument<'a> {
    RequestDocument {
        id: r.id,
        contact_id: r.contact_id,
        contact,
        channel: &r.channel,
        direction: r.direction,
        status: r.status,
        inferred: r.inferred,
        sent_on: r.sent_on,
        resolved_on: r.resolved_on,
        age_days: (r.resolved_on.unwrap_or(today) - r.sent_on).num_days().max(0),
        message: r.message.as_deref(),
        template: r.template.as_deref(),
        attempt: r.attempt,
    }
}

/// Requests of a list.
#[must_use]
pub fn listed(requests: &[Listed], today: Day) -> Vec<RequestDocument<'_>> {
    requests.iter().map(|l| request(&l.request, &l.contact, today)).collect()
}

/// An interaction.
#[derive(Debug, Serialize)]
pub struct InteractionDocument<'a> {
    id: i64,
    contact_id: i64,
    contact: &'a str,
    kind: InteractionKind,
    direction: Option<Direction>,
    on: Day,
    at: Option<String>,
    #[serde(rename = "where")]
    place: Option<&'a str>,
    about: Option<&'a str>,
    text: Option<&'a str>,
    source: Option<&'a str>,
}

/// An interaction's document.
#[must_use]
pub fn interaction<'a>(i: &'a Interaction, contact: &'a str) -> InteractionDocument<'a> {
    InteractionDocument {
        id: i.id,
        contact_id: i.contact_id,
        contact,
        kind: i.kind,
        direction: i.direction,
        on: i.on,
        at: i.at.map(day::stamp),
        place: i.place.as_deref(),
        about: i.about.as_deref(),
        text: i.text.as_deref(),
        source: i.source.as_deref(),
    }
}

fn promise(p: &Promise, contact: &str) -> Value {
    json!({
        "id": p.id, "contact_id": p.contact_id, "contact": contact, "kind": p.kind, "on": p.on,
        "at": p.at.map(day::stamp), "due_on": p.due_on, "text": p.text,
    })
}

fn mark(m: &Mark, contact: &str) -> Value {
    json!({
        "id": m.id, "contact_id": m.contact_id, "contact": contact, "kind": m.kind, "on": m.on,
        "at": m.at.map(day::stamp), "text": m.text,
    })
}

/// A writing command's document.
#[must_use]
pub fn answer(a: &Answer, today: Day) -> Value {
    let name = &a.person.name;
    let recorded = match &a.recorded {
        None => Value::Null,
        Some(Recorded::Interaction(i)) => json!(interaction(i, name)),
        Some(Recorded::Request(r)) => json!(request(r, name, today)),
        Some(Recorded::Promise(p)) => promise(p, name),
        Some(Recorded::Mark(m)) => mark(m, name),
    };
    json!({
        "person": contact(&a.person, today),
        "recorded": recorded,
        "follow_ups": follow_ups(&a.follow_ups, today),
        "warnings": a.warnings,
    })
}

/// One person, all of it.
#[must_use]
pub fn whole(w: &Whole, today: Day) -> Value {
    let name = &w.person.name;
    let mut document = json!(contact(&w.person, today));
    document["interactions"] = w.interactions.iter().map(|i| json!(interaction(i, name))).collect();
    for (field, kind) in [("looking_for", MarkKind::LookingFor), ("offers", MarkKind::Offers)] {
        document[field] = w.marks.iter().filter(|m| m.kind == kind).map(|m| json!(m.text)).collect();
    }
    document["requests"] = w.requests.iter().map(|r| json!(request(r, name, today))).collect();
    document["follow_ups"] = w.follow_ups.iter().map(|(f, s)| json!(follow_up(f, *s, today))).collect();
    document
}

/// A contact's facts.
#[must_use]
pub fn history(events: &[Event]) -> Value {
    let one = |e: &Event| {
        json!({
            "id": e.id, "kind": e.kind, "on": e.on, "at": e.at.map(day::stamp), "direction": e.direction,
            "status": e.status, "text": e.text, "where": e.place, "about": e.about,
        })
    };
    events.iter().map(one).collect()
}

/// The day at a glance.
#[must_use]
pub fn glance(g: &Glance, today: Day) -> Value {
    json!({
        "today": today,
        "due": lines(&g.due.lines, today),
        "more_due": g.due.more,
        "waiting": g.due.waiting,
        "coming": lines(&g.coming, today),
        "pending_requests": g.pending,
        "old_pending_requests": g.pending_old,
        "pace": g.pace,
        "no_plan": g.no_plan,
        "reminders_not_shown": g.unsaid.as_ref().map(unsaid),
        "reminders_silent_since": g.silent_since.map(day::stamp),
        "reminders_hindered": g.hindered.as_ref().map(hindered),
    })
}

/// What could not be said.
pub(super) fn unsaid(u: &Unsaid) -> Value {
    json!({ "follow_ups": u.count, "since": u.since, "why": u.why })
}

/// What hindered the looks for reminders, and since when.
pub(super) fn hindered((why, since): &(String, Instant)) -> Value {
    json!({ "why": why, "since": day::stamp(*since) })
}

/// A draft.
#[must_use]
pub fn draft(d: &Drafted) -> Value {
    json!({
        "follow_up_id": d.follow_up.as_ref().map(|f| f.id),
        "contact_id": d.person.id,
        "contact": d.person.name,
        "kind": d.kind,
        "template": d.draft.template,
        "subject": d.draft.subject,
        "body": d.draft.body,
        "words": d.draft.words,
        "characters": d.draft.characters,
        "limit": d.draft.limit,
        "findings": findings(&d.findings),
        "warnings": d.warnings,
        "advice": d.advice,
        "resource": d.resource.as_ref().map(super::resource::offer),
    })
}

/// A finding of a review.
#[derive(Debug, Serialize)]
pub struct FindingDocument<'a> {
    rule: Rule,
    severity: Severity,
    message: &'a str,
    start: usize,
    end: usize,
    suggestion: Option<&'a str>,
}

/// What a review found, in the order of the text.
#[must_use]
pub fn findings(found: &[Finding]) -> Vec<FindingDocument<'_>> {
    let mut all = Vec::with_capacity(found.len());
    for f in found {
        let (start, end, suggestion) = (f.span.start, f.span.end, f.suggestion.as_deref());
        all.push(FindingDocument { rule: f.rule, severity: f.severity, message: &f.message, start, end, suggestion });
    }
    all
}

/// An import's report.
#[must_use]
pub fn report(r: &Report) -> Value {
    let tally = |t: &Tally| json!({ "created": t.created, "updated": t.updated, "unchanged": t.unchanged });
    let skipped: Vec<Value> =
        r.skipped.iter().map(|s| json!({ "file": &*s.file, "line": s.line, "reason": &*s.reason })).collect();
    json!({
        "source": r.source,
        "dry_run": r.dry_run,
        "files": r.files,
        "contacts": tally(&r.contacts),
        "requests": tally(&r.requests),
        "interactions": tally(&r.interactions),
        "follow_ups_raised": r.follow_ups_raised,
        "outcome_unknown": r.outcome_unknown,
        "skipped": skipped,
    })
}
