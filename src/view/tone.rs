//! Colours with a meaning.

/// A colour with a meaning; the meaning is always said in words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Strong,
    /// Late.
    Late,
    /// An aside.
    Faint,
    /// Something to look at.
    Warn,
}

impl Tone {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Strong => "1",
            Self::Late => "31",
            Self::Faint => "2",
            Self::Warn => "33",
        }
    }
}
