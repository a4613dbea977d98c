//! The command that looks the book over.

use super::Cx;
use super::progress::Progress;
use crate::actions::doctor::{self, Surroundings};
use crate::model::Result;
use crate::platform::clock;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reads every row and every text, and compares what is derived with what it is derived from. Writes \
    nothing without --fix. Names and texts are never printed: contacts and facts are told by number.\n\
    Exit codes: 0 nothing is wrong, 1 something wants attention, 5 the book is damaged."
)]
pub(super) struct Doctor {
    /// Mend what is derived (agenda, search index, permissions, leftovers); of a damaged book, read
    /// what can be read into a new one beside it
    #[arg(long)]
    fix: bool,
}

impl Doctor {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut bar = Progress::new(cx);
        let named = cx.named.clone();
        let command = |words: &str| match &named {
            Some(db) => format!("intouch {words} --db {db}"),
            None => format!("intouch {words}"),
        };
        let mut around = Surroundings {
            data_dir: cx.platform.data_dir.as_deref(),
            notifier: cx.platform.notifier.as_ref(),
            zone_known: clock::zone_is_known(&cx.platform.env),
            progress: &mut |done, all, what| bar.set(done as u64, all as u64, what),
            command: &command,
        };
        let outcome = doctor::examine(&mut cx.desk, &mut around, self.fix);
        bar.finish();
        let report = outcome?;
        cx.exit = report.level().exit_code();
        let notes = std::mem::take(&mut cx.desk.notes);
        let mut screen = cx.screen();
        for note in &notes {
            screen.note(note);
        }
        view::doctor::report(&mut screen, &report)
    }
}
