//! The program killed between claim and record, the process that speaks killed, and both: what is
//! promised of reminders holds at every such moment.
//!
//! After a kill `notify` runs in peace. Then nothing was said more often than it was counted, nothing
//! more than twice a day, everything at least once, and nothing is called shown that no server took.
//!
//! `INTOUCH_ROUNDS=n`, `INTOUCH_STRIDE=n` and `INTOUCH_SEED=n` make it longer, finer or the same again.

use super::bus::eventually;
use super::listener::Listener;
use super::scene::{MONDAY, Scene};
use super::server::{Manner, Server};
use crate::reliability::vfs::Dice;
use crate::stage::setting;
use std::ops::AddAssign;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    rounds: u64,
    /// Processes that were struck ...
    kills: u64,
    /// ... and of those the ones that had been started to speak.
    speakers: u64,
    /// Rounds in which the server was told twice on one day ...
    doubles: u64,
    /// ... and only the second stood on the screen.
    replaced: u64,
    /// Rounds in which both attempts of the day were lost, so that it was said on the next.
    next_day: u64,
    /// Rounds in which a survivor kept the outcome of what was killed.
    kept: u64,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, more: Self) {
        self.rounds += more.rounds;
        self.kills += more.kills;
        self.speakers += more.speakers;
        self.doubles += more.doubles;
        self.replaced += more.replaced;
        self.next_day += more.next_day;
        self.kept += more.kept;
    }
}

