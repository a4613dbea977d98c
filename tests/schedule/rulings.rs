//! The default playbook and the rulings of the planning contract, one claim a test.
//!
//! November 2026 begins on a Sunday; Mondays are the 2nd, 9th, 16th, 23rd and 30th.

use super::life::{Life, day};
use intouch::model::{
    Anchor, Connection, Day, FollowUp, Kind, MarkKind, Outcome, PromiseKind, Relationship, Span, State, Status,
};
use intouch::schedule::{Calendar, Closing, Playbook, agenda};

fn life() -> Life {
    Life::new("2026-11-02")
}

// ---- the default playbook -----------------------------------------------------------------------

#[test]
fn meeting_somebody_new_raises_connect_the_next_day_until_three_weeks_have_passed() {
    let mut l = life();
    l.met("2026-11-03");
    l.due("connect-after-meeting", "2026-11-04", Some("2026-11-24"));
    assert_eq!(l.open("connect-after-meeting").kind, Kind::Connect);
    l.request("2026-11-05");
    l.silent("connect-after-meeting");
    l.silent("thank-for-meeting");
}

#[test]
fn meeting_somebody_connected_or_asked_raises_a_thank_you_instead() {
    let mut l = life();
    l.request("2026-11-03").met("2026-11-05");
    l.silent("connect-after-meeting");
    l.due("thank-for-meeting", "2026-11-06", Some("2026-11-13"));
    let mut l = life();
    l.facts.contact.connected_on = Some(day("2026-11-01"));
    l.met("2026-11-05");
    l.silent("connect-after-meeting");
    l.due("thank-for-meeting", "2026-11-06", Some("2026-11-13"));
}

#[test]
fn being_connected_makes_a_connect_moot() {
    let mut l = life();
    l.met("2026-11-03");
    l.facts.contact.connected_on = Some(day("2026-11-09"));
    l.silent("connect-after-meeting");
}

#[test]
fn a_withdrawn_request_leaves_the_next_meeting_free_to_ask_again() {
    let mut l = life();
    l.request("2026-09-01").became(Status::Withdrawn, "2026-10-01").met("2026-11-03");
    l.due("connect-after-meeting", "2026-11-04", Some("2026-11-24"));
}

#[test]
fn a_meeting_or_a_call_raises_a_thank_you_the_next_working_day_until_you_write() {
    let mut l = life();
    l.meeting("2026-11-06");
    l.due("thank-for-meeting", "2026-11-09", Some("2026-11-16"));
    l.call(day("2026-11-10"));
    l.due("thank-for-meeting", "2026-11-11", Some("2026-11-18"));
    l.wrote("2026-11-11");
    l.silent("thank-for-meeting");
}

#[test]
fn an_accepted_request_raises_a_thank_you_and_later_something_to_share() {
    let mut l = life();
    l.request("2026-11-03").became(Status::Accepted, "2026-11-05");
    l.due("thank-for-accepting", "2026-11-06", Some("2026-11-19"));
    l.due("share-resource", "2026-11-19", Some("2027-01-04"));
    l.silent("nudge-request");
    l.silent("decide-stale-request");
    l.wrote("2026-11-06");
    l.silent("thank-for-accepting");
    assert_eq!(l.open("share-resource").kind, Kind::ShareResource);
}

#[test]
fn something_is_shared_once_after_an_acceptance() {
    let mut l = life();
    l.request("2026-11-03").became(Status::Accepted, "2026-11-05");
    l.decide("share-resource", Outcome::Done, "2026-11-19");
    l.silent("share-resource");
}

#[test]
fn a_pending_request_is_nudged_once_after_ten_days_by_another_channel() {
    let mut l = life();
    l.request("2026-11-03");
    l.due("nudge-request", "2026-11-13", Some("2026-12-01"));
    let nudge = l.open("nudge-request");
    assert_eq!((nudge.kind, nudge.channel.as_deref()), (Kind::Nudge, Some("email")));
    l.decide("nudge-request", Outcome::Done, "2026-11-13");
    l.silent("nudge-request");
    l.due("decide-stale-request", "2026-12-03", Some("2027-05-02"));
}

