//! Bytes to text: UTF-8, UTF-16 or GB18030, and signs that a text was decoded wrongly before it came here.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use encoding_rs::{EncoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::part::Spotted;
use crate::ledger::Kind;

/// How much of a file is looked at to guess.
const SAMPLE: usize = 64 * 1024;

/// A text, and where it is damaged.
#[derive(Debug)]
pub struct Decoded {
    /// Without byte order mark.
    pub text: String,
    /// Bytes that are no characters of an encoding that otherwise fits: the first one's place (it reads U+FFFD).
    pub undecodable: Option<Range<usize>>,
    pub mojibake: Option<Mojibake>,
}

/// Text that was decoded with the wrong encoding and saved like that.
#[derive(Debug, PartialEq, Eq)]
pub struct Mojibake {
    pub at: Range<usize>,
    /// What it was, where that can be told.
    pub was: Option<String>,
}

impl Mojibake {
    pub fn spotted(self, text: &str) -> Spotted {
        let details = self.was.into_iter().collect();
        Spotted::text(Kind::Mojibake, text, self.at).with(details)
    }
}

/// Decodes a file. `None` where it is neither UTF-8 nor UTF-16 nor GB18030. Bytes that are UTF-8 already are not copied.
pub fn decode(bytes: Vec<u8>) -> Option<Decoded> {
    let (text, undecodable) = text(bytes)?;
    let mojibake = mojibake(&text);
    Some(Decoded {
        text,
        undecodable,
        mojibake,
    })
}

fn text(mut bytes: Vec<u8>) -> Option<(String, Option<Range<usize>>)> {
    match Encoding::for_bom(&bytes) {
        Some((encoding, length)) if encoding == encoding_rs::UTF_8 => {
            bytes.drain(..length);
        }
        Some((encoding, length)) => return mostly(encoding, &bytes[length..]),
        None => {}
    }
    if let Some(encoding) = wide(&bytes) {
        return strict(encoding, &bytes).map(|text| (text, None));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Some((text, None)),
        Err(error) => error.into_bytes(),
    };
    if is_gb18030(&bytes) {
        return mostly(GB18030, &bytes);
    }
    mostly(encoding_rs::UTF_8, &bytes)
}

/// Whether the beginning of a file is UTF-16 or binary data, not bytes of single characters.
pub fn looks_wide(head: &[u8]) -> bool {
    let bom = Encoding::for_bom(head).is_some_and(|(of, _)| of != encoding_rs::UTF_8);
    bom || memchr::memchr(0, &head[..head.len().min(SAMPLE)]).is_some()
}

/// UTF-16 without byte order mark: the digits, commas and line ends of a table leave a NUL in every other byte.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if !bytes.len().is_multiple_of(2) || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let zeros = |from: usize| {
        sample
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (high_first, low_first) = (zeros(0), zeros(1));
    let encoding = if low_first > high_first {
        UTF_16LE
    } else {
        UTF_16BE
    };
    // A few percent of NULs is what Chinese text with separators has; other NULs are binary data.
    let enough = high_first.max(low_first) * 50 >= sample.len() / 2
        && high_first.min(low_first) * 10 <= high_first.max(low_first);
    // U+FFFE and U+FFFF are no characters: only binary data holds them.
    let reads = |text: String| !text.contains(['\0', '\u{FFFE}', '\u{FFFF}']);
    (enough && strict(encoding, bytes).is_some_and(reads)).then_some(encoding)
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| text.into_owned())
}

/// Decodes and tolerates a few bad places, so that one broken character does not lose a whole ledger.
fn mostly(encoding: &'static Encoding, bytes: &[u8]) -> Option<(String, Option<Range<usize>>)> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if !broken {
        return Some((text.into_owned(), None));
    }
    let at = text.find(char::REPLACEMENT_CHARACTER)?;
    let bad = text.matches(char::REPLACEMENT_CHARACTER).count();
    let wide = text
        .chars()
        .filter(|c| *c >= '\u{2E80}' && *c != char::REPLACEMENT_CHARACTER)
        .count();
    // One bad character in twenty Chinese ones is damage; more, or nothing Chinese at all, is another encoding.
    (bad * 20 <= wide).then(|| {
        (
            text.into_owned(),
            Some(at..at + char::REPLACEMENT_CHARACTER.len_utf8()),
        )
    })
}

/// Judges by the bytes whether a text that is not UTF-8 reads like Chinese in GB18030: the 3,755 everyday characters
/// and the punctuation fill most of any Chinese text, while other encodings read as GB18030 scatter over all 23,940.
fn is_gb18030(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut everyday, mut other, mut bad) = (0usize, 0usize, 0usize);
    let mut at = 0;
    while at < sample.len() {
        let pair = (sample[at], sample.get(at + 1).copied());
        at += match pair {
            (0..=0x7F, _) => 1,
            (_, None) => break,
            (0xA1..=0xA9 | 0xB0..=0xD7, Some(0xA1..=0xFE)) => {
                everyday += 1;
                2
            }
            (0x81..=0xFE, Some(0x30..=0x39)) => {
                other += 1;
                4
            }
            (0x81..=0xFE, Some(0x40..=0x7E | 0x80..=0xFE)) => {
                other += 1;
                2
            }
            _ => {
                bad += 1;
                1
            }
        };
    }
    everyday > 0 && everyday * 10 >= (everyday + other) * 7 && bad * 20 <= everyday
}

/// Texts that only wrong decoding makes: U+FFFD as GBK, a BOM as Latin-1, uninitialised memory as GBK.
const MARKS: [&str; 5] = ["锟斤拷", "ï»¿", "烫烫烫", "屯屯屯", "\u{FFFD}"];

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst);
    builder.build(MARKS).ok()
});

