//! `notify`: when it speaks, what it says, and what it keeps of that.

use crate::stage::Stage;
use serde_json::Value;

/// One person met on Friday 20 November 2026: a connect follow-up is due from Monday the 23rd on.
fn met() -> Stage {
    let mut stage = Stage::on("2026-11-20T10:00:00Z");
    stage.ok(&["add", "Laura Chen", "--met", "RustConf", "--email", "laura@initech.example"]);
    stage.day("2026-11-23T09:00:00Z");
    stage
}

/// The state and the reason that `notify` answers.
fn told(stage: &Stage) -> (String, Value) {
    let document = stage.json(&["notify"]);
    (document["state"].as_str().unwrap().to_owned(), document["reason"].clone())
}

/// What was shown since the last time this was asked.
fn shown(stage: &Stage) -> Vec<String> {
    stage.notices.borrow_mut().drain(..).map(|n| format!("{}\n{}", n.summary, n.body)).collect()
}

#[test]
fn a_follow_up_is_shown_once_a_day_on_three_days_and_then_only_listed() {
    let mut stage = met();
    for day in ["23", "24", "25"] {
        stage.day(&format!("2026-11-{day}T09:00:00Z"));
        assert_eq!(told(&stage).0, "shown", "{day}");
        assert_eq!(told(&stage), ("nothing".to_owned(), "shown-today".into()), "{day}");
        stage.day(&format!("2026-11-{day}T19:45:00Z"));
        assert_eq!(told(&stage).1, "shown-today", "{day}");
    }
    stage.day("2026-11-26T09:00:00Z");
    assert_eq!(told(&stage), ("nothing".to_owned(), "only-listed".into()));
    assert_eq!(shown(&stage).len(), 3);
    assert_eq!(stage.json(&["due"]).as_array().unwrap().len(), 1, "the list has it still");
    // Put off, it is due anew.
    stage.ok(&["snooze", "1", "2026-11-30"]);
    stage.day("2026-11-30T09:00:00Z");
    assert_eq!(told(&stage).0, "shown");
}

#[test]
fn nothing_is_heard_before_the_time_in_quiet_hours_or_on_a_day_off() {
    let mut stage = met();
    for (at, reason, next) in [
        ("2026-11-23T07:59:00Z", "quiet", "2026-11-23T09:00:00Z"),
        ("2026-11-23T08:59:00Z", "before-time", "2026-11-23T09:00:00Z"),
        ("2026-11-23T20:00:00Z", "quiet", "2026-11-24T09:00:00Z"),
        // Saturday; and before four it is still Friday, and quiet.
        ("2026-11-28T12:00:00Z", "day-off", "2026-11-29T09:00:00Z"),
        ("2026-11-28T03:00:00Z", "quiet", "2026-11-28T09:00:00Z"),
    ] {
        stage.day(at);
        let document = stage.json(&["notify"]);
        assert_eq!((&document["state"], &document["reason"]), (&"waiting".into(), &reason.into()), "{at}");
        assert_eq!(document["next_at"], next, "{at}");
    }
    assert!(shown(&stage).is_empty());
    // Deferred, neither dropped nor dumped: one reminder, when it is no longer quiet.
    stage.day("2026-11-24T09:00:00Z");
    assert_eq!(told(&stage).0, "shown");
    // A day that the user named is heard on that day, working or not.
    stage.ok(&["remind", "laura", "call about the flat", "--on", "2026-11-28"]);
    stage.day("2026-11-28T09:00:00Z");
    assert_eq!(told(&stage).0, "shown");
    let all = shown(&stage);
    assert!(all[1].contains("call about the flat") && !all[1].contains("connect"), "{all:?}");
}

#[test]
fn the_settings_say_when() {
    let mut stage = met();
    stage.ok(&["config", "set", "reminders.time", "07:30"]);
    stage.ok(&["config", "set", "reminders.quiet_to", "07:00"]);
    stage.day("2026-11-23T07:29:00Z");
    assert_eq!(told(&stage).1, "before-time");
    stage.day("2026-11-23T07:30:00Z");
    stage.ok(&["config", "set", "calendar.days_off", "2026-11-23"]);
    assert_eq!(told(&stage).1, "nothing-due", "the day off moved it, and so the reminder");
    stage.day("2026-11-24T07:30:00Z");
    assert_eq!(told(&stage).0, "shown");
    // A time that is quiet is heard when that ends, and status says so.
    let said = stage.run(&["config", "set", "reminders.time", "22:00"]);
    assert!(said.err.contains("22:00 is quiet: the day's reminder comes at 07:00"), "{said:?}");
    let status = stage.ok(&["notify", "status"]);
    assert!(status.contains("at 07:00 (22:00 is quiet)"), "{status}");
    for (key, value) in [("reminders.time", "9"), ("reminders.to", "mail"), ("reminders.privacy", "perhaps")] {
        stage.fails(3, &["config", "set", key, value]);
    }
}

