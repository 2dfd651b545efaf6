//! Several things in one cell (`1.… 2.…`, `一是…;二是…`, ①②, lines) apart, each with its inner number.

use std::ops::Range;

/// One of the things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub number: Option<u32>,
    /// Bytes of the cell, without the number and the separator behind.
    pub text: Range<usize>,
}

/// How things are numbered, outermost habits first.
const STYLES: [Style; 5] = [
    Style::Shi,
    Style::Chinese,
    Style::Digits,
    Style::Bracketed,
    Style::Circled,
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 一是
    Shi,
    /// 一、
    Chinese,
    /// 1. 1、 1)
    Digits,
    /// (1) (一)
    Bracketed,
    /// ①
    Circled,
}

/// The things in a cell, in order; one without a number where it holds but one. Empty for a blank cell.
pub fn items(cell: &str) -> Vec<Item> {
    let numbered = STYLES.iter().filter_map(|style| numbered(cell, *style));
    // what begins first is what the others stand in
    if let Some(marks) = numbered.min_by_key(|marks| marks[0].0.start) {
        return between(cell, &marks);
    }
    let lines = lines(cell);
    match lines.len() {
        0 => Vec::new(),
        1 => vec![alone(cell)],
        _ => lines
            .into_iter()
            .map(|text| Item { number: None, text })
            .collect(),
    }
}

/// A cell with one thing in it, which may be numbered as part of a column of them.
fn alone(cell: &str) -> Item {
    let whole = trimmed(cell, 0..cell.len());
    for style in STYLES {
        if let Some((number, length)) = mark(&cell[whole.start..], style)
            && starts(cell, whole.start, style)
        {
            let text = trimmed(cell, whole.start + length..whole.end);
            if !text.is_empty() {
                return Item {
                    number: Some(number),
                    text,
                };
            }
        }
    }
    Item {
        number: None,
        text: whole,
    }
}

/// The marks 1, 2, 3 … of a style: place of each. `None` where there are not two.
fn numbered(cell: &str, style: Style) -> Option<Vec<(Range<usize>, u32)>> {
    let mut marks = Vec::new();
    let mut next = 1;
    for (at, _) in cell.char_indices() {
        if let Some((number, length)) = mark(&cell[at..], style)
            && number == next
            && starts(cell, at, style)
        {
            marks.push((at..at + length, number));
            next += 1;
        }
    }
    (marks.len() > 1).then_some(marks)
}

fn between(cell: &str, marks: &[(Range<usize>, u32)]) -> Vec<Item> {
    let ends = marks
        .iter()
        .skip(1)
        .map(|(mark, _)| mark.start)
        .chain([cell.len()]);
    let mut items = Vec::with_capacity(marks.len());
    for (n, ((mark, number), end)) in marks.iter().zip(ends).enumerate() {
        // what stands before the first number belongs to it
        let lead = n == 0 && !cell[..mark.start].trim().is_empty();
        let start = if lead { 0 } else { mark.end };
        let text = trimmed(cell, start..end);
        if !text.is_empty() {
            items.push(Item {
                number: Some(*number),
                text,
            });
        }
    }
    items
}

/// The number that a text begins with in a style, and how many bytes say so.
fn mark(text: &str, style: Style) -> Option<(u32, usize)> {
    match style {
        Style::Shi => chinese(text)
            .filter(|(_, length)| text[*length..].starts_with('是'))
            .map(|(n, l)| (n, l + 3)),
        Style::Chinese => chinese(text)
            .filter(|(_, length)| text[*length..].starts_with('、'))
            .map(|(n, l)| (n, l + 3)),
        Style::Digits => {
            let (number, length) = digits(text)?;
            let behind = text[length..].chars().next()?;
            let after = text[length + behind.len_utf8()..].chars().next();
            let ends = match behind {
                // 2.5万元 and 2021.5.15 are numbers
                '.' | '．' => !after.is_some_and(|c| c.is_ascii_digit()),
                '、' | ')' | '）' => true,
                _ => false,
            };
            ends.then_some((number, length + behind.len_utf8()))
        }
        Style::Bracketed => {
            let open = text
                .chars()
                .next()
                .filter(|c| matches!(c, '(' | '（'))?
                .len_utf8();
            let (number, length) = digits(&text[open..]).or_else(|| chinese(&text[open..]))?;
            let close = text[open + length..]
                .chars()
                .next()
                .filter(|c| matches!(c, ')' | '）'))?;
            Some((number, open + length + close.len_utf8()))
        }
        Style::Circled => {
            let first = text.chars().next()?;
            let number = (first as u32).checked_sub('①' as u32)? + 1;
            (number <= 20).then_some((number, first.len_utf8()))
        }
    }
}

