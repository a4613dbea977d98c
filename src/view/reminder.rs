//! What a reminder was, what was not said and why, and how reminders stand.

use super::document;
use super::screen::Screen;
use super::words::printable;
use crate::actions::remind::{Peek, Reminder, Silence, Standings, Told, Unsaid};
use crate::model::{Day, FollowUp, Instant, Result, day, text::counted};
use crate::platform::service::{Installed, Kind};
use crate::platform::{Now, Server};
use crate::settings::Reminders;
use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// The longest name on a prompt's line, in characters.
const NAME_MOST: usize = 40;

/// A reminder for programs.
#[derive(Debug, Serialize)]
pub struct ReminderDocument {
    summary: String,
    body: String,
    follow_ups: Vec<Value>,
}

/// A reminder's document. Where names and words are to stay private they are `null`.
#[must_use]
pub fn document(r: &Reminder, private: bool, today: Day) -> ReminderDocument {
    let mut follow_ups: Vec<Value> =
        document::lines(&r.lines, today).iter().filter_map(|f| serde_json::to_value(f).ok()).collect();
    for f in follow_ups.iter_mut().filter(|_| private) {
        for field in ["contact", "reason", "text"] {
            f[field] = Value::Null;
        }
    }
    ReminderDocument { summary: r.notice.summary.clone(), body: r.notice.body.clone(), follow_ups }
}

/// What came of looking whether to remind.
#[derive(Debug, Serialize)]
struct ToldDocument {
    to: crate::model::Mouth,
    state: &'static str,
    reason: Option<&'static str>,
    due: usize,
    summary: Option<String>,
    body: Option<String>,
    follow_ups: Vec<Value>,
    next_at: String,
}

const fn reason(silence: Silence) -> (&'static str, &'static str) {
    match silence {
        Silence::NothingDue => ("nothing", "nothing-due"),
        Silence::Quiet => ("waiting", "quiet"),
        Silence::BeforeTime => ("waiting", "before-time"),
        Silence::ShownToday => ("nothing", "shown-today"),
        Silence::OnlyListed => ("nothing", "only-listed"),
        Silence::TriedTwice => ("waiting", "tried-twice"),
        Silence::UnderWay => ("waiting", "under-way"),
        Silence::DayOff => ("waiting", "day-off"),
    }
}

/// What came of looking whether to remind; `next` is when to look again.
///
/// # Errors
/// Where the output can't be written.
pub fn told(screen: &mut Screen<'_>, told: &Told, next: Instant, set: &Reminders, today: Day) -> Result<()> {
    if screen.json {
        let said = told.said.as_ref().ok().map(|r| document(r, set.privacy, today));
        let (state, reason) = told.said.as_ref().err().map_or(("shown", None), |s| {
            let (state, reason) = reason(*s);
            (state, Some(reason))
        });
        let (summary, body, follow_ups) =
            said.map_or((None, None, Vec::new()), |d| (Some(d.summary), Some(d.body), d.follow_ups));
        let (to, due, next_at) = (told.mouth, told.due, day::stamp(next));
        return screen.document(&ToldDocument { to, state, reason, due, summary, body, follow_ups, next_at });
    }
    if screen.quiet {
        // A timer's output goes into a log.
        return Ok(());
    }
    match &told.said {
        Ok(reminder) => screen.line(&format!("Shown: {}", reminder.notice.summary)),
        Err(silence) => screen.line(&silent(*silence, told, set)),
    }
}

fn silent(silence: Silence, told: &Told, set: &Reminders) -> String {
    let due = counted(told.due, "follow-up is due", "follow-ups are due");
    let at = set.hours.round().format("%H:%M");
    match silence {
        Silence::NothingDue => "Nothing is due: nothing was shown.".to_owned(),
        Silence::Quiet => format!("{due}; it is quiet now, the reminder comes at {at} (`intouch due` shows them)."),
        Silence::BeforeTime => format!("{due}; the reminder comes at {at} (`intouch due` shows them)."),
        Silence::ShownToday => format!("{due} and shown already today (`intouch due`)."),
        Silence::OnlyListed => {
            format!("{due}, shown on three days already: from here on only `intouch due` lists them.")
        }
        Silence::TriedTwice => {
            format!("{due}; showing them failed twice today and is tried again tomorrow (`intouch notify test`).")
        }
        Silence::UnderWay => format!("{due}; another process is showing them just now."),
        Silence::DayOff => {
            format!("{due}; today is a day off, so you hear of them on the next working day (`intouch due`).")
        }
    }
}

