//! Commands that record what happened.

use super::{Cx, complete};
use crate::actions::fact::{self, Correction};
use crate::actions::record::{self, Guest};
use crate::model::{Direction, Error, InteractionKind, PromiseKind, Result, Status};
use crate::store::open::Access;
use crate::view::answer;

#[derive(Debug, clap::Args)]
#[command(after_help = "From standard input, one person a line: WHO, or `+ Name` for somebody new;\n\
    `WHO | TOPIC` where the topic differs.")]
pub(super) struct Met {
    /// Whom you met; - reads lines from standard input
    #[arg(value_name = "WHO", add = complete::people())]
    who: Vec<String>,
    /// Somebody new (may be given several times)
    #[arg(long, value_name = "NAME")]
    new: Vec<String>,
    /// Where
    #[arg(long = "where", value_name = "PLACE")]
    place: Option<String>,
    /// What about
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Met {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut guests = Vec::new();
        for who in self.who {
            if who == "-" {
                let text = cx.text(who)?;
                guests.extend(text.lines().enumerate().filter_map(|(n, line)| guest(line, n + 1)));
            } else {
                guests.push(Guest { who: record::Met::Known(who), about: None, line: None });
            }
        }
        guests.extend(self.new.into_iter().map(|n| Guest { who: record::Met::New(n), about: None, line: None }));
        if guests.is_empty() {
            return Err(
                Error::input("whom did you meet?").hint("intouch met laura-chen --new \"Cleo Diaz\" --where RustConf")
            );
        }
        let mut book = cx.book(Access::Write)?;
        let done = record::met(
            &cx.desk,
            &mut book,
            &guests,
            self.place.as_deref(),
            self.about.as_deref(),
            self.on.as_deref(),
        )?;
        let today = cx.desk.today();
        answer::several(&mut cx.screen(), &done, today)
    }
}

/// One line of an evening: `WHO`, `+ Name`, either with `| TOPIC`.
fn guest(line: &str, number: usize) -> Option<Guest> {
    let (who, about) = match line.split_once('|') {
        Some((who, about)) => (who.trim(), Some(about.trim().to_owned()).filter(|a| !a.is_empty())),
        None => (line.trim(), None),
    };
    if who.is_empty() {
        return None;
    }
    let who = match who.strip_prefix('+') {
        Some(name) => record::Met::New(name.trim().to_owned()),
        None => record::Met::Known(who.to_owned()),
    };
    Some(Guest { who, about, line: Some(number) })
}

