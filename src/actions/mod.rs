//! The verbs, one file a noun, in the order the data lives.
//!
//! An action opens the book, decides what a verb means, and owns its one transaction. It knows
//! nothing of arguments, tables or colours; what it gives is shown by `view`.

pub mod answer;
pub mod backup;
pub mod close;
pub mod desk;
pub mod dictionary;
pub mod doctor;
pub mod draft;
pub mod duplicates;
pub mod fact;
pub mod field;
pub mod giving;
pub mod heartbeat;
pub mod interaction;
pub mod look;
pub mod merge;
pub mod notice;
pub mod pace;
pub mod passphrase;
pub mod people;
pub mod planning;
pub mod record;
pub mod remind;
pub mod request;
pub mod resource;
pub mod review;
pub mod service;
pub mod suggest;
pub mod template;
pub mod transfer;
pub mod undo;
pub mod unlock;
pub mod watch;
pub mod who;

pub use answer::{Answer, Recorded};
pub use desk::Desk;
