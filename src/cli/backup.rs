//! Commands that keep copies of the book and go back to one.

use super::Cx;
use crate::actions::{backup, planning};
use crate::model::{Error, Result};
use crate::store::open::Access;
use crate::view::backup as view;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A backup is made by itself before the first thing of a day on which something has changed, before \
    the program brings the book up to a new version, and before a restore. The last ten and the newest of each month \
    stay, in the folder `backups` beside the book."
)]
pub(super) struct Backup {
    /// The file to write, or a folder; without one, the folder `backups` beside the book
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// The backups that are there, newest first
    #[arg(long, conflicts_with = "file")]
    list: bool,
}

impl Backup {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        if self.list {
            let all = backup::list(&cx.desk)?;
            let first = all.iter().find(|l| l.contents.is_some());
            let command = cx.command(&format!("restore {}", first.map_or("NAME", |l| l.word.as_str())));
            return view::list(&mut cx.screen(), &all, &command);
        }
        let target = self.file.map(|file| backup::target(&cx.desk, &file)).transpose()?;
        // This is the backup of the day.
        cx.desk.keeps_backups = false;
        let book = cx.book(Access::Read)?;
        let made = match target {
            None => backup::keep(&cx.desk, &book)?,
            Some(target) => {
                let replace = std::fs::symlink_metadata(&target).is_ok();
                let again = format!("backup {} --yes", crate::model::text::pasteable(&target.to_string_lossy()));
                if replace
                    && !cx
                        .confirm(&format!("{} is there already. Replace it?", target.display()), &cx.command(&again))?
                {
                    return cx.screen().line("Nothing was changed.");
                }
                backup::keep_in(&book, &target, replace)?
            }
        };
        let command = cx.command(&format!("restore {}", made.word));
        view::made(&mut cx.screen(), &made, &command)
    }
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file is looked through before anything is replaced, and stays as it is. The book that it\n\
    replaces is kept among the backups."
)]
pub(super) struct Restore {
    /// A backup's name as `intouch backup --list` shows it, its day (2026-11-20), or any file
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
}

impl Restore {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let ready = backup::prepare(&cx.desk, &self.file)?;
        let question = match (&ready.now, ready.there) {
            (Some(now), _) => format!(
                "{} holds {}. It takes the place of the book with {}. Go on?",
                ready.file.display(),
                view::holds_until(&ready.contents),
                view::holds_until(now)
            ),
            (None, true) => format!(
                "{} holds {}. It takes the place of the book, which can't be read. Go on?",
                ready.file.display(),
                view::holds_until(&ready.contents)
            ),
            (None, false) => format!("{} holds {}. Go on?", ready.file.display(), view::holds_until(&ready.contents)),
        };
        let again = format!("restore {} --yes", crate::model::text::pasteable(&self.file.to_string_lossy()));
        // Where there is no book, nothing is replaced.
        if ready.there && !cx.confirm(&question, &cx.command(&again))? {
            return cx.screen().line("Nothing was changed.");
        }
        let (file, contents) = (ready.file.clone(), ready.contents);
        let kept = backup::restore(&cx.desk, ready)?;
        let back = kept.map(|(path, word)| (path, word.map(|word| cx.command(&format!("restore {word}")))));
        let said = back.as_ref().map(|(path, command)| (path.as_path(), command.as_deref()));
        view::restored(&mut cx.screen(), &file, &contents, said)?;
        // The agenda of the book that came back follows the playbook in force.
        cx.desk.keeps_backups = false;
        match planning::open(&mut cx.desk, Access::Write) {
            Ok(_) => {
                let notes = std::mem::take(&mut cx.desk.notes);
                let mut screen = cx.screen();
                for note in &notes {
                    screen.note(note);
                }
                Ok(())
            }
            Err(e) => Err(Error { message: format!("the book was restored, but: {}", e.message), ..e }),
        }
    }
}
