//! Text on a terminal: display width, cutting, wrapping, ink, and making control characters harmless.

use unicode_width::UnicodeWidthChar;

use super::Style;

/// Columns a text takes, double-width characters counted twice; character by character, as the snippets are drawn.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text with every character that could move the cursor, hide or reorder text made visible. One line always.
pub fn clean(text: &str, unicode: bool) -> String {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push(if unicode { '↵' } else { ' ' }),
            '\t' => out.push(' '),
            '\0'..='\x1f' if unicode => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('?')),
            c if c.is_control() => out.push('?'),
            // zero-width, bidirectional and other format characters, which would hide what is wrong
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => out.push_str(&format!("<U+{:04X}>", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// The mark of something left out.
pub fn ellipsis(unicode: bool) -> &'static str {
    if unicode { "…" } else { ".." }
}

/// The beginning of `text`, at most `most` columns wide, with an ellipsis where something was cut.
pub fn cut(text: &str, most: usize, unicode: bool) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(width(ellipsis(unicode)));
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += char_width(*c);
        used <= room
    });
    kept.collect::<String>() + ellipsis(unicode)
}

/// The end of `text`, at most `most` columns wide, with an ellipsis where something was cut.
pub fn cut_start(text: &str, most: usize, unicode: bool) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(width(ellipsis(unicode)));
    let mut used = 0;
    let from = text.char_indices().rev().take_while(|(_, c)| {
        used += char_width(*c);
        used <= room
    });
    let from = from.last().map_or(text.len(), |(at, _)| at);
    format!("{}{}", ellipsis(unicode), &text[from..])
}

/// `text` padded with spaces to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// Lines of at most `columns` (never fewer than 8) columns, broken at spaces or between Chinese characters.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for piece in pieces(text) {
        let visible = width(piece.trim_end());
        if used > 0 && used + visible > columns {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
        }
        for c in piece.chars() {
            if used + char_width(c) > columns && c != ' ' {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += char_width(c);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// What must not be torn apart: words with the space behind them, Chinese characters with punctuation around them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut from, mut before, mut closed) = (0, '\0', 0);
    for (at, c) in text.char_indices() {
        if c == '(' {
            closed = at + remark(&text[at..]);
        }
        let inside = at < closed && c != '(';
        if at > 0 && !inside && may_break(before, c) {
            pieces.push(&text[from..at]);
            from = at;
        }
        before = c;
    }
    pieces.push(&text[from..]);
    pieces
}

/// Byte length of the short remark in brackets, such as `(未核实)`, that the text starts with; 0 where it is longer.
fn remark(text: &str) -> usize {
    text.chars()
        .take(8)
        .position(|c| c == ')')
        .map_or(0, |n| text.chars().take(n).map(char::len_utf8).sum())
}

fn may_break(before: char, after: char) -> bool {
    const NEVER_FIRST: &str =
        ",.;:!?)]}、。】》」』”’…%\u{ff0c}\u{ff1a}\u{ff1b}\u{ff01}\u{ff1f}\u{ff09}";
    const NEVER_LAST: &str = "([{【《「『“‘\u{ff08}";
    if after == ' ' || NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) {
        return false;
    }
    let wide = |c| char_width(c) == 2;
    if before.is_ascii_digit() && wide(after) {
        return false; // 133天 is one thing
    }
    // a comma ends a Chinese clause although no space follows it
    before == ' ' || wide(before) || wide(after) || matches!(before, ',' | ';')
}

/// Ink of a text; the words carry the meaning, colour only helps the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Bold,
    Dim,
    Alarm,
    Red,
    Yellow,
    Cyan,
    Green,
}

/// The text in an ink, or as it is where the style has no colour.
pub fn paint(text: &str, ink: Ink, style: &Style) -> String {
    if !style.color {
        return text.to_owned();
    }
    let code = match ink {
        Ink::Bold => "1",
        Ink::Dim => "2",
        Ink::Alarm => "1;31",
        Ink::Red => "31",
        Ink::Yellow => "33",
        Ink::Cyan => "36",
        Ink::Green => "32",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_hidden_characters_become_visible() {
        assert_eq!(clean("a\x1b[31mb", true), "a␛[31mb");
        assert_eq!(clean("a\x1bb\r\nc\td\u{85}", false), "a?b c d?");
        assert_eq!(clean("甘\u{200b}某\u{202e}", true), "甘<U+200B>某<U+202E>");
    }

    #[test]
    fn cutting_counts_double_width_and_says_so() {
        assert_eq!(cut("责任单位名称", 12, true), "责任单位名称");
        assert_eq!(cut("责任单位名称", 7, true), "责任单…");
        assert_eq!(cut("责任单位名称", 7, false), "责任..");
        assert_eq!(cut_start("责任单位名称", 7, true), "…位名称");
        assert_eq!(cut("abc", 0, true), "…");
    }

    #[test]
    fn wrapping_keeps_words_and_never_starts_a_line_with_a_comma() {
        assert_eq!(
            wrap("POST-001 POST-002 POST-003", 18),
            ["POST-001 POST-002", "POST-003"]
        );
        assert_eq!(
            wrap("补充责任单位、责任人", 12),
            ["补充责任单", "位、责任人"]
        );
        assert_eq!(wrap("至今已133天未续签", 10), ["至今已", "133天未续", "签"]);
        assert_eq!(wrap("县工作方案 (未核实)", 16), ["县工作方案", "(未核实)"]);
        assert_eq!(wrap("", 20), [""]);
        let long = "x".repeat(30);
        assert_eq!(wrap(&long, 20), ["x".repeat(20), "x".repeat(10)]);
        assert!(
            wrap(&"汉字,abc ".repeat(50), 17)
                .iter()
                .all(|line| width(line) <= 17)
        );
    }
}
