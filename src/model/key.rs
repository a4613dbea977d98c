//! The secret of an encrypted book: its passphrase, and the key that is made of it.
//!
//! Never shown: neither can be printed, and both are wiped when they are dropped. The format is
//! SQLCipher's own (version 4), so that any program that reads it opens the book with the passphrase.

/// What is wiped when it is dropped, in the builds that know secrets.
#[cfg(feature = "encryption")]
type Wiped = zeroize::Zeroizing<String>;
#[cfg(not(feature = "encryption"))]
type Wiped = String;

/// A passphrase, or another text nobody is to see.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Wiped);

impl Secret {
    /// Takes a text into keeping.
    #[must_use]
    pub fn new(text: String) -> Self {
        #[allow(clippy::useless_conversion, reason = "wiped text is a type of its own in one of the two builds")]
        Self(text.into())
    }

    /// The text, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How many bytes the salt has; it stands in the clear at the beginning of an encrypted file.
pub const SALT: usize = 16;

/// What makes one passphrase give another key in every book; it also names the book in a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; SALT]);

impl Salt {
    /// The salt as digits.
    #[must_use]
    pub fn digits(&self) -> String {
        hex(&self.0)
    }
}

/// The key of one book, with its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(Secret);

/// Digits of a key: 32 bytes, then the salt.
const DIGITS: usize = 2 * (32 + SALT);

impl Key {
    /// The key that a passphrase gives: slow on purpose, a fifth of a second or so.
    #[cfg(feature = "encryption")]
    #[must_use]
    pub fn derive(passphrase: &Secret, salt: Salt) -> Self {
        /// SQLCipher 4's own count.
        const ROUNDS: u32 = 256_000;
        let mut bytes = zeroize::Zeroizing::new([0_u8; 32]);
        pbkdf2::pbkdf2_hmac::<sha2::Sha512>(passphrase.reveal().as_bytes(), &salt.0, ROUNDS, bytes.as_mut());
        Self(Secret::new(hex(bytes.as_ref()) + &salt.digits()))
    }

    /// A build without encryption makes no key: whatever is done with this one is refused.
    #[cfg(not(feature = "encryption"))]
    #[must_use]
    pub fn derive(_passphrase: &Secret, salt: Salt) -> Self {
        Self(Secret::new("0".repeat(64) + &salt.digits()))
    }

    /// A key that was kept as digits, for the book of that salt.
    #[must_use]
    pub fn kept(digits: Secret, salt: Salt) -> Option<Self> {
        let text = digits.reveal();
        let fits = text.len() == DIGITS
            && text.bytes().all(|b| b.is_ascii_hexdigit())
            && text.get(64..) == Some(salt.digits().as_str());
        fits.then_some(Self(digits))
    }

    /// The digits: the key's, then the salt's.
    #[must_use]
    pub const fn digits(&self) -> &Secret {
        &self.0
    }

    /// The salt's digits.
    #[must_use]
    pub fn salt(&self) -> &str {
        self.0.reveal().get(64..).unwrap_or_default()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_and_a_key_are_never_printed() {
        let secret = Secret::new("plum blossom".to_owned());
        let key = Key::derive(&secret, Salt([7; SALT]));
        for shown in [format!("{secret:?}"), format!("{key:?}"), format!("{:?}", Some(&key))] {
            assert!(!shown.contains("plum") && !shown.contains(&key.digits().reveal()[..8]), "{shown}");
        }
    }

    #[test]
    fn a_kept_key_is_taken_only_for_the_book_it_was_made_for() {
        let digits = |text: &str| Secret::new(text.to_owned());
        let good = "ab".repeat(32) + &"07".repeat(16);
        assert!(Key::kept(digits(&good), Salt([7; SALT])).is_some());
        assert!(Key::kept(digits(&good), Salt([8; SALT])).is_none());
        for bad in ["", "07", &good[1..], &good.replace('a', "g"), &good.replace('a', "'")] {
            assert!(Key::kept(digits(bad), Salt([7; SALT])).is_none(), "{bad}");
        }
    }

    #[cfg(feature = "encryption")]
    #[test]
    fn a_passphrase_gives_the_key_that_the_standard_says() {
        // Computed with Python's hashlib.pbkdf2_hmac("sha512", b"plum blossom", bytes(16), 256000, 32).
        let key = Key::derive(&Secret::new("plum blossom".to_owned()), Salt([0; SALT]));
        assert_eq!(&key.digits().reveal()[..64], "e61372f751317cee92c8e7a494ba7a784d0d498a66e0716f7851e56b6f95a173");
        assert_eq!(key.salt(), "0".repeat(32));
    }
}
