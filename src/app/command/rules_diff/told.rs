//! The effects of a change of rules, for people and as JSON.

use serde::Serialize;
use serde_json::to_string_pretty;

use super::impact::{Change, Effect, Impact, RuleImpact, Verdict};
use crate::finding::{Finding, Outcome};
use crate::lang::Lang;
use crate::ledger::Date;
use crate::report;

pub struct Told<'a> {
    pub impact: &'a Impact,
    /// What the user called the two rulebooks.
    pub sides: [String; 2],
    pub as_of: Date,
    /// Records named per rule and submission in text.
    pub limit: usize,
    pub lang: Lang,
}

impl Told<'_> {
    pub fn text(&self) -> String {
        let (impact, lang) = (self.impact, self.lang);
        let [old, new] = &self.sides;
        let [olds, news] = impact.counts;
        let count = impact.submissions.len();
        let mut text = match lang {
            Lang::Zh => format!(
                "基准日 {} · 原规则 {old}({olds} 条)· 新规则 {new}({news} 条)· {count} 个报送包\n",
                self.as_of
            ),
            Lang::En => format!(
                "as of {} · old: {old} ({olds} rules) · new: {new} ({news} rules) · {count} submission(s)\n",
                self.as_of
            ),
        };
        let (with, without): (Vec<&RuleImpact>, Vec<&RuleImpact>) =
            impact.rules.iter().partition(|rule| rule.has_effect());
        for rule in &with {
            text.push_str(&self.rule(rule));
        }
        let quiet: Vec<String> = without
            .iter()
            .filter(|rule| rule.change != Change::Same)
            .map(|rule| format!("{}({})", rule.id, self.change(rule.change)))
            .collect();
        if !quiet.is_empty() {
            let list = quiet.join(lang.pick("、", ", "));
            text.push_str(&match lang {
                Lang::Zh => format!("\n改了规则,对这些报送包没有影响:{list}\n"),
                Lang::En => format!("\nchanged without an effect on these submissions: {list}\n"),
            });
        }
        let total = |part: fn(&Effect) -> usize| {
            with.iter()
                .flat_map(|rule| &rule.on)
                .map(part)
                .sum::<usize>()
        };
        let failing = total(|on| on.newly_failing.len());
        let passing = total(|on| on.newly_passing.len());
        text.push_str(&match lang {
            Lang::Zh => format!(
                "\n结论:{} 条规则的结果有变化,新增问题 {failing} 处,不再报 {passing} 处;{} 条规则的结果不变\n",
                with.len(),
                without.len()
            ),
            Lang::En => format!(
                "\n{} rule(s) come out otherwise: {failing} finding(s) more, {passing} fewer; {} rule(s) as before\n",
                with.len(),
                without.len()
            ),
        });
        text
    }

    fn rule(&self, rule: &RuleImpact) -> String {
        let lang = self.lang;
        let title = match lang {
            Lang::En => rule.english.as_ref().unwrap_or(&rule.title),
            Lang::Zh => &rule.title,
        };
        let mut text = format!("\n{}  {title}({})\n", rule.id, self.change(rule.change));
        if let [Some(old), Some(new)] = rule.severities
            && old != new
        {
            let (old, new) = (report::severity(old, lang), report::severity(new, lang));
            text.push_str(&format!(
                "  {}:{old} → {new}\n",
                lang.pick("级别", "severity")
            ));
        }
        for (name, on) in self
            .impact
            .submissions
            .iter()
            .zip(&rule.on)
            .filter(|(_, on)| on.is_some())
        {
            let verdicts = on.outcomes.map(|verdict| self.verdict(verdict));
            text.push_str(&format!("  {name}:{} → {}\n", verdicts[0], verdicts[1]));
            text.push_str(&self.records("+", &on.newly_failing));
            text.push_str(&self.records("-", &on.newly_passing));
        }
        text
    }

    fn records(&self, sign: &str, findings: &[Finding]) -> String {
        let lines = findings.iter().take(self.limit);
        let mut text: String = lines
            .map(|finding| format!("    {sign} {}  {}\n", finding.message, finding.location))
            .collect();
        let more = findings.len().saturating_sub(self.limit);
        if more > 0 {
            text.push_str(&match self.lang {
                Lang::Zh => format!("    {sign} 另有 {more} 处\n"),
                Lang::En => format!("    {sign} {more} more\n"),
            });
        }
        text
    }

    fn verdict(&self, verdict: Option<Verdict>) -> String {
        let lang = self.lang;
        let Some(verdict) = verdict else {
            return lang.pick("没有这条规则", "no such rule").to_owned();
        };
        let mut text = report::outcome(verdict.outcome, lang).to_owned();
        if verdict.outcome == Outcome::Failed {
            text.push_str(&format!(" {}", verdict.failed));
        }
        if verdict.undecided > 0 {
            text.push_str(&match lang {
                Lang::Zh => format!("(无法判定 {})", verdict.undecided),
                Lang::En => format!(" ({} undecided)", verdict.undecided),
            });
        }
        text
    }

    fn change(&self, change: Change) -> &'static str {
        let (zh, en) = match change {
            Change::Added => ("新增", "added"),
            Change::Removed => ("删去", "removed"),
            Change::Changed => ("改过", "changed"),
            Change::Same => ("规则文件没有改", "same file"),
        };
        self.lang.pick(zh, en)
    }

    /// `{old, new, as_of, submissions[], rules[{id, title, change, severity, submissions[]}]}`, every rule of either
    /// side.
    pub fn json(&self) -> String {
        let impact = self.impact;
        let side = |at: usize| Side {
            path: &self.sides[at],
            rules: impact.counts[at],
        };
        let rules = impact.rules.iter().map(|rule| WireRule {
            id: &rule.id,
            title: match self.lang {
                Lang::En => rule.english.as_ref().unwrap_or(&rule.title),
                Lang::Zh => &rule.title,
            },
            change: rule.change.name(),
            severity: pair(rule.severities.map(|s| s.map(|s| s.name()))),
            submissions: impact
                .submissions
                .iter()
                .zip(&rule.on)
                .map(|(path, on)| WireEffect {
                    path,
                    outcome: pair(on.outcomes.map(|v| v.map(WireVerdict::of))),
                    newly_failing: on.newly_failing.iter().map(WireFinding::of).collect(),
                    newly_passing: on.newly_passing.iter().map(WireFinding::of).collect(),
                })
                .collect(),
        });
        let wire = Wire {
            version: VERSION,
            as_of: self.as_of.to_string(),
            old: side(0),
            new: side(1),
            submissions: &impact.submissions,
            rules: rules.collect(),
        };
        let mut text = to_string_pretty(&wire).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn pair<T>([old, new]: [T; 2]) -> Pair<T> {
    Pair { old, new }
}

/// Of the JSON; `schemas/rules_diff.schema.json` defines it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    as_of: String,
    old: Side<'a>,
    new: Side<'a>,
    submissions: &'a [String],
    rules: Vec<WireRule<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    path: &'a str,
    rules: usize,
}

