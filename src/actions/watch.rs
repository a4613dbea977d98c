//! Watching: when the next reminder is looked for, by a process that sleeps in between.
//!
//! Never opens the book: each look is a program of its own, so that what sleeps stays small, and
//! whatever goes wrong with a look is over when it has ended.

use crate::model::{Instant, day};
use crate::platform::alarm::{Alarm, Traces, Woken};
use crate::platform::clock;
use chrono::Duration;
use serde::Deserialize;

/// After a look that failed.
const AGAIN: Duration = Duration::minutes(15);
/// The longest sleep: a look costs little, and what nobody thought of is made up for by the next.
const LONGEST: Duration = Duration::days(1);
/// On average one look in so long.
const EACH: std::time::Duration = std::time::Duration::from_mins(1);
/// So often a look is repeated because somebody wrote while it ran. What it shows it writes down
/// itself, so the second finds nothing written, unless somebody else was there.
const ECHOES: u8 = 2;

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// The one-shot said so.
    Said(Said),
    /// It failed, or did not answer.
    Failed,
}

/// The document of the one-shot, as far as whoever sleeps needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Whether something was shown, and where not, why.
    pub state: String,
    /// So many follow-ups were shown, or would have been.
    pub follow_ups: usize,
    /// When to look again (UTC); `None` where nothing is to come.
    pub next_at: Option<Instant>,
}

#[derive(Deserialize)]
struct Document {
    state: String,
    #[serde(default)]
    follow_ups: Vec<serde::de::IgnoredAny>,
    next_at: Option<String>,
}

/// Reads the one-shot's document, and keeps no more of it than is needed: it may name thousands.
#[must_use]
pub fn read(output: impl std::io::Read) -> Look {
    let mut reader = serde_json::Deserializer::from_reader(std::io::BufReader::new(output));
    let Ok(document) = Document::deserialize(&mut reader) else { return Look::Failed };
    Look::Said(Said {
        state: document.state,
        follow_ups: document.follow_ups.len(),
        next_at: document.next_at.as_deref().and_then(day::parse_stamp),
    })
}

/// The moment of the next look, where nobody writes before.
fn next(look: &Look, now: Instant) -> Instant {
    let latest = now.checked_add_signed(LONGEST).unwrap_or(Instant::MAX_UTC);
    match look {
        Look::Failed => now.checked_add_signed(AGAIN).unwrap_or(latest),
        // A moment that went by while the look took place is looked at now.
        Look::Said(said) => said.next_at.unwrap_or(latest).clamp(now, latest),
    }
}

/// How closely looks may follow each other: one a minute, and one that was saved up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pace {
    /// Looks are paid for up to this time of the process's life.
    paid: std::time::Duration,
}

impl Pace {
    /// So long the next look has to wait.
    fn left(self, alive: std::time::Duration) -> std::time::Duration {
        self.paid.saturating_sub(EACH).saturating_sub(alive)
    }

    fn looked(&mut self, alive: std::time::Duration) {
        self.paid = self.paid.max(alive) + EACH;
    }
}

/// What is to be done when a sleep has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Look,
    Sleep,
}

fn step(woken: Woken, written: bool) -> Step {
    match woken {
        // Whatever was to happen at times that are over, or that come again, is the look's to know.
        Woken::Due | Woken::ClockSet => Step::Look,
        Woken::Touched if written => Step::Look,
        // Somebody only read the book.
        Woken::Touched => Step::Sleep,
    }
}

/// Somebody who sleeps until the next reminder.
#[derive(Debug)]
pub struct Watch {
    alarm: Alarm,
    /// The watch's own clock is so far ahead of the system's.
    ahead: Duration,
    begun: std::time::Instant,
    pace: Pace,
    /// When to look (UTC, on the watch's own clock).
    due: Instant,
    /// What was to be seen of the files after the last look.
    seen: Option<Traces>,
    echoes: u8,
}

impl Watch {
    /// A watch whose clock stands at `now` and runs as the system's does; its first look is at once.
    #[must_use]
    pub fn new(alarm: Alarm, now: Instant) -> Self {
        Self {
            alarm,
            ahead: now - clock::read(),
            begun: std::time::Instant::now(),
            pace: Pace::default(),
            due: now,
            seen: None,
            echoes: 0,
        }
    }

