//! What holds for every life, however it went.

use super::life::Life;
use intouch::model::{
    Connection, Day, FollowUp, Kind, MarkKind, Outcome, PromiseKind, RequestDirection, Span, State, Status,
};
use intouch::schedule::{Closing, Raised};
use proptest::prelude::*;

/// One thing that happens, so many days after the one before.
#[derive(Debug, Clone, Copy)]
enum Step {
    Met,
    Call,
    Wrote,
    Asked,
    Heard,
    Request,
    Received,
    Resolved(Status),
    Promise(u64),
    Wake,
    Company,
    Decide(usize, Outcome),
}

fn step() -> impl Strategy<Value = Step> {
    let status = prop::sample::select(vec![Status::Accepted, Status::Declined, Status::Withdrawn, Status::Expired]);
    let outcome = prop::sample::select(vec![Outcome::Done, Outcome::Skipped]);
    prop_oneof![
        1 => Just(Step::Met),
        1 => Just(Step::Call),
        3 => Just(Step::Wrote),
        2 => Just(Step::Asked),
        2 => Just(Step::Heard),
        2 => Just(Step::Request),
        1 => Just(Step::Received),
        2 => status.prop_map(Step::Resolved),
        1 => (1_u64..60).prop_map(Step::Promise),
        1 => Just(Step::Wake),
        1 => Just(Step::Company),
        4 => (0_usize..8, outcome).prop_map(|(n, o)| Step::Decide(n, o)),
    ]
}

fn after(start: Day, days: u64) -> Day {
    start.checked_add_days(chrono::Days::new(days)).unwrap()
}

/// A life, and the day of its last step. Steps lie at least a day apart, so that no two facts tie.
fn tell(start: Day, steps: &[(u64, Step)], every: Option<u32>, email: bool) -> (Life, Day) {
    let mut life = Life::added_on(start);
    life.facts.contact.every = every.map(Span::days);
    if !email {
        life = life.network_only();
    }
    let mut on = start;
    for (gap, step) in steps {
        on = after(on, *gap);
        match *step {
            Step::Met => life.met_on(on),
            Step::Call => life.call(on),
            Step::Wrote => life.wrote_on(on, false),
            Step::Asked => life.wrote_on(on, true),
            Step::Heard => life.heard_on(on),
            Step::Request | Step::Received if life.facts.requests.iter().any(|r| r.status == Status::Pending) => {
                &mut life
            }
            Step::Request => life.request_on(on, RequestDirection::Sent),
            Step::Received => life.request_on(on, RequestDirection::Received),
            Step::Resolved(status) => life.became_on(status, on),
            Step::Promise(days) => life.promise_on(PromiseKind::Promise, on, after(on, days)),
            Step::Wake => life.mark(MarkKind::Wake, on),
            Step::Company => life.mark(MarkKind::CompanyChanged, on),
            Step::Decide(n, outcome) => decide(&mut life, n, outcome, on),
        };
    }
    (life, on)
}

/// Decides about the `n`th follow-up that is open and alone of its rule.
fn decide(life: &mut Life, n: usize, outcome: Outcome, on: Day) -> &mut Life {
    let open: Vec<Raised> = life.plan().raised.into_iter().filter(|r| r.closing == Closing::Open).collect();
    let alone: Vec<&Raised> = open.iter().filter(|r| open.iter().filter(|o| o.rule == r.rule).count() == 1).collect();
    match alone.get(n).map(|r| r.rule.clone()) {
        Some(rule) => life.decide_on(&rule, outcome, on),
        None => life,
    }
}

/// What a plan says, without the numbers that the order of entry gave.
fn said(life: &Life) -> Vec<String> {
    let plan = life.plan();
    let mut said: Vec<String> = plan
        .raised
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {} {:?} {:?} {:?}",
                r.rule, r.kind, r.step, r.due_on, r.lapses_on, r.visible_from, r.closing
            )
        })
        .collect();
    said.sort();
    said.push(format!("{:?}", plan.summary));
    said
}

fn stored(r: &Raised) -> FollowUp {
    FollowUp {
        id: 1,
        contact_id: 1,
        contact: "Laura Chen".into(),
        kind: r.kind,
        rule: r.rule.clone(),
        reason: r.reason.clone(),
        importance: r.importance,
        span: r.span,
        due_on: r.due_on,
        original_due_on: r.original_due_on,
        snoozed_until: r.snoozed_until,
        visible_from: r.visible_from,
        lapses_on: r.lapses_on,
        channel: r.channel.clone(),
        text: r.text.clone(),
    }
}

