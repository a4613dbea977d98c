//! What to say: templates, drafting and review. Pure: text in, text out.

pub mod brief;
mod compose;
pub mod count;
pub mod day_words;
pub mod draft;
pub mod facts;
mod language;
pub mod review;
pub mod situation;
pub mod template;
mod variant;

pub use brief::{Brief, Link, Met, Person, Plan, Sender};
pub use draft::{Draft, DraftError, Fact, Missing, draft};
pub use template::{TemplateError, Templates};
