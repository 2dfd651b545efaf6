//! Texts of a workbook as they are meant: entities, and the escapes that stand for characters which XML cannot hold.

use std::borrow::Cow;

/// Decodes `&amp;` and `&#20013;`. `None` for other entities, and for carriage returns, which XML reads otherwise.
pub fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('\r') || text.contains("]]>") {
        return None;
    }
    if !text.contains('&') {
        return Some(Cow::Borrowed(text));
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        whole.push_str(before);
        let (entity, after) = behind.split_once(';')?;
        whole.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            numbered => {
                let digits = numbered.strip_prefix('#')?;
                let number = match digits.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => digits.parse(),
                };
                let plain = !digits.contains(['+', '-']);
                char::from_u32(number.ok().filter(|n| plain && *n > 0)?)?
            }
        });
        rest = after;
    }
    whole.push_str(rest);
    Some(Cow::Owned(whole))
}

/// Whether `_x000D_` or the like stands in a text: such are left to others.
pub fn has_escapes(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        rest = &rest[at + 2..];
        let hex = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if hex >= 4 && rest.as_bytes().get(4) == Some(&b'_') {
            return true;
        }
    }
    false
}

/// A text as it is meant, white space at its ends left out unless it is to be kept.
pub fn meant(text: &str, keeps_space: bool) -> Option<Cow<'_, str>> {
    let text = decoded(text)?;
    if has_escapes(&text) {
        return None;
    }
    let blank = [' ', '\t', '\r', '\n'];
    if keeps_space || !(text.starts_with(blank) || text.ends_with(blank)) {
        return Some(text);
    }
    Some(Cow::Owned(text.trim_matches(blank).to_owned()))
}