#[test]
fn an_answered_request_is_never_nudged() {
    for status in [Status::Accepted, Status::Declined, Status::Withdrawn, Status::Expired] {
        let mut l = life();
        l.request("2026-11-03").became(status, "2026-11-05");
        l.silent("nudge-request");
        l.silent("decide-stale-request");
    }
    let mut l = life();
    l.request("2026-11-03").heard("2026-11-05");
    l.silent("nudge-request");
    l.open("decide-stale-request");
}

#[test]
fn a_pending_request_that_can_only_be_messaged_on_the_network_asks_for_a_decision() {
    let mut l = life().network_only();
    l.request("2026-11-03");
    let r = l.open("nudge-request");
    assert_eq!((r.kind, r.due_on, r.lapses_on), (Kind::Decide, day("2026-11-13"), Some(day("2026-12-01"))));
    assert!(r.reason.contains("21 days"), "{}", r.reason);
}

#[test]
fn a_received_request_asks_for_a_decision_after_three_days() {
    let mut l = life();
    l.received("2026-11-03");
    l.due("answer-request", "2026-11-06", Some("2027-05-02"));
    assert_eq!(l.open("answer-request").kind, Kind::Decide);
    l.became(Status::Accepted, "2026-11-07");
    l.silent("answer-request");
    l.silent("thank-for-accepting");
}

#[test]
fn an_awaited_reply_is_nudged_after_a_week_and_two_weeks_after_that_nudge_then_never_again() {
    let mut l = life();
    l.asked("2026-11-03");
    l.due("nudge-awaited-reply", "2026-11-10", Some("2026-12-18"));
    l.decide("nudge-awaited-reply", Outcome::Done, "2026-11-12");
    l.due("nudge-awaited-reply", "2026-11-26", Some("2026-12-18"));
    assert_eq!(l.open("nudge-awaited-reply").step, 2);
    l.decide("nudge-awaited-reply", Outcome::Done, "2026-11-26");
    l.silent("nudge-awaited-reply");
}

#[test]
fn anything_from_them_ends_the_wait() {
    let mut l = life();
    l.asked("2026-11-03").heard("2026-11-04");
    l.silent("nudge-awaited-reply");
    let mut l = life();
    l.asked("2026-11-03").meeting("2026-11-04");
    l.silent("nudge-awaited-reply");
    let mut l = life();
    l.asked("2026-11-03").note("2026-11-04");
    l.open("nudge-awaited-reply");
}

#[test]
fn a_promise_is_due_on_its_day_and_never_lapses() {
    let mut l = life();
    l.promise("2026-11-03", "2026-11-20");
    l.due("keep-promise", "2026-11-20", None);
    assert_eq!(l.open("keep-promise").text.as_deref(), Some("send the slides"));
    l.decide("keep-promise", Outcome::Done, "2026-11-19");
    l.silent("keep-promise");
}

#[test]
fn a_reminder_is_due_on_its_day() {
    let mut l = life();
    l.promise_on(PromiseKind::Reminder, day("2026-11-03"), day("2027-03-01"));
    l.due("remind", "2027-03-01", None);
}

#[test]
fn a_cadence_counts_from_the_last_contact_and_moves_with_every_contact() {
    let mut l = life();
    l.silent("keep-in-touch");
    l.facts.contact.every = Span::parse("6 weeks");
    l.due("keep-in-touch", "2026-12-14", None);
    assert_eq!(l.anchor("keep-in-touch"), Anchor::Contact);
    l.meeting("2026-11-10");
    l.due("keep-in-touch", "2026-12-22", None);
    l.heard("2026-11-17");
    l.due("keep-in-touch", "2026-12-29", None);
}