/// Days on which calendars are known to go wrong: month ends, leap days, the turn of the year.
fn start() -> impl Strategy<Value = Day> {
    prop_oneof![
        prop::sample::select(vec!["2024-02-28", "2024-02-29", "2026-01-30", "2026-12-31", "2026-03-28", "2026-10-24"])
            .prop_map(|d| d.parse().unwrap()),
        (0_u64..2000).prop_map(|n| after("2022-01-01".parse().unwrap(), n)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn planning_twice_changes_nothing(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..25),
        every in prop::option::of(1_u32..120), email in any::<bool>(),
    ) {
        let (life, _) = tell(start, &steps, every, email);
        prop_assert_eq!(life.plan(), life.plan());
    }

    /// Facts of different days may be written down in any order: the plan is the same.
    #[test]
    fn any_order_of_entry_of_the_same_dated_facts_gives_the_same_plan(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..20),
        every in prop::option::of(1_u32..120), seed in any::<u64>(),
    ) {
        let facts_only: Vec<(u64, Step)> =
            steps.into_iter().filter(|(_, s)| !matches!(s, Step::Decide(..))).collect();
        let (life, _) = tell(start, &facts_only, every, true);
        let mut other = life.clone();
        // Number the facts anew, in an order that the seed decides.
        let renumber = |id: i64| (id.unsigned_abs().wrapping_mul(seed | 1) >> 20).cast_signed().rem_euclid(1 << 40) * 64 + id;
        other.facts.interactions.iter_mut().for_each(|f| f.id = renumber(f.id));
        other.facts.requests.iter_mut().for_each(|f| {
            f.id = renumber(f.id);
            f.resolved_entry = f.resolved_entry.map(renumber);
        });
        other.facts.promises.iter_mut().for_each(|f| f.id = renumber(f.id));
        other.facts.marks.iter_mut().for_each(|f| f.id = renumber(f.id));
        other.facts.interactions.reverse();
        other.facts.requests.reverse();
        other.facts.marks.reverse();
        prop_assert_eq!(said(&life), said(&other));
    }

    #[test]
    fn no_contact_ever_gets_more_nudges_than_the_rule_allows(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..30), email in any::<bool>(),
    ) {
        let (life, _) = tell(start, &steps, None, email);
        for rule in life.playbook.rules.iter().filter(|r| r.kind == Kind::Nudge) {
            let mut of_anchor: std::collections::HashMap<_, u32> = std::collections::HashMap::new();
            for r in life.plan().raised.iter().filter(|r| r.rule == rule.name && r.kind == Kind::Nudge) {
                *of_anchor.entry(r.anchor).or_default() += 1;
            }
            prop_assert!(of_anchor.values().all(|n| *n <= rule.most), "{}: {:?}", rule.name, of_anchor);
        }
    }

    #[test]
    fn at_most_one_follow_up_of_a_rule_is_open_but_for_days_the_user_named(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..30),
        every in prop::option::of(1_u32..120), email in any::<bool>(),
    ) {
        let (life, _) = tell(start, &steps, every, email);
        let open: Vec<Raised> = life.plan().raised.into_iter().filter(|r| r.closing == Closing::Open).collect();
        for r in open.iter().filter(|r| !matches!(r.kind, Kind::Promise | Kind::Reminder)) {
            prop_assert_eq!(open.iter().filter(|o| o.rule == r.rule).count(), 1, "{}", &r.rule);
        }
    }

    #[test]
    fn at_most_one_decision_about_a_request_can_be_seen_on_any_day(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..20), email in any::<bool>(),
    ) {
        let (life, last) = tell(start, &steps, None, email);
        let rows: Vec<(intouch::model::Anchor, FollowUp)> = life.plan().raised.iter()
            .filter(|r| r.closing == Closing::Open && r.kind == Kind::Decide).map(|r| (r.anchor, stored(r))).collect();
        for days in 0..260 {
            let today = after(last, days);
            let mut seen = std::collections::HashSet::new();
            for (anchor, f) in &rows {
                if f.state(today).is_some_and(State::is_open) {
                    prop_assert!(seen.insert(*anchor), "two decisions on {today}");
                }
            }
        }
    }

    #[test]
    fn due_days_are_working_days_and_leave_five_of_them_before_the_lapse(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..25),
        every in prop::option::of(1_u32..120),
    ) {
        let (life, _) = tell(start, &steps, every, true);
        for r in life.plan().raised.iter().filter(|r| !matches!(r.kind, Kind::Promise | Kind::Reminder)) {
            prop_assert!(life.calendar.is_working(r.original_due_on), "{} {}", r.rule, r.original_due_on);
            if let Some(lapses) = r.lapses_on {
                prop_assert!(lapses >= life.calendar.add_working(r.original_due_on, 5), "{}", r.rule);
            }
        }
    }

    /// Advancing the clock alone turns upcoming into due, into overdue, into lapsed: never back.
    #[test]
    fn time_alone_only_moves_a_follow_up_on(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..20),
        every in prop::option::of(1_u32..120), email in any::<bool>(),
    ) {
        let (life, last) = tell(start, &steps, every, email);
        let rank = |s: Option<State>| match s {
            None => 0,
            Some(State::Snoozed | State::Upcoming) => 1,
            Some(State::Today) => 2,
            Some(State::Overdue) => 3,
            _ => 4,
        };
        for r in life.plan().raised.iter().filter(|r| r.closing == Closing::Open) {
            let f = stored(r);
            let ranks: Vec<u8> = (0..400).map(|d| rank(f.state(after(last, d)))).collect();
            prop_assert!(ranks.is_sorted(), "{}: {:?}", r.rule, ranks);
        }
    }

    #[test]
    fn a_resting_contact_hears_of_duties_only(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..25),
        every in prop::option::of(1_u32..120), email in any::<bool>(),
    ) {
        let (life, _) = tell(start, &steps, every, email);
        let plan = life.plan();
        if plan.summary.resting_since.is_some() {
            for r in plan.raised.iter().filter(|r| r.closing == Closing::Open) {
                prop_assert!(matches!(r.kind, Kind::Promise | Kind::Reminder | Kind::Decide), "{}", r.rule);
            }
        }
    }

    #[test]
    fn a_connection_is_never_concluded_from_silence(
        start in start(), steps in prop::collection::vec((1_u64..25, step()), 0..25), email in any::<bool>(),
    ) {
        let (life, _) = tell(start, &steps, None, email);
        let accepted = life.facts.requests.iter().any(|r| r.status == Status::Accepted);
        prop_assert_eq!(life.plan().summary.connection == Connection::Connected, accepted);
    }
}