#[derive(Debug, clap::Args)]
pub(super) struct Log {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// What was said; - for standard input
    #[arg(value_name = "TEXT", num_args = 0..)]
    text: Vec<String>,
    /// encounter, meeting, call, message, email or note
    #[arg(long)]
    kind: Option<InteractionKind>,
    /// They wrote
    #[arg(long = "in", conflicts_with = "out")]
    inbound: bool,
    /// You wrote
    #[arg(long)]
    out: bool,
    /// You wait for an answer
    #[arg(long)]
    await_reply: bool,
    /// Where
    #[arg(long = "where", value_name = "PLACE")]
    place: Option<String>,
    /// What about
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// What they look for (may be given several times)
    #[arg(long, value_name = "TEXT", conflicts_with_all = WHAT_HAPPENED)]
    looking_for: Vec<String>,
    /// What they offer (may be given several times)
    #[arg(long, value_name = "TEXT", conflicts_with_all = WHAT_HAPPENED)]
    offers: Vec<String>,
    /// To whom you introduced them
    #[arg(long, value_name = "WHO", conflicts_with_all = WHAT_HAPPENED, add = complete::people())]
    introduced_to: Vec<String>,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

/// What `log` is told of something that happened: it does not go with what somebody is like.
const WHAT_HAPPENED: [&str; 7] = ["text", "kind", "inbound", "out", "await_reply", "place", "about"];

/// `--in` and `--out` as a direction.
const fn direction(inbound: bool, out: bool) -> Option<Direction> {
    match (inbound, out) {
        (true, _) => Some(Direction::In),
        (_, true) => Some(Direction::Out),
        _ => None,
    }
}

impl Log {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let told = record::Told {
            looking_for: self.looking_for,
            offers: self.offers,
            introduced_to: self.introduced_to,
            on: self.on.clone(),
        };
        let today = cx.desk.today();
        if told != (record::Told { on: self.on.clone(), ..record::Told::default() }) {
            let mut book = cx.book(Access::Write)?;
            let done = record::tell(&cx.desk, &mut book, &self.who, &told)?;
            return answer::one(&mut cx.screen(), &done, today);
        }
        let given = record::Log {
            text: cx.words(&self.text)?,
            kind: self.kind,
            direction: direction(self.inbound, self.out),
            place: self.place,
            about: self.about,
            await_reply: self.await_reply,
            on: self.on,
        };
        let mut book = cx.book(Access::Write)?;
        let done = record::log(&cx.desk, &mut book, &self.who, given)?;
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Replied {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// What they wrote; - for standard input
    #[arg(value_name = "TEXT", num_args = 0..)]
    text: Vec<String>,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Replied {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let text = cx.words(&self.text)?;
        let mut book = cx.book(Access::Write)?;
        let done = record::replied(&cx.desk, &mut book, &self.who, text, self.on.as_deref())?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Promise {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// What you promised; - for standard input
    #[arg(value_name = "TEXT", required = true, num_args = 1..)]
    text: Vec<String>,
    /// By when
    #[arg(long, value_name = "DATE")]
    by: String,
    /// When you promised it
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Promise {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        promise(cx, &self.who, &self.text, PromiseKind::Promise, &self.by, self.on.as_deref())
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Remind {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// Of what; - for standard input
    #[arg(value_name = "TEXT", required = true, num_args = 1..)]
    text: Vec<String>,
    /// On which day
    #[arg(long, value_name = "DATE")]
    on: String,
}

impl Remind {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        promise(cx, &self.who, &self.text, PromiseKind::Reminder, &self.on, None)
    }
}

fn promise(cx: &mut Cx<'_>, who: &str, text: &[String], kind: PromiseKind, by: &str, on: Option<&str>) -> Result<()> {
    let text = cx.words(text)?.unwrap_or_default();
    let mut book = cx.book(Access::Write)?;
    let done = record::promise(&cx.desk, &mut book, who, kind, &text, by, on)?;
    let today = cx.desk.today();
    answer::one(&mut cx.screen(), &done, today)
}

#[derive(Debug, clap::Args)]
pub(super) struct FactArgs {
    #[command(subcommand)]
    command: FactCommand,
}

#[derive(Debug, clap::Subcommand)]
enum FactCommand {
    /// Correct a fact
    Edit(Box<FactEdit>),
    /// Remove a fact; what it had closed is open again
    Remove {
        /// The fact's number (see history)
        #[arg(value_name = "N")]
        number: i64,
    },
}

#[derive(Debug, clap::Args)]
struct FactEdit {
    /// The fact's number (see history)
    #[arg(value_name = "N")]
    number: i64,
    /// The day it happened
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What was said, asked or promised; - for standard input
    #[arg(long, visible_alias = "message")]
    text: Option<String>,
    /// Where
    #[arg(long = "where", value_name = "PLACE")]
    place: Option<String>,
    /// What about
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// encounter, meeting, call, message, email or note
    #[arg(long)]
    kind: Option<InteractionKind>,
    /// They wrote
    #[arg(long = "in", conflicts_with = "out")]
    inbound: bool,
    /// You wrote
    #[arg(long)]
    out: bool,
    /// You wait for an answer
    #[arg(long, conflicts_with = "no_await_reply")]
    await_reply: bool,
    /// You don't wait for an answer
    #[arg(long)]
    no_await_reply: bool,
    /// The day of a promise or a reminder
    #[arg(long, value_name = "DATE")]
    by: Option<String>,
    /// What became of a request
    #[arg(long)]
    status: Option<Status>,
    /// The day a request was resolved
    #[arg(long, value_name = "DATE")]
    resolved_on: Option<String>,
}

impl FactArgs {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let done = match self.command {
            FactCommand::Remove { number } => {
                let mut book = cx.book(Access::Write)?;
                fact::remove(&cx.desk, &mut book, number)?
            }
            FactCommand::Edit(e) => {
                let correction = Correction {
                    on: e.on,
                    text: e.text.map(|t| cx.text(t)).transpose()?,
                    place: e.place,
                    about: e.about,
                    kind: e.kind,
                    direction: direction(e.inbound, e.out),
                    await_reply: (e.await_reply || e.no_await_reply).then_some(e.await_reply),
                    by: e.by,
                    status: e.status,
                    resolved_on: e.resolved_on,
                };
                let mut book = cx.book(Access::Write)?;
                fact::edit(&cx.desk, &mut book, e.number, &correction)?
            }
        };
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}
