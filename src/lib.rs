//! intouch remembers the people you meet, what you asked of them and what you promised, and tells
//! you whom to write to today, why, and with which words.

pub mod exchange;
pub mod message;
pub mod model;
pub mod platform;
pub mod schedule;
pub mod settings;
pub mod store;
pub mod actions;
