//! Bytes to text: which encoding a file is in, and reading it without holding it whole.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::source::Source;

/// How much is read at a time.
const CHUNK: usize = 64 * 1024;
/// How many bytes around letters that are not ASCII are kept to tell the encoding from.
const SAMPLE: usize = 64 * 1024;
/// How many samples are shown to a person who is asked.
const SHOWN: usize = 3;

/// The name of an encoding that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEncoding(pub String);

/// Which encoding a file is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// The likeliest, or the one that was named.
    pub encoding: &'static Encoding,
    /// Another one that reads some letters differently, and is as likely.
    pub doubt: Option<Doubt>,
    /// There is something in the file beside white space.
    pub has_text: bool,
}

/// Two encodings of which nobody can say which one was meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The other one.
    pub other: &'static Encoding,
    /// Words that differ, as the first and as the other encoding reads them.
    pub words: Vec<(String, String)>,
}

/// Finds out the encoding of a file, reading it through once. A `label` (`utf-16le`,
/// `windows-1250`, `macintosh`, ...) wins over every guess; without one it is the byte order mark,
/// else the pattern of NUL bytes, else UTF-8 where the bytes are UTF-8, else Mac Roman (lines end
/// with CR only), else what the letters are likeliest to be.
///
/// # Errors
/// The file can't be read. Inside: the label is not the name of an encoding.
pub fn survey(source: &Source, label: Option<&str>) -> io::Result<Result<Survey, UnknownEncoding>> {
    let mut seen = Seen::default();
    let mut reader = source.open()?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = read_some(&mut *reader, &mut chunk)?;
        if count == 0 {
            break;
        }
        seen.look(chunk.get(..count).unwrap_or_default());
    }
    seen.end();
    let has_text = seen.has_text;
    let Some(label) = label else {
        let (encoding, doubt) = seen.guess();
        return Ok(Ok(Survey { encoding, doubt, has_text }));
    };
    let named = Encoding::for_label_no_replacement(label.trim().as_bytes());
    Ok(named
        .map(|encoding| Survey { encoding, doubt: None, has_text })
        .ok_or_else(|| UnknownEncoding(label.trim().to_owned())))
}

fn read_some(reader: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(chunk) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// What was seen of a file's bytes.
#[derive(Default)]
struct Seen {
    head: Vec<u8>,
    /// The start of a character that a chunk ended in.
    open: Vec<u8>,
    sample: Vec<u8>,
    /// Characters beyond ASCII that are well-formed UTF-8, and sequences that are not.
    good: usize,
    bad: usize,
    cr: bool,
    lf: bool,
    has_text: bool,
}

impl Seen {
    fn look(&mut self, chunk: &[u8]) {
        let room = CHUNK.saturating_sub(self.head.len());
        self.head.extend(chunk.iter().take(room));
        self.has_text |=
            chunk.iter().any(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff));
        self.lf |= chunk.contains(&b'\n');
        self.cr |= chunk.contains(&b'\r');
        if chunk.is_ascii() && self.open.is_empty() {
            return;
        }
        self.keep_sample(chunk);
        let joined;
        let bytes = if self.open.is_empty() {
            chunk
        } else {
            joined = [self.open.as_slice(), chunk].concat();
            &joined
        };
        let mut open = Vec::new();
        let mut rest = bytes.utf8_chunks().peekable();
        while let Some(part) = rest.next() {
            self.good += part.valid().chars().filter(|c| !c.is_ascii()).count();
            let invalid = part.invalid();
            if rest.peek().is_none() && is_cut(invalid) {
                open = invalid.to_vec();
            } else {
                self.bad += usize::from(!invalid.is_empty());
            }
        }
        self.open = open;
    }

    /// Words with letters beyond ASCII, line ends between them.
    fn keep_sample(&mut self, chunk: &[u8]) {
        if self.sample.len() >= SAMPLE {
            return;
        }
        for word in chunk.split(|b| matches!(b, b',' | b';' | b'\t' | b'\r' | b'\n' | b'"' | b':')) {
            if !word.is_ascii() && self.sample.len() < SAMPLE {
                self.sample.extend(word.iter().take(200));
                self.sample.push(b'\n');
            }
        }
    }

    fn end(&mut self) {
        self.bad += usize::from(!self.open.is_empty());
    }

    fn guess(&self) -> (&'static Encoding, Option<Doubt>) {
        if let Some((encoding, _)) = Encoding::for_bom(&self.head) {
            return (encoding, None);
        }
        if let Some(encoding) = guess_wide(&self.head) {
            return (encoding, None);
        }
        // One bad byte, or a file cut within a character, must not turn every accent of a UTF-8 file
        // into two wrong letters: in other encodings well-formed UTF-8 hardly ever occurs by chance.
        if self.bad == 0 || self.good > self.bad {
            return (UTF_8, None);
        }
        if self.cr && !self.lf {
            return (MACINTOSH, None);
        }
        guess_letters(&self.sample)
    }
}

