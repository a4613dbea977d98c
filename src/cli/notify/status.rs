//! How reminders stand, and a try.

use super::super::Cx;
use super::voice::{Program, words};
use crate::actions::remind::{self, Reminder, Voice};
use crate::actions::service;
use crate::model::{Mouth, Result};
use crate::platform::{Notice, clock, programs};
use crate::store::open::Access;
use crate::view::reminder::{self, About};
use std::path::PathBuf;

pub(super) fn run(cx: &mut Cx<'_>) -> Result<()> {
    let book = cx.book(Access::Read)?;
    let standings = remind::standings(&cx.desk, &book)?;
    let server = cx.platform.notifier.server();
    let timer = service::installed(&cx.desk, cx.platform, &cx.program);
    let next = standings.next.map(|(wall, _)| clock::instant(wall, cx.desk.at(), cx.platform.offset));
    let program = (cx.desk.settings.reminders.to == Mouth::Command).then(|| own(cx));
    let (mut screen, desk) = cx.screen_and_desk();
    let about = About {
        set: &desk.settings.reminders,
        now: &desk.now,
        next,
        timer: timer.as_ref(),
        program,
        server: server.as_ref().map_err(|e| e.message.as_str()),
    };
    reminder::status(&mut screen, &standings, &about)
}

/// The user's own program, where it can be started.
fn own(cx: &Cx<'_>) -> std::result::Result<PathBuf, String> {
    let found = words(&cx.desk, &[]).and_then(|words| programs::own(&cx.platform.env, &words[0]));
    found.map_err(|e| e.message)
}

/// Says something that is about nothing, by the way that is set; the book is not asked.
pub(super) fn test(cx: &mut Cx<'_>) -> Result<()> {
    let notice = Notice {
        summary: "intouch can reach you".to_owned(),
        body: "This is what `intouch notify test` shows.".to_owned(),
        ..Notice::default()
    };
    if cx.desk.settings.reminders.to == Mouth::Command {
        let words = words(&cx.desk, &[])?;
        let reminder = Reminder { attempt: 0, lines: Vec::new(), notice };
        Program::new(cx, &words).say(&reminder)?;
        return reminder::program_tested(&mut cx.screen(), &words[0]);
    }
    let server = cx.platform.notifier.server()?;
    let shown = cx.platform.notifier.show(&notice, None)?;
    reminder::server_tested(&mut cx.screen(), &server, shown.standing.map(|s| s.number))
}
