//! vCard 2.1, 3.0 and 4.0, as phones and mail programs write them: read leniently, written as 3.0.

pub mod frame;
pub mod property;
