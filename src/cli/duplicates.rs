//! `duplicates`: who may be in the book twice.

use super::Cx;
use crate::actions::duplicates;
use crate::model::{Error, Result};
use crate::store::open::Access;
use crate::view::{self, Screen, duplicates::Commands};
use std::io::Write;

/// How many pairs a table has where nothing else is said.
const LISTED: usize = 50;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Compared are profiles, e-mail addresses, telephone numbers, names and companies. The first of \
    two is the one to keep: merge A B makes one of them, merge A B --not-same keeps that they are two, and they are \
    not listed again. Those of whom one is archived come last. With --json all are listed, unless --most says \
    otherwise."
)]
pub(super) struct Duplicates {
    /// List so many at most
    #[arg(long, value_name = "N")]
    most: Option<std::num::NonZeroUsize>,
}

impl Duplicates {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let book = cx.book(Access::Read)?;
        let most = self.most.map(std::num::NonZeroUsize::get);
        if cx.options.json {
            return stream(cx, &book, most);
        }
        let mut pairs = Vec::new();
        let more = duplicates::each(&book, Some(most.unwrap_or(LISTED)), |pair| {
            pairs.push(pair);
            Ok(())
        })?;
        let commands = pairs.first().map(|first| {
            let two = format!("merge {} {}", first.a.id, first.b.id);
            Commands {
                merge: cx.command(&two),
                part: cx.command(&format!("{two} --not-same")),
                all: cx.command(&format!("duplicates --most {}", pairs.len() + more)),
            }
        });
        view::duplicates::list(&mut cx.screen(), &pairs, more, &commands.unwrap_or_default())
    }
}

/// However many pairs there are, they are written as they are read.
fn stream(cx: &mut Cx<'_>, book: &crate::store::Book, most: Option<usize>) -> Result<()> {
    let today = cx.desk.today();
    let mut screen = Screen::new(cx.platform, cx.options);
    let mut out = screen.stream();
    let failed = |e: std::io::Error| Error::unwritten(&e);
    let mut first = true;
    write!(out, "[").map_err(failed)?;
    duplicates::each(book, most, |pair| {
        let comma = if std::mem::take(&mut first) { "" } else { "," };
        write!(out, "{comma}").map_err(failed)?;
        let document = view::duplicates::document(&pair, today);
        serde_json::to_writer(&mut out, &document).map_err(|e| failed(e.into()))
    })?;
    writeln!(out, "]").map_err(failed)
}
