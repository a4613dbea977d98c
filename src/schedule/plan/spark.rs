//! What raises a follow-up: the facts that are a rule's anchors.

use super::planner::{Planner, cadence};
use crate::model::{
    Anchor, Day, InteractionKind, Kind, MarkKind, Promise, PromiseKind, Request, RequestDirection, Status, When,
    day::long,
};
use crate::schedule::facts::{Event, What};
use crate::schedule::playbook::{Rule, Trigger};
use crate::schedule::reason;

/// One fact that raises a rule's follow-up.
pub(super) struct Spark<'a> {
    pub anchor: Anchor,
    pub place: (When, i64),
    /// The user's day on which the fact was recorded: what had lapsed by then was never there.
    pub recorded_on: Day,
    pub what: SparkFact<'a>,
}

pub(super) enum SparkFact<'a> {
    Event(Event<'a>),
    Promise(&'a Promise),
    /// The day the contact was added: keep-in-touch before any contact.
    Added,
}

impl<'a> Spark<'a> {
    pub(super) fn of(event: &Event<'a>) -> Option<Self> {
        let (id, recorded_on) = match event.what {
            What::Interaction(i) => (i.id, i.recorded_on),
            What::Sent(r) | What::Resolved(r) => (r.id, r.recorded_on),
            What::Mark(m) => (m.id, m.recorded_on),
            What::Connected => return None,
        };
        Some(Self { anchor: Anchor::Fact(id), place: event.place(), recorded_on, what: SparkFact::Event(*event) })
    }

    pub(super) const fn day(&self) -> Day {
        self.place.0.on
    }

    pub(super) fn sentence(&self) -> String {
        match &self.what {
            SparkFact::Event(event) => reason::happened(event),
            SparkFact::Promise(p) => format!("You promised it on {}", long(p.on)),
            SparkFact::Added => format!("You added them on {}", long(self.day())),
        }
    }
}

impl<'a> Planner<'a> {
    pub(super) fn sparks(&self, rule: &Rule) -> Vec<Spark<'a>> {
        if !rule.enabled {
            return Vec::new();
        }
        let mut sparks = Vec::new();
        for trigger in &rule.raised_by {
            match trigger {
                Trigger::Promise => self.promises(PromiseKind::Promise, &mut sparks),
                Trigger::Reminder => self.promises(PromiseKind::Reminder, &mut sparks),
                Trigger::LastContact => sparks.extend(self.last_contact()),
                _ => {
                    sparks.extend(self.events.iter().filter(|e| self.sets_off(*trigger, e)).filter_map(Spark::of));
                }
            }
        }
        sparks.sort_by_key(|s| s.place);
        sparks
    }

    pub(super) fn promises(&self, kind: PromiseKind, sparks: &mut Vec<Spark<'a>>) {
        sparks.extend(self.facts.promises.iter().filter(|p| p.kind == kind).map(|p| Spark {
            anchor: Anchor::Fact(p.id),
            place: (When { on: p.on, at: p.at }, p.id),
            recorded_on: p.recorded_on,
            what: SparkFact::Promise(p),
        }));
    }

    /// The last contact, or the day the contact was added: what a cadence counts from.
    pub(super) fn last_contact(&self) -> Option<Spark<'a>> {
        cadence(&self.facts.contact, self.playbook)?;
        let last = self.events.iter().rev().find(|e| matches!(e.what, What::Interaction(i) if i.kind.is_contact()));
        Some(last.and_then(Spark::of).unwrap_or(Spark {
            anchor: Anchor::Contact,
            place: (When::day(self.facts.contact.added_on), 0),
            recorded_on: self.facts.contact.added_on,
            what: SparkFact::Added,
        }))
    }

    pub(super) fn sets_off(&self, trigger: Trigger, event: &Event<'_>) -> bool {
        match (trigger, event.what) {
            (Trigger::EncounterBeforeAsking, What::Interaction(i)) => {
                i.kind == InteractionKind::Encounter && !self.asked_by(event)
            }
            (Trigger::EncounterAfterAsking, What::Interaction(i)) => {
                i.kind == InteractionKind::Encounter && self.asked_by(event)
            }
            (Trigger::Meeting, What::Interaction(i)) => {
                i.kind == InteractionKind::Meeting && !self.was_thanks(i.closes)
            }
            (Trigger::Call, What::Interaction(i)) => i.kind == InteractionKind::Call && !self.was_thanks(i.closes),
            (Trigger::AwaitedMessage, What::Interaction(i)) => {
                i.awaits_reply && i.is_outbound_message() && !self.is_nudge(i.closes)
            }
            (Trigger::RequestSent, What::Sent(r)) => r.direction == RequestDirection::Sent && !self.is_backlog(r),
            (Trigger::RequestReceived, What::Sent(r)) => {
                r.direction == RequestDirection::Received && !self.is_backlog(r)
            }
            (Trigger::RequestAccepted, What::Resolved(r)) => {
                r.direction == RequestDirection::Sent && r.status == Status::Accepted
            }
            (Trigger::RequestDeclined, What::Resolved(r)) => {
                r.direction == RequestDirection::Sent && r.status == Status::Declined
            }
            (Trigger::CompanyChanged, What::Mark(m)) => m.kind == MarkKind::CompanyChanged,
            _ => false,
        }
    }

    /// Whether at that event the two were connected, or a request waited between them.
    pub(super) fn asked_by(&self, event: &Event<'_>) -> bool {
        self.facts.contact.connected_on.is_some_and(|on| on <= event.day())
            || self.facts.requests.iter().any(|r| {
                let over = r.resolved().is_some_and(|w| (w, r.resolved_entry.unwrap_or(r.id)) < event.place());
                (r.sent(), r.id) < event.place() && !r.outcome_unknown && (!over || r.status == Status::Accepted)
            })
    }

    /// Whether the number is that of a thank-you: a call that said thanks asks for no thanks.
    fn was_thanks(&self, closes: Option<i64>) -> bool {
        self.closed_kind(closes) == Some(Kind::ThankYou)
    }

    /// Whether the number is that of a nudge about an awaited reply.
    pub(super) fn is_nudge(&self, closes: Option<i64>) -> bool {
        closes
            .and_then(|id| self.facts.rule_of(id))
            .and_then(|name| self.playbook.rule(name))
            .is_some_and(|r| r.raised_by.contains(&Trigger::AwaitedMessage))
    }

    /// Ruling 21: an old pending request of an import, or one whose outcome nobody knows, is told
    /// of on one line by the view and raises nothing of its own.
    pub(super) fn is_backlog(&self, r: &Request) -> bool {
        r.outcome_unknown
            || (r.source.is_some() && self.playbook.tact.imported_backlog.after(r.sent_on) <= r.recorded_on)
    }
}
