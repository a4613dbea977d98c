//! The command line: arguments in, an action called, its outcome handed to the view.
//!
//! One file a noun. Decides nothing but what an argument means.

mod backup;
pub mod complete;
mod dictionary;
mod doctor;
mod duplicates;
mod export;
mod follow_up;
mod import;
mod look;
mod merge;
mod notify;
mod passphrase;
mod people;
mod progress;
mod record;
mod request;
mod resource;
mod review;
mod service;
mod settings;
mod settle;
mod shell;
mod template;
mod undo;

use crate::actions::{Desk, backup as kept, unlock::Keys};
use crate::model::{Error, ErrorKind, Result, Secret, day::YEARS, text};
use crate::platform::{Now, Platform, clock, secrets};
use crate::settings::Settings;
use crate::store::{Book, open::Access};
use crate::view::{self, Screen};
use chrono::Datelike;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::rc::Rc;

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Remembers the people you meet, what you asked of them and what you promised, and tells you whom
/// to write to today, why, and with which words.
#[derive(Debug, Parser)]
#[command(name = "intouch", version, propagate_version = true, infer_subcommands = false, max_term_width = 100)]
#[command(after_help = "Without a command: the day at a glance.\n\
    WHO is a contact's number, slug, or part of the name; ID a follow-up's number (#12 or 12).\n\
    Dates are words (yesterday, fri, in 2 weeks, 24 dec) or ISO (2026-12-24).")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, clap::Args)]
struct Global {
    /// Print documents for programs
    #[arg(long, global = true, help_heading = "Everywhere")]
    json: bool,
    /// The book to use
    #[arg(long, global = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath, help_heading = "Everywhere")]
    db: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    color: ColorChoice,
    /// Only the answer, no asides
    #[arg(long, global = true, help_heading = "Everywhere")]
    quiet: bool,
    /// Answer every question with yes
    #[arg(long, global = true, help_heading = "Everywhere")]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What is overdue and due today
    Due(look::Due),
    /// Why a follow-up is there; for a person also what is not raised and why
    Why(look::Why),
    /// One person
    Show(look::Who),
    /// One person's facts, numbered
    History(look::Who),
    /// People
    List(look::List),
    /// People, by words in any field
    Find(look::Find),
    /// Requests to connect; pending ones where nothing else is said
    Requests(look::Requests),

    /// Add a person, with where you met
    Add(people::Add),
    /// Change what is known of a person
    Edit(people::Edit),
    /// Add and remove tags: intouch tag laura-chen +mentor -lead
    Tag(people::Tag),
    /// Put a person away: raises nothing, comes last
    Archive(people::Who),
    /// Take a person out of the archive
    Unarchive(people::Who),
    /// Hear nothing of a person until a day
    Pause(people::Pause),
    /// Never suggest to write to a person
    DoNotContact(people::Who),
    /// Hear of a person again
    Wake(people::Who),
    /// Erase a person with everything recorded
    Forget(people::Who),
    /// Who may be in the book twice, the likeliest first
    Duplicates(duplicates::Duplicates),
    /// Make one person of two entries: A stays, and gets everything of B
    Merge(merge::Merge),

    /// You met somebody, or several people at once
    Met(record::Met),
    /// Record a message, an e-mail, a call, a meeting or a note
    Log(record::Log),
    /// They answered
    Replied(record::Replied),
    /// You promised something
    Promise(record::Promise),
    /// Be reminded of something on a day
    Remind(record::Remind),
    /// Correct or remove a fact (see history)
    Fact(record::FactArgs),

    /// You asked to connect, or were asked
    Request(request::Request),
    /// The pending request was accepted
    Accepted(request::Resolve),
    /// The pending request was declined
    Declined(request::Resolve),
    /// You withdrew the pending request
    Withdrawn(request::Resolve),
    /// The pending request expired
    Expired(request::Resolve),

    /// Words for a follow-up or a person
    Draft(follow_up::Draft),
    /// Read over a text before it is sent: exit code 3 where it should not be sent like this
    Review(review::Review),
    /// Close a follow-up, and record what was done
    Done(follow_up::Done),
    /// What you could give a person: something to read, somebody to meet
    Suggest(resource::Suggest),
    /// Articles, tools and talks worth sharing
    Resource(resource::Resource),
    /// Put a follow-up off
    Snooze(follow_up::Snooze),
    /// Let a follow-up go
    Skip(follow_up::Skip),
    /// Take back a done or a skip
    Reopen(follow_up::Reopen),
    /// Show a desktop notification for what is due
    Notify(notify::Notify),

    /// Take back the newest step, or one by its number
    Undo(undo::Undo),
    /// Bring forth again what was taken back last
    Redo(undo::Redo),

    /// Bring people in
    Import(import::Import),
    /// Take everything out
    Export(export::Export),

    /// Keep a copy of the book
    Backup(backup::Backup),
    /// Go back to a backup; what it replaces is kept
    Restore(backup::Restore),
    /// Look for damage, and for whatever else wants attention
    Doctor(doctor::Doctor),
    /// Encrypt the book, change or remove its passphrase
    Passphrase(passphrase::Passphrase),

    /// The words drafts are made of
    Template(template::Template),
    /// Words of your own that a review takes for right
    Dictionary(dictionary::Dictionary),
    /// The settings
    Config(settings::Config),
    /// The rules that raise follow-ups
    Playbook(settings::Playbook),
    /// The script that makes your shell complete commands and people
    Completions(shell::Completions),
    /// The manual page
    Man(shell::Man),
    /// Look around in a book of invented people
    Demo(shell::Demo),
}

/// What every command works with.
pub(crate) struct Cx<'p> {
    platform: &'p mut Platform,
    desk: Desk,
    options: view::Options,
    yes: bool,
    /// How the program was called: what is to be pasted after the demo must find it again.
    program: String,
    /// The book that `--db` named, as it can be pasted.
    named: Option<String>,
    /// The exit code of a command that came to its end.
    exit: u8,
}

