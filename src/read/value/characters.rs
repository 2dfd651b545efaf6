//! Characters that people do not see or did not mean: spaces, invisible characters, full-width forms.

/// Which unusual characters a text holds; all false is the common case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Any white space but the non-breaking one, line breaks included.
    pub space: bool,
    /// U+00A0.
    pub non_breaking: bool,
    /// Zero-width, direction and control characters other than tab and line feed.
    pub invisible: bool,
    pub carriage_return: bool,
    /// Full-width ASCII letters or digits.
    pub wide: bool,
}

impl Traits {
    pub fn is_clean(self) -> bool {
        self == Traits::default()
    }
}

const PLAIN: u8 = 0;
const SPACE: u8 = 1;
const INVISIBLE: u8 = 2;
const RETURN: u8 = 3;
/// First byte of a sequence that may be one of the characters sought.
const LEAD: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut b = 0;
    while b < 0x20 {
        classes[b] = INVISIBLE;
        b += 1;
    }
    classes[0x7F] = INVISIBLE;
    classes[b' ' as usize] = SPACE;
    classes[b'\t' as usize] = SPACE;
    classes[b'\n' as usize] = SPACE;
    classes[b'\r' as usize] = RETURN;
    classes[0xC2] = LEAD;
    classes[0xE1] = LEAD;
    classes[0xE2] = LEAD;
    classes[0xE3] = LEAD;
    classes[0xEF] = LEAD;
    classes
};

/// One pass over the bytes, without decoding what is plainly harmless.
pub fn scan(text: &str) -> Traits {
    let mut traits = Traits::default();
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        match CLASSES[byte as usize] {
            PLAIN => {}
            SPACE => traits.space = true,
            INVISIBLE => traits.invisible = true,
            RETURN => traits.carriage_return = true,
            _ => note_lead(text, at, &mut traits),
        }
    }
    traits
}

fn note_lead(text: &str, at: usize, traits: &mut Traits) {
    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
        return;
    };
    match c {
        '\u{A0}' => traits.non_breaking = true,
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => traits.wide = true,
        c if is_invisible(c) => traits.invisible = true,
        c if c.is_whitespace() => traits.space = true,
        _ => {}
    }
}

/// Characters that show nothing and take no room: control, zero-width, direction marks, soft hyphen, BOM.
/// Tab and line breaks are white space, not these.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' => true,
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' => true,
        _ => false,
    }
}

/// The ASCII character of a full-width one; any other character as it is.
pub fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '￥' => '¥',
        _ => c,
    }
}

/// True for full-width letters and digits, which readers of a table should hear about (punctuation they should not).
pub fn is_wide_alphanumeric(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// A text without spaces, invisible and full-width characters, for parsers that read no prose.
pub struct Folded {
    pub text: String,
    /// A full-width letter or digit, an inner space or an invisible character was there.
    pub changed: bool,
}

/// Edges are trimmed without counting as a change.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        changed: false,
    };
    for c in text.trim().chars() {
        if c.is_whitespace() || is_invisible(c) {
            folded.changed = true;
            continue;
        }
        folded.changed |= is_wide_alphanumeric(c);
        folded.text.push(narrow(c));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanning_bytes_agrees_with_looking_at_every_character() {
        for c in ('\0'..='\u{FFFF}').chain(['𠮷', '😀']) {
            let text = format!("a{c}中");
            let expected = Traits {
                space: c.is_whitespace() && !is_invisible(c) && c != '\u{A0}' && c != '\r',
                non_breaking: c == '\u{A0}',
                invisible: is_invisible(c),
                carriage_return: c == '\r',
                wide: is_wide_alphanumeric(c),
            };
            assert_eq!(scan(&text), expected, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn every_full_width_form_narrows_to_its_ascii_twin() {
        for c in '!'..='~' {
            let wide = char::from_u32(c as u32 + 0xFEE0).expect("a character");
            assert_eq!(narrow(wide), c);
        }
        assert_eq!(narrow('。'), '。');
    }

    #[test]
    fn folding_reports_what_readers_should_hear_about() {
        let check = |text, expected: (&str, bool)| {
            let folded = fold(text);
            assert_eq!((folded.text.as_str(), folded.changed), expected, "{text}");
        };
        check(" 59% ", ("59%", false));
        check("59. 53%", ("59.53%", true));
        check("１２", ("12", true));
        check("12，345", ("12,345", false));
        check("\u{FEFF}12\u{200B}", ("12", true));
    }
}
