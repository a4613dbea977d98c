//! Two entries of one person: what the one who stays holds, and how it is taken back.

use crate::stage::{Stage, dump};
use proptest::prelude::*;

fn contents(stage: &Stage) -> Vec<String> {
    dump(&rusqlite::Connection::open(stage.book()).unwrap())
}

/// Laura, entered twice.
fn twice() -> Stage {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--company", "Acme", "--email", "laura@acme.example", "--note", "likes tea"]);
    stage.ok(&[
        "add",
        "Laura Chen-Weber",
        "--company",
        "Initech",
        "--title",
        "CTO",
        "--phone",
        "+49 170 1234567",
        "--tag",
        "mentor",
        "--met",
        "RustConf",
        "--linkedin",
        "https://www.linkedin.com/in/laura-weber",
    ]);
    stage.ok(&["log", "2", "sent the slides", "--kind", "message", "--out"]);
    stage.ok(&["promise", "2", "send the paper", "--by", "in 2 weeks"]);
    stage
}

#[test]
fn who_stays_has_everything_of_both_and_answers_to_both_names() {
    let stage = twice();
    stage.ok(&["add", "Omar Haddad", "--introduced-by", "2"]);
    let done = stage.json(&["merge", "1", "2"]);
    let person = &done["person"];
    assert_eq!((person["id"].as_i64(), person["slug"].as_str()), (Some(1), Some("laura-chen")));
    assert_eq!((person["company"].as_str(), person["title"].as_str()), (Some("Acme"), Some("CTO")));
    assert_eq!(person["phones"][0], "+49 170 1234567");
    let notes = person["notes"].as_str().unwrap();
    assert!(notes.contains("likes tea") && notes.contains("company Initech") && notes.contains("Laura Chen-Weber"));
    assert_eq!(stage.json(&["show", "laura-chen-weber"])["id"], 1);
    assert_eq!(stage.json(&["history", "1"]).as_array().unwrap().len(), 3);
    assert_eq!(stage.json(&["show", "omar"])["introduced_by"], "Laura Chen");
    assert_eq!(stage.json(&["find", "slides"])[0]["id"], 1);
    stage.fails(4, &["show", "2"]);
    stage.ok(&["doctor"]);
}

#[test]
fn nobody_is_merged_with_themselves_and_the_ambiguous_are_listed() {
    let stage = twice();
    let before = contents(&stage);
    assert!(stage.fails(3, &["merge", "1", "laura-chen"])["message"].as_str().unwrap().contains("both are Laura"));
    stage.fails(4, &["merge", "laura", "2"]);
    assert_eq!(contents(&stage), before);
}

#[test]
fn the_cautious_word_wins() {
    let stage = twice();
    stage.ok(&["do-not-contact", "2"]);
    assert_eq!(stage.json(&["merge", "1", "2"])["person"]["do_not_contact"], true);
}

#[test]
fn a_request_told_twice_is_one_and_of_two_pending_ones_the_older_waits_no_more() {
    let stage = Stage::on("2026-11-23");
    for name in ["Laura Chen", "L. Chen", "Laura C."] {
        stage.ok(&["add", name]);
    }
    stage.ok(&["request", "1", "--message", "Hello Laura", "--on", "2026-11-20"]);
    stage.ok(&["request", "2", "--no-note", "--on", "2026-11-20"]);
    stage.ok(&["request", "3", "--message", "Hello again", "--on", "2026-11-22"]);
    stage.ok(&["merge", "1", "2"]);
    assert_eq!(stage.json(&["requests", "--all"]).as_array().unwrap().len(), 2);
    stage.ok(&["merge", "1", "3"]);
    let pending = stage.json(&["requests"]);
    assert_eq!(pending.as_array().unwrap().len(), 1, "{pending}");
    assert_eq!(pending[0]["message"], "Hello again");
    assert_eq!(stage.json(&["requests", "--all"]).as_array().unwrap().len(), 2);
    stage.ok(&["doctor"]);
}

#[test]
fn what_was_closed_of_either_stays_closed() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--every", "1 month"]);
    stage.ok(&["add", "L. Chen", "--every", "1 month"]);
    let theirs = stage.json(&["due", "--all"]);
    let number = theirs.as_array().unwrap().iter().find(|f| f["contact_id"] == 2).unwrap()["id"].to_string();
    stage.ok(&["skip", &number]);
    stage.ok(&["merge", "1", "2"]);
    let left = stage.json(&["due", "--all"]);
    assert!(left.as_array().unwrap().iter().all(|f| f["due_on"].as_str().unwrap() > "2027-01-01"), "{left}");
    stage.ok(&["doctor"]);
}

#[test]
fn older_steps_of_both_stand_until_the_merge_is_taken_back() {
    let stage = twice();
    stage.ok(&["fact", "remove", "2"]);
    stage.ok(&["merge", "1", "2"]);
    let merged = contents(&stage);
    for step in ["2", "3", "4", "5"] {
        stage.fails(3, &["undo", step]);
        assert_eq!(contents(&stage), merged, "{step}");
    }
    stage.ok(&["undo", "--list"]);
    stage.ok(&["undo"]);
    stage.ok(&["undo", "5"]);
    stage.ok(&["doctor"]);
}

