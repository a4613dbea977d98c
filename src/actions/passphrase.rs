//! The passphrase of a book: set, changed, removed, and whether the keyring keeps its key.
//!
//! What is done to the book is done to the copies that intouch made of it. Never shows a secret.

use super::desk::Desk;
use super::planning;
use crate::model::{Error, Key, Result, Secret};
use crate::store::{cipher, open::Access};
use std::path::{Path, PathBuf};

/// A shorter passphrase can be guessed by a machine that tries.
const SHORT: usize = 12;

/// A copy that intouch made of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it is.
    pub file: PathBuf,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Why it could not be brought to what the book is.
    pub left: Option<String>,
}

/// How a book stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether the book is encrypted.
    pub encrypted: bool,
    /// Whether the keyring keeps its key; `None` where it can't be asked.
    pub keyring: Option<bool>,
    /// The copies that intouch made of it.
    pub copies: Vec<Kept>,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// What was done, a sentence each.
    pub said: Vec<String>,
}

/// Whether this build can do any of it.
///
/// # Errors
/// `Outside` where it can't.
pub fn possible() -> Result<()> {
    if cipher::ABLE { Ok(()) } else { Err(cipher::unable()) }
}

/// How the book stands, without opening it.
///
/// # Errors
/// Where no place for the book can be told.
pub fn standing(desk: &Desk) -> Result<Standing> {
    let path = planning::place(desk)?;
    let mut warnings = Vec::new();
    let salt = cipher::salt(&path);
    let keyring = salt.map_or(Some(false), |s| desk.keys.source.kept(&s.digits()).ok().map(|kept| kept.is_some()));
    let copies: Vec<Kept> = cipher::copies(&path)
        .into_iter()
        .map(|file| Kept { encrypted: cipher::salt(&file).is_some(), left: None, file })
        .collect();
    if salt.is_some() && copies.iter().any(|c| !c.encrypted) {
        warnings.push("copies of the book are not encrypted: `intouch passphrase set` encrypts them".to_owned());
    }
    Ok(Standing { encrypted: salt.is_some(), keyring, copies, warnings, said: Vec::new() })
}

/// Opens the book, so that it is one, is up to date and its key is known, and closes it again.
///
/// # Errors
/// As [`planning::open`].
pub fn opened(desk: &mut Desk) -> Result<Option<Key>> {
    let book = planning::open(desk, Access::Write)?;
    Ok(book.key().cloned())
}

/// Encrypts a book and its copies.
///
/// # Errors
/// `Input` for an empty passphrase; see [`cipher::recode`].
pub fn set(desk: &Desk, new: &Secret) -> Result<(Standing, Key)> {
    let path = planning::place(desk)?;
    let (key, warnings) = key_of(new)?;
    cipher::recode(&path, None, Some(&key))?;
    let copies = recode_copies(&path, None, Some(&key));
    let said = "The book is encrypted; without its passphrase nobody can read it, you neither";
    Ok((finish(desk, &copies, warnings, said)?, key))
}

/// Encrypts what is left in plain text of the copies of an encrypted book.
///
/// # Errors
/// `Input` where there is nothing left.
pub fn set_copies(desk: &Desk, key: &Key) -> Result<Standing> {
    let path = planning::place(desk)?;
    if cipher::copies(&path).iter().all(|c| cipher::salt(c).is_some()) {
        return Err(Error::input("the book has a passphrase already").hint("intouch passphrase change"));
    }
    let copies = recode_copies(&path, None, Some(key));
    finish(desk, &copies, Vec::new(), "The copies of the book are encrypted like the book itself")
}

/// Gives an encrypted book and its copies another passphrase; a keyring that kept the key keeps the
/// new one.
///
/// # Errors
/// `Input` for an empty passphrase; see [`cipher::recode`].
pub fn change(desk: &Desk, old: &Key, new: &Secret) -> Result<(Standing, Key)> {
    let path = planning::place(desk)?;
    let (key, mut warnings) = key_of(new)?;
    let was_kept = matches!(desk.keys.source.kept(old.salt()), Ok(Some(_)));
    cipher::recode(&path, Some(old), Some(&key))?;
    let copies = recode_copies(&path, Some(old), Some(&key));
    if was_kept {
        let kept = desk.keys.source.keep(key.salt(), key.digits());
        let moved = kept.and_then(|()| desk.keys.source.release(old.salt()));
        warnings.extend(moved.err().map(|e| e.message));
    }
    Ok((finish(desk, &copies, warnings, "The book has its new passphrase")?, key))
}

