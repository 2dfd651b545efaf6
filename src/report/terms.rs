//! The words for severities and outcomes, in both languages.

use crate::finding::{Outcome, Severity};
use crate::lang::Lang;

/// 严重 / critical …
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Critical => lang.pick("严重", "critical"),
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Info => lang.pick("提示", "info"),
    }
}

/// 通过 / passed …
pub fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Passed => lang.pick("通过", "passed"),
        Outcome::Failed => lang.pick("未通过", "failed"),
        Outcome::NotApplicable => lang.pick("不适用", "not applicable"),
        Outcome::Undecided => lang.pick("无法判定", "undecided"),
        Outcome::Skipped => lang.pick("未检查", "skipped"),
    }
}

/// `3 条记录` / `3 records`: a count with its noun, the English one in the right number.
pub fn count(n: u64, zh: &str, en: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{n} {zh}"),
        Lang::En if n == 1 => format!("1 {en}"),
        Lang::En => format!("{n} {en}s"),
    }
}
