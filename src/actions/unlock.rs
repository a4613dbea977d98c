//! Opening a book that may be encrypted: where its key is looked for, and in which order.
//!
//! First what the environment says, then the platform's keyring, then the person at the terminal, who
//! may try three times. Never keeps a passphrase anywhere.

use crate::model::{Error, ErrorKind, Key, Result, Salt, Secret};
use crate::platform::Secrets;
use crate::platform::secrets::{Nobody, PASSPHRASE};
use crate::store::{Book, cipher, open::Access};
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

/// How often a person may try.
const TRIES: usize = 3;

/// Where keys come from.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The passphrase the environment gives.
    pub given: Option<Secret>,
    /// The passphrase the environment gives for setting a new one.
    pub new: Option<Secret>,
    /// The keyring, and the person at the terminal.
    pub source: Rc<dyn Secrets>,
    /// The key that opened a book before: nobody is asked twice in one command.
    known: RefCell<Option<Key>>,
}

impl Default for Keys {
    fn default() -> Self {
        Self::new(None, Rc::new(Nobody))
    }
}

impl Keys {
    /// Keys from these sources.
    #[must_use]
    pub fn new(given: Option<Secret>, source: Rc<dyn Secrets>) -> Self {
        cipher::forget();
        Self { given, new: None, source, known: RefCell::new(None) }
    }

    /// Opens a book, encrypted or not.
    ///
    /// # Errors
    /// As [`Book::open`]; `Locked` where no key is found, or none that fits.
    pub fn open(&self, path: &Path, access: Access, stamp: &str) -> Result<Book> {
        let locked = match Book::open(path, access, stamp) {
            Err(e) if e.kind == ErrorKind::Locked => e,
            other => return other,
        };
        let Some(salt) = cipher::salt(path) else { return Err(locked) };
        self.unlock(salt, locked, |key| Book::unlock(path, access, stamp, key))
    }

    /// Takes in hand the key of a file that may be encrypted, for verbs that work on files without
    /// opening the book: what they open and make from here on has that key.
    ///
    /// # Errors
    /// `Locked` where no key is found, or none that fits.
    pub fn hold(&self, path: &Path) -> Result<()> {
        let Some(salt) = cipher::salt(path).filter(|_| cipher::ABLE) else { return Ok(()) };
        self.unlock(salt, cipher::locked(path), |key| cipher::hold(path, key))
    }

    /// Tries the keys there are until one fits; `locked` is what is said where there is none.
    fn unlock<T>(&self, salt: Salt, locked: Error, mut open: impl FnMut(&Key) -> Result<T>) -> Result<T> {
        let mut attempt = |key: Key| {
            let opened = open(&key);
            if opened.is_ok() {
                self.known.replace(Some(key));
            }
            opened
        };
        let does_not_fit = |outcome: &Result<T>| matches!(outcome, Err(e) if e.kind == ErrorKind::Locked);
        let known = self.known.borrow().clone().filter(|k| k.salt() == salt.digits());
        if let Some(key) = known {
            return attempt(key);
        }
        if let Some(given) = &self.given {
            return attempt(Key::derive(given, salt)).map_err(|e| match e.kind {
                ErrorKind::Locked => Error { message: format!("{} (it is the one in {PASSPHRASE})", e.message), ..e },
                _ => e,
            });
        }
        // A keyring that is not there is no reason to stop: the person may still know.
        let kept = self.source.kept(&salt.digits());
        let silent = kept.as_ref().err().map(|e| e.message.clone());
        if let Some(key) = kept.ok().flatten().and_then(|digits| Key::kept(digits, salt)) {
            let outcome = attempt(key);
            if !does_not_fit(&outcome) {
                return outcome;
            }
        }
        let mut last = silent.map_or_else(
            || locked.clone(),
            |why| Error { message: format!("{}; {why}", locked.message), ..locked.clone() },
        );
        for n in 0..TRIES {
            let question =
                if n == 0 { "Passphrase of the book: " } else { "That was not it. Passphrase of the book: " };
            let Some(typed) = self.source.ask(question)? else { break };
            let outcome = attempt(Key::derive(&typed, salt));
            match outcome {
                Err(e) if e.kind == ErrorKind::Locked => last = e,
                other => return other,
            }
        }
        Err(last)
    }
}

