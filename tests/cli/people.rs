//! Adding, changing, finding, putting away and forgetting people; whom WHO means.

use crate::stage::Stage;
use serde_json::{Value, json};

/// A stage with the people most tests speak of.
fn stage() -> Stage {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--company", "Initech", "--met", "RustConf", "--about", "async testing"]);
    stage.ok(&["add", "Lars Chen"]);
    stage.ok(&["add", "Chloe Marchand"]);
    stage
}

#[test]
fn add_answers_with_the_person_the_fact_and_what_is_due_next() {
    let stage = Stage::on("2026-11-23T10:30:00Z");
    let answer = stage.json(&[
        "add",
        "Laura Chen",
        "--company",
        "Initech",
        "--title",
        "CTO",
        "--email",
        "laura@initech.example",
        "--phone",
        "+44 20 7946 0000",
        "--linkedin",
        "laura-chen-42",
        "--url",
        "initech.example/laura",
        "--met",
        "RustConf",
        "--on",
        "yesterday",
        "--about",
        "async testing",
        "--relationship",
        "met-at-event",
        "--tag",
        "Mentor",
        "--note",
        "likes tea",
        "--every",
        "6 weeks",
    ]);
    let person = &answer["person"];
    assert_eq!(person["slug"], "laura-chen");
    assert_eq!(person["given"], "Laura");
    assert_eq!(person["family"], "Chen");
    assert_eq!(person["company"], "Initech");
    assert_eq!(person["emails"], json!(["laura@initech.example"]));
    assert_eq!(person["phones"], json!(["+44 20 7946 0000"]));
    assert_eq!(person["linkedin"], "https://www.linkedin.com/in/laura-chen-42");
    assert_eq!(person["urls"], json!(["https://initech.example/laura"]));
    assert_eq!(person["relationship"], "met-at-event");
    assert_eq!(person["tags"], json!(["mentor"]));
    assert_eq!(person["met_at"], "RustConf");
    assert_eq!(person["met_on"], "2026-11-22");
    assert_eq!(person["last_contact_on"], "2026-11-22");
    assert_eq!(person["notes"], "likes tea");
    assert_eq!(person["connection"], "none");
    assert_eq!(person["created_at"], "2026-11-23T10:30:00Z");
    assert_eq!(answer["recorded"]["kind"], "encounter");
    assert_eq!(answer["recorded"]["where"], "RustConf");
    assert_eq!(answer["follow_ups"][0]["rule"], "connect-after-meeting");
    assert_eq!(answer["follow_ups"][0]["due_on"], "2026-11-23");
}

#[test]
fn a_name_of_several_words_needs_no_quotes() {
    let stage = Stage::on("2026-11-23");
    assert_eq!(stage.json(&["add", "Ng", "Wei", "Ling"])["person"]["name"], "Ng Wei Ling");
}

#[test]
fn two_people_of_one_name_get_two_slugs_and_a_warning() {
    let stage = stage();
    let second = stage.json(&["add", "Laura Chen"]);
    assert_eq!(second["person"]["slug"], "laura-chen-2");
    assert!(second["warnings"][0].as_str().unwrap().contains("Initech"), "{second}");
}

#[test]
fn a_profile_that_is_in_the_book_is_refused() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--linkedin", "https://www.linkedin.com/in/laura-chen-42/"]);
    let error = stage.fails(3, &["add", "L. Chen", "--linkedin", "linkedin.com/in/Laura-Chen-42?trk=x"]);
    assert!(error["message"].as_str().unwrap().contains("Laura Chen"));
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn edit_changes_the_card_and_the_first_encounter() {
    let stage = stage();
    let answer = stage.json(&["edit", "laura-chen", "--company", "Acme", "--met", "EuroRust", "--on", "last tuesday"]);
    assert_eq!(answer["person"]["company"], "Acme");
    assert_eq!(answer["person"]["met_at"], "EuroRust");
    assert_eq!(answer["person"]["met_on"], "2026-11-17");
    assert_eq!(stage.json(&["history", "laura-chen"]).as_array().unwrap().len(), 1, "corrected, not added");
    stage.ok(&["edit", "laura-chen", "--company", ""]);
    assert_eq!(stage.json(&["show", "laura-chen"])["company"], Value::Null);
    assert_eq!(stage.fails(3, &["edit", "laura-chen"])["kind"], "input");
}

