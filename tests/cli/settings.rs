//! Settings, playbook, templates, and what the shell is given.

use crate::stage::Stage;
use serde_json::json;

#[test]
fn a_setting_is_set_read_and_checked() {
    let stage = Stage::on("2026-11-23");
    assert_eq!(stage.json(&["config", "get", "linkedin.plan"]), "free");
    assert_eq!(stage.json(&["config", "get", "calendar.day_starts"]), "04:00");
    stage.ok(&["config", "set", "me.name", "Ada", "Marsh"]);
    assert_eq!(stage.json(&["config", "get", "me.name"]), "Ada Marsh");
    stage.ok(&["config", "set", "calendar.working_days", "sun mon tue wed thu"]);
    assert_eq!(stage.ok(&["config", "get", "calendar.working_days"]).trim(), "sun mon tue wed thu");
    assert_eq!(stage.ok(&["config", "path"]).trim(), stage.setting("config.toml").to_str().unwrap());
    assert!(stage.ok(&["config"]).contains("linkedin.notes_a_month"));
    assert_eq!(stage.json(&["config"])["me.name"], "Ada Marsh");
    assert_eq!(stage.fails(3, &["config", "get", "me.shoe_size"])["kind"], "input");
    for (key, bad) in [
        ("linkedin.plan", "gold"),
        ("calendar.day_starts", "25:00"),
        ("calendar.working_days", "caturday"),
        ("calendar.days_off", "christmas"),
        ("linkedin.notes_a_month", "many"),
    ] {
        assert_eq!(stage.fails(3, &["config", "set", key, bad])["kind"], "input", "{key}");
    }
    assert_eq!(stage.json(&["config", "get", "linkedin.plan"]), "free", "what was refused was not kept");
}

#[test]
fn a_setting_keeps_the_files_comments() {
    let stage = Stage::on("2026-11-23");
    stage.file("config/config.toml", "# my settings\n[me]\nname = \"Ada\" # that's me\n");
    stage.ok(&["config", "set", "me.does", "a potter"]);
    let text = std::fs::read_to_string(stage.setting("config.toml")).unwrap();
    assert!(text.contains("# my settings") && text.contains("# that's me") && text.contains("a potter"), "{text}");
}

#[test]
fn a_broken_settings_file_is_reported_with_its_line_and_can_be_looked_at() {
    let stage = Stage::on("2026-11-23");
    stage.file("config/config.toml", "[me]\nname = \"Ada\"\n[linkedin]\nplan = 7\n");
    let error = stage.fails(3, &["due"]);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("config.toml") && message.contains("line 4"), "{message}");
    stage.ok(&["config", "path"]);
    stage.ok(&["completions", "bash"]);
}

#[test]
fn dates_with_slashes_follow_the_setting() {
    let stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen"]);
    assert_eq!(stage.run(&["promise", "laura", "x", "--by", "4/12/2026"]).code, 3);
    stage.ok(&["config", "set", "calendar.date_order", "day-first"]);
    let promised = stage.json(&["promise", "laura", "x", "--by", "4/12/2026"]);
    assert_eq!(promised["recorded"]["due_on"], "2026-12-04");
}

#[test]
fn days_off_move_what_is_due() {
    let stage = Stage::on("2026-12-23");
    stage.ok(&["config", "set", "calendar.days_off", "2026-12-24 2026-12-25"]);
    let met = stage.json(&["add", "Laura Chen", "--met", "RustConf"]);
    assert_eq!(met["follow_ups"][0]["due_on"], "2026-12-28");
}

#[test]
fn changed_working_days_plan_the_whole_book_anew_and_say_so_once() {
    let stage = Stage::on("2026-11-20");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    assert_eq!(stage.json(&["due", "--all"])[0]["due_on"], "2026-11-23");
    stage.ok(&["config", "set", "calendar.working_days", "sat sun mon"]);
    let first = stage.run(&["due", "--all", "--json"]);
    assert!(first.out.contains("\"due_on\":\"2026-11-21\""), "{}", first.out);
    assert!(!first.err.is_empty(), "what changed is said");
    assert_eq!(stage.run(&["due", "--all", "--json"]).err, "", "once");
}

