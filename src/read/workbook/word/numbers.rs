//! The numbers that Word writes before paragraphs by itself: no text of the document, but what people see and count by.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::Event;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{attribute, number};
use crate::read::workbook::limits::Archive;

/// Levels of a list.
const LEVELS: usize = 9;
/// Lists, uses of lists, and styles with numbers that are kept of each.
const MOST: usize = 10_000;

/// How one level of a list is numbered.
#[derive(Clone, Default)]
struct Level {
    /// `None` before the first number is named: 1 in Word.
    start: Option<u32>,
    form: String,
    /// `%1.%2` …
    text: String,
}

type Levels = [Level; LEVELS];

#[derive(Default)]
struct Style {
    list: Option<u32>,
    level: u32,
    /// The style that it has everything else from.
    base: Option<String>,
}

/// Styles that one may be based on, each on the next.
const BASES: usize = 10;

/// The lists of a document.
#[derive(Default)]
pub struct Numbering {
    /// By the number of their definition.
    lists: FxHashMap<u32, Levels>,
    /// By the number that paragraphs use: the definition, and where each level starts anew.
    used: FxHashMap<u32, (u32, [Option<u32>; LEVELS])>,
    /// By a style: what it says of its paragraphs.
    styles: FxHashMap<String, Style>,
}

impl Numbering {
    /// What cannot be read of it is not there: the numbers are a help, the texts are not theirs.
    pub fn read(archive: &mut Archive<'_>) -> Self {
        let mut numbering = Numbering::default();
        numbering.lists(archive);
        numbering.styles(archive);
        numbering
    }

    fn lists(&mut self, archive: &mut Archive<'_>) {
        let (mut list, mut used, mut level) = (None, None, 0);
        each(archive, "word/numbering.xml", |tag| {
            let value = || number(tag, "val");
            match tag.local_name().as_ref() {
                "abstractNum" => {
                    list = number(tag, "abstractNumId");
                    if let Some(list) = list.filter(|_| self.lists.len() < MOST) {
                        self.lists.insert(list, Levels::default());
                    }
                }
                "lvl" => level = number(tag, "ilvl").unwrap_or_default() as usize,
                "num" => {
                    list = None;
                    used = number(tag, "numId");
                }
                "abstractNumId" => {
                    let room = self.used.len() < MOST;
                    if let (true, Some(used), Some(list)) = (room, used, value()) {
                        self.used.insert(used, (list, Default::default()));
                    }
                }
                "lvlOverride" => level = number(tag, "ilvl").unwrap_or_default() as usize,
                "startOverride" => {
                    let used = used.and_then(|used| self.used.get_mut(&used));
                    if let Some(start) = used.and_then(|(_, starts)| starts.get_mut(level)) {
                        *start = value();
                    }
                }
                name @ ("start" | "numFmt" | "lvlText") => {
                    let levels = list.and_then(|list| self.lists.get_mut(&list));
                    let Some(level) = levels.and_then(|levels| levels.get_mut(level)) else {
                        return;
                    };
                    match name {
                        "start" => level.start = value(),
                        "numFmt" => level.form = attribute(tag, "val").unwrap_or_default(),
                        _ => level.text = attribute(tag, "val").unwrap_or_default(),
                    }
                }
                _ => {}
            }
        });
    }

    fn styles(&mut self, archive: &mut Archive<'_>) {
        let mut style = None;
        each(archive, "word/styles.xml", |tag| {
            match tag.local_name().as_ref() {
                "style" => style = attribute(tag, "styleId"),
                name @ ("numId" | "ilvl" | "basedOn") => {
                    let (true, Some(style)) = (self.styles.len() < MOST, &style) else {
                        return;
                    };
                    let own = self.styles.entry(style.clone()).or_default();
                    match name {
                        "numId" => own.list = number(tag, "val"),
                        "ilvl" => own.level = number(tag, "val").unwrap_or_default(),
                        _ => own.base = attribute(tag, "val"),
                    }
                }
                _ => {}
            }
        });
    }
}

impl Numbering {
    /// The list and level of paragraphs of a style, by itself or by what it is based on.
    fn of_style(&self, name: &str) -> Option<(u32, u32)> {
        let style = self.styles.get(name)?;
        let base = |style: &&Style| self.styles.get(style.base.as_ref()?);
        let mut chain = std::iter::successors(Some(style), base).take(BASES);
        chain.find_map(|style| Some((style.list?, style.level)))
    }
}

