//! Data as content of XML and HTML: nothing in it can become markup, and nothing in it is illegal in XML 1.0.

/// What becomes of line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// They stay.
    Kept,
    /// They are shown, and the text stays one line.
    Shown,
}

/// Appends a text so that it is safe between tags and within double or single quotes. Control characters, and those
/// that are invisible or reorder text, are made visible: they are often what is wrong with a cell.
pub fn escape(text: &str, breaks: Breaks, out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_suspect) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '"' => out.extend_from_slice(b"&quot;"),
            '\'' => out.extend_from_slice(b"&#39;"),
            '\r' if rest.starts_with('\n') => {}
            '\n' if breaks == Breaks::Kept => out.push(b'\n'),
            '\n' | '\r' => out.extend_from_slice("↵".as_bytes()),
            '\t' => out.push(b' '),
            '\0'..='\x1f' => push(char::from_u32(0x2400 + c as u32).unwrap_or('?'), out),
            c if is_hidden(c) => {
                out.extend_from_slice(format!("&lt;U+{:04X}&gt;", c as u32).as_bytes())
            }
            c => push(c, out),
        }
    }
    out.extend_from_slice(rest.as_bytes());
}

/// A text escaped as one line.
pub fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 16);
    escape(text, Breaks::Shown, &mut out);
    String::from_utf8(out).expect("what is escaped stays UTF-8")
}

fn push(c: char, out: &mut Vec<u8>) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Bytes at which some character begins that is not written as it is.
fn is_suspect(byte: u8) -> bool {
    matches!(
        byte,
        0..=0x1f | 0x7f | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xc2 | 0xd8 | 0xe2 | 0xef
    )
}

/// Controls, characters without width, those that change the direction of text, and what XML has no place for.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fffe}'
                | '\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
    }

    #[test]
    fn markup_becomes_text() {
        check(
            "<script>alert('甘&\"')</script>]]>",
            "&lt;script&gt;alert(&#39;甘&amp;&quot;&#39;)&lt;/script&gt;]]&gt;",
        );
        check("“引号”、《书名》·…", "“引号”、《书名》·…");
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        check("a\0\x1b[1m\u{7f}b", "a␀␛[1m&lt;U+007F&gt;b");
        check("一\r\n二\t三\r四", "一↵二 三↵四");
        check(
            "甘\u{200b}某\u{202e}\u{feff}\u{fffe}\u{85}",
            "甘&lt;U+200B&gt;某&lt;U+202E&gt;&lt;U+FEFF&gt;&lt;U+FFFE&gt;&lt;U+0085&gt;",
        );
        let mut kept = Vec::new();
        escape("一\r\n二", Breaks::Kept, &mut kept);
        assert_eq!(kept, "一\n二".as_bytes());
    }

    /// The oracle is an XML parser: whatever the text, the document is well-formed and holds one text.
    #[test]
    fn every_character_survives_an_xml_parser() {
        for block in 0..0x1100u32 {
            let text: String = (block * 256..block * 256 + 256)
                .filter_map(char::from_u32)
                .collect();
            let escaped = escaped(&text);
            let xml = format!("<a b=\"{escaped}\">{escaped}</a>");
            let read = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{block}: {e}"));
            let root = read.root_element();
            assert!(root.children().all(|child| child.is_text()), "{block}");
            assert_eq!(root.attributes().len(), 1);
        }
    }
}
