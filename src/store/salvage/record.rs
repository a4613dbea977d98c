//! Records as SQLite's file format writes them: variable-length numbers, serial types, values.
//!
//! Nothing here trusts a length: what does not fit exactly is no record.

/// A value of a record; texts as the bytes that stand there.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// NULL.
    Null,
    /// A whole number.
    Int(i64),
    /// Any other number.
    Real(f64),
    /// A text, if it is UTF-8.
    Text(Vec<u8>),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Cell {
    /// The whole number, if it is one.
    pub const fn int(&self) -> Option<i64> {
        if let Self::Int(n) = self { Some(*n) } else { None }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(t) = self { std::str::from_utf8(t).ok() } else { None }
    }
}

/// A variable-length number and how many bytes it takes.
pub fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (n, byte) in bytes.iter().take(9).enumerate() {
        if n == 8 {
            return Some((value << 8 | u64::from(*byte), 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, n + 1));
        }
    }
    None
}

/// The most columns any record of a book has.
const COLUMNS_MOST: usize = 100;

/// The serial types at the beginning of a record of `length` bytes, and where its values begin;
/// `None` where these bytes are not the beginning of one.
fn head(bytes: &[u8], length: usize) -> Option<(Vec<u64>, usize)> {
    let (end, mut at) = varint(bytes)?;
    let end = usize::try_from(end).ok().filter(|e| *e <= bytes.len())?;
    let (mut types, mut whole) = (Vec::new(), end);
    while at < end {
        let (serial, taken) = varint(bytes.get(at..)?)?;
        at += taken;
        whole = whole.checked_add(size(serial)?).filter(|w| *w <= length)?;
        types.push(serial);
        if types.len() > COLUMNS_MOST {
            return None;
        }
    }
    (at == end && whole == length).then_some((types, end))
}

/// Whether a record of `length` bytes may begin like this: asked before its rest is gathered.
pub fn may_be(begin: &[u8], length: usize) -> bool {
    head(begin, length).is_some()
}

/// The values of a record; `None` where the bytes are not exactly one.
pub fn decode(bytes: &[u8]) -> Option<Vec<Cell>> {
    let (types, mut at) = head(bytes, bytes.len())?;
    let mut cells = Vec::with_capacity(types.len());
    for serial in types {
        let end = at.checked_add(size(serial)?)?;
        cells.push(value(serial, bytes.get(at..end)?)?);
        at = end;
    }
    Some(cells)
}

fn size(serial: u64) -> Option<usize> {
    Some(match serial {
        0 | 8 | 9 => 0,
        n @ 1..=4 => usize::try_from(n).ok()?,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return None,
        n => usize::try_from((n - 12) / 2).ok()?,
    })
}

fn value(serial: u64, bytes: &[u8]) -> Option<Cell> {
    Some(match serial {
        0 => Cell::Null,
        1..=6 => {
            let negative = bytes.first()? & 0x80 != 0;
            let begin = if negative { -1_i64 } else { 0 };
            Cell::Int(bytes.iter().fold(begin, |n, b| n << 8 | i64::from(*b)))
        }
        7 => Cell::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        8 => Cell::Int(0),
        9 => Cell::Int(1),
        n if n % 2 == 0 => Cell::Blob(bytes.to_vec()),
        _ => Cell::Text(bytes.to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Cell, decode, may_be, varint};

    #[test]
    fn numbers_of_every_length_are_read() {
        assert_eq!(varint(&[0x7f]), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0x00]), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0x80, 0x80]), None);
        assert_eq!(varint(&[]), None);
    }

    #[test]
    fn a_record_is_read_whole_or_not_at_all() {
        // Head of 6 bytes: NULL, a byte, two bytes, 1, a text of two bytes.
        let record = [6, 0, 1, 2, 9, 17, 0xfe, 0x01, 0x00, b'h', b'i'];
        let cells = vec![Cell::Null, Cell::Int(-2), Cell::Int(256), Cell::Int(1), Cell::Text(b"hi".to_vec())];
        assert_eq!(decode(&record), Some(cells));
        assert!(may_be(&record[..6], record.len()) && !may_be(&record[..6], record.len() + 1));
        for end in 0..record.len() {
            assert_eq!(decode(&record[..end]), None, "{end}");
        }
        assert_eq!(decode(&[2, 10]), None, "a reserved serial type");
        assert_eq!(decode(&[9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), None, "a length beyond everything");
    }
}
