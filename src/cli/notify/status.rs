//! How reminders stand, and a try.

use super::super::Cx;
use crate::actions::{remind, service};
use crate::model::Result;
use crate::platform::{Notice, clock};
use crate::store::open::Access;
use crate::view::reminder::{self, About};

pub(super) fn run(cx: &mut Cx<'_>) -> Result<()> {
    let book = cx.book(Access::Read)?;
    let standings = remind::standings(&cx.desk, &book)?;
    let server = cx.platform.notifier.server();
    let timer = service::installed(&cx.desk, cx.platform, &cx.program);
    let next = clock::instant(standings.next, cx.platform.offset);
    let (mut screen, desk) = cx.screen_and_desk();
    let about = About {
        set: &desk.settings.reminders,
        now: &desk.now,
        next,
        timer: timer.as_ref(),
        server: server.as_ref().map_err(|e| e.message.as_str()),
    };
    reminder::status(&mut screen, &standings, &about)
}

/// Shows one notification that is about nothing; the book is not asked.
pub(super) fn test(cx: &mut Cx<'_>) -> Result<()> {
    let server = cx.platform.notifier.server()?;
    let notice = Notice {
        summary: "intouch can reach you".to_owned(),
        body: "This is what `intouch notify test` shows.".to_owned(),
        ..Notice::default()
    };
    let shown = cx.platform.notifier.show(&notice, None)?;
    reminder::tested(&mut cx.screen(), &server, shown.standing.map(|s| s.number))
}
