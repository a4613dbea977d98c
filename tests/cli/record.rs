//! Meetings, messages, calls, notes, promises, reminders, and corrections of all of them.

use crate::stage::Stage;
use serde_json::{Value, json};

fn stage() -> Stage {
    let stage = Stage::on("2026-11-23T15:00:00Z");
    stage.ok(&["add", "Laura Chen"]);
    stage.ok(&["add", "Lars Berg"]);
    stage
}

#[test]
fn an_evening_is_recorded_at_once() {
    let mut stage = stage();
    let met = stage.json(&["met", "laura", "lars", "--new", "Cleo Diaz", "--where", "RustConf", "--about", "async"]);
    let met = met.as_array().unwrap();
    assert_eq!(met.len(), 3);
    for answer in met {
        assert_eq!(answer["recorded"]["where"], "RustConf");
        assert_eq!(answer["recorded"]["about"], "async");
        assert_eq!(answer["follow_ups"][0]["kind"], "connect");
    }
    assert_eq!(met[2]["person"]["slug"], "cleo-diaz");
    stage.day("2026-11-24");
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 3);
}

#[test]
fn an_evening_may_come_from_standard_input() {
    let mut stage = stage();
    stage.with_input("laura | compilers\n\n+ Cleo Diaz | bees\n  + Yusuf Aydin\n");
    let met = stage.json(&["met", "-", "--where", "RustConf", "--about", "the talk"]);
    let seen: Vec<(&str, &str)> = met
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["person"]["name"].as_str().unwrap(), a["recorded"]["about"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [("Laura Chen", "compilers"), ("Cleo Diaz", "bees"), ("Yusuf Aydin", "the talk")]);
}

#[test]
fn an_evening_with_one_mistake_records_nobody_and_names_the_line() {
    let mut stage = stage();
    stage.with_input("laura\n+ Cleo Diaz\nnobody-there\n");
    let error = stage.fails(4, &["met", "-", "--where", "RustConf"]);
    assert!(error["message"].as_str().unwrap().starts_with("line 3:"), "{error}");
    assert_eq!(stage.json(&["history", "laura"]), json!([]));
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    assert_eq!(stage.run(&["met", "laura", "Laura Chen"]).code, 3, "named twice");
    assert_eq!(stage.run(&["met"]).code, 3);
}

#[test]
fn without_kind_and_direction_it_is_a_note() {
    let stage = stage();
    let note = stage.json(&["log", "laura", "moves", "to", "Lisbon"]);
    assert_eq!(note["recorded"]["kind"], "note");
    assert_eq!(note["recorded"]["direction"], Value::Null);
    assert_eq!(note["recorded"]["text"], "moves to Lisbon");
    assert_eq!(note["person"]["last_contact_on"], Value::Null, "a note is no contact");
    assert_eq!(stage.run(&["log", "laura"]).code, 3, "a note says something");
}

#[test]
fn a_message_needs_a_direction() {
    let stage = stage();
    let error = stage.fails(3, &["log", "laura", "hello", "--kind", "message"]);
    assert!(error["message"].as_str().unwrap().contains("--in or --out"));
    assert_eq!(stage.fails(3, &["log", "laura", "hello", "--kind", "email"])["kind"], "input");
    assert_eq!(stage.json(&["log", "laura", "hello", "--out"])["recorded"]["kind"], "message");
    assert_eq!(stage.json(&["log", "laura", "--kind", "call"])["recorded"]["direction"], "both");
    assert_eq!(stage.run(&["log", "laura", "x", "--in", "--out"]).code, 2);
    assert_eq!(stage.run(&["log", "laura", "x", "--in", "--kind", "note"]).code, 3);
    assert_eq!(stage.run(&["log", "laura", "x", "--kind", "carrier-pigeon"]).code, 2);
}

