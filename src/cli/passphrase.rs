//! Commands on the passphrase of the book.

use super::Cx;
use crate::actions::passphrase::{self as verb, Standing};
use crate::model::{Error, Key, Result, Secret};
use std::io::{BufRead, Read};

/// The longest passphrase.
const LONGEST: u64 = 4096;

#[derive(Debug, clap::Args)]
pub(super) struct Passphrase {
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Debug, clap::Subcommand)]
enum Sub {
    /// Encrypt the book and the copies intouch made of it
    ///
    /// The passphrase is asked for twice, or taken from `INTOUCH_NEW_PASSPHRASE`. There is no way into
    /// the book without it.
    Set {
        /// - reads the new passphrase from standard input
        #[arg(value_name = "-", value_parser = ["-"])]
        input: Option<String>,
        /// Let the keyring keep the key
        #[arg(long)]
        keep: bool,
    },
    /// Give the book another passphrase
    Change {
        /// - reads the new passphrase from standard input
        #[arg(value_name = "-", value_parser = ["-"])]
        input: Option<String>,
        /// Let the keyring keep the key
        #[arg(long)]
        keep: bool,
    },
    /// Decrypt the book and its copies
    Remove,
    /// Let the platform's keyring keep the key, so that nobody is asked
    Keep,
    /// Take the key out of the keyring
    Drop,
    /// Whether the book and its copies are encrypted, and whether the keyring keeps the key
    Status,
}

impl Passphrase {
    pub(super) fn run(self, cx: &mut Cx<'_>) -> Result<()> {
        let command = self.command.unwrap_or(Sub::Status);
        if !matches!(command, Sub::Status) {
            verb::possible()?;
        }
        let standing = match command {
            Sub::Status => verb::standing(&cx.desk)?,
            Sub::Drop => verb::drop_key(&cx.desk)?,
            Sub::Keep => {
                let key = key(cx)?;
                verb::keep(&cx.desk, &key)?
            }
            Sub::Set { input, keep } => set(cx, input.is_some(), keep)?,
            Sub::Change { input, keep } => {
                let old = key(cx)?;
                let new = new_passphrase(cx, input.is_some())?;
                let (standing, key) = verb::change(&cx.desk, &old, &new)?;
                kept(cx, standing, &key, keep)
            }
            Sub::Remove => {
                let old = key(cx)?;
                let question =
                    "The book and its copies will be readable by whoever gets hold of the files. Decrypt them?";
                if !cx.confirm(question, "intouch passphrase remove --yes")? {
                    cx.screen().note("nothing was changed");
                    return Ok(());
                }
                verb::remove(&cx.desk, &old)?
            }
        };
        crate::view::passphrase::standing(&mut cx.screen(), &standing)
    }
}

/// The key of the book, which must be encrypted.
fn key(cx: &mut Cx<'_>) -> Result<Key> {
    verb::opened(&mut cx.desk)?.ok_or_else(verb::not_encrypted)
}

fn set(cx: &mut Cx<'_>, input: bool, keep: bool) -> Result<Standing> {
    if let Some(key) = verb::opened(&mut cx.desk)? {
        return verb::set_copies(&cx.desk, &key);
    }
    let new = new_passphrase(cx, input)?;
    let (standing, key) = verb::set(&cx.desk, &new)?;
    Ok(kept(cx, standing, &key, keep))
}

/// Lets the keyring keep a new key where that was asked for. The book has it already: a keyring that
/// is not there is a warning, no failure.
fn kept(cx: &Cx<'_>, standing: Standing, key: &Key, keep: bool) -> Standing {
    if !keep {
        return standing;
    }
    let (mut said, mut warnings) = (standing.said, standing.warnings);
    let keyring = match verb::keep(&cx.desk, key) {
        Ok(after) => {
            said.extend(after.said);
            after.keyring
        }
        Err(e) => {
            warnings.push(e.message);
            standing.keyring
        }
    };
    Standing { keyring, warnings, said, ..standing }
}

/// The new passphrase: from standard input, from the environment, or typed twice.
fn new_passphrase(cx: &mut Cx<'_>, input: bool) -> Result<Secret> {
    if input {
        return read_line(cx);
    }
    if let Some(given) = cx.desk.keys.new.take() {
        return Ok(given);
    }
    let hint = "printf '%s' \"$NEW\" | intouch passphrase set -, or INTOUCH_NEW_PASSPHRASE";
    let secrets = &cx.platform.secrets;
    let nobody = || Error::input("nobody can be asked for the new passphrase: there is no terminal").hint(hint);
    let first = secrets.ask("New passphrase: ")?.ok_or_else(nobody)?;
    let second = secrets.ask("The same again: ")?.ok_or_else(nobody)?;
    if first != second {
        return Err(Error::input("the two are not the same; nothing was changed").hint("intouch passphrase set"));
    }
    Ok(first)
}

/// The first line of standard input.
fn read_line(cx: &mut Cx<'_>) -> Result<Secret> {
    let mut line = String::new();
    (&mut cx.platform.stdin)
        .take(LONGEST)
        .read_line(&mut line)
        .map_err(|_| Error::input("standard input can't be read as text"))?;
    let secret = Secret::new(line);
    Ok(Secret::new(secret.reveal().trim_end_matches(['\r', '\n']).to_owned()))
}