#[test]
fn who_is_a_number_a_slug_or_the_best_fit_of_a_name() {
    let stage = Stage::on("2026-11-23");
    for name in ["Ann Lee", "Annika Berg", "Joanna Ruiz"] {
        stage.ok(&["add", name]);
    }
    let slug = |who: &str| stage.json(&["show", who])["slug"].as_str().unwrap().to_owned();
    assert_eq!(slug("3"), "joanna-ruiz", "a number");
    assert_eq!(slug("annika-berg"), "annika-berg", "a slug");
    assert_eq!(slug("ann"), "ann-lee", "a whole word before a start");
    assert_eq!(slug("anni"), "annika-berg", "a start before any part");
    assert_eq!(slug("oann"), "joanna-ruiz", "any part");
    assert_eq!(slug("ANN LEE"), "ann-lee", "whatever the case");
}

#[test]
fn an_ambiguous_who_lists_candidates_and_changes_nothing() {
    let stage = stage();
    let error = stage.fails(4, &["tag", "chen", "+mentor"]);
    assert_eq!(error["kind"], "ambiguous");
    let candidates = error["candidates"].to_string();
    assert!(candidates.contains("laura-chen") && candidates.contains("lars-chen"), "{candidates}");
    assert!(!candidates.contains("chloe"), "{candidates}");
    assert!(stage.json(&["list", "--tag", "mentor"]).as_array().unwrap().is_empty());
    assert_eq!(stage.fails(4, &["show", "nobody"])["kind"], "not-found");
    assert_eq!(stage.fails(4, &["show", "99"])["kind"], "not-found");
}

#[test]
fn archived_people_count_only_where_nobody_else_fits() {
    let stage = stage();
    stage.ok(&["archive", "lars-chen"]);
    assert_eq!(stage.json(&["show", "chen"])["slug"], "laura-chen");
    stage.ok(&["archive", "laura-chen"]);
    assert_eq!(stage.fails(4, &["show", "chen"])["kind"], "ambiguous");
    assert_eq!(stage.json(&["show", "lars"])["archived"], true);
}