#[test]
fn a_new_company_is_a_reason_to_congratulate_until_you_write() {
    let mut l = life();
    l.mark(MarkKind::CompanyChanged, day("2026-11-03"));
    l.due("congratulate", "2026-11-04", Some("2026-11-17"));
    l.wrote("2026-11-04");
    l.silent("congratulate");
}

#[test]
fn introducing_and_asking_for_feedback_are_off_until_switched_on() {
    let mut l = life();
    l.request("2026-11-03").became(Status::Declined, "2026-11-05");
    l.silent("ask-feedback");
    l.playbook.rules.iter_mut().for_each(|r| r.enabled = true);
    l.due("ask-feedback", "2026-11-09", Some("2026-11-19"));
    let mut l = life();
    l.playbook.rules.iter_mut().for_each(|r| r.enabled = true);
    l.request("2026-11-03").became(Status::Accepted, "2026-11-05");
    l.due("introduce", "2026-12-07", Some("2027-02-03"));
}

// ---- facts --------------------------------------------------------------------------------------

#[test]
fn ruling_1_facts_of_one_day_stand_in_order_of_time_else_of_entry() {
    let mut l = life();
    l.heard("2026-11-03").at("15:00:00").asked("2026-11-03").at("09:00:00");
    l.silent("nudge-awaited-reply");
    let mut l = life();
    l.heard("2026-11-03").at("09:00:00").asked("2026-11-03").at("15:00:00");
    l.open("nudge-awaited-reply");
    let mut l = life();
    l.heard("2026-11-03").asked("2026-11-03");
    l.open("nudge-awaited-reply");
    let mut l = life();
    l.asked("2026-11-03").heard("2026-11-03");
    l.silent("nudge-awaited-reply");
}

#[test]
fn ruling_2_a_fact_logged_late_plans_as_if_logged_in_time_and_never_moves_last_contact_back() {
    let mut late = life();
    late.wrote("2026-11-10").meeting("2026-11-03");
    assert_eq!(late.plan().summary.last_contact_on, Some(day("2026-11-10")));
    late.silent("thank-for-meeting");
    let mut l = life();
    l.met("2026-11-10").request("2026-11-03").became(Status::Accepted, "2026-11-05");
    l.silent("connect-after-meeting");
    l.open("thank-for-meeting");
}

#[test]
fn ruling_3_notes_and_requests_are_no_contact() {
    let mut l = life();
    l.note("2026-11-05").request("2026-11-06").became(Status::Accepted, "2026-11-07");
    assert_eq!(l.plan().summary.last_contact_on, None);
    l.wrote("2026-11-08");
    assert_eq!(l.plan().summary.last_contact_on, Some(day("2026-11-08")));
}

#[test]
fn ruling_4_the_plan_follows_a_fact_that_is_removed_or_corrected() {
    let mut l = life();
    l.met("2026-11-03").request("2026-11-04");
    l.silent("connect-after-meeting");
    l.facts.requests.clear();
    l.open("connect-after-meeting");
    l.facts.interactions[0].on = day("2026-11-10");
    l.due("connect-after-meeting", "2026-11-11", Some("2026-12-01"));
}

// ---- follow-ups ---------------------------------------------------------------------------------

#[test]
fn ruling_5_what_the_user_did_sticks_to_the_key_and_stops_are_computed_anew() {
    let mut l = life();
    l.met("2026-11-03").decide("connect-after-meeting", Outcome::Skipped, "2026-11-04");
    l.silent("connect-after-meeting");
    l.request("2026-11-05");
    let skipped = l.plan().raised.into_iter().find(|r| r.rule == "connect-after-meeting").unwrap();
    assert_eq!(skipped.closing, Closing::Skipped(day("2026-11-04")));
    l.facts.decisions[0].outcome = None;
    let stopped = l.plan().raised.into_iter().find(|r| r.rule == "connect-after-meeting").unwrap();
    assert!(matches!(stopped.closing, Closing::Stopped(_)));
}