#[test]
fn a_week_off_is_one_digest_most_important_first() {
    let mut stage = met();
    stage.ok(&["met", "--new", "Lars Berg", "--where", "Meetup", "--on", "2026-11-16"]);
    stage.ok(&["promise", "laura", "send the paper", "--by", "2026-11-27"]);
    for n in 0..6 {
        stage.ok(&["met", "--new", &format!("Person {n}"), "--where", "Meetup", "--on", "2026-11-20"]);
    }
    stage.day("2026-12-01T11:00:00Z");
    assert_eq!(told(&stage).0, "shown");
    let all = shown(&stage);
    assert_eq!(all.len(), 1);
    let lines: Vec<&str> = all[0].lines().collect();
    assert_eq!(lines[0], "9 follow-ups, 9 overdue");
    assert_eq!(lines[1], "Laura Chen: promise \"send the paper\", 4 days overdue");
    assert!(lines[2].starts_with("Lars Berg: connect"), "{lines:?}");
    assert_eq!(*lines.last().unwrap(), "`intouch due` shows them all");
    assert_eq!(lines[6], "and 4 more");
    assert_eq!(lines.len(), 8);
}

#[test]
fn what_could_not_be_shown_is_told_by_the_next_look_at_the_day_and_tried_again() {
    let mut stage = met();
    stage.no_server = true;
    for at in ["2026-11-24T09:00:00Z", "2026-11-24T09:15:00Z", "2026-11-24T09:30:00Z", "2026-11-25T09:00:00Z"] {
        stage.day(at);
        stage.fails(6, &["notify"]);
    }
    let day = stage.ok(&[]);
    assert!(day.contains("1 reminder couldn't be shown since Tue 24 Nov 2026: intouch notify test"), "{day}");
    let status = stage.ok(&["notify", "status"]);
    assert!(status.contains("1 follow-up since Tue 24 Nov 2026"), "{status}");
    assert!(status.contains("no notification server is running"), "{status}");
    // Where nobody was there nothing was tried: the same day still has its reminder.
    stage.no_server = false;
    assert_eq!(told(&stage).0, "shown");
    assert!(!stage.ok(&[]).contains("couldn't"), "told no longer");
    assert!(!stage.ok(&["notify", "status"]).contains("Not shown"));
}

#[test]
fn a_clock_set_back_neither_repeats_nor_loses_a_reminder() {
    let mut stage = met();
    stage.day("2026-11-24T10:00:00Z");
    assert_eq!(told(&stage).0, "shown");
    stage.day("2026-11-24T09:30:00Z");
    assert_eq!(told(&stage).1, "shown-today");
    stage.day("2026-11-23T10:00:00Z");
    assert_eq!(told(&stage).1, "shown-today");
    stage.ok(&["remind", "laura", "call", "--on", "today"]);
    assert_eq!(told(&stage).0, "shown", "what is new is heard");
    stage.day("2026-11-25T10:00:00Z");
    assert_eq!(told(&stage).0, "shown");
    assert_eq!(shown(&stage).len(), 3);
}

#[test]
fn privacy_keeps_names_and_words_off_the_screen() {
    let stage = met();
    stage.ok(&["promise", "laura", "send the secret paper", "--by", "today"]);
    stage.ok(&["config", "set", "reminders.privacy", "true"]);
    let document = stage.json(&["notify"]);
    assert_eq!(document["follow_ups"][0]["contact"], Value::Null);
    let notice = stage.notices.borrow_mut().pop().unwrap();
    assert_eq!(
        (notice.summary.as_str(), notice.body.as_str()),
        ("2 follow-ups are due", "`intouch due` shows them all")
    );
    for secret in ["Laura", "Chen", "RustConf", "secret"] {
        assert!(!format!("{notice:?}").contains(secret), "{notice:?}");
        assert!(!document.to_string().contains(secret), "{document}");
        assert!(!stage.ok(&["notify", "--to", "terminal"]).contains(secret));
    }
}