#[test]
fn list_narrows_by_every_option() {
    let stage = stage();
    stage.ok(&["edit", "lars", "--relationship", "know-well", "--tag", "lead", "--connected", "--every", "1 month"]);
    let slugs = |args: &[&str]| -> Vec<String> {
        let all = stage.json(args);
        all.as_array().unwrap().iter().map(|c| c["slug"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(slugs(&["list"]).len(), 3);
    assert_eq!(slugs(&["list", "--tag", "lead"]), ["lars-chen"]);
    assert_eq!(slugs(&["list", "--tag", "#LEAD"]), ["lars-chen"]);
    assert_eq!(slugs(&["list", "--met", "rustconf"]), ["laura-chen"]);
    assert_eq!(slugs(&["list", "--company", "initech"]), ["laura-chen"]);
    assert_eq!(slugs(&["list", "--relationship", "know-well"]), ["lars-chen"]);
    assert_eq!(slugs(&["list", "--connection", "connected"]), ["lars-chen"]);
    assert_eq!(slugs(&["list", "--no-plan"]), ["chloe-marchand"]);
    stage.ok(&["archive", "chloe"]);
    assert_eq!(slugs(&["list", "--archived"]), ["chloe-marchand"]);
}

#[test]
fn the_stale_are_those_without_contact_for_so_long() {
    let mut stage = Stage::on("2026-05-01");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.day("2026-11-23");
    stage.ok(&["add", "Lars Chen", "--met", "RustConf"]);
    let stale = stage.json(&["list", "--stale", "3m"]);
    assert_eq!(stale.as_array().unwrap().len(), 1);
    assert_eq!(stale[0]["slug"], "laura-chen");
}

#[test]
fn find_looks_in_every_field() {
    let stage = stage();
    stage.ok(&["log", "chloe", "speaks of glaciers", "--in", "--kind", "email"]);
    stage.ok(&["edit", "lars", "--note", "keeps bees", "--email", "lars@hive.example", "--tag", "beekeeper"]);
    stage.ok(&["promise", "lars", "send the hexagon paper", "--by", "friday"]);
    let found = |text: &str| stage.json(&["find", text])[0]["slug"].as_str().map(str::to_owned);
    for text in ["Laura", "initech", "rustconf", "async"] {
        assert_eq!(found(text).as_deref(), Some("laura-chen"), "{text}");
    }
    for text in ["bees", "hive.example", "beekeep", "hexagon"] {
        assert_eq!(found(text).as_deref(), Some("lars-chen"), "{text}");
    }
    assert_eq!(found("glacier").as_deref(), Some("chloe-marchand"));
    assert_eq!(found("lacier").as_deref(), Some("chloe-marchand"), "within a word");
    assert_eq!(found("volcano"), None);
    assert_eq!(stage.run(&["find", "volcano"]).code, 0, "nobody found is no failure");
    assert_eq!(stage.run(&["find", "\" OR 1=1 *"]).code, 0, "what is looked for is never a query");
}

#[test]
fn tags_are_added_and_removed_by_their_signs() {
    let stage = stage();
    let tags = |args: &[&str]| stage.json(args)["person"]["tags"].clone();
    assert_eq!(tags(&["tag", "laura", "+mentor", "+lead"]), json!(["lead", "mentor"]));
    assert_eq!(tags(&["tag", "laura", "-lead", "+b"]), json!(["b", "mentor"]));
    assert_eq!(tags(&["tag", "laura", "--remove", "b", "--add", "c"]), json!(["c", "mentor"]));
    let missing = stage.json(&["tag", "laura", "-nothing"]);
    assert!(missing["warnings"][0].as_str().unwrap().contains("nothing"));
    assert_eq!(stage.run(&["tag", "laura"]).code, 3);
    assert_eq!(stage.run(&["tag", "laura", "+two words"]).code, 3);
}

#[test]
fn the_signs_of_tags_mean_nothing_to_other_commands() {
    let stage = stage();
    stage.ok(&["log", "laura", "about the price", "tag", "+1 from me"]);
    assert_eq!(stage.json(&["history", "laura"])[1]["text"], "about the price tag +1 from me");
    let answer = stage.json(&["--db", stage.book().to_str().unwrap(), "--color", "never", "tag", "laura", "-x", "+y"]);
    assert_eq!(answer["person"]["tags"], json!(["y"]));
}

#[test]
fn somebody_put_away_raises_nothing_and_open_promises_are_named() {
    for (command, args) in [("archive", vec![]), ("do-not-contact", vec![]), ("pause", vec!["--until", "in 3 weeks"])] {
        let mut stage = stage();
        stage.ok(&["promise", "laura", "send the slides", "--by", "friday"]);
        let mut line = vec![command, "laura"];
        line.extend(args);
        let answer = stage.json(&line);
        assert!(answer["warnings"].to_string().contains("send the slides"), "{command}: {answer}");
        stage.day("2026-11-30");
        assert_eq!(stage.json(&["due"]), json!([]), "{command}");
    }
}

#[test]
fn wake_takes_back_whatever_keeps_somebody_silent() {
    for command in [&["archive", "laura"][..], &["do-not-contact", "laura"], &["pause", "laura", "--until", "+20d"]] {
        let stage = stage();
        stage.ok(command);
        let woken = stage.json(&["wake", "laura"]);
        assert_eq!(woken["person"]["archived"], false);
        assert_eq!(woken["person"]["do_not_contact"], false);
        assert_eq!(woken["person"]["paused_until"], Value::Null);
        assert_eq!(woken["follow_ups"][0]["kind"], "connect", "{command:?}: {woken}");
    }
}

#[test]
fn a_pause_ends_on_its_day_with_one_line() {
    let mut stage = stage();
    stage.ok(&["pause", "laura", "--until", "2026-11-30"]);
    stage.day("2026-11-29");
    assert_eq!(stage.json(&["due"]), json!([]));
    stage.day("2026-11-30");
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.fails(3, &["pause", "laura", "--until", "yesterday"])["kind"], "input");
    assert_eq!(stage.run(&["pause", "laura", "--until", "today"]).code, 3);
}

#[test]
fn unarchive_brings_the_plan_back() {
    let stage = stage();
    stage.ok(&["archive", "laura"]);
    let back = stage.json(&["unarchive", "laura"]);
    assert_eq!(back["person"]["archived"], false);
    assert_eq!(back["follow_ups"][0]["kind"], "connect");
}

#[test]
fn what_was_forgotten_is_gone_from_the_file() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Zebulon Quirk", "--company", "Xylophonics", "--met", "Marzipanconf", "--note", "kwyjibo"]);
    stage.ok(&["add", "Laura Chen", "--introduced-by", "zebulon-quirk"]);
    stage.ok(&["log", "zebulon", "flibbertigibbet", "--in"]);
    stage.ok(&["promise", "zebulon", "a gobbledegook", "--by", "friday"]);
    stage.ok(&["request", "zebulon", "--message", "Dear skedaddler"]);
    stage.ok(&["draft", "zebulon", "--kind", "check-in"]);
    let words = ["Zebulon", "Xylophonics", "Marzipanconf", "kwyjibo", "flibbertigibbet", "gobbledegook", "skedaddler"];
    let held = || -> Vec<&str> {
        let mut bytes = Vec::new();
        for file in stage.data_files() {
            bytes.extend(std::fs::read(file).unwrap().to_ascii_lowercase());
        }
        let holds = |w: &&&str| bytes.windows(w.len()).any(|b| b == w.to_ascii_lowercase().as_bytes());
        words.iter().filter(holds).copied().collect()
    };
    assert_eq!(held(), words, "the test would see them");
    let error = stage.fails(3, &["forget", "zebulon"]);
    assert!(error["hint"].as_str().unwrap().contains("--yes"), "{error}");
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 2, "nothing without --yes");
    let answer = stage.json(&["forget", "zebulon", "--yes"]);
    assert_eq!(answer["person"], Value::Null);
    assert_eq!(held(), Vec::<&str>::new());
    assert_eq!(stage.json(&["show", "laura"])["introduced_by"], Value::Null);
    assert_eq!(stage.fails(4, &["show", "zebulon"])["kind"], "not-found");
}