#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests {
    use super::*;

    /// A keyring and a person that say what a test has them say.
    #[derive(Debug, Default)]
    struct Scripted {
        kept: Option<String>,
        typed: RefCell<Vec<&'static str>>,
        asked: RefCell<usize>,
    }

    impl Secrets for Scripted {
        fn kept(&self, _book: &str) -> Result<Option<Secret>> {
            Ok(self.kept.clone().map(Secret::new))
        }

        fn keep(&self, _book: &str, _secret: &Secret) -> Result<()> {
            Ok(())
        }

        fn release(&self, _book: &str) -> Result<bool> {
            Ok(true)
        }

        fn ask(&self, _question: &str) -> Result<Option<Secret>> {
            *self.asked.borrow_mut() += 1;
            Ok(self.typed.borrow_mut().pop().map(|t| Secret::new(t.to_owned())))
        }
    }

    fn book() -> (tempfile::TempDir, std::path::PathBuf, Key) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("intouch.db");
        drop(Book::open(&path, Access::Write, "2026-11-23").unwrap());
        let salt = cipher::new_salt(|| *b"\x91\x02\xc3\x44\x15\xf6\x77\x28\x99\x0a\xbb\x5c\xdd\x3e\x1f\x60");
        let key = Key::derive(&Secret::new("plum blossom".to_owned()), salt);
        cipher::recode(&path, None, Some(&key)).unwrap();
        (folder, path, key)
    }

    fn secret(text: &str) -> Option<Secret> {
        Some(Secret::new(text.to_owned()))
    }

    #[test]
    fn a_person_has_three_tries_and_is_asked_once_in_a_command() {
        let (_folder, path, _) = book();
        let source = Rc::new(Scripted { typed: vec!["plum blossom", "b", "a"].into(), ..Scripted::default() });
        let keys = Keys::new(None, Rc::clone(&source) as Rc<dyn Secrets>);
        keys.open(&path, Access::Read, "2026-11-23").unwrap();
        keys.open(&path, Access::Write, "2026-11-23").unwrap();
        assert_eq!(*source.asked.borrow(), 3);
        let source = Rc::new(Scripted { typed: vec!["plum blossom", "c", "b", "a"].into(), ..Scripted::default() });
        let keys = Keys::new(None, Rc::clone(&source) as Rc<dyn Secrets>);
        let refused = keys.open(&path, Access::Read, "2026-11-23").unwrap_err();
        assert_eq!((refused.kind, *source.asked.borrow()), (ErrorKind::Locked, 3));
    }

    #[test]
    fn the_keyring_is_asked_before_the_person_and_the_environment_before_both() {
        let (_folder, path, key) = book();
        let kept = Some(key.digits().reveal().to_owned());
        let source = Rc::new(Scripted { kept, ..Scripted::default() });
        let keys = Keys::new(None, Rc::clone(&source) as Rc<dyn Secrets>);
        keys.open(&path, Access::Read, "2026-11-23").unwrap();
        assert_eq!(*source.asked.borrow(), 0);
        let keys = Keys::new(secret("wrong"), Rc::clone(&source) as Rc<dyn Secrets>);
        let refused = keys.open(&path, Access::Read, "2026-11-23").unwrap_err();
        assert!(refused.kind == ErrorKind::Locked && refused.message.contains(PASSPHRASE), "{refused:?}");
        let keys = Keys::new(secret("plum blossom"), Rc::new(Scripted::default()));
        keys.open(&path, Access::Read, "2026-11-23").unwrap();
    }

    #[test]
    fn a_key_of_another_book_in_the_keyring_leads_to_the_person() {
        let (_folder, path, _) = book();
        let source = Rc::new(Scripted {
            kept: Some("ab".repeat(48)),
            typed: vec!["plum blossom"].into(),
            ..Scripted::default()
        });
        let keys = Keys::new(None, Rc::clone(&source) as Rc<dyn Secrets>);
        keys.open(&path, Access::Read, "2026-11-23").unwrap();
        assert_eq!(*source.asked.borrow(), 1);
    }

    #[test]
    fn a_copy_in_memory_and_one_beside_hold_what_the_encrypted_book_holds() {
        let (_folder, path, key) = book();
        let book = Book::unlock(&path, Access::Write, "2026-11-23", &key).unwrap();
        let tables =
            |b: &Book| -> i64 { b.conn().query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).unwrap() };
        let copy = book.in_memory_copy().unwrap();
        assert!(tables(&copy) > 10 && tables(&copy) == tables(&book));
    }
}
