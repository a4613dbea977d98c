//! Reminders.

use super::Cx;
use crate::actions::remind;
use crate::model::Result;
use crate::store::open::Access;

#[derive(Debug, clap::Args)]
pub(super) struct Notify {}

impl Notify {
    #[allow(clippy::unused_self, reason = "every command runs the same way")]
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
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
}