/// Whether these bytes begin a character and end before it does.
fn is_cut(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none())
}

/// UTF-16 without a mark: in a text that begins with a Latin header every other byte is NUL.
fn guess_wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut pairs, mut high, mut low) = (0_usize, 0_usize, 0_usize);
    for pair in bytes.chunks_exact(2).take(512) {
        pairs += 1;
        high += usize::from(pair.first() == Some(&0));
        low += usize::from(pair.last() == Some(&0));
    }
    if low * 2 > pairs && high * 8 < low {
        Some(UTF_16LE)
    } else if high * 2 > pairs && low * 8 < high {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The likeliest of the encodings of one or two bytes a letter. Few letters tell little: where
/// Western European reads them as other letters, and they are letters there too, it is a tie.
fn guess_letters(sample: &[u8]) -> (&'static Encoding, Option<Doubt>) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == WINDOWS_1252 {
        return (WINDOWS_1252, None);
    }
    let mut words = Vec::new();
    let (mut odd, mut all) = (0_usize, 0_usize);
    for word in sample.split(|b| *b == b'\n').filter(|w| !w.is_empty()) {
        let (likely, _) = guess.decode_without_bom_handling(word);
        let (western, _) = WINDOWS_1252.decode_without_bom_handling(word);
        all += 1;
        odd += usize::from(!is_plausible(&western));
        if likely != western && words.len() < SHOWN {
            words.push((likely.into_owned(), western.into_owned()));
        }
    }
    // Signs in the midst of words: not Western European, and so no tie.
    if words.is_empty() || odd * 2 > all {
        return (guess, None);
    }
    (guess, Some(Doubt { other: WINDOWS_1252, words }))
}

