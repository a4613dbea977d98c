//! Facts of one contact and a playbook in, follow-ups with reasons out.
//!
//! One pure function. It never sees today: what it gives carries the days that matter, and whether
//! those have come is decided when the agenda is read. The rulings named here are those of the
//! planning contract (`docs/planning.md`).

use super::calendar::Calendar;
use super::playbook::{Due, Playbook, Rule, Trigger};
use crate::model::{Anchor, Day, Facts, Kind, Span, Status, day::long, span::last_day};
use planner::Planner;
use spark::Spark;
use std::collections::HashMap;

mod days;
mod planner;
mod spark;
mod step;

pub use planner::{Absent, Closing, Plan, Raised, cadence};

/// How the reason begins of a rule that no fact comes near.
pub const NOTHING_RECORDED: &str = "nothing recorded raises it";

/// Plans one contact.
#[must_use]
pub fn plan(facts: &Facts, playbook: &Playbook, calendar: &Calendar) -> Plan {
    Planner::new(facts, playbook, calendar).run()
}

impl Planner<'_> {
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
        format!("{NOTHING_RECORDED} ({})", rule.raised_by.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", "))
    }
}

/// Ruling 6: at most one open decision a request. The later one waits until the earlier one's
/// window has passed, or as long as a skipped one rests.
fn one_decision_a_request(raised: &mut [Raised], rest: Span) {
    let mut order: Vec<usize> = (0..raised.len()).filter(|n| raised[*n].kind == Kind::Decide).collect();
    order.sort_by_key(|n| (raised[*n].anchor, raised[*n].original_due_on, raised[*n].step));
    let mut free_from: HashMap<Anchor, Day> = HashMap::new();
    for n in order {
        let row = &mut raised[n];
        row.visible_from = row.visible_from.max(free_from.get(&row.anchor).copied());
        let until = match row.closing {
            Closing::Open => row.lapses_on.and_then(|d| d.succ_opt()).map(|d| d.min(last_day())),
            Closing::Skipped(day) => Some(rest.after(day)),
            _ => None,
        };
        if let Some(until) = until {
            let known = free_from.entry(row.anchor).or_insert(until);
            *known = (*known).max(until);
        }
    }
}