#[test]
fn forget_asks_on_a_terminal_and_takes_only_yes() {
    let mut stage = stage();
    stage.terminal.input = true;
    stage.with_input("n\n");
    assert!(stage.ok(&["forget", "laura"]).contains("Nothing was changed"));
    assert_eq!(stage.json(&["show", "laura"])["name"], "Laura Chen");
    stage.with_input("y\n");
    stage.ok(&["forget", "laura"]);
    assert_eq!(stage.fails(4, &["show", "laura"])["kind"], "not-found");
}

#[test]
fn somebody_introduced_by_a_name_that_is_not_in_the_book_keeps_the_name() {
    let stage = stage();
    let answer = stage.json(&["edit", "lars", "--introduced-by", "Marta Sol"]);
    assert_eq!(answer["person"]["introduced_by"], "Marta Sol");
    assert!(answer["warnings"][0].as_str().unwrap().contains("Marta Sol"));
    assert_eq!(stage.json(&["edit", "lars", "--introduced-by", "laura"])["person"]["introduced_by"], "Laura Chen");
    assert_eq!(stage.run(&["edit", "lars", "--introduced-by", "lars-chen"]).code, 3);
}

#[test]
fn what_can_not_be_used_is_refused_and_nothing_is_kept() {
    let stage = Stage::on("2026-11-23");
    for bad in [
        &["add", "A B", "--email", "nowhere"][..],
        &["add", "A B", "--phone", "call me"],
        &["add", "A B", "--url", "javascript:alert(1)"],
        &["add", "A B", "--linkedin", "https://example.com/in/a"],
        &["add", "A B", "--relationship", "cousin"],
        &["add", "A B", "--every", "now and then"],
        &["add", "A B", "--met", "X", "--on", "tomorrow"],
        &["add", "A B", "--met", "X", "--on", "31 feb"],
        &["add", "A B", "--connected", "tomorrow"],
    ] {
        let error = stage.fails(3, bad);
        assert!(error["message"].is_string() && error["hint"].is_string(), "{bad:?}: {error}");
    }
    assert_eq!(stage.json(&["list"]), json!([]));
}

#[test]
fn a_note_may_come_from_standard_input() {
    let mut stage = stage();
    stage.with_input("first line\nsecond line\n");
    let answer = stage.json(&["edit", "laura", "--note", "-"]);
    assert_eq!(answer["person"]["notes"], "first line\nsecond line");
}

#[test]
fn a_pause_for_ever_keeps_the_book_readable() {
    let stage = stage();
    stage.ok(&["request", "lars"]);
    for who in ["laura", "lars"] {
        stage.ok(&["pause", who, "--until", "9999-12-31"]);
        stage.ok(&["log", who, "hello", "--out", "--await-reply"]);
        stage.ok(&["why", who]);
        stage.ok(&["wake", who]);
        stage.ok(&["snooze", who, "9999-12-31"]);
        stage.ok(&["log", who, "hello again", "--in"]);
        stage.ok(&["show", who]);
    }
    stage.ok(&["due", "--all"]);
}

#[test]
fn on_the_last_day_of_all_the_book_stays_whole() {
    let stage = Stage::on("9999-12-31");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--every", "10 years"]);
    assert_eq!(stage.json(&["due", "--all"]).as_array().unwrap().len(), 2);
    stage.ok(&["request", "laura"]);
    stage.ok(&["promise", "laura", "the slides", "--by", "today"]);
    stage.ok(&["accepted", "laura"]);
    stage.ok(&["done", "laura"]);
    stage.ok(&["log", "laura", "hello", "--out", "--await-reply"]);
    for look in [&[][..], &["due"], &["due", "--within", "10y"], &["why", "laura"], &["list"], &["requests", "--all"]] {
        stage.ok(look);
    }
}

#[test]
fn a_number_is_removed_however_it_is_written() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--phone", "+1 (202) 555-0100", "--phone", "+49 30 1234567"]);
    stage.fails(3, &["edit", "laura", "--remove", "+12025550199"]);
    stage.ok(&["edit", "laura", "--remove", "+12025550100"]);
    assert_eq!(stage.json(&["show", "laura"])["phones"], json!(["+49 30 1234567"]));
    assert!(stage.ok(&["undo"]).contains("- +1 (202) 555-0100"));
}