    /// Sleeps until it is time to look, and looks; gives when that was, and what was found.
    pub fn turn(&mut self, look: impl FnOnce(Instant) -> Look) -> (Instant, Look) {
        self.sleep();
        std::thread::sleep(self.pace.left(self.begun.elapsed()));
        let now = self.now();
        let before = self.alarm.traces();
        let found = look(now);
        self.pace.looked(self.begun.elapsed());
        self.due = next(&found, self.now());
        let after = self.alarm.traces();
        // Whoever wrote while the look ran may have come too late for it.
        let echo = after != before && self.echoes < ECHOES;
        self.echoes = if echo { self.echoes + 1 } else { 0 };
        self.seen = (!echo).then_some(after);
        (now, found)
    }

    fn sleep(&mut self) {
        // Without a look to compare with there is nothing to wait for.
        while let Some(seen) = &self.seen {
            let woken = self.alarm.wait(self.due.checked_sub_signed(self.ahead).unwrap_or(self.due));
            if woken == Woken::Touched {
                self.alarm.settle();
            }
            if step(woken, self.alarm.traces() != *seen) == Step::Look {
                break;
            }
        }
    }

    fn now(&self) -> Instant {
        let now = clock::read();
        now.checked_add_signed(self.ahead).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::time::Duration as Time;

    fn at(text: &str) -> Instant {
        day::parse_stamp(text).unwrap()
    }

    fn said(next_at: Option<&str>) -> Look {
        Look::Said(Said { state: "nothing".to_owned(), follow_ups: 0, next_at: next_at.map(at) })
    }

    #[test]
    fn each_outcome_says_when_to_look_next() {
        let now = at("2026-11-23T08:59:58Z");
        for (look, wanted, why) in [
            (said(Some("2026-11-23T09:00:00Z")), "2026-11-23T09:00:00Z", "the moment named"),
            (said(Some("2026-11-23T08:59:57Z")), "2026-11-23T08:59:58Z", "it went by meanwhile"),
            (said(Some("1970-01-01T00:00:00Z")), "2026-11-23T08:59:58Z", "it is long over"),
            (said(Some("2026-12-24T09:00:00Z")), "2026-11-24T08:59:58Z", "far: once a day in any case"),
            (said(Some("9999-12-31T23:59:59Z")), "2026-11-24T08:59:58Z", "absurdly far"),
            (said(None), "2026-11-24T08:59:58Z", "nothing is to come"),
            (Look::Failed, "2026-11-23T09:14:58Z", "it failed"),
        ] {
            assert_eq!(day::stamp(next(&look, now)), wanted, "{why}");
        }
        for edge in [Instant::MAX_UTC, Instant::MIN_UTC] {
            for look in [said(None), said(Some("2026-11-23T09:00:00Z")), Look::Failed] {
                assert!(next(&look, edge) >= edge);
            }
        }
    }

    #[test]
    fn what_woke_it_says_whether_to_look() {
        for (woken, written, wanted) in [
            (Woken::Due, false, Step::Look),
            (Woken::Due, true, Step::Look),
            (Woken::ClockSet, false, Step::Look),
            (Woken::ClockSet, true, Step::Look),
            (Woken::Touched, true, Step::Look),
            (Woken::Touched, false, Step::Sleep),
        ] {
            assert_eq!(step(woken, written), wanted, "{woken:?}, written: {written}");
        }
    }

    #[test]
    fn whatever_happens_there_is_one_look_a_minute_and_one_saved_up() {
        let mut pace = Pace::default();
        let mut alive = Time::ZERO;
        let mut looks = Vec::new();
        // Somebody always wants to look.
        while looks.len() < 60 {
            alive += pace.left(alive);
            pace.looked(alive);
            looks.push(alive.as_secs());
            alive += Time::from_millis(20);
        }
        assert_eq!((looks[0], looks[1], looks[2], looks[59]), (0, 0, 60, 58 * 60));
        // After a rest, two again: what was missed is not made up for.
        alive += Time::from_hours(8);
        for wanted in [0, 0, 60, 60] {
            assert_eq!(pace.left(alive), Time::from_secs(wanted));
            if wanted == 0 {
                pace.looked(alive);
            }
        }
    }

    #[test]
    fn the_document_of_the_one_shot_is_read_and_nothing_else_is() {
        let whole = br#"{"to":"desktop","state":"shown","reason":null,"summary":"x","body":"y",
            "follow_ups":[{"id":1},{"id":2}],"next_at":"2026-11-24T09:00:00Z"}"#;
        let wanted = Said { state: "shown".to_owned(), follow_ups: 2, next_at: Some(at("2026-11-24T09:00:00Z")) };
        assert_eq!(read(&whole[..]), Look::Said(wanted));
        assert_eq!(read(&br#"{"state":"nothing","next_at":null}"#[..]), {
            Look::Said(Said { state: "nothing".to_owned(), ..Said::default() })
        });
        for broken in [&b""[..], b"null", b"{}", b"[1]", b"{\"state\":\"shown\"", b"\xff"] {
            assert_eq!(read(broken), Look::Failed, "{broken:?}");
        }
    }

