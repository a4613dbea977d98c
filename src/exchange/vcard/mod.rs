//! vCards: the address books of phones, mail programs and web mail.
//!
//! The reader is our own, because what is hard in real files lies before any parser of a card begins
//! (which bytes are one line, which lines are one card, which encoding a value has), and because what
//! the book has no field for must come out again as it came in.

pub mod frame;
pub mod kept;
pub mod property;
pub mod read;
pub mod revision;
pub mod write;
