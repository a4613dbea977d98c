//! Planning: every ruling of the contract as a test whose name is the claim, and what holds over
//! random histories. Pure: no clock, no database, no process.

mod life;
mod properties;
mod rulings;
mod stored;
mod year;
