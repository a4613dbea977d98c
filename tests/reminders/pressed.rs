//! What is pressed on a notification: it does what the command line does, once.

use super::bus::eventually;
use super::scene::Scene;
use super::server::Manner;
use crate::reliability::evidence::{self, Rows};
use crate::stage::Stage;
use std::path::Path;

/// What a book holds of people; what was said of them when is another matter.
fn facts(book: &Path) -> Rows {
    let mut rows = evidence::holds(book);
    rows.retain(|table, _| !matches!(table.as_str(), "reminders" | "reminded"));
    rows
}

/// What the book would be, had this been typed instead.
fn typed(stage: &Stage, args: &[&str]) -> Rows {
    let copy = stage.folder().join("typed.db");
    rusqlite::Connection::open(stage.book()).unwrap().backup("main", &copy, None::<fn(_)>).unwrap();
    stage.ok(&[args, &["--db", copy.to_str().unwrap(), "--yes"]].concat());
    facts(&copy)
}

/// Laura with a profile, and with an address for mail.
fn laura() -> Option<Scene> {
    let scene = Scene::one_due()?;
    scene.ok(&["edit", "laura", "--linkedin", "https://www.linkedin.com/in/laura-chen"]);
    Some(scene)
}

#[test]
fn done_and_snooze_do_what_is_typed_for_them() {
    for unicast in [false, true] {
        for (key, words) in [("done", &["done", "1"][..]), ("snooze", &["snooze", "1", "tomorrow"])] {
            let Some(scene) = laura() else { return };
            let (server, shown, listener) = scene.shown_by(Manner { unicast, ..Manner::willing() });
            let (before, wanted) = (facts(&scene.book()), typed(&scene, words));
            server.press(&shown, key);
            listener.ends("it was done");
            let now = facts(&scene.book());
            assert_ne!(now, before, "{key} did something");
            assert_eq!(now, wanted, "{key}\n{}", evidence::difference(&wanted, &now));
            assert!(scene.json(&["due"]).as_array().unwrap().is_empty());
            // What became of it is said, and goes by itself.
            let said = server.shown().pop().unwrap();
            assert!(said.expires > 0 && said.body.contains("intouch undo"), "{said:#?}");
            scene.ok(&["undo"]);
            assert_eq!(scene.json(&["due"]).as_array().unwrap().len(), 1, "one step takes it back");
        }
    }
}

#[test]
fn the_words_are_copied_and_what_is_done_then_was_done_with_them() {
    let Some(mut scene) = laura() else { return };
    let kept = scene.stand_in("xclip");
    scene.stage.env.insert("DISPLAY".to_owned(), ":none".to_owned());
    let draft = scene.json(&["draft", "1"])["body"].as_str().unwrap().to_owned();
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    server.press(&shown, "copy");
    eventually("the words are on the clipboard", || kept.exists());
    let copied = std::fs::read_to_string(kept).unwrap();
    assert!(copied.contains(draft.trim()), "{copied}");
    eventually("it stands again", || server.on_screen().len() == 1);
    assert!(listener.lives(), "copied is not done");
    let again = server.on_screen().remove(0);
    assert!(again.body.contains("clipboard") && !again.keys().contains(&"copy"), "{again:#?}");
    server.press(&again, "done");
    listener.ends("it was done");
    let requests = scene.json(&["requests"]);
    assert_eq!(requests[0]["message"].as_str().unwrap().trim(), draft.trim(), "{requests}");
}

#[test]
fn the_words_go_to_wayland_s_clipboard_where_that_is_the_screen() {
    let Some(mut scene) = laura() else { return };
    let kept = scene.stand_in("wl-copy");
    scene.stage.env.insert("WAYLAND_DISPLAY".to_owned(), "none".to_owned());
    let (server, shown, _) = scene.shown_by(Manner::willing());
    server.press(&shown, "copy");
    eventually("the words are on the clipboard", || kept.exists());
    assert!(std::fs::read_to_string(kept).unwrap().contains("Laura"));
}

#[test]
fn where_the_words_can_t_be_copied_the_reminder_stands_again_and_says_so() {
    // No screen, and in a session of its own no terminal either: there is no clipboard.
    let Some(scene) = laura() else { return };
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    server.press(&shown, "copy");
    eventually("it stands again", || server.on_screen().iter().any(|n| n.body.contains("no clipboard")));
    let again = server.on_screen().remove(0);
    assert_eq!(again.summary, shown.summary);
    server.press(&again, "done");
    listener.ends("it was done");
    assert_eq!(scene.json(&["requests"])[0]["message"], serde_json::Value::Null, "nobody had the words");
}