#[test]
fn an_awaited_reply_is_nudged_until_it_comes() {
    let mut stage = stage();
    let sent = stage.json(&["log", "laura", "lunch?", "--out", "--await-reply", "--kind", "email"]);
    assert_eq!(sent["follow_ups"][0]["rule"], "nudge-awaited-reply");
    assert_eq!(sent["follow_ups"][0]["due_on"], "2026-11-30");
    stage.day("2026-11-25");
    let replied = stage.json(&["replied", "laura", "with pleasure"]);
    assert_eq!(replied["recorded"]["kind"], "email", "by the way it was asked");
    assert_eq!(replied["recorded"]["direction"], "in");
    assert_eq!(replied["follow_ups"], json!([]));
    assert_eq!(stage.run(&["log", "laura", "x", "--in", "--await-reply"]).code, 3);
}

#[test]
fn the_day_that_was_understood_is_said_back() {
    let stage = stage();
    assert!(stage.ok(&["log", "laura", "hi", "--out", "--on", "last tuesday"]).contains("Tue 17 Nov 2026"));
    assert!(stage.ok(&["promise", "laura", "the slides", "--by", "fri"]).contains("Fri 27 Nov 2026"));
    assert!(stage.ok(&["met", "laura", "--on", "yesterday"]).contains("yesterday"));
}

#[test]
fn facts_refuse_the_future_and_due_days_the_past() {
    let stage = stage();
    for bad in [
        &["log", "laura", "x", "--out", "--on", "tomorrow"][..],
        &["met", "laura", "--on", "2026-11-24"],
        &["replied", "laura", "--on", "in 2 weeks"],
        &["request", "laura", "--on", "tomorrow"],
        &["promise", "laura", "x", "--by", "yesterday"],
        &["remind", "laura", "x", "--on", "2026-11-22"],
        &["promise", "laura", "x", "--by", "31 feb"],
        &["promise", "laura", "x", "--by", "tomorrow or so"],
        &["promise", "laura", "x", "--by", "4/5/2026"],
        &["promise", "laura", "x", "--by", "10000-01-01"],
        &["promise", "laura", "x", "--by", "in 99999999999 years"],
        &["log", "laura", "x", "--out", "--on", "0000-00-00"],
        &["log", "laura", "x", "--out", "--on", ""],
    ] {
        let error = stage.fails(3, bad);
        assert!(error["hint"].is_string(), "{bad:?}: {error}");
    }
    assert_eq!(stage.json(&["history", "laura"]), json!([]));
}

#[test]
fn a_text_may_come_from_standard_input() {
    let mut stage = stage();
    stage.with_input("Dear Laura,\n\nas promised.\n");
    for line in
        [&["log", "laura", "-", "--out"][..], &["replied", "laura", "-"], &["request", "laura", "--message", "-"]]
    {
        let recorded = &stage.json(line)["recorded"];
        let text = recorded["text"].as_str().or(recorded["message"].as_str());
        assert_eq!(text, Some("Dear Laura,\n\nas promised."), "{line:?}");
    }
}

#[test]
fn a_promise_is_due_on_its_day_and_kept_once() {
    let mut stage = stage();
    let promised = stage.json(&["promise", "laura", "send the slides", "--by", "saturday"]);
    assert_eq!(promised["recorded"]["due_on"], "2026-11-28");
    assert!(promised["warnings"][0].as_str().unwrap().contains("working days"));
    stage.day("2026-11-28");
    let due = stage.json(&["due"]);
    assert_eq!(due[0]["kind"], "promise");
    assert_eq!(due[0]["text"], "send the slides");
    let kept = stage.json(&["done", "laura"]);
    assert_eq!(kept["follow_ups"], json!([]));
    assert_eq!(kept["recorded"], Value::Null, "keeping a promise is no contact");
    let history = stage.json(&["history", "laura"]);
    assert!(history[0]["status"].as_str().unwrap().starts_with("done"), "{history}");
}

#[test]
fn a_reminder_speaks_on_its_day() {
    let mut stage = stage();
    stage.ok(&["remind", "laura", "ask about the new job", "--on", "2026-12-01"]);
    assert_eq!(stage.json(&["due"]), json!([]));
    stage.day("2026-12-01");
    assert_eq!(stage.json(&["due"])[0]["kind"], "reminder");
    assert_eq!(stage.run(&["remind", "laura", "x"]).code, 2, "a reminder without a day");
}

