//! When an entry was last changed, as `REV` says, in one form.

use crate::model::Instant;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

const FORM: &str = "%Y%m%dT%H%M%SZ";

/// An instant or a day in UTC as `20261123T100000Z`, which sorts by time; `None` for what is neither.
#[must_use]
pub fn sortable(text: &str) -> Option<String> {
    let instant = ["%+", "%Y%m%dT%H%M%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"]
        .iter()
        .find_map(|form| DateTime::parse_from_str(text, form).ok())
        .map(|at| at.with_timezone(&Utc).naive_utc());
    let bare = text.trim_end_matches(['Z', 'z']);
    let instant = instant.or_else(|| {
        ["%Y%m%dT%H%M%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y%m%dT%H%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok())
    });
    let instant = instant.or_else(|| {
        let day = ["%Y-%m-%d", "%Y%m%d"].iter().find_map(|form| NaiveDate::parse_from_str(bare, form).ok())?;
        day.and_hms_opt(0, 0, 0)
    });
    instant.map(|at| at.format(FORM).to_string())
}

/// An instant in the same form.
#[must_use]
pub fn of(at: Instant) -> String {
    at.format(FORM).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_sort_by_time() {
        for (text, sorted) in [
            ("19951031T222710Z", Some("19951031T222710Z")),
            ("2026-02-03T04:05:06Z", Some("20260203T040506Z")),
            ("2026-02-03T04:05:06.789Z", Some("20260203T040506Z")),
            ("20260203T040506+0200", Some("20260203T020506Z")),
            ("2026-02-03T04:05:06-01:00", Some("20260203T050506Z")),
            ("2026-02-03", Some("20260203T000000Z")),
            ("20260203", Some("20260203T000000Z")),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(sortable(text).as_deref(), sorted, "{text}");
        }
    }
}
