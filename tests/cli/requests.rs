//! Requests to connect, what becomes of them, and the limits they count against.

use crate::stage::Stage;
use serde_json::{Value, json};

fn stage() -> Stage {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    stage
}

#[test]
fn a_request_waits_with_its_age() {
    let mut stage = stage();
    let sent = stage.json(&["request", "laura", "--message", "Hi Laura", "--on", "2026-11-20"]);
    let request = &sent["recorded"];
    assert_eq!(request["direction"], "sent");
    assert_eq!(request["channel"], "linkedin");
    assert_eq!(request["attempt"], 1);
    stage.day("2026-12-04");
    let pending = stage.json(&["requests"]);
    assert_eq!(pending[0]["age_days"], 14);
    assert_eq!(pending[0]["status"], "pending");
    assert!(stage.ok(&["requests"]).contains("no other channel is known"));
    stage.ok(&["edit", "laura", "--email", "laura@example.com"]);
    assert!(stage.ok(&["requests"]).contains("nudge once"));
    stage.day("2027-07-01");
    assert!(stage.ok(&["requests"]).contains("probably expired"));
    assert_eq!(stage.json(&["requests"])[0]["status"], "pending", "shown, never written");
}

#[test]
fn only_the_legal_moves_happen() {
    for outcome in ["accepted", "declined", "withdrawn", "expired"] {
        let stage = stage();
        stage.ok(&["request", "laura"]);
        assert_eq!(stage.json(&[outcome, "laura"])["recorded"]["status"], outcome);
        for again in ["declined", "withdrawn", "expired"] {
            assert_eq!(stage.fails(4, &[again, "laura"])["kind"], "not-found", "{outcome} then {again}");
        }
        assert_eq!(stage.json(&["requests"]), json!([]));
        let flag = format!("--{outcome}");
        assert_eq!(stage.json(&["requests", &flag]).as_array().unwrap().len(), 1);
        assert_eq!(stage.json(&["requests", "--all"]).as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_request_can_not_be_answered_before_it_was_sent() {
    let stage = stage();
    stage.ok(&["request", "laura", "--on", "2026-11-20"]);
    assert_eq!(stage.fails(3, &["accepted", "laura", "--on", "2026-11-19"])["kind"], "input");
    assert_eq!(stage.json(&["requests"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_second_request_while_one_waits_is_refused() {
    let stage = stage();
    stage.ok(&["request", "laura"]);
    assert_eq!(stage.fails(3, &["request", "laura"])["kind"], "input");
    stage.ok(&["accepted", "laura"]);
    assert_eq!(stage.fails(3, &["request", "laura"])["kind"], "input", "connected already");
}

#[test]
fn every_attempt_stays_and_is_counted() {
    let mut stage = stage();
    stage.ok(&["request", "laura"]);
    stage.ok(&["declined", "laura"]);
    stage.day("2027-03-01");
    let second = stage.json(&["request", "laura"]);
    assert_eq!(second["recorded"]["attempt"], 2);
    assert_eq!(stage.json(&["requests", "--all"]).as_array().unwrap().len(), 2);
}

#[test]
fn asking_again_too_early_after_withdrawing_warns_with_the_date() {
    let mut stage = stage();
    stage.ok(&["request", "laura"]);
    assert!(stage.ok(&["withdrawn", "laura"]).contains("14 Dec 2026"), "21 days after");
    stage.day("2026-12-01");
    let early = stage.json(&["request", "laura"]);
    assert!(early["warnings"].to_string().contains("14 Dec 2026"), "{early}");
    let mut patient = self::stage();
    patient.ok(&["request", "laura"]);
    patient.ok(&["withdrawn", "laura"]);
    patient.day("2026-12-14");
    assert_eq!(patient.json(&["request", "laura"])["warnings"], json!([]));
}

#[test]
fn an_acceptance_without_a_request_offers_to_record_one() {
    let mut stage = stage();
    let error = stage.fails(4, &["accepted", "laura"]);
    assert!(error["hint"].as_str().unwrap().contains("--yes"), "{error}");
    assert_eq!(stage.json(&["requests", "--all"]), json!([]));
    let accepted = stage.json(&["accepted", "laura", "--yes", "--on", "2026-11-20"]);
    assert_eq!(accepted["person"]["connection"], "connected");
    assert_eq!(accepted["recorded"]["resolved_on"], "2026-11-20");
    stage.ok(&["add", "Lars Berg"]);
    stage.terminal.input = true;
    stage.with_input("y\n");
    assert_eq!(stage.json(&["accepted", "lars"])["person"]["connection"], "connected", "asked on a terminal");
}

#[test]
fn a_received_request_is_answered_not_sent() {
    let mut stage = stage();
    let received = stage.json(&["request", "laura", "--received", "--message", "Hello!"]);
    assert_eq!(received["recorded"]["direction"], "received");
    stage.day("2026-11-26");
    assert_eq!(stage.json(&["due"])[0]["rule"], "answer-request");
    assert_eq!(stage.json(&["requests", "--received"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["accepted", "laura"])["person"]["connection"], "connected");
    assert_eq!(stage.json(&["due"]), json!([]));
}

#[test]
fn people_connected_already_are_recorded_as_such() {
    let stage = stage();
    let today = stage.json(&["edit", "laura", "--connected"]);
    assert_eq!(today["person"]["connection"], "connected");
    assert_eq!(today["follow_ups"], json!([]));
    stage.ok(&["add", "Lars Berg", "--connected", "2020-05-01", "--met", "RustConf"]);
    let met = stage.json(&["show", "lars"]);
    assert_eq!(met["follow_ups"][0]["rule"], "thank-for-meeting", "connected before they met");
}

#[test]
fn the_months_notes_are_counted_before_one_is_spent() {
    let stage = Stage::on("2026-11-23");
    let said = |n: usize, note: bool| {
        let name = format!("Person Number{n}");
        stage.ok(&["add", &name]);
        let slug = format!("person-number{n}");
        let words: &[&str] = if note { &["--message", "Hi"] } else { &["--no-note"] };
        let answer = stage.json(&[&["request", &slug], words].concat());
        answer["warnings"].to_string().contains("--no-note")
    };
    for n in 0..5 {
        assert!(!said(n, true), "note {n}");
    }
    assert!(said(5, true), "the sixth");
    assert!(!said(6, false), "one without a note is free");
    assert!(stage.ok(&[]).contains("0 of 5 notes left this month"));
    stage.ok(&["config", "set", "linkedin.plan", "premium"]);
    assert!(!said(7, true), "a paid account has no such limit");
}

#[test]
fn the_weeks_invitations_are_counted() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["config", "set", "linkedin.invitations_a_week", "2"]);
    for (n, name) in ["Ada One", "Bea Two", "Cai Three"].iter().enumerate() {
        stage.ok(&["add", name]);
        let warnings = stage.json(&["request", name, "--no-note"])["warnings"].clone();
        assert_eq!(warnings.as_array().unwrap().len(), usize::from(n == 2), "{name}: {warnings}");
    }
}

#[test]
fn beyond_the_weeks_ceiling_connects_wait_and_the_day_says_so() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["config", "set", "linkedin.invitations_a_week", "2"]);
    for name in ["Ada One", "Bea Two", "Cai Three"] {
        stage.ok(&["add", name, "--met", "RustConf"]);
    }
    stage.day("2026-11-24");
    let day = stage.json(&[]);
    assert_eq!(day["due"].as_array().unwrap().len(), 2);
    assert_eq!(day["waiting"], 1);
    assert!(stage.ok(&[]).contains("1 connect follow-up waits"));
    assert_eq!(stage.json(&["due", "--all"]).as_array().unwrap().len(), 3);
}

#[test]
fn a_note_that_is_too_long_for_the_account_warns() {
    let stage = stage();
    let long = "word ".repeat(45);
    let warnings = stage.json(&["request", "laura", "--message", &long])["warnings"].to_string();
    assert!(warnings.contains("\"over-limit: "), "{warnings}");
}

#[test]
fn a_request_on_another_network_counts_nothing() {
    let stage = stage();
    let sent = stage.json(&["request", "laura", "--channel", "Xing", "--message", &"word ".repeat(60)]);
    assert_eq!(sent["recorded"]["channel"], "xing");
    let warnings = sent["warnings"].to_string();
    assert!(!warnings.contains("over-limit") && !warnings.contains("--no-note"), "{warnings}");
    assert_eq!(stage.json(&[])["pace"]["invitations"], 0);
}

#[test]
fn options_that_exclude_each_other_are_a_usage_error() {
    let stage = stage();
    for bad in [
        &["request", "laura", "--message", "x", "--no-note"][..],
        &["request", "laura", "--message", "x", "--as-drafted"],
        &["requests", "--pending", "--accepted"],
        &["request"],
        &["nonsense"],
        &["due", "--nonsense"],
    ] {
        let error = stage.fails(2, bad);
        assert_eq!(error["kind"], "usage", "{bad:?}");
        assert_ne!(error["message"], Value::Null);
    }
    assert_eq!(stage.json(&["show", "laura"])["requests"], json!([]));
}
