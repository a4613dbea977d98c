//! Completion of people: slugs, never raw names, since what is completed lands on a command line.

use crate::actions::unlock::Keys;
use crate::model::Secret;
use crate::platform::paths;
use crate::platform::secrets::{PASSPHRASE, Session};
use crate::store::{contacts, open::Access};
use crate::view::printable;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::rc::Rc;

/// How many people are offered.
const MOST: usize = 100;

/// Completes WHO by slug, with the name as its description.
#[must_use]
pub fn people() -> ArgValueCompleter {
    ArgValueCompleter::new(candidates)
}

fn candidates(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(prefix) = current.to_str() else { return Vec::new() };
    let Some(path) = book() else { return Vec::new() };
    let found = keys()
        .open(&path, Access::Read, "")
        .and_then(|book| contacts::slugs(book.conn(), &prefix.to_lowercase(), MOST));
    // A shell in the middle of a line is no place for an error.
    found
        .unwrap_or_default()
        .into_iter()
        .filter(|(slug, _)| slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
        .map(|(slug, name)| CompletionCandidate::new(slug).help(Some(printable(&name).replace('\n', " ").into())))
        .collect()
}

/// Keys that ask nobody: there is a line half typed on the terminal.
#[allow(clippy::disallowed_methods, reason = "the completer is called by the shell's engine, without a platform")]
fn keys() -> Keys {
    let given = std::env::var(PASSPHRASE).ok().filter(|p| !p.is_empty()).map(Secret::new);
    Keys::new(given, Rc::new(Session::new(false)))
}

/// The book that the command line would open. The shell runs completion before there is a platform.
#[allow(clippy::disallowed_methods, reason = "the completer is called by the shell's engine, without a platform")]
fn book() -> Option<PathBuf> {
    match std::env::var_os("INTOUCH_DB").filter(|v| !v.is_empty()) {
        Some(path) => Some(path.into()),
        None => paths::standard().0.map(|d| d.join("intouch.db")),
    }
}
