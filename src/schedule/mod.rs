//! When: facts of one contact in, follow-ups with reasons out.
//!
//! Pure, all of it: no clock, no database, no I/O. [`plan()`] never sees today; what is overdue or
//! lapsed is decided by [`agenda`] when the stored rows are read.

pub mod agenda;
pub mod calendar;
mod facts;
pub mod plan;
pub mod playbook;
mod reason;
pub mod reminder;

pub use crate::model::{Facts, Summary};
pub use agenda::Line;
pub use calendar::Calendar;
pub use plan::{Absent, Closing, Plan, Raised, plan};
pub use playbook::{Playbook, PlaybookError, Rule};
