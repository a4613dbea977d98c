//! A reminder: an attempt to tell the user what is due, and what became of it.

use super::{Day, Instant, word::words};

words! {
    /// By which way a reminder reaches the user.
    Mouth {
        /// A notification on the desktop.
        Desktop = "desktop",
        /// A program of the user's own.
        Command = "command",
    }
}

words! {
    /// What became of an attempt to remind.
    Delivery {
        /// It was taken: a server or a program said so.
        Shown = "shown",
        /// It was refused, or nobody answered.
        Refused = "refused",
        /// There was nobody to say it to; nothing was tried.
        Unreachable = "unreachable",
    }
}

/// Where a notification stands: its number is the server's, and means something to that server only.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// Which run of which notification server shows it.
    pub server: String,
    /// Its number there.
    pub number: u32,
}

/// An attempt to remind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number; later ones are higher.
    pub id: i64,
    /// By which way.
    pub mouth: Mouth,
    /// The user's day it was made on.
    pub day: Day,
    /// When it was claimed (UTC): before anything was said.
    pub claimed_at: Instant,
    /// The process that claimed it.
    pub speaker: u32,
    /// The first attempt, refused or of unknown outcome, that it repeats.
    pub repeats: Option<i64>,
    /// What became of it; `None`: not known (yet).
    pub delivery: Option<Delivery>,
    /// Where it was not shown, what the world outside answered.
    pub why: Option<String>,
    /// Where it stands on the screen.
    pub standing: Option<Standing>,
}
