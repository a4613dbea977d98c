//! `notify --watch` as a process of its own: when it shows, what wakes it, and what ends it.
//!
//! The reminder goes to a small program that keeps a line of each; the clock starts where a test
//! says, and runs as fast as any other.

use crate::stage::Stage;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A stage whose reminders go to a program that keeps each on a line of a file.
struct Watched {
    stage: Stage,
    kept: PathBuf,
}

impl Watched {
    /// A promise to Laura falls due on 24 November.
    fn with_a_promise() -> Self {
        let mut stage = Stage::on("2026-11-23T10:00:00Z");
        let kept = stage.folder().join("kept");
        let script = format!("#!/bin/sh\n{{ tr -d '\\n'; echo; }} >> '{}'\n", kept.display());
        let program = stage.file("keep", script);
        #[cfg(unix)]
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        stage.file("xdg/intouch/config.toml", format!("[reminders]\nto = \"command\"\ncommand = [{program:?}]\n"));
        stage.day("2026-11-23T10:00:00Z");
        let watched = Self { stage, kept };
        watched.ok(&["add", "Laura Chen"]);
        watched.ok(&["promise", "laura", "send the slides", "--by", "2026-11-24"]);
        watched
    }

    fn ok(&self, args: &[&str]) {
        let output = self.stage.process().args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
    }

    /// A watch whose clock starts there.
    fn watch(&self, now: &str) -> Running {
        self.watch_with(now, &[])
    }

