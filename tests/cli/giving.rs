//! Something to give: the library, what is shared with whom and why, and whom to bring together.

use crate::stage::{Stage, dump};
use serde_json::Value;

/// A day on which three people have accepted a request, and the library holds a few things.
fn stage() -> Stage {
    let mut stage = Stage::on("2026-11-01");
    stage.ok(&["config", "set", "me.name", "Ada Byron"]);
    for (name, about) in [("Laura Chen", "heat pumps"), ("Cleo Diaz", "the weather"), ("Ng Wei Ling", "hiring")] {
        stage.ok(&["add", name, "--met", "RustConf", "--about", about]);
        stage.ok(&["request", name, "--no-note"]);
        stage.ok(&["accepted", name]);
    }
    stage.day("2026-11-16");
    stage
}

fn keep(stage: &Stage, url: &str, title: &str, topics: &[&str]) -> i64 {
    let mut args = vec!["resource", "add", url, "--title", title];
    args.extend(topics.iter().flat_map(|t| ["--topic", t]));
    stage.json(&args)["recorded"]["id"].as_i64().unwrap()
}

/// The number of the follow-up that asks to share something.
fn share(stage: &Stage, who: &str) -> String {
    let rows = stage.json(&["show", who])["follow_ups"].clone();
    let found =
        rows.as_array().unwrap().iter().find(|f| f["kind"] == "share-resource" && f["state"] != "done").cloned();
    found.unwrap_or_else(|| panic!("nothing to share with {who}: {rows}"))["id"].to_string()
}

fn draft(stage: &Stage, who: &str) -> Value {
    stage.json(&["draft", who, "--kind", "share-resource"])
}

fn contents(stage: &Stage) -> Vec<String> {
    dump(&rusqlite::Connection::open(stage.book()).unwrap())
}

#[test]
fn a_resource_is_kept_once_however_its_address_is_written() {
    let stage = stage();
    let id = keep(&stage, "https://www.example.com/heat/?utm_source=mail", "Heat", &["heat pumps", "Heat Pumps"]);
    let again = stage.run(&["resource", "add", "http://example.com/heat#costs"]);
    assert_eq!(again.code, 3);
    assert!(again.err.contains("#1 \"Heat\"") && again.err.contains("resource edit 1"), "{}", again.err);
    stage.ok(&["resource", "edit", "1", "--title", "Heat at home", "--topic", "heating", "--note", "by a plumber"]);
    let listed = stage.json(&["resource", "list", "--topic", "HEAT"]);
    assert_eq!((listed[0]["id"].as_i64().unwrap(), &listed[0]["title"]), (id, &"Heat at home".into()));
    assert_eq!((&listed[0]["topics"], &listed[0]["note"]), (&serde_json::json!(["heating"]), &"by a plumber".into()));
    assert_eq!(stage.json(&["resource", "list", "--topic", "tea"]), serde_json::json!([]));
    stage.ok(&["resource", "remove", "1"]);
    assert_eq!(stage.run(&["resource", "remove", "1"]).code, 4);
    assert_eq!(keep(&stage, "https://example.com/heat", "Heat", &[]), 2, "a number is never given twice");
    for wrong in ["javascript:alert(1)", "example", "https://me:secret@example.com/", "ftp://example.com/a", ""] {
        assert_eq!(stage.run(&["resource", "add", wrong]).code, 3, "{wrong}");
    }
}

#[test]
fn every_verb_on_resources_is_one_step_that_goes_and_comes_back() {
    let stage = stage();
    let verbs: &[&[&str]] = &[
        &["resource", "add", "https://example.com/heat", "--title", "Heat", "--topic", "heat pumps"],
        &["draft", "laura", "--kind", "share-resource"],
        &["done", &share(&stage, "laura"), "--as-drafted"],
        &["resource", "edit", "1", "--url", "https://example.com/warmth", "--topic", "warmth"],
        &["log", "laura", "--looking-for", "an installer", "--offers", "a roof", "--introduced-to", "cleo"],
        &["resource", "remove", "1"],
    ];
    let mut past = Vec::new();
    for verb in verbs {
        past.push(contents(&stage));
        stage.ok(verb);
    }
    let end = contents(&stage);
    let steps = past.iter().enumerate().filter(|(n, _)| *n != 1);
    for (_, before) in steps.clone().rev() {
        stage.ok(&["undo"]);
        assert_eq!(&contents(&stage), before);
    }
    for _ in steps {
        stage.ok(&["redo"]);
    }
    assert_eq!(contents(&stage), end);
    let told = stage.ok(&["undo", "--list"]);
    assert!(told.contains("resource \"Heat\" removed") && told.contains("looking for \"an installer\""), "{told}");
}

