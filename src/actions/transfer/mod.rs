//! Bringing people in, and taking everything out.

pub mod calendar;
pub mod export;
pub mod heard;
pub mod json;
pub mod linkedin;
pub mod names;
pub mod report;
pub mod sheet;
