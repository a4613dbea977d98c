//! Commands that take everything out.

use super::Cx;
use crate::actions::desk::Desk;
use crate::actions::transfer::{calendar, cards, export, sheet};
use crate::model::text::counted;
use crate::model::{Error, Result};
use crate::platform::files;
use crate::store::open::Access;
use std::io::Write;
use std::path::PathBuf;

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
