//! Commands that bring people in and take everything out.

use super::Cx;
use crate::actions::desk::Desk;
use crate::actions::transfer::addresses::{self, Addresses, Survey};
use crate::actions::transfer::report::Report;
use crate::actions::transfer::{calendar, cards, export, json, linkedin, sheet};
use crate::exchange::card::AddressBook;
use crate::exchange::date::Order;
use crate::exchange::encoding;
use crate::exchange::error::TableError;
use crate::exchange::linkedin as format;
use crate::exchange::source::Source as File;
use crate::exchange::vcard::read::Cards;
use crate::model::text::counted;
use crate::model::{Error, Result};
use crate::platform::files;
use crate::store::Book;
use crate::store::open::Access;
use crate::view;
use encoding_rs::{Encoding, UTF_8};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    #[command(subcommand)]
    source: Source,
}

#[derive(Debug, clap::Subcommand)]
enum Source {
    /// A LinkedIn export: the zip as delivered, the unpacked folder, or one of its files
    Linkedin {
        /// The zip as delivered, the folder it was unpacked to, or one of its files
        #[arg(value_hint = clap::ValueHint::AnyPath)]
        path: PathBuf,
        /// Say what would happen, and keep nothing
        #[arg(long)]
        dry_run: bool,
        /// The files' encoding, where it can't be told: utf-8, windows-1252, utf-16le
        #[arg(long, value_name = "NAME")]
        encoding: Option<String>,
        /// What comes first in dates such as 3/4/26, where the file doesn't tell
        #[arg(long, value_name = "ORDER", value_enum)]
        dates: Option<Dates>,
        /// Also take phone numbers and addresses of people you know from the address book you once uploaded
        #[arg(long)]
        address_book: bool,
    },
    /// The address book of a phone or a mail program (vCard 2.1, 3.0 or 4.0)
    Vcard {
        /// The file
        #[arg(value_hint = clap::ValueHint::FilePath)]
        path: PathBuf,
        /// Say what would happen, and keep nothing
        #[arg(long)]
        dry_run: bool,
        /// The file's encoding, where it can't be told: utf-8, windows-1252, utf-16le
        #[arg(long, value_name = "NAME")]
        encoding: Option<String>,
    },
    /// What `export json` wrote, on this machine or another one
    Json {
        /// The file
        #[arg(value_hint = clap::ValueHint::FilePath)]
        path: PathBuf,
        /// Say what would happen, and keep nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// What comes first in a date of three numbers.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Dates {
    /// 3/4 is 3 April
    DayFirst,
    /// 3/4 is 4 March
    MonthFirst,
}

impl From<Dates> for Order {
    fn from(dates: Dates) -> Self {
        match dates {
            Dates::DayFirst => Self::DayFirst,
            Dates::MonthFirst => Self::MonthFirst,
        }
    }
}

impl Import {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        match self.source {
            Source::Linkedin { path, dry_run, encoding, dates, address_book } => {
                linkedin_from(cx, &path, dry_run, encoding.as_deref(), dates, address_book)
            }
            Source::Vcard { path, dry_run, encoding } => vcard_from(cx, &path, dry_run, encoding),
            Source::Json { path, dry_run } => json_from(cx, &path, dry_run),
        }
    }
}

fn json_from(cx: &mut Cx<'_>, path: &Path, dry_run: bool) -> Result<()> {
    let file = file(path)?;
    let mut progress = Progress::new(cx);
    let mut book = book_for(cx, dry_run)?;
    let asked = (cx.platform.heed)();
    let desk = &cx.desk;
    let report = book.stoppable(
        move || asked.is_asked(),
        |book| {
            json::import(desk, book, &file, dry_run, &mut |done, all| {
                progress.set(done, all, "importing");
                Ok(())
            })
        },
    )?;
    progress.finish();
    view::transfer::report(&mut cx.screen(), &report)
}

