//! Commands on requests.

use super::{Cx, complete, review};
use crate::actions;
use crate::actions::request::{self, Asked, Words};
use crate::model::{Error, ErrorKind, Result, Status};
use crate::store::open::Access;
use crate::view::answer;
use std::path::PathBuf;

/// The words that go with something sent.
#[derive(Debug, Default, clap::Args)]
#[group(multiple = false)]
pub(super) struct WordArgs {
    /// The words you sent; - for standard input
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// A file with the words you sent
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// The words that were drafted
    #[arg(long)]
    as_drafted: bool,
}

/// The longest file of words.
const FILE_MOST: u64 = 1 << 20;

impl WordArgs {
    pub(super) fn words(self, cx: &mut Cx<'_>) -> Result<Words> {
        if self.as_drafted {
            return Ok(Words::AsDrafted);
        }
        if let Some(path) = self.file {
            let failed = |e: std::io::Error| Error::input(format!("{} can't be read: {e}", path.display()));
            if std::fs::metadata(&path).map_err(failed)?.len() > FILE_MOST {
                return Err(Error::input(format!("{} is over a megabyte: that is no message", path.display())));
            }
            return std::fs::read_to_string(&path).map_err(failed).map(Words::Given);
        }
        match self.message {
            Some(text) => cx.text(text).map(Words::Given),
            None => Ok(Words::Unsaid),
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Request {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    #[command(flatten)]
    words: WordArgs,
    /// You asked without a note
    #[arg(long, conflicts_with_all = ["message", "file", "as_drafted"])]
    no_note: bool,
    /// The network; LinkedIn where nothing is said
    #[arg(long)]
    channel: Option<String>,
    /// They asked you
    #[arg(long, conflicts_with_all = ["as_drafted", "no_note"])]
    received: bool,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Request {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let words = if self.no_note { Words::None } else { self.words.words(cx)? };
        let asked = Asked { words, channel: self.channel, received: self.received, on: self.on };
        let mut book = cx.book(Access::Write)?;
        let found = actions::review::before_request(&cx.desk, &book, &self.who, &asked);
        let found = review::say_before(cx, found);
        let mut done = request::request(&cx.desk, &mut book, &self.who, &asked)?;
        review::keep_in(&mut done, found);
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Resolve {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Resolve {
    pub(super) fn run(self, cx: &mut Cx<'_>, status: Status) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let on = self.on.as_deref();
        let mut outcome = request::resolve(&cx.desk, &mut book, &self.who, status, on, cx.yes);
        // Ruling 19: an acceptance without a recorded request offers to record one sent earlier.
        let offer = |e: &Error| e.kind == ErrorKind::NotFound && e.hint.as_deref().is_some_and(|h| h.contains("--yes"));
        if status == Status::Accepted
            && cx.platform.terminal.input
            && let Err(e) = &outcome
            && offer(e)
            && cx.confirm(&format!("{}. Record one sent earlier?", e.message.clone()), "--yes")?
        {
            outcome = request::resolve(&cx.desk, &mut book, &self.who, status, on, true);
        }
        let done = outcome?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}
