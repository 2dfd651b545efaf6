//! The words for severities, outcomes and bases, in both languages.

use super::held;
use super::mask::Masking;
use crate::finding::{
    Account, Basis, Finding, Outcome, ParameterUse, Report, RuleResult, Severity,
};
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

/// `document number article: says (未核实)`. Whether a document's name stands in 《》 is the rule's to say: not every
/// basis is a document.
pub fn basis(basis: &Basis, lang: Lang) -> String {
    let mut text = basis.document.clone();
    for part in [&basis.number, &basis.article].into_iter().flatten() {
        text.push(' ');
        text.push_str(part);
    }
    if let Some(says) = &basis.says {
        text.push_str(lang.pick(":", ": "));
        text.push_str(says);
    }
    if !basis.verified {
        text.push_str(lang.pick(" (未核实)", " (not verified)"));
    }
    text
}

/// Several, one behind the other.
pub fn bases(bases: &[Basis], lang: Lang) -> String {
    let each: Vec<String> = bases.iter().map(|b| basis(b, lang)).collect();
    each.join(lang.pick(";", "; "))
}

/// What people call a ledger: its title in Chinese, its name in English.
pub fn ledger<'n>(name: &'n str, report: &'n Report, lang: Lang) -> &'n str {
    let titles = report.ledgers.iter().find(|l| l.name == name);
    titles.map_or(name, |titles| lang.pick(&titles.title, &titles.name))
}

/// The record that a finding is about: `岗位编号 GA-1、月份 2021-05`; empty where it is about none.
pub fn record(finding: &Finding, report: &Report, lang: Lang) -> String {
    let titles = report.ledgers.iter().find(|l| *l.name == *finding.ledger);
    let titled = |name: &str| {
        let fields = titles.map_or(&[][..], |titles| &titles.fields);
        let field = fields.iter().find(|(own, _)| own == name);
        field
            .map_or(name, |(name, title)| lang.pick(title, name))
            .to_owned()
    };
    let parts = finding.record.iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<String> = parts
        .map(|(name, value)| format!("{} {value}", titled(name)))
        .collect();
    parts.join(lang.pick("、", ", "))
}

/// A rule's outcome in words: how many records, and why.
pub fn outcome_said(rule: &RuleResult, masking: &Masking, lang: Lang) -> String {
    let mut parts = Vec::new();
    if rule.failed > 0 {
        parts.push(count(rule.failed, "条问题", "finding", lang));
    }
    let accounts = [(Account::Known, rule.known), (Account::Waived, rule.waived)];
    let accounts = accounts.iter().filter(|(_, n)| *n > 0);
    let accounts: Vec<String> = accounts
        .map(|(account, n)| match lang {
            Lang::Zh => format!("{} {n} 条", held::account(*account, lang)),
            Lang::En => format!("{n} {}", held::account(*account, lang)),
        })
        .collect();
    if !accounts.is_empty() {
        let among = lang.pick("其中", "among them ");
        parts.push(format!("{among}{}", accounts.join(lang.pick("、", ", "))));
    }
    if rule.unchanged > 0 {
        parts.push(match lang {
            Lang::Zh => format!("未改动的记录 {} 条,不计入", rule.unchanged),
            Lang::En => format!("{} on unchanged records, not counted", rule.unchanged),
        });
    }
    if rule.undecided > 0 {
        let undecided = count(rule.undecided, "条记录", "record", lang);
        parts.push(undecided + lang.pick("无法判定", " undecided"));
    }
    if let Outcome::Passed = rule.outcome {
        let passed = count(rule.records, "条记录", "record", lang);
        parts.push(passed + lang.pick("通过", " passed"));
    }
    parts.extend(rule.reason.as_deref().map(|r| masking.text(r).into_owned()));
    if parts.is_empty() {
        parts.push(outcome(rule.outcome, lang).to_owned());
    }
    parts.join(lang.pick(";", "; "))
}

/// `2021-04-01起`: the days of records that a parameter's value was used for; `None` where it was taken at the as-of date.
pub fn days(parameter: &ParameterUse, lang: Lang) -> Option<String> {
    let days = parameter.days.as_ref()?;
    match (&days.from, &days.to, lang) {
        (Some(from), Some(to), Lang::Zh) => Some(format!("{from}至{to}")),
        (Some(from), None, Lang::Zh) => Some(format!("{from}起")),
        (None, Some(to), Lang::Zh) => Some(format!("到{to}为止")),
        (Some(from), Some(to), Lang::En) => Some(format!("{from} to {to}")),
        (Some(from), None, Lang::En) => Some(format!("from {from}")),
        (None, Some(to), Lang::En) => Some(format!("until {to}")),
        (None, None, _) => None,
    }
}
