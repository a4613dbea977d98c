//! Commands that take everything out.

use super::Cx;
use crate::actions::desk::Desk;
use crate::actions::transfer::{calendar, cards, export, sheet};
use crate::model::text::counted;
use crate::model::{Error, Result};
use crate::platform::files;
use crate::store::Book;
use crate::store::open::Access;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    #[command(subcommand)]
    form: Form,
}

#[derive(Debug, clap::Subcommand)]
enum Form {
    /// Everything that was recorded and decided, as one JSON document
    Json {
        /// The file to write, replaced whole or not at all; standard output where none, or -, is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    /// Everybody as a table for spreadsheets, in which no cell can start a formula
    Csv {
        /// The file to write, replaced whole or not at all; standard output where none, or -, is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    /// Everybody as vCards (version 3.0), for phones and mail programs
    Vcard {
        /// The file to write, replaced whole or not at all; standard output where none, or -, is named
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
        /// The file to write, replaced whole or not at all; standard output where none, or -, is named
        #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
}

/// What is written, and where it comes from.
struct Document {
    /// What is counted in it.
    what: [&'static str; 2],
    /// It is one of ours, and no other program's.
    is_own: bool,
}

impl Document {
    /// Writes to a file, replaced whole or not at all, or to standard output.
    fn write(
        &self,
        cx: &mut Cx<'_>,
        out: Option<&Path>,
        write: &dyn Fn(&Desk, &Book, &mut dyn Write) -> Result<usize>,
    ) -> Result<()> {
        let mut book = cx.book(Access::Read)?;
        let Some(path) = out.filter(|path| *path != Path::new("-")) else {
            let (mut screen, desk) = cx.screen_and_desk();
            return if self.is_own {
                write(desk, &book, &mut screen.stream()).map(|_| ())
            } else {
                screen.foreign(|out| write(desk, &book, out)).map(|_| ())
            };
        };
        let asked = (cx.platform.heed)();
        let desk = &cx.desk;
        let count =
            book.stoppable(move || asked.is_asked(), |book| files::replace(path, |out| write(desk, book, out)))?;
        let [one, many] = self.what;
        cx.screen().note(&format!("{} written to {}", counted(count, one, many), path.display()));
        Ok(())
    }
}

/// Writes a file for each person.
fn each(cx: &mut Cx<'_>, folder: &Path) -> Result<()> {
    let mut book = cx.book(Access::Read)?;
    files::private_folder(folder)
        .map_err(|e| e.hint("name a folder: --each FOLDER; one file for all is --out FILE"))?;
    let asked = (cx.platform.heed)();
    let count = book.stoppable(
        move || asked.is_asked(),
        |book| {
            cards::vcards(book, |name, card| {
                files::replace(&folder.join(name), |out| out.write_all(card).map_err(|e| Error::unwritten(&e)))
            })
        },
    )?;
    let people = counted(count, "person", "people");
    cx.screen().note(&format!("{people} written to {}, a file each", folder.display()));
    Ok(())
}

impl Export {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let people = |is_own| Document { what: ["person", "people"], is_own };
        match self.form {
            Form::Json { out } => people(true).write(cx, out.as_deref(), &|_, book, out| export::json(book, out)),
            Form::Csv { out } => people(false).write(cx, out.as_deref(), &|_, book, out| sheet::csv(book, out)),
            Form::Vcard { each: Some(folder), .. } => each(cx, &folder),
            Form::Vcard { out, each: None } => {
                people(false).write(cx, out.as_deref(), &|_, book, out| cards::vcard(book, out))
            }
            Form::Ics { todo, out } => {
                let offset = cx.platform.offset;
                let follow_ups = Document { what: ["follow-up", "follow-ups"], is_own: false };
                follow_ups.write(cx, out.as_deref(), &|desk, book, out| calendar::ics(desk, book, todo, offset, out))
            }
        }
    }
}
