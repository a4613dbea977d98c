//! What must hold whatever happens to the book.

mod salvage;
