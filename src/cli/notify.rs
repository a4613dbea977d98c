//! Reminders.

use super::{Cx, service};
use crate::actions::remind;
use crate::model::Result;
use crate::store::open::Access;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Notify {
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Debug, clap::Subcommand)]
enum Sub {
    /// Let the system look every quarter of an hour whether it is time to remind
    Install(service::Install),
}

impl Notify {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        match self.command {
            None => show(cx),
            Some(Sub::Install(a)) => a.run(cx),
        }
    }
}

fn show(cx: &mut Cx<'_>) -> Result<()> {
    let book = cx.book(Access::Read)?;
    let shown = remind::notify(&cx.desk, &book, cx.platform.notifier.as_ref())?;
    let mut screen = cx.screen();
    if screen.json {
        return screen.document(&shown.map(|n| serde_json::json!({ "summary": n.summary, "body": n.body })));
    }
    match shown {
        Some(notice) => screen.line(&format!("Shown: {}", notice.summary)),
        None => screen.line("Nothing is due: nothing was shown."),
    }
}
