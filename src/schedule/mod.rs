//! When: facts of one contact in, follow-ups with reasons out.
//!
//! Pure, all of it: no clock, no database, no I/O. [`plan()`] never sees today; what is overdue or
//! lapsed is decided by [`agenda`] when the stored rows are read.

pub mod agenda;
pub mod calendar;
pub mod facts;
pub mod plan;
pub mod playbook;
mod reason;

pub use agenda::Line;
pub use calendar::Calendar;
pub use facts::Facts;
pub use plan::{Absent, Closing, Plan, Raised, Summary, plan};
pub use playbook::{Playbook, PlaybookError, Rule};
