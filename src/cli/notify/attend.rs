//! The process that stays behind with a notification: what is pressed is done by the same commands
//! that could be typed.
//!
//! It ends when the notification is closed, when the server or the bus goes away, when a newer one
//! takes the notification over, and after a day.

use super::super::Cx;
use super::programs;
use super::voice::same_book;
use crate::actions::notice::press;
use crate::actions::remind::{self, Reminder};
use crate::model::{Error, Result};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;

/// What the process is told beside the notice.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    attempt: i64,
    /// The follow-up that what is pressed is about: the most important one.
    follow_up: i64,
    /// Names and words stay off the screen.
    private: bool,
}

/// One line for the process that stays behind with a reminder.
pub(super) fn errand(reminder: &Reminder, private: bool) -> Option<String> {
    let follow_up = reminder.lines.first()?.first.id;
    serde_json::to_string(&Told { attempt: reminder.attempt, follow_up, private }).ok()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn run(_: &mut Cx<'_>) -> Result<()> {
    Err(Error::outside("what is pressed can't be taken on this system").hint("intouch due"))
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use here::run;

#[cfg(all(unix, not(target_os = "macos")))]
mod here {
    use super::{Cx, Error, OsString, Result, Told, press, programs, remind, same_book};
    use crate::model::day;
    use crate::platform::Notice;
    use crate::platform::notifier::{Attendant, Conversation, Heard, let_go_of_input, let_go_of_output};
    use crate::store::open::Access;
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use std::io::{BufRead, Read};
    use std::time::{Duration, Instant};

    /// Nobody presses anything on a notice that is older.
    const LIFE: Duration = Duration::from_hours(24);
    /// What it is told is short.
    const LINE_MOST: u64 = 1 << 16;

    pub(in super::super) fn run(cx: &mut Cx<'_>) -> Result<()> {
        let notice: Notice = read(cx)?;
        let told: Told = read(cx)?;
        let begun = Conversation::begin(&notice);
        let answer = match &begun {
            Ok(conversation) => Ok(conversation.standing()),
            Err(e) => Err(e.message.clone()),
        };
        cx.screen().raw(format!("{}\n", Attendant::answer(&answer)).as_bytes())?;
        cx.screen().flush()?;
        let conversation = begun?;
        let_go_of_output();
        if !Attendant::was_kept(&mut cx.platform.stdin) {
            let mut book = cx.book(Access::Write)?;
            remind::finish(&mut book, told.attempt, Some(&conversation.standing()))?;
        }
        let_go_of_input();
        // What is written from here on is written hours later: the day's backup is others' business.
        cx.desk.keeps_backups = false;
        Stay { cx, conversation, notice, told, copied: false }.stay();
        Ok(())
    }

    /// One line of what it is told.
    fn read<T: DeserializeOwned>(cx: &mut Cx<'_>) -> Result<T> {
        let mut line = String::new();
        let _ = (&mut cx.platform.stdin).take(LINE_MOST).read_line(&mut line);
        serde_json::from_str(&line).map_err(|_| {
            Error::input("`notify attend` is started by `notify`, which tells it what to show").hint("intouch notify")
        })
    }

    /// A notice that stands, and what was pressed so far.
    struct Stay<'a, 'p> {
        cx: &'a mut Cx<'p>,
        conversation: Conversation,
        notice: Notice,
        told: Told,
        /// The drafted words are on the clipboard: what is done then was done with them.
        copied: bool,
    }

    impl Stay<'_, '_> {
        fn stay(mut self) {
            let begun = Instant::now();
            while let Heard::Pressed(key) = self.conversation.wait(LIFE.saturating_sub(begun.elapsed())) {
                let goes_on = match key.as_str() {
                    press::OPEN => self.help(&["draft", "ID", "--open"], press::OPEN, "Opened."),
                    press::COPY => {
                        self.help(&["draft", "ID", "--copy"], press::COPY, "The words are on the clipboard.")
                    }
                    press::DONE if self.copied => self.record(&["done", "ID", "--as-drafted"], "Done"),
                    press::DONE => self.record(&["done", "ID"], "Done"),
                    press::SNOOZE => self.record(&["snooze", "ID", "tomorrow"], "Put off to tomorrow"),
                    _ => true,
                };
                if !goes_on {
                    return;
                }
            }
        }

        /// Runs a command about the follow-up, as if it had been typed.
        fn command(&self, words: &[&str]) -> programs::Ran {
            if let Some(gone) = self.cx.desk.db.as_ref().filter(|db| !db.exists()) {
                // A command that records would begin a new book there.
                let error = serde_json::json!({ "error": {
                    "message": format!("the book is no longer at {}", gone.display()), "hint": "intouch doctor",
                }});
                return programs::Ran { err: error.to_string(), ..programs::Ran::default() };
            }
            let id = self.told.follow_up.to_string();
            let words = words.iter().map(|word| OsString::from(if *word == "ID" { &id } else { *word }));
            let rest = ["--json", "--yes"].map(OsString::from);
            programs::again(words.chain(same_book(self.cx)).chain(rest))
        }

        /// What prepares the writing: afterwards the notice stands again, for what comes next. So it does
        /// where that failed, and says so.
        fn help(&mut self, words: &[&str], key: &str, said: &str) -> bool {
            let ran = self.command(words);
            let first = if ran.ok { said.to_owned() } else { self.failure(&ran).0 };
            self.copied |= ran.ok && key == press::COPY;
            self.notice.actions.retain(|(k, _)| k != key);
            self.notice.body = format!("{first}\n{}", self.notice.body);
            let stands = self.conversation.go_on(&self.notice).is_ok();
            if stands {
                // At worst this one stands beside tomorrow's.
                let _ = self.keep_standing();
            }
            stands
        }

        /// Tomorrow's reminder takes this one's place.
        fn keep_standing(&mut self) -> Result<()> {
            let mut book = self.cx.book(Access::Read)?;
            remind::stand(&mut book, self.told.attempt, &self.conversation.standing())
        }

        /// What is recorded: the notice goes, and a passing one says what became of it.
        fn record(&self, words: &[&str], said: &str) -> bool {
            let ran = self.command(words);
            if ran.ok {
                let body = format!("{}`intouch undo` takes it back.", next(&ran.out));
                self.pass(said, body);
            } else {
                let (why, hint) = self.failure(&ran);
                self.pass("Nothing was recorded", format!("{why}\n{hint}"));
            }
            false
        }

        /// What hindered a command, and what to do.
        fn failure(&self, ran: &programs::Ran) -> (String, String) {
            let said = ran.err.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok());
            let text = |key: &str| said.as_ref().and_then(|s| s["error"][key].as_str()).unwrap_or_default().to_owned();
            if self.told.private {
                // What hindered it may name the person.
                return ("That did not work.".to_owned(), format!("`intouch why {}`", self.told.follow_up));
            }
            (text("message"), text("hint"))
        }

        fn pass(&self, summary: &str, body: String) {
            let notice = Notice { summary: summary.to_owned(), body, passing: true, ..Notice::default() };
            let _ = self.conversation.go_on(&notice);
        }
    }

    /// What is due next with the person, from a writing command's document; no name, no words.
    fn next(document: &str) -> String {
        let answer: Value = serde_json::from_str(document).unwrap_or_default();
        let next = &answer["follow_ups"][0];
        let on = next["due_on"].as_str().and_then(day::parse_iso);
        match (next["kind"].as_str(), on) {
            (Some(kind), Some(on)) => format!("Next: {kind}, {}. ", day::long(on)),
            _ => String::new(),
        }
    }
}