#[test]
fn a_press_after_the_book_was_moved_away_makes_no_new_one() {
    let Some(scene) = laura() else { return };
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    let folder = scene.book().parent().unwrap().to_owned();
    let moved = folder.with_file_name("moved");
    std::fs::rename(&folder, &moved).unwrap();
    server.press(&shown, "done");
    eventually("it says so", || server.on_screen().iter().any(|n| n.body.contains("no longer at")));
    listener.ends("there is nothing to record in");
    assert!(!folder.exists());
    std::fs::rename(moved, folder).unwrap();
    assert_eq!(scene.json(&["due"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_click_opens_the_profile_or_a_mail_window() {
    for (option, address) in [
        (["--linkedin", "https://www.linkedin.com/in/laura-chen"], "https://www.linkedin.com/in/laura-chen"),
        (["--email", "laura@initech.example"], "mailto:laura@initech.example"),
    ] {
        let Some(mut scene) = Scene::one_due() else { return };
        scene.ok(&["edit", "laura", option[0], option[1]]);
        let kept = scene.stand_in("opener");
        let opener = scene.folder().join("bin/opener").display().to_string();
        scene.stage.env.insert("INTOUCH_OPENER".to_owned(), opener);
        let (server, shown, listener) = scene.shown_by(Manner::willing());
        let before = facts(&scene.book());
        server.press(&shown, "default");
        eventually("it is opened", || kept.exists());
        let opened = std::fs::read_to_string(kept).unwrap();
        assert!(opened.starts_with(address), "{opened}");
        eventually("it stands again", || server.on_screen().len() == 1);
        assert!(listener.lives(), "to look is not to be done");
        let now = facts(&scene.book());
        assert_eq!(now.get("interactions"), before.get("interactions"));
        assert_eq!(now.get("requests"), before.get("requests"));
    }
}

#[test]
fn a_second_press_changes_nothing() {
    for (first, second) in [("done", "done"), ("done", "snooze"), ("snooze", "done"), ("snooze", "snooze")] {
        let Some(scene) = laura() else { return };
        let (server, shown, listener) = scene.shown_by(Manner::willing());
        let words: &[&str] = if first == "done" { &["done", "1"] } else { &["snooze", "1", "tomorrow"] };
        let wanted = typed(&scene, words);
        server.invoke(&shown, first);
        server.invoke(&shown, second);
        server.close(&shown, 2);
        listener.ends("it was done");
        server.invoke(&shown, second);
        let now = facts(&scene.book());
        assert_eq!(now, wanted, "{first}, then {second}\n{}", evidence::difference(&wanted, &now));
    }
}

#[test]
fn a_press_on_what_was_done_meanwhile_changes_nothing_and_says_so() {
    for key in ["done", "snooze"] {
        let Some(scene) = laura() else { return };
        let (server, shown, listener) = scene.shown_by(Manner::willing());
        scene.ok(&["done", "1"]);
        let before = facts(&scene.book());
        server.press(&shown, key);
        listener.ends("it was pressed");
        let now = facts(&scene.book());
        assert_eq!(now, before, "{key}\n{}", evidence::difference(&before, &now));
        let said = server.shown().pop().unwrap();
        assert!(said.summary.contains("Nothing was recorded"), "{said:#?}");
    }
}

#[test]
fn a_signal_from_anybody_but_the_server_is_no_press() {
    let Some(scene) = laura() else { return };
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    let before = facts(&scene.book());
    scene.bus.stranger_signals("ActionInvoked", &(shown.id, "done"));
    scene.bus.stranger_signals("NotificationClosed", &(shown.id, 2_u32));
    // One of the server's about another notification comes after both.
    server.invoke(&super::server::Shown { id: shown.id + 7, ..shown.clone() }, "done");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(listener.lives());
    assert_eq!(facts(&scene.book()), before);
    server.press(&shown, "done");
    listener.ends("it was done");
    assert_ne!(facts(&scene.book()), before, "it heard the server all the same");
}

#[test]
fn a_digest_s_buttons_are_about_the_most_important_one() {
    let Some(scene) = Scene::three_due() else { return };
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    server.press(&shown, "done");
    listener.ends("it was done");
    let due = scene.json(&["due"]);
    let names: Vec<&str> = due.as_array().unwrap().iter().map(|f| f["contact"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(!names.contains(&"Cleo Diaz"), "the promise was kept: {names:?}");
}

#[test]
fn without_a_program_of_the_user_s_choice_the_desktop_s_own_opens_it() {
    let Some(mut scene) = laura() else { return };
    let kept = scene.stand_in("xdg-open");
    let (server, shown, _) = scene.shown_by(Manner::willing());
    server.press(&shown, "default");
    eventually("it is opened", || kept.exists());
    assert!(std::fs::read_to_string(kept).unwrap().starts_with("https://www.linkedin.com/in/laura-chen"));
}

#[test]
fn what_stands_again_after_a_press_is_replaced_on_the_next_day_too() {
    let Some(mut scene) = laura() else { return };
    let kept = scene.stand_in("xclip");
    scene.stage.env.insert("DISPLAY".to_owned(), ":none".to_owned());
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    server.press(&shown, "copy");
    eventually("the words are on the clipboard", || kept.exists());
    eventually("it stands again", || server.on_screen().len() == 1);
    scene.stage.day("2026-11-24");
    scene.notify_shows();
    listener.ends("another took the place");
    let screen = server.on_screen();
    assert_eq!(screen.len(), 1, "{screen:#?}");
    server.press(&screen[0], "done");
    eventually("the new one is listened to", || scene.json(&["due"]).as_array().unwrap().is_empty());
}

#[test]
fn a_press_while_the_book_is_busy_is_not_lost_in_silence() {
    let Some(scene) = laura() else { return };
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    let other = rusqlite::Connection::open(scene.book()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    server.press(&shown, "done");
    listener.ends("it gave up");
    other.execute_batch("ROLLBACK").unwrap();
    let said = server.shown().pop().unwrap();
    assert!(said.summary.contains("Nothing was recorded"), "{said:#?}");
    assert_eq!(scene.json(&["due"]).as_array().unwrap().len(), 1);
}
