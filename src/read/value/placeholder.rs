//! Texts that fill a cell without saying anything: 无, /, 待补, XXX, 详见附件 …

use crate::finding::PersonalKind;

/// Longer texts are content, whatever they begin with (in bytes; eight Chinese characters).
const LONGEST: usize = 24;

/// ASCII characters that a placeholder may begin with.
pub const MAY_BEGIN_PLACEHOLDER: &[u8] = b"/\\-_Xx*?nN#";

/// True for a text (trimmed) that stands for "nothing here" in a field of any type.
pub fn is_placeholder(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    if text.len() > LONGEST {
        return false;
    }
    // by the first character, because this runs for every cell and most cells fail here
    match first {
        '/' | '\\' | '／' | '＼' | '-' | '－' | '—' | '–' | '―' | '─' | '_' | '＿' | '…' => {
            text.chars().all(|c| {
                matches!(
                    c,
                    '/' | '\\'
                        | '／'
                        | '＼'
                        | '-'
                        | '－'
                        | '—'
                        | '–'
                        | '―'
                        | '─'
                        | '_'
                        | '＿'
                        | '…'
                )
            })
        }
        'X' | 'x' | '×' | 'Ｘ' | 'ｘ' | '*' | '＊' | '某' => {
            text.chars().count() > 1
                && text
                    .chars()
                    .all(|c| matches!(c, 'X' | 'x' | '×' | 'Ｘ' | 'ｘ' | '*' | '＊' | '某'))
        }
        '?' | '？' => text.chars().all(|c| matches!(c, '?' | '？')),
        '无' => matches!(text, "无" | "无。" | "无数据" | "无内容" | "无此项"),
        '不' => matches!(text, "不详" | "不清" | "不清楚" | "不明" | "不知道"),
        '暂' => matches!(text, "暂无" | "暂无。" | "暂缺" | "暂无数据" | "暂不清楚"),
        '待' => matches!(
            text,
            "待补" | "待补充" | "待补录" | "待填" | "待定" | "待查" | "待核实" | "待完善"
        ),
        '未' => matches!(
            text,
            "未知" | "未填" | "未填写" | "未填报" | "未提供" | "未明"
        ),
        '详' => text.starts_with("详见"),
        '见' => {
            text.starts_with("见附件")
                || text.starts_with("见附表")
                || matches!(text, "见上" | "见备注")
        }
        '空' => matches!(text, "空" | "空白"),
        '略' => matches!(text, "略" | "略。"),
        'n' | 'N' => ["n/a", "na", "nan", "null", "none", "nil"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word)),
        // errors of spreadsheet formulas
        '#' => matches!(
            text,
            "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NUM!" | "#NULL!"
        ),
        _ => points_elsewhere(text),
    }
}

/// True for 同上 and its like, whose value stands in another row.
pub fn points_elsewhere(text: &str) -> bool {
    matches!(text, "同上" | "同上。" | "同左" | "同前" | "〃")
}

/// True for digits that nobody has as identifier, phone or account: `0`, `13800000000`, `1234567`, `000000` …
pub fn is_dummy_number(text: &str, kind: Option<PersonalKind>) -> bool {
    if text == "0" {
        return true;
    }
    let Some(kind) = kind else { return false };
    let bytes = text.as_bytes();
    let same =
        bytes.len() >= 6 && bytes[0].is_ascii_digit() && bytes.iter().all(|b| *b == bytes[0]);
    let counting = (6..=13).contains(&bytes.len()) && "1234567890123".starts_with(text);
    same || counting
        || (kind == PersonalKind::Phone && matches!(text, "13800000000" | "13800138000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_the_domain_are_known() {
        let list = "无,/,-,—,——,不详,暂无,待补,同上,详见附件,XXX,××,xx,***,／,--,详见附件2,N/A,null,#REF!,〃,？";
        for text in list.split(',') {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn content_is_no_placeholder() {
        let list = "无锡市,-5,/etc,X,×,不详细,待整改,暂缓发放,未整改,未完成,见习,NAN山,南岭,详见附件所列各村的逐户排查记录,0,#1";
        for text in list.split(',') {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn dummy_numbers_depend_on_what_the_field_holds() {
        assert!(is_dummy_number("0", None));
        assert!(!is_dummy_number("1234567", None));
        for text in ["1234567", "13800000000", "000000", "12345678901"] {
            assert!(is_dummy_number(text, Some(PersonalKind::Phone)), "{text}");
        }
        assert!(!is_dummy_number("13800000000", Some(PersonalKind::Account)));
        assert!(!is_dummy_number("13907950001", Some(PersonalKind::Phone)));
    }
}
