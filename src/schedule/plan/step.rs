//! One anchor's follow-ups: their steps, what closed them, and what is said of each.

use super::days::DueDay;
use super::planner::{Closing, Planner, Raised, cadence};
use super::spark::{Spark, SparkFact};
use crate::model::{
    Anchor, Connection, Contact, Day, Decision, InteractionKind, Kind, MarkKind, Outcome, RequestDirection, Span,
    Status, day::long,
};
use crate::schedule::facts::{Event, What};
use crate::schedule::playbook::{Due, Rule, Stopper};
use crate::schedule::reason;

impl<'a> Planner<'a> {
    pub(super) fn steps(&self, rule: &Rule, spark: &Spark<'a>, newer: Option<&Spark<'a>>, out: &mut Vec<Raised>) {
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
            // A number alone is no reason: it may have come from what was corrected or taken back since.
            let decided = decision.is_some_and(|d| d.outcome.is_some() || d.snoozed_until.is_some());
            if decided || !lapsed_at_birth {
                out.push(follow_up);
            }
            let Some(next) = self.next_due(rule, spark, kind, planned, step, decision) else { return };
            due = next;
            step += 1;
        }
    }

    /// A window that had passed by the day the fact was written down never opened: an import of an
    /// old network raises no thank-yous.
    pub(super) fn lapsed_at_birth(&self, f: &Raised, spark: &Spark<'_>) -> bool {
        f.lapses_on.is_some_and(|d| d < spark.recorded_on)
    }

    pub(super) fn first_due(&self, rule: &Rule, spark: &Spark<'_>) -> DueDay {
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
    pub(super) fn next_due(
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

    pub(super) fn follow_up(
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

    pub(super) fn closing(
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

    pub(super) fn stops(&self, rule: &Rule, spark: &Spark<'_>, event: &Event<'_>) -> bool {
        rule.stopped_by.iter().any(|stopper| match (stopper, event.what) {
            (Stopper::Request, What::Sent(_)) => true,
            (Stopper::Connected, What::Connected) => true,
            (Stopper::Connected, What::Resolved(r)) => r.status == Status::Accepted,
            (Stopper::Answer | Stopper::Resolved, What::Resolved(r)) => spark.anchor == Anchor::Fact(r.id),
            (Stopper::Answer | Stopper::Resolved, What::Connected) => true,
            (Stopper::Answer, What::Interaction(i)) => i.is_inbound() && i.kind.is_written(),
            (Stopper::Inbound, What::Interaction(i)) => i.is_inbound(),
            (Stopper::OutboundMessage, What::Interaction(i)) => i.is_outbound_message(),
            (Stopper::ResourceShared, What::Interaction(i)) => {
                i.shares.is_some() || self.closed_kind(i.closes) == Some(Kind::ShareResource)
            }
            (Stopper::IntroductionMade, What::Mark(m)) => m.kind == MarkKind::IntroducedTo,
            (Stopper::IntroductionMade, What::Interaction(i)) => self.closed_kind(i.closes) == Some(Kind::Introduce),
            _ => false,
        })
    }

    pub(super) fn closed_kind(&self, closes: Option<i64>) -> Option<Kind> {
        closes.and_then(|id| self.facts.rule_of(id)).and_then(|name| self.playbook.rule(name)).map(|r| r.kind)
    }

    pub(super) fn reason(&self, kind: Kind, spark: &Spark<'_>, step: u32) -> String {
        let happened = spark.sentence();
        match (kind, &spark.what) {
            (Kind::Promise, SparkFact::Promise(p)) => format!("You promised it on {}", long(p.on)),
            (Kind::Reminder, SparkFact::Promise(p)) => format!("You asked on {} to be reminded", long(p.on)),
            (Kind::CheckIn, _) => {
                let cadence = cadence(&self.facts.contact, self.playbook);
                let (every, whose) = cadence.map_or((String::new(), String::new()), |(s, w)| (s.to_string(), w));
                let last = match spark.what {
                    SparkFact::Added => happened,
                    _ => format!("Last in touch on {}", long(spark.day())),
                };
                format!("{last}; you stay in touch every {every}{whose}")
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

    pub(super) fn importance(&self, rule: &Rule, kind: Kind) -> u32 {
        if kind == rule.kind {
            return rule.importance;
        }
        // A nudge that turned into a decision weighs what decisions weigh.
        self.playbook.rules.iter().filter(|r| r.kind == kind).map(|r| r.importance).max().unwrap_or(rule.importance)
    }

    pub(super) fn channel(&self, kind: Kind, spark: &Spark<'_>) -> Option<String> {
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
}

/// Whether the contact can be reached other than over the network.
fn has_other_channel(contact: &Contact) -> bool {
    !contact.emails.is_empty() || !contact.phones.is_empty()
}
