//! `merge` and the word that two people are not one.

use super::{Cx, complete};
use crate::actions::merge;
use crate::model::Result;
use crate::store::open::Access;
use crate::view::answer;

#[derive(Debug, clap::Args)]
#[command(after_help = "A keeps number, slug and uid and gets every fact and decision of B; B's slug leads to A.\n\
    What A's card says stands, B fills what is missing, and what B says otherwise is kept in the notes.\n\
    `intouch undo` parts them again.")]
pub(super) struct Merge {
    /// Who stays: a contact's number, slug, or part of the name
    #[arg(value_name = "A", add = complete::people())]
    a: String,
    /// Who becomes part of A
    #[arg(value_name = "B", add = complete::people())]
    b: String,
    /// Keep instead that they are not the same person
    #[arg(long)]
    not_same: bool,
}

impl Merge {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let mut book = cx.book(Access::Write)?;
        let verb = if self.not_same { merge::not_same } else { merge::merge };
        let done = verb(&cx.desk, &mut book, &self.a, &self.b)?;
        let today = cx.desk.today();
        answer::one(&mut cx.screen(), &done, today)
    }
}