#[test]
fn a_fact_is_corrected_and_the_plan_follows() {
    let stage = stage();
    stage.ok(&["met", "laura", "--where", "RustConf"]);
    let fact = stage.json(&["history", "laura"])[0]["id"].to_string();
    let corrected = stage.json(&["fact", "edit", &fact, "--on", "2026-11-19", "--where", "EuroRust"]);
    assert_eq!(corrected["recorded"]["where"], "EuroRust");
    assert_eq!(corrected["follow_ups"][0]["due_on"], "2026-11-20");
    let call = stage.json(&["fact", "edit", &fact, "--kind", "call"]);
    assert_eq!(call["follow_ups"][0]["rule"], "thank-for-meeting");
    let removed = stage.json(&["fact", "remove", &fact]);
    assert_eq!(removed["follow_ups"], json!([]));
    assert_eq!(stage.json(&["history", "laura"]), json!([]));
    assert_eq!(stage.fails(4, &["fact", "remove", &fact])["kind"], "not-found");
    assert_eq!(stage.run(&["fact", "edit", "99", "--on", "today"]).code, 4);
}

#[test]
fn a_correction_that_does_not_go_with_the_fact_is_refused() {
    let stage = stage();
    stage.ok(&["promise", "laura", "the slides", "--by", "friday"]);
    let promise = stage.json(&["history", "laura"])[0]["id"].to_string();
    assert_eq!(stage.run(&["fact", "edit", &promise, "--status", "accepted"]).code, 3);
    assert_eq!(stage.run(&["fact", "edit", &promise]).code, 3);
    let moved = stage.json(&["fact", "edit", &promise, "--by", "2026-12-04"]);
    assert_eq!(moved["follow_ups"][0]["due_on"], "2026-12-04");
    assert_eq!(stage.json(&["fact", "edit", &promise, "--text", "the paper"])["recorded"]["text"], "the paper");
}

#[test]
fn removing_what_closed_a_follow_up_opens_it_again() {
    let mut stage = stage();
    stage.ok(&["met", "laura", "--where", "RustConf"]);
    stage.day("2026-11-24");
    let id = stage.json(&["due"])[0]["id"].to_string();
    let request = stage.json(&["done", &id])["recorded"]["id"].to_string();
    assert_eq!(stage.json(&["due"]), json!([]));
    stage.ok(&["fact", "remove", &request]);
    assert_eq!(stage.json(&["due"])[0]["id"].to_string(), id, "under its old number");
}

#[test]
fn a_fact_logged_late_never_moves_last_contact_back() {
    let stage = stage();
    stage.ok(&["log", "laura", "hi", "--in", "--on", "2026-11-20"]);
    let late = stage.json(&["log", "laura", "hi", "--in", "--on", "2026-11-02"]);
    assert_eq!(late["person"]["last_contact_on"], "2026-11-20");
}

#[test]
fn an_empty_standard_input_is_no_message() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    stage.with_input("  \n").fails(3, &["log", "laura", "-", "--out"]);
    assert_eq!(stage.json(&["history", "laura"]).as_array().unwrap().len(), 0);
}

#[test]
fn the_day_understood_is_said_back() {
    let stage = Stage::on("2026-11-25");
    let added = stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "friday"]);
    assert!(added.contains("Fri 20 Nov 2026, 5 days ago"), "{added}");
    let edited = stage.ok(&["edit", "laura", "--on", "monday", "--connected", "yesterday"]);
    assert!(edited.contains("Mon 23 Nov 2026, 2 days ago"), "{edited}");
    assert!(edited.contains("connected since Tue 24 Nov 2026"), "{edited}");
}

#[test]
fn what_is_known_of_somebody_introduced_is_no_encounter() {
    let stage = Stage::on("2026-11-25");
    stage.ok(&["add", "Ines Duarte", "--relationship", "introduced", "--about", "grant writing"]);
    assert_eq!(stage.json(&["history", "ines"])[0]["kind"], "note");
    stage.ok(&["add", "Nora Vale", "--relationship", "not-met", "--about", "Rust macros"]);
    assert!(stage.ok(&["draft", "nora"]).contains("Rust macros"));
}
