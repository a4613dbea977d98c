use super::*;
use crate::model::{Kind, Mouth};

fn at(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn hours(time: &str, quiet_from: &str, quiet_to: &str) -> Hours {
    Hours { time: at(time), quiet_from: at(quiet_from), quiet_to: at(quiet_to), day_starts: at("04:00") }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_round_begins_at_its_time_and_ends_with_the_quiet() {
    use Hearing::{Before, Missed, Quiet, Round};
    let usual = hours("09:00", "20:00", "08:00");
    let evening = hours("19:00", "20:00", "08:00");
    let late = hours("21:30", "20:00", "08:00");
    let never = hours("01:00", "00:00", "00:00");
    for (hours, time, wanted) in [
        (usual, "07:59", Quiet),
        (usual, "08:00", Before),
        (usual, "08:59", Before),
        (usual, "09:00", Round),
        (usual, "19:59", Round),
        (usual, "20:00", Quiet),
        (usual, "03:00", Quiet),
        // What an earlier day missed does not wait for the evening.
        (evening, "08:00", Missed),
        (evening, "15:59", Missed),
        (evening, "16:00", Before),
        (evening, "19:00", Round),
        (evening, "20:00", Quiet),
        // A time that is quiet is heard in the morning.
        (late, "07:30", Quiet),
        (late, "08:00", Round),
        (late, "21:30", Quiet),
        // After midnight the user's day goes on until four.
        (never, "01:00", Round),
        (never, "03:59", Round),
        (never, "04:00", Missed),
        (never, "00:30", Before),
    ] {
        assert_eq!(hours.hearing(at(time)), wanted, "{hours:?} at {time}");
    }
}

#[test]
fn the_next_moment_is_one_at_which_something_begins_to_be_heard() {
    let usual = hours("09:00", "20:00", "08:00");
    // In the morning what an evening missed.
    let evening = hours("19:00", "20:00", "08:00");
    let quiet = hours("21:00", "20:00", "08:00");
    for (hours, now, wanted) in [
        (usual, "2026-11-23T07:00:00", "2026-11-23T09:00:00"),
        (usual, "2026-11-23T08:59:59", "2026-11-23T09:00:00"),
        (usual, "2026-11-23T09:00:00", "2026-11-24T09:00:00"),
        (usual, "2026-12-31T23:00:00", "2027-01-01T09:00:00"),
        (evening, "2026-11-23T07:00:00", "2026-11-23T08:00:00"),
        (evening, "2026-11-23T08:00:00", "2026-11-23T19:00:00"),
        (quiet, "2026-11-23T08:00:00", "2026-11-24T08:00:00"),
    ] {
        assert_eq!(hours.next(now.parse().unwrap()), wanted.parse().unwrap(), "{hours:?} {now}");
    }
}

/// A follow-up of a kind that was due on a day.
fn due(on: &str) -> FollowUp {
    FollowUp {
        id: 1,
        contact_id: 1,
        contact: String::new(),
        kind: Kind::ThankYou,
        rule: String::new(),
        reason: String::new(),
        importance: 1,
        span: 7,
        due_on: day(on),
        original_due_on: day(on),
        snoozed_until: None,
        visible_from: None,
        lapses_on: None,
        channel: None,
        text: None,
    }
}

/// Attempts, `2026-11-23 shown`, `2026-11-23 ?`; a `!` behind it says that it is under way.
fn attempts(list: &[&str]) -> Vec<Attempt> {
    let attempt = |(n, text): (usize, &&str)| {
        let (on, word) = text.split_once(' ').unwrap();
        Attempt {
            id: i64::try_from(n).unwrap() + 1,
            mouth: Mouth::Desktop,
            day: day(on),
            claimed_at: day(on).and_hms_opt(9, 0, 0).unwrap().and_utc(),
            speaker: u32::from(word == "!"),
            repeats: None,
            delivery: Delivery::parse(word),
            why: None,
            standing: None,
        }
    };
    list.iter().enumerate().map(attempt).collect()
}

#[test]
fn a_follow_up_is_shown_once_a_day_on_three_days_and_tried_twice() {
    use Verdict::{DayOff, OnlyListed, ShownToday, TriedTwice, UnderWay};
    const NEW: Verdict = Verdict::Due { missed: false, repeats: None };
    const MISSED: Verdict = Verdict::Due { missed: true, repeats: None };
    const REPEATS: Verdict = Verdict::Due { missed: false, repeats: Some(1) };
    // Monday 23 November 2026.
    for (due_on, today, list, wanted) in [
        ("2026-11-23", "2026-11-23", &[][..], NEW),
        ("2026-11-20", "2026-11-23", &[], MISSED),
        ("2026-11-23", "2026-11-23", &["2026-11-23 shown"], ShownToday),
        ("2026-11-23", "2026-11-24", &["2026-11-23 shown"], NEW),
        ("2026-11-23", "2026-11-26", &["2026-11-23 shown", "2026-11-24 shown", "2026-11-25 shown"], OnlyListed),
        // Put off, it is due anew: what was shown before does not count.
        ("2026-11-26", "2026-11-26", &["2026-11-23 shown", "2026-11-24 shown", "2026-11-25 shown"], NEW),
        ("2026-11-23", "2026-11-23", &["2026-11-23 refused"], REPEATS),
        ("2026-11-23", "2026-11-23", &["2026-11-23 refused", "2026-11-23 refused"], TriedTwice),
        (
            "2026-11-23",
            "2026-11-24",
            &["2026-11-23 refused", "2026-11-23 refused"],
            Verdict::Due { missed: true, repeats: Some(2) },
        ),
        // Where nobody was there, nothing was tried.
        (
            "2026-11-23",
            "2026-11-23",
            &["2026-11-23 unreachable", "2026-11-23 refused"],
            Verdict::Due { missed: false, repeats: Some(2) },
        ),
        ("2026-11-23", "2026-11-23", &["2026-11-23 ?"], REPEATS),
        ("2026-11-23", "2026-11-23", &["2026-11-23 !"], UnderWay),
        ("2026-11-23", "2026-11-23", &["2026-11-23 ?", "2026-11-23 ?"], TriedTwice),
        // Until it was surely shown it is tried again, however often that failed.
        (
            "2026-11-20",
            "2026-11-26",
            &["2026-11-23 ?", "2026-11-24 ?", "2026-11-25 ?"],
            Verdict::Due { missed: false, repeats: Some(3) },
        ),
        ("2026-11-20", "2026-11-26", &["2026-11-23 ?", "2026-11-24 ?", "2026-11-25 shown"], OnlyListed),
        // The clock was set back: what a day to come has shown is not shown again ...
        ("2026-11-20", "2026-11-23", &["2026-11-24 shown"], ShownToday),
        ("2026-11-20", "2026-11-23", &["2026-11-25 shown"], ShownToday),
        // ... but nothing is silent for weeks; that day counts as one of the three ...
        ("2026-11-20", "2026-11-23", &["2026-11-26 shown"], NEW),
        ("2026-11-20", "2026-11-23", &["2026-11-20 shown", "2026-12-09 shown", "2026-12-10 shown"], OnlyListed),
        // ... unless it was wholly a mistake of the clock's.
        ("2026-11-20", "2026-11-23", &["2031-01-01 shown"], MISSED),
        // Saturday: what the user named for a day off is heard on it, what was due before waits.
        ("2026-11-28", "2026-11-28", &[], NEW),
        ("2026-11-28", "2026-11-29", &[], MISSED),
        ("2026-11-27", "2026-11-28", &[], DayOff),
    ] {
        let given = attempts(list);
        let verdict = verdict(&due(due_on), &given, day(today), &Calendar::default(), &|a| a.speaker == 1);
        assert_eq!(verdict, wanted, "due {due_on}, on {today}, after {list:?}");
    }
}

#[test]
fn the_end_of_a_pause_names_no_day_off() {
    let saturday = day("2026-11-28");
    let waited = |due_on| FollowUp { visible_from: Some(saturday), ..due(due_on) };
    let on = |f: &FollowUp, today| verdict(f, &[], day(today), &Calendar::default(), &|_| false);
    assert_eq!(on(&waited("2026-11-20"), "2026-11-28"), Verdict::DayOff, "due on a Friday, paused until Saturday");
    assert_ne!(on(&waited("2026-11-20"), "2026-11-30"), Verdict::DayOff);
    assert_ne!(on(&waited("2026-11-28"), "2026-11-28"), Verdict::DayOff, "the user named that Saturday");
}
