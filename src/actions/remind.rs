//! Reminding: what may be said now is claimed, then said, then what became of it is kept.
//!
//! The claim is written before anything is said and the outcome afterwards; nothing is locked while
//! somebody is spoken to. So two timers say a thing once, what was killed in between is said once
//! more, and nothing is called shown that nobody took. Times and caps are `schedule::reminder`'s.

use super::desk::Desk;
use super::heartbeat::{self, Look};
use super::{look, notice};
use crate::model::{Attempt, Day, Delivery, Error, FollowUp, Instant, Mouth, Result, Standing};
use crate::platform::{Notice, Shown, programs};
use crate::schedule::reminder::{Hearing, Verdict, verdict};
use crate::schedule::{Line, agenda};
use crate::store::follow_ups::{self, Part};
use crate::store::reminders::{self, Claim};
use crate::store::{Book, Writer};
use chrono::{Days, Duration, NaiveDateTime};
use rusqlite::Connection as Db;
use std::hash::{Hash, Hasher};

/// Who says a reminder.
pub trait Voice {
    /// By which way.
    fn mouth(&self) -> Mouth;

    /// Whether there is anybody to say it to; nothing is said.
    ///
    /// # Errors
    /// `Outside` where there is not.
    fn is_there(&self) -> Result<()>;

    /// Says it; returns as soon as it was taken.
    ///
    /// # Errors
    /// `Outside` where it was not.
    fn say(&self, reminder: &Reminder) -> Result<Shown>;
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The attempt it was claimed with.
    pub attempt: i64,
    /// What it names, most important first.
    pub lines: Vec<Line>,
    /// The same in words, for a screen.
    pub notice: Notice,
}

/// Why there is nothing to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Nothing is due.
    NothingDue,
    /// It is quiet.
    Quiet,
    /// The day's reminder comes later.
    BeforeTime,
    /// Everything was shown today.
    ShownToday,
    /// Everything was shown on three days and stands in the list only.
    OnlyListed,
    /// It was tried twice today.
    TriedTwice,
    /// Another process is about it.
    UnderWay,
    /// It is a day off.
    DayOff,
}

/// What came of looking whether to remind.
#[derive(Debug)]
pub struct Told {
    /// By which way it was meant to be said.
    pub mouth: Mouth,
    /// What was said; else why nothing was.
    pub said: std::result::Result<Reminder, Silence>,
    /// How many follow-ups are due; where nothing may be said now, counted up to [`look::COUNTED`].
    pub due: usize,
    /// When to look again, on the user's wall.
    pub next: NaiveDateTime,
}

/// A claim is under way for so long; a process that takes longer hangs, or its number was given again.
const LONGEST: Duration = Duration::minutes(2);

/// Nobody leaves a notice standing for longer, or sees it any more.
const STANDS: Days = Days::new(14);

/// What is due, and which of it may be said now.
struct Round {
    due: usize,
    named: Vec<FollowUp>,
    repeats: Option<i64>,
    silence: Silence,
}

/// Reminds of what is due, where this is a moment for it. `command` makes a command that can be
/// typed of the program's words.
///
/// # Errors
/// `Outside` where it could not be said: that is kept, and tried again.
pub fn remind(desk: &Desk, book: &mut Book, voice: &dyn Voice, command: &dyn Fn(&str) -> String) -> Result<Told> {
    let mouth = voice.mouth();
    let next = desk.settings.reminders.hours.next(desk.now.local(desk.at()));
    let silent = |round: &Round| Told { mouth, said: Err(round.silence), due: round.due, next };
    let first = book.read(|conn| round(desk, conn, mouth))?;
    if first.named.is_empty() {
        return Ok(Told { next: if first.silence == Silence::UnderWay { soon(desk) } else { next }, ..silent(&first) });
    }
    if !book.is_writable() {
        return Err(Error::outside("the book can't be written, so reminders can't be counted; nothing was shown")
            .hint("check the permissions of the book and its folder, and the free space of the disk"));
    }
    if let Err(e) = voice.is_there() {
        let ids = numbers(&first.named);
        book.upkeep(|w| reminders::keep_unreachable(w, claim_of(desk, mouth, None, &ids), &e.message))?;
        return Err(e);
    }
    // Looked at once more behind the lock: somebody else may have claimed it meanwhile.
    let (round, reminder) = book.upkeep(|w| {
        let round = round(desk, w, mouth)?;
        let reminder = if round.named.is_empty() { None } else { Some(claim(desk, w, mouth, &round, command)?) };
        Ok((round, reminder))
    })?;
    let Some(reminder) = reminder else { return Ok(silent(&round)) };
    match voice.say(&reminder) {
        Ok(shown) => {
            finish(book, reminder.attempt, shown.standing.as_ref())?;
            if let Some(attendant) = shown.attendant {
                attendant.answer_was_kept();
            }
            Ok(Told { mouth, said: Ok(reminder), due: round.due, next })
        }
        Err(e) => {
            book.upkeep(|w| reminders::finish(w, reminder.attempt, Delivery::Refused, Some(&e.message), None))?;
            Err(e)
        }
    }
}

