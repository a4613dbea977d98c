//! When a reminder may be heard, and which follow-ups it may name: times of the day, attempts and
//! today in, a verdict out.
//!
//! Never reads a clock: a time is the one on the user's wall, a day the user's day.

use super::Calendar;
use crate::model::{Attempt, Day, Delivery, FollowUp};
use chrono::{Duration, NaiveDateTime, NaiveTime};
use std::collections::BTreeSet;

/// A follow-up is shown on so many days, then it only stands in the list.
const DAYS: usize = 3;
/// So many attempts a day are made for one follow-up.
const ATTEMPTS: usize = 2;
/// What was shown on a day so little ahead is from before the clock was set back, or from another time
/// zone: it is not shown again until then.
const SET_BACK: Duration = Duration::days(2);
/// What was shown on a day further ahead still counts as one of its days; on one further than this the
/// clock was wrong, and it says nothing.
const WRONG: Duration = Duration::days(31);
/// What an earlier day missed is said as soon as it is not quiet, unless the day's own round comes
/// within so many hours: then both are one reminder.
const SOON: Duration = Duration::hours(3);

/// The times of the day at which reminders are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The day's round begins.
    pub time: NaiveTime,
    /// Nothing is heard from here on ...
    pub quiet_from: NaiveTime,
    /// ... to here. The same time twice: nothing is quiet.
    pub quiet_to: NaiveTime,
    /// The user's day begins.
    pub day_starts: NaiveTime,
}

/// What may be heard at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    /// What is due.
    Round,
    /// Only what earlier days missed: the day's round comes later.
    Missed,
    /// Nothing yet: the day's round comes later.
    Before,
    /// Nothing: it is quiet.
    Quiet,
}

impl Hours {
    /// Whether a time is quiet.
    #[must_use]
    pub fn is_quiet(&self, time: NaiveTime) -> bool {
        let (from, to) = (self.quiet_from, self.quiet_to);
        if from <= to { from <= time && time < to } else { time >= from || time < to }
    }

    /// How much of the user's day has gone by at a time.
    fn gone_by(&self, time: NaiveTime) -> Duration {
        let gone = time - self.day_starts;
        if gone < Duration::zero() { gone + Duration::days(1) } else { gone }
    }

    /// The first moment of the user's day that is not quiet.
    fn first(&self) -> NaiveTime {
        if self.is_quiet(self.day_starts) { self.quiet_to } else { self.day_starts }
    }

    /// The time at which the day's round is really heard: one that is quiet is heard with the first
    /// moment of the day that is not.
    #[must_use]
    pub fn round(&self) -> NaiveTime {
        if self.is_quiet(self.time) { self.first() } else { self.time }
    }

    /// When the round of a user's day begins, on the wall: one that begins after midnight has the next
    /// day's date.
    #[must_use]
    pub fn round_of(&self, day: Day) -> NaiveDateTime {
        let after_midnight = self.round() < self.day_starts;
        let date = if after_midnight { day.succ_opt().unwrap_or(day) } else { day };
        date.and_time(self.round())
    }

    /// What may be heard at a time.
    #[must_use]
    pub fn hearing(&self, time: NaiveTime) -> Hearing {
        let left = self.gone_by(self.round()) - self.gone_by(time);
        if self.is_quiet(time) {
            Hearing::Quiet
        } else if left <= Duration::zero() {
            Hearing::Round
        } else if left > SOON {
            Hearing::Missed
        } else {
            Hearing::Before
        }
    }

    /// The next moment after `now` at which something begins to be heard: the round, or what was missed.
    #[must_use]
    pub fn next(&self, now: NaiveDateTime) -> NaiveDateTime {
        let days = [now.date(), now.date().succ_opt().unwrap_or(now.date())];
        let moments = days.iter().flat_map(|day| [self.round(), self.first()].map(|time| day.and_time(time)));
        let is_heard = |moment: &NaiveDateTime| matches!(self.hearing(moment.time()), Hearing::Round | Hearing::Missed);
        moments.filter(|moment| *moment > now).filter(is_heard).min().unwrap_or(now)
    }
}

/// Whether a follow-up that is due may be named in a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Due {
        /// It was due on an earlier day and nothing was heard of it.
        missed: bool,
        /// The first attempt, refused or of unknown outcome, that this one repeats.
        repeats: Option<i64>,
    },
    /// It was shown today.
    ShownToday,
    /// It was shown on three days: from here on it stands in the list.
    OnlyListed,
    /// Two attempts were made today.
    TriedTwice,
    /// Another process is about it just now.
    UnderWay,
    /// The user does not work today, and did not name this day.
    DayOff,
}

/// Whether a follow-up that is due on `today` may be named in a reminder, going by the attempts that
/// were made for it by the same mouth; `is_under_way` tells those that another process is about.
#[must_use]
pub fn verdict(
    f: &FollowUp,
    attempts: &[Attempt],
    today: Day,
    calendar: &Calendar,
    is_under_way: &dyn Fn(&Attempt) -> bool,
) -> Verdict {
    let real = || attempts.iter().filter(|a| a.day <= today + WRONG);
    let perhaps_shown = |a: &&Attempt| matches!(a.delivery, None | Some(Delivery::Shown));
    let since = |a: &&Attempt| a.day >= f.shows_on();
    let these_days = today..=today + SET_BACK;
    if real().any(|a| a.delivery == Some(Delivery::Shown) && these_days.contains(&a.day)) {
        return Verdict::ShownToday;
    }
    if real().any(is_under_way) {
        return Verdict::UnderWay;
    }
    let days: BTreeSet<Day> = real().filter(since).filter(perhaps_shown).map(|a| a.day).collect();
    let surely = real().filter(since).any(|a| a.delivery == Some(Delivery::Shown));
    if surely && days.len() >= DAYS {
        return Verdict::OnlyListed;
    }
    let tried = real().filter(|a| a.day == today && a.delivery != Some(Delivery::Unreachable)).count();
    if tried >= ATTEMPTS {
        return Verdict::TriedTwice;
    }
    if !calendar.is_working(today) && !named_for_days_off(f, today, calendar) {
        return Verdict::DayOff;
    }
    // A server that refused too late, or whose answer nobody lived to hear, may show it all the same.
    let may_stand = |a: &&Attempt| matches!(a.delivery, None | Some(Delivery::Refused));
    let unsure = real().filter(since).filter(may_stand).max_by_key(|a| a.id);
    Verdict::Due { missed: f.shows_on() < today && days.is_empty(), repeats: unsure.map(|a| a.repeats.unwrap_or(a.id)) }
}

/// Whether it fell due on the days off that `today` is one of: only a day that the user named can
/// (planning ruling 12), and it is heard on that day. The end of a pause, or of a rest, names no day
/// for what waited for it.
fn named_for_days_off(f: &FollowUp, today: Day, calendar: &Calendar) -> bool {
    f.shows_on() == f.due_on && f.due_on.iter_days().take_while(|d| *d <= today).all(|d| !calendar.is_working(d))
}

#[cfg(test)]
mod tests;
