//! The user's settings: `config.toml`, every key with a default.

pub mod review;

use crate::message::review::{Rule, Strictness};
use crate::message::{Plan, Sender};
use crate::model::{Day, Error, Mouth, Result};
use crate::platform::files::read_optional;
use crate::schedule::Calendar;
use crate::schedule::reminder::Hours;
use chrono::{NaiveTime, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The keys that stand for themselves, each with its default and what it means; [`keys`] has all.
const KEYS: &[(&str, &str, &str)] = &[
    ("me.name", "", "your name, as messages sign it"),
    ("me.does", "", "what you do, as you would say it: \"a financial advisor\""),
    ("linkedin.plan", "free", "your LinkedIn account: free or premium"),
    ("linkedin.note_limit_free", "200", "characters a connection note holds on a free account (checked 2026-11)"),
    ("linkedin.note_limit_premium", "300", "characters a connection note holds on a paid account (checked 2026-11)"),
    ("linkedin.notes_a_month", "5", "invitations with a note a free account may send a month (checked 2026-11)"),
    ("linkedin.invitations_a_week", "100", "invitations LinkedIn takes in a week (checked 2026-11)"),
    ("calendar.working_days", "mon tue wed thu fri", "the days you work"),
    ("calendar.days_off", "", "days you don't: 2026-12-24 2026-12-25"),
    ("calendar.day_starts", "04:00", "before this, today is still yesterday"),
    ("calendar.date_order", "", "which comes first in 4/5/2026: day-first or month-first"),
    ("reminders.time", "09:00", "when the day's reminder comes"),
    ("reminders.quiet_from", "20:00", "from here on you hear nothing ..."),
    ("reminders.quiet_to", "08:00", "... to here; the same time twice: nothing is quiet"),
    ("reminders.to", "desktop", "what reminds you: desktop, or command"),
    ("reminders.command", "", "your own program for it, with its arguments: it gets the reminder on standard input"),
    ("reminders.privacy", "false", "true: reminders hide names and words from the screen"),
];

/// Every key with its default and what it means, in the order `config` shows them.
pub fn keys() -> impl Iterator<Item = (String, &'static str, String)> {
    let plain = KEYS.iter().map(|(key, default, meaning)| ((*key).to_owned(), *default, (*meaning).to_owned()));
    plain.chain(Rule::ALL.iter().map(|rule| {
        let (key, meaning) = review::key(*rule);
        (key, "on", meaning)
    }))
}

/// The settings as the program uses them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who the user is.
    pub me: Sender,
    /// The LinkedIn account's plan.
    pub plan: Plan,
    /// The longest connection note, in UTF-16 units.
    pub note_limit: usize,
    /// The same on a free account and on a paid one, whichever the user's is.
    pub note_limits: (usize, usize),
    /// Invitations with a note a free account may send a month; `None` for a paid one.
    pub notes_a_month: Option<usize>,
    /// Invitations LinkedIn takes in seven days.
    pub invitations_a_week: usize,
    /// The user's working days.
    pub calendar: Calendar,
    /// Before this time on the user's clock, today is still yesterday.
    pub day_starts: NaiveTime,
    /// Which comes first in 4/5/2026.
    pub date_order: Option<crate::model::phrase::Order>,
    /// How reminders are given.
    pub reminders: Reminders,
    /// How strict a review is.
    pub review: Strictness,
}

