//! E-mail addresses and companies as they are compared: what belongs to an office, to everybody or to
//! nobody says nothing of a person.

use super::hashed;
use crate::model::company;

/// An e-mail address as it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Email {
    /// 0 where it is an office's, or too many share it.
    pub whole: u64,
    /// What stands before the @; 0 where that says nothing of a person. The last bit is 1 where it
    /// is long enough to be of more than a given name.
    pub mailbox: u64,
    /// What stands behind it; 0 where everybody has one there.
    pub domain: u64,
}

impl Email {
    /// Reads an address that is folded.
    pub fn read(key: &str) -> Option<Self> {
        let (mailbox, domain) = key.rsplit_once('@')?;
        let own = mailbox.split_once('+').map_or(mailbox, |(own, _)| own);
        let plain: String = own.chars().filter(|c| c.is_alphanumeric()).collect();
        let office = OFFICES.contains(&plain.as_str());
        let provider = PROVIDERS.contains(&domain.split('.').next().unwrap_or(domain));
        Some(Self {
            whole: if office { 0 } else { hashed(&format!("{own}@{domain}")) },
            mailbox: match plain.chars().count() {
                _ if office => 0,
                0..=3 => 0,
                4..=7 => hashed(&plain) & !1,
                _ => hashed(&plain) | 1,
            },
            domain: if provider { 0 } else { hashed(domain) },
        })
    }
}

/// A company's name as a number; 0 where it names none.
pub fn company_key(company: &str) -> u64 {
    let key = company::key(company);
    if key.is_empty() || NO_COMPANY.contains(&key.as_str()) { 0 } else { hashed(&key) }
}

/// Mailboxes that belong to an office, not to a person.
#[rustfmt::skip]
const OFFICES: &[&str] = &[
    "info", "office", "contact", "kontakt", "hello", "hallo", "hi", "mail", "email", "post", "sales", "support",
    "help", "admin", "team", "service", "jobs", "careers", "hr", "press", "presse", "media", "marketing", "events",
    "booking", "enquiries", "inquiries", "noreply", "webmaster", "secretariat", "sekretariat", "reception",
    "accounts", "billing", "invoice", "welcome", "contato", "contacto", "bonjour", "ciao", "kundenservice",
    "studio", "shop",
];
/// Providers at which everybody may have an address, without what stands behind the first dot.
#[rustfmt::skip]
const PROVIDERS: &[&str] = &[
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "icloud", "me", "mac", "gmx",
    "web", "aol", "proton", "protonmail", "pm", "t-online", "freenet", "posteo", "mailbox", "qq", "163", "126",
    "sina", "mail", "yandex", "rambler", "libero", "orange", "wanadoo", "free", "laposte", "bluewin", "fastmail",
    "hey", "zoho", "naver", "daum", "hanmail", "rediffmail", "uol", "bol", "terra", "seznam", "wp", "onet",
    "interia", "comcast", "verizon", "att", "btinternet", "sky", "duck", "tutanota",
];
/// What stands where a company should, and is none.
#[rustfmt::skip]
const NO_COMPANY: &[&str] = &[
    "freelance", "freelancer", "selfemployed", "independent", "independentconsultant", "stealth", "stealthstartup",
    "stealthmodestartup", "stealthmode", "confidential", "retired", "student", "none", "na", "unemployed",
    "consultant", "various", "private", "privat", "selbstandig", "freiberuflich", "freiberufler", "careerbreak",
    "opentowork", "lookingforopportunities", "startup", "self", "home", "myself", "independant", "autonomo", "zzp",
];
