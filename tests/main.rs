//! The integration tests: one binary, because every further one would link the program again.
//!
//! [`stage`] runs command lines in-process against a book of their own; only what needs a real
//! process (pipes, shells, terminals, a notification server) starts the built program.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]
#![allow(clippy::disallowed_methods, reason = "what starts real programs hands their environment on")]

mod cli;
mod docs;
mod fuzz;
mod reliability;
#[cfg(target_os = "linux")]
mod reminders;
mod review;
mod schedule;
mod stage;
mod story;
