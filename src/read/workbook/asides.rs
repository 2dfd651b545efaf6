//! Rows among or below the records of a sheet that are none: sums, categories, notes, signatures.

use crate::read::delimited::is_sums_word;

/// What a row is, where it is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// 合计, 小计 …
    Sums,
    /// 一、工作落实还不够扎实(3个), over the whole width.
    Category,
    /// 注:, 填表人:, 审核人: …
    Note,
}

/// What notes and signatures begin with; a colon, or one of the words for signing, follows.
const NOTES: [&str; 27] = [
    "注",
    "备注",
    "附注",
    "说明",
    "填表说明",
    "填报说明",
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "审核人",
    "审核",
    "复核人",
    "负责人",
    "主要负责人",
    "单位负责人",
    "分管领导",
    "经办人",
    "联系人",
    "联系电话",
    "填报日期",
    "填表日期",
    "填报单位",
    "填报时间",
    "制表日期",
    "签字",
    "单位",
];
/// Words behind which nobody writes a value of a table.
const SIGNING: [&str; 5] = ["签字", "签名", "签章", "盖章", "(公章)"];

/// Judges a row by its filled cells, of which there is at least one; `whole` says that one cell takes the table's width.
pub fn judge(cells: &[&str], whole: bool) -> Option<Aside> {
    let first = cells.first()?.trim();
    if is_sums_word(first) {
        return Some(Aside::Sums);
    }
    if is_note(first) {
        return Some(Aside::Note);
    }
    (cells.len() == 1 && (whole || is_heading(first))).then_some(Aside::Category)
}

fn is_note(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((head, _)) = bare.split_once([':', '：']) else {
        return false;
    };
    let head = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let plain = head.split(['(', '（']).next().unwrap_or(head);
    NOTES.contains(&plain) || SIGNING.iter().any(|word| head.contains(word))
}

/// What a category is called: without its number, and without how many records are below it.
pub fn category(text: &str) -> &str {
    let text = text.trim();
    let name = match is_heading(text) {
        true => {
            text.trim_start_matches(|c| "(（第类部项)）、.．".contains(c) || NUMBERS.contains(c))
        }
        false => text,
    };
    let name = name.trim_start_matches([':', '：', ' ', '\u{3000}']);
    let closed = name.strip_suffix([')', '）']);
    let counted = closed.and_then(|rest| rest.rsplit_once(['(', '（']));
    let is_count =
        |inside: &str| inside.starts_with(|c: char| c.is_ascii_digit() || "共计".contains(c));
    match counted {
        Some((name, inside)) if is_count(inside) => name.trim(),
        _ => name,
    }
}

const NUMBERS: &str = "一二三四五六七八九十百";

/// `一、…`, `(二)…`, `第三类 …`
fn is_heading(text: &str) -> bool {
    let rest = text.trim_start_matches(['(', '（', '第']);
    let behind = rest.trim_start_matches(|c| NUMBERS.contains(c));
    let marked = match text.starts_with(['(', '（']) {
        true => behind.starts_with([')', '）']),
        false if text.starts_with('第') => behind.starts_with(['类', '部', '项']),
        false => behind.starts_with(['、', '.', '．']),
    };
    behind.len() < rest.len() && marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_called_by_their_names_alone() {
        for text in [
            "一、工作落实还不够扎实(3个)",
            "(二)工作落实还不够扎实",
            "第三类:工作落实还不够扎实(共2条)",
            "工作落实还不够扎实",
        ] {
            assert_eq!(category(text), "工作落实还不够扎实", "{text}");
        }
        assert_eq!(category("政策落实(教育)"), "政策落实(教育)");
    }

    #[test]
    fn rows_that_are_no_records_are_told_by_their_first_cells() {
        let check = |cells: &[&str], whole, expected| {
            assert_eq!(judge(cells, whole), expected, "{cells:?}")
        };
        check(&["合 计", "12"], false, Some(Aside::Sums));
        check(&["小计:"], false, Some(Aside::Sums));
        check(&["注:本表一式两份"], false, Some(Aside::Note));
        check(&["填表人:例甲", "审核人:例乙"], false, Some(Aside::Note));
        check(&["主要负责人(签字):"], false, Some(Aside::Note));
        check(&["填报单位(盖章):某镇"], false, Some(Aside::Note));
        check(
            &["一、工作落实还不够扎实(3个)"],
            false,
            Some(Aside::Category),
        );
        check(&["(二)政策落实"], false, Some(Aside::Category));
        check(&["整村推进"], true, Some(Aside::Category));
        check(&["整村推进"], false, None);
        check(&["1", "一、二、三村没有落实"], false, None);
        check(&["合计三户没有签约", "x"], false, None);
        check(&["注意:此户"], false, None);
        check(&["2021-05-13 08:00"], false, None);
    }
}
