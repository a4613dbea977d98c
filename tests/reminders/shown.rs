//! What is put on the screen: the text of one and of several, what a server's markup makes of it, and
//! how often.

use super::scene::Scene;
use super::server::Manner;
use std::process::Stdio;

#[test]
fn one_follow_up_says_who_what_why_and_what_to_type() {
    let Some(scene) = Scene::one_due() else { return };
    let (_server, shown, _) = scene.shown_by(Manner::willing());
    assert_eq!(shown.app, "intouch");
    assert_eq!(shown.summary, "Laura Chen: connect");
    assert!(shown.body.contains("RustConf"), "the reason: {shown:#?}");
    assert!(shown.body.contains("intouch draft 1") && shown.body.contains("intouch done 1"), "{shown:#?}");
    assert_eq!(shown.urgency, Some(1), "normal: it breaks into nothing");
    assert_eq!(shown.expires, 0, "it stands until it is seen");
    assert_eq!(shown.replaces, 0);
    assert_eq!(shown.keys(), ["done", "snooze", "copy"], "no profile and no address: nothing to open");
}

#[test]
fn several_are_one_digest_with_the_most_important_first() {
    let Some(scene) = Scene::three_due() else { return };
    let (_server, shown, _) = scene.shown_by(Manner::willing());
    assert_eq!(shown.summary, "3 follow-ups");
    let lines: Vec<&str> = shown.body.lines().collect();
    assert!(lines[0].starts_with("Cleo Diaz: promise") && lines[0].contains("send the paper"), "{shown:#?}");
    assert!(lines.iter().any(|l| l.starts_with("Laura Chen: connect")), "{shown:#?}");
    assert!(lines.last().unwrap().ends_with("`intouch due` shows them all"), "{shown:#?}");
    let labels: Vec<&str> = shown.actions.iter().map(|(_, label)| label.as_str()).collect();
    assert!(labels.iter().all(|label| label.contains("Cleo")), "a button says whom it is about: {labels:?}");
}

#[test]
fn a_digest_names_five_and_counts_the_others() {
    let Some(scene) = Scene::empty() else { return };
    for n in 0..8 {
        scene.ok(&["add", &format!("Person {n}"), "--met", "RustConf", "--on", "yesterday"]);
    }
    let (_server, shown, _) = scene.shown_by(Manner::willing());
    assert_eq!(shown.summary, "8 follow-ups");
    assert_eq!(shown.body.lines().filter(|l| l.starts_with("Person")).count(), 5, "{shown:#?}");
    assert!(shown.body.contains("3 more"), "{shown:#?}");
}

#[test]
fn markup_is_text_on_every_server() {
    for (manner, body) in [
        (Manner::willing(), "Rust &lt;i&gt;Conf&lt;/i&gt; &amp; &lt;a href=\"http://x\"&gt;more&lt;/a&gt;"),
        (Manner::plain(), "Rust <i>Conf</i> & <a href=\"http://x\">more</a>"),
    ] {
        let Some(scene) = Scene::empty() else { return };
        let place = "Rust <i>Conf</i> & <a href=\"http://x\">more</a>";
        scene.ok(&["add", "Laura <b>Chen</b> & Sons", "--met", place, "--on", "yesterday"]);
        let (_server, shown, _) = scene.shown_by(manner);
        assert_eq!(shown.summary, "Laura <b>Chen</b> & Sons: connect", "servers show a summary as it is");
        assert!(shown.body.contains(body), "{shown:#?}");
    }
}

