//! Commands on resources, and what one could give somebody.

use super::{Cx, complete};
use crate::actions::resource::{self, Card};
use crate::actions::suggest;
use crate::model::Result;
use crate::store::open::Access;
use crate::view;

#[derive(Debug, clap::Args)]
pub(super) struct Resource {
    #[command(subcommand)]
    command: ResourceCommand,
}

#[derive(Debug, clap::Subcommand)]
enum ResourceCommand {
    /// Keep something worth sharing
    Add {
        /// Where it is found: http or https
        #[arg(value_name = "URL")]
        url: String,
        #[command(flatten)]
        card: CardArgs,
    },
    /// What is worth sharing
    List {
        /// Only what is about this
        #[arg(long, value_name = "TOPIC")]
        topic: Option<String>,
    },
    /// Change what is said of a resource; an empty text clears
    Edit {
        /// The resource's number (see resource list)
        #[arg(value_name = "N")]
        number: i64,
        /// Where it is found
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        #[command(flatten)]
        card: CardArgs,
    },
    /// Remove a resource; with whom it was shared stays known
    Remove {
        /// The resource's number (see resource list)
        #[arg(value_name = "N")]
        number: i64,
    },
}

#[derive(Debug, clap::Args)]
struct CardArgs {
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// What it is about (may be given several times); on edit in place of the topics there were
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// What you want to remember of it; - for standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl CardArgs {
    fn card(self, cx: &mut Cx<'_>, url: Option<String>) -> Result<Card> {
        let topics = (!self.topic.is_empty()).then_some(self.topic);
        Ok(Card { url, title: self.title, topics, note: self.note.map(|n| cx.text(n)).transpose()? })
    }
}

impl Resource {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let done = match self.command {
            ResourceCommand::List { topic } => {
                let book = cx.book(Access::Read)?;
                let listed = resource::list(&book, topic.as_deref())?;
                return view::resource::list(&mut cx.screen(), &listed);
            }
            ResourceCommand::Add { url, card } => {
                let card = card.card(cx, Some(url))?;
                let mut book = cx.book(Access::Write)?;
                resource::add(&cx.desk, &mut book, &card)?
            }
            ResourceCommand::Edit { number, url, card } => {
                let card = card.card(cx, url)?;
                let mut book = cx.book(Access::Write)?;
                resource::edit(&cx.desk, &mut book, number, &card)?
            }
            ResourceCommand::Remove { number } => {
                let mut book = cx.book(Access::Write)?;
                resource::remove(&cx.desk, &mut book, number)?
            }
        };
        view::resource::one(&mut cx.screen(), &done)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Suggest {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
}

impl Suggest {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let found = suggest::suggest(&cx.desk, &book, &self.who)?;
        view::resource::suggested(&mut cx.screen(), &found)
    }
}
