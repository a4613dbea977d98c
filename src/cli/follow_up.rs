//! Commands on follow-ups.

use super::request::WordArgs;
use super::{Cx, complete, review};
use crate::actions;
use crate::actions::close;
use crate::actions::draft::{self, Wanted};
use crate::model::{Error, InteractionKind, Kind, Result};
use crate::platform::programs;
use crate::store::open::Access;
use crate::view::{self, answer};

#[derive(Debug, clap::Args)]
pub(super) struct Draft {
    /// A follow-up's number (#12), or a contact
    #[arg(value_name = "ID|WHO", add = complete::people())]
    target: String,
    /// Words for another kind of follow-up
    #[arg(long)]
    kind: Option<Kind>,
    /// The template (see template list)
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// Another wording, counted from 0
    #[arg(long, value_name = "N")]
    variant: Option<usize>,
    /// What to share, in place of what fits best (see resource list)
    #[arg(long, value_name = "N")]
    resource: Option<i64>,
    /// Put the words on the clipboard
    #[arg(long)]
    copy: bool,
    /// Change the words in your editor first
    #[arg(long)]
    edit: bool,
    /// Open the profile, or a mail window with the words in it
    #[arg(long)]
    open: bool,
}

impl Draft {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Read)?;
        let wanted =
            Wanted { kind: self.kind, template: self.template, variant: self.variant, resource: self.resource };
        let mut drafted = draft::draft(&cx.desk, &mut book, &self.target, &wanted)?;
        if introduce_oneself(cx)? {
            drafted = draft::draft(&cx.desk, &mut book, &self.target, &wanted)?;
        }
        if self.edit {
            let chosen = cx.platform.var("VISUAL").or(cx.platform.var("EDITOR")).is_some();
            if !cx.platform.terminal.input && !chosen {
                return Err(
                    Error::outside("--edit needs a terminal, or an editor of your own").hint("export EDITOR=nano")
                );
            }
            let words = programs::edit(&cx.platform.env, &drafted.draft.body, ".txt")?;
            draft::reword(&cx.desk, &mut book, &mut drafted, &words)?;
        }
        view::draft::show(&mut cx.screen(), &drafted)?;
        cx.screen().flush()?;
        if self.copy {
            let way = programs::copy(&cx.platform.env, &drafted.draft.body)?;
            cx.screen().note(&format!("copied with {way}"));
        }
        if self.open {
            programs::open_address(&cx.platform.env, &draft::address(&drafted)?)?;
        }
        Ok(())
    }
}

/// Asks once, on a terminal, who is writing: drafts sign with it. Says whether it was asked.
fn introduce_oneself(cx: &mut Cx<'_>) -> Result<bool> {
    let unknown = cx.desk.settings.me.name.is_none();
    let asks = unknown && !cx.yes && !cx.options.json && cx.platform.terminal.input && cx.platform.terminal.output;
    let Some(dir) = cx.desk.config_dir.clone().filter(|_| asks) else { return Ok(false) };
    let path = crate::settings::file(&dir);
    if path.exists() {
        // It was asked before, or the user keeps the name to themselves.
        return Ok(false);
    }
    let mut ask = |question: &str| -> Result<String> {
        cx.screen().ask(question);
        let mut line = String::new();
        std::io::BufRead::read_line(&mut cx.platform.stdin, &mut line)
            .map_err(|e| Error::outside(format!("the answer can't be read: {e}")))?;
        Ok(crate::model::text::line(&line).unwrap_or_default())
    };
    let name = ask("Your name, as messages sign it (empty: leave it out):")?;
    let does = if name.is_empty() {
        String::new()
    } else {
        ask("What you do, as you would say it (\"a financial advisor\"):")?
    };
    let mut text = String::new();
    for (key, value) in [("me.name", name), ("me.does", does)] {
        text = crate::settings::with(&text, key, &value)?;
    }
    crate::platform::files::write_private(&path, &text)?;
    cx.desk.settings.me = crate::settings::Settings::parse(&text, "config.toml")?.me;
    cx.screen().note(&format!("kept in {}\n", path.display()));
    Ok(true)
}

#[derive(Debug, clap::Args)]
pub(super) struct Done {
    /// A follow-up's number (#12), or a contact
    #[arg(value_name = "ID|WHO", add = complete::people())]
    target: String,
    #[command(flatten)]
    words: WordArgs,
    /// What it was, where not a message: call, meeting, email
    #[arg(long)]
    kind: Option<InteractionKind>,
    /// You wait for an answer
    #[arg(long)]
    await_reply: bool,
    /// What you shared, where the words don't say (see resource list)
    #[arg(long, value_name = "N")]
    resource: Option<i64>,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Done {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let words = self.words.words(cx)?;
        let given =
            close::Done { words, kind: self.kind, await_reply: self.await_reply, on: self.on, resource: self.resource };
        let mut book = cx.book(Access::Write)?;
        let found = actions::review::before_done(&cx.desk, &book, &self.target, &given);
        let found = review::say_before(cx, found);
        let mut done = close::done(&cx.desk, &mut book, &self.target, &given)?;
        review::keep_in(&mut done, found);
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Snooze {
    /// A follow-up's number (#12), or a contact
    #[arg(value_name = "ID|WHO", add = complete::people())]
    target: String,
    /// Until which day; today wakes it
    #[arg(value_name = "UNTIL", required = true, num_args = 1..)]
    until: Vec<String>,
}

impl Snooze {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let done = close::snooze(&cx.desk, &mut book, &self.target, &self.until.join(" "))?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Skip {
    /// A follow-up's number (#12), or a contact
    #[arg(value_name = "ID|WHO", add = complete::people())]
    target: String,
    /// When
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Skip {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let done = close::skip(&cx.desk, &mut book, &self.target, self.on.as_deref())?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Reopen {
    /// The follow-up's number (#12)
    #[arg(value_name = "ID")]
    target: String,
}

impl Reopen {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let done = close::reopen(&cx.desk, &mut book, &self.target)?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}