#[test]
fn a_merge_is_taken_back_alone_only_where_nothing_stands_on_it() {
    let stage = twice();
    stage.ok(&["merge", "1", "2"]);
    stage.ok(&["log", "1", "a call", "--kind", "call"]);
    stage.ok(&["undo", "5"]);
    assert_eq!(stage.json(&["history", "1"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["history", "2"]).as_array().unwrap().len(), 3);
    stage.ok(&["doctor"]);
    stage.ok(&["merge", "1", "2"]);
    stage.ok(&["fact", "edit", "2", "--text", "sent the pictures"]);
    let before = contents(&stage);
    stage.fails(3, &["undo", "7"]);
    assert_eq!(contents(&stage), before);
}

#[test]
fn who_is_forgotten_is_forgotten_under_both_names() {
    let stage = twice();
    stage.ok(&["backup"]);
    stage.ok(&["merge", "1", "2"]);
    stage.ok(&["forget", "1", "--yes"]);
    for file in stage.data_files() {
        let bytes = std::fs::read(&file).unwrap();
        for word in ["Weber", "weber", "slides", "1234567", "likes tea"] {
            assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} in {}", file.display());
        }
    }
}

#[test]
fn not_the_same_is_remembered_and_outlives_a_merge() {
    let stage = twice();
    stage.ok(&["merge", "1", "2", "--not-same"]);
    stage.ok(&["undo"]);
    stage.ok(&["redo"]);
    stage.ok(&["add", "Lora Chen"]);
    stage.ok(&["merge", "3", "2"]);
    let told = stage.ok(&["merge", "3", "1", "--not-same"]);
    assert!(told.contains("you said so already"), "{told}");
    let done = stage.json(&["merge", "1", "3"]);
    assert_eq!(done["warnings"][0], "you had said that they are not the same person");
    stage.ok(&["doctor"]);
}

/// Two entries of one person, to both of whom an export of that name brings these words of the user,
/// each written at an instant of its own.
fn wrote_both(stage: &Stage, name: &str, said: &[(&str, &str)]) {
    let mut rows = String::from(
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n",
    );
    let url = "https://www.linkedin.com/in";
    for (at, text) in said {
        rows += &format!(
            "2-1,,Ada Marsh,{url}/ada-marsh,\"Mia Lund, Mia Brandt\",\"{url}/mia-lund,{url}/mia-b\",{at} UTC,,{text},INBOX\n"
        );
    }
    let connections = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
        Mia,Lund,https://www.linkedin.com/in/mia-lund,,Initech,Engineer,14 Mar 2018\n\
        Mia,Brandt,https://www.linkedin.com/in/mia-b,,Initech,Engineer,14 Mar 2018\n";
    stage.file(&format!("{name}/Profile.csv"), "First Name,Last Name,Headline\nAda,Marsh,Potter\n");
    stage.file(&format!("{name}/messages.csv"), rows);
    stage.file(&format!("{name}/Connections.csv"), connections);
    stage.ok(&["import", "linkedin", stage.folder().join(name).to_str().unwrap()]);
}

/// What the user wrote to somebody: number, day and words.
fn written(stage: &Stage, who: &str) -> Vec<(i64, String, String)> {
    let all = stage.json(&["history", who]);
    let word = |f: &serde_json::Value, of: &str| f[of].as_str().unwrap_or_default().to_owned();
    let messages = all.as_array().unwrap().iter().filter(|f| f["kind"] == "message");
    messages.map(|f| (f["id"].as_i64().unwrap(), word(f, "on"), word(f, "text"))).collect()
}

#[test]
fn a_message_that_an_import_told_of_both_was_sent_once() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    let said = [("2026-11-09 09:00:00", "Did you get it?"), ("2026-11-16 09:00:00", "Shall we meet?")];
    wrote_both(&stage, "export", &said);
    stage.ok(&["log", "2", "Shall we meet?", "--out", "--on", "2026-11-16"]);
    let (first, second) = (written(&stage, "1"), written(&stage, "2"));
    assert_eq!((first.len(), second.len()), (2, 3));
    let before = contents(&stage);
    let told = stage.ok(&["merge", "1", "2"]);
    assert!(told.contains("2 facts that imports had told of both are there once"), "{told}");
    let all = written(&stage, "1");
    // What the user wrote down stays, whatever an import says.
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(first.iter().all(|f| all.contains(f)), "{all:?}");
    let merged = contents(&stage);
    stage.ok(&["doctor"]);
    stage.ok(&["undo"]);
    assert_eq!(contents(&stage), before);
    stage.ok(&["redo"]);
    assert_eq!(contents(&stage), merged);
    wrote_both(&stage, "again", &said);
    assert_eq!(written(&stage, "1"), all);
}

