//! A rule of the log: what it is called, why it is, what it rests on, what to do, and what became of it.

use serde::Serialize;

use super::Text;
use crate::finding::{RuleResult, Severity};
use crate::lang::Lang;
use crate::report::markdown::prose;
use crate::report::terms;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WireRule<'a> {
    id: &'a str,
    short_description: Text<'a>,
    full_description: Text<'a>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

/// The same text twice: some readers show Markdown, others do not.
#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    tags: Vec<&'a str>,
    severity: &'static str,
    /// Read by GitHub.
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
    ledger: &'a str,
    outcome: &'static str,
    records: u64,
    failed: u64,
    undecided: u64,
}

impl<'a> WireRule<'a> {
    pub fn of(rule: &'a RuleResult, lang: Lang) -> Self {
        let why = match rule.about.why.as_str() {
            "" => &rule.title,
            why => why,
        };
        WireRule {
            id: &rule.id.0,
            short_description: Text { text: &rule.title },
            full_description: Text { text: why },
            help: Help {
                text: help(rule, lang, Layout::Plain),
                markdown: help(rule, lang, Layout::Markdown),
            },
            default_configuration: Configuration {
                level: level(rule.severity),
            },
            properties: Properties {
                tags: Some(&*rule.about.area)
                    .filter(|area| !area.is_empty())
                    .into_iter()
                    .collect(),
                severity: rule.severity.name(),
                problem_severity: match level(rule.severity) {
                    "note" => "recommendation",
                    level => level,
                },
                ledger: &rule.ledger,
                outcome: rule.outcome.name(),
                records: rule.records,
                failed: rule.failed,
                undecided: rule.undecided,
            },
        }
    }
}

/// SARIF knows three levels; the exact severity stands in the properties.
pub fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Plain,
    Markdown,
}

/// Why, what to do, what it rests on.
fn help(rule: &RuleResult, lang: Lang, layout: Layout) -> String {
    let about = &rule.about;
    let text = |text: &str| match layout {
        Layout::Plain => text.to_owned(),
        Layout::Markdown => prose(text),
    };
    let heading = |zh, en| match layout {
        Layout::Plain => format!("{}: ", lang.pick(zh, en)),
        Layout::Markdown => format!("**{}** ", lang.pick(zh, en)),
    };
    let mut parts = Vec::new();
    if !about.why.is_empty() {
        parts.push(heading("为什么", "Why") + &text(&about.why));
    }
    if let Some(advice) = &about.advice {
        parts.push(heading("怎么办", "What to do") + &text(advice));
    }
    if !about.basis.is_empty() {
        let bases = about.basis.iter();
        let bases: Vec<String> = bases
            .map(|basis| format!("- {}", text(&terms::basis(basis, lang))))
            .collect();
        let heading = heading("依据", "Basis");
        parts.push(format!("{}\n\n{}", heading.trim_end(), bases.join("\n")));
    }
    if parts.is_empty() {
        parts.push(text(&rule.title));
    }
    parts.join("\n\n")
}
