//! Secrets from outside: the platform's keyring, and a person who types without being read.
//!
//! A trait, because no test can be the person or own the keyring of whoever runs it. Never keeps a
//! secret, never writes one to an output.

use crate::model::{Error, Result, Secret};

/// The variable that holds the passphrase of the book, for scripts and timers.
pub const PASSPHRASE: &str = "INTOUCH_PASSPHRASE";
/// The variable that holds the passphrase to be set, for scripts.
pub const NEW_PASSPHRASE: &str = "INTOUCH_NEW_PASSPHRASE";

/// Where secrets are kept and who is asked for them.
pub trait Secrets: std::fmt::Debug {
    /// What the keyring keeps for a book.
    ///
    /// # Errors
    /// `Outside` where there is no keyring, or it does not answer.
    fn kept(&self, book: &str) -> Result<Option<Secret>>;

    /// Lets the keyring keep it.
    ///
    /// # Errors
    /// As [`Secrets::kept`].
    fn keep(&self, book: &str, secret: &Secret) -> Result<()>;

    /// Takes it out of the keyring; whether it was there.
    ///
    /// # Errors
    /// As [`Secrets::kept`].
    fn release(&self, book: &str) -> Result<bool>;

    /// Asks the person at the terminal, without showing what is typed; `None` where nobody is there.
    ///
    /// # Errors
    /// `Outside` where the terminal fails, or the person gives up.
    fn ask(&self, question: &str) -> Result<Option<Secret>>;
}

/// Neither a keyring nor a person.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Secrets for Nobody {
    fn kept(&self, _book: &str) -> Result<Option<Secret>> {
        Ok(None)
    }

    fn keep(&self, _book: &str, _secret: &Secret) -> Result<()> {
        Err(no_keyring("there is none"))
    }

    fn release(&self, _book: &str) -> Result<bool> {
        Ok(false)
    }

    fn ask(&self, _question: &str) -> Result<Option<Secret>> {
        Ok(None)
    }
}

fn no_keyring(why: &str) -> Error {
    Error::outside(format!("the keyring can't be reached: {why}"))
        .hint("without one the passphrase is asked for, or read from INTOUCH_PASSPHRASE")
}

/// Takes the passphrases out of the process's own environment, which every program that is started
/// from here (an editor, a browser) would inherit.
pub fn withhold() {
    for name in [PASSPHRASE, NEW_PASSPHRASE] {
        // SAFETY: called while the platform is built, when the process has one thread.
        unsafe { std::env::remove_var(name) };
    }
}

/// The user's session: its keyring, and its terminal where there is one.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    #[cfg_attr(not(feature = "encryption"), allow(dead_code, reason = "nobody is asked without encryption"))]
    terminal: bool,
}

impl Session {
    /// The session; whether a person sits at a terminal of it.
    #[must_use]
    pub const fn new(terminal: bool) -> Self {
        Self { terminal }
    }
}

#[cfg(not(feature = "encryption"))]
impl Secrets for Session {
    fn kept(&self, book: &str) -> Result<Option<Secret>> {
        Nobody.kept(book)
    }

    fn keep(&self, book: &str, secret: &Secret) -> Result<()> {
        Nobody.keep(book, secret)
    }

    fn release(&self, book: &str) -> Result<bool> {
        Nobody.release(book)
    }

    fn ask(&self, question: &str) -> Result<Option<Secret>> {
        Nobody.ask(question)
    }
}

#[cfg(feature = "encryption")]
mod session {
    use super::{Error, Result, Secret, Secrets, Session, no_keyring};
    use std::sync::mpsc;
    use std::time::Duration;

    /// How long the keyring may take: a locked one asks its owner first, a dead one never answers.
    const DEADLINE: Duration = Duration::from_mins(1);
    /// The same where nobody sits at a terminal.
    const UNATTENDED: Duration = Duration::from_secs(5);

    impl Session {
        /// Asks the keyring, in a thread of its own: the bus has no deadline.
        fn keyring<T: Send + 'static>(
            self,
            book: &str,
            ask: impl FnOnce(&keyring::v1::Entry) -> keyring::v1::Result<T> + Send + 'static,
        ) -> Result<Option<T>> {
            let book = book.to_owned();
            let (send, receive) = mpsc::channel();
            std::thread::spawn(move || {
                let _ = send.send(keyring::v1::Entry::new("intouch", &book).and_then(|entry| ask(&entry)));
            });
            match receive.recv_timeout(if self.terminal { DEADLINE } else { UNATTENDED }) {
                Ok(Ok(answer)) => Ok(Some(answer)),
                Ok(Err(keyring::v1::Error::NoEntry)) => Ok(None),
                // The crate's own words may quote what it was given.
                Ok(Err(keyring::v1::Error::NoDefaultStore)) => Err(no_keyring("no service for it is running")),
                Ok(Err(keyring::v1::Error::NoStorageAccess(_))) => Err(no_keyring("it is locked")),
                Ok(Err(_)) => Err(no_keyring("it refused")),
                Err(_) => Err(no_keyring("it did not answer in time")),
            }
        }
    }

    /// While a question stands there, Ctrl-C ends the question and not the process: that would leave
    /// the terminal mute.
    fn uninterrupted<T>(ask: impl FnOnce() -> T) -> T {
        #[cfg(unix)]
        {
            // SAFETY: ignoring a signal installs no handler; what was set before is set again.
            let before = unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
            let answer = ask();
            // SAFETY: as above.
            unsafe { libc::signal(libc::SIGINT, before) };
            answer
        }
        #[cfg(not(unix))]
        ask()
    }

    impl Secrets for Session {
        fn kept(&self, book: &str) -> Result<Option<Secret>> {
            Ok(self.keyring(book, keyring::v1::Entry::get_password)?.map(Secret::new))
        }

        fn keep(&self, book: &str, secret: &Secret) -> Result<()> {
            let secret = secret.clone();
            self.keyring(book, move |entry| entry.set_password(secret.reveal())).map(|_| ())
        }

        fn release(&self, book: &str) -> Result<bool> {
            Ok(self.keyring(book, keyring::v1::Entry::delete_credential)?.is_some())
        }

        fn ask(&self, question: &str) -> Result<Option<Secret>> {
            if !self.terminal {
                return Ok(None);
            }
            match uninterrupted(|| rpassword::prompt_password(question)) {
                Ok(text) => Ok(Some(Secret::new(text))),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {
                    Err(Error::outside("no passphrase was given; nothing was changed"))
                }
                // A process without a terminal of its own has nobody to ask.
                Err(_) => Ok(None),
            }
        }
    }
}
