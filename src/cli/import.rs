//! Commands that bring people in.

use super::Cx;
use super::progress::Progress;
use super::settle::Ways;
use crate::actions::desk::Desk;
use crate::actions::transfer::addresses::{self, Addresses, Survey};
use crate::actions::transfer::report::Report;
use crate::actions::transfer::{json, linkedin};
use crate::exchange::addresses::{self as table, Field};
use crate::exchange::card::AddressBook;
use crate::exchange::date::Order;
use crate::exchange::kind::Kind;
use crate::exchange::linkedin as format;
use crate::exchange::sheet;
use crate::exchange::source::Source as File;
use crate::exchange::vcard::read::Cards;
use crate::model::{Error, Result};
use crate::platform::files;
use crate::store::Book;
use crate::store::open::Access;
use crate::view;
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
    /// A table of people: Google Contacts, Outlook, Thunderbird, intouch itself, or any spreadsheet's CSV
    Csv {
        /// The file
        #[arg(value_hint = clap::ValueHint::FilePath)]
        path: PathBuf,
        /// Say what would happen, and keep nothing
        #[arg(long)]
        dry_run: bool,
        /// What a column holds, where its label doesn't tell: "Firma=company", "3=email", "Age=ignore"
        #[arg(long, value_name = "COLUMN=FIELD", value_parser = column)]
        map: Vec<(String, Field)>,
        /// The file's encoding, where it can't be told: utf-8, windows-1252, utf-16le
        #[arg(long, value_name = "NAME")]
        encoding: Option<String>,
        /// What comes first in dates such as 3/4/26, where the file doesn't tell
        #[arg(long, value_name = "ORDER", value_enum)]
        dates: Option<Dates>,
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

/// `Firma=company`, as an argument.
fn column(text: &str) -> std::result::Result<(String, Field), String> {
    table::parse_map(text).map_err(|e| format!("{e}: {}", e.hint()))
}

impl Import {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let ways = |encoding, dates: Option<Dates>| Ways { encoding, order: dates.map(Order::from) };
        let report = match self.source {
            Source::Linkedin { path, dry_run, encoding, dates, address_book } => {
                linkedin_from(cx, &path, dry_run, ways(encoding, dates), address_book)
            }
            Source::Vcard { path, dry_run, encoding } => vcard_from(cx, &path, dry_run, ways(encoding, None)),
            Source::Csv { path, dry_run, map, encoding, dates } => {
                csv_from(cx, &path, dry_run, ways(encoding, dates), &map)
            }
            Source::Json { path, dry_run } => json_from(cx, &path, dry_run),
        }?;
        view::transfer::report(&mut cx.screen(), &report)
    }
}

fn json_from(cx: &mut Cx<'_>, path: &Path, dry_run: bool) -> Result<Report> {
    let file = file(path, Kind::Json)?;
    imported(cx, dry_run, |desk, book, progress| json::import(desk, book, &file, dry_run, progress))
}

fn vcard_from(cx: &mut Cx<'_>, path: &Path, dry_run: bool, ways: Ways) -> Result<Report> {
    let file = file(path, Kind::Vcard)?;
    let survey = |_: &Cx<'_>, ways: &Ways| sheet::File::survey(file.clone(), ways.encoding.as_deref(), None);
    let is_named = ways.encoding.is_some();
    let surveyed = ways.settle(cx, survey, |error| Some(error)).map_err(|e| match e.hint {
        Some(_) => e,
        None => e.hint("export the address book again"),
    })?;
    let encoding = surveyed.encoding();
    let name = &file.name;
    let notice = match encoding.name() {
        "UTF-8" => None,
        other if is_named || other.starts_with("UTF-16") => Some(format!("{name}: read as {other}")),
        other => Some(format!("{name}: what is not UTF-8 is read as {other}")),
    };
    let open = || Cards::open(&file, encoding, is_named).map(|cards| Box::new(cards) as Box<dyn AddressBook>);
    let notices = notice.into_iter().collect();
    addresses_from(cx, &Addresses { source: "vcard", sort: String::new(), file: &file, open: &open, notices }, dry_run)
}

fn csv_from(cx: &mut Cx<'_>, path: &Path, dry_run: bool, ways: Ways, map: &[(String, Field)]) -> Result<Report> {
    let file = file(path, Kind::Other)?;
    let open = |_: &Cx<'_>, ways: &Ways| {
        table::open(&file, table::How { encoding: ways.encoding.as_deref(), order: ways.order, map })
    };
    let sheet = ways.settle(cx, open, table::ReadError::table)?;
    let open = || sheet.again().map(|sheet| Box::new(sheet) as Box<dyn AddressBook>);
    addresses_from(
        cx,
        &Addresses { source: "csv", sort: sheet.sort(), file: &file, open: &open, notices: Vec::new() },
        dry_run,
    )
}

