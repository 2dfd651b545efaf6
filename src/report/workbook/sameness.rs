//! When two formats of cells look the same.

use super::xml::first_tag;

/// By what formats are compared: all attributes but `applyFill`, in any order, the first of each section said or not, and
/// all that is in them.
pub fn look(xf: &str) -> String {
    let tag = first_tag(xf);
    let mut rest = tag.trim_end_matches(['>', '/']);
    let mut all: Vec<(&str, &str)> = Vec::new();
    while let Some((before, after)) = rest.split_once('=') {
        let name = before
            .rsplit(|c: char| c.is_ascii_whitespace())
            .find(|s| !s.is_empty());
        let after = after.trim_start();
        let Some(quote) = after.chars().next() else {
            break;
        };
        let Some((value, more)) = after[quote.len_utf8()..].split_once(quote) else {
            break;
        };
        all.push((name.unwrap_or_default(), value));
        rest = more;
    }
    all.retain(|(name, value)| *name != "applyFill" && !(name.ends_with("Id") && *value == "0"));
    all.sort();
    format!("{all:?}{}", &xf[tag.len()..])
}
