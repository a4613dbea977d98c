//! `undo`, `redo`.

use super::Cx;
use crate::actions::undo;
use crate::model::Result;
use crate::store::open::Access;
use crate::view;

/// How many steps are listed where not all are asked for.
const LISTED: usize = 20;

#[derive(Debug, clap::Args)]
#[command(after_help = "Every command that records is one step. Reminders shown, drafts and backups are none.\n\
    What was taken back comes forth again with redo, until something new is recorded.\n\
    A step of its own number is taken back alone; what you changed since is kept, and named.")]
pub(super) struct Undo {
    /// A step's number (see --list); the newest step where none is given
    #[arg(value_name = "STEP", conflicts_with = "list")]
    step: Option<i64>,
    /// Show what each step did and would take back
    #[arg(long)]
    list: bool,
    /// All steps, not only the newest
    #[arg(long, requires = "list")]
    all: bool,
}

impl Undo {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        if self.list {
            let book = cx.book(Access::Read)?;
            let (steps, all) = undo::list(&book, if self.all { usize::MAX } else { LISTED })?;
            let (mut screen, desk) = cx.screen_and_desk();
            return view::undo::list(&mut screen, desk, &steps, all);
        }
        let mut book = cx.book(Access::Write)?;
        let done = undo::undo(&cx.desk, &mut book, self.step)?;
        let (mut screen, desk) = cx.screen_and_desk();
        view::undo::turned(&mut screen, desk, done.as_ref(), false)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Redo {}

impl Redo {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let done = undo::redo(&cx.desk, &mut book)?;
        let (mut screen, desk) = cx.screen_and_desk();
        view::undo::turned(&mut screen, desk, done.as_ref(), true)
    }
}
