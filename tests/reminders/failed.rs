//! Servers that refuse, keep silent, drop dead or are not there: nothing is called shown that nobody
//! showed, and it is tried again.

use super::bus::eventually;
use super::listener::Listener;
use super::scene::Scene;
use super::server::{Answer, Manner};
use std::time::{Duration, Instant};

/// What the day's view says of reminders that could not be shown.
fn complaint(scene: &Scene) -> Option<String> {
    let said = scene.told(&[]);
    said.lines().find(|l| l.contains("couldn't be shown")).map(str::to_owned)
}

#[test]
fn a_server_that_refuses_is_tried_twice_a_day_and_the_day_s_view_says_so() {
    let Some(mut scene) = Scene::three_due() else { return };
    let server = scene.bus.server(Manner::that(Answer::Refuses));
    assert_eq!(complaint(&scene), None);
    let ran = scene.notify_fails();
    assert!(ran.err.contains("refuse"), "{ran:?}");
    assert_eq!(scene.outcomes(), ["refused"]);
    let said = complaint(&scene).unwrap();
    assert!(said.contains('3') && said.contains("intouch notify"), "{said}");
    scene.notify_fails();
    assert_eq!(server.asked(), 2);
    scene.notify_is_silent();
    assert_eq!(server.asked(), 2, "not a third time that day");
    assert_eq!(scene.outcomes(), ["refused", "refused"]);
    assert!(Listener::of(&scene).is_empty(), "nobody waits for a press on what is not there");
    // The next day it can, and the complaint is gone.
    scene.stage.day("2026-11-24");
    server.now(Answer::Accepts);
    scene.notify_shows();
    assert_eq!(scene.outcomes(), ["refused", "refused", "shown"]);
    assert_eq!(complaint(&scene), None);
}

#[test]
fn a_server_that_refuses_once_is_asked_again_by_the_next_call() {
    let Some(scene) = Scene::one_due() else { return };
    let server = scene.bus.server(Manner::that(Answer::Refuses));
    scene.notify_fails();
    server.now(Answer::Accepts);
    scene.notify_shows();
    scene.notify_is_silent();
    assert_eq!(server.shown().len(), 1);
    assert_eq!(scene.outcomes(), ["refused", "shown"]);
    assert_eq!(complaint(&scene), None);
}

#[test]
fn a_server_that_hangs_is_given_up_in_time_and_tried_again() {
    let Some(scene) = Scene::one_due() else { return };
    let server = scene.bus.server(Manner::that(Answer::Hangs));
    let begun = Instant::now();
    let ran = scene.notify_fails();
    assert!((4..12).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert!(ran.err.contains("5 seconds"), "{ran:?}");
    assert_eq!(scene.outcomes(), ["refused"]);
    eventually("who tried to show it is gone", || Listener::of(&scene).is_empty());
    server.now(Answer::Accepts);
    scene.notify_shows();
    assert_eq!(server.shown().len(), 1);
}

#[test]
fn a_server_that_does_not_say_who_it_is_costs_no_attempt() {
    let Some(scene) = Scene::one_due() else { return };
    let silent = scene.bus.server(Manner { information: Answer::Hangs, ..Manner::willing() });
    for _ in 0..3 {
        let begun = Instant::now();
        scene.notify_fails();
        assert!((4..9).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    }
    assert_eq!(silent.asked(), 0);
    assert!(complaint(&scene).is_some());
    drop(silent);
    eventually("it has left", || !scene.bus.has_server());
    let server = scene.bus.server(Manner::willing());
    scene.notify_shows();
    assert_eq!(server.shown().len(), 1);
}

#[test]
fn where_nobody_shows_anything_it_is_said_as_soon_as_somebody_does() {
    let Some(scene) = Scene::one_due() else { return };
    for _ in 0..3 {
        let ran = scene.notify_fails();
        assert!(ran.err.contains("notification server"), "{ran:?}");
    }
    assert_eq!(scene.outcomes(), ["unreachable"], "kept once a day, and no attempt");
    assert!(complaint(&scene).is_some());
    let server = scene.bus.server(Manner::willing());
    scene.notify_shows();
    assert_eq!(server.shown().len(), 1);
    assert_eq!(complaint(&scene), None);
}

#[test]
fn a_bus_that_is_gone_is_as_good_as_no_server() {
    let Some(mut scene) = Scene::one_due() else { return };
    scene.bus.die();
    let begun = Instant::now();
    scene.notify_fails();
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert_eq!(scene.outcomes(), ["unreachable"]);
}

#[test]
fn a_server_that_dies_before_it_shows_anything_is_asked_again_when_it_is_back() {
    let Some(scene) = Scene::one_due() else { return };
    let dead = scene.bus.server(Manner::that(Answer::Dies));
    let begun = Instant::now();
    scene.notify_fails();
    assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
    assert_eq!(scene.outcomes(), ["refused"]);
    assert_eq!(dead.shown().len(), 0);
    drop(dead);
    let server = scene.bus.server(Manner::willing());
    scene.notify_shows();
    assert_eq!(server.shown().len(), 1);
    scene.notify_is_silent();
}

#[test]
fn a_server_that_dies_before_it_answers_is_not_believed() {
    let Some(scene) = Scene::one_due() else { return };
    let dead = scene.bus.server(Manner::that(Answer::ShowsAndDies));
    scene.notify_fails();
    assert_eq!(scene.outcomes(), ["refused"], "nobody said that it was shown");
    drop(dead);
    let server = scene.bus.server(Manner::willing());
    scene.notify_shows();
    assert_eq!(server.shown().len(), 1);
}

#[test]
fn a_server_that_dies_after_it_answered_has_shown_it() {
    let Some(scene) = Scene::one_due() else { return };
    let dead = scene.bus.server(Manner::that(Answer::AnswersAndDies));
    scene.notify_shows();
    assert_eq!(scene.outcomes(), ["shown"]);
    assert_eq!(dead.shown().len(), 1);
    eventually("nobody waits for it", || Listener::of(&scene).is_empty());
    drop(dead);
    let server = scene.bus.server(Manner::willing());
    scene.notify_is_silent();
    assert_eq!(server.shown().len(), 0);
}

#[test]
fn what_a_server_shows_after_it_was_given_up_is_replaced_by_the_next_try() {
    let Some(scene) = Scene::one_due() else { return };
    let server = scene.bus.server(Manner::that(Answer::Slow(Duration::from_secs(7))));
    scene.notify_fails();
    assert_eq!(scene.outcomes(), ["refused"]);
    server.now(Answer::Accepts);
    scene.notify_shows();
    eventually("the slow answer came, too", || server.shown().len() == 2);
    assert_eq!(server.on_screen().len(), 1, "one stands: {:#?}", server.shown());
}
