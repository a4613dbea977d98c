//! What a review reports: rule, severity, the words it is about, why it matters, and what would be better.
//!
//! The words of the contract (`product.md`, "Message review: rules"); decides nothing.

use crate::model::word::words;
use std::ops::Range;

words! {
    /// What a message is checked for.
    Rule {
        /// There are no words.
        Empty = "empty",
        /// A blank of a template was left in.
        Unfilled = "unfilled",
        /// More than the network lets through.
        OverLimit = "over-limit",
        /// Asks for what one does not ask a stranger for: address, number, password.
        Confidential = "confidential",
        /// Speaks to somebody else.
        WrongName = "wrong-name",
        /// Too few words to say who and why.
        TooShort = "too-short",
        /// More words than will be read.
        TooLong = "too-long",
        /// More than a few sentences.
        TooManySentences = "too-many-sentences",
        /// Does not say the recipient's name.
        NoName = "no-name",
        /// Does not say where the two know each other from, or how the writer came upon them.
        NoContext = "no-context",
        /// Does not say what connecting is for.
        NoReason = "no-reason",
        /// Does not ask for anything.
        NoCallToAction = "no-call-to-action",
        /// Would suit anybody.
        Generic = "generic",
        /// Nearly the same words went to somebody else.
        Reused = "reused",
        /// All about the writer.
        SelfCentred = "self-centred",
        /// Presses, or makes feel guilty.
        Pushy = "pushy",
        /// Offers something beside the point to get a yes.
        Offer = "offer",
        /// Lazy abbreviations.
        Slang = "slang",
        /// More about health, money or family than the recipient asked for.
        Oversharing = "oversharing",
        /// "Yesterday", but it was three weeks ago.
        StaleTime = "stale-time",
        /// A word that no dictionary knows.
        Spelling = "spelling",
        /// Words that don't go together.
        Grammar = "grammar",
        /// The same word twice.
        RepeatedWord = "repeated-word",
    }
}

words! {
    /// How much a finding weighs.
    Severity {
        /// Should not be sent like this.
        Error = "error",
        /// Would be better mended.
        Warning = "warning",
        /// Could be better.
        Hint = "hint",
    }
}

impl Rule {
    /// How much its findings weigh.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Empty | Self::Unfilled | Self::OverLimit | Self::Confidential | Self::WrongName => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

/// One thing a review reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub rule: Rule,
    /// How much it weighs.
    pub severity: Severity,
    /// One plain sentence: what it does to the recipient.
    pub message: String,
    /// The words it is about, in Unicode scalars from the start of the text; an empty range at the end of the text
    /// where something is missing.
    pub span: Range<usize>,
    /// Words to put in place of the span, where a concrete better wording is known.
    pub suggestion: Option<String>,
}

impl Finding {
    /// A finding with its rule's own severity and without a better wording.
    #[must_use]
    pub fn new(rule: Rule, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { rule, severity: rule.severity(), message: message.into(), span, suggestion: None }
    }

    /// The same with a better wording for the span.
    #[must_use]
    pub fn suggest(self, better: impl Into<String>) -> Self {
        Self { suggestion: Some(better.into()), ..self }
    }
}