#[test]
fn a_prompt_has_one_line_or_none_and_nothing_is_counted() {
    let mut stage = met();
    for _ in 0..3 {
        let line = stage.run(&["notify", "--to", "terminal"]);
        assert_eq!(line.out, "1 follow-up is due, Laura Chen (connect): intouch due\n");
        assert_eq!(line.err, "");
    }
    assert_eq!(told(&stage).0, "shown", "a prompt is no reminder");
    stage.day("2026-11-25");
    stage.ok(&["promise", "laura", "send it", "--by", "today"]);
    let line = stage.ok(&["notify", "--to", "terminal"]);
    assert_eq!(line, "2 follow-ups are due, first Laura Chen (promise): intouch due\n");
    stage.ok(&["skip", "1"]);
    stage.ok(&["done", "2"]);
    assert_eq!(stage.ok(&["notify", "--to", "terminal"]), "");
    let nowhere = Stage::on("2026-11-23");
    assert_eq!(nowhere.ok(&["notify", "--to", "terminal"]), "");
    assert!(!nowhere.book().exists());
}

#[cfg(unix)]
#[test]
fn a_program_of_the_users_own_is_told_on_standard_input_and_never_through_a_shell() {
    use std::os::unix::fs::PermissionsExt;
    let mut stage = met();
    let log = stage.folder().join("log");
    let program = stage.file(
        "tell me.sh",
        format!(
            "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$1\" \"$INTOUCH_REMINDER_SUMMARY\" \"$INTOUCH_REMINDER_COUNT\" >> '{0}'\n\
             cat >> '{0}'\nexit ${{FAILS:-0}}\n",
            log.display()
        ),
    );
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let call = ["--json", "notify", "--to", "command", "--", &program, "; touch owned $(touch owned)"];
    let told_by_program = |stage: &Stage| -> Value { serde_json::from_str(&stage.ok(&call)).unwrap() };
    let document = told_by_program(&stage);
    assert_eq!((&document["to"], &document["state"]), (&"command".into(), &"shown".into()));
    let said = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[..4], ["1", "; touch owned $(touch owned)", "Laura Chen: connect", "1"]);
    let given: Value = serde_json::from_str(lines[4]).unwrap();
    assert_eq!(given["follow_ups"][0]["contact"], "Laura Chen");
    assert!(!stage.folder().join("owned").exists());
    // Each mouth for itself: the desktop has not said it yet.
    assert_eq!(told_by_program(&stage)["reason"], "shown-today");
    assert_eq!(told(&stage).0, "shown");

    // The one of the settings; one that fails is tried twice a day, one that is not there as often as you like.
    stage.day("2026-11-24T09:00:00Z");
    stage.env.insert("FAILS".to_owned(), "3".to_owned());
    stage.ok(&["config", "set", "reminders.to", "command"]);
    let config = format!("[reminders]\nto = \"command\"\ncommand = [{program:?}, \"x\"]\n");
    std::fs::write(stage.setting("config.toml"), config).unwrap();
    for _ in 0..2 {
        let error = stage.fails(6, &["notify"]);
        assert!(error["message"].as_str().unwrap().contains("exit status: 3"), "{error}");
    }
    assert_eq!(told(&stage).1, "tried-twice");
    assert!(stage.ok(&[]).contains("1 reminder couldn't be shown since Tue 24 Nov 2026"));
    stage.day("2026-11-25T09:00:00Z");
    stage.ok(&["config", "set", "reminders.command", "/nonexistent/program"]);
    for _ in 0..3 {
        stage.fails(6, &["notify"]);
    }
    std::fs::write(stage.setting("config.toml"), "[reminders]\nto = \"command\"\n").unwrap();
    let error = stage.fails(3, &["notify"]);
    assert!(error["hint"].as_str().unwrap().contains("reminders.command"), "{error}");
}