#[derive(Serialize)]
struct Pair<T> {
    old: T,
    new: T,
}

#[derive(Serialize)]
struct WireRule<'a> {
    id: &'a str,
    title: &'a str,
    change: &'static str,
    severity: Pair<Option<&'static str>>,
    submissions: Vec<WireEffect<'a>>,
}

#[derive(Serialize)]
struct WireEffect<'a> {
    path: &'a str,
    outcome: Pair<Option<WireVerdict>>,
    newly_failing: Vec<WireFinding<'a>>,
    newly_passing: Vec<WireFinding<'a>>,
}

#[derive(Serialize)]
struct WireVerdict {
    outcome: &'static str,
    records: u64,
    failed: u64,
    undecided: u64,
}

impl WireVerdict {
    fn of(verdict: Verdict) -> Self {
        WireVerdict {
            outcome: verdict.outcome.name(),
            records: verdict.records,
            failed: verdict.failed,
            undecided: verdict.undecided,
        }
    }
}

#[derive(Serialize)]
struct WireFinding<'a> {
    ledger: &'a str,
    record: serde_json::Map<String, serde_json::Value>,
    message: &'a str,
    location: String,
}

impl<'a> WireFinding<'a> {
    fn of(finding: &'a Finding) -> Self {
        let record = finding.record.iter();
        WireFinding {
            ledger: &finding.ledger,
            record: record
                .map(|(name, value)| (name.to_string(), value.as_str().into()))
                .collect(),
            message: &finding.message,
            location: finding.location.to_string(),
        }
    }
}
