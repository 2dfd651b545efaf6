//! Simple regular expressions of schemas in words that a clerk understands; others stay as they are.

use crate::lang::Lang;

/// `^\d{12}$` is `12位数字`. `None` where the pattern is more than one class of characters with a length.
pub fn in_words(pattern: &str, lang: Lang) -> Option<String> {
    let body = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let classes = [
        (r"\d", "数字", "digits"),
        ("[0-9]", "数字", "digits"),
        ("[A-Z]", "大写字母", "capital letters"),
        ("[a-z]", "小写字母", "small letters"),
        ("[A-Za-z]", "字母", "letters"),
        ("[A-Z0-9]", "大写字母或数字", "capital letters or digits"),
        ("[0-9A-Z]", "大写字母或数字", "capital letters or digits"),
        ("[A-Za-z0-9]", "字母或数字", "letters or digits"),
    ];
    let (length, zh, en) = classes
        .iter()
        .find_map(|(class, zh, en)| Some((body.strip_prefix(class)?, zh, en)))?;
    let (what, joint) = (lang.pick(zh, en), lang.pick("位", " "));
    let number = |text: &str| text.parse::<u32>().ok();
    if length == "+" {
        return Some(what.to_owned());
    }
    let bounds = length.strip_prefix('{')?.strip_suffix('}')?;
    match bounds.split_once(',') {
        None => Some(format!("{}{joint}{what}", number(bounds)?)),
        Some((low, "")) => {
            let low = number(low)?;
            Some(match lang {
                Lang::Zh => format!("至少{low}位{what}"),
                Lang::En => format!("at least {low} {what}"),
            })
        }
        Some((low, high)) => {
            let (low, high) = (number(low)?, number(high)?);
            Some(match lang {
                Lang::Zh => format!("{low}至{high}位{what}"),
                Lang::En => format!("{low} to {high} {what}"),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_put_into_words() {
        let check = |pattern, zh: Option<&str>, en: Option<&str>| {
            assert_eq!(in_words(pattern, Lang::Zh).as_deref(), zh, "{pattern}");
            assert_eq!(in_words(pattern, Lang::En).as_deref(), en, "{pattern}");
        };
        check(r"^\d{12}$", Some("12位数字"), Some("12 digits"));
        check("^[0-9]{6,12}$", Some("6至12位数字"), Some("6 to 12 digits"));
        check(
            "^[A-Z0-9]{18}$",
            Some("18位大写字母或数字"),
            Some("18 capital letters or digits"),
        );
        check(r"^\d+$", Some("数字"), Some("digits"));
        check(r"^\d{2,}$", Some("至少2位数字"), Some("at least 2 digits"));
        for pattern in [
            r"^\d{17}[0-9X]$",
            r"\d{12}",
            "^$",
            r"^\d{x}$",
            "^a|b$",
            r"^\d{,3}$",
        ] {
            check(pattern, None, None);
        }
    }
}