impl Cx<'_> {
    fn screen(&mut self) -> Screen<'_> {
        Screen::new(self.platform, self.options)
    }

    fn screen_and_desk(&mut self) -> (Screen<'_>, &Desk) {
        (Screen::new(self.platform, self.options), &self.desk)
    }

    /// A command that can be pasted and means the same book.
    fn command(&self, words: &str) -> String {
        match &self.named {
            Some(db) => format!("intouch {words} --db {db}"),
            None => format!("intouch {words}"),
        }
    }

    /// Like [`Cx::command`], wherever it is pasted: what is read on a screen is typed in any folder.
    fn command_from_anywhere(&self, words: &str) -> String {
        let place = self.named.as_ref().and(self.desk.db.as_ref()).and_then(|db| std::path::absolute(db).ok());
        match place {
            Some(db) => format!("intouch {words} --db {}", text::pasteable(&db.to_string_lossy())),
            None => self.command(words),
        }
    }

    /// Opens the book, and says what is to be said once about it.
    fn book(&mut self, access: Access) -> Result<Book> {
        let book = crate::actions::planning::open(&mut self.desk, access)?;
        let notes = std::mem::take(&mut self.desk.notes);
        let warnings = std::mem::take(&mut self.desk.warnings);
        let mut screen = self.screen();
        for warning in warnings {
            screen.warn(&warning);
        }
        for note in notes {
            screen.note(&note);
        }
        Ok(book)
    }

    /// A text, or standard input where it is `-`.
    fn text(&mut self, given: String) -> Result<String> {
        if given != "-" {
            return Ok(given);
        }
        let mut bytes = Vec::new();
        let limit = 1 << 20;
        let mut input = (&mut self.platform.stdin).take(limit + 1);
        input.read_to_end(&mut bytes).map_err(|e| Error::outside(format!("standard input can't be read: {e}")))?;
        if bytes.len() as u64 > limit {
            return Err(Error::input("standard input holds more than a megabyte: that is no message"));
        }
        let text = String::from_utf8(bytes).map_err(|_| Error::input("standard input is not UTF-8"))?;
        if text.trim().is_empty() {
            return Err(Error::input("standard input is empty").hint("a text is expected where - stands"));
        }
        Ok(text)
    }

    /// Words of the command line as one text; `-` alone is standard input.
    fn words(&mut self, given: &[String]) -> Result<Option<String>> {
        if given.is_empty() { Ok(None) } else { self.text(given.join(" ")).map(Some) }
    }

    /// Asks; without a terminal only `--yes` answers.
    fn confirm(&mut self, question: &str, hint: &str) -> Result<bool> {
        if self.yes {
            return Ok(true);
        }
        if !self.platform.terminal.input {
            return Err(Error::input(format!("{question} Nothing was changed")).hint(hint));
        }
        self.screen().ask(&format!("{question} [y/N]"));
        let mut line = String::new();
        std::io::BufRead::read_line(&mut self.platform.stdin, &mut line)
            .map_err(|e| Error::outside(format!("the answer can't be read: {e}")))?;
        Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
    }
}

