//! Text cells: trimmed, freed of invisible characters, and for codes and identifiers brought to one spelling.
//!
//! Prose keeps its full-width punctuation and inner spaces; that is how Chinese is written.

use std::borrow::Cow;

use super::characters::{Traits, fold, is_invisible, is_wide_alphanumeric, narrow, scan};
use super::placeholder::{MAY_BEGIN_PLACEHOLDER, is_dummy_number, is_placeholder};
use super::{Read, Remark};
use crate::finding::PersonalKind;
use crate::ledger::{Field, Kind};

/// Reads a text cell. Codes decide before placeholders do: 无 is a value where it is a code.
///
/// A text that is no code stays as it is; the schema's `enum` reports it.
pub fn text<'a>(field: &'a Field, raw: &'a str) -> Read<Cow<'a, str>> {
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return Read::blank();
    }
    if !field.codes.is_empty() {
        return code(field, trimmed);
    }
    let traits = scan(trimmed);
    if is_placeholder(trimmed) {
        return Read::placeholder(trimmed);
    }
    if is_number_like(field) {
        return identifier(field, trimmed, traits);
    }
    if traits.is_clean() && !is_suspicious_as_identifier(trimmed) {
        return Read::plain(Cow::Borrowed(trimmed));
    }
    if field.personal == Some(PersonalKind::Name) {
        return name(trimmed, traits);
    }
    if is_identifier(field) {
        identifier(field, trimmed, traits)
    } else {
        prose(trimmed, traits)
    }
}

/// How the texts of a field are looked at, decided once for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One of a list, or hoped to be.
    Code,
    /// An ID number, phone or account.
    Number(PersonalKind),
    Free,
}

impl Form {
    pub fn of(field: &Field) -> Self {
        match field.personal {
            _ if !field.codes.is_empty() => Form::Code,
            Some(kind) if is_number_like(field) => Form::Number(kind),
            _ => Form::Free,
        }
    }

    /// True for a text that `text` gives back as it is and without a remark, found by looking at few of its bytes;
    /// false says nothing. The text holds no white space and nothing that `scan` remarks on, and `digits` says
    /// whether it is all ASCII digits.
    #[inline]
    pub fn keeps(self, text: &str, digits: bool) -> bool {
        let bytes = text.as_bytes();
        let Some(first) = bytes.first() else {
            return false;
        };
        let placeholder = match first {
            b'0'..=b'9' => false,
            0x80.. => is_placeholder(text),
            first => MAY_BEGIN_PLACEHOLDER.contains(first),
        };
        if placeholder {
            return false;
        }
        match self {
            Form::Code => false,
            Form::Number(kind) => {
                let check_letter = || {
                    let (last, rest) = (bytes[bytes.len() - 1], &bytes[..bytes.len() - 1]);
                    kind == PersonalKind::IdNumber
                        && last == b'X'
                        && rest.iter().all(u8::is_ascii_digit)
                };
                (digits || check_letter()) && !is_dummy_number(text, Some(kind))
            }
            Form::Free if digits => text != "0",
            Form::Free => {
                let exponent = || bytes.iter().any(|b| matches!(b, b'E' | b'e'));
                *first != b'\'' && !(first.is_ascii_digit() && exponent())
            }
        }
    }
}

/// ID numbers, phones and accounts.
fn is_number_like(field: &Field) -> bool {
    matches!(
        field.personal,
        Some(PersonalKind::IdNumber | PersonalKind::Phone | PersonalKind::Account)
    )
}

/// Fields whose values are compared letter by letter: keys and numbers of documents, and whatever has a pattern.
fn is_identifier(field: &Field) -> bool {
    let by_name = ["_id", "_no", "_code", "_number", "uscc"]
        .iter()
        .any(|end| field.name.ends_with(end));
    by_name || field.schema.get("pattern").is_some()
}

/// Clean texts that nevertheless need a second look where the field is an identifier.
fn is_suspicious_as_identifier(text: &str) -> bool {
    let first = text.as_bytes()[0];
    text == "0"
        || first == b'\''
        || text.starts_with(['‘', '’', '＇'])
        || (first.is_ascii_digit() && is_scientific(text))
}

/// A spreadsheet shows at most 15 digits, a point and an exponent.
const LONGEST_SCIENTIFIC: usize = 21;