#[test]
fn a_step_is_not_taken_back_onto_an_address_that_is_taken() {
    let stage = stage();
    keep(&stage, "https://example.com/heat", "Heat", &[]);
    stage.ok(&["resource", "remove", "1"]);
    keep(&stage, "https://example.com/heat", "Heat again", &[]);
    let steps = stage.json(&["undo", "--list"]);
    let removal =
        steps.as_array().unwrap().iter().find(|s| s["verb"] == "resource remove").unwrap()["step"].to_string();
    assert_eq!(stage.run(&["undo", &removal]).code, 3);
    assert_eq!(stage.json(&["resource", "list"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.run(&["doctor"]).code, 0);
}

#[test]
fn what_fits_is_found_by_the_stems_of_telling_words_and_says_why() {
    let stage = stage();
    keep(&stage, "https://example.com/tea", "The history of tea", &["the tea trade"]);
    keep(&stage, "https://example.com/pump", "How a pump heats a house", &["heat pump"]);
    let drafted = draft(&stage, "laura");
    assert_eq!(drafted["resource"]["id"], 2, "{drafted:#}");
    assert_eq!(drafted["resource"]["why"], "you spoke about heat pumps");
    assert!(drafted["body"].as_str().unwrap().contains("https://example.com/pump"), "{drafted:#}");
    let told = stage.told(&["draft", &share(&stage, "laura")]);
    assert!(told.contains("shares #2 \"How a pump heats a house\" because you spoke about heat pumps"), "{told}");
    // "The" and "weather" meet nothing: neither does a word that everybody uses.
    for who in ["cleo", "wei-ling"] {
        let drafted = draft(&stage, who);
        assert_eq!(drafted["resource"], Value::Null, "{drafted:#}");
        let body = drafted["body"].as_str().unwrap().to_lowercase();
        assert!(!body.contains("found") && !body.contains("came across"), "nothing was found: {body}");
        assert!(drafted["advice"].as_str().unwrap().contains("intouch resource add"), "{drafted:#}");
    }
}

#[test]
fn tags_notes_and_what_they_look_for_count_too_but_less_than_what_was_spoken_about() {
    let stage = stage();
    keep(&stage, "https://example.com/bees", "Bees", &["beekeeping"]);
    keep(&stage, "https://example.com/wasps", "Wasps", &["wasps"]);
    for (args, id, why) in [
        (&["edit", "cleo", "--note", "Keeps wasps, of all things"][..], 2, "what is recorded mentions wasps"),
        (&["tag", "cleo", "+beekeeping"][..], 1, "they are tagged beekeeping"),
        (&["log", "cleo", "--looking-for", "books on wasps"][..], 2, "they look for books on wasps"),
        (&["met", "cleo", "--about", "beekeeping"][..], 1, "you spoke about beekeeping"),
    ] {
        stage.ok(args);
        let drafted = draft(&stage, "cleo");
        assert_eq!((&drafted["resource"]["id"], &drafted["resource"]["why"]), (&id.into(), &why.into()), "{args:?}");
    }
}

#[test]
fn nothing_is_offered_twice_to_one_person_until_it_is_taken_back() {
    let mut stage = stage();
    keep(&stage, "https://example.com/one", "One", &["heat pumps"]);
    keep(&stage, "https://example.com/two", "Two", &["heat pumps in old houses"]);
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 1);
    let said = stage.ok(&["done", &share(&stage, "laura"), "--as-drafted"]);
    assert!(said.contains("Shared: #1 \"One\""), "{said}");
    assert_eq!(stage.json(&["resource", "list"])[0]["shared"], 1);
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 2);
    // Removed and added again, or corrected, it is still the same.
    stage.ok(&["resource", "remove", "1"]);
    keep(&stage, "http://www.example.com/one/", "One", &["heat pumps"]);
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 2);
    stage.ok(&["resource", "edit", "3", "--url", "https://example.com/first"]);
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 2);
    for _ in 0..4 {
        stage.ok(&["undo"]);
    }
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 1);
    // Any message of the user's that carries the address has shared it.
    stage.day("2026-11-17");
    stage.ok(&["log", "laura", "Have you seen https://example.com/one?", "--out"]);
    stage.ok(&["log", "laura", "You mean https://example.com/two?", "--in"]);
    assert_eq!(stage.json(&["resource", "list"])[0]["shared"], 1);
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 2);
}