#[test]
fn ruling_6_the_newest_anchor_takes_over_and_the_older_one_is_stopped() {
    let mut l = life();
    l.met("2026-11-03").snooze("connect-after-meeting", "2026-11-16").met("2026-11-10");
    assert_eq!(l.anchor("connect-after-meeting"), Anchor::Fact(2));
    let older = l.plan().raised.into_iter().find(|r| r.anchor == Anchor::Fact(1)).unwrap();
    assert!(matches!(older.closing, Closing::Stopped(why) if why.contains("took its place")));
}

#[test]
fn ruling_6_two_promises_stand_side_by_side() {
    let mut l = life();
    l.promise("2026-11-03", "2026-11-20").promise("2026-11-04", "2026-11-25");
    assert_eq!(l.all_open("keep-promise").len(), 2);
}

fn visible_decisions(l: &Life, today: Day) -> Vec<String> {
    let open = l.plan().raised.into_iter().filter(|r| r.kind == Kind::Decide && r.closing == Closing::Open);
    open.filter(|r| r.visible_from.is_none_or(|d| d <= today) && r.lapses_on.is_none_or(|d| d >= today))
        .map(|r| r.rule)
        .collect()
}

#[test]
fn ruling_6_at_most_one_open_decision_a_request() {
    let mut l = life().network_only();
    l.request("2026-11-03");
    assert_eq!(visible_decisions(&l, day("2026-11-03")), ["nudge-request"]);
    assert_eq!(visible_decisions(&l, day("2026-12-01")), ["nudge-request"]);
    assert_eq!(visible_decisions(&l, day("2026-12-02")), ["decide-stale-request"]);
}

fn row(id: i64, contact_id: i64, kind: Kind, importance: u32, due_on: &str, span: u32) -> FollowUp {
    FollowUp {
        id,
        contact_id,
        contact: format!("contact {contact_id}"),
        kind,
        rule: "rule".into(),
        reason: "reason".into(),
        importance,
        span,
        due_on: day(due_on),
        original_due_on: day(due_on),
        snoozed_until: None,
        visible_from: None,
        lapses_on: None,
        channel: Some("linkedin".into()),
        text: None,
    }
}

#[test]
fn ruling_7_one_line_a_contact_a_day_but_promises_and_reminders_have_their_own() {
    let today = day("2026-11-23");
    let mut rows = vec![
        row(1, 1, Kind::CheckIn, 100, "2026-11-20", 7),
        row(2, 1, Kind::ThankYou, 30, "2026-11-23", 14),
        row(3, 1, Kind::Promise, 10, "2026-11-23", 7),
        row(4, 1, Kind::Nudge, 40, "2026-11-25", 7),
        row(5, 2, Kind::CheckIn, 100, "2026-11-23", 7),
    ];
    agenda::order(&mut rows, today);
    let lines = agenda::lines(rows, today);
    let ids: Vec<(i64, Vec<i64>)> = lines.iter().map(|l| (l.first.id, l.rest.iter().map(|r| r.id).collect())).collect();
    assert_eq!(ids, [(3, vec![]), (2, vec![1]), (5, vec![]), (4, vec![])]);
}

#[test]
fn ruling_7_importance_comes_first_then_lateness_relative_to_the_span() {
    let today = day("2026-11-23");
    let mut rows = vec![
        row(1, 1, Kind::CheckIn, 100, "2026-11-13", 180),
        row(2, 2, Kind::CheckIn, 100, "2026-11-20", 7),
        row(3, 3, Kind::ThankYou, 30, "2026-11-23", 14),
    ];
    agenda::order(&mut rows, today);
    assert_eq!(rows.iter().map(|r| r.id).collect::<Vec<_>>(), [3, 2, 1]);
    let order = [
        "keep-promise",
        "remind",
        "thank-for-accepting",
        "nudge-awaited-reply",
        "thank-for-meeting",
        "connect-after-meeting",
        "nudge-request",
        "share-resource",
        "congratulate",
        "keep-in-touch",
    ];
    let book = Playbook::built_in();
    let weights: Vec<u32> = order.iter().map(|n| book.rule(n).unwrap().importance).collect();
    assert!(weights.is_sorted() && weights.windows(2).all(|w| w[0] < w[1]), "{weights:?}");
    let decide = book.rules.iter().filter(|r| r.kind == Kind::Decide).map(|r| r.importance);
    assert!(decide.min() > weights.last().copied());
}

