//! Who says a reminder: the desktop, or a program of the user's own.

use super::super::Cx;
use super::{attend, programs};
use crate::actions::Desk;
use crate::actions::remind::{Reminder, Voice};
use crate::model::{Day, Error, Mouth, Result};
use crate::platform::{Errand, Notifier, Shown};
use crate::view::reminder;
use std::collections::BTreeMap;
use std::ffi::OsString;

/// The desktop's notification server.
pub(super) struct Screen<'a> {
    notifier: &'a dyn Notifier,
    arguments: Vec<OsString>,
    private: bool,
}

impl<'a> Screen<'a> {
    pub(super) fn new(cx: &'a Cx<'_>) -> Self {
        let arguments = ["notify", "attend"].map(OsString::from).into_iter().chain(same_book(cx)).collect();
        Self { notifier: cx.platform.notifier.as_ref(), arguments, private: cx.desk.settings.reminders.privacy }
    }
}

/// What names the same book to another process, wherever that stands.
pub(super) fn same_book(cx: &Cx<'_>) -> Vec<OsString> {
    let path = cx.desk.db.as_ref().map(|db| std::path::absolute(db).unwrap_or_else(|_| db.clone()));
    path.map_or_else(Vec::new, |path| vec!["--db".into(), path.into()])
}

impl Voice for Screen<'_> {
    fn mouth(&self) -> Mouth {
        Mouth::Desktop
    }

    fn is_there(&self) -> Result<()> {
        self.notifier.server().map(|_| ())
    }

    fn say(&self, reminder: &Reminder) -> Result<Shown> {
        let told = attend::errand(reminder, self.private);
        let errand = told.map(|told| Errand { arguments: self.arguments.clone(), told });
        self.notifier.show(&reminder.notice, errand.as_ref())
    }
}

/// The program that was named, else the one of the settings, with its arguments.
pub(super) fn words(desk: &Desk, named: &[String]) -> Result<Vec<String>> {
    let words = if named.is_empty() { &desk.settings.reminders.command } else { named };
    if words.is_empty() {
        return Err(Error::input("no program is named that could remind you")
            .hint("intouch config set reminders.command /path/to/program"));
    }
    Ok(words.to_vec())
}

/// A program of the user's own: the reminder as JSON on its standard input and as variables.
pub(super) struct Program<'a> {
    env: &'a BTreeMap<String, String>,
    words: &'a [String],
    private: bool,
    today: Day,
}

impl<'a> Program<'a> {
    pub(super) fn new(cx: &'a Cx<'_>, words: &'a [String]) -> Self {
        let private = cx.desk.settings.reminders.privacy;
        Self { env: &cx.platform.env, words, private, today: cx.desk.today() }
    }
}

impl Voice for Program<'_> {
    fn mouth(&self) -> Mouth {
        Mouth::Command
    }

    fn is_there(&self) -> Result<()> {
        programs::own(self.env, &self.words[0]).map(|_| ())
    }

    fn say(&self, reminder: &Reminder) -> Result<Shown> {
        let document = reminder::document(reminder, self.private, self.today);
        let input = serde_json::to_string(&document).unwrap_or_default();
        let count = reminder.lines.iter().map(|l| 1 + l.rest.len()).sum::<usize>().to_string();
        let variables = [
            ("INTOUCH_REMINDER_SUMMARY", reminder.notice.summary.as_str()),
            ("INTOUCH_REMINDER_BODY", reminder.notice.body.as_str()),
            ("INTOUCH_REMINDER_COUNT", &count),
        ];
        programs::tell(self.env, self.words, &variables, &input)?;
        Ok(Shown::default())
    }
}
