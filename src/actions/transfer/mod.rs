//! Bringing people in, and taking everything out.

pub mod export;
pub mod linkedin;