#[test]
fn ruling_9_a_skip_is_for_good_but_for_a_check_in_one_turn_and_for_a_decision_a_rest() {
    let mut l = life();
    l.asked("2026-11-03").decide("nudge-awaited-reply", Outcome::Skipped, "2026-11-10");
    l.silent("nudge-awaited-reply");
    let mut l = life();
    l.facts.contact.every = Span::parse("6 weeks");
    l.meeting("2026-11-03").wrote("2026-11-03");
    l.due("keep-in-touch", "2026-12-15", None);
    l.decide("keep-in-touch", Outcome::Skipped, "2026-12-18");
    l.due("keep-in-touch", "2027-01-26", None);
    let mut l = life();
    l.received("2026-11-03").decide("answer-request", Outcome::Skipped, "2026-11-10");
    l.due("answer-request", "2026-12-10", Some("2027-05-02"));
}

#[test]
fn ruling_9_a_skipped_decision_rests_every_decision_about_that_request() {
    let mut l = life().network_only();
    l.request("2026-11-03").decide("nudge-request", Outcome::Skipped, "2026-11-20");
    assert!(visible_decisions(&l, day("2026-12-10")).is_empty());
    assert_eq!(visible_decisions(&l, day("2026-12-21")).len(), 1);
}

#[test]
fn ruling_10_a_snooze_keeps_the_original_day_and_stretches_the_lapse_to_a_week_after() {
    let mut l = life();
    l.met("2026-11-03").snooze("connect-after-meeting", "2026-11-23");
    let r = l.open("connect-after-meeting");
    assert_eq!((r.due_on, r.original_due_on), (day("2026-11-23"), day("2026-11-04")));
    assert_eq!((r.snoozed_until, r.lapses_on), (Some(day("2026-11-23")), Some(day("2026-11-30"))));
}

#[test]
fn ruling_11_the_last_day_counts_and_nothing_lapses_sooner_than_five_working_days_after_it_is_due() {
    let mut l = life();
    l.meeting("2026-11-06");
    let r = l.open("thank-for-meeting");
    assert_eq!((r.due_on, r.lapses_on), (day("2026-11-09"), Some(day("2026-11-16"))));
    let f = FollowUp { lapses_on: r.lapses_on, ..row(1, 1, r.kind, 50, "2026-11-09", 7) };
    assert_eq!(f.state(day("2026-11-16")), Some(State::Overdue));
    assert_eq!(f.state(day("2026-11-17")), Some(State::Lapsed));
}

#[test]
fn ruling_12_due_days_move_to_the_next_working_day_and_never_back() {
    let mut l = life();
    l.met("2026-11-06");
    let r = l.open("connect-after-meeting");
    assert_eq!(r.due_on, day("2026-11-09"));
    assert!(r.shifts.iter().any(|s| s.contains("not a working day")), "{:?}", r.shifts);
    l.calendar = Calendar::new(&[chrono::Weekday::Tue], [day("2026-11-10")].into()).unwrap();
    assert_eq!(l.open("connect-after-meeting").due_on, day("2026-11-17"));
}

#[test]
fn ruling_12_a_day_the_user_named_stays_as_named() {
    let mut l = life();
    l.promise("2026-11-03", "2026-11-21").met("2026-11-03").snooze("connect-after-meeting", "2026-11-22");
    l.due("keep-promise", "2026-11-21", None);
    assert_eq!(l.open("connect-after-meeting").due_on, day("2026-11-22"));
}

// ---- tact ---------------------------------------------------------------------------------------

