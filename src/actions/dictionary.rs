//! The personal dictionary: words of the user's own that a review takes for right.
//!
//! A small text file in the settings folder, one word a line; what stands behind `#` is a comment.

use super::desk::Desk;
use crate::message::review::Known;
use crate::model::{Error, Result, text};
use crate::platform::files;
use std::path::PathBuf;

/// The longest file of words, in bytes.
const FILE_MOST: u64 = 1 << 20;
/// The most words.
const WORDS_MOST: usize = 20_000;
/// The longest word, in Unicode scalars.
const WORD_MOST: usize = 60;

/// What became of the words that were named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Those that came in, or went.
    pub changed: Vec<String>,
    /// Those that were in, or missing, before.
    pub as_before: Vec<String>,
}

/// Where the file stands, or will stand.
///
/// # Errors
/// `Outside` where no place for settings can be told.
pub fn place(desk: &Desk) -> Result<PathBuf> {
    desk.config_dir.as_ref().map(|dir| dir.join("dictionary.txt")).ok_or_else(|| {
        Error::outside("no place for the dictionary can be told: HOME is not set").hint("export HOME=/your/home")
    })
}

/// The file's text; without a file, nothing.
fn read(desk: &Desk) -> Result<String> {
    let path = place(desk)?;
    if std::fs::metadata(&path).is_ok_and(|file| file.len() > FILE_MOST) {
        return Err(Error::input(format!("{} is over a megabyte: that is no dictionary", path.display()))
            .hint("keep one word a line, or move the file away"));
    }
    files::read_optional(&path).map(Option::unwrap_or_default)
}

/// The word of a line, without its comment.
fn word(line: &str) -> Option<&str> {
    let (word, _) = line.split_once('#').unwrap_or((line, ""));
    Some(word.trim()).filter(|w| !w.is_empty())
}

/// Every word, in the order of the file.
///
/// # Errors
/// Where the file can't be read.
pub fn list(desk: &Desk) -> Result<Vec<String>> {
    Ok(read(desk)?.lines().filter_map(word).take(WORDS_MOST).filter_map(text::line).collect())
}

/// Adds every word to what a review knows. Without a place for settings there are none.
///
/// # Errors
/// Where the file can't be read.
pub(super) fn teach(desk: &Desk, known: &mut Known) -> Result<()> {
    if desk.config_dir.is_some() {
        list(desk)?.iter().for_each(|word| known.add(word));
    }
    Ok(())
}

/// A word as it is kept.
///
/// # Errors
/// `Input` for what is no word.
fn clean(given: &str) -> Result<String> {
    let wrong = |why: &str| Error::input(format!("that is no word for the dictionary: {why}"));
    let word = text::line(given).ok_or_else(|| wrong("it is empty"))?;
    if word.contains(char::is_whitespace) {
        return Err(wrong("it has a blank in it").hint("give each word for itself: intouch dictionary add Foo Bar"));
    }
    if word.contains('#') || !word.contains(char::is_alphanumeric) {
        return Err(wrong("a word has letters, and no #"));
    }
    if word.chars().count() > WORD_MOST {
        return Err(wrong("it is too long"));
    }
    Ok(word)
}

/// Adds words; the file's comments and order stay.
///
/// # Errors
/// `Input` for what is no word, or too many of them; nothing is added then.
pub fn add(desk: &Desk, words: &[String]) -> Result<Change> {
    let mut file = read(desk)?;
    let mut there: Vec<String> = file.lines().filter_map(word).map(str::to_lowercase).collect();
    let mut change = Change::default();
    for given in words {
        let word = clean(given)?;
        let low = word.to_lowercase();
        if there.contains(&low) {
            change.as_before.push(word);
            continue;
        }
        if there.len() >= WORDS_MOST {
            return Err(Error::input(format!("the dictionary holds {WORDS_MOST} words: it is full"))
                .hint("`intouch dictionary remove WORD` makes room"));
        }
        if !file.is_empty() && !file.ends_with('\n') {
            file.push('\n');
        }
        file.push_str(&word);
        file.push('\n');
        there.push(low);
        change.changed.push(word);
    }
    if !change.changed.is_empty() {
        files::write_private(&place(desk)?, &file)?;
    }
    Ok(change)
}

/// Takes words out, with the lines they stand on.
///
/// # Errors
/// `Input` for what is no word; `Outside` where the file can't be written.
pub fn remove(desk: &Desk, words: &[String]) -> Result<Change> {
    let file = read(desk)?;
    let mut lines: Vec<&str> = file.lines().collect();
    let mut change = Change::default();
    for given in words {
        let wanted = clean(given)?;
        let low = wanted.to_lowercase();
        let before = lines.len();
        lines.retain(|line| word(line).is_none_or(|w| w.to_lowercase() != low));
        if lines.len() < before { change.changed.push(wanted) } else { change.as_before.push(wanted) }
    }
    if !change.changed.is_empty() {
        let kept: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        files::write_private(&place(desk)?, &kept)?;
    }
    Ok(change)
}
