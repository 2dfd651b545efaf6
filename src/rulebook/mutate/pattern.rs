//! Changes of patterns: an anchor, a wildcard or an alternative forgotten.

use std::ops::Range;

/// A `like` pattern without its first or last wildcard.
pub fn like_changes(pattern: &str) -> Vec<String> {
    let cut = [pattern.strip_prefix('%'), pattern.strip_suffix('%')];
    let cut = cut.into_iter().flatten().filter(|rest| !rest.is_empty());
    cut.map(str::to_owned).collect()
}

/// A regular expression without an anchor or one of its alternatives, with the range that was cut.
pub fn regex_changes(pattern: &str) -> Vec<(Range<usize>, String)> {
    let mut cuts = Vec::new();
    // the beginning of each open group's alternatives, and the bars in it
    let mut groups: Vec<(usize, Vec<usize>)> = vec![(0, Vec::new())];
    let (mut escaped, mut in_class) = (false, false);
    for (at, c) in pattern.char_indices() {
        let was_escaped = std::mem::take(&mut escaped);
        match c {
            _ if was_escaped => {}
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ if in_class => {}
            '^' | '$' => cuts.push(at..at + 1),
            '(' => {
                let inside = &pattern[at + 1..];
                // `(?:`
                let skipped = match inside.strip_prefix('?') {
                    Some(flags) => 1 + flags.find(':').map_or(0, |colon| colon + 1),
                    None => 0,
                };
                groups.push((at + 1 + skipped, Vec::new()));
            }
            '|' => groups.last_mut().expect("the outermost stays").1.push(at),
            ')' if groups.len() > 1 => cuts.extend(alternatives(groups.pop(), at)),
            _ => {}
        }
    }
    while let Some(group) = groups.pop() {
        cuts.extend(alternatives(Some(group), pattern.len()));
    }
    let without = |cut: Range<usize>| {
        let rest = format!("{}{}", &pattern[..cut.start], &pattern[cut.end..]);
        (cut, rest)
    };
    cuts.into_iter()
        .map(without)
        .filter(|(_, rest)| regex::Regex::new(rest).is_ok())
        .collect()
}

/// The ranges of a group's alternatives, each with a bar; none where there is only one.
fn alternatives(group: Option<(usize, Vec<usize>)>, end: usize) -> Vec<Range<usize>> {
    let Some((start, bars)) = group.filter(|(_, bars)| !bars.is_empty()) else {
        return Vec::new();
    };
    let first = start..bars[0] + 1;
    let ends = bars.iter().skip(1).copied().chain([end]);
    let others = bars.iter().copied().zip(ends).map(|(bar, end)| bar..end);
    std::iter::once(first).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[&str]) {
        let changed = regex_changes(pattern);
        let changed: Vec<&str> = changed.iter().map(|(_, other)| other.as_str()).collect();
        assert_eq!(changed, expected, "{pattern}");
    }

    #[test]
    fn anchors_and_alternatives_are_dropped_one_at_a_time() {
        check("^[0-9]{6}$", &["[0-9]{6}$", "^[0-9]{6}"]);
        check("危房|住房|水", &["住房|水", "危房|水", "危房|住房"]);
        check("^(?:a|b)c", &["(?:a|b)c", "^(?:b)c", "^(?:a)c"]);
        check(r"[|^$]\|\^x", &[]);
        check("plain", &[]);
    }

    #[test]
    fn wildcards_are_dropped_one_at_a_time() {
        assert_eq!(like_changes("%村%"), ["村%", "%村"]);
        assert_eq!(like_changes("村"), Vec::<String>::new());
        assert_eq!(like_changes("%"), Vec::<String>::new());
    }
}