#[test]
fn ruling_13_after_two_messages_without_a_sign_of_life_everything_but_duties_rests() {
    let mut l = life();
    l.facts.contact.every = Span::parse("2 weeks");
    l.wrote("2026-11-03").asked("2026-11-05").promise("2026-11-05", "2026-11-20").received("2026-11-04");
    let plan = l.plan();
    assert_eq!(plan.summary.resting_since, None, "a request from them is a sign of life");
    l.facts.requests.clear();
    assert_eq!(l.plan().summary.resting_since, Some(day("2026-11-05")));
    l.silent("keep-in-touch");
    l.silent("nudge-awaited-reply");
    l.open("keep-promise");
    let why = l.plan().absent.into_iter().find(|a| a.rule == "keep-in-touch").unwrap().why;
    assert!(why.contains("resting since Thu 5 Nov 2026"), "{why}");
    l.request("2026-10-01");
    l.open("decide-stale-request");
    l.silent("nudge-request");
    l.facts.contact.emails.clear();
    assert_eq!(l.open("nudge-request").kind, Kind::Decide, "a decision is heard");
}

#[test]
fn ruling_13_a_sign_of_life_or_a_wake_ends_the_rest_and_older_messages_do_not_count() {
    for sign in 0..4 {
        let mut l = life();
        l.facts.contact.every = Span::parse("2 weeks");
        l.wrote("2026-11-03").wrote("2026-11-05");
        l.silent("keep-in-touch");
        match sign {
            0 => l.heard("2026-11-06"),
            1 => l.meeting("2026-11-06"),
            2 => l.request("2026-11-05").became(Status::Accepted, "2026-11-06"),
            _ => l.mark(MarkKind::Wake, day("2026-11-06")),
        };
        l.open("keep-in-touch");
        l.wrote("2026-11-07");
        assert_eq!(l.plan().summary.resting_since, None, "sign {sign}");
    }
}

#[test]
fn ruling_13_nudges_of_an_awaited_message_do_not_count_towards_rest() {
    let mut l = life();
    l.asked("2026-11-03");
    l.decide("nudge-awaited-reply", Outcome::Done, "2026-11-10");
    l.decide("nudge-awaited-reply", Outcome::Done, "2026-11-24");
    assert_eq!(l.plan().summary.resting_since, None);
    l.wrote("2026-11-30");
    assert_eq!(l.plan().summary.resting_since, Some(day("2026-11-30")));
}

#[test]
fn ruling_14_a_check_in_waits_a_week_after_any_message_of_yours() {
    let mut l = life();
    l.facts.contact.every = Span::parse("3 days");
    l.wrote("2026-11-03");
    l.due("keep-in-touch", "2026-11-10", None);
    assert!(l.open("keep-in-touch").shifts.iter().any(|s| s.contains("7 days")));
}

#[test]
fn ruling_15_archived_and_do_not_contact_raise_nothing() {
    for set in [|l: &mut Life| l.facts.contact.archived = true, |l: &mut Life| l.facts.contact.do_not_contact = true] {
        let mut l = life();
        l.met("2026-11-03").promise("2026-11-03", "2026-11-20").request("2026-09-01");
        set(&mut l);
        assert!(l.plan().raised.iter().all(|r| r.closing != Closing::Open));
    }
}

#[test]
fn ruling_15_a_pause_hides_and_stretches_the_window() {
    let mut l = life();
    l.met("2026-11-03");
    (l.facts.contact.paused_on, l.facts.contact.paused_until) = (Some(day("2026-11-05")), Some(day("2026-12-05")));
    let r = l.open("connect-after-meeting");
    assert_eq!(r.visible_from, Some(day("2026-12-05")));
    assert_eq!(r.lapses_on, Some(day("2026-12-24")));
    let f =
        FollowUp { visible_from: r.visible_from, lapses_on: r.lapses_on, ..row(1, 1, r.kind, 60, "2026-11-04", 20) };
    assert_eq!(f.state(day("2026-12-04")), None);
    assert_eq!(f.state(day("2026-12-05")), Some(State::Overdue));
}

