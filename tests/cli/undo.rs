//! `undo`, `redo`: what each takes back, brings forth, keeps and names.

use crate::stage::{Stage, dump};
use serde_json::{Value, json};

fn contents(stage: &Stage) -> Vec<String> {
    dump(&rusqlite::Connection::open(stage.book()).unwrap())
}

fn steps(stage: &Stage) -> Vec<Value> {
    stage.json(&["undo", "--list", "--all"]).as_array().unwrap().clone()
}

/// An export of connections: first name, last name, company, day.
fn export(stage: &Stage, name: &str, people: &[(&str, &str, &str, &str)]) -> String {
    let mut text = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".to_owned();
    for (first, last, company, on) in people {
        let slug = format!("{first}-{last}").to_lowercase();
        text.push_str(&format!("{first},{last},https://www.linkedin.com/in/{slug},,{company},Engineer,{on}\n"));
    }
    stage.file(&format!("{name}/Connections.csv"), text);
    stage.folder().join(name).to_str().unwrap().to_owned()
}

#[test]
fn every_verb_that_records_is_one_step_and_can_be_taken_back() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "10 nov", "--email", "laura@example.com"]);
    let folder = export(&stage, "network", &[("Mia", "Lund", "Initech", "14 Mar 2018")]);
    let verbs: &[&[&str]] = &[
        &["add", "Cleo Diaz", "--met", "RustConf"],
        &["edit", "laura", "--company", "Acme", "--every", "6 weeks", "--phone", "+49 30 1234567"],
        &["tag", "laura", "+mentor"],
        &["archive", "cleo"],
        &["unarchive", "cleo"],
        &["pause", "cleo", "--until", "in 2 weeks"],
        &["wake", "cleo"],
        &["do-not-contact", "cleo"],
        &["met", "laura", "--new", "Ng Wei Ling", "--where", "the fair"],
        &["log", "laura", "moves to Lisbon"],
        &["replied", "laura", "gladly"],
        &["promise", "laura", "send the slides", "--by", "friday"],
        &["remind", "laura", "ask about Lisbon", "--on", "in 3 weeks"],
        &["request", "laura", "--message", "It was good to meet you"],
        &["accepted", "laura"],
        &["request", "cleo", "--no-note"],
        &["declined", "cleo"],
        &["request", "cleo", "--no-note", "--channel", "xing"],
        &["withdrawn", "cleo"],
        &["request", "wei-ling", "--no-note"],
        &["expired", "wei-ling"],
        &["fact", "edit", "6", "--text", "moves to Porto"],
        &["snooze", "laura", "in 4 weeks"],
        &["done", "laura"],
        &["skip", "laura"],
        &["reopen", "2"],
        &["fact", "remove", "6"],
        &["import", "linkedin", &folder],
    ];
    let mut past = vec![contents(&stage)];
    let mut told = 1;
    for verb in verbs {
        let ran = stage.run(verb);
        if verb[0] == "reopen" && ran.code != 0 {
            continue;
        }
        assert_eq!(ran.code, 0, "{verb:?}: {}", ran.err);
        told += 1;
        let list = steps(&stage);
        assert_eq!(list.len(), told, "{verb:?}");
        assert!(verb.join(" ").starts_with(list[0]["verb"].as_str().unwrap()), "{verb:?}: {}", list[0]);
        assert!(!list[0]["changes"][0].as_str().unwrap().is_empty());
        past.push(contents(&stage));
    }
    for before in past.iter().rev().skip(1) {
        stage.ok(&["undo"]);
        assert_eq!(&contents(&stage), before);
    }
    for after in &past[1..] {
        stage.ok(&["redo"]);
        assert_eq!(&contents(&stage), after);
    }
    assert!(stage.ok(&["redo"]).contains("Nothing was taken back"));
}

#[test]
fn reminders_and_drafts_are_no_steps() {
    let mut stage = Stage::on("2026-11-22");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.day("2026-11-24");
    stage.ok(&["draft", "laura"]);
    stage.ok(&["notify"]);
    stage.ok(&["due"]);
    let answer = stage.json(&["undo"]);
    assert_eq!(answer["verb"], "add");
    assert_eq!(stage.json(&["list"]), json!([]));
}