fn vcard_from(cx: &mut Cx<'_>, path: &Path, dry_run: bool, encoding: Option<String>) -> Result<()> {
    let file = file(path)?;
    let (encoding, notices) = settle_encoding(cx, &file, encoding)?;
    let open = || Cards::open(&file, encoding).map(|cards| Box::new(cards) as Box<dyn AddressBook>);
    addresses_from(cx, &Addresses { source: "vcard", file: &file, open: &open, notices }, dry_run)
}

/// The encoding of a file: the one that was named, or that its bytes tell, or that a person says.
fn settle_encoding(
    cx: &mut Cx<'_>,
    file: &File,
    mut named: Option<String>,
) -> Result<(&'static Encoding, Vec<String>)> {
    loop {
        let unreadable = |e: std::io::Error| {
            Error::input(format!("{} can't be read: {e}", file.name)).hint("check that the file may be read")
        };
        let survey = encoding::survey(file, named.as_deref()).map_err(unreadable)?;
        let survey = survey.map_err(|e| TableError::UnknownEncoding(e.0))?;
        let Some(doubt) = survey.doubt else {
            let notice = (survey.encoding != UTF_8)
                .then(|| format!("{}: what is not UTF-8 is read as {}", file.name, survey.encoding.name()));
            return Ok((survey.encoding, notice.into_iter().collect()));
        };
        let likely = survey.encoding.name();
        let error = TableError::EncodingTie { file: file.name.to_string(), likely, doubt };
        match settled(cx, &error)? {
            Some(Settled::Encoding(name)) => named = Some(name.to_owned()),
            _ => return Err(error.into()),
        }
    }
}

/// Brings an address book in and says what came of it.
fn addresses_from(cx: &mut Cx<'_>, addresses: &Addresses<'_>, dry_run: bool) -> Result<()> {
    let mut progress = Progress::new(cx);
    let survey = Survey::of(addresses, &mut |done, all| {
        progress.set(done, all, "reading");
        Ok(())
    })?;
    let mut book = book_for(cx, dry_run)?;
    let asked = (cx.platform.heed)();
    let desk = &cx.desk;
    let report = book.stoppable(
        move || asked.is_asked(),
        |book| {
            addresses::import(desk, book, addresses, &survey, dry_run, &mut |done, all| {
                progress.set(done, all, "importing");
                Ok(())
            })
        },
    )?;
    progress.finish();
    view::transfer::report(&mut cx.screen(), &report)
}

/// A file that is to be read.
fn file(path: &Path) -> Result<File> {
    let unreadable = |e: std::io::Error| {
        let (what, hint) = match e.kind() {
            std::io::ErrorKind::NotFound => ("there is no such file".to_owned(), "name the file with its folder"),
            _ => (e.to_string(), "check that the file may be read"),
        };
        Error::input(format!("{} can't be read: {what}", path.display())).hint(hint)
    };
    if path.is_dir() {
        return Err(unreadable(std::io::Error::other("it is a folder")));
    }
    File::file(path.to_owned()).map_err(unreadable)
}

/// The book to import into. What only would happen needs none of its own.
fn book_for(cx: &mut Cx<'_>, dry_run: bool) -> Result<Book> {
    let book = cx.book(if dry_run { Access::Read } else { Access::Write })?;
    if dry_run && !book.is_writable() { book.in_memory_copy() } else { Ok(book) }
}

