//! A year of reminders in a few seconds: two thousand people, random facts, a machine that sleeps,
//! travels, fails to show and has its clock set; every look held against the settings by code that
//! knows nothing of the program's own.
//!
//! `INTOUCH_SEED=1` plays that year, `INTOUCH_CASES=50` plays so many.

use crate::reliability::vfs::Dice;
use crate::stage::setting;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use intouch::actions::people::{self, Card, Standing};
use intouch::actions::record::{self, Guest, Log, Met};
use intouch::actions::remind::{self, Reminder, Told, Voice};
use intouch::actions::request::{self, Asked, Words};
use intouch::actions::{Desk, close, look};
use intouch::model::{
    Direction, Error, FollowUp, Instant, InteractionKind, Kind, Mouth, PromiseKind, Result, Status, day,
};
use intouch::platform::{Now, Shown};
use intouch::settings::Settings;
use intouch::store::Book;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

const PEOPLE: u64 = 2_000;

fn at(text: &str) -> Instant {
    day::parse_stamp(text).unwrap()
}

/// Where the machine is, from which moment on.
const JOURNEY: &[(&str, Zone)] = &[
    ("2026-01-01T00:00:00Z", BERLIN),
    ("2026-03-02T15:00:00Z", NEW_YORK), // spring there comes while it is there
    ("2026-03-20T06:00:00Z", BERLIN),
    ("2026-03-31T20:00:00Z", SYDNEY),
    ("2026-04-12T04:00:00Z", BERLIN),
    ("2026-05-11T10:00:00Z", TOKYO),
    ("2026-05-22T10:00:00Z", NEW_YORK),
    ("2026-05-29T22:00:00Z", BERLIN),
    ("2026-09-28T20:00:00Z", SYDNEY),
    ("2026-10-09T20:00:00Z", BERLIN),
    ("2026-10-27T09:00:00Z", NEW_YORK),
    ("2026-11-08T21:00:00Z", BERLIN),
];

/// A zone: hours ahead of UTC, and when in the year there is one more.
#[derive(Clone, Copy)]
struct Zone {
    hours: i32,
    summer: &'static [(&'static str, &'static str)],
}

const BERLIN: Zone = Zone { hours: 1, summer: &[("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z")] };
const NEW_YORK: Zone = Zone { hours: -5, summer: &[("2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z")] };
const TOKYO: Zone = Zone { hours: 9, summer: &[] };
const SYDNEY: Zone = Zone {
    hours: 10,
    summer: &[("2025-10-04T16:00:00Z", "2026-04-04T16:00:00Z"), ("2026-10-03T16:00:00Z", "2027-04-03T16:00:00Z")],
};

/// How far the wall is ahead of UTC at an instant, in seconds.
fn offset(now: Instant) -> i32 {
    let (_, zone) = JOURNEY.iter().rev().find(|(from, _)| now >= at(from)).unwrap_or(&JOURNEY[0]);
    let summer = zone.summer.iter().any(|(from, to)| (at(from)..at(to)).contains(&now));
    (zone.hours + i32::from(summer)) * 3600
}

/// How wrong the machine's clock goes: set right twice, by hours and by days; each time it goes back.
fn wrong_by(now: Instant) -> Duration {
    for (from, to, hours) in
        [("2026-02-10T12:00:00Z", "2026-02-11T13:05:00Z", 5), ("2026-06-15T10:00:00Z", "2026-06-25T11:20:00Z", 48)]
    {
        if (at(from)..at(to)).contains(&now) {
            return Duration::hours(hours);
        }
    }
    Duration::zero()
}

/// The year's settings, as the file has them and as this test knows them.
struct Habits {
    text: &'static str,
    time: NaiveTime,
    quiet: (NaiveTime, NaiveTime),
    working: &'static [Weekday],
    off: &'static [&'static str],
}

