//! What went wrong, for whom to mend it.
//!
//! One error type for the whole program: its kind decides the exit code, its hint can be pasted.
//! Messages never hold what contacts said; names only where the user typed them.

use super::word::words;

words! {
    /// Who can mend it.
    ErrorKind {
        /// Something went wrong inside.
        Failure = "failure",
        /// The command line was not understood.
        Usage = "usage",
        /// What was given can't be used.
        Input = "input",
        /// Nobody and nothing of that name or number.
        NotFound = "not-found",
        /// More than one of that name.
        Ambiguous = "ambiguous",
        /// Another program is writing to the book.
        Busy = "busy",
        /// The book's file is damaged, or not a book.
        Damaged = "damaged",
        /// The book is encrypted, and no key opens it.
        Locked = "locked",
        /// The book was written by a newer version.
        Newer = "newer",
        /// The world outside: notification server, editor, clipboard, disk.
        Outside = "outside",
    }
}

impl ErrorKind {
    /// The exit code of the contract.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::NotFound | Self::Ambiguous => 4,
            Self::Busy | Self::Damaged | Self::Locked | Self::Newer => 5,
            Self::Outside => 6,
        }
    }
}

/// An error: what happened, then why, then one hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Who can mend it.
    pub kind: ErrorKind,
    /// What happened and why, one sentence or two.
    pub message: String,
    /// What to do, a command that can be pasted where there is one.
    pub hint: Option<String>,
    /// Candidates of an ambiguous name, a line each.
    pub candidates: Vec<String>,
}

/// What is said of a reader that has gone.
const READER_GONE: &str = "the reader of the output has gone";

impl Error {
    /// An error of that kind.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, candidates: Vec::new() }
    }

    /// What was given can't be used.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    /// Nothing of that name or number.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// The world outside did not play along.
    #[must_use]
    pub fn outside(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Outside, message)
    }

    /// Output that can't be written.
    #[must_use]
    pub fn unwritten(e: &std::io::Error) -> Self {
        if e.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::outside(READER_GONE);
        }
        Self::outside(format!("the output can't be written: {e}"))
    }

    /// Whether the reader of the output has gone (`intouch list | head`): it has got what it wanted,
    /// which is no failure of anybody's.
    #[must_use]
    pub fn is_reader_gone(&self) -> bool {
        self.kind == ErrorKind::Outside && self.message == READER_GONE
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// A result with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
