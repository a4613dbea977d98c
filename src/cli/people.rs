//! Commands on people.

use super::{Cx, complete};
use crate::actions::field;
use crate::actions::people::{self, Card, Standing};
use crate::model::{Error, Result};
use crate::store::open::Access;
use crate::view::{Screen, answer};
use std::time::Duration;

/// How long `forget` waits for others who read the book.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Default, clap::Args)]
struct CardArgs {
    /// Where they work
    #[arg(long)]
    company: Option<String>,
    /// What they do there
    #[arg(long)]
    title: Option<String>,
    /// An e-mail address (may be given several times)
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A telephone number (may be given several times)
    #[arg(long, value_name = "NUMBER")]
    phone: Vec<String>,
    /// The LinkedIn profile
    #[arg(long, value_name = "URL")]
    linkedin: Option<String>,
    /// Another web address (may be given several times)
    #[arg(long, value_name = "URL")]
    url: Vec<String>,
    /// Where you met: an event, a city
    #[arg(long, value_name = "PLACE")]
    met: Option<String>,
    /// The day you met
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What you spoke about
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// met-briefly, met-at-event, introduced, former-colleague, not-met or know-well
    #[arg(long)]
    relationship: Option<String>,
    /// Who introduced you
    #[arg(long, value_name = "WHO", add = complete::people())]
    introduced_by: Option<String>,
    /// A tag (may be given several times)
    #[arg(long)]
    tag: Vec<String>,
    /// Free notes; - for standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// How often to stay in touch: "6 weeks", monthly
    #[arg(long, value_name = "CADENCE")]
    every: Option<String>,
    /// Connected already, since that day
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = "")]
    connected: Option<String>,
    /// What to call them, where it isn't the first word of the name
    #[arg(long, value_name = "NAME")]
    given: Option<String>,
    /// The family name
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
}

impl CardArgs {
    fn card(self, cx: &mut Cx<'_>, name: Option<String>, remove: Vec<String>) -> Result<Card> {
        Ok(Card {
            name,
            given: self.given,
            family: self.family,
            company: self.company,
            title: self.title,
            emails: self.email,
            phones: self.phone,
            linkedin: self.linkedin,
            urls: self.url,
            relationship: self.relationship,
            introduced_by: self.introduced_by,
            tags: self.tag,
            note: self.note.map(|n| cx.text(n)).transpose()?,
            every: self.every,
            connected: self.connected,
            met: self.met,
            on: self.on,
            about: self.about,
            remove,
        })
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// The whole name
    #[arg(value_name = "NAME", required = true, num_args = 1..)]
    name: Vec<String>,
    #[command(flatten)]
    card: CardArgs,
}

impl Add {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let card = self.card.card(cx, Some(self.name.join(" ")), Vec::new())?;
        // What can't be used is told before a book is made for it.
        field::person_name(card.name.as_deref().unwrap_or_default())?;
        let mut book = cx.book(Access::Write)?;
        let done = people::add(&cx.desk, &mut book, &card)?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Edit {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// The whole name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    card: CardArgs,
    /// An address, a number or a tag to remove (may be given several times)
    #[arg(long, value_name = "VALUE")]
    remove: Vec<String>,
}

impl Edit {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let card = self.card.card(cx, self.name, self.remove)?;
        if card == Card::default() {
            return Err(Error::input("nothing to change was given").hint("intouch edit laura-chen --company Acme"));
        }
        let mut book = cx.book(Access::Write)?;
        let done = people::edit(&cx.desk, &mut book, &self.who, &card)?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Tag {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// A tag to add: +mentor
    #[arg(long, value_name = "TAG")]
    add: Vec<String>,
    /// A tag to remove: -lead
    #[arg(long, value_name = "TAG")]
    remove: Vec<String>,
}

impl Tag {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        if self.add.is_empty() && self.remove.is_empty() {
            return Err(Error::input("no tag was given").hint("intouch tag laura-chen +mentor -lead"));
        }
        let mut book = cx.book(Access::Write)?;
        let done = people::tags(&cx.desk, &mut book, &self.who, &self.add, &self.remove)?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Pause {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
    /// The day from which on you hear of them again
    #[arg(long, value_name = "DATE")]
    until: String,
}

impl Pause {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        Who { who: self.who }.stand(cx, &Standing::Pause(self.until))
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Who {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
}

impl Who {
    pub(super) fn stand(self, cx: &mut Cx<'_>, standing: &Standing) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let done = people::stand(&cx.desk, &mut book, &self.who, standing)?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }

    pub(super) fn forget(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let forgotten = people::about_to_forget(&book, &self.who)?;
        let (name, slug) = (forgotten.person.name.clone(), forgotten.person.slug.clone());
        let facts = if forgotten.facts == 1 { "1 fact".to_owned() } else { format!("{} facts", forgotten.facts) };
        let question = format!(
            "Erase {name} with {facts} for good, from undo and the backups too? This can't be undone. Out of reach are copies \
             and exports you made elsewhere, and what you wrote of them in notes on others."
        );
        if !cx.confirm(&question, &format!("intouch forget {slug} --yes"))? {
            return cx.screen().line("Nothing was changed.");
        }
        let mut screen = Screen::new(cx.platform, cx.options);
        let mut waiting = || screen.note("waiting for another program that reads the book ...");
        let warnings = people::forget(&cx.desk, &mut book, &forgotten, PATIENCE, &mut waiting)?;
        let mut screen = cx.screen();
        if screen.json {
            return screen.document(&serde_json::json!({
                "person": null, "recorded": null, "follow_ups": [], "warnings": warnings,
                "forgotten": forgotten.person.id,
            }));
        }
        for warning in &warnings {
            screen.warn(warning);
        }
        screen.line(&format!("Forgot {name} and {facts}"))
    }
}
