//! The verdict: one sentence on the whole submission, the same in every format that has one.

use super::held;
use super::terms::{self, count};
use crate::finding::{Outcome, Report, Severity};
use crate::lang::Lang;

/// How the submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It cannot go out.
    Bad,
    /// Nothing forbids it, but something is to be looked at.
    Open,
    Good,
}

/// One sentence on whether the submission can go out, announced as the verdict.
pub fn verdict(report: &Report, lang: Lang) -> (Standing, String) {
    let (standing, sentence) = sentence(report, lang);
    let lead = lang.pick("结论:", "Verdict: ");
    (standing, format!("{lead}{sentence}"))
}

/// The sentence alone.
pub fn sentence(report: &Report, lang: Lang) -> (Standing, String) {
    let open = open_questions(report, lang);
    let since = report.held.since.is_some();
    let new = match report.held.baseline {
        Some(_) => lang.pick("新的", "new "),
        None => "",
    };
    let bad: Vec<String> = [Severity::Critical, Severity::Error]
        .into_iter()
        .filter(|s| report.total(*s) > 0)
        .map(|s| match lang {
            Lang::Zh => format!("{} 条{new}{}", report.total(s), terms::severity(s, lang)),
            Lang::En => {
                let noun = match s {
                    Severity::Critical => "critical finding",
                    _ => "error",
                };
                count(report.total(s), "", &format!("{new}{noun}"), lang)
            }
        })
        .collect();
    let judged = report
        .rules
        .iter()
        .any(|r| matches!(r.outcome, Outcome::Passed | Outcome::Failed));
    let (standing, zh, en) = if !bad.is_empty() {
        (
            Standing::Bad,
            match since {
                true => format!("改动的记录有 {},不能报送", bad.join("、")),
                false => format!("有 {},不能报送", bad.join("、")),
            },
            match since {
                true => format!(
                    "not ready to submit: {} on changed records",
                    bad.join(" and ")
                ),
                false => format!("not ready to submit: {}", bad.join(" and ")),
            },
        )
    } else if report.unreadable {
        (
            Standing::Bad,
            "有文件或内容未能读取,不能报送".to_owned(),
            "not ready to submit: some of the input could not be read".to_owned(),
        )
    } else if !judged {
        (
            Standing::Open,
            "没有一条规则得出结果,不能说明台账没有问题".to_owned(),
            "no rule came to a result, which says nothing about the ledgers".to_owned(),
        )
    } else {
        let warnings = report.total(Severity::Warning);
        let standing = if open.is_empty() && report.unchanged() == 0 {
            Standing::Good
        } else {
            Standing::Open
        };
        let (zh, en) = nothing(report);
        match warnings {
            0 => (standing, zh.to_owned(), en.to_owned()),
            n => (
                standing,
                format!("{zh},有 {n} 条{new}警告待核对"),
                format!(
                    "{en}, {} to look at",
                    count(n, "", &format!("{new}warning"), lang)
                ),
            ),
        }
    };
    let (zh, en) = match (held::unchanged_said(report, lang), lang) {
        (None, _) => (zh, en),
        (Some(said), Lang::Zh) => (format!("{zh};{said}"), en),
        (Some(said), Lang::En) => (zh, format!("{en}; {said}")),
    };
    match lang {
        Lang::Zh if open.is_empty() => (standing, zh),
        Lang::Zh => (standing, format!("{zh};另有 {}", open.join("、"))),
        Lang::En if open.is_empty() => (standing, en),
        Lang::En => (standing, format!("{en} ({})", open.join(", "))),
    }
}

/// That there is nothing at or above error, in both languages: of what, where some findings do not count.
fn nothing(report: &Report) -> (&'static str, &'static str) {
    if report.held.since.is_some() {
        (
            "改动的记录没有新的错误级以上问题",
            "nothing new at or above error on changed records",
        )
    } else if report.held.baseline.is_some() {
        ("没有新的错误级以上问题", "nothing new at or above error")
    } else if report.waived() > 0 {
        (
            "除已豁免的,未发现错误级以上问题",
            "nothing at or above error found that is not waived",
        )
    } else {
        ("未发现错误级以上问题", "nothing at or above error found")
    }
}

