//! The process that waits for a press: it belongs to nobody, holds nothing, and does not outlive what
//! it waits for.

use super::bus::eventually;
use super::listener::Listener;
use super::scene::Scene;
use super::server::Manner;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn notify_returns_while_somebody_waits_in_a_session_of_its_own() {
    let Some(scene) = Scene::one_due() else { return };
    let (_server, _, listener) = scene.shown_by(Manner::willing());
    assert!(listener.lives());
    assert_eq!(listener.session(), listener.0, "it is the first of its session: no terminal ends it");
}

#[test]
fn whoever_waits_holds_nothing_that_was_open_when_notify_began() {
    let Some(scene) = Scene::one_due() else { return };
    let _server = scene.bus.server(Manner::willing());
    // A file that the caller has open and forgot to keep to itself, as shells with `exec 9>` do.
    let lock = std::fs::File::create(scene.folder().join("lock")).unwrap();
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = scene.process();
    command.arg("notify").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (lock_number, pipe_number) = (lock.as_raw_fd(), writer.as_raw_fd());
    // SAFETY: between fork and exec two system calls on numbers, no memory.
    unsafe {
        command.pre_exec(move || {
            libc::dup2(lock_number, 9);
            libc::dup2(pipe_number, 200);
            Ok(())
        });
    }
    let mut child = command.spawn().unwrap();
    drop(writer);
    let status = child.wait().unwrap();
    assert!(status.success());
    let listener = Listener::only(&scene);
    // Whoever reads what notify writes sees the end of it, and of every other pipe it was given.
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    reader.read_to_string(&mut String::new()).unwrap();
    assert!(out.starts_with("Shown: "), "{out}");
    assert!(listener.lives(), "it lives on behind all these ends");
    eventually("it has let go of what it was told by", || listener.is_settled());
    let open = listener.descriptors();
    // The pipe by which one of its threads wakes another is its own at both ends.
    let ends = |path: &PathBuf| open.iter().filter(|(_, other)| other == path).count();
    for (number, path) in &open {
        let name = path.to_string_lossy();
        let own = name == "/dev/null" || name.starts_with("anon_inode:") || name.starts_with("socket:");
        assert!(own || (name.starts_with("pipe:") && ends(path) == 2), "{number} is {name}: {open:#?}");
    }
    let book = scene.book().display().to_string();
    assert!(!format!("{:?}", listener.descriptors()).contains(&book), "nor does it keep the book open");
}

#[test]
fn it_ends_with_the_notification_the_server_or_the_bus() {
    let Some(scene) = Scene::one_due() else { return };
    let (server, shown, listener) = scene.shown_by(Manner::willing());
    server.close(&shown, 2);
    listener.ends("the notification was closed");

    let Some(scene) = Scene::one_due() else { return };
    let (mut server, _, listener) = scene.shown_by(Manner::willing());
    server.die();
    listener.ends("the server died");

    let Some(mut scene) = Scene::one_due() else { return };
    let (_server, _, listener) = scene.shown_by(Manner::willing());
    scene.bus.die();
    listener.ends("the bus died");
}

#[test]
fn it_ends_where_a_later_reminder_takes_the_place() {
    for (tags, how) in [(true, "by its tag"), (false, "by its number")] {
        let Some(mut scene) = Scene::one_due() else { return };
        let (server, shown, listener) = scene.shown_by(Manner { tags, ..Manner::willing() });
        scene.stage.day("2026-11-24");
        scene.notify_shows();
        listener.ends(&format!("its notification was replaced {how}"));
        let screen = server.on_screen();
        assert_eq!(screen.len(), 1, "{how}: {screen:#?}");
        assert_eq!(Listener::of(&scene).len(), 1, "{how}: one waits for the new one");
        server.press(&screen[0], "done");
        eventually("the new one is listened to", || scene.json(&["due"]).as_array().unwrap().is_empty());
        assert!(shown.id > 0);
    }
}

#[test]
fn a_server_that_came_back_knows_nothing_of_the_old_number() {
    let Some(mut scene) = Scene::one_due() else { return };
    let (mut server, _, listener) = scene.shown_by(Manner::willing());
    server.die();
    listener.ends("the server died");
    let server = scene.bus.server(Manner::willing());
    scene.stage.day("2026-11-24");
    scene.notify_shows();
    assert_eq!(server.only().replaces, 0, "a number of the old run could be anybody's now");
}

#[test]
fn a_slow_server_is_waited_for() {
    let Some(scene) = Scene::one_due() else { return };
    let begun = Instant::now();
    let slow = Manner::that(super::server::Answer::Slow(Duration::from_secs(2)));
    let (server, shown, listener) = scene.shown_by(slow);
    assert!(begun.elapsed() >= Duration::from_secs(2));
    server.press(&shown, "done");
    listener.ends("it was done");
    assert!(scene.json(&["due"]).as_array().unwrap().is_empty());
}

#[test]
fn what_is_started_by_hand_without_a_notice_is_refused() {
    let Some(scene) = Scene::one_due() else { return };
    let server = scene.bus.server(Manner::willing());
    for input in ["", "\n\n", "{}\n{}\n", "no document\n"] {
        let mut command = scene.process();
        command.args(["notify", "attend"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(3), "{input:?}: {ended:?}");
    }
    assert_eq!(server.asked(), 0);
}

#[test]
fn notify_needs_none_of_the_three_standard_descriptors() {
    let Some(scene) = Scene::one_due() else { return };
    let server = scene.bus.server(Manner::willing());
    let mut command = scene.process_under("sh", &["-c", "exec \"$0\" notify <&- >&- 2>&-"]);
    let status = command.stdin(Stdio::null()).status().unwrap();
    assert!(status.success(), "{status}");
    let shown = server.only();
    let listener = Listener::only(&scene);
    eventually("it has let go of what it was told by", || listener.is_settled());
    server.press(&shown, "done");
    listener.ends("it was done");
    assert!(scene.json(&["due"]).as_array().unwrap().is_empty());
}