/// `tag WHO +a -b`: signs become options, so that `-b` is not taken for one of the program's.
fn spell_out_tags(args: Vec<OsString>) -> Vec<OsString> {
    let Some(at) = command_at(&args).filter(|at| args[*at] == "tag") else { return args };
    let spell = |(n, arg): (usize, OsString)| {
        let text = if n > at { arg.to_str() } else { None };
        match text {
            Some(t) if t.len() > 1 && t.starts_with('+') => format!("--add={}", &t[1..]).into(),
            Some(t) if t.len() > 1 && t.starts_with('-') && !t.starts_with("--") && t != "-h" && t != "-V" => {
                format!("--remove={}", &t[1..]).into()
            }
            _ => arg,
        }
    };
    args.into_iter().enumerate().map(spell).collect()
}

/// Where the command stands: behind the options for everywhere, of which two take a value.
fn command_at(args: &[OsString]) -> Option<usize> {
    let mut value = false;
    for (n, arg) in args.iter().enumerate().skip(1) {
        if !std::mem::take(&mut value) && !arg.as_encoded_bytes().starts_with(b"-") {
            return Some(n);
        }
        value = arg == "--db" || arg == "--color";
    }
    None
}

/// Runs one command; gives the exit code.
pub fn run(args: Vec<OsString>, platform: &mut Platform) -> u8 {
    let wants_json = args.iter().any(|a| a == "--json");
    let program = args.first().map_or_else(|| "intouch".into(), |a| a.to_string_lossy().into_owned());
    // Never taken apart again: the process ends soon, and that would cost as much as a query.
    let mut command = ManuallyDrop::new(Cli::command());
    let parsed = command.try_get_matches_from_mut(spell_out_tags(args));
    let cli = match parsed.and_then(|m| Cli::from_arg_matches(&m).map_err(|e| e.format(&mut command))) {
        Ok(cli) => cli,
        Err(e) => return usage(&e, platform, wants_json),
    };
    let options = view::Options {
        json: cli.global.json,
        quiet: cli.global.quiet,
        color: match cli.global.color {
            ColorChoice::Auto => None,
            ColorChoice::Always => Some(true),
            ColorChoice::Never => Some(false),
        },
    };
    let outcome = execute(cli, program, platform, options);
    let mut screen = Screen::new(platform, options);
    let outcome = outcome.and_then(|code| screen.flush().map(|()| code));
    match outcome {
        Ok(code) => code,
        Err(e) if e.is_reader_gone() => 0,
        Err(e) => {
            screen.error(&e);
            e.kind.exit_code()
        }
    }
}

/// What clap has to say: help on standard output, a mistake on standard error.
fn usage(e: &clap::Error, platform: &mut Platform, json: bool) -> u8 {
    use std::io::Write;
    let color = platform.var("NO_COLOR").is_none()
        && if e.use_stderr() { platform.terminal.error } else { platform.terminal.output };
    let text = if color { e.render().ansi().to_string() } else { e.render().to_string() };
    if !e.use_stderr() {
        let _ = platform.stdout.write_all(text.as_bytes());
        let _ = platform.stdout.flush();
        return 0;
    }
    if json {
        let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let error = Error::new(ErrorKind::Usage, first).hint("intouch help");
        Screen::new(platform, view::Options { json: true, ..view::Options::default() }).error(&error);
    } else {
        let _ = write!(platform.stderr, "{}", view::printable(&text).replace('\u{1b}', ""));
    }
    2
}

fn execute(cli: Cli, program: String, platform: &mut Platform, options: view::Options) -> Result<u8> {
    let at = match platform.var("INTOUCH_NOW") {
        Some(text) => clock::replaced(text, platform.offset)?,
        None => platform.now,
    };
    // The settings decide what today is; the commands that mend them must run without.
    let mends = matches!(
        cli.command,
        Some(Command::Config(_) | Command::Completions(_) | Command::Man(_) | Command::Doctor(_))
    );
    let settings = match Settings::load(platform.config_dir.as_deref()) {
        Err(_) if mends => Settings::parse("", "config.toml")?,
        other => other?,
    };
    let now = Now::new(at, (platform.offset)(at), settings.day_starts);
    if !YEARS.contains(&now.calendar_day.year()) {
        return Err(Error::input("the clock says a day that no book can hold").hint("check the computer's clock"));
    }
    let named = cli.global.db.as_ref().map(|p| text::pasteable(&p.to_string_lossy()));
    let db = cli
        .global
        .db
        .or_else(|| platform.var("INTOUCH_DB").map(PathBuf::from))
        .or_else(|| platform.data_dir.as_ref().map(|d| d.join("intouch.db")));
    let mut desk = Desk::new(settings, now, db, platform.config_dir.clone());
    // Taken out: what a program that is started inherits has no passphrase in it.
    let given = platform.env.remove(secrets::PASSPHRASE).filter(|p| !p.is_empty()).map(Secret::new);
    desk.keys = Keys::new(given, Rc::clone(&platform.secrets));
    desk.keys.new = platform.env.remove(secrets::NEW_PASSPHRASE).map(Secret::new);
    if let Some(dir) = &platform.config_dir {
        desk.own_playbook = match std::fs::read(settings::playbook_file(dir)) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => None,
            // A playbook that can't be read is a mistake like any other: the last good one stays.
            Err(e) => Some(format!("= \"the file can't be read: {e}\"")),
        };
    }
    let mut cx = Cx { platform, desk, options, yes: cli.global.yes, program, named, exit: 0 };
    dispatch(cli.command, &mut cx).map_err(|e| kept::with_way_back(&cx.desk, e))?;
    Ok(cx.exit)
}

