//! `export json` and `import json`: a book goes out and comes back, whole, once, and on any day.

use crate::reliability::schemas;
use crate::stage::Stage;
use serde_json::{Value, json};

fn exported(stage: &Stage) -> String {
    stage.ok(&["export", "json"])
}

/// The agenda without the numbers that belong to one book.
fn agenda(stage: &Stage) -> Vec<Value> {
    let mut rows = stage.json(&["due", "--all"]).as_array().unwrap().clone();
    for row in &mut rows {
        let row = row.as_object_mut().unwrap();
        row.remove("id");
        row.remove("contact_id");
    }
    rows.sort_by_key(ToString::to_string);
    rows
}

fn lived() -> Stage {
    let mut stage = Stage::on("2026-09-01T10:00:00Z");
    schemas::live(&mut stage);
    stage
}

#[test]
fn a_book_comes_back_as_it_was_on_any_day() {
    let from = lived();
    let text = exported(&from);
    for day in ["2026-11-23T10:00:00Z", "2027-06-01T03:00:00Z", "2025-01-01T10:00:00Z"] {
        let to = Stage::on(day);
        let path = to.file("book.json", &text);
        let report = to.json(&["import", "json", &path]);
        assert_eq!(report["contacts"]["created"], from.json(&["list"]).as_array().unwrap().len() + archived(&from));
        assert_eq!(exported(&to), text, "{day}");
        if day.starts_with("2026") {
            to.ok(&["doctor"]);
            assert_eq!(agenda(&to), agenda(&from));
        }
        // Once more, nothing is new; and it is one step back.
        let again = to.json(&["import", "json", &path]);
        assert_eq!(again["contacts"]["created"], 0);
        assert_eq!(
            (&again["contacts"]["updated"], &again["interactions"]["created"]),
            (&json!(0), &json!(0)),
            "{again}"
        );
        assert_eq!(exported(&to), text, "{day}");
        to.ok(&["undo"]);
        assert_eq!(to.json(&["list"]), json!([]));
        to.ok(&["redo"]);
        assert_eq!(exported(&to), text, "{day}");
    }
}

fn archived(stage: &Stage) -> usize {
    stage.json(&["list", "--archived"]).as_array().unwrap().len()
}

#[test]
fn a_dry_run_says_the_same_and_keeps_nothing() {
    let text = exported(&lived());
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let path = stage.file("book.json", &text);
    let mut dry = stage.json(&["import", "json", &path, "--dry-run"]);
    assert!(!stage.book().exists());
    dry["dry_run"] = json!(false);
    assert_eq!(stage.json(&["import", "json", &path]), dry);
}

#[test]
fn another_book_gets_what_it_lacks_and_keeps_what_it_has() {
    let mut from = Stage::on("2026-11-23T10:00:00Z");
    from.ok(&["add", "Laura Chen", "--email", "laura@example.com", "--company", "Initech", "--tag", "rust"]);
    from.ok(&["log", "laura", "Sent the slides", "--out"]);
    from.ok(&["request", "laura", "--no-note"]);
    from.ok(&["add", "Bo Ek", "--introduced-by", "laura"]);
    from.day("2026-11-24T10:00:00Z");
    let to = Stage::on("2026-11-24T10:00:00Z");
    to.ok(&["add", "Zed Zorn"]);
    to.ok(&["add", "Laura Chen", "--email", "LAURA@example.com", "--company", "Globex", "--tag", "lead"]);
    to.ok(&["log", "laura", "Sent the slides!", "--out", "--on", "2026-11-23"]);
    let path = to.file("book.json", exported(&from));
    let report = to.json(&["import", "json", &path]);
    assert_eq!(report["contacts"], json!({"created": 1, "updated": 1, "unchanged": 0}));
    assert_eq!(report["interactions"], json!({"created": 0, "updated": 0, "unchanged": 1}));
    let laura = to.json(&["show", "laura-chen"]);
    assert_eq!((&laura["company"], &laura["tags"]), (&json!("Globex"), &json!(["lead", "rust"])));
    assert_eq!(laura["emails"], json!(["LAURA@example.com"]));
    assert_eq!((&laura["requests"][0]["status"], &laura["id"]), (&json!("pending"), &json!(2)));
    assert_eq!(to.json(&["show", "bo"])["introduced_by"], "Laura Chen");
    // What comes from the same book later finds her by the name it gave her.
    from.ok(&["edit", "laura", "--remove", "laura@example.com"]);
    from.ok(&["log", "laura", "And the paper", "--out"]);
    let path = to.file("later.json", exported(&from));
    let report = to.json(&["import", "json", &path]);
    assert_eq!(report["contacts"], json!({"created": 0, "updated": 1, "unchanged": 1}), "{report}");
    assert_eq!(report["interactions"]["created"], 1);
    to.ok(&["doctor"]);
}

#[test]
fn a_file_that_is_no_export_leaves_no_trace() {
    let from = Stage::on("2026-11-23T10:00:00Z");
    from.ok(&["add", "Laura Chen"]);
    from.ok(&["add", "Bo Ek"]);
    let text = exported(&from);
    let stage = Stage::on("2026-11-23T10:00:00Z");
    stage.ok(&["add", "Cleo Diaz"]);
    let before = exported(&stage);
    for (name, broken) in [
        ("cut", text[..text.len() - 40].to_owned()),
        ("newer", text.replace("\"version\":1", "\"version\":9")),
        ("other", "{\"people\":[]}".to_owned()),
        ("word", text.replace("\"archived\":false", "\"archived\":\"maybe\"")),
        ("name", text.replace("\"name\":\"Laura Chen\"", "\"name\":\"  \"")),
        ("uid", text.replace("\"uid\":\"", "\"uid\":\"../")),
        ("empty", String::new()),
    ] {
        let path = stage.file(&format!("{name}.json"), broken);
        let error = stage.fails(3, &["import", "json", &path]);
        assert!(error["hint"].as_str().unwrap().len() > 10, "{name}: {error}");
        assert!(!error.to_string().contains("Laura"), "{name}: {error}");
        assert_eq!(exported(&stage), before, "{name}");
    }
    assert!(
        stage.fails(3, &["import", "json", "/nonexistent/book.json"])["message"].to_string().contains("no such file")
    );
}
