//! Facts of one contact and a playbook in, follow-ups with reasons out.
//!
//! One pure function. It never sees today: what it gives carries the days that matter, and whether
//! those have come is decided when the agenda is read. The rulings named here are those of the
//! planning contract (`docs/planning.md`).

use super::Calendar;
use super::facts::{Event, Facts, What};
use super::playbook::{Due, Playbook, Rule, Trigger};
use crate::model::{Anchor, Connection, Contact, Day, Decision, InteractionKind, Kind, Span, Status, day::long};
use days::DueDay;
use spark::Spark;
use std::collections::HashMap;

mod days;
mod spark;
mod step;

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

/// A rule that raises nothing for this contact, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// The rule.
    pub rule: String,
    /// Why it is silent.
    pub why: String,
}

/// What the facts say of the contact as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The day of the last contact (ruling 3).
    pub last_contact_on: Option<Day>,
    /// Whether connected.
    pub connection: Connection,
    /// Since when nothing more is asked of them (ruling 13).
    pub resting_since: Option<Day>,
    /// The day of the first encounter.
    pub met_on: Option<Day>,
    /// Where that was.
    pub met_at: Option<String>,
    /// What it was about; without an encounter, what the first fact that says so was about.
    pub about: Option<String>,
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

/// Plans one contact.
#[must_use]
pub fn plan(facts: &Facts, playbook: &Playbook, calendar: &Calendar) -> Plan {
    Planner::new(facts, playbook, calendar).run()
}

struct Planner<'a> {
    facts: &'a Facts,
    playbook: &'a Playbook,
    calendar: &'a Calendar,
    events: Vec<Event<'a>>,
    decisions: HashMap<(&'a str, Anchor, u32), &'a Decision>,
    summary: Summary,
}

impl<'a> Planner<'a> {
    fn new(facts: &'a Facts, playbook: &'a Playbook, calendar: &'a Calendar) -> Self {
        let events = facts.events();
        let decisions = facts.decisions.iter().map(|d| ((d.rule.as_str(), d.anchor, d.step), d)).collect();
        let mut planner = Self { facts, playbook, calendar, events, decisions, summary: Summary::default() };
        planner.summary = planner.summarize();
        planner
    }

    fn run(self) -> Plan {
        let mut raised = Vec::new();
        let mut absent = Vec::new();
        for rule in &self.playbook.rules {
            let sparks = self.sparks(rule);
            let before = raised.len();
            let newest = sparks.len().saturating_sub(1);
            for (n, spark) in sparks.iter().enumerate() {
                // Ruling 6: the newest anchor takes over. What the user named always stands.
                let superseded = n < newest && rule.due != Due::NamedDay;
                self.steps(rule, spark, superseded.then(|| &sparks[newest]), &mut raised);
            }
            if !raised[before..].iter().any(|r| r.closing == Closing::Open) {
                absent.push(Absent { rule: rule.name.clone(), why: self.why_absent(rule, &sparks, &raised[before..]) });
                continue;
            }
            let own = raised.split_off(before);
            let silent = own.iter().find(|r| r.closing == Closing::Open).and_then(|r| self.silence(r.kind));
            if let Some(why) = silent {
                raised.extend(own.into_iter().filter(|r| r.closing != Closing::Open));
                absent.push(Absent { rule: rule.name.clone(), why });
            } else {
                raised.extend(own);
            }
        }
        one_decision_a_request(&mut raised, self.playbook.tact.decide_rest);
        Plan { raised, absent, summary: self.summary }
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

    /// Why an open follow-up of this kind is kept silent, if it is.
    fn silence(&self, kind: Kind) -> Option<String> {
        let contact = &self.facts.contact;
        if contact.archived {
            return Some("they are archived".into());
        }
        if contact.do_not_contact {
            return Some("you decided not to contact them".into());
        }
        let speaks_anyway = matches!(kind, Kind::Promise | Kind::Reminder | Kind::Decide);
        let since = self.summary.resting_since.filter(|_| !speaks_anyway)?;
        Some(format!("resting since {}: {} messages without an answer", long(since), self.playbook.tact.rest_after))
    }

    fn why_absent(&self, rule: &Rule, sparks: &[Spark<'_>], raised: &[Raised]) -> String {
        if !rule.enabled {
            return "switched off in the playbook".into();
        }
        if let Some(last) = raised.last() {
            return match &last.closing {
                Closing::Done(day) => format!("done on {}", long(*day)),
                Closing::Skipped(day) => format!("skipped on {}", long(*day)),
                Closing::Stopped(why) => format!("stopped: {why}"),
                Closing::Open => String::new(),
            };
        }
        if !sparks.is_empty() {
            return "its window had passed by the day it was recorded".into();
        }
        let backlog = rule.raised_by.iter().any(|t| matches!(t, Trigger::RequestSent | Trigger::RequestReceived))
            && self.facts.requests.iter().any(|r| r.status == Status::Pending && self.is_backlog(r));
        if backlog {
            return "an old request from an import: see `intouch requests`".into();
        }
        if rule.due == Due::Cadence {
            return "no cadence is set for them, their tags or their relationship".into();
        }
        format!(
            "nothing recorded raises it ({})",
            rule.raised_by.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", ")
        )
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

/// Ruling 6: at most one open decision a request. The later one waits until the earlier one's
/// window has passed, or as long as a skipped one rests.
fn one_decision_a_request(raised: &mut [Raised], rest: Span) {
    let mut order: Vec<usize> = (0..raised.len()).filter(|n| raised[*n].kind == Kind::Decide).collect();
    order.sort_by_key(|n| (raised[*n].anchor, raised[*n].original_due_on, raised[*n].step));
    for pair in order.windows(2) {
        let (before, after) = (raised[pair[0]].clone(), &mut raised[pair[1]]);
        if before.anchor != after.anchor {
            continue;
        }
        let from = match before.closing {
            Closing::Open => before.lapses_on.and_then(|d| d.succ_opt()),
            Closing::Skipped(day) => Some(rest.after(day)),
            _ => None,
        };
        after.visible_from = after.visible_from.max(from);
    }
}