#[test]
fn an_answer_says_what_was_taken_back_and_what_is_due_next() {
    let stage = Stage::on("2026-11-23T14:02:00Z");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.ok(&["edit", "laura", "--company", "Acme"]);
    let told = stage.told(&["undo"]);
    assert!(told.contains("Took back step 2, edit (today 14:02):\n   Laura Chen: company Acme (was none)\n"), "{told}");
    assert!(told.contains("next: #1 connect"), "{told}");
    assert!(told.contains("`intouch redo` brings it forth again"), "{told}");
    let answer = stage.json(&["redo"]);
    assert_eq!(answer["step"], 2);
    assert_eq!(answer["changes"], json!(["Laura Chen: company Acme (was none)"]));
    assert_eq!(answer["person"]["company"], "Acme");
    assert_eq!(answer["follow_ups"][0]["id"], 1);
    assert_eq!(answer["kept"], json!([]));
}

#[test]
fn redo_ends_when_something_new_is_recorded_and_only_then() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    stage.ok(&["log", "laura", "first words"]);
    stage.ok(&["undo"]);
    // Refused, and changing nothing: both leave what was taken back.
    stage.fails(4, &["log", "nobody", "words"]);
    stage.ok(&["tag", "laura", "--remove", "absent"]);
    stage.ok(&["redo"]);
    stage.ok(&["undo"]);
    stage.ok(&["log", "laura", "second words"]);
    let nothing = stage.json(&["redo"]);
    assert_eq!(nothing["step"], Value::Null);
    assert_eq!(nothing["person"], Value::Null);
    assert_eq!(stage.json(&["history", "laura"])[0]["text"], "second words");
    assert!(!steps(&stage).iter().any(|s| s["undone"] == true));
}

#[test]
fn with_nothing_recorded_there_is_nothing_to_take_back() {
    let stage = Stage::on("2026-11-23");
    assert!(stage.ok(&["undo"]).contains("nothing to take back"));
    assert!(stage.ok(&["redo"]).contains("Nothing was taken back"));
    assert_eq!(steps(&stage), Vec::<Value>::new());
    assert!(stage.ok(&["undo", "--list"]).contains("Nothing was recorded yet"));
    stage.fails(4, &["undo", "7"]);
}

#[test]
fn an_import_is_taken_back_whole_with_what_followed_from_it() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--linkedin", "laura-chen"]);
    stage.ok(&["request", "laura", "--no-note", "--on", "2 nov"]);
    let before = contents(&stage);
    let many: Vec<(String, String)> = (0..300).map(|n| (format!("Given{n}"), format!("Family{n}"))).collect();
    let mut rows: Vec<(&str, &str, &str, &str)> =
        many.iter().map(|(f, l)| (f.as_str(), l.as_str(), "Initech", "14 Mar 2018")).collect();
    rows.push(("Laura", "Chen", "Northwind", "20 Nov 2026"));
    let folder = export(&stage, "network", &rows);
    stage.ok(&["import", "linkedin", &folder]);
    let after = contents(&stage);
    assert_eq!(steps(&stage)[0]["changes"], json!(["300 people added, 1 person changed, 1 request changed"]));
    let answer = stage.json(&["undo"]);
    assert_eq!(answer["person"]["slug"], "laura-chen");
    assert_eq!(contents(&stage), before);
    assert_eq!(stage.json(&["find", "given217"]), json!([]));
    stage.ok(&["redo"]);
    assert_eq!(contents(&stage), after);
    assert_eq!(stage.json(&["find", "given217"]).as_array().unwrap().len(), 1);
}