/// Keeps that an attempt was shown, where that is not known yet.
///
/// # Errors
/// What the database says.
pub fn finish(book: &mut Book, attempt: i64, standing: Option<&Standing>) -> Result<()> {
    book.upkeep(|w| reminders::finish(w, attempt, Delivery::Shown, None, standing)).map(|_| ())
}

/// Keeps that a reminder was shown anew and stands elsewhere now.
///
/// # Errors
/// What the database says.
pub fn stand(book: &mut Book, attempt: i64, standing: &Standing) -> Result<()> {
    book.upkeep(|w| reminders::stand(w, attempt, standing))
}

fn soon(desk: &Desk) -> NaiveDateTime {
    desk.now.local(desk.at()) + Duration::minutes(1)
}

fn numbers(rows: &[FollowUp]) -> Vec<i64> {
    rows.iter().map(|f| f.id).collect()
}

fn claim_of<'a>(desk: &Desk, mouth: Mouth, repeats: Option<i64>, follow_ups: &'a [i64]) -> Claim<'a> {
    Claim { mouth, day: desk.today(), at: desk.at(), speaker: std::process::id(), repeats, follow_ups }
}

/// What is due, and which of it may be said now.
fn round(desk: &Desk, conn: &Db, mouth: Mouth) -> Result<Round> {
    let hearing = desk.settings.reminders.hours.hearing(desk.now.time);
    if matches!(hearing, Hearing::Quiet | Hearing::Before) {
        // Nothing is said, so nothing is gathered: a look at night costs next to nothing.
        let due = follow_ups::part(conn, Part::Due(desk.today()), Some(look::COUNTED), usize::MAX)?.len();
        let silence = match hearing {
            _ if due == 0 => Silence::NothingDue,
            Hearing::Quiet => Silence::Quiet,
            _ => Silence::BeforeTime,
        };
        return Ok(Round { due: due.min(look::COUNTED), named: Vec::new(), repeats: None, silence });
    }
    let rows = look::due_rows(desk, conn)?;
    let mut round = Round { due: rows.len(), named: Vec::new(), repeats: None, silence: Silence::NothingDue };
    let is_under_way = |a: &Attempt| is_under_way(a, desk.at());
    for row in rows {
        let attempts = reminders::of(conn, mouth, row.id)?;
        let silence = match verdict(&row, &attempts, desk.today(), desk.calendar(), &is_under_way) {
            Verdict::Due { missed: false, .. } if hearing == Hearing::Missed => Silence::BeforeTime,
            Verdict::Due { repeats, .. } => {
                round.repeats = round.repeats.or(repeats);
                round.named.push(row);
                continue;
            }
            Verdict::ShownToday => Silence::ShownToday,
            Verdict::OnlyListed => Silence::OnlyListed,
            Verdict::TriedTwice => Silence::TriedTwice,
            Verdict::UnderWay => Silence::UnderWay,
            Verdict::DayOff => Silence::DayOff,
        };
        if round.silence == Silence::NothingDue || silence == Silence::UnderWay {
            round.silence = silence;
        }
    }
    Ok(round)
}

/// Whether another process is about an attempt just now: it has not said what became of it, it lives,
/// and it did not begin long ago.
fn is_under_way(a: &Attempt, now: Instant) -> bool {
    let age = now - a.claimed_at;
    a.delivery.is_none()
        && (Duration::zero()..LONGEST).contains(&age)
        && a.speaker != std::process::id()
        && programs::is_running(a.speaker)
}

/// Claims what may be said, and puts it into words.
fn claim(
    desk: &Desk,
    w: &Writer<'_>,
    mouth: Mouth,
    round: &Round,
    command: &dyn Fn(&str) -> String,
) -> Result<Reminder> {
    let ids = numbers(&round.named);
    let mut superseded = superseded(desk, w, mouth, &ids)?.into_iter();
    let attempt = reminders::claim(w, claim_of(desk, mouth, round.repeats, &ids))?;
    let lines = agenda::lines(round.named.clone(), desk.today());
    let mut notice = notice::of(desk, w, &lines, round.due - round.named.len(), command)?;
    notice.tag = Some(tag(desk, round.repeats.unwrap_or(attempt)));
    notice.replaces = superseded.next();
    notice.clears = superseded.collect();
    Ok(Reminder { attempt, lines, notice })
}

/// What a server tells a repetition by: the attempt, and the book, since two books may count alike.
fn tag(desk: &Desk, attempt: i64) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    desk.db.hash(&mut hasher);
    format!("intouch-{:x}-{attempt}", hasher.finish())
}

