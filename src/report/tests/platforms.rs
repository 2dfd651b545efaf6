//! GitHub, GitLab and Markdown: the shapes and limits that their platforms document.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rich::{counted, everything, hostile, hostile_report, many, written};
use super::*;

/// Name, properties, data.
type Command = (String, Vec<(String, String)>, String);

/// A workflow command taken apart as the runner does (actions/runner, ActionCommand.TryParseV2).
fn command(line: &str) -> Option<Command> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, data) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let unescape = |text: &str, property: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = match property {
            true => text.replace("%3A", ":").replace("%2C", ","),
            false => text,
        };
        text.replace("%25", "%")
    };
    let properties = properties.split(',').filter(|p| !p.is_empty()).map(|p| {
        let (key, value) = p.split_once('=').expect("key=value");
        (key.to_owned(), unescape(value, true))
    });
    Some((name.to_owned(), properties.collect(), unescape(data, false)))
}

#[test]
fn github_gets_no_more_annotations_than_it_shows_and_the_rest_is_said() {
    let findings = many(400);
    let report = counted(&findings);
    let text = written(Format::Github, &report, &findings, &everything(Lang::Zh));
    let commands: Vec<_> = text.lines().filter_map(command).collect();
    for kind in ["error", "warning", "notice"] {
        let shown = commands.iter().filter(|(name, ..)| name == kind).count();
        assert!(shown <= 10, "{shown} of {kind}");
    }
    assert!(commands.len() <= 50 + 2, "with the group's two");
    let annotated = commands
        .iter()
        .filter(|(_, p, _)| p.iter().any(|(k, _)| k == "file"));
    let annotated = annotated.count();
    let (_, _, said) = commands.last().expect("a notice");
    let rest = findings.len() - annotated;
    assert!(
        said.contains(&format!("另有 {rest} 条问题没有批注")),
        "{said}"
    );
    // the worst come first
    let first = &commands[0];
    let critical = findings.iter().find(|f| f.severity == Severity::Critical);
    assert!(
        first.2.starts_with(&critical.expect("one").message),
        "{first:?}"
    );
}