fn addresses_from(cx: &mut Cx<'_>, addresses: &Addresses<'_>, dry_run: bool) -> Result<Report> {
    let mut progress = Progress::new(cx);
    let survey = Survey::of(addresses, &mut |done, all| {
        progress.set(done, all, "reading");
        Ok(())
    })?;
    progress.finish();
    imported(cx, dry_run, |desk, book, progress| addresses::import(desk, book, addresses, &survey, dry_run, progress))
}

fn linkedin_from(cx: &mut Cx<'_>, path: &Path, dry_run: bool, ways: Ways, address_book: bool) -> Result<Report> {
    let open = |cx: &Cx<'_>, ways: &Ways| {
        let mut progress = Progress::new(cx);
        let how = format::How { encoding: ways.encoding.as_deref(), order: ways.order, address_book };
        format::open(path, how, &mut |p| progress.set(p.bytes, p.of, "reading"))
    };
    let export = ways.settle(cx, open, format::ReadError::table)?;
    let mut report = imported(cx, dry_run, |desk, book, progress| {
        linkedin::import(desk, book, &export, dry_run, &mut |done, all| progress(done as u64, all as u64))
    })?;
    if let Some(note) = keep_owner(cx, &report)? {
        report.notices.push(note);
    }
    Ok(report)
}

/// Imports into the book, with a bar that shows how far it has come; Ctrl-C ends it without a trace.
fn imported(
    cx: &mut Cx<'_>,
    dry_run: bool,
    import: impl FnOnce(&Desk, &mut Book, addresses::Progress<'_>) -> Result<Report>,
) -> Result<Report> {
    let mut progress = Progress::new(cx);
    let mut book = book_for(cx, dry_run)?;
    let asked = (cx.platform.heed)();
    let desk = &cx.desk;
    book.stoppable(
        move || asked.is_asked(),
        |book| {
            import(desk, book, &mut |done, all| {
                progress.set(done, all, "importing");
                Ok(())
            })
        },
    )
}

/// A file that is to be read, as one of that kind: one of which it is certain that it is of another
/// kind is refused.
fn file(path: &Path, wanted: Kind) -> Result<File> {
    let unreadable = |e: std::io::Error| {
        let (what, hint) = match e.kind() {
            std::io::ErrorKind::NotFound => ("there is no such file".to_owned(), "name the file with its folder"),
            std::io::ErrorKind::IsADirectory => ("it is a folder".to_owned(), "name a file in it"),
            _ => (e.to_string(), "check that the file may be read"),
        };
        Error::input(format!("{} can't be read: {what}", path.display())).hint(hint)
    };
    if path.is_dir() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    let file = File::file(path.to_owned()).map_err(unreadable)?;
    if !path.is_file() {
        return Err(Error::input(format!("{} is no plain file", path.display()))
            .hint("it is read more than once: save it to a file first"));
    }
    let kind = Kind::of(&file).map_err(unreadable)?;
    if kind != wanted && kind != Kind::Other {
        return Err(Error::input(format!("{} {}", path.display(), kind.told())).hint(kind.hint(path)));
    }
    Ok(file)
}

/// The book to import into. What only would happen needs none of its own.
fn book_for(cx: &mut Cx<'_>, dry_run: bool) -> Result<Book> {
    let book = cx.book(if dry_run { Access::Read } else { Access::Write })?;
    if dry_run && !book.is_writable() { book.in_memory_copy() } else { Ok(book) }
}

/// The owner's name becomes the user's, where none is set (so that a draft can say who is writing).
fn keep_owner(cx: &Cx<'_>, report: &Report) -> Result<Option<String>> {
    let name = report.owner.as_ref().map(format::Owner::name).filter(|n| !n.is_empty());
    let (Some(name), Some(dir)) = (name, cx.desk.config_dir.as_deref()) else { return Ok(None) };
    if cx.desk.settings.me.name.is_some() {
        return Ok(None);
    }
    if !report.dry_run {
        let path = crate::settings::file(dir);
        let text = files::read_optional(&path)?.unwrap_or_default();
        files::write_private(&path, &crate::settings::with(&text, "me.name", &name)?)?;
    }
    Ok(Some("your own name was taken from the export: intouch config get me.name".to_owned()))
}
