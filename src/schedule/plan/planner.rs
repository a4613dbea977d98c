//! What a plan is, and what it is made from: one contact's facts with the rules they are held to.

use crate::model::{Anchor, Connection, Contact, Day, Decision, Facts, InteractionKind, Kind, Span, Status, Summary};
use crate::schedule::calendar::Calendar;
use crate::schedule::facts::{Event, What};
use crate::schedule::playbook::Playbook;
use std::collections::HashMap;

/// How a follow-up stands as far as facts alone say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closing {
    /// It asks for something (unless its window has passed by the day it is read).
    Open,
    /// The user did it on that day.
    Done(Day),
    /// The user let it go on that day.
    Skipped(Day),
    /// A fact made it moot; the sentence says which.
    Stopped(String),
}

/// One follow-up of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// The rule that raised it.
    pub rule: String,
    /// What it asks for.
    pub kind: Kind,
    /// The fact that raised it.
    pub anchor: Anchor,
    /// Which step of the rule, from 1.
    pub step: u32,
    /// Why, true on any day.
    pub reason: String,
    /// Every move of its day, in order, each a sentence.
    pub shifts: Vec<String>,
    /// What would make it moot, as words.
    pub stopped_by: Vec<&'static str>,
    /// Lower is more important.
    pub importance: u32,
    /// The days its lateness is measured against.
    pub span: u32,
    /// The day it is due, after snoozing.
    pub due_on: Day,
    /// The day it was due before any snooze.
    pub original_due_on: Day,
    /// The user put it off until this day.
    pub snoozed_until: Option<Day>,
    /// Hidden before this day.
    pub visible_from: Option<Day>,
    /// The last day on which it makes sense.
    pub lapses_on: Option<Day>,
    /// How to reach the contact for it.
    pub channel: Option<String>,
    /// What was promised, or what to be reminded of.
    pub text: Option<String>,
    /// How it stands.
    pub closing: Closing,
}

impl Raised {
    /// Whether the decision is about this follow-up: the key is the same.
    #[must_use]
    pub fn has_key_of(&self, d: &Decision) -> bool {
        d.rule == self.rule && d.anchor == self.anchor && d.step == self.step
    }
}

/// A rule that raises nothing for this contact, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// The rule.
    pub rule: String,
    /// Why it is silent.
    pub why: String,
}

/// All that follows from the facts of one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Open follow-ups, and closed ones that have a decision or a stop to tell of.
    pub raised: Vec<Raised>,
    /// Rules that raise nothing.
    pub absent: Vec<Absent>,
    /// What the facts say as a whole.
    pub summary: Summary,
}

pub(super) struct Planner<'a> {
    pub facts: &'a Facts,
    pub playbook: &'a Playbook,
    pub calendar: &'a Calendar,
    pub events: Vec<Event<'a>>,
    pub decisions: HashMap<(&'a str, Anchor, u32), &'a Decision>,
    pub summary: Summary,
}

impl<'a> Planner<'a> {
    pub fn new(facts: &'a Facts, playbook: &'a Playbook, calendar: &'a Calendar) -> Self {
        let events = facts.events();
        let decisions = facts.decisions.iter().map(|d| ((d.rule.as_str(), d.anchor, d.step), d)).collect();
        let mut planner = Self { facts, playbook, calendar, events, decisions, summary: Summary::default() };
        planner.summary = planner.summarize();
        planner
    }

    fn summarize(&self) -> Summary {
        let contact = &self.facts.contact;
        let contacts = self.facts.interactions.iter().filter(|i| i.kind.is_contact());
        let accepted = self.facts.requests.iter().any(|r| r.status == Status::Accepted);
        let pending = self.facts.requests.iter().any(|r| r.status == Status::Pending && !r.outcome_unknown);
        let interactions = || {
            self.events.iter().filter_map(|e| match e.what {
                What::Interaction(i) => Some(i),
                _ => None,
            })
        };
        let met = interactions().find(|i| i.kind == InteractionKind::Encounter);
        let about = met.map_or_else(|| interactions().find_map(|i| i.about.clone()), |i| i.about.clone());
        Summary {
            last_contact_on: contacts.map(|i| i.on).max(),
            connection: if accepted || contact.connected_on.is_some() {
                Connection::Connected
            } else if pending {
                Connection::Pending
            } else {
                Connection::None
            },
            resting_since: self.resting_since(),
            met_on: met.map(|i| i.on),
            met_at: met.and_then(|i| i.place.clone()),
            about,
        }
    }

    /// Ruling 13: the day of the message that made it enough, counted since the last sign of life.
    fn resting_since(&self) -> Option<Day> {
        let from = self.events.iter().rposition(Event::is_sign_of_life).map_or(0, |n| n + 1);
        let unanswered = self.events[from..]
            .iter()
            .filter(|e| matches!(e.what, What::Interaction(i) if i.is_outbound_message() && !self.is_nudge(i.closes)));
        unanswered.map(Event::day).nth(self.playbook.tact.rest_after.saturating_sub(1) as usize)
    }
}

/// The cadence that holds for a contact, and whose it is (ruling 16: the most specific wins).
#[must_use]
pub fn cadence(contact: &Contact, playbook: &Playbook) -> Option<(Span, String)> {
    if let Some(every) = contact.every {
        return Some((every, String::new()));
    }
    let tags = contact.tags.iter().filter_map(|t| playbook.tag_cadence.get(&t.to_lowercase()).map(|s| (*s, t)));
    if let Some((span, tag)) = tags.min_by_key(|(s, _)| s.about_days()) {
        return Some((span, format!(" (tag {tag})")));
    }
    let relationship = contact.relationship?;
    playbook.relationship_cadence.get(&relationship).map(|s| (*s, format!(" ({relationship})")))
}