/// `3.60921E+17`: what a spreadsheet shows of a long number. Digits behind the fifteenth are lost by then.
fn is_scientific(text: &str) -> bool {
    if text.len() > LONGEST_SCIENTIFIC {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let power = exponent.strip_prefix('+').unwrap_or(exponent);
    // without a point or a plus it may be a true number, such as building 1E5
    (mantissa.contains('.') || exponent.starts_with('+'))
        && whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && (1..=3).contains(&power.len())
        && digits(power)
}

fn identifier<'a>(field: &Field, trimmed: &'a str, traits: Traits) -> Read<Cow<'a, str>> {
    let mut text = Cow::Borrowed(trimmed);
    let mut changed = false;
    if !traits.is_clean() {
        let shown = |c: &char| !c.is_whitespace() && !is_invisible(*c);
        let tidy = |c: char| {
            if is_wide_alphanumeric(c) || matches!(c, '－' | '．' | '／' | '＿') {
                narrow(c)
            } else {
                c
            }
        };
        text = Cow::Owned(trimmed.chars().filter(shown).map(tidy).collect());
        changed = text != trimmed;
    }
    // the mark with which spreadsheets force text
    if let Some(rest) = text.strip_prefix(['\'', '‘', '’', '＇']) {
        text = Cow::Owned(rest.to_owned());
        changed = true;
    }
    if text.is_empty() {
        return Read::blank();
    }
    if is_scientific(&text) {
        return Read::without(Kind::DamagedIdentifier, Vec::new());
    }
    if is_number_like(field) {
        // a number that passed through a floating-point column
        if let Some(whole) = text
            .strip_suffix(".0")
            .filter(|whole| whole.bytes().all(|b| b.is_ascii_digit()))
        {
            text = Cow::Owned(whole.to_owned());
            changed = true;
        }
    }
    if is_dummy_number(&text, field.personal) || is_placeholder(&text) {
        return Read::placeholder(&text);
    }
    if field.personal == Some(PersonalKind::IdNumber) && text.ends_with('x') {
        text.to_mut().make_ascii_uppercase();
    }
    finish(text, changed)
}

/// Names are padded to equal width with inner spaces (张　三); between Chinese characters they mean nothing.
fn name(trimmed: &str, traits: Traits) -> Read<Cow<'_, str>> {
    if !traits.space && !traits.non_breaking {
        return prose(trimmed, traits);
    }
    let characters: Vec<char> = trimmed.chars().filter(|c| !is_invisible(*c)).collect();
    let mut text = String::with_capacity(trimmed.len());
    for (at, &c) in characters.iter().enumerate() {
        if c.is_whitespace() {
            let next = characters[at..].iter().find(|c| !c.is_whitespace());
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == ' ');
            if latin(text.chars().last()) && latin(next.copied()) && !text.ends_with(' ') {
                text.push(' ');
            }
        } else {
            text.push(c);
        }
    }
    let changed = text != trimmed;
    finish(Cow::Owned(text), changed)
}

fn prose(trimmed: &str, traits: Traits) -> Read<Cow<'_, str>> {
    if !traits.invisible && !traits.non_breaking && !traits.carriage_return {
        return Read::plain(Cow::Borrowed(trimmed));
    }
    let shown = trimmed.chars().filter(|c| !is_invisible(*c) && *c != '\r');
    let text: String = shown.map(|c| if c == '\u{A0}' { ' ' } else { c }).collect();
    let text = text.trim();
    if text.is_empty() {
        return Read::blank();
    }
    if is_placeholder(text) {
        return Read::placeholder(text);
    }
    // line ends of another system are no fault of the writer
    finish(
        Cow::Owned(text.to_owned()),
        traits.invisible || traits.non_breaking,
    )
}