#[test]
fn before_four_in_the_morning_it_is_still_yesterday() {
    let mut stage = Stage::on("2026-11-24T03:30:00Z");
    assert_eq!(stage.json(&[])["today"], "2026-11-23");
    stage.ok(&["config", "set", "calendar.day_starts", "00:00"]);
    assert_eq!(stage.json(&[])["today"], "2026-11-24");
    stage.day("2026-11-24T04:00:00Z");
    stage.ok(&["config", "set", "calendar.day_starts", "04:00"]);
    assert_eq!(stage.json(&[])["today"], "2026-11-24");
}

#[test]
fn a_clock_that_is_none_is_refused() {
    let mut stage = Stage::on("yesterday-ish");
    assert_eq!(stage.fails(3, &["due"])["kind"], "input");
    for day in ["10000-01-01", "1899-12-31", "1900-01-01T02:00:00+10:00", "-0001-01-01T00:00:00Z"] {
        stage.day(day);
        assert_eq!(stage.fails(3, &["due"])["kind"], "input", "{day}");
    }
}

#[test]
fn the_playbook_is_shown_with_its_comments_and_checks_out() {
    let stage = Stage::on("2026-11-23");
    let shown = stage.ok(&["playbook", "show"]);
    assert_eq!(shown, intouch::schedule::playbook::BUILT_IN);
    let rules = stage.json(&["playbook", "check"]);
    let rules: Vec<&str> = rules["rules"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
    assert!(rules.contains(&"nudge-awaited-reply") && !rules.contains(&"ask-feedback"), "{rules:?}");
}

#[test]
fn an_own_playbook_is_followed() {
    let stage = Stage::on("2026-11-23");
    let own = intouch::schedule::playbook::BUILT_IN.replacen("due = \"1 day\"", "due = \"3 days\"", 1);
    stage.file("config/playbook.toml", &own);
    let met = stage.json(&["add", "Laura Chen", "--met", "RustConf"]);
    assert_eq!(met["follow_ups"][0]["due_on"], "2026-11-26");
    assert_eq!(stage.ok(&["playbook", "show"]), own);
}

#[test]
fn a_mistake_in_the_playbook_names_file_line_and_expectation_and_the_last_good_plan_stays() {
    let stage = Stage::on("2026-11-23");
    let own = intouch::schedule::playbook::BUILT_IN.replacen("due = \"1 day\"", "due = \"3 days\"", 1);
    stage.file("config/playbook.toml", &own);
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    let line = own.lines().position(|l| l == "due = \"3 days\"").unwrap() + 1;
    stage.file("config/playbook.toml", own.replacen("due = \"3 days\"", "due = \"soonish\"", 1));
    let error = stage.fails(3, &["playbook", "check"]);
    let message = error["message"].as_str().unwrap();
    for words in ["playbook.toml", &format!("line {line}"), "soonish", "expected a length of time"] {
        assert!(message.contains(words), "{words}: {message}");
    }
    let looked = stage.run(&["due", "--all", "--json"]);
    assert!(looked.out.contains("\"due_on\":\"2026-11-26\""), "the last good plan stays: {}", looked.out);
    assert!(looked.err.contains("playbook"), "and the mistake is said: {}", looked.err);
    let later = stage.json(&["add", "Lars Berg", "--met", "RustConf"]);
    assert_eq!(later["follow_ups"][0]["due_on"], "2026-11-26", "new facts are planned by it too");
}

#[test]
fn templates_are_listed_and_shown() {
    let stage = Stage::on("2026-11-23");
    let list = stage.json(&["template", "list"]);
    let names: Vec<&str> = list.as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    for name in ["connect-event", "connect-introduced", "nudge-reply", "check-in", "promise"] {
        assert!(names.contains(&name), "{names:?}");
        assert!(!stage.ok(&["template", "show", name]).is_empty());
    }
    assert_eq!(stage.fails(4, &["template", "show", "sonnet"])["kind"], "not-found");
}

#[test]
fn completions_and_manual_are_printed() {
    let stage = Stage::on("2026-11-23");
    for shell in ["bash", "zsh", "fish"] {
        let script = stage.ok(&["completions", shell]);
        assert!(script.contains("intouch") && script.contains("COMPLETE"), "{shell}: {script}");
    }
    assert_eq!(stage.run(&["completions", "cobol"]).code, 2);
    let page = stage.ok(&["man"]);
    assert!(page.contains(".TH intouch 1"), "{page}");
    let dir = stage.folder().join("man");
    stage.ok(&["man", "--dir", dir.to_str().unwrap()]);
    assert!(dir.join("intouch-due.1").exists());
}

#[test]
fn help_and_version_are_answers() {
    let stage = Stage::on("2026-11-23");
    assert!(stage.ok(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
    assert!(stage.ok(&["help"]).contains("day at a glance"));
    assert!(stage.ok(&["met", "--help"]).contains("--where"));
}

#[test]
fn without_a_home_the_book_must_be_named() {
    let mut stage = Stage::on("2026-11-23");
    stage.homeless = true;
    let error = stage.fails(6, &["due"]);
    assert!(error["message"].as_str().unwrap().contains("HOME"), "{error}");
    let db = stage.folder().join("here.db");
    let db = db.to_str().unwrap();
    stage.ok(&["--db", db, "add", "Laura Chen"]);
    assert_eq!(stage.json(&["list", "--db", db]).as_array().unwrap().len(), 1);
    stage.env.insert("INTOUCH_DB".to_owned(), db.to_owned());
    assert_eq!(stage.json(&["list"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.fails(6, &["config", "set", "me.name", "Ada"])["kind"], "outside");
}

#[test]
fn the_demo_never_opens_the_users_own_book() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Quentin Example"]);
    let before = std::fs::read(stage.book()).unwrap();
    let out = stage.ok(&["demo"]);
    assert!(
        out.contains("$ intouch draft") && out.contains("$ intouch why") && !out.contains("Quentin Example"),
        "{out}"
    );
    assert_eq!(std::fs::read(stage.book()).unwrap(), before);
    stage.homeless = true;
    let db = stage.json(&["demo"])["db"].as_str().unwrap().to_owned();
    assert!(stage.json(&["--db", &db, "list"]).as_array().unwrap().len() > 5);
    std::fs::remove_dir_all(std::path::Path::new(&db).parent().unwrap()).unwrap();
    let printed = out.lines().find_map(|l| l.trim().strip_prefix("intouch --db ")?.strip_suffix(" due --all")).unwrap();
    std::fs::remove_dir_all(std::path::Path::new(printed).parent().unwrap()).unwrap();
}

#[test]
fn json_export_is_deterministic_and_holds_no_row_numbers() {
    let mut stage = Stage::on("2026-11-23");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--tag", "lead"]);
    stage.ok(&["add", "Lars Berg", "--introduced-by", "laura"]);
    stage.ok(&["log", "laura", "hi", "--out", "--await-reply"]);
    stage.ok(&["promise", "lars", "the slides", "--by", "friday"]);
    stage.ok(&["done", "lars"]);
    stage.ok(&["request", "laura", "--no-note"]);
    stage.ok(&["accepted", "laura"]);
    let first = stage.ok(&["export", "json"]);
    stage.day("2026-12-24");
    assert_eq!(stage.ok(&["export", "json"]), first, "nothing in it depends on today");
    let file = stage.folder().join("out.json");
    stage.ok(&["export", "json", "--out", file.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), first);
    let document: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(document["contacts"].as_array().unwrap().len(), 2);
    assert!(!first.contains("\"id\":") && !first.contains("_id\":"), "{first}");
    assert_eq!(stage.run(&["export", "json", "--out", "/nonexistent/folder/out.json"]).code, 6);
    assert_eq!(json!(document["format"]), "intouch");
}