/// One line for a prompt: nothing where nothing is due.
///
/// # Errors
/// Where the output can't be written.
pub fn line(screen: &mut Screen<'_>, peek: &Peek, private: bool, today: Day, command: &str) -> Result<()> {
    if screen.json {
        return screen.document(&serde_json::json!({ "due": peek.due, "more": peek.more }));
    }
    let Some(first) = &peek.first else { return Ok(()) };
    let more = if peek.more { "+" } else { "" };
    let due =
        if peek.due == 1 { "1 follow-up is due".to_owned() } else { format!("{}{more} follow-ups are due", peek.due) };
    let whom = if private { String::new() } else { whom(first, peek.due, today) };
    screen.line(&format!("{due}{whom}: {command}"))
}

fn whom(f: &FollowUp, due: usize, today: Day) -> String {
    let name: String = printable(&f.contact).chars().take(NAME_MOST).collect();
    let late = match f.days_overdue(today) {
        0 => String::new(),
        n => format!(", {} overdue", counted(usize::try_from(n).unwrap_or(usize::MAX), "day", "days")),
    };
    let first = if due == 1 { "" } else { "first " };
    format!(", {first}{name} ({}{late})", f.kind)
}

/// How reminders stand; `server` is what answers on the desktop, or why nobody does.
///
/// # Errors
/// Where the output can't be written.
pub fn status(screen: &mut Screen<'_>, s: &Standings, about: &About<'_>) -> Result<()> {
    if screen.json {
        return screen.document(&status_document(s, about));
    }
    let set = about.set;
    let hours = set.hours;
    let quiet = if hours.quiet_from == hours.quiet_to {
        "no quiet hours".to_owned()
    } else {
        format!("quiet from {} to {}", hours.quiet_from.format("%H:%M"), hours.quiet_to.format("%H:%M"))
    };
    let deferred =
        if hours.round() == hours.time { String::new() } else { format!(" ({} is quiet)", hours.time.format("%H:%M")) };
    screen.line(&format!("Reminders   by {}, at {}{deferred}, {quiet}", set.to, hours.round().format("%H:%M")))?;
    for (n, line) in timer_words(about).iter().enumerate() {
        screen.line(&format!("{:12}{line}", if n == 0 { "Timer" } else { "" }))?;
    }
    let look = s.look.as_ref().map_or_else(|| "never".to_owned(), |l| about.moment(l.at));
    screen.line(&format!("Last look   {look}"))?;
    if let Some((why, since)) = s.look.as_ref().and_then(|l| l.hindered.as_ref()) {
        screen.line(&format!("            hindered since {}: {why}", about.moment(*since)))?;
    }
    match &s.shown {
        None => screen.line("Last shown  never")?,
        Some((attempt, rows)) => {
            screen.line(&format!("Last shown  {}, by {}", about.moment(attempt.claimed_at), attempt.mouth))?;
            for f in rows.iter().take(SHOWN_MOST) {
                screen.line(&format!("            #{} {}: {}", f.id, f.contact, f.kind))?;
            }
            if rows.len() > SHOWN_MOST {
                screen.line(&format!("            and {} more", rows.len() - SHOWN_MOST))?;
            }
        }
    }
    if let Some(unsaid) = &s.unsaid {
        screen.line(&format!("Not shown   {}", unsaid_words(unsaid)))?;
        if let Some(why) = &unsaid.why {
            screen.line(&format!("            {why}"))?;
        }
    }
    match s.next {
        Some((at, count)) => {
            let what = counted(count, "follow-up", "follow-ups");
            screen.line(&format!("Next        {}: {what}, as things stand", about.wall(at)))?;
        }
        None => screen.line("Next        nothing in the next two weeks, as things stand")?,
    }
    if let Some(program) = &about.program {
        let said = program.as_ref().map_or_else(Clone::clone, |path| format!("{} is there", path.display()));
        screen.line(&format!("Program     {said}"))?;
    }
    match about.server {
        Ok(server) => screen.line(&format!("Screen      {}", server_words(server))),
        Err(why) => screen.line(&format!("Screen      {why}")),
    }
}

/// So many follow-ups of the last reminder are named.
const SHOWN_MOST: usize = 8;

/// What a status is told beside the book.
#[derive(Debug)]
pub struct About<'a> {
    /// The settings.
    pub set: &'a Reminders,
    /// Now.
    pub now: &'a Now,
    /// When the next reminder comes (UTC).
    pub next: Option<Instant>,
    /// The user's own program, where it is what reminds, or why it can't.
    pub program: Option<std::result::Result<PathBuf, String>>,
    /// The timer that looks, where one is known of.
    pub timer: Option<&'a Installed>,
    /// What answers on the desktop, or why nobody does.
    pub server: std::result::Result<&'a Server, &'a str>,
}