/// Shows the opening tags of a part, as far as it can be read.
fn each(
    archive: &mut Archive<'_>,
    part: &str,
    mut see: impl FnMut(&quick_xml::events::BytesStart<'_>),
) {
    let at = archive.index_for_name(part);
    let Some(part) = at.and_then(|at| archive.by_index(at).ok()) else {
        return;
    };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => see(&tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Counts the paragraphs of a document's lists.
pub struct Numbers<'n> {
    numbering: &'n Numbering,
    /// By definition, the number of each level that was written last.
    counts: FxHashMap<u32, [Option<u32>; LEVELS]>,
    /// The lists that have begun, since one may start anew.
    begun: FxHashSet<u32>,
}

impl<'n> Numbers<'n> {
    pub fn of(numbering: &'n Numbering) -> Self {
        Numbers {
            numbering,
            counts: FxHashMap::default(),
            begun: FxHashSet::default(),
        }
    }

    /// What Word writes before the next paragraph; `list` and `level` are what it says of itself, `style` is its
    /// style's name.
    pub fn next(&mut self, list: Option<u32>, level: u32, style: Option<&str>) -> Option<String> {
        let (list, level) = match list {
            Some(list) => (list, level),
            None => self.numbering.of_style(style?)?,
        };
        // list 0 takes away a style's numbers
        let (definition, starts) = self.numbering.used.get(&list)?;
        let levels = self.numbering.lists.get(definition)?;
        let at = (level as usize).min(LEVELS - 1);
        let counts = self.counts.entry(*definition).or_default();
        if self.begun.insert(list) {
            for (count, start) in counts.iter_mut().zip(starts) {
                if start.is_some() {
                    *count = None;
                }
            }
        }
        let start = |at: usize| starts[at].or(levels[at].start).unwrap_or(1);
        counts[at] = Some(counts[at].map_or(start(at), |count| count.saturating_add(1)));
        counts[at + 1..].fill(None);
        let own = &levels[at];
        if own.form == "bullet" || own.form == "none" {
            return None;
        }
        let mut label = String::new();
        let mut characters = own.text.chars().peekable();
        while let Some(character) = characters.next() {
            let level = characters.peek().and_then(|c| c.to_digit(10));
            match level.filter(|level| character == '%' && (1..=9).contains(level)) {
                Some(level) => {
                    characters.next();
                    let level = level as usize - 1;
                    let count = counts[level].unwrap_or_else(|| start(level));
                    label.push_str(&written(count, &levels[level].form));
                }
                None => label.push(character),
            }
        }
        // a number alone would run into the text
        if label.ends_with(|c: char| c.is_alphabetic() || c.is_ascii_digit()) {
            label.push('.');
        }
        Some(label).filter(|label| !label.is_empty())
    }
}

/// `1` of `1.` and of `(1)`.
pub fn bare(label: &str) -> &str {
    label.trim_matches(|c: char| c.is_whitespace() || "()（）[]【】、.．,，:：第".contains(c))
}

/// A number in one of Word's forms; in digits where the form is none of those below.
fn written(n: u32, form: &str) -> String {
    match form {
        "decimalZero" => format!("{n:02}"),
        "chineseCounting"
        | "chineseCountingThousand"
        | "chineseLegalSimplified"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "koreanDigital2" => chinese(n),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match n {
            1..=20 => char::from_u32(0x2460 + n - 1).map_or_else(|| n.to_string(), String::from),
            _ => n.to_string(),
        },
        "upperLetter" => letters(n),
        "lowerLetter" => letters(n).to_lowercase(),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        _ => n.to_string(),
    }
}

/// 一, 十, 十二, 一百零五; digits from 10,000 on.
fn chinese(n: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if n == 0 || n >= 10_000 {
        return n.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / unit % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        // 十二, not 一十二
        if !(unit == 10 && digit == 1 && text.is_empty()) {
            text.push_str(DIGITS[digit as usize]);
        }
        text.push_str(name);
    }
    text
}

/// A to Z, then AA, BB … as Word has it.
fn letters(n: u32) -> String {
    let Some(n) = n.checked_sub(1).filter(|n| *n < 780) else {
        return n.to_string();
    };
    let letter = char::from(b'A' + (n % 26) as u8);
    std::iter::repeat_n(letter, (n / 26 + 1) as usize).collect()
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n >= 4000 {
        return n.to_string();
    }
    let mut left = n;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        let check =
            |n, form: &str, expected: &str| assert_eq!(written(n, form), expected, "{form}");
        check(7, "decimal", "7");
        check(7, "decimalZero", "07");
        check(1, "chineseCounting", "一");
        check(10, "chineseCounting", "十");
        check(12, "chineseCountingThousand", "十二");
        check(20, "chineseCounting", "二十");
        check(105, "chineseCounting", "一百零五");
        check(110, "chineseCounting", "一百一十");
        check(3, "decimalEnclosedCircle", "③");
        check(28, "upperLetter", "BB");
        check(14, "lowerRoman", "xiv");
        check(5, "somethingNew", "5");
    }

    #[test]
    fn a_number_alone_is_what_people_would_type() {
        for (label, expected) in [("1.", "1"), ("(3)", "3"), ("一、", "一"), ("12", "12")] {
            assert_eq!(bare(label), expected);
        }
    }

    #[test]
    fn levels_count_by_themselves_and_lists_start_anew() {
        let mut levels = Levels::default();
        for (level, (form, text)) in levels
            .iter_mut()
            .zip([("decimal", "%1."), ("decimal", "%1.%2")])
        {
            (level.form, level.text) = (form.to_owned(), text.to_owned());
        }
        let style = |list, base: Option<&str>| Style {
            list,
            level: 0,
            base: base.map(str::to_owned),
        };
        let mut anew = [None; LEVELS];
        anew[0] = Some(1);
        let numbering = Numbering {
            lists: [(4, levels)].into_iter().collect(),
            used: [(1, (4, [None; LEVELS])), (2, (4, anew))]
                .into_iter()
                .collect(),
            styles: [
                ("编号".to_owned(), style(Some(1), None)),
                ("表内编号".to_owned(), style(None, Some("编号"))),
                // each based on the other
                ("甲".to_owned(), style(None, Some("乙"))),
                ("乙".to_owned(), style(None, Some("甲"))),
            ]
            .into_iter()
            .collect(),
        };
        let mut numbers = Numbers::of(&numbering);
        let mut check = |list, level, style, expected: Option<&str>| {
            assert_eq!(numbers.next(list, level, style).as_deref(), expected);
        };
        check(Some(1), 0, None, Some("1."));
        check(Some(1), 1, None, Some("1.1."));
        check(Some(1), 1, None, Some("1.2."));
        check(None, 0, Some("编号"), Some("2."));
        check(Some(1), 1, None, Some("2.1."));
        check(None, 0, Some("表内编号"), Some("3."));
        check(None, 0, Some("甲"), None);
        check(Some(2), 0, None, Some("1."));
        check(Some(0), 0, Some("编号"), None);
        check(None, 0, None, None);
    }
}