/// Whether something may begin at a place: at the beginning, or behind a mark that ends what was before.
fn starts(cell: &str, at: usize, style: Style) -> bool {
    let Some(before) = cell[..at].chars().next_back() else {
        return true;
    };
    let ended = before.is_whitespace()
        || matches!(before, '。' | '；' | ';' | '：' | ':' | '！' | '\u{3000}');
    match style {
        Style::Circled => true,
        Style::Shi => ended || matches!(before, ',' | '，' | '.' | '、'),
        Style::Bracketed | Style::Chinese | Style::Digits => ended,
    }
}

/// At most two digits, full-width ones as well.
fn digits(text: &str) -> Option<(u32, usize)> {
    let value = |c: char| {
        c.to_digit(10)
            .or_else(|| (c as u32).checked_sub('０' as u32).filter(|d| *d < 10))
    };
    let (mut number, mut length, mut count) = (0, 0, 0);
    for c in text.chars() {
        let Some(digit) = value(c) else { break };
        (number, length, count) = (number * 10 + digit, length + c.len_utf8(), count + 1);
        if count > 2 {
            return None;
        }
    }
    (count > 0).then_some((number, length))
}

/// 一 to 九十九.
fn chinese(text: &str) -> Option<(u32, usize)> {
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|at| at as u32 + 1)
    };
    let mut characters = text.chars().peekable();
    let (mut number, mut length) = (0, 0);
    if let Some(first) = characters.peek().copied().and_then(digit) {
        (number, length) = (first, 3);
        characters.next();
    }
    if characters.peek() == Some(&'十') {
        characters.next();
        (number, length) = (number.max(1) * 10, length + 3);
        if let Some(last) = characters.peek().copied().and_then(digit) {
            (number, length) = (number + last, length + 3);
        }
    }
    (length > 0).then_some((number, length))
}

fn lines(cell: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in cell.split_inclusive(['\n', '\r']) {
        let text = trimmed(cell, start..start + line.len());
        start += line.len();
        if !text.is_empty() {
            lines.push(text);
        }
    }
    lines
}

/// Without white space around, and without the semicolon that only separates.
fn trimmed(cell: &str, range: Range<usize>) -> Range<usize> {
    let text = &cell[range.clone()];
    let ahead = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '；'));
    let start = range.end - ahead.len();
    let end = start
        + ahead
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '；'))
            .len();
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, expected: &[(u32, &str)]) {
        let found = items(cell);
        let found: Vec<(u32, &str)> = found
            .iter()
            .map(|item| (item.number.unwrap_or(0), &cell[item.text.clone()]))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn numbered_things_come_apart() {
        check(
            "1.开展排查。2.及时销号。",
            &[(1, "开展排查。"), (2, "及时销号。")],
        );
        check(
            "1、开展排查;\n2、及时销号",
            &[(1, "开展排查"), (2, "及时销号")],
        );
        check(
            "一是开展排查；二是及时销号。",
            &[(1, "开展排查"), (2, "及时销号。")],
        );
        check(
            "一是开展排查,二是及时销号",
            &[(1, "开展排查,"), (2, "及时销号")],
        );
        check(
            "①开展排查②及时销号③公示",
            &[(1, "开展排查"), (2, "及时销号"), (3, "公示")],
        );
        check(
            "(1)开展排查 （2）及时销号",
            &[(1, "开展排查"), (2, "及时销号")],
        );
        check(
            "一、排查\n二、销号\n三、公示",
            &[(1, "排查"), (2, "销号"), (3, "公示")],
        );
        check("十一是补充", &[(11, "补充")]);
        check("１．排查\n２．销号", &[(1, "排查"), (2, "销号")]);
    }

    #[test]
    fn a_lead_in_stays_with_the_first_and_inner_numbers_stay_inside() {
        check(
            "加强管理:一是排查;二是销号",
            &[(1, "加强管理:一是排查"), (2, "销号")],
        );
        check(
            "一是排查:(1)入户;(2)登记;二是销号",
            &[(1, "排查:(1)入户;(2)登记"), (2, "销号")],
        );
    }

    #[test]
    fn lines_without_numbers_are_things_too() {
        check(
            "排查全镇农户\n  及时销号\n\n",
            &[(0, "排查全镇农户"), (0, "及时销号")],
        );
    }

    #[test]
    fn amounts_dates_and_single_things_are_left_alone() {
        check("拨付2.5万元,1.2万元结余", &[(0, "拨付2.5万元,1.2万元结余")]);
        check("2021.5.15前完成", &[(0, "2021.5.15前完成")]);
        check("3.公示结果", &[(3, "公示结果")]);
        check("二是重点", &[(2, "重点")]);
        check("这一是非", &[(0, "这一是非")]);
        check("", &[]);
        check(" \n", &[]);
        check("①", &[(0, "①")]);
    }
}