impl About<'_> {
    /// `today 09:00`, `Tue 17 Nov 2026 09:00`, on the user's wall.
    fn wall(&self, at: NaiveDateTime) -> String {
        let time = at.format("%H:%M");
        if at.date() == self.now.calendar_day {
            format!("today {time}")
        } else {
            format!("{} {time}", day::long(at.date()))
        }
    }

    fn moment(&self, at: Instant) -> String {
        self.wall(self.now.local(at))
    }
}

/// What looks for reminders, a fact a line.
fn timer_words(about: &About<'_>) -> Vec<String> {
    let Some(timer) = about.timer else {
        return vec!["none: `intouch notify install` sets one up".to_owned()];
    };
    let what = match timer.kind {
        Kind::Systemd => "a systemd user timer",
        Kind::Launchd => "a launch agent",
        Kind::Windows => "a scheduled task",
        Kind::Cron => "a line of your crontab",
    };
    let file = timer.file.as_ref().map(|f| format!(" ({})", f.display())).unwrap_or_default();
    let mut lines = vec![format!("{what}{file}")];
    if timer.active == Some(false) || timer.enabled == Some(false) {
        lines.push("it is switched off: `intouch notify install` switches it on".to_owned());
    }
    if timer.same == Some(false) {
        lines.push("it calls another program, or means another book: `intouch notify install` changes that".to_owned());
    }
    if let Some(next) = timer.next_at {
        lines.push(format!("it looks next {}", about.moment(next)));
    }
    lines
}

/// "3 follow-ups since Tue 17 Nov 2026".
fn unsaid_words(unsaid: &Unsaid) -> String {
    format!("{} since {}", counted(unsaid.count, "follow-up", "follow-ups"), day::long(unsaid.since))
}

/// A server with its version and what it can do.
fn server_words(server: &Server) -> String {
    let can =
        if server.capabilities.is_empty() { String::new() } else { format!(" ({})", server.capabilities.join(", ")) };
    format!("{} {} answers{can}", server.name, server.version)
}

fn status_document(s: &Standings, about: &About<'_>) -> Value {
    let hindered = s.look.as_ref().and_then(|l| l.hindered.as_ref());
    json!({
        "to": about.set.to,
        "time": about.set.hours.round().format("%H:%M").to_string(),
        "timer": about.timer.map(|t| json!({
            "kind": t.kind, "file": t.file, "line": t.line, "enabled": t.enabled, "active": t.active, "same": t.same,
            "last_at": t.last_at.map(day::stamp), "next_at": t.next_at.map(day::stamp),
        })),
        "last_look_at": s.look.as_ref().map(|l| day::stamp(l.at)),
        "hindered": hindered.map(document::hindered),
        "last_shown": s.shown.as_ref().map(|(a, rows)| json!({
            "at": day::stamp(a.claimed_at), "to": a.mouth, "follow_ups": rows.iter().map(|f| f.id).collect::<Vec<_>>(),
        })),
        "not_shown": s.unsaid.as_ref().map(document::unsaid),
        "next_at": about.next.map(day::stamp),
        "next_follow_ups": s.next.map_or(0, |(_, count)| count),
        "program": about.program.as_ref().map(|p| json!({
            "path": p.as_ref().ok(), "error": p.as_ref().err(),
        })),
        "server": about.server.ok(),
        "server_error": about.server.err(),
    })
}

/// What a server answered to a test.
///
/// # Errors
/// Where the output can't be written.
pub fn server_tested(screen: &mut Screen<'_>, server: &Server, number: Option<u32>) -> Result<()> {
    if screen.json {
        return screen.document(&json!({ "server": server, "number": number, "program": null }));
    }
    let number = number.map(|n| format!(" as number {n}")).unwrap_or_default();
    screen.line(&format!("Shown{number}."))?;
    screen.line(&format!("The server: {}", server_words(server)))?;
    let can = |what: &str| server.capabilities.iter().any(|c| c == what);
    if server.capabilities.is_empty() || can("actions") {
        return Ok(());
    }
    screen.line("It has no buttons: a reminder says what to type instead.")
}

/// What a program of the user's own answered to a test: nothing but that it took it.
///
/// # Errors
/// Where the output can't be written.
pub fn program_tested(screen: &mut Screen<'_>, program: &str) -> Result<()> {
    if screen.json {
        return screen.document(&json!({ "server": null, "number": null, "program": program }));
    }
    screen.line(&format!("{program} took a reminder that is about nothing."))
}
