//! Numbers made from bytes, for comparing: the same on every machine and in every version.
//!
//! What is kept in books may be made of them, so they never change. No secret is safe with them.

/// A number for some bytes, another for another `seed`.
#[must_use]
pub fn of(bytes: &[u8], seed: u64) -> u64 {
    stirred(bytes.iter().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)))
}

/// A number that looks nothing like the one it was made from, and never the same for two.
#[must_use]
pub const fn stirred(mut n: u64) -> u64 {
    n ^= n >> 30;
    n = n.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n ^= n >> 27;
    n = n.wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}