fn dispatch(command: Option<Command>, cx: &mut Cx<'_>) -> Result<()> {
    use crate::actions::people::Standing;
    use crate::model::Status;
    match command {
        None => look::day(cx),
        Some(Command::Due(a)) => a.run(cx),
        Some(Command::Why(a)) => a.run(cx),
        Some(Command::Show(a)) => a.show(cx),
        Some(Command::History(a)) => a.history(cx),
        Some(Command::List(a)) => a.run(cx),
        Some(Command::Find(a)) => a.run(cx),
        Some(Command::Requests(a)) => a.run(cx),
        Some(Command::Add(a)) => a.run(cx),
        Some(Command::Edit(a)) => a.run(cx),
        Some(Command::Tag(a)) => a.run(cx),
        Some(Command::Archive(a)) => a.stand(cx, &Standing::Archive),
        Some(Command::Unarchive(a)) => a.stand(cx, &Standing::Unarchive),
        Some(Command::Pause(a)) => a.run(cx),
        Some(Command::DoNotContact(a)) => a.stand(cx, &Standing::DoNotContact),
        Some(Command::Wake(a)) => a.stand(cx, &Standing::Wake),
        Some(Command::Forget(a)) => a.forget(cx),
        Some(Command::Duplicates(a)) => a.run(cx),
        Some(Command::Merge(a)) => a.run(cx),
        Some(Command::Met(a)) => a.run(cx),
        Some(Command::Log(a)) => a.run(cx),
        Some(Command::Replied(a)) => a.run(cx),
        Some(Command::Promise(a)) => a.run(cx),
        Some(Command::Remind(a)) => a.run(cx),
        Some(Command::Fact(a)) => a.run(cx),
        Some(Command::Request(a)) => a.run(cx),
        Some(Command::Accepted(a)) => a.run(cx, Status::Accepted),
        Some(Command::Declined(a)) => a.run(cx, Status::Declined),
        Some(Command::Withdrawn(a)) => a.run(cx, Status::Withdrawn),
        Some(Command::Expired(a)) => a.run(cx, Status::Expired),
        Some(Command::Draft(a)) => a.run(cx),
        Some(Command::Review(a)) => a.run(cx),
        Some(Command::Done(a)) => a.run(cx),
        Some(Command::Suggest(a)) => a.run(cx),
        Some(Command::Resource(a)) => a.run(cx),
        Some(Command::Snooze(a)) => a.run(cx),
        Some(Command::Skip(a)) => a.run(cx),
        Some(Command::Reopen(a)) => a.run(cx),
        Some(Command::Notify(a)) => a.run(cx),
        Some(Command::Undo(a)) => a.run(cx),
        Some(Command::Redo(a)) => a.run(cx),
        Some(Command::Import(a)) => a.run(cx),
        Some(Command::Export(a)) => a.run(cx),
        Some(Command::Backup(a)) => a.run(cx),
        Some(Command::Restore(a)) => a.run(cx),
        Some(Command::Doctor(a)) => a.run(cx),
        Some(Command::Passphrase(a)) => a.run(cx),
        Some(Command::Template(a)) => a.run(cx),
        Some(Command::Dictionary(a)) => a.run(cx),
        Some(Command::Config(a)) => a.run(cx),
        Some(Command::Playbook(a)) => a.run(cx),
        Some(Command::Completions(a)) => a.run(cx),
        Some(Command::Man(a)) => a.run(cx),
        Some(Command::Demo(a)) => a.run(cx),
    }
}

/// The whole command line as clap knows it: for completion, manual pages and the documentation's
/// own test.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}