    /// A watch over a folder of its own, and what its looks do there.
    struct Scene {
        folder: tempfile::TempDir,
        watch: Watch,
    }

    impl Scene {
        fn at(now: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let alarm = Alarm::new(vec![folder.path().join("book.db")]);
            Self { watch: Watch::new(alarm, at(now)), folder }
        }

        fn write(&self, text: &str) {
            std::fs::write(self.folder.path().join("book.db"), text).unwrap();
        }
    }

    #[test]
    fn it_looks_at_once_and_then_at_the_moment_named_on_its_own_clock() {
        let mut scene = Scene::at("2031-05-01T08:59:59Z");
        let begun = std::time::Instant::now();
        let (first, _) = scene.watch.turn(|_| said(Some("2031-05-01T09:00:00Z")));
        assert!(begun.elapsed() < Time::from_millis(500));
        assert_eq!(day::stamp(first), "2031-05-01T08:59:59Z");
        let (second, found) = scene.watch.turn(|_| Look::Failed);
        assert_eq!((day::stamp(second).as_str(), found), ("2031-05-01T09:00:00Z", Look::Failed));
        assert!((0.9..4.0).contains(&begun.elapsed().as_secs_f64()), "{:?}", begun.elapsed());
    }

    #[test]
    fn whoever_writes_while_it_looks_is_looked_at_again_and_what_it_writes_itself_is_not_for_ever() {
        let mut scene = Scene::at("2026-11-23T09:00:00Z");
        let looks = Cell::new(0);
        // Every look writes; the pace is lifted, for this is about the number of looks.
        for n in 0..=ECHOES {
            let book = scene.folder.path().join("book.db");
            scene.watch.turn(|_| {
                std::fs::write(book, "x".repeat(usize::from(n) + 1)).unwrap();
                looks.set(looks.get() + 1);
                said(None)
            });
            scene.watch.pace = Pace::default();
            assert_eq!(scene.watch.seen.is_none(), n < ECHOES, "look {n}");
        }
        assert_eq!(looks.get(), 3);
        // Somebody else writes: a look.
        scene.write("a fact");
        let begun = std::time::Instant::now();
        scene.watch.turn(|_| said(None));
        assert!(begun.elapsed() < Time::from_secs(8), "{:?}", begun.elapsed());
        assert!(scene.watch.seen.is_some(), "nobody wrote meanwhile");
    }

    #[test]
    fn whoever_only_reads_is_slept_through() {
        let mut scene = Scene::at("2026-11-23T09:00:00Z");
        scene.write("a book");
        scene.watch.turn(|_| said(Some("2026-11-23T09:00:03Z")));
        // A journal that comes and goes.
        let journal = scene.folder.path().join("book.db-journal");
        std::fs::write(&journal, "").unwrap();
        std::fs::remove_file(journal).unwrap();
        let (looked, _) = scene.watch.turn(|_| said(None));
        assert!(looked >= at("2026-11-23T09:00:03Z"), "{looked}");
    }
}
