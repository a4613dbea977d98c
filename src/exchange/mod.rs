//! Foreign formats: bytes to plain records, and back.
//!
//! Nothing in here knows the database or the clock, and nothing decides what a record means for
//! the book: who is the same person as whom is the importing action's question.

pub mod card;
pub mod cell;
pub mod date;
pub mod linkedin;
pub mod table;