#[test]
fn one_message_to_both_does_not_put_to_rest_who_is_merged() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    wrote_both(&stage, "export", &[("2026-11-16 09:00:00", "Did you get it?")]);
    stage.ok(&["merge", "1", "2"]);
    let why = stage.json(&["why", "mia-lund"]);
    assert!(why["resting_since"].is_null(), "{why}");
    stage.ok(&["log", "1", "Another thing", "--out"]);
    assert_eq!(stage.json(&["why", "mia-lund"])["resting_since"], "2026-11-23");
}

#[test]
fn what_was_decided_of_a_message_told_of_both_holds_for_the_one_that_stays() {
    let stage = Stage::on("2026-11-23T10:00:00Z");
    wrote_both(&stage, "export", &[("2026-11-16 09:00:00", "Did you get it?")]);
    let (first, second) = (written(&stage, "1")[0].0, written(&stage, "2")[0].0);
    stage.ok(&["fact", "edit", &second.to_string(), "--await-reply"]);
    let due = stage.json(&["due", "--all"]);
    let nudge = due.as_array().unwrap().iter().find(|f| f["kind"] == "nudge").unwrap()["id"].to_string();
    stage.ok(&["skip", &nudge]);
    let before = contents(&stage);
    stage.ok(&["merge", "1", "2"]);
    assert_eq!(written(&stage, "1").len(), 1);
    assert_eq!(written(&stage, "1")[0].0, first);
    let due = stage.json(&["due", "--all"]);
    assert!(due.as_array().unwrap().iter().all(|f| f["kind"] != "nudge"), "{due}");
    stage.ok(&["reopen", &nudge]);
    let due = stage.json(&["due", "--all"]);
    let open = due.as_array().unwrap().iter().find(|f| f["kind"] == "nudge").unwrap();
    assert_eq!(open["id"].to_string(), nudge);
    stage.ok(&["doctor"]);
    stage.ok(&["undo"]);
    stage.ok(&["undo"]);
    assert_eq!(contents(&stage), before);
}

/// One random thing recorded of one of two people.
fn record(stage: &Stage, what: u8, who: &str, n: usize) {
    let text = format!("words {n}");
    let line: Vec<&str> = match what {
        0 => vec!["log", who, &text],
        1 => vec!["log", who, &text, "--kind", "message", "--out", "--await-reply"],
        2 => vec!["met", who, "--where", "Lisbon"],
        3 => vec!["promise", who, &text, "--by", "in 2 weeks"],
        4 => vec!["request", who, "--message", &text],
        5 => vec!["accepted", who],
        6 => vec!["tag", who, "+mentor"],
        7 => vec!["edit", who, "--every", "2 months", "--note", &text],
        8 => vec!["skip", if who == "1" { "ada" } else { "bo" }],
        9 => vec!["pause", who, "--until", "in 3 weeks"],
        10 => vec!["edit", "3", "--introduced-by", who],
        _ => vec!["edit", who, "--introduced-by", if who == "1" { "2" } else { "1" }],
    };
    // What has no place just now is refused.
    stage.run(&line);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_goes_back_and_forth_without_a_trace(
        facts in prop::collection::vec((0_u8..12, any::<bool>()), 1..14),
        told in prop::collection::vec((0_u8..4, 1_u8..3), 0..4),
    ) {
        let stage = Stage::on("2026-11-23T10:00:00Z");
        let url = "https://www.linkedin.com/in";
        stage.ok(&["add", "Ada Byron", "--email", "ada@example.org", "--linkedin", &format!("{url}/mia-lund")]);
        stage.ok(&["add", "Bo Byron", "--company", "Acme", "--linkedin", &format!("{url}/mia-b")]);
        stage.ok(&["add", "Cleo Diaz"]);
        let ats: Vec<String> = (0..told.len()).map(|n| format!("2026-11-10 0{n}:00:00")).collect();
        let said: Vec<(&str, &str)> = ats.iter().map(|at| (at.as_str(), "Did you get it?")).collect();
        wrote_both(&stage, "export", &said);
        // Of some of these messages one of the two knows something else, or more.
        for (n, (more, who)) in told.iter().enumerate() {
            let id = written(&stage, &who.to_string())[n].0.to_string();
            match more {
                0 => drop(stage.ok(&["fact", "edit", &id, "--text", "Did you see it?"])),
                1 => drop(stage.ok(&["fact", "edit", &id, "--await-reply"])),
                _ => {}
            }
        }
        let twice = told.iter().filter(|(more, _)| *more != 0).count();
        for (n, (what, first)) in facts.iter().enumerate() {
            record(&stage, *what, if *first { "1" } else { "2" }, n);
        }
        let before = contents(&stage);
        stage.ok(&["merge", "1", "2"]);
        let merged = contents(&stage);
        for table in ["interactions:", "promises:", "marks:"] {
            let count = |all: &[String]| all.iter().filter(|l| l.starts_with(table)).count();
            let gone = if table == "interactions:" { twice } else { 0 };
            prop_assert_eq!(count(&before) - gone, count(&merged), "{}", table);
        }
        stage.ok(&["doctor"]);
        stage.ok(&["undo"]);
        prop_assert!(contents(&stage) == before);
        stage.ok(&["redo"]);
        prop_assert!(contents(&stage) == merged);
        stage.ok(&["doctor"]);
    }
}