fn linkedin_from(
    cx: &mut Cx<'_>,
    path: &Path,
    dry_run: bool,
    encoding: Option<&str>,
    dates: Option<Dates>,
    address_book: bool,
) -> Result<()> {
    let mut progress = Progress::new(cx);
    let (mut encoding, mut order) = (encoding.map(str::to_owned), dates.map(Order::from));
    let export = loop {
        let how = format::How { encoding: encoding.as_deref(), order, address_book };
        let error = match format::open(path, how, &mut |p| progress.set(p.bytes, p.of, "reading")) {
            Ok(export) => break export,
            Err(error) => error,
        };
        progress.finish();
        let asked = if let format::ReadError::Table(error) = &error { settled(cx, error)? } else { None };
        match asked {
            Some(Settled::Encoding(name)) => encoding = Some(name.to_owned()),
            Some(Settled::Order(which)) => order = Some(which),
            None => return Err(error.into()),
        }
    };
    let mut book = book_for(cx, dry_run)?;
    let asked = (cx.platform.heed)();
    let desk = &cx.desk;
    let mut report = book.stoppable(
        move || asked.is_asked(),
        |book| {
            linkedin::import(desk, book, &export, dry_run, &mut |done, all| {
                progress.set(done as u64, all as u64, "importing");
                Ok(())
            })
        },
    )?;
    progress.finish();
    if let Some(note) = keep_owner(cx, &report)? {
        report.notices.push(note);
    }
    view::transfer::report(&mut cx.screen(), &report)
}

/// What a person said where a file can be read in two ways.
enum Settled {
    Encoding(&'static str),
    Order(Order),
}

/// Asks, on a terminal, which of two ways to read a file is meant; `None` where nobody says.
fn settled(cx: &mut Cx<'_>, error: &TableError) -> Result<Option<Settled>> {
    let terminal = &cx.platform.terminal;
    if cx.yes || cx.options.json || !terminal.input || !terminal.error {
        return Ok(None);
    }
    match error {
        TableError::EncodingTie { likely, doubt, .. } => {
            let shown = |pick: fn(&(String, String)) -> &String| {
                doubt.words.iter().map(pick).map(String::as_str).collect::<Vec<_>>().join(", ")
            };
            let ways =
                [format!("{likely}: {}", shown(|w| &w.0)), format!("{}: {}", doubt.other.name(), shown(|w| &w.1))];
            let choice = choose(cx, &format!("{error}. Which reads right?"), &ways)?;
            Ok(choice.map(|n| Settled::Encoding(if n == 0 { likely } else { doubt.other.name() })))
        }
        TableError::DateTie { .. } => {
            let ways = ["the day comes first: 3/4 is 3 April", "the month comes first: 3/4 is 4 March"];
            let choice = choose(cx, &format!("{error}. What holds?"), &ways.map(str::to_owned))?;
            Ok(choice.map(|n| Settled::Order(if n == 0 { Order::DayFirst } else { Order::MonthFirst })))
        }
        _ => Ok(None),
    }
}

/// Asks for one of a few ways by its number; anything else is none.
fn choose(cx: &mut Cx<'_>, question: &str, ways: &[String]) -> Result<Option<usize>> {
    let mut screen = cx.screen();
    screen.ask(question);
    for (n, way) in ways.iter().enumerate() {
        screen.ask(&format!("\n  {}  {way}", n + 1));
    }
    screen.ask(&format!("\n1 to {}, or Enter for none:", ways.len()));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut cx.platform.stdin, &mut line)
        .map_err(|e| Error::outside(format!("the answer can't be read: {e}")))?;
    Ok(line.trim().parse().ok().filter(|n| (1..=ways.len()).contains(n)).map(|n: usize| n - 1))
}

/// The owner's name becomes the user's, where none is set (so that a draft can say who is writing).
fn keep_owner(cx: &Cx<'_>, report: &Report) -> Result<Option<String>> {
    let name = report.owner.as_ref().map(format::Owner::name).filter(|n| !n.is_empty());
    let (Some(name), Some(dir)) = (name, cx.desk.config_dir.as_deref()) else { return Ok(None) };
    if report.dry_run || cx.desk.settings.me.name.is_some() {
        return Ok(None);
    }
    let path = crate::settings::file(dir);
    let text = files::read_optional(&path)?.unwrap_or_default();
    files::write_private(&path, &crate::settings::with(&text, "me.name", &name)?)?;
    Ok(Some("your own name was taken from the export: intouch config get me.name".to_owned()))
}