/// Findings that do not count and rules that came to no result: `2 条规则无法判定`.
fn open_questions(report: &Report, lang: Lang) -> Vec<String> {
    let mut open = Vec::new();
    for (account, n) in held::accounts(report).into_iter().filter(|(_, n)| *n > 0) {
        let word = held::account(account, lang);
        open.push(match lang {
            Lang::Zh => format!("{word} {n} 条"),
            Lang::En => format!("{n} {word}"),
        });
    }
    for (outcome, zh, en) in [
        (Outcome::Undecided, "无法判定", "undecided"),
        (Outcome::Skipped, "未检查", "skipped"),
    ] {
        match (report.with_outcome(outcome).count() as u64, lang) {
            (0, _) => {}
            (n, Lang::Zh) => open.push(format!("{n} 条规则{zh}")),
            (n, Lang::En) => open.push(format!("{} {en}", count(n, "", "rule", lang))),
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::RuleResult;
    use crate::report::tests::{report, rule};

    #[track_caller]
    fn check(rules: Vec<RuleResult>, unreadable: bool, zh: &str, en: &str) {
        let report = Report {
            rules,
            unreadable,
            ..report()
        };
        assert_eq!(verdict(&report, Lang::Zh).1, zh);
        assert_eq!(verdict(&report, Lang::En).1, en);
    }

    #[test]
    fn the_verdict_is_one_sentence_that_never_calls_silence_a_pass() {
        use Outcome::*;
        use Severity::*;
        let passed = || rule("A-001", Error, Passed, 0);
        check(
            vec![passed()],
            false,
            "结论:未发现错误级以上问题",
            "Verdict: nothing at or above error found",
        );
        check(
            vec![
                rule("A-001", Critical, Failed, 3),
                rule("A-002", Error, Failed, 27),
            ],
            true,
            "结论:有 3 条严重、27 条错误,不能报送",
            "Verdict: not ready to submit: 3 critical findings and 27 errors",
        );
        check(
            vec![
                passed(),
                rule("A-002", Warning, Failed, 1),
                rule("A-003", Error, Undecided, 0),
            ],
            false,
            "结论:未发现错误级以上问题,有 1 条警告待核对;另有 1 条规则无法判定",
            "Verdict: nothing at or above error found, 1 warning to look at (1 rule undecided)",
        );
        check(
            vec![passed()],
            true,
            "结论:有文件或内容未能读取,不能报送",
            "Verdict: not ready to submit: some of the input could not be read",
        );
        let waived = RuleResult {
            waived: 2,
            ..rule("A-001", Error, Failed, 2)
        };
        check(
            vec![waived],
            false,
            "结论:除已豁免的,未发现错误级以上问题;另有 已豁免 2 条",
            "Verdict: nothing at or above error found that is not waived (2 waived)",
        );
        check(
            vec![rule("A-001", Error, Skipped, 0)],
            false,
            "结论:没有一条规则得出结果,不能说明台账没有问题;另有 1 条规则未检查",
            "Verdict: no rule came to a result, which says nothing about the ledgers (1 rule skipped)",
        );
    }

    #[test]
    fn with_a_baseline_it_is_about_what_is_new() {
        use Outcome::*;
        use Severity::*;
        let known = RuleResult {
            known: 24,
            ..rule("A-001", Error, Failed, 24)
        };
        let mut report = Report {
            rules: vec![known],
            unreadable: false,
            held: crate::finding::Held {
                baseline: Some(crate::report::tests::rich::baseline()),
                ..crate::finding::Held::default()
            },
            ..report()
        };
        let says = |report: &Report, zh: &str, en: &str| {
            assert_eq!(sentence(report, Lang::Zh).1, zh);
            assert_eq!(sentence(report, Lang::En).1, en);
        };
        says(
            &report,
            "没有新的错误级以上问题;另有 基线内 24 条",
            "nothing new at or above error (24 known)",
        );
        report.rules.push(rule("A-002", Warning, Failed, 1));
        says(
            &report,
            "没有新的错误级以上问题,有 1 条新的警告待核对;另有 基线内 24 条",
            "nothing new at or above error, 1 new warning to look at (24 known)",
        );
        report.rules[0].failed = 27;
        says(
            &report,
            "有 3 条新的错误,不能报送;另有 基线内 24 条",
            "not ready to submit: 3 new errors (24 known)",
        );
    }
}
