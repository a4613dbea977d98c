//! The day, what is due and why, and what closes it: done, skip, snooze, reopen, draft, notify.

use crate::stage::Stage;
use serde_json::{Value, json};

/// Three people met yesterday at one event.
fn stage() -> Stage {
    let mut stage = Stage::on("2026-11-23");
    for name in ["Laura Chen", "Lars Berg", "Chloe Marchand"] {
        stage.ok(&["add", name, "--met", "RustConf", "--about", "async testing"]);
    }
    stage.day("2026-11-24");
    stage
}

fn id(stage: &Stage, who: &str) -> String {
    let show = stage.json(&["show", who]);
    show["follow_ups"][0]["id"].to_string()
}

#[test]
fn the_day_says_what_is_due_what_comes_and_what_waits() {
    let stage = stage();
    stage.ok(&["promise", "laura", "the slides", "--by", "thursday"]);
    stage.ok(&["request", "lars"]);
    stage.ok(&["skip", "chloe"]);
    let day = stage.json(&[]);
    assert_eq!(day["today"], "2026-11-24");
    assert_eq!(day["due"].as_array().unwrap().len(), 1);
    assert_eq!(day["coming"][0]["kind"], "promise");
    assert_eq!(day["pending_requests"], 1);
    assert_eq!(day["no_plan"], 1, "Chloe was skipped: nobody gets lost unseen");
    assert_eq!(day["pace"]["invitations"], 1);
    let shown = stage.ok(&[]);
    for words in ["Due", "Laura Chen", "Coming", "the slides", "1 request waits", "1 person has no next step"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
}

#[test]
fn an_empty_book_says_how_to_begin_and_makes_no_file() {
    let stage = Stage::on("2026-11-23");
    assert!(stage.ok(&[]).contains("intouch add"));
    for look in [&["due"][..], &["list"], &["find", "x"], &["requests"], &["due", "--all"]] {
        assert_eq!(stage.json(look), json!([]), "{look:?}");
    }
    stage.ok(&["export", "json"]);
    stage.ok(&["notify"]);
    assert!(!stage.book().exists(), "looking makes no book");
}

#[test]
fn due_narrows_by_every_option() {
    let mut stage = stage();
    stage.ok(&["tag", "laura", "+lead"]);
    stage.ok(&["promise", "lars", "the slides", "--by", "2026-12-01"]);
    stage.ok(&["snooze", "chloe", "2026-11-30"]);
    let who = |args: &[&str]| -> Vec<String> {
        let found = stage.json(args);
        found.as_array().unwrap().iter().map(|f| f["contact"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(who(&["due"]), ["Laura Chen", "Lars Berg"]);
    assert_eq!(who(&["due", "--tag", "lead"]), ["Laura Chen"]);
    assert_eq!(who(&["due", "--kind", "promise"]), Vec::<String>::new());
    assert_eq!(who(&["due", "--within", "2w", "--kind", "promise"]), ["Lars Berg"]);
    assert_eq!(who(&["due", "--all"]).len(), 4);
    assert_eq!(who(&["due", "--overdue"]), Vec::<String>::new());
    assert_eq!(stage.run(&["due", "--kind", "gossip"]).code, 2);
    assert_eq!(stage.run(&["due", "--within", "soon"]).code, 2);
    stage.day("2026-11-25");
    assert_eq!(stage.json(&["due", "--overdue"]).as_array().unwrap().len(), 2);
    assert_eq!(stage.json(&["due", "--overdue"])[0]["days_overdue"], 1);
}

#[test]
fn why_names_rule_fact_shift_and_what_would_stop_it() {
    // Met on a Friday: the day after is no working day.
    let mut stage = Stage::on("2026-11-20");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf"]);
    stage.day("2026-11-23");
    let id = id(&stage, "laura");
    let why = stage.ok(&["why", &format!("#{id}")]);
    for words in ["connect-after-meeting", "RustConf", "shifted", "stops", "lapses"] {
        assert!(why.contains(words), "{words}\n{why}");
    }
    let document = stage.json(&["why", "laura"]);
    assert_eq!(document["follow_ups"][0]["rule"], "connect-after-meeting");
    assert_eq!(document["follow_ups"][0]["due_on"], "2026-11-23");
    assert!(!document["follow_ups"][0]["shifts"].as_array().unwrap().is_empty());
    let absent: Vec<&str> =
        document["not_raised"].as_array().unwrap().iter().map(|a| a["rule"].as_str().unwrap()).collect();
    assert!(absent.contains(&"keep-in-touch"), "{absent:?}");
    assert_eq!(stage.fails(4, &["why", "#99"])["kind"], "not-found");
}

#[test]
fn a_bare_number_is_a_follow_up_where_both_are_possible() {
    let stage = stage();
    // Contact 3 is Chloe; follow-up 3 is hers as well, so a promise of Laura's tells them apart.
    stage.ok(&["promise", "laura", "the slides", "--by", "friday"]);
    let promise = id_of_kind(&stage, "laura", "promise");
    let done = stage.json(&["done", &promise]);
    assert_eq!(done["person"]["name"], "Laura Chen");
    assert_eq!(stage.json(&["show", "1"])["name"], "Laura Chen", "and a contact where only that is possible");
}

fn id_of_kind(stage: &Stage, who: &str, kind: &str) -> String {
    let show = stage.json(&["show", who]);
    let all = show["follow_ups"].as_array().unwrap();
    all.iter().find(|f| f["kind"] == kind).unwrap_or_else(|| panic!("{show}"))["id"].to_string()
}

#[test]
fn who_means_the_first_open_follow_up_and_the_answer_names_it_and_the_others() {
    let stage = stage();
    stage.ok(&["promise", "laura", "the slides", "--by", "today"]);
    let (promise, connect) = (id_of_kind(&stage, "laura", "promise"), id_of_kind(&stage, "laura", "connect"));
    let said = stage.ok(&["done", "laura"]);
    assert!(said.contains(&format!("#{promise} promise with Laura Chen")), "{said}");
    assert!(said.contains(&format!("#{connect} connect")), "what stays open: {said}");
}

#[test]
fn done_records_what_the_kind_means() {
    let mut stage = stage();
    let connect = stage.json(&["done", "laura", "--message", "Hi Laura, RustConf was fun. Shall we connect?"]);
    assert_eq!(connect["recorded"]["status"], "pending");
    assert_eq!(connect["recorded"]["message"], "Hi Laura, RustConf was fun. Shall we connect?");
    assert_eq!(connect["person"]["connection"], "pending");
    stage.day("2026-11-26");
    stage.ok(&["accepted", "laura"]);
    stage.day("2026-11-27");
    let thanks = stage.json(&["done", "laura", "--kind", "call"]);
    assert_eq!(thanks["recorded"]["kind"], "call");
    assert_eq!(thanks["recorded"]["direction"], "both");
    assert_eq!(stage.run(&["done", "lars", "--kind", "call"]).code, 3, "a connect is done by a request");
    assert_eq!(stage.fails(4, &["done", "99"])["kind"], "not-found");
}

#[test]
fn done_as_drafted_records_the_very_words_and_their_template() {
    let stage = stage();
    let draft = stage.json(&["draft", "laura"]);
    let done = stage.json(&["done", "laura", "--as-drafted"]);
    assert_eq!(done["recorded"]["message"], draft["body"]);
    assert_eq!(done["recorded"]["template"], draft["template"]);
}

#[test]
fn the_words_may_come_from_a_file() {
    let stage = stage();
    let file = stage.file("note.txt", "Hi Laura,\nwe met at RustConf.\n");
    assert_eq!(
        stage.json(&["done", "laura", "--file", &file])["recorded"]["message"],
        "Hi Laura,\nwe met at RustConf."
    );
    assert_eq!(stage.run(&["done", "lars", "--file", "/nonexistent/file"]).code, 3);
    assert_eq!(stage.run(&["done", "lars", "--file", &file, "--message", "x"]).code, 2);
}

#[test]
fn skip_is_for_good_and_reopen_takes_it_back() {
    let mut stage = stage();
    let id = id(&stage, "laura");
    stage.ok(&["skip", "laura"]);
    stage.day("2026-11-30");
    assert!(stage.json(&["due", "--all"]).as_array().unwrap().iter().all(|f| f["contact"] != "Laura Chen"));
    assert_eq!(stage.fails(4, &["done", &id])["kind"], "not-found");
    let back = stage.json(&["reopen", &id]);
    assert_eq!(back["follow_ups"][0]["id"].to_string(), id);
    assert_eq!(stage.fails(3, &["reopen", &id])["kind"], "input", "nothing to take back any more");
    assert_eq!(stage.run(&["reopen", "laura"]).code, 3);
    assert_eq!(stage.run(&["reopen", "#999"]).code, 4);
}

#[test]
fn reopen_takes_back_the_fact_that_done_recorded() {
    let stage = stage();
    let id = id(&stage, "laura");
    stage.ok(&["done", &id, "--message", "Hi Laura"]);
    stage.ok(&["reopen", &format!("#{id}")]);
    let show = stage.json(&["show", "laura"]);
    assert_eq!(show["requests"], json!([]));
    assert_eq!(show["connection"], "none");
    assert_eq!(show["follow_ups"][0]["id"].to_string(), id);
    stage.ok(&["done", &id]);
    stage.ok(&["accepted", "laura"]);
    assert_eq!(stage.fails(3, &["reopen", &id])["kind"], "input", "the request has gone on");
}

#[test]
fn snooze_keeps_the_original_day_and_comes_back() {
    let mut stage = stage();
    let snoozed = stage.json(&["snooze", "laura", "in", "1", "week"]);
    let follow_up = &snoozed["follow_ups"][0];
    assert_eq!(follow_up["state"], "snoozed");
    assert_eq!(follow_up["snoozed_until"], "2026-12-01");
    assert_eq!(follow_up["original_due_on"], "2026-11-24");
    assert!(stage.json(&["due"]).as_array().unwrap().iter().all(|f| f["contact"] != "Laura Chen"));
    stage.day("2026-12-01");
    let back = stage.json(&["due"]);
    let laura = back.as_array().unwrap().iter().find(|f| f["contact"] == "Laura Chen").unwrap();
    assert_eq!(laura["original_due_on"], "2026-11-24");
}

#[test]
fn snooze_today_wakes_and_an_early_day_is_refused() {
    let stage = stage();
    stage.ok(&["snooze", "laura", "2026-12-01"]);
    let woken = stage.json(&["snooze", "laura", "today"]);
    assert_eq!(woken["follow_ups"][0]["state"], "today");
    assert_eq!(woken["follow_ups"][0]["snoozed_until"], Value::Null);
    stage.ok(&["promise", "laura", "the slides", "--by", "2026-12-10"]);
    let promise = id_of_kind(&stage, "laura", "promise");
    assert_eq!(stage.fails(3, &["snooze", &promise, "2026-12-05"])["kind"], "input");
    assert_eq!(stage.run(&["snooze", "laura", "yesterday"]).code, 3);
    assert_eq!(stage.run(&["snooze", "laura"]).code, 2);
}

#[test]
fn a_draft_has_words_fits_the_limit_and_writes_no_fact() {
    let stage = stage();
    let draft = stage.json(&["draft", "laura"]);
    let body = draft["body"].as_str().unwrap();
    assert!(body.contains("Laura") && body.contains("RustConf"), "{body}");
    assert_eq!(draft["limit"], 200);
    assert!(draft["characters"].as_u64().unwrap() <= 200);
    assert_eq!(draft["characters"], body.chars().count());
    assert!((20..=50).contains(&draft["words"].as_u64().unwrap()), "{body}");
    assert_eq!(stage.json(&["draft", "laura"])["body"], draft["body"], "the same words again");
    assert_ne!(stage.json(&["draft", "laura", "--variant", "1"])["body"], draft["body"]);
    assert_eq!(stage.json(&["show", "laura"])["requests"], json!([]));
    let printed = stage.run(&["draft", "lars"]);
    assert!(!printed.out.contains("intouch"), "only the words on standard output: {}", printed.out);
    assert!(printed.err.contains("--as-drafted"));
}

#[test]
fn a_draft_takes_another_kind_template_or_nobody() {
    let stage = stage();
    assert_eq!(stage.json(&["draft", "laura", "--kind", "check-in"])["kind"], "check-in");
    assert_eq!(stage.json(&["draft", "laura", "--template", "connect-conference"])["template"], "connect-conference");
    assert!(stage.fails(4, &["draft", "laura", "--template", "sonnet"])["hint"].is_string());
    assert_eq!(stage.fails(4, &["draft", "nobody"])["kind"], "not-found");
}

#[test]
fn an_edited_draft_is_what_as_drafted_records() {
    let mut stage = stage();
    let script = stage.file("editor.sh", "#!/bin/sh\nprintf 'Hi Laura, my own words.\\n' > \"$1\"\n");
    stage.env.insert("EDITOR".to_owned(), format!("sh {script}"));
    assert_eq!(stage.json(&["draft", "laura", "--edit"])["body"], "Hi Laura, my own words.");
    let done = stage.json(&["done", "laura", "--as-drafted"]);
    assert_eq!(done["recorded"]["message"], "Hi Laura, my own words.");
    stage.env.insert("EDITOR".to_owned(), "/nonexistent/editor".to_owned());
    assert_eq!(stage.fails(6, &["draft", "lars", "--edit"])["kind"], "outside");
}

#[test]
fn open_takes_the_profile_or_a_mail_with_the_words_in_it() {
    let mut stage = stage();
    let log = stage.folder().join("opened");
    let script = stage.file("opener.sh", format!("#!/bin/sh\nprintf '%s' \"$1\" > '{}'\n", log.display()));
    let opener = stage.file("opener", format!("#!/bin/sh\nexec sh '{script}' \"$1\"\n"));
    std::process::Command::new("chmod").args(["+x", &opener]).status().unwrap();
    stage.env.insert("INTOUCH_OPENER".to_owned(), opener);
    stage.ok(&["edit", "laura", "--linkedin", "laura-chen-42"]);
    stage.ok(&["draft", "laura", "--open"]);
    assert_eq!(std::fs::read_to_string(&log).unwrap(), "https://www.linkedin.com/in/laura-chen-42");
    stage.ok(&["edit", "lars", "--email", "lars@example.com"]);
    stage.ok(&["draft", "lars", "--kind", "check-in", "--open"]);
    let mail = std::fs::read_to_string(&log).unwrap();
    assert!(mail.starts_with("mailto:lars@example.com?") && mail.contains("body="), "{mail}");
    assert!(stage.run(&["draft", "chloe", "--open"]).code != 0, "there is nothing to open");
}

#[test]
fn one_due_is_a_notice_of_its_own_and_several_are_a_digest() {
    let mut stage = stage();
    let shown = stage.json(&["notify"]);
    let digest = stage.notices.borrow_mut().pop().unwrap();
    assert_eq!(digest.summary, "3 follow-ups");
    assert_eq!(shown["summary"], "3 follow-ups");
    assert_eq!(shown["state"], "shown");
    assert_eq!(shown["follow_ups"].as_array().unwrap().len(), 3);
    for name in ["Laura", "Lars", "Chloe"] {
        assert!(digest.body.contains(name), "{digest:?}");
    }
    assert!(digest.body.ends_with("`intouch due` shows them all"), "{digest:?}");
    stage.ok(&["skip", "lars"]);
    stage.ok(&["skip", "chloe"]);
    stage.day("2026-11-26");
    stage.ok(&["notify"]);
    let one = stage.notices.borrow_mut().pop().unwrap();
    assert_eq!(one.summary, "Laura Chen: connect (2 days overdue)");
    assert!(one.body.contains("RustConf"), "{one:?}");
    stage.ok(&["skip", "laura"]);
    stage.ok(&["notify"]);
    assert!(stage.notices.borrow().is_empty(), "nothing due, nothing shown");
}

#[test]
fn without_a_notification_server_nothing_is_lost() {
    let mut stage = stage();
    stage.no_server = true;
    let before = stage.json(&["due"]);
    let error = stage.fails(6, &["notify"]);
    assert_eq!(error["kind"], "outside");
    assert_eq!(stage.json(&["due"]), before);
}

#[test]
fn overdue_is_said_in_words_and_quiet_keeps_asides_back() {
    let mut stage = stage();
    stage.day("2026-11-27");
    let loud = stage.run(&["due"]);
    assert!(loud.out.contains("3 days overdue"), "{}", loud.out);
    assert!(loud.err.contains("intouch draft"));
    let quiet = stage.run(&["due", "--quiet"]);
    assert_eq!(quiet.err, "");
    assert_eq!(quiet.out, loud.out);
}

#[test]
fn colours_follow_terminal_option_and_environment() {
    let mut stage = stage();
    stage.day("2026-11-27");
    let coloured = |stage: &Stage, args: &[&str]| stage.ok(args).contains('\u{1b}');
    assert!(!coloured(&stage, &["due"]), "a pipe");
    assert!(coloured(&stage, &["due", "--color", "always"]));
    stage.terminal.output = true;
    stage.terminal.width = Some(100);
    assert!(coloured(&stage, &["due"]), "a terminal");
    assert!(!coloured(&stage, &["due", "--color", "never"]));
    stage.env.insert("NO_COLOR".to_owned(), "1".to_owned());
    assert!(!coloured(&stage, &["due"]));
    assert!(coloured(&stage, &["due", "--color=always"]), "what is asked for wins");
    stage.env.insert("NO_COLOR".to_owned(), String::new());
    assert!(coloured(&stage, &["due"]), "an empty NO_COLOR says nothing");
}

#[test]
fn tables_fit_the_terminal() {
    let mut stage = stage();
    stage.ok(&["promise", "laura", &"send the long list of things ".repeat(8), "--by", "friday"]);
    stage.ok(&["edit", "laura", "--company", "A Company With Quite A Long Name", "--title", "Head of Long Titles"]);
    stage.terminal.output = true;
    for width in [60, 80, 120] {
        stage.terminal.width = Some(width);
        for look in [&[][..], &["due", "--all"], &["list"], &["requests"], &["history", "laura"], &["why", "laura"]] {
            let out = stage.ok(&[look, &["--color", "never"]].concat());
            // Sentences beside tables are left to the terminal's own wrapping: a table's row begins with a blank.
            for line in out.lines().filter(|l| l.starts_with(' ') && !l.starts_with("  ")) {
                let columns = unicode_width::UnicodeWidthStr::width(line);
                assert!(columns <= usize::from(width), "{look:?} at {width}: {columns}\n{out}");
            }
        }
    }
}

#[test]
fn a_clock_set_back_a_year_loses_nothing() {
    let mut stage = stage();
    let before = stage.json(&["export", "json"]);
    stage.day("2025-11-24");
    for look in [&[][..], &["due"], &["due", "--all"], &["list"], &["show", "laura"], &["why", "laura"], &["requests"]]
    {
        stage.ok(look);
    }
    assert_eq!(stage.json(&["due"]), json!([]), "it is all to come");
    stage.ok(&["log", "lars", "hello", "--in"]);
    stage.day("2026-11-24");
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 3);
    stage.ok(&["fact", "remove", &stage.json(&["history", "lars"])[0]["id"].to_string()]);
    assert_eq!(stage.json(&["export", "json"]), before);
}

#[test]
fn as_drafted_records_what_was_read_whatever_the_template() {
    let stage = stage();
    stage.ok(&["request", "laura", "--no-note", "--on", "yesterday"]);
    stage.ok(&["accepted", "laura"]);
    let drafted = stage.json(&["draft", "laura", "--template", "check-in"]);
    let done = stage.json(&["done", "laura", "--as-drafted"]);
    assert_eq!(done["recorded"]["text"], drafted["body"]);
}

#[test]
fn done_without_words_after_a_draft_says_how_to_record_the_drafted_ones() {
    let stage = stage();
    let laura = id(&stage, "laura");
    let drafted = stage.json(&["draft", &laura]);
    let done = stage.json(&["done", &laura]);
    assert!(done["warnings"][0].as_str().unwrap().contains("--as-drafted"), "{done}");
    stage.ok(&["reopen", &laura]);
    assert_eq!(stage.json(&["done", &laura, "--as-drafted"])["recorded"]["message"], drafted["body"]);
}

#[test]
fn the_day_and_the_list_say_which_connects_wait_and_which_go_without_a_note() {
    let mut stage = Stage::on("2026-11-23");
    let evening: String = (0..120).map(|n| format!("+ Guest Number{n}\n")).collect();
    stage.with_input(&evening).ok(&["met", "-", "--where", "BigConf"]);
    stage.ok(&["add", "Mia Late", "--every", "1 week"]);
    stage.day("2026-12-01");
    let day = stage.json(&[]);
    assert_eq!(day["waiting"], 20);
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 101, "a hundred of the week, and the check-in");
    assert_eq!(stage.json(&["due", "--all"]).as_array().unwrap().len(), 121);
    for shown in [stage.ok(&[]), stage.run(&["due"]).err] {
        assert!(shown.contains("20 connect follow-ups wait"), "{shown}");
        assert!(shown.contains("95 connects go without one"), "{shown}");
    }
    // The week is full: what is not a connect is still seen.
    for n in 0..100 {
        stage.ok(&["request", &format!("guest-number{n}"), "--no-note"]);
    }
    let full = stage.json(&[]);
    assert_eq!(full["waiting"], 20);
    assert_eq!(full["due"][0]["kind"], "check-in", "{full}");
}

#[test]
fn a_snooze_survives_a_skip_that_is_taken_back() {
    let stage = stage();
    let laura = id(&stage, "laura");
    stage.ok(&["snooze", &laura, "2026-12-04"]);
    stage.ok(&["skip", &laura]);
    let reopened = stage.json(&["reopen", &laura]);
    assert_eq!(reopened["follow_ups"][0]["snoozed_until"], "2026-12-04");
}

#[test]
fn a_call_that_said_thanks_asks_for_no_thanks() {
    let stage = stage();
    let met = stage.json(&["log", "lars", "--kind", "meeting"]);
    let thanks = met["follow_ups"].as_array().unwrap().iter().find(|f| f["kind"] == "thank-you").unwrap();
    let done = stage.json(&["done", &thanks["id"].to_string(), "--kind", "call"]);
    assert_eq!(done["recorded"]["kind"], "call");
    let kinds: Vec<&Value> = done["follow_ups"].as_array().unwrap().iter().map(|f| &f["kind"]).collect();
    assert!(!kinds.contains(&&json!("thank-you")), "{done}");
}

#[test]
fn writing_to_somebody_you_decided_not_to_contact_is_warned_about() {
    let stage = stage();
    stage.ok(&["do-not-contact", "laura"]);
    let drafted = stage.json(&["draft", "laura"]);
    assert!(drafted["warnings"][0].as_str().unwrap().contains("decided not to contact"), "{drafted}");
}

#[test]
fn promises_to_somebody_archived_are_listed_with_them() {
    let stage = stage();
    stage.ok(&["promise", "laura", "the slides", "--by", "friday"]);
    stage.ok(&["archive", "laura"]);
    assert!(stage.ok(&["show", "laura"]).contains("the slides"));
    assert_eq!(stage.json(&["due", "--all"]).as_array().unwrap().len(), 2);
}

#[test]
fn before_four_the_day_on_the_wall_may_be_named() {
    let mut stage = stage();
    stage.day("2026-11-26T02:00:00Z");
    assert_eq!(stage.json(&["log", "laura", "hello", "--out"])["recorded"]["on"], "2026-11-25");
    assert_eq!(stage.json(&["log", "laura", "again", "--out", "--on", "2026-11-26"])["recorded"]["on"], "2026-11-26");
    assert_eq!(stage.fails(3, &["log", "laura", "x", "--out", "--on", "2026-11-27"])["kind"], "input");
}

#[test]
fn a_row_put_off_to_a_day_before_its_corrected_day_is_still_read() {
    let mut stage = Stage::on("2026-11-02");
    let added = stage.json(&["add", "Laura Chen", "--met", "RustConf", "--on", "2026-10-28"]);
    let fact = added["recorded"]["id"].to_string();
    stage.ok(&["snooze", "laura", "2026-11-04"]);
    stage.day("2026-11-30");
    // The encounter was weeks later than recorded: planned later than it was put off to.
    stage.ok(&["fact", "edit", &fact, "--on", "2026-11-25"]);
    assert_eq!(stage.json(&["due", "--all"]).as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 1);
}
