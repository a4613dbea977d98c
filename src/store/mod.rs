//! The book on disk: SQL, and the mapping between rows and nouns.
//!
//! Reading functions take a connection, writing functions take a [`Writer`], which only
//! [`Book::write`] and [`Book::upkeep`] hand out: one verb, one transaction. A function that writes
//! a fact brings the journal and the full text along. Nothing here decides anything.

pub mod backup;
pub mod cards;
pub mod check;
pub mod cipher;
mod column;
pub mod contacts;
pub mod decisions;
pub mod drafts;
pub mod erase;
pub mod facts;
pub mod fault;
pub mod follow_ups;
pub mod identities;
pub mod interactions;
pub mod journal;
pub mod likeness;
pub mod marks;
pub mod merge;
pub mod meta;
mod migrate;
pub mod open;
pub mod promises;
pub mod reminders;
pub mod requests;
pub mod resources;
pub mod restore;
pub mod salvage;
pub mod search;
pub mod search_check;
pub mod sent;
pub mod table;
pub mod topics;
pub mod undo;
mod unshared;
mod waiting;

pub use fault::fault;
pub use journal::Step;
pub use migrate::LATEST;
pub use open::{Book, Writer};
