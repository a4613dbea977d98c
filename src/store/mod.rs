//! The book on disk: SQL, and the mapping between rows and nouns.
//!
//! Reading functions take a connection, writing functions take a [`Writer`], which only
//! [`Book::write`] hands out: one verb, one transaction. Nothing here decides anything.

mod column;
pub mod contacts;
pub mod decisions;
pub mod drafts;
pub mod facts;
mod fault;
pub mod follow_ups;
pub mod interactions;
pub mod marks;
pub mod meta;
mod migrate;
pub mod open;
pub mod promises;
pub mod requests;
pub mod search;

pub use fault::fault;
pub use migrate::LATEST;
pub use open::{Book, Writer};