#[test]
fn github_commands_say_what_the_findings_say() {
    let findings = hostile();
    let text = written(
        Format::Github,
        &hostile_report(),
        &findings,
        &everything(Lang::Zh),
    );
    let commands: Vec<_> = text.lines().filter_map(command).collect();
    let known = ["error", "notice", "group", "endgroup"];
    assert!(
        commands
            .iter()
            .all(|(name, ..)| known.contains(&name.as_str())),
        "{commands:?}"
    );
    let errors = commands.iter().filter(|(name, ..)| name == "error");
    for ((_, properties, data), finding) in errors.zip(&findings) {
        let value = |name: &str| {
            let found = properties.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        assert_eq!(value("file"), &*finding.location.file);
        assert_eq!((value("line"), value("col")), ("7", "3"));
        assert!(data.contains(&finding.message), "{data}");
    }
    // nothing but our commands is one, in the older form either
    let mut others = text.lines().filter(|line| !line.starts_with("::"));
    assert!(others.all(|line| !line.contains("##[")));
}

#[test]
fn gitlab_gets_the_shape_that_it_documents() {
    for (report, findings) in [(report(), many(5)), (hostile_report(), hostile())] {
        let text = written(Format::Gitlab, &report, &findings, &everything(Lang::Zh));
        let issues: Vec<Value> = serde_json::from_str(&text).expect("a list");
        assert_eq!(issues.len(), findings.len());
        let mut seen = BTreeSet::new();
        for (issue, finding) in issues.iter().zip(&findings) {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            assert!(text(&issue["description"]).contains(&finding.message));
            assert_eq!(text(&issue["check_name"]), *finding.rule.0);
            let words = ["info", "minor", "major", "critical", "blocker"];
            assert!(words.contains(&issue["severity"].as_str().expect("a word")));
            assert_eq!(text(&issue["location"]["path"]), *finding.location.file);
            assert!(issue["location"]["lines"]["begin"].as_u64() >= Some(1));
            assert!(
                seen.insert(text(&issue["fingerprint"])),
                "GitLab drops the second"
            );
        }
    }
    let none = written(
        Format::Gitlab,
        &counted(&[]),
        &Vec::new(),
        &everything(Lang::Zh),
    );
    assert_eq!(none, "[]\n");
}

/// Cells of a row: what a bar that is not escaped separates.
fn cells(row: &str) -> usize {
    let mut cells = 0;
    let mut escaped = false;
    for c in row.chars() {
        if c == '|' && !escaped {
            cells += 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells - 1
}

#[track_caller]
fn check_markdown(report: &Report, findings: &Vec<Finding>) -> String {
    let text = written(Format::Markdown, report, findings, &everything(Lang::Zh));
    assert!(text.chars().count() < 60_000, "{}", text.chars().count());
    assert!(text.starts_with("<!-- ledgerlint -->\n"));
    let count = |tag: &str| text.matches(tag).count();
    assert_eq!(count("<details>"), count("</details>"), "every fold ends");
    assert_eq!(count("<summary>"), count("</summary>"));
    // each table: a header, a rule, rows of as many cells
    let mut table = 0;
    for line in text.lines() {
        match line.starts_with('|') {
            true if table == 0 => table = cells(line),
            true => assert_eq!(cells(line), table, "{line}"),
            false => table = 0,
        }
        // no line is one of GitLab's quick actions
        assert!(!line.starts_with('/'), "{line}");
    }
    text
}

#[test]
fn a_comment_fits_whatever_the_input() {
    check_markdown(&report(), &findings());
    check_markdown(&counted(&[]), &Vec::new());
    let all = many(400);
    let text = check_markdown(&counted(&all), &all);
    assert!(text.contains("另有 1180 条没有列出"), "{text}");
    let text = check_markdown(&hostile_report(), &hostile());
    let prose: String = text.lines().map(|line| without_code(line) + "\n").collect();
    assert!(
        !prose.contains("<script") && !prose.contains("<img"),
        "{prose}"
    );
    let mentions = regex::Regex::new("[@#~][a-z0-9]").expect("a pattern");
    let prose = prose.replace("&#8203;", "\u{200b}").replace("&#39;", "'");
    let found = mentions.find(&prose);
    assert_eq!(found.map(|m| &prose[m.start()..]), None);
}

/// A line without its code spans (CommonMark: as many backticks close as opened), in which nothing has a meaning.
fn without_code(line: &str) -> String {
    let mut rest = line;
    let mut out = String::new();
    while let Some(at) = rest.find('`') {
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let inside = &rest[at + run..];
        let fence = "`".repeat(run);
        let close = inside.match_indices(&fence).map(|(close, _)| close);
        let close = close.into_iter().find(|close| {
            let after = &inside[close + run..];
            !after.starts_with('`') && !inside[..*close].ends_with('`')
        });
        match close {
            Some(close) if !rest[..at].ends_with('\\') => {
                out.push_str(&rest[..at]);
                rest = &inside[close + run..];
            }
            _ => {
                out.push_str(&rest[..at + run]);
                rest = inside;
            }
        }
    }
    out + rest
}

#[test]
fn a_comment_fits_with_more_rules_and_longer_texts_than_it_can_hold() {
    let said = regex::Regex::new("另有 ([0-9]+) 条规则的 ([0-9]+) 条问题").expect("a pattern");
    for (rules, length) in [(5_000, 5), (300, 2_000), (30, 1_000_000)] {
        let texts = ["@一|", "<", "\u{0}"];
        let mut report = report();
        report.rules.clear();
        let mut findings = Vec::new();
        for n in 0..rules {
            let id = format!("LONG-{n:05}");
            let text = texts[n % 3].repeat(length);
            let outcome = match n % 2 {
                0 => Outcome::Failed,
                _ => Outcome::Skipped,
            };
            let failed = u64::from(n % 2 == 0) * 30;
            let rule = titled(&id, &text, Severity::Error, outcome, failed);
            report.rules.push(because(rule, 0, &text));
            // as many as a rule lists, of those that matter
            for _ in 0..failed.min(if n < 10 { 30 } else { 1 }) {
                findings.push(finding(&id, Severity::Error, &text, at(&text, 1, 1), "x"));
            }
        }
        let text = check_markdown(&report, &findings);
        assert!(text.contains("没有列出"), "what is left out is said");
        // the rules that are there and those that are said to be missing are all
        let shown = text.matches("<b>LONG-").count();
        let missing = said
            .captures(&text)
            .map_or(0, |c| c[1].parse().expect("a number"));
        assert_eq!(shown + missing, rules / 2);
    }
}
