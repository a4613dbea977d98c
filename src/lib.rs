//! intouch remembers the people you meet, what you asked of them and what you promised, and tells
//! you whom to write to today, why, and with which words.
//!
//! **Facts in, agenda out.** People record facts: whom they met, what was sent, what came back.
//! Which follow-ups exist, and when, is derived from the facts of one contact and the playbook by
//! one pure function, [`schedule::plan()`]; the stored agenda is an index of it, written in the same
//! transaction as the fact that changed it. Time alone changes nothing that is stored: what is
//! overdue is decided when the agenda is read.
//!
//! The rooms, and the one way in which they use each other:
//!
//! ```text
//! main -> lib -> cli -> view -> actions -> { store, schedule, message, exchange, platform } -> model
//! ```
//!
//! | room | holds |
//! |---|---|
//! | [`model`] | the nouns: plain types, their states and legal moves |
//! | [`schedule`] | *when*: the playbook, the plan, the agenda's order; pure |
//! | [`message`] | *what to say*: templates and drafting; pure |
//! | [`exchange`] | foreign formats |
//! | [`store`] | SQL |
//! | [`platform`] | the outside world, as one value |
//! | [`actions`] | the verbs; a verb is one transaction |
//! | [`view`] | tables and documents; the only writer to the output |
//! | [`cli`] | arguments |
//!
//! [`settings`] (the user's `config.toml`) is read by everything left of `actions`; `store` asks
//! `platform::files` for private files. Otherwise no room uses one beside it or to its left, and a
//! test holds that.
//!
//! Everything runs in-process through [`run`], with a [`platform::Platform`] of the caller's.

pub mod actions;
pub mod cli;
pub mod demo;
pub mod exchange;
pub mod message;
pub mod model;
pub mod platform;
pub mod schedule;
pub mod settings;
pub mod store;
pub mod view;

use std::ffi::OsString;

/// Runs one command line (the program's name first); gives the exit code of the contract.
pub fn run(args: Vec<OsString>, platform: &mut platform::Platform) -> u8 {
    cli::run(args, platform)
}