#[test]
fn ruling_16_the_most_specific_cadence_wins() {
    let mut l = life();
    l.playbook.relationship_cadence.insert(Relationship::KnowWell, Span::parse("6 months").unwrap());
    l.playbook.tag_cadence.insert("mentor".into(), Span::parse("6 weeks").unwrap());
    l.playbook.tag_cadence.insert("lead".into(), Span::parse("2 weeks").unwrap());
    l.facts.contact.relationship = Some(Relationship::KnowWell);
    l.due("keep-in-touch", "2027-05-03", None);
    l.facts.contact.tags = vec!["lead".into(), "mentor".into()];
    l.due("keep-in-touch", "2026-11-16", None);
    l.facts.contact.every = Span::parse("1 year");
    l.due("keep-in-touch", "2027-11-02", None);
}

#[test]
fn ruling_17_beyond_the_networks_week_the_less_important_connects_wait() {
    let today = day("2026-11-23");
    let mut rows: Vec<FollowUp> = (1..=5).map(|n| row(n, n, Kind::Connect, 60, "2026-11-20", 20)).collect();
    rows[4].due_on = day("2026-11-10");
    rows.push(row(6, 6, Kind::ThankYou, 50, "2026-11-20", 7));
    rows.push(FollowUp { channel: Some("xing".into()), ..row(7, 7, Kind::Connect, 60, "2026-11-20", 20) });
    rows.push(row(8, 8, Kind::Connect, 60, "2026-11-27", 20));
    agenda::order(&mut rows, today);
    assert_eq!(agenda::shape(&mut rows, today, 2), 3);
    assert_eq!(rows.iter().map(|r| r.id).collect::<Vec<_>>(), [6, 5, 1, 7, 8]);
}

// ---- requests -----------------------------------------------------------------------------------

#[test]
fn ruling_19_only_a_pending_request_moves_and_never_back() {
    for from in Status::ALL {
        for to in Status::ALL {
            let legal = *from == Status::Pending && *to != Status::Pending;
            assert_eq!(from.may_become(*to), legal, "{from} to {to}");
        }
    }
}

#[test]
fn ruling_19_nothing_makes_a_request_accepted_but_the_word_that_it_was() {
    let mut l = life();
    l.request("2026-01-05").heard("2026-02-01").meeting("2026-03-01").wrote("2026-04-01");
    assert_eq!(l.plan().summary.connection, Connection::Pending);
    l.silent("thank-for-accepting");
}

#[test]
fn ruling_21_old_pending_requests_of_an_import_raise_nothing_each() {
    let mut l = life();
    l.request("2026-08-03");
    let r = &mut l.facts.requests[0];
    (r.source, r.recorded_on) = (Some("linkedin".into()), day("2026-11-23"));
    l.silent("decide-stale-request");
    l.silent("nudge-request");
    let r = &mut l.facts.requests[0];
    r.sent_on = day("2026-11-10");
    l.open("nudge-request");
    let r = &mut l.facts.requests[0];
    r.outcome_unknown = true;
    l.silent("nudge-request");
    assert_eq!(l.plan().summary.connection, Connection::None);
}

#[test]
fn an_acceptance_that_had_lapsed_by_the_day_it_was_recorded_raises_no_thank_you() {
    let mut l = life();
    l.request("2026-03-03").became(Status::Accepted, "2026-03-10");
    l.facts.requests[0].recorded_on = day("2026-11-23");
    l.silent("thank-for-accepting");
    l.silent("share-resource");
}

#[test]
fn an_answer_comes_after_its_question_whatever_is_known_of_the_times() {
    let mut l = life();
    l.request("2026-11-03").became(Status::Accepted, "2026-11-03");
    l.facts.requests[0].resolved_at = intouch::model::day::parse_stamp("2026-11-03T09:00:00Z");
    l.silent("nudge-request");
    l.silent("decide-stale-request");
    l.open("thank-for-accepting");
}
