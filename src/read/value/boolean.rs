//! Yes and no, as tables write them: 是/否, 有/无, √/×, 已…/未….

use super::Read;
use super::characters::fold;
use super::placeholder::is_placeholder;
use crate::ledger::{Field, Kind};

const YES: [&str; 13] = [
    "是", "有", "对", "真", "已", "存在", "√", "✓", "✔", "☑", "true", "yes", "y",
];
const NO: [&str; 15] = [
    "否",
    "无",
    "错",
    "假",
    "未",
    "没有",
    "不是",
    "不存在",
    "×",
    "✗",
    "✘",
    "x",
    "false",
    "no",
    "n",
];

/// Reads a yes/no cell. 无 is no here, never a placeholder.
pub fn boolean(_field: &Field, raw: &str) -> Read<bool> {
    match raw {
        "true" | "是" | "1" => return Read::plain(true),
        "false" | "否" | "0" => return Read::plain(false),
        _ => {}
    }
    let folded = fold(raw);
    let text = folded.text.trim_end_matches('。').to_ascii_lowercase();
    if text.is_empty() {
        return Read::blank();
    }
    let Some(value) = meaning(&text) else {
        let placeholder = is_placeholder(&text);
        return if placeholder {
            Read::placeholder(&text)
        } else {
            Read::without(Kind::UnreadableBoolean, Vec::new())
        };
    };
    if folded.changed {
        Read::with(value, Kind::Normalised, folded.text)
    } else {
        Read::plain(value)
    }
}

fn meaning(text: &str) -> Option<bool> {
    if YES.contains(&text) || matches!(text, "1" | "1.0" | "t") {
        return Some(true);
    }
    if NO.contains(&text) || matches!(text, "0" | "0.0" | "f") {
        return Some(false);
    }
    if is_placeholder(text) || text.chars().count() > 6 {
        return None;
    }
    // 已消除, 未消除: the word that follows names the field
    let rest = text
        .strip_prefix('已')
        .map(|rest| (rest, true))
        .or(text.strip_prefix('未').map(|rest| (rest, false)));
    rest.filter(|(rest, _)| rest.chars().all(char::is_alphabetic))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{field, shown};
    use super::*;
    use crate::ledger::Type;

    #[test]
    fn words_and_marks_of_tables() {
        let flag = field("water_safe", Type::Boolean);
        let check = |cases: &str, expected: &str| {
            for raw in cases.split(',') {
                assert_eq!(shown(&boolean(&flag, raw)), expected, "{raw:?}");
            }
        };
        check(
            "是,有,true,TRUE,True,1,1.0,y,Y,yes,√,✓,✔,已,已消除,存在, 是 ,是。",
            "true",
        );
        check(
            "否,无,false,FALSE,0,0.0,n,N,×,✗,x,X,未,未消除,没有,不存在",
            "false",
        );
        check(", ,\u{3000}", "∅");
        check("/,-,——,不详,未知,待核实,未填,XX", "∅ ! placeholder");
        check("同上", "∅ ! placeholder [同上]");
        check(
            "也许,2,是否,不涉及,已于2021年5月销号",
            "∅ ! unreadable-boolean",
        );
        check("１", "true ! normalised [1]");
    }
}
