//! Rulings that show only where facts are recorded: what done records, who has no plan, requests
//! without a note, a playbook that changes.

use crate::stage::Stage;
use serde_json::{Value, json};

/// The number of a contact's open follow-up of that kind.
#[track_caller]
fn open(stage: &Stage, who: &str, kind: &str) -> String {
    let show = stage.json(&["show", who]);
    let of_kind = |f: &&Value| f["kind"] == kind && ["overdue", "today", "upcoming"].iter().any(|s| f["state"] == *s);
    let found = show["follow_ups"].as_array().unwrap().iter().find(of_kind);
    found.unwrap_or_else(|| panic!("{kind}: {show:#}"))["id"].to_string()
}

#[test]
fn ruling_8_done_records_what_the_kind_means() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "yesterday"]);
    let connect = stage.json(&["done", &open(&stage, "laura", "connect"), "--message", "Hello Laura"]);
    assert_eq!(connect["recorded"]["message"], "Hello Laura");
    assert_eq!(connect["recorded"]["status"], "pending");
    stage.ok(&["accepted", "laura"]);
    let thanks = stage.json(&["done", &open(&stage, "laura", "thank-you"), "--message", "Thank you"]);
    assert_eq!(thanks["recorded"]["direction"], "out");
    let shared = stage.json(&["done", &open(&stage, "laura", "share-resource"), "--kind", "meeting"]);
    assert_eq!(shared["recorded"]["kind"], "meeting");
    stage.ok(&["promise", "laura", "the slides", "--by", "friday"]);
    stage.ok(&["remind", "laura", "ask about Oslo", "--on", "friday"]);
    stage.ok(&["add", "Mia Lund"]);
    stage.ok(&["request", "mia", "--received"]);
    for (who, kind) in [("laura", "promise"), ("laura", "reminder"), ("mia", "decide")] {
        let done = stage.json(&["done", &open(&stage, who, kind)]);
        assert_eq!(done["recorded"], Value::Null, "{kind} logs no contact");
    }
    stage.ok(&["promise", "laura", "the paper", "--by", "friday"]);
    let kept = stage.json(&["done", &open(&stage, "laura", "promise"), "--message", "Here is the paper"]);
    assert_eq!(kept["recorded"]["text"], "Here is the paper");
}

#[test]
fn ruling_18_nobody_gets_lost_unseen() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.ok(&["add", "Lars Berg", "--every", "6 weeks"]);
    stage.ok(&["add", "Mia Lund"]);
    let lost = |stage: &Stage| {
        let people = stage.json(&["list", "--no-plan"]);
        let names: Vec<String> =
            people.as_array().unwrap().iter().map(|p| p["given"].as_str().unwrap().to_owned()).collect();
        assert_eq!(stage.json(&[])["no_plan"], names.len());
        names
    };
    assert_eq!(lost(&stage), ["Mia"]);
    stage.day("2027-01-15");
    assert_eq!(lost(&stage), ["Laura", "Mia"], "the connect has lapsed");
    stage.ok(&["archive", "mia"]);
    assert_eq!(lost(&stage), ["Laura"]);
}

#[test]
fn ruling_20_without_a_note_is_a_legal_way_to_ask_and_the_thank_you_carries_the_words() {
    let mut stage = Stage::on("2026-11-23");
    for n in 0..6 {
        let who = format!("Guest Number{n}");
        stage.ok(&["add", &who, "--met", "RustConf", "--about", "async testing"]);
    }
    for n in 0..5 {
        let asked = stage.json(&["request", &format!("guest-number{n}"), "--message", "Hello"]);
        assert!(!asked["warnings"].to_string().contains("--no-note"), "note {n}: {asked}");
    }
    let spent = stage.run(&["draft", "guest-number5"]);
    assert!(spent.err.contains("--no-note"), "said before it is spent\n{}", spent.err);
    let asked = stage.json(&["request", "guest-number5", "--no-note"]);
    assert_eq!((&asked["warnings"], &asked["recorded"]["message"]), (&json!([]), &Value::Null));
    stage.ok(&["accepted", "guest-number5"]);
    stage.day("2026-11-24");
    let thanks = stage.json(&["draft", "guest-number5"]);
    let body = thanks["body"].as_str().unwrap();
    assert!(body.contains("RustConf") && body.contains("async testing"), "{body}");
}

#[test]
fn ruling_22_a_changed_playbook_plans_the_book_anew_and_says_so_once() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    let due = |stage: &Stage| stage.json(&["due", "--all"])[0]["due_on"].clone();
    assert_eq!(due(&stage), "2026-11-24");
    let number = open(&stage, "laura", "connect");
    let playbook = stage.ok(&["playbook", "show"]);
    std::fs::create_dir_all(stage.setting("").as_path()).unwrap();
    let at = playbook.find("name = \"connect-after-meeting\"").unwrap();
    let connect = format!("{}{}", &playbook[..at], playbook[at..].replacen("due = \"1 day\"", "due = \"3 days\"", 1));
    assert_ne!(connect, playbook);
    std::fs::write(stage.setting("playbook.toml"), &connect).unwrap();
    let first = stage.run(&["due", "--all"]);
    assert!(first.err.contains("planned anew"), "{}", first.err);
    assert_eq!(due(&stage), "2026-11-26");
    assert!(!stage.run(&["due", "--all"]).err.contains("planned anew"), "said once");
    assert_eq!(open(&stage, "laura", "connect"), number, "the number stays");
}
