//! Facts of one contact and a playbook in, follow-ups with reasons out.
//!
//! One pure function. It never sees today: what it gives carries the days that matter, and whether
//! those have come is decided when the agenda is read. The rulings named here are those of the
//! planning contract (`docs/planning.md`).

use super::facts::{Event, Facts, What};
use super::playbook::{Due, Playbook, Rule, Stopper, Trigger};
use super::{Calendar, reason};
use crate::model::{
    Anchor, Connection, Contact, Day, Decision, InteractionKind, Kind, MarkKind, Outcome, Promise, PromiseKind,
    Request, RequestDirection, Span, Status, When, day::long,
};
use chrono::Days;
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

/// One fact that raises a rule's follow-up.
struct Spark<'a> {
    anchor: Anchor,
    place: (When, i64),
    /// The user's day on which the fact was recorded: what had lapsed by then was never there.
    recorded_on: Day,
    what: SparkFact<'a>,
}

enum SparkFact<'a> {
    Event(Event<'a>),
    Promise(&'a Promise),
    /// The day the contact was added: keep-in-touch before any contact.
    Added,
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
            } else if let Some(why) = self.silence(rule) {
                let closed = raised.split_off(before).into_iter().filter(|r| r.closing != Closing::Open);
                raised.extend(closed);
                absent.push(Absent { rule: rule.name.clone(), why });
            }
        }
        one_decision_a_request(&mut raised, self.playbook.tact.decide_rest);
        Plan { raised, absent, summary: self.summary }
    }

    // ---- what raises ------------------------------------------------------------------------

    fn sparks(&self, rule: &Rule) -> Vec<Spark<'a>> {
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

    fn promises(&self, kind: PromiseKind, sparks: &mut Vec<Spark<'a>>) {
        sparks.extend(self.facts.promises.iter().filter(|p| p.kind == kind).map(|p| Spark {
            anchor: Anchor::Fact(p.id),
            place: (When { on: p.on, at: p.at }, p.id),
            recorded_on: p.recorded_on,
            what: SparkFact::Promise(p),
        }));
    }

    /// The last contact, or the day the contact was added: what a cadence counts from.
    fn last_contact(&self) -> Option<Spark<'a>> {
        cadence(&self.facts.contact, self.playbook)?;
        let last = self.events.iter().rev().find(|e| matches!(e.what, What::Interaction(i) if i.kind.is_contact()));
        Some(last.and_then(Spark::of).unwrap_or(Spark {
            anchor: Anchor::Contact,
            place: (When::day(self.facts.contact.added_on), 0),
            recorded_on: self.facts.contact.added_on,
            what: SparkFact::Added,
        }))
    }

    fn sets_off(&self, trigger: Trigger, event: &Event<'_>) -> bool {
        match (trigger, event.what) {
            (Trigger::EncounterBeforeAsking, What::Interaction(i)) => {
                i.kind == InteractionKind::Encounter && !self.asked_by(event)
            }
            (Trigger::EncounterAfterAsking, What::Interaction(i)) => {
                i.kind == InteractionKind::Encounter && self.asked_by(event)
            }
            (Trigger::Meeting, What::Interaction(i)) => i.kind == InteractionKind::Meeting,
            (Trigger::Call, What::Interaction(i)) => i.kind == InteractionKind::Call,
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
    fn asked_by(&self, event: &Event<'_>) -> bool {
        self.facts.contact.connected_on.is_some_and(|on| on <= event.day())
            || self.facts.requests.iter().any(|r| {
                let over = r.resolved().is_some_and(|w| (w, r.resolved_entry.unwrap_or(r.id)) < event.place());
                (r.sent(), r.id) < event.place() && !r.outcome_unknown && (!over || r.status == Status::Accepted)
            })
    }

    /// Whether the number is that of a nudge about an awaited reply.
    fn is_nudge(&self, closes: Option<i64>) -> bool {
        closes
            .and_then(|id| self.facts.rule_of(id))
            .and_then(|name| self.playbook.rule(name))
            .is_some_and(|r| r.raised_by.contains(&Trigger::AwaitedMessage))
    }

    /// Ruling 21: an old pending request of an import, or one whose outcome nobody knows, is told
    /// of on one line by the view and raises nothing of its own.
    fn is_backlog(&self, r: &Request) -> bool {
        r.outcome_unknown
            || (r.source.is_some() && self.playbook.tact.imported_backlog.after(r.sent_on) <= r.recorded_on)
    }

    // ---- one anchor's follow-ups ------------------------------------------------------------

    fn steps(&self, rule: &Rule, spark: &Spark<'a>, newer: Option<&Spark<'a>>, out: &mut Vec<Raised>) {
        let mut due = self.first_due(rule, spark);
        let mut step = 1;
        loop {
            let decision = self.decisions.get(&(rule.name.as_str(), spark.anchor, step)).copied();
            if newer.is_some() && decision.is_none() {
                return;
            }
            let follow_up = self.follow_up(rule, spark, step, due.clone(), decision, newer);
            let (lapsed_at_birth, planned) = (self.lapsed_at_birth(&follow_up, spark), follow_up.original_due_on);
            let kind = follow_up.kind;
            if decision.is_some() || !lapsed_at_birth {
                out.push(follow_up);
            }
            let Some(next) = self.next_due(rule, spark, kind, planned, step, decision) else { return };
            due = next;
            step += 1;
        }
    }

    /// A window that had passed by the day the fact was written down never opened: an import of an
    /// old network raises no thank-yous.
    fn lapsed_at_birth(&self, f: &Raised, spark: &Spark<'_>) -> bool {
        f.lapses_on.is_some_and(|d| d < spark.recorded_on)
    }

    fn first_due(&self, rule: &Rule, spark: &Spark<'_>) -> DueDay {
        match (rule.due, &spark.what) {
            (Due::NamedDay, SparkFact::Promise(p)) => DueDay::named(p.due_on),
            (Due::After(span), _) => self.working(self.calendar.after(spark.day(), span)),
            (Due::Cadence, _) => {
                let (every, _) = cadence(&self.facts.contact, self.playbook).unwrap_or((Span::days(1), String::new()));
                self.check_in_day(every.after(spark.day()))
            }
            (Due::NamedDay, _) => DueDay::named(spark.day()),
        }
    }

    /// The day of the step after this one, if the decision leaves room for one.
    fn next_due(
        &self,
        rule: &Rule,
        spark: &Spark<'_>,
        kind: Kind,
        planned: Day,
        step: u32,
        decision: Option<&Decision>,
    ) -> Option<DueDay> {
        match (decision?.outcome?, kind, rule.due) {
            ((Outcome::Done, day), ..) if step < rule.most => {
                Some(self.working(self.calendar.after(day.max(spark.day()), rule.again?)))
            }
            // Ruling 9: skipping a check-in skips one turn, skipping a decision lets it rest.
            ((Outcome::Skipped, _), _, Due::Cadence) => {
                let (every, _) = cadence(&self.facts.contact, self.playbook)?;
                Some(self.check_in_day(every.after(planned)))
            }
            ((Outcome::Skipped, day), Kind::Decide, _) => {
                Some(self.working(self.playbook.tact.decide_rest.after(day.max(spark.day()))))
            }
            _ => None,
        }
    }

    fn follow_up(
        &self,
        rule: &Rule,
        spark: &Spark<'a>,
        step: u32,
        due: DueDay,
        decision: Option<&Decision>,
        newer: Option<&Spark<'a>>,
    ) -> Raised {
        let contact = &self.facts.contact;
        let kind = rule.without_channel.filter(|_| !has_other_channel(contact)).unwrap_or(rule.kind);
        let tact = &self.playbook.tact;
        let mut shifts = due.shifts;
        let snoozed_until = decision.filter(|d| d.outcome.is_none()).and_then(|d| d.snoozed_until);
        let due_on = snoozed_until.unwrap_or(due.on);
        let mut lapses_on = rule.lapses.map(|span| {
            let after = self.calendar.after(spark.day(), span);
            after.max(self.calendar.after(due.on, tact.lapse_at_least))
        });
        if let Some(until) = snoozed_until {
            shifts.push(format!("you put it off to {}", long(until)));
            lapses_on = lapses_on.map(|d| d.max(tact.snooze_grace.after(until)));
        }
        let visible_from = self.pause(spark.day(), &mut lapses_on, &mut shifts);
        Raised {
            rule: rule.name.clone(),
            kind,
            anchor: spark.anchor,
            step,
            reason: self.reason(kind, spark, step),
            shifts,
            stopped_by: reason::stoppers(&rule.stopped_by),
            importance: self.importance(rule, kind),
            span: lapses_on.map_or(7, |d| u32::try_from((d - due.on).num_days().max(1)).unwrap_or(1)),
            due_on,
            original_due_on: due.on,
            snoozed_until,
            visible_from,
            lapses_on,
            channel: self.channel(kind, spark),
            text: match spark.what {
                SparkFact::Promise(p) => Some(p.text.clone()),
                _ => None,
            },
            closing: self.closing(rule, spark, decision, newer),
        }
    }

    fn closing(
        &self,
        rule: &Rule,
        spark: &Spark<'_>,
        decision: Option<&Decision>,
        newer: Option<&Spark<'_>>,
    ) -> Closing {
        match decision.and_then(|d| d.outcome) {
            Some((Outcome::Done, day)) => return Closing::Done(day),
            Some((Outcome::Skipped, day)) => return Closing::Skipped(day),
            None => {}
        }
        if let Some(event) = self.events.iter().find(|e| e.place() > spark.place && self.stops(rule, spark, e)) {
            return Closing::Stopped(reason::happened(event));
        }
        // An anchor that is itself over (a request resolved) is stopped by what resolved it; a
        // newer anchor of the same rule takes over.
        match newer {
            Some(newer) => Closing::Stopped(format!("{} took its place", newer.sentence())),
            None => Closing::Open,
        }
    }

    fn stops(&self, rule: &Rule, spark: &Spark<'_>, event: &Event<'_>) -> bool {
        rule.stopped_by.iter().any(|stopper| match (stopper, event.what) {
            (Stopper::Request, What::Sent(_)) => true,
            (Stopper::Connected, What::Connected) => true,
            (Stopper::Connected, What::Resolved(r)) => r.status == Status::Accepted,
            (Stopper::Answer | Stopper::Resolved, What::Resolved(r)) => spark.anchor == Anchor::Fact(r.id),
            (Stopper::Answer | Stopper::Resolved, What::Connected) => true,
            (Stopper::Answer | Stopper::Inbound, What::Interaction(i)) => i.is_inbound(),
            (Stopper::OutboundMessage, What::Interaction(i)) => i.is_outbound_message(),
            (Stopper::ResourceShared, What::Interaction(i)) => self.closed_kind(i.closes) == Some(Kind::ShareResource),
            (Stopper::IntroductionMade, What::Interaction(i)) => self.closed_kind(i.closes) == Some(Kind::Introduce),
            _ => false,
        })
    }

    fn closed_kind(&self, closes: Option<i64>) -> Option<Kind> {
        closes.and_then(|id| self.facts.rule_of(id)).and_then(|name| self.playbook.rule(name)).map(|r| r.kind)
    }

    // ---- days -------------------------------------------------------------------------------

    /// Ruling 12: a due day on a day off moves to the next working day.
    fn working(&self, day: Day) -> DueDay {
        let on = self.calendar.next_working(day);
        let mut shifts = Vec::new();
        if on != day {
            shifts.push(format!("{} is not a working day: moved to {}", long(day), long(on)));
        }
        DueDay { on, shifts }
    }

    /// Ruling 14: a check-in keeps its distance from the last outbound message.
    fn check_in_day(&self, day: Day) -> DueDay {
        let gap = self.playbook.tact.check_in_gap;
        let last = self.events.iter().rev().find(|e| matches!(e.what, What::Interaction(i) if i.is_outbound_message()));
        let earliest = last.map(|e| gap.after(e.day()));
        match earliest {
            Some(earliest) if earliest > day => {
                let mut due = self.working(earliest);
                due.shifts.insert(0, format!("waits {gap} after your last message"));
                due
            }
            _ => self.working(day),
        }
    }

    /// Ruling 15: a pause hides, and stretches the window by as long as it lasts.
    fn pause(&self, anchor: Day, lapses_on: &mut Option<Day>, shifts: &mut Vec<String>) -> Option<Day> {
        let contact = &self.facts.contact;
        let until = contact.paused_until?;
        let from = contact.paused_on.unwrap_or(contact.added_on);
        if anchor >= until || lapses_on.is_some_and(|d| d < from) {
            return None;
        }
        let paused = (until - from.max(anchor)).num_days().max(0);
        *lapses_on = lapses_on.map(|d| d.checked_add_days(Days::new(paused.unsigned_abs())).unwrap_or(d));
        shifts.push(format!("paused until {}", long(until)));
        Some(until)
    }

    // ---- words and weights ------------------------------------------------------------------

    fn reason(&self, kind: Kind, spark: &Spark<'_>, step: u32) -> String {
        let happened = spark.sentence();
        match (kind, &spark.what) {
            (Kind::Promise, SparkFact::Promise(p)) => format!("You promised it on {}", long(p.on)),
            (Kind::Reminder, SparkFact::Promise(p)) => format!("You asked on {} to be reminded", long(p.on)),
            (Kind::CheckIn, _) => {
                let cadence = cadence(&self.facts.contact, self.playbook);
                let (every, whose) = cadence.map_or((String::new(), String::new()), |(s, w)| (s.to_string(), w));
                format!("{happened}; you stay in touch every {every}{whose}")
            }
            (Kind::Decide, SparkFact::Event(Event { what: What::Sent(r), .. }))
                if r.direction == RequestDirection::Sent =>
            {
                format!("{happened}, no answer: {}", reason::reinvite(self.playbook.tact.reinvite_after))
            }
            (Kind::Decide, _) => format!("{happened}: accept or decline"),
            (Kind::Nudge, SparkFact::Event(Event { what: What::Sent(_), .. })) => format!("{happened}, no answer"),
            (Kind::Nudge, _) if step > 1 => format!("{happened}; you asked once more already"),
            (Kind::Connect, _) => format!("{happened}; not connected yet"),
            _ => happened,
        }
    }

    fn importance(&self, rule: &Rule, kind: Kind) -> u32 {
        if kind == rule.kind {
            return rule.importance;
        }
        // A nudge that turned into a decision weighs what decisions weigh.
        self.playbook.rules.iter().filter(|r| r.kind == kind).map(|r| r.importance).max().unwrap_or(rule.importance)
    }

    fn channel(&self, kind: Kind, spark: &Spark<'_>) -> Option<String> {
        let contact = &self.facts.contact;
        let asked = match &spark.what {
            SparkFact::Event(Event { what: What::Sent(r) | What::Resolved(r), .. }) => Some(r.channel.as_str()),
            _ => None,
        };
        let email = (!contact.emails.is_empty()).then_some("email");
        let phone = (!contact.phones.is_empty()).then_some("phone");
        let network = (self.summary.connection == Connection::Connected).then_some(asked.unwrap_or("linkedin"));
        let wrote_email = self.events.iter().rev().find_map(|e| match e.what {
            What::Interaction(i) if i.kind.is_written() => Some(i.kind == InteractionKind::Email),
            _ => None,
        });
        let chosen = match kind {
            Kind::Connect | Kind::Decide => Some(asked.unwrap_or("linkedin")),
            Kind::Nudge if asked.is_some() && network.is_none() => email.or(phone),
            _ if wrote_email == Some(true) => email.or(network).or(phone),
            _ => network.or(email).or(phone),
        };
        chosen.map(str::to_owned)
    }

    // ---- the contact as a whole -------------------------------------------------------------

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

    /// Why an open follow-up of this rule is kept silent, if it is.
    fn silence(&self, rule: &Rule) -> Option<String> {
        let contact = &self.facts.contact;
        if contact.archived {
            return Some("they are archived".into());
        }
        if contact.do_not_contact {
            return Some("you decided not to contact them".into());
        }
        let speaks_anyway = matches!(rule.kind, Kind::Promise | Kind::Reminder | Kind::Decide);
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

/// A due day, and how it came to be that one.
#[derive(Clone)]
struct DueDay {
    on: Day,
    shifts: Vec<String>,
}

impl DueDay {
    /// A day the user named stays as named (ruling 12).
    const fn named(on: Day) -> Self {
        Self { on, shifts: Vec::new() }
    }
}

impl<'a> Spark<'a> {
    fn of(event: &Event<'a>) -> Option<Self> {
        let (id, recorded_on) = match event.what {
            What::Interaction(i) => (i.id, i.recorded_on),
            What::Sent(r) | What::Resolved(r) => (r.id, r.recorded_on),
            What::Mark(m) => (m.id, m.recorded_on),
            What::Connected => return None,
        };
        Some(Self { anchor: Anchor::Fact(id), place: event.place(), recorded_on, what: SparkFact::Event(*event) })
    }

    const fn day(&self) -> Day {
        self.place.0.on
    }

    fn sentence(&self) -> String {
        match &self.what {
            SparkFact::Event(event) => reason::happened(event),
            SparkFact::Promise(p) => format!("You promised it on {}", long(p.on)),
            SparkFact::Added => format!("You added them on {}", long(self.day())),
        }
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

/// Whether the contact can be reached other than over the network.
fn has_other_channel(contact: &Contact) -> bool {
    !contact.emails.is_empty() || !contact.phones.is_empty()
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