fn mojibake(text: &str) -> Option<Mojibake> {
    if text.is_ascii() {
        return None;
    }
    garbled(text).or_else(|| misread(text))
}

/// The first text that only wrong decoding makes.
pub fn garbled(text: &str) -> Option<Mojibake> {
    let found = SEARCH.as_ref()?.find(text)?;
    Some(Mojibake {
        at: found.range(),
        was: None,
    })
}

/// UTF-8 that was read as GBK (鐢樻煇) or Latin-1 (ç”˜), then saved: encoding it back gives UTF-8 again.
/// Runs of at least three characters are judged, as shorter ones can be UTF-8 by chance.
pub fn misread(text: &str) -> Option<Mojibake> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let runs = sample
        .split(|c: char| c.is_ascii())
        .filter(|run| run.chars().nth(2).is_some());
    let (mut judged, mut found, mut first) = (0usize, 0usize, None);
    for run in runs {
        judged += 1;
        let Some(was) = read_back(run) else { continue };
        found += 1;
        first.get_or_insert_with(|| {
            let at = run.as_ptr() as usize - text.as_ptr() as usize;
            Mojibake {
                at: at..at + run.len(),
                was: Some(was),
            }
        });
    }
    if found * 2 > judged { first } else { None }
}

fn read_back(run: &str) -> Option<String> {
    [encoding_rs::GBK, encoding_rs::WINDOWS_1252]
        .into_iter()
        .find_map(|encoding| {
            // the first characters refuse nearly every run, and cost no allocation
            let mut head = [0; 16];
            let (encoded, _, length) = encoding
                .new_encoder()
                .encode_from_utf8_without_replacement(run, &mut head, false);
            let utf8 = std::str::from_utf8(&head[..length]);
            if matches!(encoded, EncoderResult::Unmappable(_))
                || utf8.is_err_and(|error| error.error_len().is_some())
            {
                return None;
            }
            let (bytes, _, lost) = encoding.encode(run);
            let was = std::str::from_utf8(&bytes).ok().filter(|_| !lost)?;
            let chinese = was.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
            (chinese && was.len() < run.len() * 2).then(|| was.to_owned())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "姓名,身份证号\r\n甘某某,11010519491231002X\r\n李某,、“引号”\r\n";

    fn check(bytes: &[u8], expected: Option<&str>) {
        assert_eq!(decode(bytes.to_vec()).map(|d| d.text).as_deref(), expected);
    }

    fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        check(TABLE.as_bytes(), Some(TABLE));
        check(format!("\u{FEFF}{TABLE}").as_bytes(), Some(TABLE));
        check(&GB18030.encode(TABLE).0, Some(TABLE));
        for encode in [u16::to_le_bytes, u16::to_be_bytes] {
            check(&utf16(TABLE, encode), Some(TABLE));
            check(&utf16(&format!("\u{FEFF}{TABLE}"), encode), Some(TABLE));
            check(&utf16("a,b\n1,2\n", encode), Some("a,b\n1,2\n"));
        }
    }

    #[test]
    fn four_byte_characters_and_rare_names_are_gb18030() {
        let text = "姓名,村,职务\n甘𠮷,会埠镇水口村,护林员\n";
        check(&GB18030.encode(text).0, Some(text));
    }

    #[test]
    fn other_encodings_and_binary_data_are_undecidable() {
        check(
            &encoding_rs::BIG5
                .encode("姓名,證號\n張三,身分證號碼不對,請補正\n")
                .0,
            None,
        );
        check(
            &encoding_rs::SHIFT_JIS
                .encode("なまえ,ばんごう\nカタカナ,テスト\n")
                .0,
            None,
        );
        check(
            &encoding_rs::WINDOWS_1252
                .encode("café,naïve\nÉlève,Ünïcode\n")
                .0,
            None,
        );
        check(
            &[0x89, b'P', b'N', b'G', 0, 0, 0, 0xFF, 0xFE, 0x80, 0x81],
            None,
        );
        let noise: Vec<u8> = (0u32..4000)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        check(&noise, None);
    }

    #[test]
    fn one_broken_character_does_not_lose_the_file() {
        for encoded in [
            TABLE.repeat(9).into_bytes(),
            GB18030.encode(&TABLE.repeat(9)).0.into_owned(),
        ] {
            let mut bytes = encoded;
            let at = bytes.len() - 5;
            bytes[at] = 0xFF;
            let decoded = decode(bytes).expect("it is still readable");
            assert!(decoded.undecodable.is_some());
            assert!(decoded.text.starts_with("姓名,身份证号"));
        }
    }

    #[test]
    fn mojibake_is_recognised_and_good_text_is_not() {
        let found = |text: &str| mojibake(text).map(|m| (text[m.at].to_owned(), m.was));
        assert_eq!(found("姓名\n锟斤拷\n"), Some(("锟斤拷".into(), None)));
        let misread = GB18030.decode("甘某某的合同".as_bytes()).0.into_owned();
        assert_eq!(
            found(&format!("a,{misread}\n")),
            Some((misread, Some("甘某某的合同".into())))
        );
        let latin = encoding_rs::WINDOWS_1252
            .decode("姓名".as_bytes())
            .0
            .into_owned();
        assert_eq!(
            found(&format!("{latin},x")),
            Some((latin, Some("姓名".into())))
        );
        assert_eq!(found(TABLE), None);
        assert_eq!(
            found("村民小组,会埠镇水口村,公益性岗位管理不够规范,一般农户\n"),
            None
        );
    }

    #[test]
    fn a_text_in_utf8_keeps_its_memory() {
        let bytes = TABLE.as_bytes().to_vec();
        let before = bytes.as_ptr();
        assert_eq!(decode(bytes).unwrap().text.as_ptr(), before);
    }
}