/// What the book says of attempts: outcome, and number on the screen.
fn attempts(scene: &Scene, day: &str) -> Vec<(Option<String>, Option<u32>)> {
    let db = rusqlite::Connection::open(scene.book()).unwrap();
    let mut statement = db.prepare("SELECT outcome, number FROM reminders WHERE day = ?1 ORDER BY id").unwrap();
    statement.query_map([day], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// Waits until nobody has anything left to do but to wait for a press.
fn settle(scene: &Scene) {
    eventually("everybody waits", || Listener::of(scene).iter().all(|l| l.is_settled() || !l.lives()));
}

/// Lets `notify` run in peace after something was killed, and looks whether all promises hold.
fn peace(mut scene: Scene, server: &Server, what: &str) -> Figures {
    let mut figures = Figures { rounds: 1, ..Figures::default() };
    let before = attempts(&scene, MONDAY).len();
    settle(&scene);
    let known = attempts(&scene, MONDAY);
    figures.kept = u64::from(known.iter().any(|(outcome, _)| outcome.as_deref() == Some("shown")));
    let ran = scene.notify();
    assert_eq!(ran.code, 0, "{what}: {ran:?}");
    settle(&scene);
    let first_day = hold(&scene, server, MONDAY, 0, what);
    if first_day > 1 {
        figures.doubles = 1;
        figures.replaced = 1;
        assert_eq!(server.on_screen().len(), 1, "{what}: two stand side by side: {:#?}", server.shown());
    }
    if first_day == 0 {
        assert_eq!(before, 2, "{what}: not said, though an attempt was left: {:?}", attempts(&scene, MONDAY));
        figures.next_day = 1;
        scene.stage.day("2026-11-24");
        scene.notify_shows();
        settle(&scene);
        assert_eq!(hold(&scene, server, "2026-11-24", first_day, what), 1, "{what}");
    }
    let db = rusqlite::Connection::open(scene.book()).unwrap();
    let whole: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(whole, "ok", "{what}");
    let doctor = scene.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{what}: {}{}", doctor.out, doctor.err);
    for listener in Listener::of(&scene) {
        listener.kill();
    }
    figures
}

/// What must be true of a day, `earlier` notifications aside; gives how often the server was told.
fn hold(scene: &Scene, server: &Server, day: &str, earlier: usize, what: &str) -> usize {
    let attempts = attempts(scene, day);
    let accepted = server.shown().split_off(earlier);
    let told = format!("{what}: {attempts:?}, {accepted:#?}");
    assert!(accepted.len() <= attempts.len(), "said more often than counted: {told}");
    assert!(attempts.len() <= 2, "more than two attempts: {told}");
    let shown: Vec<_> = attempts.iter().filter(|(outcome, _)| outcome.as_deref() == Some("shown")).collect();
    assert!(shown.len() <= accepted.len(), "called shown, and was not: {told}");
    for (_, number) in shown {
        let number = number.expect("what was shown has a number");
        assert!(accepted.iter().any(|s| s.id == number), "called shown, and was not: {told}");
    }
    accepted.len()
}

fn begin(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

/// Whether strace can strike here; says why not.
fn can_strike(scene: &Scene) -> bool {
    let inject = ["-qq", "-D", "-e", "trace=openat", "-e", "inject=openat:signal=SIGKILL:when=1", "-o", "/dev/null"];
    let tried = Command::new("strace").args(inject).arg("true").current_dir(scene.folder()).status();
    let can = tried.is_ok_and(was_killed);
    if !can {
        println!("skipped: strace is not installed, or may not trace and strike here");
    }
    can
}

/// Kills at the `n`th call of a kind: of the one-shot's main thread, or (`all`) of every thread of it
/// and of the process that it starts. Gives `None` where nobody came that far.
fn strike(call: &str, n: u64, all: bool) -> Option<Figures> {
    let what = format!("{call} {n}{}", if all { " of any thread" } else { "" });
    let scene = Scene::one_due()?;
    let server = scene.bus.server(Manner::willing());
    let log = scene.folder().join("strikes");
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={n}"));
    // -D: the process waited for is the program itself, not its tracer.
    let mut words = vec!["-q", "-D", "-e", &trace, "-e", &inject, "-o", log.to_str().unwrap()];
    if all {
        words.push("-f");
    }
    let status = begin(scene.process_under("strace", &words).arg("notify")).wait().unwrap();
    settle(&scene);
    let one_shot = u64::from(was_killed(status));
    // The tracer writes a line about each thread that a kill took: one kill a process is what counts.
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    let speaker = u64::from(one_shot == 0 && text.contains("killed by SIGKILL"));
    if one_shot + speaker == 0 {
        assert!(status.success(), "{what}: {status}");
        return None;
    }
    let mut figures = peace(scene, &server, &what);
    (figures.kills, figures.speakers) = (one_shot + speaker, speaker);
    Some(figures)
}

/// Strikes at every `stride`th call of these kinds.
fn strike_all(calls: &[&str], all: bool) {
    let stride = setting("INTOUCH_STRIDE").unwrap_or(if all { 11 } else { 3 });
    let Some(probe) = Scene::empty() else { return };
    if !can_strike(&probe) {
        return;
    }
    let mut sum = Figures::default();
    for call in calls {
        let mut points = 0;
        for n in (1..).step_by(usize::try_from(stride).unwrap()) {
            let Some(figures) = strike(call, n, all) else { break };
            sum += figures;
            points += 1;
        }
        println!("{call}: struck at {points} places");
    }
    println!("{sum:?}");
    assert!(sum.kills > 0 && (sum.speakers > 0) == all, "{sum:?}");
}

#[test]
fn killed_at_any_call_that_matters_it_is_said_once_more_at_most() {
    strike_all(&["pwrite64", "fsync", "fdatasync", "write", "clone", "clone3", "close"], false);
}

#[test]
fn whoever_of_the_two_is_killed_at_any_call_it_is_said_once_more_at_most() {
    // What is struck by number strikes whichever comes first to it: the one-shot in what both do often.
    strike_all(&["sendmsg", "recvmsg", "read", "socket", "dup2", "openat", "fsync"], true);
}

/// Who is killed.
#[derive(Debug, Clone, Copy)]
enum Victim {
    Notify,
    Listener,
    Both,
}

/// Runs `notify` and kills after `wait`. Gives how many were killed, and how many of them had been
/// started to speak.
fn run_and_kill(scene: &Scene, victim: Victim, wait: Duration) -> (u64, u64) {
    let mut child = begin(scene.process().arg("notify"));
    let begun = Instant::now();
    // Sleeping is too coarse for a few milliseconds.
    while begun.elapsed() < wait {
        std::hint::spin_loop();
    }
    let mut speakers = 0;
    if !matches!(victim, Victim::Listener) {
        let _ = child.kill();
    }
    if !matches!(victim, Victim::Notify) {
        for listener in Listener::of(scene) {
            listener.kill();
            speakers += 1;
        }
    }
    (speakers + u64::from(was_killed(child.wait().unwrap())), speakers)
}

/// How long `notify` takes here, in peace: the middle of a few.
fn usual_time() -> Option<Duration> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let scene = Scene::one_due()?;
        let _server = scene.bus.server(Manner::willing());
        let begun = Instant::now();
        scene.notify_shows();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Some(times[2])
}

#[test]
fn killed_at_random_moments_it_is_said_at_least_once_and_never_more_than_counted() {
    let rounds = setting("INTOUCH_ROUNDS").unwrap_or(60);
    let seed = setting("INTOUCH_SEED").unwrap_or(11);
    let mut dice = Dice(seed);
    let Some(usual) = usual_time() else { return };
    let usual = u64::try_from(usual.as_micros()).unwrap();
    println!("seed {seed}, {rounds} rounds; notify takes {usual} µs here (INTOUCH_SEED and INTOUCH_ROUNDS set them)");
    let mut sum = Figures::default();
    while sum.rounds < rounds {
        let Some(scene) = Scene::one_due() else { return };
        let server = scene.bus.server(Manner::willing());
        let (mut kills, mut speakers) = (0, 0);
        // Sometimes the second attempt is killed, too; then the day has none left.
        for _ in 0..=u64::from(dice.below(3) == 0) {
            let victim = *dice.pick(&[Victim::Notify, Victim::Listener, Victim::Both]);
            // Nothing is claimed in the first third.
            let wait = usual / 3 + dice.below(usual);
            let (all, of_them) = run_and_kill(&scene, victim, Duration::from_micros(wait));
            (kills, speakers) = (kills + all, speakers + of_them);
        }
        let mut figures = peace(scene, &server, &format!("seed {seed}, round {}", sum.rounds));
        (figures.kills, figures.speakers) = (kills, speakers);
        sum += figures;
    }
    println!("{sum:?}");
    // A kill that never strikes proves nothing.
    assert!(sum.kills * 2 > sum.rounds && sum.speakers > 0, "{sum:?}");
}
