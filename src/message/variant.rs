//! One wording of a template, and the circumstances it needs.

use serde::Deserialize;

/// One wording.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Variant {
    /// A text.
    Text(String),
    /// A text that is only true in some circumstances.
    When {
        /// The text.
        text: String,
        /// The circumstances, all of which must hold.
        #[serde(default)]
        needs: Vec<String>,
        /// Circumstances or words that must not be known.
        #[serde(default)]
        unless: Vec<String>,
    },
}

impl Variant {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::When { text, .. } => text,
        }
    }

    pub(super) fn needs(&self) -> &[String] {
        match self {
            Self::Text(_) => &[],
            Self::When { needs, .. } => needs,
        }
    }

    pub(super) fn unless(&self) -> &[String] {
        match self {
            Self::Text(_) => &[],
            Self::When { unless, .. } => unless,
        }
    }
}
