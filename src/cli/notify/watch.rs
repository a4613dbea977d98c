//! `notify --watch`: sleeps, and lets the one-shot look when it is time.

use super::super::{Cx, settings as files};
use super::To;
use crate::actions::watch::{self, Look, Watch};
use crate::model::{Error, ErrorKind, Instant, Result, day, text};
use crate::platform::alarm::{self, Alarm};
use crate::platform::child::{self, Ended};
use crate::platform::service::program;
use crate::platform::{Now, secrets};
use crate::store::open::beside;
use crate::view;
use clap::ValueEnum;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// To plan a book of a million people anew takes minutes; a look that hangs never ends by itself.
const DEADLINE: Duration = Duration::from_mins(15);

/// Sleeps and looks until the process is ended; where to, and the user's own program, are handed on.
///
/// # Errors
/// `Usage` for the terminal, where nothing is counted as shown; where the program's own file can't be
/// found. Whatever goes wrong later is told, and tried again.
pub(super) fn run(cx: &mut Cx<'_>, to: Option<To>, own: &[String]) -> Result<()> {
    if to == Some(To::Terminal) {
        return Err(Error::new(ErrorKind::Usage, "--watch has no terminal to write to")
            .hint("intouch notify --to terminal, from the shell's prompt"));
    }
    let program = program::own(&cx.platform.env, &cx.program)?;
    let one_shot = OneShot::new(cx, program, to, own);
    alarm::outlive_terminal();
    let mut watch = Watch::new(Alarm::new(watched(cx)), cx.desk.at());
    let mut voice = Voice::default();
    let whole = cx.options.json;
    loop {
        let mut answer = None;
        let (at, look) = watch.turn(|now| {
            let ended = child::run(&mut one_shot.command(now), DEADLINE, move |output| heard(output, whole));
            let look = match &ended {
                Ok(Ended { code: Some(0), output: Some((look, _)), .. }) => look.clone(),
                _ => Look::Failed,
            };
            answer = Some(ended);
            look
        });
        match answer {
            Some(Ok(ended)) => voice.tell(cx, at, &look, &ended),
            Some(Err(e)) => voice.complain(cx, &format!("error: the look for reminders can't be started: {e}\n")),
            None => {}
        }
    }
}

/// What the one-shot said, and its document where that is handed on.
fn heard(output: &mut dyn Read, whole: bool) -> (Look, Vec<u8>) {
    if !whole {
        return (watch::read(output), Vec::new());
    }
    let mut document = Vec::new();
    let _ = output.read_to_end(&mut document);
    (watch::read(document.as_slice()), document)
}

/// What ends the sleep when it is written: the book with its log, the settings, the time zone.
fn watched(cx: &Cx<'_>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if let Some(book) = &cx.desk.db {
        // The log stands beside the file itself, not beside a link to it.
        let real = std::fs::canonicalize(book).unwrap_or_else(|_| book.clone());
        files.extend([book.clone(), beside(&real, "-wal")]);
    }
    if let Some(folder) = &cx.desk.config_dir {
        files.extend([crate::settings::file(folder), files::playbook_file(folder)]);
    }
    files.extend(cfg!(unix).then(|| PathBuf::from("/etc/localtime")));
    files
}

/// The one-shot, as this process would run it.
struct OneShot {
    program: PathBuf,
    args: Vec<OsString>,
    /// What the environment gave, and the platform took out of it: only the one-shot gets it.
    passphrase: Option<crate::model::Secret>,
    /// The clock is not the system's.
    replaces_clock: bool,
}

impl OneShot {
    fn new(cx: &Cx<'_>, program: PathBuf, to: Option<To>, own: &[String]) -> Self {
        let mut args: Vec<OsString> = ["notify", "--json"].map(OsString::from).into();
        // Where none is named, each look goes by the settings of its time.
        if let Some(mouth) = to.and_then(|t| t.to_possible_value()) {
            args.push(format!("--to={}", mouth.get_name()).into());
        }
        if let Some(book) = &cx.desk.db {
            let mut named = OsString::from("--db=");
            named.push(book);
            args.push(named);
        }
        if cx.options.quiet {
            args.push("--quiet".into());
        }
        if !own.is_empty() {
            args.push("--".into());
            args.extend(own.iter().map(OsString::from));
        }
        let replaces_clock = cx.platform.var("INTOUCH_NOW").is_some();
        Self { program, args, passphrase: cx.desk.keys.given.clone(), replaces_clock }
    }

    fn command(&self, now: Instant) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        if self.replaces_clock {
            command.env("INTOUCH_NOW", day::stamp(now));
        }
        if let Some(passphrase) = &self.passphrase {
            command.env(secrets::PASSPHRASE, passphrase.reveal());
        }
        command
    }
}

/// What is said of the looks.
#[derive(Default)]
struct Voice {
    /// Nobody reads standard output any more.
    unheard: bool,
    /// What was complained of last: said once, not at every look.
    complaint: String,
}

impl Voice {
    fn tell(&mut self, cx: &mut Cx<'_>, at: Instant, look: &Look, ended: &Ended<(Look, Vec<u8>)>) {
        let too_long = format!("error: the look for reminders was ended after {} minutes\n", DEADLINE.as_secs() / 60);
        self.complain(cx, if ended.too_long { &too_long } else { &ended.complaint });
        if self.unheard {
            return;
        }
        let now = Now::new(at, (cx.platform.offset)(at), cx.desk.settings.day_starts);
        let mut screen = cx.screen();
        let told = match look {
            _ if screen.json => ended.output.as_ref().map_or(Ok(()), |(_, document)| screen.raw(document)),
            Look::Said(said) if said.state == "shown" && !screen.quiet => {
                let when = format!("{} {}", day::iso(now.calendar_day), now.time.format("%H:%M"));
                screen.line(&format!("{when} {} shown", text::counted(said.follow_ups, "follow-up", "follow-ups")))
            }
            _ => Ok(()),
        };
        self.unheard = told.and_then(|()| screen.flush()).is_err();
    }

    fn complain(&mut self, cx: &mut Cx<'_>, complaint: &str) {
        if self.complaint == complaint {
            return;
        }
        complaint.clone_into(&mut self.complaint);
        for line in complaint.lines() {
            // The one-shot says its errors as documents, for here it is asked for one.
            match error_of(line).filter(|_| !cx.options.json) {
                Some(error) => cx.screen().error(&error),
                // Nobody may read that any more either.
                None => drop(writeln!(cx.platform.stderr, "{}", view::printable(line))),
            }
        }
    }
}

/// The error that a line of the one-shot's is the document of.
fn error_of(line: &str) -> Option<Error> {
    #[derive(serde::Deserialize)]
    struct Document {
        error: Said,
    }
    #[derive(serde::Deserialize)]
    struct Said {
        message: String,
        hint: Option<String>,
    }
    let Document { error } = serde_json::from_str(line).ok()?;
    let known = Error::outside(error.message);
    Some(Error { hint: error.hint, ..known })
}