#[test]
fn an_older_import_is_taken_back_alone_and_what_was_edited_since_is_kept_and_named() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Noor Haddad", "--linkedin", "noor-haddad", "--company", "Globex"]);
    let people = [
        ("Mia", "Lund", "Initech", "14 Mar 2018"),
        ("Cleo", "Diaz", "Initech", "15 Mar 2018"),
        ("Noor", "Haddad", "Globex", "16 Mar 2018"),
    ];
    let folder = export(&stage, "network", &people);
    stage.ok(&["import", "linkedin", &folder]);
    stage.ok(&["log", "mia", "plays the cello"]);
    stage.ok(&["edit", "noor", "--title", "Chief engineer"]);
    let answer = stage.json(&["undo", "2"]);
    assert_eq!(answer["verb"], "import linkedin");
    let kept: Vec<&str> = answer["kept"].as_array().unwrap().iter().map(|k| k["contact"].as_str().unwrap()).collect();
    assert_eq!(kept, ["Noor Haddad", "Mia Lund"]);
    let left: Vec<Value> = stage
        .json(&["list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|c| json!([c["name"], c["title"], c["connection"]]))
        .collect();
    assert_eq!(left, [json!(["Mia Lund", "Engineer", "connected"]), json!(["Noor Haddad", "Chief engineer", "none"])]);
    assert!(stage.told(&["redo"]).contains("Cleo Diaz: added"));
    assert_eq!(stage.json(&["show", "noor"])["connection"], "connected");
    assert_eq!(stage.json(&["show", "noor"])["title"], "Chief engineer");
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 3);
}

#[test]
fn a_step_that_later_ones_stand_on_is_not_taken_back_alone() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.ok(&["request", "laura", "--no-note"]);
    stage.ok(&["withdrawn", "laura"]);
    stage.ok(&["request", "laura", "--no-note"]);
    let before = contents(&stage);
    for step in ["1", "2", "3"] {
        let error = stage.fails(3, &["undo", step]);
        assert!(error["message"].as_str().unwrap().contains("Laura Chen was changed since"), "{error}");
        assert_eq!(contents(&stage), before);
    }
    stage.ok(&["undo", "4"]);
    stage.fails(3, &["undo", "4"]);
    stage.ok(&["undo", "3"]);
    assert_eq!(stage.json(&["requests"])[0]["status"], "pending");
}

#[test]
fn what_was_kept_of_an_older_step_goes_when_its_turn_comes() {
    let stage = Stage::on("2026-11-23");
    let folder =
        export(&stage, "network", &[("Mia", "Lund", "Initech", "14 Mar 2018"), ("Bo", "Li", "Acme", "14 Mar 2018")]);
    stage.ok(&["import", "linkedin", &folder]);
    stage.ok(&["tag", "mia", "+cello"]);
    stage.ok(&["undo", "1"]);
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["undo"])["verb"], "tag");
    assert_eq!(stage.json(&["undo"])["verb"], "import linkedin");
    assert_eq!(stage.json(&["list"]), json!([]));
    assert_eq!(stage.json(&["undo"])["step"], Value::Null);
    // Forth in the order in which it went.
    assert_eq!(stage.json(&["redo"])["verb"], "import linkedin");
    assert_eq!(stage.json(&["redo"])["verb"], "tag");
    assert_eq!(stage.json(&["redo"])["verb"], "import linkedin");
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2);
    assert_eq!(stage.json(&["show", "mia"])["tags"], json!(["cello"]));
}

#[test]
fn a_forgotten_person_is_in_no_step_and_never_comes_back() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Zebulon Quux", "--met", "RustConf", "--note", "collects xylophones"]);
    stage.ok(&["add", "Laura Chen", "--introduced-by", "zebulon"]);
    stage.ok(&["edit", "laura", "--company", "Acme", "--introduced-by", "Somebody Else"]);
    stage.ok(&["edit", "zebulon", "--note", "collects marimbas"]);
    stage.ok(&["log", "zebulon", "met again"]);
    stage.ok(&["undo"]);
    stage.ok(&["forget", "zebulon", "--yes"]);
    let verbs: Vec<Value> = steps(&stage).iter().map(|s| s["verb"].clone()).collect();
    assert_eq!(verbs, ["edit", "add"]);
    assert_eq!(stage.json(&["redo"])["step"], Value::Null);
    for path in stage.data_files() {
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        for word in ["zebulon", "quux", "xylophone", "marimba"] {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} is left in {}", path.display());
        }
    }
    stage.ok(&["undo"]);
    assert_eq!(stage.json(&["show", "laura"])["introduced_by"], Value::Null);
    stage.ok(&["undo"]);
    assert_eq!(stage.json(&["list"]), json!([]));
}
