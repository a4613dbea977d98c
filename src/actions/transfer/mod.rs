//! Bringing people in, and taking everything out.

pub mod addresses;
pub mod calendar;
pub mod cards;
mod earlier;
pub mod export;
pub mod heard;
pub mod json;
pub mod linkedin;
pub mod names;
pub mod report;
mod roll;
pub mod sheet;
