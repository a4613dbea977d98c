//! What is shown: outcomes as tables for people and documents for programs.
//!
//! The only writer to standard output and standard error. Decides nothing.

pub mod agenda;
pub mod answer;
pub mod backup;
pub mod doctor;
pub mod document;
pub mod draft;
pub mod duplicates;
pub mod passphrase;
pub mod person;
pub mod reminder;
pub mod request;
pub mod resource;
pub mod review;
mod screen;
pub mod service;
mod table;
pub mod template;
mod tone;
pub mod transfer;
pub mod undo;
mod words;

pub use screen::{Options, Screen};
pub use table::Table;
pub use tone::Tone;
pub use words::{due_words, printable};
