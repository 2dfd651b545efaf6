//! Rows of sums (合计, 小计 …), which are no records.

use crate::source::CellSpan;

/// What the first cell of such a row says.
const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];

/// Whether a text begins like one of the words.
pub fn begins_sums(text: &str) -> bool {
    text.starts_with(['合', '小', '总', '共', '累'])
}

/// Whether the first cell with something in it is one of the words, spaces and colons aside.
pub fn is_sums(row: &[CellSpan], text: &str) -> bool {
    let filled = |cell: &&CellSpan| cell.start < cell.end && !cell.value(text).trim().is_empty();
    let Some(first) = row.iter().find(filled) else {
        return false;
    };
    is_sums_word(&first.value(text))
}

/// Whether a text is one of the words, spaces and colons aside.
pub fn is_sums_word(value: &str) -> bool {
    let value = value.trim();
    if value.len() > 32 || !begins_sums(value) {
        return false;
    }
    let word: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .collect();
    SUMS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_begins_like_one() {
        assert!(SUMS.iter().all(|word| begins_sums(word)));
    }
}