#[test]
fn the_user_may_choose_what_is_shared() {
    let stage = stage();
    keep(&stage, "https://example.com/pump", "Pumps", &["heat pumps"]);
    keep(&stage, "https://example.com/tea", "", &[]);
    let id = share(&stage, "laura");
    let unfit = stage.run(&["done", &id, "--as-drafted", "--resource", "2"]);
    assert_eq!(unfit.code, 3, "{}", unfit.err);
    assert!(unfit.err.contains("--resource 2"), "{}", unfit.err);
    let drafted = stage.json(&["draft", &id, "--resource", "2"]);
    assert_eq!((&drafted["resource"]["id"], &drafted["resource"]["why"]), (&2.into(), &"you chose it".into()));
    let body = drafted["body"].as_str().unwrap();
    assert!(body.contains("https://example.com/tea") && !body.contains("heat pumps"), "{body}");
    assert_eq!(stage.run(&["draft", &id, "--resource", "9"]).code, 4);
    assert_eq!(stage.run(&["draft", "laura", "--kind", "check-in", "--resource", "2"]).code, 3);
    let done = stage.run(&["done", &id]);
    assert!(done.err.contains("--as-drafted"), "{}", done.err);
    stage.ok(&["undo"]);
    stage.ok(&["done", &id, "--resource", "2"]);
    let listed = stage.json(&["resource", "list"]);
    assert_eq!((&listed[0]["shared"], &listed[1]["shared"]), (&0.into(), &1.into()));
    let again = stage.json(&["draft", "laura", "--kind", "share-resource", "--resource", "2"]);
    assert!(again["warnings"].to_string().contains("before"), "{again:#}");
    // Without a follow-up it is the address in the message that says what was shared.
    stage.ok(&["add", "Ola Vik"]);
    let told = stage.told(&["draft", "ola", "--kind", "share-resource", "--resource", "2"]);
    let command = "log ola-vik --out https://example.com/tea";
    assert!(told.contains(&format!("`intouch {command}`")), "{told}");
    stage.ok(&command.split(' ').collect::<Vec<_>>());
    assert_eq!(stage.json(&["resource", "list"])[1]["shared"], 2);
}