/// What turns text around, moves a cursor or rings a bell.
fn is_tricky(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn no_control_or_direction_character_reaches_the_screen() {
    let Some(mut scene) = Scene::three_due() else { return };
    // What another program wrote into the book went past the cleaning at the entrance.
    let db = rusqlite::Connection::open(scene.book()).unwrap();
    let tricky = "\u{202e}arual\u{2066}\u{1b}[2J\u{7}\u{9b}\r";
    db.execute("UPDATE contacts SET name = name || ?1, given = coalesce(given, '') || ?1", [tricky]).unwrap();
    db.execute("UPDATE promises SET text = text || ?1", [tricky]).unwrap();
    db.execute("UPDATE follow_ups SET text = text || ?1, reason = reason || ?1", [tricky]).unwrap();
    drop(db);
    // A digest on one day, a single follow-up on the next.
    let server = scene.bus.server(Manner::plain());
    scene.notify_shows();
    scene.ok(&["snooze", "cleo", "in 3 days"]);
    scene.ok(&["snooze", "lars", "in 3 days"]);
    scene.stage.day("2026-11-24");
    scene.notify_shows();
    for shown in server.shown() {
        let labels = shown.actions.iter().map(|(_, label)| label);
        for text in [&shown.summary, &shown.body].into_iter().chain(labels) {
            assert!(!text.contains(is_tricky), "{text:?}");
        }
    }
}

#[test]
fn a_server_without_buttons_is_offered_none_and_the_text_says_what_to_type() {
    let Some(scene) = Scene::one_due() else { return };
    let (_server, shown, _) = scene.shown_by(Manner::plain());
    assert!(shown.actions.is_empty(), "{shown:#?}");
    assert!(shown.body.contains("intouch done 1"), "{shown:#?}");
}

#[test]
fn in_private_no_name_and_no_word_is_shown() {
    for several in [false, true] {
        let made = if several { Scene::three_due() } else { Scene::one_due() };
        let Some(mut scene) = made else { return };
        scene.set("reminders.privacy", "true");
        scene.stand_in("xclip");
        scene.stage.env.insert("DISPLAY".to_owned(), ":none".to_owned());
        let (server, shown, listener) = scene.shown_by(Manner::willing());
        // What comes after a press is as private, be it done or not.
        server.press(&shown, "copy");
        super::bus::eventually("it stands again", || server.shown().len() > 1);
        let again = server.shown().pop().unwrap();
        scene.ok(&["done", "1"]);
        server.press(&again, "snooze");
        listener.ends("it was pressed");
        let shown = server.shown();
        assert!(shown.len() >= 3, "{shown:#?}");
        for one in shown {
            let all = format!("{one:?}");
            for word in ["Laura", "Chen", "RustConf", "Lars", "Berlin", "Cleo", "Diaz", "paper", "laura"] {
                assert!(!all.contains(word), "{word}: {one:#?}");
            }
        }
    }
}

#[test]
fn where_nothing_is_due_the_bus_is_not_even_asked() {
    let Some(scene) = Scene::empty() else { return };
    scene.ok(&["add", "Laura Chen", "--met", "RustConf", "--on", "today"]);
    let server = scene.bus.server(Manner::willing());
    scene.notify_is_silent();
    assert_eq!(server.spoken_to(), 0);
    let mut bus = scene.bus;
    bus.die();
    let ended = scene.stage.process().arg("notify").stdin(Stdio::null()).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}

#[test]
fn once_a_day_on_three_days_and_then_only_in_the_list() {
    let Some(mut scene) = Scene::one_due() else { return };
    let server = scene.bus.server(Manner::willing());
    for (n, day) in ["2026-11-23", "2026-11-24", "2026-11-25"].into_iter().enumerate() {
        scene.stage.day(day);
        scene.notify_shows();
        scene.notify_is_silent();
        assert_eq!(server.shown().len(), n + 1);
        assert_eq!(server.on_screen().len(), 1, "a later day's takes the place of yesterday's");
    }
    scene.stage.day("2026-11-26");
    scene.notify_is_silent();
    assert_eq!(server.shown().len(), 3);
    assert_eq!(scene.json(&["due"]).as_array().unwrap().len(), 1, "the list has it still");
}

#[test]
fn a_later_reminder_of_the_day_does_not_take_away_what_it_does_not_say() {
    let Some(scene) = Scene::one_due() else { return };
    let (server, first, _) = scene.shown_by(Manner::willing());
    scene.ok(&["promise", "laura", "send the paper", "--by", "today"]);
    scene.notify_shows();
    let screen = server.on_screen();
    assert_eq!(screen.len(), 2, "{screen:#?}");
    assert_eq!(screen[0].id, first.id);
    assert!(screen[1].body.contains("send the paper"), "{screen:#?}");
}

#[test]
fn four_timers_at_once_speak_once() {
    for round in 0..20 {
        let Some(scene) = Scene::three_due() else { return };
        let server = scene.bus.server(Manner::willing());
        let children: Vec<_> = (0..4)
            .map(|_| {
                let mut command = scene.process();
                command.arg("notify").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        let ended: Vec<_> = children.into_iter().map(|c| c.wait_with_output().unwrap()).collect();
        assert!(ended.iter().all(|e| e.status.success()), "round {round}: {ended:#?}");
        assert_eq!(server.asked(), 1, "round {round}: {ended:#?}");
        assert_eq!(scene.outcomes(), ["shown"], "round {round}");
    }
}
