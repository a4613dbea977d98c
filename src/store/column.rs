//! Columns to values: days, instants and words.

use crate::model::{Day, Instant, day};
use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type, ValueRef};

/// A column that holds a value the program does not know: damage, or another hand.
fn unreadable(index: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(FromSqlError::InvalidType))
}

/// `2026-12-24` without going through a format: lists read hundreds of thousands of them.
fn day_of(bytes: &[u8]) -> Option<Day> {
    let number = |range: std::ops::Range<usize>| {
        bytes.get(range)?.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Day::from_ymd_opt(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)
}

/// A calendar day that may be absent.
pub fn day_opt(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Day>> {
    match row.get_ref(index)? {
        ValueRef::Null => Ok(None),
        ValueRef::Text(text) => day_of(text).map(Some).ok_or_else(|| unreadable(index)),
        _ => Err(unreadable(index)),
    }
}

/// A calendar day.
pub fn day(row: &Row<'_>, index: usize) -> rusqlite::Result<Day> {
    day_opt(row, index)?.ok_or_else(|| unreadable(index))
}

/// A UTC instant that may be absent.
pub fn instant_opt(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Instant>> {
    let text: Option<String> = row.get(index)?;
    text.map(|t| day::parse_stamp(&t).ok_or_else(|| unreadable(index))).transpose()
}

/// A UTC instant.
pub fn instant(row: &Row<'_>, index: usize) -> rusqlite::Result<Instant> {
    instant_opt(row, index)?.ok_or_else(|| unreadable(index))
}

/// A word of a closed vocabulary that may be absent.
pub fn word_opt<T: std::str::FromStr>(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(index)? {
        ValueRef::Null => Ok(None),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|_| unreadable(index))?;
            text.parse().map(Some).map_err(|_| unreadable(index))
        }
        _ => Err(unreadable(index)),
    }
}

/// A word of a closed vocabulary.
pub fn word<T: std::str::FromStr>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    word_opt(row, index)?.ok_or_else(|| unreadable(index))
}

/// A day as the database keeps it.
pub fn iso(day: Option<Day>) -> Option<String> {
    day.map(day::iso)
}

/// An instant as the database keeps it.
pub fn stamp(at: Option<Instant>) -> Option<String> {
    at.map(day::stamp)
}

/// All rows of a cached statement, mapped.
pub fn all<T, P: rusqlite::Params>(
    conn: &rusqlite::Connection,
    sql: &str,
    params: P,
    map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> crate::model::Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).map_err(super::fault::fault)?;
    let rows = statement.query_map(params, map).map_err(super::fault::fault)?;
    rows.collect::<rusqlite::Result<_>>().map_err(super::fault::fault)
}

/// The first row of a cached statement, mapped.
pub fn first<T, P: rusqlite::Params>(
    conn: &rusqlite::Connection,
    sql: &str,
    params: P,
    map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> crate::model::Result<Option<T>> {
    use rusqlite::OptionalExtension;
    let mut statement = conn.prepare_cached(sql).map_err(super::fault::fault)?;
    statement.query_row(params, map).optional().map_err(super::fault::fault)
}

/// Runs a cached statement.
pub fn run<P: rusqlite::Params>(conn: &rusqlite::Connection, sql: &str, params: P) -> crate::model::Result<usize> {
    let mut statement = conn.prepare_cached(sql).map_err(super::fault::fault)?;
    statement.execute(params).map_err(super::fault::fault)
}