#[test]
fn who_is_forgotten_is_forgotten_by_the_library_too() {
    let stage = stage();
    keep(&stage, "https://example.com/pump", "Pumps", &["heat pumps"]);
    stage.ok(&["done", &share(&stage, "laura"), "--as-drafted"]);
    stage.ok(&["log", "cleo", "--introduced-to", "laura", "--looking-for", "warmth"]);
    let history = stage.ok(&["history", "cleo"]);
    assert!(history.contains("Laura Chen") && history.contains("warmth"), "{history}");
    stage.ok(&["forget", "laura", "--yes"]);
    assert_eq!(stage.json(&["resource", "list"])[0]["shared"], 0);
    assert!(!stage.ok(&["history", "cleo"]).contains("Laura"));
    let file = std::fs::read(stage.book()).unwrap();
    assert!(!file.windows(5).any(|w| w == b"Laura"), "a trace of the name is in the file");
    stage.ok(&["forget", "cleo", "--yes"]);
    assert_eq!(stage.json(&["find", "warmth"]), serde_json::json!([]));
    let people = rusqlite::Connection::open(stage.book()).unwrap();
    let left: i64 = people
        .query_row("SELECT count(*) FROM search_topics WHERE search_topics MATCH 'warmth OR heat'", [], |r| r.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn what_is_looked_for_and_offered_are_facts_like_others() {
    let stage = stage();
    let said =
        stage.ok(&["log", "laura", "--looking-for", "an installer", "--offers", "office space", "--on", "yesterday"]);
    assert!(said.contains("Laura Chen looks for an installer"), "{said}");
    let number = stage
        .json(&["history", "laura"])
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["kind"] == "looking-for")
        .unwrap()["id"]
        .to_string();
    stage.ok(&["fact", "edit", &number, "--text", "a plumber"]);
    let show = stage.json(&["show", "laura"]);
    assert_eq!((&show["looking_for"][0], &show["offers"][0]), (&"a plumber".into(), &"office space".into()));
    assert_eq!(stage.json(&["find", "plumber"])[0]["slug"], "laura-chen");
    assert_eq!(stage.json(&["find", "installer"]), serde_json::json!([]));
    assert!(stage.ok(&["show", "laura"]).contains("looks for"));
    assert_eq!(stage.run(&["fact", "edit", &number, "--where", "Paris"]).code, 3);
    assert_eq!(stage.run(&["fact", "edit", &number, "--text", " "]).code, 3);
    stage.ok(&["fact", "remove", &number]);
    assert_eq!(stage.json(&["find", "plumber"]), serde_json::json!([]));
    assert_eq!(stage.run(&["log", "laura", "words", "--offers", "more words"]).code, 2);
    assert_eq!(stage.run(&["log", "laura", "--introduced-to", "laura"]).code, 3);
    assert_eq!(stage.run(&["doctor"]).code, 0);
}

/// The slugs of those whom `suggest` would introduce.
fn introduced(stage: &Stage, who: &str) -> Vec<String> {
    let found = stage.json(&["suggest", who]);
    found["introductions"].as_array().unwrap().iter().map(|i| i["slug"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn those_who_complement_each_other_come_before_those_who_share_a_topic_and_both_are_asked() {
    let stage = stage();
    stage.ok(&["add", "Tom Berg", "--met", "a fair", "--about", "old heat pumps", "--company", "Initech"]);
    stage.ok(&["add", "Ida Holm", "--company", "Globex"]);
    stage.ok(&["log", "laura", "--looking-for", "a Rust developer"]);
    stage.ok(&["log", "ida", "--offers", "Rust consulting"]);
    let found = stage.json(&["suggest", "laura"]);
    assert_eq!(introduced(&stage, "laura"), ["ida-holm", "tom-berg"], "{found:#}");
    let first = &found["introductions"][0];
    assert_eq!(first["complement"], true);
    assert_eq!(first["why"], "Laura Chen looks for a Rust developer; Ida Holm offers Rust consulting");
    assert_eq!(
        found["introductions"][1]["why"],
        "you spoke with Laura Chen about heat pumps; you spoke with Tom Berg about old heat pumps"
    );
    let drafts = first["drafts"].as_array().unwrap();
    assert_eq!((&drafts[0]["contact"], &drafts[1]["contact"]), (&"Laura Chen".into(), &"Ida Holm".into()));
    assert!(drafts[0]["body"].as_str().unwrap().contains("Ida Holm"), "{first:#}");
    assert!(drafts[1]["body"].as_str().unwrap().contains("Laura Chen"), "{first:#}");
    assert!(!drafts[0]["body"].as_str().unwrap().contains("heat pumps"), "the topic of another match: {first:#}");
    // From the other side it is the same pair, and the same again on every look.
    assert_eq!(introduced(&stage, "ida"), ["laura-chen"]);
    assert_eq!(found, stage.json(&["suggest", "laura"]));
    let told = stage.told(&["suggest", "laura"]);
    assert!(told.contains("ask Ida Holm first") && told.contains("--introduced-to ida-holm"), "{told}");
    let drafted = stage.json(&["draft", "laura", "--kind", "introduce"]);
    assert!(drafted["body"].as_str().unwrap().contains("Ida Holm"), "{drafted:#}");
}

#[test]
fn nobody_is_proposed_who_is_silent_put_away_or_known_already() {
    let silencing: [&[&str]; 6] = [
        &["archive", "tom"],
        &["do-not-contact", "tom"],
        &["pause", "tom", "--until", "in 3 weeks"],
        &["log", "laura", "--introduced-to", "tom"],
        &["log", "tom", "--introduced-to", "laura"],
        &["edit", "laura", "--introduced-by", "tom"],
    ];
    let stage = stage();
    stage.ok(&["add", "Tom Berg", "--about", "heat pumps"]);
    for verb in silencing {
        assert_eq!(introduced(&stage, "laura"), ["tom-berg"]);
        stage.ok(verb);
        assert!(introduced(&stage, "laura").is_empty(), "{verb:?}");
        assert!(introduced(&stage, "tom").is_empty(), "{verb:?}");
        stage.ok(&["undo"]);
    }
    stage.ok(&["log", "tom", "one", "--out"]);
    stage.ok(&["log", "tom", "two", "--out"]);
    assert!(introduced(&stage, "laura").is_empty(), "Tom is resting");
}

#[test]
fn a_word_that_many_share_brings_nobody_together() {
    let stage = stage();
    let lines: String = (0..230).map(|n| format!("+ Person {}{}\n", n, "x")).collect();
    let mut evening = stage;
    evening.stdin = lines;
    evening.ok(&["met", "-", "--where", "the fair", "--about", "marketing"]);
    evening.stdin = String::new();
    evening.ok(&["add", "Tom Berg", "--about", "marketing for beekeepers"]);
    assert!(introduced(&evening, "tom").is_empty());
    evening.ok(&["tag", "cleo", "+beekeepers"]);
    assert_eq!(introduced(&evening, "tom"), ["cleo-diaz"]);
}

#[test]
fn with_nothing_to_give_it_says_so_and_names_the_command_that_helps() {
    let stage = stage();
    stage.ok(&["add", "Ola Vik"]);
    let nothing = stage.json(&["suggest", "ola"]);
    for empty in ["resources", "introductions", "others", "warnings"] {
        assert_eq!(nothing[empty], serde_json::json!([]), "{nothing:#}");
    }
    assert!(nothing["advice"].as_str().unwrap().contains("--looking-for"), "{nothing:#}");
    assert!(stage.json(&["suggest", "cleo"])["advice"].as_str().unwrap().contains("resource add"));
    stage.ok(&["promise", "ola", "send the slides", "--by", "in 3 days"]);
    stage.ok(&["edit", "ola", "--linkedin", "ola-vik"]);
    let found = stage.json(&["suggest", "ola"]);
    let kinds: Vec<&str> = found["others"].as_array().unwrap().iter().map(|o| o["kind"].as_str().unwrap()).collect();
    assert_eq!((kinds, &found["advice"]), (vec!["promise", "comment"], &Value::Null), "{found:#}");
    assert!(found["others"][1]["url"].as_str().unwrap().ends_with("/in/ola-vik"));
}

#[test]
fn hostile_words_are_only_words() {
    let stage = stage();
    let hostile = "NEAR(a b) OR \"x\" * ^topic:{title} \u{202e}\u{1b}[31m AND heat) pumps' -- ; DROP";
    stage.ok(&["met", "laura", "--about", hostile]);
    stage.ok(&["edit", "laura", "--note", &"heat ".repeat(3_000)]);
    stage.ok(&["log", "cleo", "--offers", hostile, "--looking-for", hostile]);
    stage.ok(&["resource", "add", "https://example.com/x", "--title", hostile, "--topic", hostile, "--note", hostile]);
    for args in [
        &["suggest", "laura"][..],
        &["suggest", "cleo"],
        &["resource", "list"],
        &["draft", "laura", "--kind", "share-resource"],
    ] {
        let told = stage.told(args);
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
    }
    assert_eq!(draft(&stage, "laura")["resource"]["id"], 1);
}
