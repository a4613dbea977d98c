//! What a source said of somebody before what it says now, as numbers: so an older file is known again.

use crate::model::digest;
use serde::{Deserialize, Serialize};

/// How many earlier states of somebody are known again.
const EARLIER_MOST: usize = 32;

/// A number for a state that was written down.
pub(super) fn number(state: &[u8]) -> String {
    format!("{:016x}", digest::of(state, 0))
}

/// The numbers of earlier states, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Earlier(Vec<String>);

impl Earlier {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a state of that number was there before.
    pub(super) fn knows(&self, number: &String) -> bool {
        self.0.contains(number)
    }

    /// Adds the state that was the newest until now.
    pub(super) fn push(&mut self, number: String) {
        self.0.push(number);
        self.0.drain(..self.0.len().saturating_sub(EARLIER_MOST));
    }
}
