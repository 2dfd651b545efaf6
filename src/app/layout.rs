//! Laying out text for terminals where Chinese takes two columns, and finding a JSON pointer's place in a text.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` filled with spaces to `columns` terminal columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// Rows as an aligned table: two spaces between columns, the last one as long as it is. Empty without rows.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let widest = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.width());
        cells.chain([header[column].width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(widest).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells
            .zip(&widths)
            .map(|(cell, width)| pad(cell, *width))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = line(&mut header.iter().copied());
    text.push_str(&line(&mut rule.iter().map(String::as_str)));
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// `text` in lines of at most `columns`, each after `indent` spaces. Breaks at spaces and between Chinese
/// characters, never before closing punctuation.
pub fn wrap(text: &str, indent: usize, columns: usize) -> String {
    let room = columns.saturating_sub(indent).max(10);
    let mut out = String::new();
    for paragraph in text.trim_end().split('\n') {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if !line.is_empty() && line.width() + piece.trim_end().width() > room {
                out.push_str(&format!("{}{}\n", " ".repeat(indent), line.trim_end()));
                line.clear();
            }
            line.push_str(piece);
        }
        out.push_str(format!("{}{}", " ".repeat(indent), line.trim_end()).trim_end());
        out.push('\n');
    }
    out
}

/// Pieces that are not broken: words with their following spaces and closing punctuation, and wide characters.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    const CLOSING: &str = ",。;:、?!)》」』”’】…％,.;:?!)]}%";
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let wide = |c: char| c.width() == Some(2);
        let mut end = first.len_utf8();
        for c in rest[end..].chars() {
            let previous = rest[..end].chars().next_back().unwrap_or(first);
            let stays =
                c == ' ' || CLOSING.contains(c) || (previous != ' ' && !wide(previous) && !wide(c));
            if !stays {
                break;
            }
            end += c.len_utf8();
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// The byte range of what a JSON pointer (RFC 6901) leads to, as far as the text has it: a plain value, or the
/// key of an object or list. `None` for an empty pointer and for text that is not JSON.
pub fn pointer_span(text: &str, pointer: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = skip_space(bytes, 0);
    let mut found = None;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let Some((key, value)) = step(text, at, &token) else {
            break;
        };
        let end = skip_value(bytes, value)?;
        let nested = matches!(bytes.get(value), Some(b'{' | b'['));
        found = Some(if nested { key } else { value..end });
        at = value;
    }
    found
}

/// One step into the object or list at `at`: where its key (or element) is, and where its value starts.
fn step(text: &str, at: usize, token: &str) -> Option<(Range<usize>, usize)> {
    let bytes = text.as_bytes();
    let list = match bytes.get(at)? {
        b'{' => false,
        b'[' => true,
        _ => return None,
    };
    let mut at = skip_space(bytes, at + 1);
    for index in 0usize.. {
        let start = at;
        let (key, matches) = if list {
            (start..start + 1, token.parse() == Ok(index))
        } else {
            let end = skip_value(bytes, at)?;
            let name = serde_json::from_str::<String>(text.get(at..end)?).ok()?;
            at = skip_space(bytes, end);
            if bytes.get(at) != Some(&b':') {
                return None;
            }
            at = skip_space(bytes, at + 1);
            (start..end, name == token)
        };
        if matches {
            return (at < bytes.len()).then_some((key, at));
        }
        at = skip_space(bytes, skip_value(bytes, at)?);
        if bytes.get(at) != Some(&b',') {
            return None;
        }
        at = skip_space(bytes, at + 1);
    }
    None
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes
        .iter()
        .skip(at)
        .take_while(|b| b.is_ascii_whitespace())
        .count()
}

/// Where the value at `at` ends. Counts brackets instead of recursing: the nesting is the file's choice.
fn skip_value(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            b',' | b':' if depth == 0 => return None,
            b if depth > 0 && (b.is_ascii_whitespace() || matches!(b, b',' | b':')) => at += 1,
            _ => {
                at += bytes[at..]
                    .iter()
                    .take_while(|b| !b.is_ascii_whitespace() && !b",:]}[{\"".contains(b))
                    .count()
                    .max(1)
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_align_double_width_characters() {
        let rows = vec![
            vec!["姓名".to_owned(), "x".to_owned()],
            vec!["a".to_owned(), "备注".to_owned()],
        ];
        assert_eq!(
            table(&["字段", "n"], &rows),
            "字段  n\n----  ----\n姓名  x\na     备注\n"
        );
        assert_eq!(table(&["字段"], &[]), "");
    }

    #[test]
    fn wrapping_keeps_words_and_closing_punctuation() {
        assert_eq!(
            wrap("合同到期仍在岗,补贴没有依据", 2, 16),
            "  合同到期仍在\n  岗,补贴没有依\n  据\n"
        );
        assert_eq!(wrap("one two three four", 0, 10), "one two\nthree four\n");
        assert_eq!(wrap("a\n\nb", 1, 20), " a\n\n b\n");
        assert_eq!(wrap("长期坚持下,", 0, 10), "长期坚持\n下,\n");
    }

    #[test]
    fn a_pointer_leads_to_its_value_in_the_text() {
        let text = r#"{"a": {"x/y": [1, {"k": "v,}"}, true]}, "b": 3}"#;
        let check = |pointer: &str, expected: Option<&str>| {
            assert_eq!(
                pointer_span(text, pointer).map(|r| &text[r]),
                expected,
                "{pointer}"
            );
        };
        check("/b", Some("3"));
        check("/a", Some("\"a\""));
        check("/a/x~1y/0", Some("1"));
        check("/a/x~1y/1/k", Some("\"v,}\""));
        check("/a/x~1y/2", Some("true"));
        check("/a/missing/deeper", Some("\"a\""));
        check("", None);
        check("/nothing", None);
    }

    #[test]
    fn text_that_is_not_json_has_no_places() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "[[[",
            "{\"a\":\"\\",
            "}",
            "{\"a\":}",
            "nonsense",
            "{\"a\" 1}",
        ] {
            assert_eq!(pointer_span(text, "/a/b"), None, "{text}");
        }
        assert_eq!(pointer_span(&"[".repeat(1_000_000), "/0/0"), None);
    }
}
