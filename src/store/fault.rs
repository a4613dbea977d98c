//! What a database error means to the user.

use crate::model::{Error, ErrorKind};
use rusqlite::ErrorCode;

/// What to do about a book that can't be read.
pub const DAMAGED: &str = "`intouch doctor` says what is damaged, and what can be done";
/// What to do about a file that is none.
pub const NO_DATABASE: &str = "name the right file with --db FILE";

/// What a database error means to the user.
///
/// The message never holds a value of the book.
#[must_use]
pub fn fault(e: rusqlite::Error) -> Error {
    let code = e.sqlite_error_code();
    let extended = e.sqlite_error().map(|e| e.extended_code);
    match code {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::new(ErrorKind::Busy, "another program is writing to the book, and did not finish within 5 seconds")
                .hint("try again in a moment")
        }
        Some(ErrorCode::NotADatabase) => {
            Error::new(ErrorKind::Damaged, "the file is not an intouch book: it is not a database").hint(NO_DATABASE)
        }
        Some(ErrorCode::DatabaseCorrupt) => damaged("the book's file is damaged; nothing was changed"),
        Some(ErrorCode::DiskFull) => {
            Error::outside("the disk is full; nothing was recorded").hint("free some space and try again")
        }
        // Another program replaced the file (restored it, changed its passphrase) since it was opened.
        Some(ErrorCode::ReadOnly) if extended == Some(rusqlite::ffi::SQLITE_READONLY_DBMOVED) => {
            Error::new(ErrorKind::Busy, "the book was replaced by another program meanwhile; nothing was recorded")
                .hint("try again")
        }
        Some(ErrorCode::ReadOnly) => {
            Error::outside("the book can't be written: the file, its folder or the disk is read-only")
                .hint("check the permissions, or name another book with --db FILE")
        }
        Some(ErrorCode::OperationInterrupted) => Error::new(ErrorKind::Failure, "stopped; nothing was kept"),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Error::outside("the book's file can't be opened").hint("check the permissions of the file and its folder")
        }
        Some(ErrorCode::SystemIoFailure) => {
            Error::outside("the disk failed while the book was read or written; nothing half-done was kept")
                .hint("check the disk and its free space, then try again")
        }
        _ => match e {
            // Every statement is the program's own and tested: where one is refused, or gives what it
            // can't give, the file is not what was written to it.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::SqliteFailure(..)
            | rusqlite::Error::SqlInputError { .. } => {
                damaged("the book's file is damaged: it holds what can't be read")
            }
            other => Error::new(ErrorKind::Failure, format!("the database refused: {other}")),
        },
    }
}

fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::Damaged, message).hint(DAMAGED)
}