/// The notices that the new one takes the place of, the newest first: those of an earlier day, and
/// those about nothing but what it names too or what is closed by now.
fn superseded(desk: &Desk, conn: &Db, mouth: Mouth, ids: &[i64]) -> Result<Vec<Standing>> {
    let since = desk.today().checked_sub_days(STANDS).unwrap_or(desk.today());
    let mut found = Vec::new();
    for attempt in reminders::standing_since(conn, mouth, since)? {
        let mut over = true;
        for id in reminders::about(conn, attempt.id)?.iter().filter(|_| attempt.day == desk.today()) {
            over &= ids.contains(id) || follow_ups::find(conn, *id)?.is_none();
        }
        found.extend(attempt.standing.filter(|_| over));
    }
    Ok(found)
}

/// What a prompt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// How many lines are due, counted up to a hundred.
    pub due: usize,
    /// There are more.
    pub more: bool,
    /// The most important one.
    pub first: Option<FollowUp>,
}

/// How far a prompt counts.
const PEEK_MOST: usize = 99;

/// What is due, as far as a prompt says it. Nothing is counted as shown.
///
/// # Errors
/// What the database says.
pub fn peek(desk: &Desk, book: &Book) -> Result<Peek> {
    let narrow = look::Narrow { most: Some(PEEK_MOST), ..look::Narrow::default() };
    let found = look::due(desk, book, &narrow)?;
    let due = found.lines.len();
    Ok(Peek { due, more: found.more, first: found.lines.into_iter().next().map(|line| line.first) })
}

/// What could not be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// So many follow-ups that are due ...
    pub count: usize,
    /// ... since this day.
    pub since: Day,
    /// What the world outside answered last.
    pub why: Option<String>,
}

/// What could not be said when it was tried last, by either mouth; `None` where all is well.
///
/// # Errors
/// What the database says.
pub fn unsaid(desk: &Desk, conn: &Db) -> Result<Option<Unsaid>> {
    for mouth in Mouth::ALL {
        if let Some((count, since)) = reminders::unsaid(conn, *mouth, desk.today())? {
            let failed = |d| reminders::newest(conn, Some(*mouth), Some(d));
            let last = failed(Delivery::Refused)?.into_iter().chain(failed(Delivery::Unreachable)?);
            let why = last.max_by_key(|a| a.id).and_then(|a| a.why);
            return Ok(Some(Unsaid { count, since, why }));
        }
    }
    Ok(None)
}

/// How reminders stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standings {
    /// The last look for something to say.
    pub look: Option<Look>,
    /// The last reminder that was shown, with what it was about as far as that is still open.
    pub shown: Option<(Attempt, Vec<FollowUp>)>,
    /// What could not be said.
    pub unsaid: Option<Unsaid>,
    /// The next reminder, as things stand: when, on the user's wall, and of how many follow-ups.
    /// `None` where the next two weeks have none.
    pub next: Option<(NaiveDateTime, usize)>,
}

/// So far ahead the next reminder is looked for, in days.
const AHEAD: u64 = 14;

/// The next reminder by the mouth that is set, as things stand.
fn coming(desk: &Desk, conn: &Db) -> Result<Option<(NaiveDateTime, usize)>> {
    let (set, now) = (&desk.settings.reminders, desk.now.local(desk.at()));
    let may_be_now = set.hours.hearing(desk.now.time) == Hearing::Round;
    for n in 0..=AHEAD {
        let Some(day) = desk.today().checked_add_days(Days::new(n)) else { break };
        let at = set.hours.round_of(day);
        if at <= now && !(n == 0 && may_be_now) {
            continue;
        }
        let mut named = 0;
        for row in follow_ups::part(conn, Part::Due(day), Some(look::COUNTED), usize::MAX)? {
            let attempts = reminders::of(conn, set.to, row.id)?;
            let due = verdict(&row, &attempts, day, desk.calendar(), &|_| false);
            named += usize::from(matches!(due, Verdict::Due { .. }));
        }
        if named > 0 {
            return Ok(Some((at.max(now), named.min(look::COUNTED))));
        }
    }
    Ok(None)
}

/// How reminders stand.
///
/// # Errors
/// What the database says.
pub fn standings(desk: &Desk, book: &Book) -> Result<Standings> {
    book.read(|conn| {
        let shown = match reminders::newest(conn, None, Some(Delivery::Shown))? {
            None => None,
            Some(attempt) => {
                let ids = reminders::about(conn, attempt.id)?;
                let rows = ids.iter().filter_map(|id| follow_ups::find(conn, *id).transpose());
                let mut rows = rows.collect::<Result<Vec<_>>>()?;
                agenda::order(&mut rows, desk.today());
                Some((attempt, rows))
            }
        };
        Ok(Standings { look: heartbeat::last(desk), shown, unsaid: unsaid(desk, conn)?, next: coming(desk, conn)? })
    })
}