fn clock(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

const WEEK: &[Weekday] = &[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

fn habits(n: u64) -> Habits {
    match n % 3 {
        0 => Habits { text: "", time: clock(9, 0), quiet: (clock(20, 0), clock(8, 0)), working: WEEK, off: &[] },
        1 => Habits {
            text: "[calendar]\nworking_days = [\"sun\", \"mon\", \"tue\", \"thu\"]\ndays_off = [\"2026-05-01\", \"2026-12-24\"]\n\
                   [reminders]\ntime = \"16:30\"\nquiet_from = \"22:00\"\nquiet_to = \"07:15\"\n",
            time: clock(16, 30),
            quiet: (clock(22, 0), clock(7, 15)),
            working: &[Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Thu],
            off: &["2026-05-01", "2026-12-24"],
        },
        // Quiet at noon, too late to be heard at the time itself.
        _ => Habits {
            text: "[calendar]\ndays_off = [\"2026-12-25\"]\n\
                   [reminders]\ntime = \"12:15\"\nquiet_from = \"12:00\"\nquiet_to = \"13:30\"\n",
            time: clock(12, 15),
            quiet: (clock(12, 0), clock(13, 30)),
            working: WEEK,
            off: &["2026-12-25"],
        },
    }
}

impl Habits {
    fn is_quiet(&self, time: NaiveTime) -> bool {
        let (from, to) = self.quiet;
        // Minute by minute from the first quiet one: no arithmetic of the program's.
        let minutes = |t: NaiveTime| t.hour() * 60 + t.minute();
        let length = (minutes(to) + 1440 - minutes(from)) % 1440;
        (minutes(time) + 1440 - minutes(from)) % 1440 < length
    }

    fn works_on(&self, day: NaiveDate) -> bool {
        self.working.contains(&day.weekday()) && !self.off.contains(&day.to_string().as_str())
    }

    /// When the day's round is heard: at its time, or where that is quiet with the day's first moment
    /// that is not.
    fn round(&self) -> NaiveTime {
        let mut time = self.time;
        if self.is_quiet(time) {
            time = clock(4, 0);
            while self.is_quiet(time) {
                time += Duration::minutes(1);
            }
        }
        time
    }
}

/// Whether the machine runs, going by the wall: not at night, not on most weekends, not on a day now
/// and then, not in the weeks that the user is away.
fn is_awake(wall: NaiveDateTime, seed: u64) -> bool {
    let away = [("2026-02-16", "2026-02-22"), ("2026-07-13", "2026-08-02"), ("2026-12-24", "2026-12-27")];
    let today = wall.date().to_string();
    let mut dice = Dice(seed ^ u64::from(wall.date().ordinal()) << 20);
    let (rises, goes) = (6 + dice.below(5), 17 + dice.below(9));
    let weekend = matches!(wall.weekday(), Weekday::Sat | Weekday::Sun);
    let closed = dice.below(10) < if weekend { 6 } else { 1 };
    let hour = u64::from(wall.hour());
    // Some evenings end after midnight.
    (rises..goes).contains(&hour) && !closed && !away.iter().any(|(from, to)| (*from..=*to).contains(&today.as_str()))
        || hour + 24 < goes
}

/// How a server behaves when it is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Well,
    Absent,
    Refuses,
    /// The program is killed before the server took it, or after.
    Killed {
        taken: bool,
    },
}

/// What the program was heard to say.
#[derive(Debug, Clone)]
struct Heard {
    follow_ups: Vec<FollowUp>,
    lines: Vec<Kind>,
    mood: Mood,
}

/// A server in a mood.
struct Server {
    mood: Cell<Mood>,
    heard: RefCell<Vec<Heard>>,
}

/// What a killed program leaves behind.
struct Kill;

impl Voice for Server {
    fn mouth(&self) -> Mouth {
        Mouth::Desktop
    }

    fn is_there(&self) -> Result<()> {
        if self.mood.get() == Mood::Absent { Err(Error::outside("nobody is there")) } else { Ok(()) }
    }

    fn say(&self, reminder: &Reminder) -> Result<Shown> {
        let rows =
            |l: &intouch::schedule::Line| std::iter::once(l.first.clone()).chain(l.rest.clone()).collect::<Vec<_>>();
        self.heard.borrow_mut().push(Heard {
            follow_ups: reminder.lines.iter().flat_map(rows).collect(),
            lines: reminder.lines.iter().map(|l| l.first.kind).collect(),
            mood: self.mood.get(),
        });
        match self.mood.get() {
            Mood::Refuses => Err(Error::outside("not now")),
            Mood::Killed { .. } => resume_unwind(Box::new(Kill)),
            _ => Ok(Shown::default()),
        }
    }
}

/// What is known of a follow-up since it fell due: user's days on which it was seen, and tried.
#[derive(Debug, Default, Clone)]
struct Past {
    seen: BTreeSet<NaiveDate>,
    acknowledged: BTreeSet<NaiveDate>,
    tries: BTreeMap<NaiveDate, usize>,
}

/// The year as it is lived.
struct Year {
    seed: u64,
    habits: Habits,
    settings: Settings,
    book: Book,
    server: Server,
    dice: Dice,
    /// By follow-up, and the day from which it was due.
    past: BTreeMap<(i64, NaiveDate), Past>,
    figures: Figures,
}

#[derive(Debug, Default)]
struct Figures {
    looks: usize,
    shown: usize,
    follow_ups: usize,
    failed: usize,
    killed: usize,
    verbs: usize,
}

/// A moment as the machine sees it.
#[derive(Debug, Clone, Copy)]
struct Moment {
    at: Instant,
    offset: i32,
    wall: NaiveDateTime,
    today: NaiveDate,
}

impl Year {
    fn new(seed: u64) -> Self {
        let habits = habits(seed);
        let settings = Settings::parse(habits.text, "config.toml").unwrap();
        Self {
            seed,
            habits,
            settings,
            book: Book::in_memory().unwrap(),
            server: Server { mood: Cell::new(Mood::Well), heard: RefCell::default() },
            dice: Dice(seed),
            past: BTreeMap::new(),
            figures: Figures::default(),
        }
    }

    fn desk(&self, now: Moment) -> Desk {
        let seen = Now::new(now.at, now.offset, clock(4, 0));
        assert_eq!((seen.today, seen.time), (now.today, now.wall.time()), "seed {}: {now:?}", self.seed);
        Desk::new(self.settings.clone(), seen, None, None)
    }

    fn live(mut self) -> Figures {
        let (mut true_now, end) = (at("2026-01-01T06:00:00Z"), at("2027-01-01T00:00:00Z"));
        self.people(true_now);
        while true_now < end {
            let system = true_now + wrong_by(true_now);
            let seconds = offset(true_now);
            let wall = (system + Duration::seconds(seconds.into())).naive_utc();
            let today = (wall - Duration::hours(4)).date();
            let now = Moment { at: system, offset: seconds, wall, today };
            if is_awake((true_now + Duration::seconds(seconds.into())).naive_utc(), self.seed) {
                let desk = self.desk(now);
                if wall.minute() == 30 && matches!(wall.hour(), 8 | 13 | 18) {
                    self.work(&desk);
                }
                // Now and then as a timer looks, every quarter of an hour, else every hour.
                if wall.day() < 9 || wall.minute() == 0 {
                    self.look(&desk, now);
                }
            }
            true_now += Duration::minutes(15);
        }
        self.figures
    }

    fn people(&mut self, from: Instant) {
        let now = Moment {
            at: from,
            offset: 3600,
            wall: (from + Duration::hours(1)).naive_utc(),
            today: (from + Duration::hours(1)).date_naive(),
        };
        let desk = self.desk(now);
        for n in 0..PEOPLE {
            let card = Card {
                name: Some(format!("Person{n} Of{n}")),
                emails: if n % 2 == 0 { vec![format!("p{n}@example.com")] } else { Vec::new() },
                every: n.is_multiple_of(20).then(|| format!("{} weeks", 6 + n % 13)),
                ..Card::default()
            };
            people::add(&desk, &mut self.book, &card).unwrap();
        }
    }

    /// A while at the desk: a few facts, and a few of the things that are due.
    fn work(&mut self, desk: &Desk) {
        for _ in 0..2 + self.dice.below(4) {
            let who = (1 + self.dice.below(PEOPLE)).to_string();
            // What is refused (an answer to nothing) is no matter here.
            let _ = self.record(desk, &who);
            self.figures.verbs += 1;
        }
        let due = look::due(desk, &self.book, &look::Narrow::default()).unwrap();
        let rows: Vec<FollowUp> = due.lines.into_iter().flat_map(|l| std::iter::once(l.first).chain(l.rest)).collect();
        for row in rows {
            let id = format!("#{}", row.id);
            let book = &mut self.book;
            let _ = match self.dice.below(30) {
                0..=4 => close::done(desk, book, &id, &close::Done::default()).map(drop),
                5 => close::skip(desk, book, &id, None).map(drop),
                6 => close::snooze(desk, book, &id, &format!("in {} days", 1 + self.dice.below(9))).map(drop),
                _ => continue,
            };
            self.figures.verbs += 1;
        }
    }

    fn record(&mut self, desk: &Desk, who: &str) -> Result<()> {
        let later = format!("in {} days", self.dice.below(12));
        let book = &mut self.book;
        let log = |kind, direction, await_reply| Log {
            text: Some("words".into()),
            kind: Some(kind),
            direction: Some(direction),
            await_reply,
            ..Log::default()
        };
        match self.dice.below(16) {
            0..=2 => {
                let guest = Guest { who: Met::Known(who.into()), about: None, line: None };
                record::met(desk, book, &[guest], Some("RustConf"), None, None).map(drop)
            }
            3 | 4 => record::log(desk, book, who, log(InteractionKind::Message, Direction::Out, true)).map(drop),
            5 => record::log(desk, book, who, log(InteractionKind::Meeting, Direction::Both, false)).map(drop),
            6 => record::replied(desk, book, who, None, None).map(drop),
            7 | 8 => request::request(desk, book, who, &Asked { words: Words::None, ..Asked::default() }).map(drop),
            9 => request::resolve(desk, book, who, Status::Accepted, None, true).map(drop),
            10..=12 => record::promise(desk, book, who, PromiseKind::Promise, "a word kept", &later, None).map(drop),
            13 | 14 => record::promise(desk, book, who, PromiseKind::Reminder, "a thought", &later, None).map(drop),
            _ => people::stand(desk, book, who, &Standing::Pause(format!("in {} days", 5 + desk.today().day())))
                .map(drop),
        }
    }

    /// The one-shot, as a timer calls it; then what it did is held against the settings.
    fn look(&mut self, desk: &Desk, now: Moment) {
        self.server.mood.set(match self.dice.below(100) {
            0..=7 => Mood::Absent,
            8..=15 => Mood::Refuses,
            16..=17 => Mood::Killed { taken: false },
            18..=19 => Mood::Killed { taken: true },
            _ => Mood::Well,
        });
        let (book, server) = (&mut self.book, &self.server);
        let told = catch_unwind(AssertUnwindSafe(|| remind::remind(desk, book, server, &|w: &str| w.to_owned())));
        let told = told.map_err(|panic| assert!(panic.is::<Kill>(), "{now:?}")).ok();
        let heard: Vec<Heard> = self.server.heard.borrow_mut().drain(..).collect();
        self.figures.looks += 1;
        assert!(heard.len() <= 1, "{}: one digest at a time", self.case(now));
        for heard in &heard {
            self.check_time(heard, now);
            self.check_order(heard, now);
            self.count(heard, now);
        }
        match told {
            Some(Ok(told)) => self.check_nothing_lost(desk, &told, now),
            Some(Err(e)) => {
                self.figures.failed += 1;
                assert_ne!(self.server.mood.get(), Mood::Well, "{}: {e}", self.case(now));
            }
            None => self.figures.killed += 1,
        }
    }

    fn case(&self, now: Moment) -> String {
        format!("INTOUCH_SEED={}, {} on the wall, {} UTC, user's day {}", self.seed, now.wall, now.at, now.today)
    }

    /// Not while it is quiet, not before the reminder's time, not on a day off.
    fn check_time(&self, heard: &Heard, now: Moment) {
        let case = self.case(now);
        assert!(!self.habits.is_quiet(now.wall.time()), "{case}: it is quiet");
        let since_start = |t: NaiveTime| (t.num_seconds_from_midnight() + 86_400 - 4 * 3600) % 86_400;
        let early = since_start(now.wall.time()) < since_start(self.habits.round());
        for f in &heard.follow_ups {
            assert!(f.shows_on() <= now.today, "{case}: {f:?} is not due");
            let past = self.past.get(&(f.id, f.shows_on())).cloned().unwrap_or_default();
            if early {
                assert!(f.shows_on() < now.today && past.acknowledged.is_empty(), "{case}: too early for {f:?}");
            }
            if !self.habits.works_on(now.today) {
                // A day is named with a promise, with a reminder, and by putting off.
                let named = matches!(f.kind, Kind::Promise | Kind::Reminder) || f.snoozed_until.is_some();
                assert!(named, "{case}: a day off, and {f:?}");
                let mut between = f.shows_on().iter_days().take_while(|d| *d <= now.today);
                assert!(between.all(|d| !self.habits.works_on(d)), "{case}: a day off that nobody named, {f:?}");
            }
        }
    }

    /// Most important first, each once.
    fn check_order(&self, heard: &Heard, now: Moment) {
        const ORDER: &[Kind] = &[Kind::Promise, Kind::Reminder];
        let case = self.case(now);
        let ids: BTreeSet<i64> = heard.follow_ups.iter().map(|f| f.id).collect();
        assert_eq!(ids.len(), heard.follow_ups.len(), "{case}: one is named twice");
        let first_other = heard.lines.iter().position(|k| !ORDER.contains(k)).unwrap_or(heard.lines.len());
        assert!(heard.lines[first_other..].iter().all(|k| !ORDER.contains(k)), "{case}: {:?}", heard.lines);
        let importance: BTreeMap<i64, u32> = heard.follow_ups.iter().map(|f| (f.id, f.importance)).collect();
        assert!(importance.len() == ids.len());
    }

    /// At most one a day and three days each, and two attempts a day.
    fn count(&mut self, heard: &Heard, now: Moment) {
        let case = self.case(now);
        for f in &heard.follow_ups {
            let past = self.past.entry((f.id, f.shows_on())).or_default();
            assert!(!past.acknowledged.iter().any(|d| *d >= now.today), "{case}: {f:?} was shown that day, {past:?}");
            let tries = past.tries.entry(now.today).or_default();
            *tries += 1;
            assert!(*tries <= 2, "{case}: {f:?} was tried {tries} times");
            if matches!(heard.mood, Mood::Well) {
                past.acknowledged.insert(now.today);
                self.figures.follow_ups += 1;
            }
            if matches!(heard.mood, Mood::Well | Mood::Killed { taken: true }) {
                past.seen.insert(now.today);
            }
            assert!(past.acknowledged.len() <= 3, "{case}: {f:?} on {:?}", past.acknowledged);
        }
        self.figures.shown += usize::from(heard.mood == Mood::Well);
    }

    /// After a look at the day's round that ended well, all that is due has been shown, or failed twice.
    fn check_nothing_lost(&self, desk: &Desk, told: &Told, now: Moment) {
        let time = now.wall.time();
        let since_start = |t: NaiveTime| (t.num_seconds_from_midnight() + 86_400 - 4 * 3600) % 86_400;
        let round = since_start(time) >= since_start(self.habits.round()) && !self.habits.is_quiet(time);
        if !round || !self.habits.works_on(now.today) {
            return;
        }
        let due = look::due(desk, &self.book, &look::Narrow::default()).unwrap();
        for f in due.lines.iter().flat_map(|l| std::iter::once(&l.first).chain(&l.rest)) {
            let past = self.past.get(&(f.id, f.shows_on()));
            let fine = past.is_some_and(|p| !p.seen.is_empty() || p.tries.get(&now.today).is_some_and(|n| *n >= 2));
            // Put off to a day on which a clock that went ahead had shown it: it is heard on the next.
            let ahead = (f.id, NaiveDate::MIN)..=(f.id, NaiveDate::MAX);
            let fine = fine || self.past.range(ahead).any(|(_, p)| p.acknowledged.iter().any(|d| *d >= now.today));
            assert!(fine, "{}: {f:?} was never shown; {past:?}, {:?}", self.case(now), told.said.as_ref().err());
        }
    }
}

/// Plays a year, and says how it went.
fn play(seed: u64) {
    let begun = std::time::Instant::now();
    let figures = Year::new(seed).live();
    println!("INTOUCH_SEED={seed}: {figures:?} in {:.1} s", begun.elapsed().as_secs_f64());
    assert!(figures.looks > 3_000 && figures.shown > 150 && figures.killed > 5 && figures.failed > 20, "{figures:?}");
}

#[test]
fn a_year_of_reminders_by_the_usual_settings_breaks_none_and_loses_nothing() {
    play(0);
}

#[test]
fn a_year_of_reminders_in_the_afternoon_and_with_another_week_breaks_no_setting_either() {
    play(1);
}

#[test]
fn a_year_of_reminders_at_a_quiet_time_breaks_no_setting_either() {
    play(2);
}

#[test]
fn further_years_are_played_where_the_environment_asks_for_them() {
    match (setting("INTOUCH_SEED"), setting("INTOUCH_CASES")) {
        (Some(seed), _) => play(seed),
        (None, Some(cases)) => (3..3 + cases).for_each(play),
        (None, None) => println!("skipped: neither INTOUCH_SEED nor INTOUCH_CASES is set"),
    }
}
