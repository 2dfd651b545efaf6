//! Data as Markdown text: it neither formats nor links, and nobody is mentioned.

use crate::report::typeset::clean;

/// Breaks up what GitHub and GitLab make links of after the Markdown is rendered; takes no room on the screen.
const BREAK: &str = "&#8203;";

/// A text as one line of Markdown that reads as the text does.
pub fn prose(text: &str) -> String {
    let text = clean(text, true);
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    let mut leading = true;
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // people, issues, labels: @name, #1, ~label
            '@' | '#' | '~' if next.is_alphanumeric() => {
                out.extend(['\\', c]);
                out.push_str(BREAK);
            }
            '#' | '~' => out.extend(['\\', c]),
            // GitLab's merge requests, snippets, milestones
            '!' | '$' | '%' if next.is_ascii_alphanumeric() => {
                out.push(c);
                out.push_str(BREAK);
            }
            ':' if next == '/' => {
                out.push(c);
                out.push_str(BREAK);
            }
            '.' if out.ends_with("www") => {
                out.push_str(BREAK);
                out.push(c);
            }
            // the beginning of a list
            '-' | '+' if leading => out.extend(['\\', c]),
            '.' | ')' if out.chars().all(|c| c.is_ascii_digit()) => out.extend(['\\', c]),
            c => out.push(c),
        }
        leading = false;
    }
    out
}

/// A text within HTML, where Markdown has no meaning but references still have.
pub fn inside_html(text: &str) -> String {
    let text = clean(text, true);
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' | '#' | '~' | '!' | '$' | '%' if next.is_alphanumeric() => {
                out.push(c);
                out.push_str(BREAK);
            }
            ':' if next == '/' => {
                out.push(c);
                out.push_str(BREAK);
            }
            c => out.push(c),
        }
    }
    out
}

/// A text as code, whatever backticks and bars are in it.
pub fn code(text: &str) -> String {
    let text = clean(text, true).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("{fence}{text}{fence}"),
        _ => format!("{fence} {text} {fence}"),
    }
}

/// The beginning of a text, with an ellipsis where something is left out.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(prose(text), expected);
    }

    #[test]
    fn data_neither_formats_nor_links() {
        check("甘**在岗,至2021-05-13", "甘\\*\\*在岗,至2021-05-13");
        check(
            "<script>a|b`c`</script>",
            "&lt;script&gt;a\\|b\\`c\\`&lt;/script&gt;",
        );
        check("[x](javascript:y)", "\\[x\\](javascript:y)");
        check("&lt;b&gt;", "&amp;lt;b&amp;gt;");
        check("一\n# 二\r\n/close", "一↵\\# 二↵/close");
        check("- 一", "\\- 一");
        check("12. 一", "12\\. 一");
    }

    #[test]
    fn nobody_is_mentioned_and_nothing_is_referred_to() {
        check(
            "@all #12 ~bug !3",
            "\\@&#8203;all \\#&#8203;12 \\~&#8203;bug !&#8203;3",
        );
        check("http://x.cn www.x.cn", "http:&#8203;//x.cn www&#8203;.x.cn");
        check("50%,完成", "50%,完成");
    }

    #[test]
    fn code_takes_anything() {
        assert_eq!(code("a/b.csv:1:2"), "`a/b.csv:1:2`");
        assert_eq!(code("a``b|c"), "``` a``b\\|c ```");
    }
}
