//! The words for what findings were held against: known and waived ones, and what a baseline lists that is gone.

use std::collections::BTreeMap;

use super::mask::Masking;
use super::terms::count;
use crate::finding::{Account, AgainstBaseline, Compared, Gone, Report, Waived};
use crate::lang::Lang;

/// 新问题 / new …
pub fn account(account: Account, lang: Lang) -> &'static str {
    match account {
        Account::New => lang.pick("新问题", "new"),
        Account::Known => lang.pick("基线内", "known"),
        Account::Waived => lang.pick("已豁免", "waived"),
    }
}

/// How many findings do not count, of each sort that there is something to say of.
pub fn accounts(report: &Report) -> Vec<(Account, u64)> {
    let known = report.held.baseline.is_some() || report.known() > 0;
    let waived = report.waived();
    let mut accounts = Vec::new();
    if known {
        accounts.push((Account::Known, report.known()));
    }
    if waived > 0 {
        accounts.push((Account::Waived, waived));
    }
    accounts
}

/// Why a finding is excused, by whom, from when until when, on what evidence.
pub fn waived(waived: &Waived, lang: Lang) -> String {
    let Waived {
        reason,
        approver,
        issued,
        expires,
        evidence,
    } = waived;
    let mut text = match lang {
        Lang::Zh => format!("{reason};{approver} {issued} 批准,有效至 {expires}"),
        Lang::En => {
            format!("{reason}; approved by {approver} on {issued}, in force until {expires}")
        }
    };
    if let Some(evidence) = evidence {
        text.push_str(lang.pick(";依据 ", "; evidence: "));
        text.push_str(evidence);
    }
    text
}

/// `[已豁免: …] ` before a message; nothing before that of a new finding.
pub fn mark(status: &crate::finding::Status, lang: Lang) -> String {
    match &status.waived {
        Some(by) => format!(
            "[{}: {}] ",
            account(Account::Waived, lang),
            waived(by, lang)
        ),
        None if status.known => format!("[{}] ", account(Account::Known, lang)),
        None => String::new(),
    }
}

/// What a baseline tells of a record that is gone: `post_id A、month 2021-05`.
pub fn gone_record(gone: &Gone, report: &Report, lang: Lang) -> String {
    let titles = report.ledgers.iter().find(|l| l.name == gone.ledger);
    let titled = |name: &str| {
        let fields = titles.map_or(&[][..], |titles| &titles.fields);
        let field = fields.iter().find(|(own, _)| own == name);
        field
            .map_or(name, |(name, title)| lang.pick(title, name))
            .to_owned()
    };
    let parts = gone.record.iter();
    let parts: Vec<String> = parts
        .map(|(name, value)| format!("{} {value}", titled(name)))
        .collect();
    let mut text = parts.join(lang.pick("、", ", "));
    if text.is_empty() {
        text = lang
            .pick("没有编号的记录", "a record without key")
            .to_owned();
    }
    if gone.count > 1 {
        text.push_str(&match lang {
            Lang::Zh => format!("({} 条)", gone.count),
            Lang::En => format!(" ({})", gone.count),
        });
    }
    text
}

/// What is gone, by rule in order of ids.
pub fn gone_by_rule(against: &AgainstBaseline) -> BTreeMap<&str, Vec<&Gone>> {
    let mut by_rule: BTreeMap<&str, Vec<&Gone>> = BTreeMap::new();
    for gone in &against.gone {
        by_rule.entry(&gone.rule.0).or_default().push(gone);
    }
    by_rule
}

/// `基线里有 5 条不再出现`.
pub fn gone_said(against: &AgainstBaseline, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("基线里有 {} 条不再出现", against.gone()),
        Lang::En => format!(
            "{} of the baseline no longer occur{}",
            count(against.gone(), "", "finding", lang),
            if against.gone() == 1 { "s" } else { "" }
        ),
    }
}

/// What to do about what is gone; a command follows.
pub fn ratchet_lead(lang: Lang) -> &'static str {
    lang.pick(
        "从基线移除,之后再出现就算新问题:",
        "take them out, so that they count as new if they come back: ",
    )
}

/// The same with the command.
pub fn ratchet(against: &AgainstBaseline, masking: &Masking, lang: Lang) -> String {
    format!("{}{}", ratchet_lead(lang), masking.file(&against.command))
}

/// What is left out where only changed records are reported on.
pub fn unchanged_said(report: &Report, lang: Lang) -> Option<String> {
    report.held.since.as_ref()?;
    let n = report.unchanged();
    (n > 0).then(|| match lang {
        Lang::Zh => format!("未改动的记录另有 {n} 条问题,不计入"),
        Lang::En => format!(
            "{} on unchanged records not counted",
            count(n, "", "finding", lang)
        ),
    })
}

/// `相对 origin/main(0123456789)改动的记录`.
pub fn compared(compared: &Compared, lang: Lang) -> String {
    let Compared { revision, commit } = compared;
    let short: String = commit.chars().take(10).collect();
    match lang {
        Lang::Zh => format!("只报相对 {revision} ({short}) 改动过的记录"),
        Lang::En => format!("only records changed since {revision} ({short})"),
    }
}

/// What of the baseline nobody knows.
pub fn unjudged_said(against: &AgainstBaseline, lang: Lang) -> Option<String> {
    let n = against.unjudged;
    (n > 0).then(|| match lang {
        Lang::Zh => format!("基线里另有 {n} 条,规则这次没有检查,不知道还在不在"),
        Lang::En => format!(
            "{n} more of the baseline {} of rules that were not judged: whether they are still there is not known",
            if n == 1 { "is" } else { "are" }
        ),
    })
}