/// Decrypts a book and its copies.
///
/// # Errors
/// See [`cipher::recode`].
pub fn remove(desk: &Desk, old: &Key) -> Result<Standing> {
    let path = planning::place(desk)?;
    cipher::recode(&path, Some(old), None)?;
    let copies = recode_copies(&path, Some(old), None);
    let mut warnings = Vec::new();
    // The key still opens a copy that could not be decrypted.
    if copies.iter().all(|c| c.left.is_none()) {
        warnings.extend(desk.keys.source.release(old.salt()).err().map(|e| e.message));
    }
    finish(desk, &copies, warnings, "The book is no longer encrypted: whoever can read the file can read it")
}

/// Lets the keyring keep the key, so that nobody is asked.
///
/// # Errors
/// `Outside` where there is no keyring.
pub fn keep(desk: &Desk, key: &Key) -> Result<Standing> {
    desk.keys.source.keep(key.salt(), key.digits())?;
    let said = "The keyring keeps the book's key: whoever can use your session can open the book";
    Ok(Standing { said: vec![said.to_owned()], ..standing(desk)? })
}

/// Takes the key out of the keyring; the passphrase is asked for again.
///
/// # Errors
/// `Input` for a book that is not encrypted, `Outside` where there is no keyring.
pub fn drop_key(desk: &Desk) -> Result<Standing> {
    let salt = cipher::salt(&planning::place(desk)?).ok_or_else(not_encrypted)?;
    let was_there = desk.keys.source.release(&salt.digits())?;
    let said =
        if was_there { "The keyring has forgotten the book's key" } else { "The keyring did not have the book's key" };
    Ok(Standing { said: vec![said.to_owned()], ..standing(desk)? })
}

/// What is said of a book that has no passphrase, where one is needed.
#[must_use]
pub fn not_encrypted() -> Error {
    Error::input("the book has no passphrase: it is not encrypted").hint("intouch passphrase set")
}

/// The key of a new passphrase, and what is to be said of it.
fn key_of(passphrase: &Secret) -> Result<(Key, Vec<String>)> {
    if passphrase.reveal().trim().is_empty() {
        return Err(Error::input("an empty passphrase protects nothing; nothing was changed")
            .hint("several words that nobody would guess are better than one that is hard to type"));
    }
    let short = passphrase.reveal().chars().count() < SHORT;
    let warnings = short.then(|| format!("a passphrase of fewer than {SHORT} characters can be guessed by a machine"));
    let salt = cipher::new_salt(|| uuid::Uuid::new_v4().into_bytes());
    Ok((Key::derive(passphrase, salt), warnings.into_iter().collect()))
}

/// Brings the copies to what the book now is; one that can't be is named, and stays as it was.
fn recode_copies(path: &Path, from: Option<&Key>, to: Option<&Key>) -> Vec<Kept> {
    let mut copies = Vec::new();
    for file in cipher::copies(path) {
        let salt = cipher::salt(&file).map(|s| s.digits());
        let reached = salt.as_deref() == to.map(Key::salt);
        let left = if reached {
            None
        } else if salt.as_deref() == from.map(Key::salt) {
            cipher::recode(&file, from, to).err().map(|e| e.message)
        } else {
            Some("it has another passphrase than the book had".to_owned())
        };
        copies.push(Kept { encrypted: cipher::salt(&file).is_some(), left, file });
    }
    copies
}

fn finish(desk: &Desk, copies: &[Kept], mut warnings: Vec<String>, said: &str) -> Result<Standing> {
    for copy in copies {
        if let Some(why) = &copy.left {
            warnings.push(format!("{} stays as it was: {why}", copy.file.display()));
        }
    }
    let now = standing(desk)?;
    warnings.extend(now.warnings);
    Ok(Standing { copies: copies.to_vec(), warnings, said: vec![said.to_owned()], ..now })
}
