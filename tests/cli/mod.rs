//! Commands, as their users meet them.

mod people;
