//! A mark: a dated fact that is neither an interaction nor a request.

use super::{Day, Instant, When, word::words};

words! {
    /// What the mark says.
    MarkKind {
        /// The user wants to hear of this contact again: a sign of life (planning ruling 13).
        Wake = "wake",
        /// An import showed another company.
        CompanyChanged = "company-changed",
        /// The contact looks for something.
        LookingFor = "looking-for",
        /// The contact offers something.
        Offers = "offers",
        /// The user brought the contact together with somebody else.
        IntroducedTo = "introduced-to",
        /// The user said that they are not the same person as somebody else.
        NotSame = "not-same",
    }
}

impl MarkKind {
    /// Whether its text was told by somebody, and so can be found and corrected.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::LookingFor | Self::Offers)
    }
}

/// A dated fact that is neither an interaction nor a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The fact's number, one sequence for facts of every kind.
    pub id: i64,
    /// Unique in the world.
    pub uid: String,
    /// Whose.
    pub contact_id: i64,
    /// What it says.
    pub kind: MarkKind,
    /// The day.
    pub on: Day,
    /// The instant (UTC), where known.
    pub at: Option<Instant>,
    /// For `company-changed`, the new company; what is looked for or offered; for `introduced-to`
    /// and `not-same` the other's uid, which says nothing once the other is forgotten.
    pub text: Option<String>,
    /// Where it was read from; `None` for what the user recorded.
    pub source: Option<String>,
    /// The user's calendar day on which it was recorded.
    pub recorded_on: Day,
}

impl Mark {
    /// When it happened.
    #[must_use]
    pub const fn when(&self) -> When {
        When { on: self.on, at: self.at }
    }
}
