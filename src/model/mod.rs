//! The nouns: plain types, the states they can be in and the moves that are legal.
//!
//! Nothing in here knows a database, a clock, a terminal or a file. Days are calendar days,
//! instants are UTC.

pub mod company;
pub mod contact;
pub mod day;
pub mod digest;
pub mod error;
pub mod facts;
pub mod follow_up;
pub mod ids;
pub mod interaction;
pub mod key;
pub mod likeness;
pub mod mark;
pub mod name;
pub mod phone;
pub mod phrase;
pub mod place;
pub mod profile;
pub mod promise;
pub mod reminder;
pub mod request;
pub mod resource;
pub mod shingle;
pub mod span;
pub mod text;
pub mod topic;
pub mod word;

pub use contact::{Connection, Contact, Introducer, Relationship};
pub use day::{Day, Instant, When};
pub use error::{Error, ErrorKind, Result};
pub use facts::{Facts, Summary};
pub use follow_up::{Anchor, Decision, FollowUp, Kind, Outcome, State};
pub use ids::Ids;
pub use interaction::{Direction, Interaction, InteractionKind};
pub use key::{Key, Salt, Secret};
pub use mark::{Mark, MarkKind};
pub use promise::{Promise, PromiseKind};
pub use reminder::{Attempt, Delivery, Mouth, Standing};
pub use request::{Request, RequestDirection, Status};
pub use resource::Resource;
pub use span::{Span, Unit};
