//! The order in which the facts of one contact stand.

use crate::model::{Day, Facts, Interaction, Mark, MarkKind, Request, RequestDirection, Status, When};

/// One thing that happened.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    Interaction(&'a Interaction),
    Sent(&'a Request),
    Resolved(&'a Request),
    Mark(&'a Mark),
    /// Connected outside any recorded request.
    Connected,
}

/// One thing that happened, at its place in the order of planning ruling 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    pub when: When,
    /// Ties of `when` stand in order of entry.
    pub entry: i64,
    pub what: What<'a>,
}

impl Event<'_> {
    pub(super) const fn place(&self) -> (When, i64) {
        (self.when, self.entry)
    }

    pub(super) const fn day(&self) -> Day {
        self.when.on
    }

    /// A sign of life (ruling 13): something came from the contact, or the two met or spoke, or a
    /// request was accepted, or the user asked to hear of them again.
    pub(super) fn is_sign_of_life(&self) -> bool {
        match self.what {
            What::Interaction(i) => i.is_inbound() || (i.kind.is_contact() && !i.kind.is_written()),
            What::Resolved(r) => r.status == Status::Accepted,
            What::Sent(r) => r.direction == RequestDirection::Received,
            What::Mark(m) => m.kind == MarkKind::Wake,
            What::Connected => true,
        }
    }
}

impl Facts {
    /// All that happened, in order.
    pub(super) fn events(&self) -> Vec<Event<'_>> {
        let mut events = Vec::with_capacity(self.interactions.len() + 2 * self.requests.len() + self.marks.len() + 1);
        events.extend(self.interactions.iter().map(|i| Event {
            when: i.when(),
            entry: i.id,
            what: What::Interaction(i),
        }));
        for r in &self.requests {
            events.push(Event { when: r.sent(), entry: r.id, what: What::Sent(r) });
            if let Some(when) = r.resolved() {
                // Whatever is known of the times, an answer comes after the question.
                let (when, entry) = (when, r.resolved_entry.unwrap_or(r.id)).max((r.sent(), r.id + 1));
                events.push(Event { when, entry, what: What::Resolved(r) });
            }
        }
        events.extend(self.marks.iter().map(|m| Event { when: m.when(), entry: m.id, what: What::Mark(m) }));
        if let Some(on) = self.contact.connected_on {
            events.push(Event { when: When::day(on), entry: 0, what: What::Connected });
        }
        events.sort_by_key(Event::place);
        events
    }

    /// The rule of the follow-up with that number, where this contact has one.
    pub(super) fn rule_of(&self, follow_up_id: i64) -> Option<&str> {
        self.decisions.iter().find(|d| d.follow_up_id == follow_up_id).map(|d| d.rule.as_str())
    }
}
