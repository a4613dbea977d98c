//! Reminders: said now, tested, looked after, and looked for by the system's own timer.

mod attend;
mod status;
mod voice;
mod watch;

use super::{Cx, service};
use crate::actions::{heartbeat, remind};
use crate::model::{Error, ErrorKind, Mouth, Result};
use crate::platform::{clock, programs};
use crate::store::open::Access;
use crate::view::reminder;
use clap::ValueEnum;

#[derive(Debug, clap::Args)]
pub(super) struct Notify {
    #[command(subcommand)]
    command: Option<Sub>,
    /// Stay, sleep until the next reminder, and show it
    #[arg(long)]
    watch: bool,
    /// Where to: the desktop, one line on this terminal, or a program of your own
    #[arg(long, value_name = "MOUTH")]
    to: Option<To>,
    /// The program for --to command, with its arguments; else the one in the settings
    #[arg(last = true, value_name = "PROGRAM", requires = "to")]
    program: Vec<String>,
}

/// Where a reminder goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// A notification on the desktop.
    Desktop,
    /// One line for a shell's prompt or a login; nothing where nothing is due. It is never counted.
    Terminal,
    /// A program of your own: it gets the reminder as JSON on standard input.
    Command,
}

#[derive(Debug, clap::Subcommand)]
enum Sub {
    /// Let the system look every quarter of an hour whether it is time to remind
    Install(service::Install),
    /// Take the timer away again
    Uninstall(service::Uninstall),
    /// When reminders were looked for last, what was shown, what comes next
    Status,
    /// Show one notification, and say what the server answered
    Test,
    /// Stay behind with a notification and take what is pressed
    #[command(hide = true)]
    Attend,
}

impl Notify {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        match self.command {
            Some(Sub::Install(a)) => a.run(cx),
            Some(Sub::Uninstall(a)) => a.run(cx),
            Some(Sub::Status) => status::run(cx),
            Some(Sub::Test) => status::test(cx),
            Some(Sub::Attend) => attend::run(cx),
            None if self.watch => watch::run(cx, self.to, &self.program),
            None => {
                let mouth = match self.to {
                    Some(To::Terminal) => return line(cx),
                    Some(To::Desktop) => Mouth::Desktop,
                    Some(To::Command) => Mouth::Command,
                    None => cx.desk.settings.reminders.to,
                };
                let said = say(cx, mouth, &self.program);
                // The timer sees no terminal: the next look at the day says what hindered it. What is wrong
                // with words just typed was said to whoever typed them.
                let typed = |e: &&Error| e.kind == ErrorKind::Input && self.to.is_some();
                let error = said.as_ref().err().filter(|e| !typed(e)).map(|e| e.message.clone());
                let kept = heartbeat::keep(&cx.desk, error);
                said.and(kept)
            }
        }
    }
}

/// Says what is due, where this is a moment for it.
fn say(cx: &mut Cx<'_>, mouth: Mouth, program: &[String]) -> Result<()> {
    let mut book = cx.book(Access::Read)?;
    let told = {
        let command = |words: &str| cx.command_from_anywhere(words);
        match mouth {
            Mouth::Desktop => {
                let voice = voice::Screen::new(cx);
                remind::remind(&cx.desk, &mut book, &voice, &command)?
            }
            Mouth::Command => {
                let words = voice::words(&cx.desk, program)?;
                let voice = voice::Program::new(cx, &words);
                remind::remind(&cx.desk, &mut book, &voice, &command)?
            }
        }
    };
    let next = clock::instant(told.next, cx.desk.at(), cx.platform.offset);
    let today = cx.desk.today();
    let (mut screen, desk) = cx.screen_and_desk();
    reminder::told(&mut screen, &told, next, &desk.settings.reminders, today)
}

/// One line for a prompt. Nothing is written, nothing but the line is said.
fn line(cx: &mut Cx<'_>) -> Result<()> {
    cx.desk.keeps_backups = false;
    let book = crate::actions::planning::open(&mut cx.desk, Access::Read)?;
    let found = remind::peek(&cx.desk, &book)?;
    let today = cx.desk.today();
    let due = cx.command("due");
    let (mut screen, desk) = cx.screen_and_desk();
    reminder::line(&mut screen, &found, desk.settings.reminders.privacy, today, &due)
}