/// How reminders are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminders {
    /// At which times of the day.
    pub hours: Hours,
    /// By which way, where none is named.
    pub to: Mouth,
    /// The user's own program with its arguments; empty: none.
    pub command: Vec<String>,
    /// Names and words stay off the screen.
    pub privacy: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    me: RawMe,
    linkedin: RawLinkedin,
    calendar: RawCalendar,
    reminders: RawReminders,
    review: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawMe {
    name: Option<String>,
    does: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawLinkedin {
    plan: Option<String>,
    note_limit_free: Option<usize>,
    note_limit_premium: Option<usize>,
    notes_a_month: Option<usize>,
    invitations_a_week: Option<usize>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawCalendar {
    working_days: Option<Vec<String>>,
    days_off: Option<Vec<String>>,
    day_starts: Option<String>,
    date_order: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawReminders {
    time: Option<String>,
    quiet_from: Option<String>,
    quiet_to: Option<String>,
    to: Option<String>,
    command: Option<Vec<String>>,
    privacy: Option<bool>,
}

/// Where the settings file stands in the settings folder.
#[must_use]
pub fn file(config_dir: &Path) -> PathBuf {
    config_dir.join("config.toml")
}

impl Settings {
    /// Reads the settings of a folder; without a file, the defaults.
    ///
    /// # Errors
    /// `Input` with file, line and what was expected.
    pub fn load(config_dir: Option<&Path>) -> Result<Self> {
        let Some(dir) = config_dir else { return Self::parse("", "config.toml") };
        let path = file(dir);
        let text = read_optional(&path)?.unwrap_or_default();
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads settings; `name` is the file's, for errors.
    ///
    /// # Errors
    /// `Input` with file, line and what was expected.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        let raw: Raw = if text.is_empty() {
            Raw::default()
        } else {
            toml::from_str(text).map_err(|e| {
                let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
                Error::input(format!("{name}, line {line}: {}", e.message().replace('\n', ", ")))
                    .hint("`intouch config path` says where the file is: mend the line, or move the file away")
            })?
        };
        Self::build(raw).map_err(|(key, what)| {
            Error::input(format!("{name}: {key}: {what}")).hint(format!("`intouch config set {key} VALUE`"))
        })
    }

    fn build(raw: Raw) -> std::result::Result<Self, Wrong> {
        let plan = match raw.linkedin.plan.as_deref() {
            None | Some("free") => Plan::Free,
            Some("premium") => Plan::Premium,
            Some(other) => return Err(wrong("linkedin.plan", format!("expected free or premium, found {other:?}"))),
        };
        let date_order = match raw.calendar.date_order.as_deref() {
            None | Some("") => None,
            Some("day-first") => Some(crate::model::phrase::Order::DayFirst),
            Some("month-first") => Some(crate::model::phrase::Order::MonthFirst),
            Some(other) => {
                let what = format!("expected day-first or month-first, found {other:?}");
                return Err(wrong("calendar.date_order", what));
            }
        };
        let day_starts = time("calendar.day_starts", raw.calendar.day_starts)?;
        let linkedin = &raw.linkedin;
        let note_limits = (linkedin.note_limit_free.unwrap_or(200), linkedin.note_limit_premium.unwrap_or(300));
        let name = raw.me.name.as_deref().and_then(crate::model::text::line);
        let given = name.as_deref().and_then(|n| crate::model::name::split(n).given);
        Ok(Self {
            me: Sender { name, given, does: raw.me.does.as_deref().and_then(crate::model::text::line) },
            plan,
            note_limit: if plan == Plan::Free { note_limits.0 } else { note_limits.1 },
            note_limits,
            notes_a_month: match plan {
                Plan::Free => Some(raw.linkedin.notes_a_month.unwrap_or(5)),
                Plan::Premium => None,
            },
            invitations_a_week: raw.linkedin.invitations_a_week.unwrap_or(100),
            calendar: calendar(raw.calendar.working_days, raw.calendar.days_off)?,
            day_starts,
            date_order,
            reminders: reminders(raw.reminders, day_starts)?,
            review: review::read(raw.review)?,
        })
    }
}

/// A key, and what was expected there.
type Wrong = (String, String);

fn wrong(key: &str, what: String) -> Wrong {
    (key.to_owned(), what)
}

/// A time of the day; where none is set, the key's default.
fn time(key: &'static str, text: Option<String>) -> std::result::Result<NaiveTime, Wrong> {
    let default = || KEYS.iter().find(|(k, ..)| *k == key).map_or("", |(_, default, _)| default).to_owned();
    let text = text.unwrap_or_else(default);
    NaiveTime::parse_from_str(&text, "%H:%M")
        .map_err(|_| wrong(key, format!("expected a time such as \"09:00\", found {text:?}")))
}

fn reminders(raw: RawReminders, day_starts: NaiveTime) -> std::result::Result<Reminders, Wrong> {
    let hours = Hours {
        time: time("reminders.time", raw.time)?,
        quiet_from: time("reminders.quiet_from", raw.quiet_from)?,
        quiet_to: time("reminders.quiet_to", raw.quiet_to)?,
        day_starts,
    };
    let to = raw.to.map_or(Ok(Mouth::Desktop), |word| {
        let expected = || wrong("reminders.to", format!("expected desktop or command, found {word:?}"));
        Mouth::parse(&word).ok_or_else(expected)
    })?;
    Ok(Reminders { hours, to, command: raw.command.unwrap_or_default(), privacy: raw.privacy.unwrap_or(false) })
}

fn calendar(working: Option<Vec<String>>, off: Option<Vec<String>>) -> std::result::Result<Calendar, Wrong> {
    let weekdays = match working {
        None => vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri],
        Some(words) => words
            .iter()
            .map(|w| w.parse().map_err(|_| wrong("calendar.working_days", format!("{w:?} is not a weekday"))))
            .collect::<std::result::Result<_, _>>()?,
    };
    let off: BTreeSet<Day> = off
        .unwrap_or_default()
        .iter()
        .map(|d| {
            crate::model::day::parse_iso(d)
                .ok_or_else(|| wrong("calendar.days_off", format!("expected days such as 2026-12-24, found {d:?}")))
        })
        .collect::<std::result::Result<_, _>>()?;
    Calendar::new(&weekdays, off)
        .ok_or_else(|| wrong("calendar.working_days", "expected at least one weekday".to_owned()))
}

/// What a key is set to in a settings text; the default where it is not.
///
/// # Errors
/// `Input` for a key that is none.
pub fn get(text: &str, key: &str) -> Result<String> {
    let default = known(key)?;
    let table: toml::Table = text.parse().unwrap_or_default();
    let value = key.split_once('.').and_then(|(section, name)| table.get(section)?.get(name).cloned());
    Ok(value.map_or_else(|| default.to_owned(), |v| plain(&v)))
}

/// A value as it is typed.
fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(s) => s.clone(),
        toml::Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The default of a key.
fn known(key: &str) -> Result<&'static str> {
    let plain = KEYS.iter().find(|(k, ..)| *k == key).map(|(_, default, _)| *default);
    plain
        .or_else(|| review::rule(key).map(|_| "on"))
        .ok_or_else(|| Error::input(format!("there is no setting {key:?}")).hint("`intouch config` lists every key"))
}

