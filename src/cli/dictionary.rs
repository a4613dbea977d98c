//! Commands on the personal dictionary.

use super::Cx;
use crate::actions::dictionary;
use crate::model::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Dictionary {
    #[command(subcommand)]
    command: DictionaryCommand,
}

#[derive(Debug, clap::Subcommand)]
enum DictionaryCommand {
    /// Words that a review takes for right from now on
    Add {
        /// The words
        #[arg(value_name = "WORD", required = true, num_args = 1..)]
        words: Vec<String>,
    },
    /// Every word
    List,
    /// Words that a review may mark again
    Remove {
        /// The words
        #[arg(value_name = "WORD", required = true, num_args = 1..)]
        words: Vec<String>,
    },
}

impl Dictionary {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let (change, done, before) = match self.command {
            DictionaryCommand::List => {
                let words = dictionary::list(&cx.desk)?;
                let mut screen = cx.screen();
                if screen.json {
                    return screen.document(&words);
                }
                return words.iter().try_for_each(|word| screen.line(word));
            }
            DictionaryCommand::Add { words } => (dictionary::add(&cx.desk, &words)?, "added", "already_in"),
            DictionaryCommand::Remove { words } => (dictionary::remove(&cx.desk, &words)?, "removed", "not_in"),
        };
        let mut screen = cx.screen();
        if screen.json {
            return screen.document(&serde_json::json!({ done: change.changed, before: change.as_before }));
        }
        for word in &change.changed {
            screen.line(&format!("{done}: {word}"))?;
        }
        for word in &change.as_before {
            screen.note(&format!("{}: {word}", before.replace('_', " ")));
        }
        Ok(())
    }
}
