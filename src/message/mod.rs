//! What to say: templates, drafting and review. Pure: text in, text out.

pub mod brief;

pub use brief::{Brief, Met, Person, Plan, Sender};