    fn watch_with(&self, now: &str, args: &[&str]) -> Running {
        let mut command = self.stage.process();
        command.env("INTOUCH_NOW", now).args(["notify", "--watch"]).args(args);
        Running(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// The reminders that were kept so far.
    fn reminders(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(&self.kept).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits for so many reminders; gives how long that took.
    fn wait_for(&self, count: usize) -> Duration {
        let begun = Instant::now();
        while self.reminders().len() < count {
            assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", self.reminders());
            std::thread::sleep(Duration::from_millis(20));
        }
        begun.elapsed()
    }
}

/// A process that is ended with the test, whatever becomes of it.
struct Running(Child);

impl Running {
    fn end(&mut self) -> (String, String) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        let text = |pipe: Option<&mut dyn Read>| {
            let mut text = String::new();
            let _ = pipe.map(|p| p.read_to_string(&mut text));
            text
        };
        let out = text(self.0.stdout.as_mut().map(|p| p as &mut dyn Read));
        (out, text(self.0.stderr.as_mut().map(|p| p as &mut dyn Read)))
    }

    fn lives(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    #[cfg(unix)]
    fn signal(&self, signal: i32) {
        // SAFETY: the process is a child of this test that was not waited for yet.
        assert_eq!(unsafe { libc::kill(i32::try_from(self.0.id()).unwrap(), signal) }, 0);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_watch_shows_what_is_due_when_the_time_has_come_and_not_before() {
    let watched = Watched::with_a_promise();
    let mut watch = watched.watch("2026-11-24T08:59:57Z");
    std::thread::sleep(Duration::from_millis(2_200));
    assert!(watched.reminders().is_empty(), "it is not nine yet");
    let took = watched.wait_for(1);
    assert!(took < Duration::from_secs(4), "{took:?}");
    let follow_ups = &watched.reminders()[0]["follow_ups"];
    assert_eq!(follow_ups.as_array().unwrap().len(), 1);
    assert_eq!(follow_ups[0]["text"], "send the slides");
    // It says so, without a name, and is not ended by that.
    let mut line = String::new();
    BufReader::new(watch.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "2026-11-24 09:00 1 follow-up shown\n");
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(watch.lives());
    assert_eq!(watched.reminders().len(), 1, "once");
    assert_eq!(watch.end().1, "");
}

#[test]
fn a_fact_that_is_recorded_meanwhile_is_shown() {
    let watched = Watched::with_a_promise();
    let _watch = watched.watch("2026-11-23T11:00:00Z");
    std::thread::sleep(Duration::from_secs(1));
    assert!(watched.reminders().is_empty());
    watched.ok(&["remind", "laura", "call her", "--on", "2026-11-23"]);
    let took = watched.wait_for(1);
    assert!(took < Duration::from_secs(12), "{took:?}");
    assert_eq!(watched.reminders()[0]["follow_ups"][0]["text"], "call her");
}

#[test]
fn a_setting_that_changes_counts_at_once() {
    let watched = Watched::with_a_promise();
    let _watch = watched.watch("2026-11-24T08:30:00Z");
    std::thread::sleep(Duration::from_secs(1));
    assert!(watched.reminders().is_empty());
    watched.ok(&["config", "set", "reminders.time", "08:15"]);
    let took = watched.wait_for(1);
    assert!(took < Duration::from_secs(12), "{took:?}");
}

#[test]
fn two_watches_and_a_timer_beside_them_show_once() {
    let watched = Watched::with_a_promise();
    let _two = [watched.watch("2026-11-24T08:59:58Z"), watched.watch("2026-11-24T08:59:58Z")];
    std::thread::sleep(Duration::from_millis(1_900));
    let timers: Vec<_> = (0..4)
        .map(|_| {
            let mut timer = watched.stage.process();
            timer.env("INTOUCH_NOW", "2026-11-24T09:00:00Z").arg("notify").stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut timer in timers {
        assert!(timer.wait().unwrap().success());
    }
    watched.wait_for(1);
    std::thread::sleep(Duration::from_millis(2_500));
    assert_eq!(watched.reminders().len(), 1);
}

#[test]
fn a_watch_that_is_killed_harms_nothing_and_the_next_one_shows_what_it_did_not() {
    let watched = Watched::with_a_promise();
    // At every point around the moment at which it looks and shows.
    for n in 0..12_u64 {
        let mut watch = watched.watch("2026-11-24T09:00:00Z");
        std::thread::sleep(Duration::from_millis(n * 5));
        watch.end();
    }
    let _watch = watched.watch("2026-11-24T09:01:00Z");
    watched.wait_for(1);
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(watched.reminders().len(), 1, "a look that was begun is not ended with the watch");
    let doctor = watched.stage.process().arg("doctor").output().unwrap();
    assert!(doctor.status.success(), "{doctor:?}");
}

#[test]
fn what_hinders_it_is_said_and_does_not_end_it() {
    let watched = Watched::with_a_promise();
    let config = watched.stage.folder().join("xdg/intouch/config.toml");
    let mut watch = watched.watch("2026-11-24T08:30:00Z");
    std::thread::sleep(Duration::from_secs(1));
    std::fs::write(&config, "[reminders]\ntime = \"noon\"\n").unwrap();
    let mut line = String::new();
    let mut told = BufReader::new(watch.0.stderr.take().unwrap());
    told.read_line(&mut line).unwrap();
    assert!(line.starts_with("error: ") && line.contains("reminders.time"), "{line}");
    assert!(watch.lives());
    line.clear();
    told.read_line(&mut line).unwrap();
    assert_eq!(line, "hint: `intouch config set reminders.time VALUE`\n");
}

#[cfg(unix)]
#[test]
fn a_watch_outlives_its_terminal_and_is_ended_by_a_signal() {
    use std::os::unix::process::ExitStatusExt;
    let watched = Watched::with_a_promise();
    let mut watch = watched.watch("2026-11-24T08:59:58Z");
    drop(watch.0.stdout.take());
    drop(watch.0.stderr.take());
    std::thread::sleep(Duration::from_millis(500));
    watch.signal(libc::SIGHUP);
    watched.wait_for(1);
    std::thread::sleep(Duration::from_millis(500));
    assert!(watch.lives(), "nobody reads what it says, and it goes on");
    watch.signal(libc::SIGTERM);
    assert_eq!(watch.0.wait().unwrap().signal(), Some(libc::SIGTERM));
}

#[test]
fn for_programs_each_look_is_a_document() {
    let watched = Watched::with_a_promise();
    let mut watch = watched.watch_with("2026-11-24T08:59:58Z", &["--json"]);
    let mut lines = BufReader::new(watch.0.stdout.take().unwrap()).lines();
    let mut document = || -> serde_json::Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    let first = document();
    assert_eq!((&first["state"], &first["next_at"]), (&"waiting".into(), &"2026-11-24T09:00:00Z".into()));
    assert_eq!(document()["state"], "shown");
}

#[test]
fn a_watch_has_no_terminal_to_write_to() {
    let watched = Watched::with_a_promise();
    let output = watched.stage.process().args(["notify", "--watch", "--to", "terminal"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_runs_between_two_looks() {
    let watched = Watched::with_a_promise();
    let watch = watched.watch("2026-11-24T10:00:00Z");
    watched.wait_for(1);
    // What it wrote itself is looked at once more, then it sleeps.
    std::thread::sleep(Duration::from_secs(4));
    let switches = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", watch.0.id())).unwrap();
        let line = status.lines().find(|l| l.starts_with("voluntary_ctxt_switches")).unwrap().to_owned();
        line.rsplit('\t').next().unwrap().parse::<u64>().unwrap()
    };
    let before = switches();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(switches(), before);
}