fn finish(text: Cow<'_, str>, changed: bool) -> Read<Cow<'_, str>> {
    let remark = changed.then(|| Remark {
        kind: Kind::Normalised,
        details: vec![text.to_string()],
    });
    Read {
        value: Some(text),
        remark,
        long_term: false,
    }
}

fn code<'a>(field: &'a Field, trimmed: &'a str) -> Read<Cow<'a, str>> {
    if field.codes.iter().any(|code| code == trimmed) {
        return Read::plain(Cow::Borrowed(trimmed));
    }
    if let Some((_, code)) = field
        .code_aliases
        .iter()
        .find(|(spelling, _)| spelling == trimmed)
    {
        return Read::plain(Cow::Borrowed(code));
    }
    if is_placeholder(trimmed) || trimmed == "0" {
        return Read::placeholder(trimmed);
    }
    let folded = fold(trimmed).text;
    if folded.is_empty() {
        return Read::blank();
    }
    // folded as well, since a schema may spell its codes with full-width brackets
    let aliases = field
        .code_aliases
        .iter()
        .map(|(spelling, code)| (spelling, code));
    let mut spellings = field.codes.iter().map(|code| (code, code)).chain(aliases);
    if let Some((_, code)) = spellings.find(|(spelling, _)| fold(spelling).text == folded) {
        return Read::with(Cow::Borrowed(code.as_str()), Kind::Normalised, code.clone());
    }
    if is_placeholder(&folded) {
        return Read::placeholder(&folded);
    }
    prose(trimmed, scan(trimmed))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{coded, field, personal, shown};
    use super::*;
    use crate::ledger::Type;

    fn check(field: &Field, cases: &[(&str, &str)]) {
        for (raw, expected) in cases {
            assert_eq!(shown(&text(field, raw)), *expected, "{raw:?}");
        }
    }

    #[test]
    fn prose_is_only_trimmed_and_freed_of_what_nobody_sees() {
        check(
            &field("remark", Type::Text),
            &[
                (
                    "一是开展排查；二是（逐户）核实，共１２户。",
                    "一是开展排查；二是（逐户）核实，共１２户。",
                ),
                ("  两端 有空 格\u{3000}", "两端 有空 格"),
                ("第一行\n第二行", "第一行\n第二行"),
                ("第一行\r\n第二行", "第一行\n第二行"),
                ("零\u{200B}宽", "零宽 ! normalised [零宽]"),
                ("\u{FEFF}标记", "标记 ! normalised [标记]"),
                ("不\u{A0}换行", "不 换行 ! normalised [不 换行]"),
                ("控\u{7}制", "控制 ! normalised [控制]"),
                ("3.60921E+17", "3.60921E+17"),
                ("0", "0"),
                ("'引号'", "'引号'"),
            ],
        );
    }

    #[test]
    fn blank_cells_say_nothing() {
        check(
            &field("remark", Type::Text),
            &[
                ("", "∅"),
                ("  \t", "∅"),
                ("\u{3000}\u{A0}", "∅"),
                ("\u{200B}\u{FEFF}", "∅"),
            ],
        );
        check(
            &coded(&["有"], &[]),
            &[("", "∅"), ("\u{3000}", "∅"), ("\u{200B}", "∅")],
        );
        check(&personal(PersonalKind::Phone), &[(" ", "∅"), ("'", "∅")]);
    }

    #[test]
    fn placeholders_are_remarked_upon_with_no_value() {
        check(
            &field("org", Type::Text),
            &[
                ("无", "∅ ! placeholder"),
                (" —— ", "∅ ! placeholder"),
                ("同上", "∅ ! placeholder [同上]"),
                ("XXX", "∅ ! placeholder"),
            ],
        );
        check(
            &field("post_id", Type::Text),
            &[
                ("0", "∅ ! placeholder"),
                ("00", "00"),
                ("1234567", "1234567"),
            ],
        );
        check(
            &personal(PersonalKind::Phone),
            &[
                ("13800000000", "∅ ! placeholder"),
                ("1234567", "∅ ! placeholder"),
            ],
        );
    }

    #[test]
    fn codes_decide_what_a_placeholder_is() {
        let local_hit = coded(
            &["有", "无", "不涉及"],
            &[("未发现", "无"), ("/", "不涉及")],
        );
        check(
            &local_hit,
            &[
                ("无", "无"),
                ("未发现", "无"),
                ("/", "不涉及"),
                ("-", "∅ ! placeholder"),
                ("同上", "∅ ! placeholder [同上]"),
            ],
        );
    }

    #[test]
    fn codes_tolerate_spaces_and_widths() {
        let status = coded(
            &["待整改", "已销号", "A1", "残疾,慢病"],
            &[("已完成", "已销号"), ("√", "已销号")],
        );
        check(
            &status,
            &[
                ("已销号", "已销号"),
                (" 已完成 ", "已销号"),
                ("√", "已销号"),
                ("已 销 号", "已销号 ! normalised [已销号]"),
                ("已　完成", "已销号 ! normalised [已销号]"),
                ("Ａ１", "A1 ! normalised [A1]"),
                ("残疾，慢病", "残疾,慢病 ! normalised [残疾,慢病]"),
                ("办结", "办结"),
                ("0", "∅ ! placeholder"),
            ],
        );
    }

    #[test]
    fn id_numbers_get_one_spelling() {
        check(
            &personal(PersonalKind::IdNumber),
            &[
                ("11010519491231002X", "11010519491231002X"),
                ("11010519491231002x", "11010519491231002X"),
                (
                    "１１０１０５１９４９１２３１００２Ｘ",
                    "11010519491231002X ! normalised [11010519491231002X]",
                ),
                (
                    "１１０１０５１９４９１２３１００２ｘ",
                    "11010519491231002X ! normalised [11010519491231002X]",
                ),
                (
                    "110105 19491231 002x",
                    "11010519491231002X ! normalised [11010519491231002X]",
                ),
                (
                    "'360921200002291120",
                    "360921200002291120 ! normalised [360921200002291120]",
                ),
                (
                    "360921200002291120.0",
                    "360921200002291120 ! normalised [360921200002291120]",
                ),
                ("360921200002291000", "360921200002291000"),
                ("3.60921E+17", "∅ ! damaged-identifier"),
                ("3.60921e17", "∅ ! damaged-identifier"),
                ("３.60921E+17", "∅ ! damaged-identifier"),
                ("4E+17", "∅ ! damaged-identifier"),
                ("无", "∅ ! placeholder"),
                ("无证", "无证"),
            ],
        );
    }

    #[test]
    fn keys_are_identifiers_by_their_names_or_their_patterns() {
        check(
            &field("post_id", Type::Text),
            &[
                ("P 01", "P01 ! normalised [P01]"),
                ("Ｐ０１", "P01 ! normalised [P01]"),
                ("3.6E+11", "∅ ! damaged-identifier"),
                ("1E5", "1E5"),
                ("x", "x"),
            ],
        );
        let mut hash = field("sha256", Type::Text);
        hash.schema = serde_json::json!({"pattern": "^[0-9a-f]+$"});
        check(&hash, &[("ab cd", "abcd ! normalised [abcd]")]);
    }

    #[test]
    fn names_lose_the_spaces_that_pad_them() {
        check(
            &personal(PersonalKind::Name),
            &[
                ("甘　某", "甘某 ! normalised [甘某]"),
                ("甘 某", "甘某 ! normalised [甘某]"),
                ("欧阳 某某", "欧阳某某 ! normalised [欧阳某某]"),
                ("John Smith", "John Smith"),
                ("甘某", "甘某"),
                ("阿依古丽·买买提", "阿依古丽·买买提"),
            ],
        );
    }

    #[test]
    fn clean_text_is_borrowed() {
        let plain = field("remark", Type::Text);
        assert!(matches!(
            text(&plain, " 正文 ").value,
            Some(Cow::Borrowed("正文"))
        ));
        let id = personal(PersonalKind::IdNumber);
        assert!(matches!(
            text(&id, "11010519491231002X").value,
            Some(Cow::Borrowed(_))
        ));
    }

    #[test]
    fn what_a_form_keeps_is_read_as_it_is() {
        let fields = [
            field("remark", Type::Text),
            field("a_id", Type::Text),
            coded(&["健康"], &[]),
            personal(PersonalKind::IdNumber),
            personal(PersonalKind::Phone),
            personal(PersonalKind::Account),
            personal(PersonalKind::Name),
        ];
        let parts = "|0|00|1|12|000000|1234567|123456|13800000000|13907950001|11010519491231002X|1101x|3.6E+17|36E|3e5|'|\
            无|无。|待补|见附件|同上|某|某某|X|XX|x|*|?|??|N/A|na|南|-|--|/|#REF!|健康|村民|李|1.0|12.0|_|A1|\u{1680}|é|𠮷";
        let parts: Vec<&str> = parts.split('|').map(str::trim).collect();
        for field in &fields {
            let form = Form::of(field);
            let mut kept = 0;
            for (a, b) in parts.iter().flat_map(|a| parts.iter().map(move |b| (a, b))) {
                let raw = format!("{a}{b}");
                let digits = raw.bytes().all(|b| b.is_ascii_digit());
                if scan(&raw).is_clean() && form.keeps(&raw, digits) {
                    kept += 1;
                    assert_eq!(text(field, &raw), Read::plain(raw.as_str().into()), "{raw}");
                }
            }
            assert_eq!(kept > 20, form != Form::Code, "{form:?} keeps {kept}");
        }
    }

    #[test]
    fn no_text_panics() {
        let fields = [
            field("remark", Type::Text),
            field("a_id", Type::Text),
            coded(&["无"], &[]),
            personal(PersonalKind::IdNumber),
            personal(PersonalKind::Name),
        ];
        for raw in [
            "'",
            "''",
            ".0",
            "E",
            "1e",
            "é",
            "\u{200B}'",
            "𠮷 x",
            "x",
            "\r",
            "\u{85}",
            "甘 ",
        ] {
            for field in &fields {
                let _ = text(field, raw);
            }
        }
    }
}