#[cfg(unix)]
#[test]
fn status_and_test_are_about_the_way_that_is_set() {
    let mut stage = met();
    stage.env.insert("PATH".to_owned(), std::env::var("PATH").unwrap());
    stage.ok(&["config", "set", "reminders.to", "command"]);
    let status = stage.ok(&["notify", "status"]);
    assert!(status.contains("Program     no program is named"), "{status}");
    stage.fails(3, &["notify", "test"]);
    stage.fails(3, &["config", "set", "reminders.command", "/bin/sh -c 'exit 0'"]);
    stage.ok(&["config", "set", "reminders.command", "/nonexistent/program"]);
    let status = stage.ok(&["notify", "status"]);
    assert!(status.contains("\"/nonexistent/program\" can't remind you: there is none"), "{status}");
    stage.fails(6, &["notify", "test"]);
    stage.ok(&["config", "set", "reminders.command", "true"]);
    assert_eq!(stage.json(&["notify", "test"])["program"], "true");
    assert!(stage.ok(&["notify", "status"]).contains("/true is there"));
    assert!(stage.notices.borrow().is_empty(), "the desktop was not asked");
    assert_eq!(told(&stage).0, "shown", "a test is no reminder");
}

#[test]
fn status_names_the_next_reminder_that_there_will_be() {
    let mut stage = met();
    let next = |stage: &Stage| -> (Value, Value) {
        let status = stage.json(&["notify", "status"]);
        (status["next_at"].clone(), status["next_follow_ups"].clone())
    };
    stage.day("2026-11-23T07:00:00Z");
    assert_eq!(next(&stage), ("2026-11-23T09:00:00Z".into(), 1.into()));
    for day in ["23", "24", "25"] {
        stage.day(&format!("2026-11-{day}T09:00:00Z"));
        assert_eq!(next(&stage).0, format!("2026-11-{day}T09:00:00Z"), "now");
        stage.ok(&["notify"]);
    }
    stage.day("2026-11-25T10:00:00Z");
    assert_eq!(next(&stage), (Value::Null, 0.into()), "shown on three days");
    stage.ok(&["promise", "laura", "send it", "--by", "2026-12-01"]);
    assert_eq!(next(&stage), ("2026-12-01T09:00:00Z".into(), 1.into()));
    stage.ok(&["met", "--new", "Cleo", "--where", "Meetup", "--on", "today"]);
    stage.day("2026-11-27T21:00:00Z");
    assert_eq!(next(&stage), ("2026-11-30T09:00:00Z".into(), 1.into()), "not on a Saturday");
}

#[test]
fn what_a_reminder_says_to_type_means_the_same_book_in_any_folder() {
    let stage = met();
    let other = stage.folder().join("other.db");
    stage.ok(&["--db", other.to_str().unwrap(), "add", "Zoe", "--met", "X", "--on", "2026-11-20"]);
    stage.ok(&["--db", other.to_str().unwrap(), "notify"]);
    let notice = stage.notices.borrow_mut().pop().unwrap();
    assert!(notice.body.contains(&format!("intouch done 1 --db {}", other.display())), "{notice:?}");
}

#[test]
fn looking_for_reminders_leaves_a_trace_and_nothing_else() {
    let mut stage = met();
    stage.ok(&["notify"]);
    let book = std::fs::read(stage.book()).unwrap();
    stage.day("2026-11-23T11:00:00Z");
    stage.ok(&["notify"]);
    assert_eq!(stage.json(&["notify", "status"])["last_look_at"], "2026-11-23T11:00:00Z");
    assert!(book == std::fs::read(stage.book()).unwrap(), "a look that says nothing writes nothing");
    // No step of undo, and undo takes no reminder back.
    assert_eq!(stage.json(&["undo", "--list"]).as_array().unwrap().len(), 1);
    let nobody = Stage::on("2026-11-23T11:00:00Z");
    assert_eq!(told(&nobody), ("nothing".to_owned(), "nothing-due".into()));
    assert!(!nobody.book().parent().unwrap().exists());
}

#[test]
fn what_hinders_the_look_itself_is_told_too() {
    let mut stage = met();
    stage.ok(&["notify"]);
    let trace = stage.book().with_file_name("intouch.db-reminders");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&trace).unwrap()).unwrap();
    assert_eq!(kept["error"], Value::Null);
    stage.day("2026-11-24T09:00:00Z");
    let good = std::fs::read(stage.book()).unwrap();
    std::fs::write(stage.book(), "no database at all").unwrap();
    stage.fails(5, &["notify"]);
    std::fs::write(stage.book(), good).unwrap();
    let day = stage.ok(&[]);
    assert!(day.contains("Reminders are hindered since Tue 24 Nov 2026"), "{day}");
    stage.ok(&["notify"]);
    assert!(!stage.ok(&[]).contains("hindered"));
}