/// A settings text with one key set; comments and order stay. The result is checked as a whole.
///
/// # Errors
/// `Input` for a key that is none, or a value it can't have.
pub fn with(text: &str, key: &str, value: &str) -> Result<String> {
    let default = known(key)?;
    let mut document: toml_edit::DocumentMut =
        text.parse().map_err(|e: toml_edit::TomlError| Error::input(format!("config.toml: {}", e.message())))?;
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    let item = match key {
        "reminders.privacy" => toml_edit::value(
            value
                .parse::<bool>()
                .map_err(|_| Error::input(format!("{key}: expected true or false, found {value:?}")))?,
        ),
        "reminders.command" if value.contains(['"', '\'']) => {
            return Err(Error::input("reminders.command: words are split at blanks, quotes mean nothing here")
                .hint("write the words as a list into the file that `intouch config path` names: command = [\"/a/program\", \"a b\"]"));
        }
        "reminders.command" => toml_edit::value(value.split_whitespace().collect::<toml_edit::Array>()),
        "calendar.working_days" | "calendar.days_off" => {
            let words = value.split([' ', ',']).map(str::trim).filter(|w| !w.is_empty());
            toml_edit::value(words.map(str::to_lowercase).collect::<toml_edit::Array>())
        }
        _ if review::rule(key).is_some() => review::item(value),
        _ if !default.is_empty() && default.chars().all(|c| c.is_ascii_digit()) => {
            let number: u32 = value
                .parse()
                .map_err(|_| Error::input(format!("{key}: expected a whole number from 0, found {value:?}")))?;
            toml_edit::value(i64::from(number))
        }
        _ => toml_edit::value(value),
    };
    if document.get(section).is_none() {
        document[section] = toml_edit::table();
    }
    document[section][name] = item;
    let text = document.to_string();
    Settings::parse(&text, "config.toml")?;
    Ok(text)
}