/// Whether a word can be Western European: what lies beyond ASCII are letters, fewer than the plain
/// ones, or what stands around words.
fn is_plausible(word: &str) -> bool {
    let edge = |c: char| matches!(c, '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '€' | '\u{a0}' | '·' | '®' | '™');
    let plain = word.chars().filter(char::is_ascii_alphabetic).count();
    let marked = word.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    marked <= plain && word.chars().all(|c| c.is_ascii() || c.is_alphabetic() || edge(c))
}

/// A file as text, a piece at a time.
pub struct Text {
    reader: Box<dyn Read>,
    decoder: Decoder,
    raw: Vec<u8>,
    filled: usize,
    at: usize,
    ended: bool,
    damaged: bool,
    /// What was decoded and not yet read as bytes.
    decoded: String,
    given: usize,
}

impl Read for Text {
    /// The text as UTF-8.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded.len() {
            let mut text = std::mem::take(&mut self.decoded);
            text.clear();
            self.given = 0;
            let more = self.read_into(&mut text)?;
            self.decoded = text;
            if !more {
                return Ok(0);
            }
        }
        let read = self.decoded.as_bytes().get(self.given..).unwrap_or_default().read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

impl Text {
    /// The text of a file, from its start, without a byte order mark.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn open(source: &Source, encoding: &'static Encoding) -> io::Result<Self> {
        Ok(Self {
            reader: source.open()?,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            filled: 0,
            at: 0,
            ended: false,
            damaged: false,
            decoded: String::new(),
            given: 0,
        })
    }

    /// Some bytes made no sense so far; U+FFFD stands in their place.
    #[must_use]
    pub const fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Appends some more of the text; `false` where there is no more.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn read_into(&mut self, text: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.at == self.filled {
            self.at = 0;
            self.filled = read_some(&mut *self.reader, &mut self.raw)?;
        }
        let last = self.filled == 0;
        let raw = self.raw.get(self.at..self.filled).unwrap_or_default();
        let need = self.decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 3 + 16);
        text.reserve(need);
        let (result, read, damaged) = self.decoder.decode_to_string(raw, text, last);
        self.at += read;
        self.damaged |= damaged;
        self.ended = last && result == CoderResult::InputEmpty;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(bytes: &[u8], label: Option<&str>) -> Result<(String, &'static str, bool), UnknownEncoding> {
        let source = Source::bytes("F", bytes);
        let survey = survey(&source, label).expect("readable")?;
        let mut text = Text::open(&source, survey.encoding).expect("readable");
        let mut all = String::new();
        while text.read_into(&mut all).expect("readable") {}
        Ok((all, survey.encoding.name(), text.is_damaged()))
    }

    fn guess(bytes: &[u8]) -> Survey {
        survey(&Source::bytes("F", bytes), None).expect("readable").expect("a guess")
    }

    #[test]
    fn the_encoding_is_told_from_the_bytes() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let text = "Name,Ort\nZoë,Åre\n";
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (format!("\u{feff}{text}").into_bytes(), "UTF-8"),
            (utf16(text, false), "UTF-16LE"),
            (utf16(text, true), "UTF-16BE"),
            (utf16(&format!("\u{feff}{text}"), false), "UTF-16LE"),
            (b"Name,Ort\nZo\xeb,\xc5re\n".to_vec(), "windows-1252"),
        ] {
            assert_eq!(decode(&bytes, None), Ok((text.to_owned(), encoding, false)));
            assert_eq!(guess(&bytes).doubt, None);
        }
        let mac = decode(b"Name,Ort\rZo\x91,\x81re\r", None);
        assert_eq!(mac, Ok(("Name,Ort\rZoë,Åre\r".to_owned(), "macintosh", false)));
    }

    #[test]
    fn letters_of_other_alphabets_are_told_and_a_tie_is_said() {
        let russian = encoding_rs::WINDOWS_1251.encode("Имя,Город\nАлексей Иванов,Москва\nОльга Щукина,Казань\n").0;
        let found = guess(&russian);
        assert_eq!((found.encoding.name(), found.doubt.is_some()), ("windows-1251", false));
        let big5 = encoding_rs::BIG5.encode("姓名,公司\n王小明,海星科技\n陳怡君,和平醫院\n").0;
        assert_eq!((guess(&big5).encoding.name(), guess(&big5).doubt.is_some()), ("Big5", false));
        let polish = encoding_rs::WINDOWS_1250.encode("Name\nŁukasz\nWiśniewski\nŻaneta\n").0;
        let found = guess(&polish);
        assert_eq!((found.encoding.name(), found.doubt.is_some()), ("windows-1250", false));
        let hungarian = encoding_rs::WINDOWS_1250.encode("Név\nErdős Győző\nSzőke Éva\nKőszegi Ágnes\n").0;
        let found = guess(&hungarian);
        assert_eq!(found.encoding.name(), "windows-1250");
        let doubt = found.doubt.expect("a tie");
        assert_eq!(doubt.other.name(), "windows-1252");
        assert_eq!(doubt.words[0], ("Erdős Győző".to_owned(), "Erdõs Gyõzõ".to_owned()));
    }

    #[test]
    fn one_bad_byte_does_not_spoil_the_accents_of_a_utf8_file() {
        let mut bytes = "Zoë,Åsa,Łukasz".as_bytes().to_vec();
        bytes.extend(b"\xc3");
        assert_eq!(decode(&bytes, None), Ok(("Zoë,Åsa,Łukasz\u{fffd}".to_owned(), "UTF-8", true)));
    }

    #[test]
    fn a_label_wins_over_every_guess() {
        assert_eq!(decode(b"\xb3", Some(" windows-1250 ")).map(|d| d.0).as_deref(), Ok("ł"));
        assert_eq!(decode(b"x", Some("klingon")), Err(UnknownEncoding("klingon".to_owned())));
    }

    #[test]
    fn a_character_that_two_reads_part_is_one_character() {
        let text = format!("{}Zoë🦀", "x".repeat(CHUNK - 4));
        for cut in 0..8 {
            let padded = format!("{}{text}", "y".repeat(cut));
            assert_eq!(decode(padded.as_bytes(), None), Ok((padded.clone(), "UTF-8", false)));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(decode(&bytes, None).is_ok());
            let found = guess(&bytes);
            let blank = std::str::from_utf8(&bytes).is_ok_and(|t| !t.trim().is_empty() && t.is_ascii() && !t.contains('\0'));
            prop_assert!(!blank || found.has_text);
        }
    }
}
