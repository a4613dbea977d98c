//! The command that reads over a text, and what is said of words before they are recorded.

use super::{Cx, complete};
use crate::actions::answer::Answer;
use crate::actions::review::{self, Asked, Described, To};
use crate::message::Plan;
use crate::message::review::Severity;
use crate::model::{Error, ErrorKind, Kind, Relationship, Result};
use crate::store::open::Access;
use crate::view;
use clap::ValueEnum;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A LinkedIn account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Account {
    /// A free one.
    Free,
    /// A paid one.
    Premium,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Without FILE, what is piped in is read. Where nothing is, --for alone reads over the draft\n\
    of that follow-up, or the one the contact would get.\n\
    Exit code 3 where a finding is an error, else 0. `intouch config set review.RULE off` switches a rule off.")]
pub(super) struct Review {
    /// The text, in UTF-8 and at most 100 kB; - for standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// To whom it goes: a follow-up's number (#12), or a contact
    #[arg(long = "for", value_name = "ID|WHO", add = complete::people(), conflicts_with_all = ["to", "relationship", "met_on", "met_at"])]
    whom: Option<String>,
    /// To whom it goes, by name, where they are not in the book
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// How you know them
    #[arg(long)]
    relationship: Option<Relationship>,
    /// When you met them
    #[arg(long, value_name = "DATE")]
    met_on: Option<String>,
    /// Where you met them
    #[arg(long, value_name = "PLACE")]
    met_at: Option<String>,
    /// What it is for; where nothing is said, the follow-up's kind, else what draft would write
    #[arg(long)]
    kind: Option<Kind>,
    /// The LinkedIn account it is sent from, where not the one of the settings
    #[arg(long)]
    plan: Option<Account>,
}

/// The longest text, in bytes.
const TEXT_MOST: u64 = 100 * 1024;

impl Review {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let text = self.text(cx)?;
        let to = match self.whom {
            Some(whom) => To::Whom(whom),
            None => To::Described(Described {
                name: self.to,
                relationship: self.relationship,
                met_on: self.met_on,
                met_at: self.met_at,
            }),
        };
        let plan = self.plan.map(|account| match account {
            Account::Free => Plan::Free,
            Account::Premium => Plan::Premium,
        });
        let mut book = cx.book(Access::Read)?;
        let asked = Asked { text, to, kind: self.kind, plan };
        let reviewed = review::read_over(&cx.desk, &mut book, asked)?;
        if reviewed.findings.iter().any(|f| f.severity == Severity::Error) {
            cx.exit = ErrorKind::Input.exit_code();
        }
        view::review::show(&mut cx.screen(), &reviewed)
    }

    /// The text that was given; `None` where the draft is meant.
    fn text(&self, cx: &mut Cx<'_>) -> Result<Option<String>> {
        let piped = !cx.platform.terminal.input;
        match &self.file {
            Some(path) if path.as_os_str() != "-" => file(path).map(Some),
            Some(_) => read(&mut cx.platform.stdin, "standard input").map(Some),
            None if piped => {
                let text = read(&mut cx.platform.stdin, "standard input")?;
                // Nothing at all is no text where a draft can be had.
                Ok(Some(text).filter(|t| self.whom.is_none() || !t.is_empty()))
            }
            None if self.whom.is_some() => Ok(None),
            None => Err(Error::new(ErrorKind::Usage, "there is no text to read over")
                .hint("intouch review message.txt --for laura-chen")),
        }
    }
}

fn file(path: &Path) -> Result<String> {
    let name = path.display().to_string();
    let mut file = std::fs::File::open(path).map_err(|e| {
        let error = Error::input(format!("{name} can't be read: {e}"));
        match crate::actions::who::number(&name) {
            Some(id) => error.hint(format!("`intouch review --for {id}` reads over the draft of follow-up #{id}")),
            None => error.hint("the text in a file, or - for standard input"),
        }
    })?;
    read(&mut file, &name)
}

/// A text of bounded size.
fn read(from: &mut dyn Read, name: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let read = from.take(TEXT_MOST + 1).read_to_end(&mut bytes);
    read.map_err(|e| Error::input(format!("{name} can't be read: {e}")))?;
    if bytes.len() as u64 > TEXT_MOST {
        return Err(Error::input(format!("{name} holds more than 100 kB: that is no message"))
            .hint("leave only the words that are to be sent"));
    }
    String::from_utf8(bytes).map_err(|_| {
        Error::input(format!("{name} is not UTF-8"))
            .hint("save it as UTF-8, or: iconv -f WINDOWS-1252 -t UTF-8 FILE | intouch review -")
    })
}

/// Says what a review finds, before anything is recorded. For documents it is kept for the answer.
pub(super) fn say_before(cx: &mut Cx<'_>, found: Vec<String>) -> Vec<String> {
    let mut screen = cx.screen();
    if screen.json {
        return found;
    }
    for sentence in &found {
        screen.warn(sentence);
    }
    Vec::new()
}

/// Puts what was found before recording at the head of the answer's warnings.
pub(super) fn keep_in(answer: &mut Answer, found: Vec<String>) {
    answer.warnings.splice(0..0, found);
}
