//! Commands that look.

use super::{Cx, complete};
use crate::actions::look;
use crate::model::{Connection, Error, Kind, Relationship, Result, Span, Status};
use crate::store::open::Access;
use crate::view::{self, agenda, document, person, request};

/// Rows that a terminal is given of a long list; a pipe gets all.
const ON_A_TERMINAL: usize = 100;

/// A length of time on the command line.
fn span(text: &str) -> std::result::Result<Span, String> {
    Span::parse(text).ok_or_else(|| "expected a length of time: 2w, \"3 months\"".to_owned())
}

/// The day at a glance.
pub(super) fn day(cx: &mut Cx<'_>) -> Result<()> {
    let book = cx.book(Access::Read)?;
    let glance = look::day(&cx.desk, &book)?;
    let today = cx.desk.today();
    agenda::glance(&mut cx.screen(), &glance, today)
}

#[derive(Debug, clap::Args)]
pub(super) struct Due {
    /// Only what is overdue
    #[arg(long)]
    overdue: bool,
    /// What is due within so long, too: 2w, "3 days"
    #[arg(long, value_name = "TIME", value_parser = span)]
    within: Option<Span>,
    /// Every open one, snoozed too
    #[arg(long, conflicts_with = "within")]
    all: bool,
    /// Of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// With people of this tag
    #[arg(long)]
    tag: Option<String>,
}

impl Due {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let whole = cx.options.json || !cx.platform.terminal.output;
        let narrow = look::Narrow {
            overdue: self.overdue,
            within: self.within,
            all: self.all,
            kind: self.kind,
            tag: self.tag.map(|t| t.trim_start_matches('#').to_owned()),
            most: (!whole).then_some(ON_A_TERMINAL),
        };
        let found = look::due(&cx.desk, &book, &narrow)?;
        let today = cx.desk.today();
        agenda::due(&mut cx.screen(), &found, today, self.all)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Why {
    /// A follow-up's number (#12), or a contact
    #[arg(value_name = "ID|WHO", add = complete::people())]
    target: String,
}

impl Why {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let why = look::why(&cx.desk, &book, &self.target)?;
        let today = cx.desk.today();
        agenda::why(&mut cx.screen(), &why, today)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Who {
    /// A contact's number, slug, or part of the name
    #[arg(value_name = "WHO", add = complete::people())]
    who: String,
}

impl Who {
    pub(super) fn show(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let whole = look::show(&cx.desk, &book, &self.who)?;
        let today = cx.desk.today();
        person::show(&mut cx.screen(), &whole, today)
    }

    pub(super) fn history(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let (contact, events) = look::history(&book, &self.who)?;
        person::history(&mut cx.screen(), &contact, &events)
    }
}

#[derive(Debug, Default, clap::Args)]
pub(super) struct Narrow {
    /// With this tag
    #[arg(long)]
    tag: Option<String>,
    /// Met at such a place
    #[arg(long, value_name = "PLACE")]
    met: Option<String>,
    /// At such a company
    #[arg(long)]
    company: Option<String>,
    /// Of this relationship
    #[arg(long)]
    relationship: Option<Relationship>,
    /// none, pending or connected
    #[arg(long)]
    connection: Option<Connection>,
    /// Without contact for so long: 3m, "6 weeks"
    #[arg(long, value_name = "TIME", value_parser = span)]
    stale: Option<Span>,
    /// With nothing planned
    #[arg(long)]
    no_plan: bool,
    /// The archived ones
    #[arg(long)]
    archived: bool,
}

impl Narrow {
    fn run(self, cx: &mut Cx<'_>, text: Option<String>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let narrow = look::People {
            text,
            tag: self.tag,
            met: self.met,
            company: self.company,
            relationship: self.relationship,
            connection: self.connection,
            stale: self.stale,
            no_plan: self.no_plan,
            archived: self.archived,
            most: (!cx.options.json && cx.platform.terminal.output).then_some(ON_A_TERMINAL),
        };
        if cx.options.json {
            return Self::stream(cx, &book, &narrow);
        }
        let mut table = person::people_table();
        let more = look::people(&cx.desk, &book, &narrow, |c| {
            person::add(&mut table, &c);
            Ok(())
        })?;
        let mut screen = cx.screen();
        if table.is_empty() {
            return screen.line("Nobody.");
        }
        screen.table(&table)?;
        if more {
            screen.note(&format!("the first {ON_A_TERMINAL}: narrow the list, or pipe it for all"));
        }
        Ok(())
    }

    /// A hundred thousand people are written as they are read.
    fn stream(cx: &mut Cx<'_>, book: &crate::store::Book, narrow: &look::People) -> Result<()> {
        use std::io::Write;
        let today = cx.desk.today();
        let desk = &cx.desk;
        let mut screen = view::Screen::new(cx.platform, cx.options);
        let mut out = screen.stream();
        let failed = |e: std::io::Error| Error::unwritten(&e);
        let mut first = true;
        write!(out, "[").map_err(failed)?;
        look::people(desk, book, narrow, |c| {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            write!(out, "{comma}").map_err(failed)?;
            serde_json::to_writer(&mut out, &document::contact(&c, today)).map_err(|e| failed(e.into()))
        })?;
        writeln!(out, "]").map_err(failed)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    narrow: Narrow,
}

impl List {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        self.narrow.run(cx, None)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Find {
    /// Words to look for in every field
    #[arg(value_name = "TEXT", required = true, num_args = 1..)]
    text: Vec<String>,
    #[command(flatten)]
    narrow: Narrow,
}

impl Find {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let text = self.text.join(" ");
        if text.trim().is_empty() {
            return Err(Error::input("there is nothing to look for").hint("intouch find rustconf"));
        }
        self.narrow.run(cx, Some(text))
    }
}

#[derive(Debug, clap::Args)]
#[group(id = "status", multiple = false)]
#[allow(clippy::struct_excessive_bools, reason = "one switch a status, of which one may be given")]
pub(super) struct Requests {
    /// Waiting for an answer (what is shown anyway)
    #[arg(long)]
    pending: bool,
    /// Accepted
    #[arg(long)]
    accepted: bool,
    /// Declined
    #[arg(long)]
    declined: bool,
    /// Withdrawn
    #[arg(long)]
    withdrawn: bool,
    /// Expired
    #[arg(long)]
    expired: bool,
    /// Received, of any status
    #[arg(long)]
    received: bool,
    /// Every one
    #[arg(long)]
    all: bool,
}

impl Requests {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let status = match self {
            Self { accepted: true, .. } => Some(Status::Accepted),
            Self { declined: true, .. } => Some(Status::Declined),
            Self { withdrawn: true, .. } => Some(Status::Withdrawn),
            Self { expired: true, .. } => Some(Status::Expired),
            Self { received: true, .. } | Self { all: true, .. } => None,
            _ => Some(Status::Pending),
        };
        let received = self.received.then_some(true);
        let (listed, pace) = look::list_requests(&cx.desk, &book, look::Requests { status, received })?;
        let today = cx.desk.today();
        request::list(&mut cx.screen(), &listed, &pace, today)
    }
}