/// A bar on a terminal, for what takes long.
pub(super) struct Progress(Option<indicatif::ProgressBar>);

impl Progress {
    pub(super) fn new(cx: &Cx<'_>) -> Self {
        if !cx.platform.terminal.error || cx.options.quiet || cx.options.json {
            return Self(None);
        }
        let bar = indicatif::ProgressBar::new(0);
        let style = indicatif::ProgressStyle::with_template("{msg:9} {wide_bar} {percent:>3} %");
        bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
        Self(Some(bar))
    }

    pub(super) fn set(&mut self, done: u64, all: u64, what: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_length(all);
            bar.set_position(done);
            bar.set_message(what);
        }
    }

    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    /// An error leaves no bar on the screen.
    fn drop(&mut self) {
        self.finish();
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    #[command(subcommand)]
    form: Form,
}

#[derive(Debug, clap::Subcommand)]
enum Form {
    /// Everything that was recorded and decided, as one JSON document
    Json {
        /// The file to write, replaced whole or not at all; standard output where none is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    /// Everybody as a table for spreadsheets, in which no cell can start a formula
    Csv {
        /// The file to write, replaced whole or not at all; standard output where none is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    /// Everybody as vCards (version 3.0), for phones and mail programs
    Vcard {
        /// The file to write, replaced whole or not at all; standard output where none is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
        /// A file for each person in that folder instead: Outlook reads only the first card of a file
        #[arg(long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath, conflicts_with = "out")]
        each: Option<PathBuf>,
    },
    /// The open follow-ups as a calendar: an all-day event each, with an alarm at the reminder time
    Ics {
        /// Tasks instead of events (Apple Reminders, Thunderbird, Nextcloud; not Outlook or Google)
        #[arg(long)]
        todo: bool,
        /// The file to write, replaced whole or not at all; standard output where none is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
}

/// Writes to a file, replaced whole or not at all, or to standard output: one of our own documents, or
/// a file for another program.
fn written(
    cx: &mut Cx<'_>,
    out: Option<PathBuf>,
    [one, many]: [&str; 2],
    is_document: bool,
    write: &dyn Fn(&Desk, &mut dyn Write) -> Result<usize>,
) -> Result<()> {
    let Some(path) = out else {
        let (mut screen, desk) = cx.screen_and_desk();
        return if is_document {
            write(desk, &mut screen.stream()).map(|_| ())
        } else {
            screen.foreign(|out| write(desk, out)).map(|_| ())
        };
    };
    let count = files::replace(&path, |out| write(&cx.desk, out))?;
    cx.screen().note(&format!("{} written to {}", counted(count, one, many), path.display()));
    Ok(())
}

impl Export {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        match self.form {
            Form::Json { out } => written(cx, out, ["person", "people"], true, &|_, out| export::json(&book, out)),
            Form::Csv { out } => written(cx, out, ["person", "people"], false, &|_, out| sheet::csv(&book, out)),
            Form::Vcard { each: Some(folder), .. } => {
                files::private_folder(&folder)?;
                let count = cards::vcards(&book, |name, card| {
                    let path = folder.join(name);
                    files::replace(&path, |out| out.write_all(card).map_err(|e| Error::unwritten(&e)))
                })?;
                let people = counted(count, "person", "people");
                cx.screen().note(&format!("{people} written to {}, a file each", folder.display()));
                Ok(())
            }
            Form::Vcard { out, each: None } => {
                written(cx, out, ["person", "people"], false, &|_, out| cards::vcard(&book, out))
            }
            Form::Ics { todo, out } => {
                let offset = cx.platform.offset;
                written(cx, out, ["follow-up", "follow-ups"], false, &|desk, out| {
                    calendar::ics(desk, &book, todo, offset, out)
                })
            }
        }
    }
}
