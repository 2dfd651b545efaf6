//! Every format tells the same: as many new findings of each severity, as many known and waived ones, as many rules of
//! each outcome.

use std::collections::BTreeMap;

use serde_json::Value;

use super::rich::{accounted, counted, everything, many, written};
use super::*;

/// New findings of each severity, known and waived ones, rules of each outcome, as far as a format tells them.
#[derive(Debug, Default, PartialEq)]
struct Told {
    findings: BTreeMap<String, u64>,
    accounts: BTreeMap<String, u64>,
    outcomes: BTreeMap<String, u64>,
}

impl Told {
    fn json(&mut self, finding: &Value) {
        match finding["status"].as_str() {
            Some(account) => self.account(account),
            None => self.finding(finding["severity"].as_str().expect("a word")),
        }
    }

    fn finding(&mut self, severity: &str) {
        *self.findings.entry(severity.to_owned()).or_default() += 1;
    }

    /// One that does not count.
    fn account(&mut self, word: &str) {
        *self.accounts.entry(word.to_owned()).or_default() += 1;
    }

    fn outcome(&mut self, outcome: &str, rules: u64) {
        *self.outcomes.entry(outcome.to_owned()).or_default() += rules;
    }

    /// Without what is nought, which some formats say and others do not.
    fn tidy(mut self) -> Self {
        self.findings.retain(|_, n| *n > 0);
        self.accounts.retain(|_, n| *n > 0);
        self.outcomes.retain(|_, n| *n > 0);
        self
    }
}

/// The oracle: counted from the findings and rules themselves.
fn truth(report: &Report, findings: &[Finding]) -> Told {
    let mut told = Told::default();
    for finding in findings {
        match finding.status.account() {
            Account::New => told.finding(finding.severity.name()),
            account => told.account(account.name()),
        }
    }
    let rules = report.rules.iter();
    rules.for_each(|rule| told.outcome(rule.outcome.name(), 1));
    told.tidy()
}

fn severity_of(word: &str) -> String {
    let all = Severity::ALL.into_iter();
    let mut named = all.filter(|s| terms::severity(*s, Lang::En) == word || s.name() == word);
    named.next().map_or(word, |s| s.name()).to_owned()
}

fn outcome_of(word: &str) -> String {
    let all = Outcome::ALL.into_iter();
    let mut named = all.filter(|o| terms::outcome(*o, Lang::En) == word);
    named.next().map_or(word, |o| o.name()).to_owned()
}

fn told(format: Format, text: &str) -> Told {
    let mut told = Told::default();
    match format {
        Format::Text => {
            let line = |title: &str| {
                let line = text
                    .lines()
                    .find(|line| line.trim_start().starts_with(title));
                let line = line.expect("a line of totals").trim_start();
                line[title.len()..]
                    .replace("errors", "error")
                    .replace("warnings", "warning")
            };
            for part in line("findings").split('·') {
                let (n, word) = part.trim().split_once(' ').expect("a count");
                told.findings
                    .insert(severity_of(word), n.parse().expect("a number"));
            }
            if text.contains("\n  besides ") {
                for part in line("besides").split('·') {
                    let (n, word) = part.trim().split_once(' ').expect("a count");
                    let n = n.parse().expect("a number");
                    told.accounts.insert(word.to_owned(), n);
                }
            }
            for part in line("rules").split('·') {
                let (n, word) = part.trim().split_once(' ').expect("a count");
                told.outcome(&outcome_of(word), n.parse().expect("a number"));
            }
        }
        Format::Xlsx => {
            let rows = text.lines().skip(3).map(|line| line.split('\t').nth(1));
            for word in rows.map(|word| word.expect("a word")) {
                let account = [Account::Known, Account::Waived].into_iter();
                let before = word.split('(').next();
                let mut account = account.filter(|a| Some(held::account(*a, Lang::En)) == before);
                if let Some(account) = account.next() {
                    told.account(account.name());
                } else if Severity::ALL.iter().any(|s| s.name() == severity_of(word)) {
                    told.finding(&severity_of(word));
                }
            }
            let totals = text.lines().nth(1).expect("totals");
            let (found, rules) = totals.split_once("rules: ").expect("both");
            for (severity, n) in &told.findings {
                let word = terms::severity(severity.parse().expect("one"), Lang::En);
                assert!(found.contains(&format!("{word} {n}")), "{found}");
            }
            let rules = rules.split(" (").next().expect("counts");
            for part in rules.split(" · ") {
                let (word, n) = part.rsplit_once(' ').expect("a count");
                told.outcome(&outcome_of(word), n.parse().expect("a number"));
            }
        }
        Format::Json => {
            let json: Value = serde_json::from_str(text).expect("JSON");
            let findings = json["findings"].as_array().expect("findings");
            findings.iter().for_each(|f| told.json(f));
            for account in ["known", "waived"] {
                let n = told.accounts.get(account).copied().unwrap_or(0);
                assert_eq!(json["summary"][account], n, "{account}");
            }
            let rules = json["rules"].as_array().expect("rules");
            rules
                .iter()
                .for_each(|r| told.outcome(r["outcome"].as_str().expect("a word"), 1));
        }
        Format::Jsonl => {
            for line in text.lines() {
                let json: Value = serde_json::from_str(line).expect("JSON");
                match json["type"].as_str() {
                    Some("finding") => told.json(&json),
                    Some("run") => {
                        let rules = json["rules"].as_array().expect("rules").iter();
                        rules.for_each(|r| told.outcome(r["outcome"].as_str().expect("a word"), 1));
                    }
                    _ => {}
                }
            }
        }
        Format::Sarif => {
            let json: Value = serde_json::from_str(text).expect("JSON");
            let run = &json["runs"][0];
            for result in run["results"].as_array().expect("results") {
                let suppressed = result["suppressions"].as_array();
                match result["baselineState"].as_str() {
                    Some("absent") => {}
                    _ if suppressed.is_some_and(|s| !s.is_empty()) => told.account("waived"),
                    Some("unchanged") => told.account("known"),
                    _ => told.finding(result["properties"]["severity"].as_str().expect("a word")),
                }
            }
            for rule in run["tool"]["driver"]["rules"].as_array().expect("rules") {
                told.outcome(rule["properties"]["outcome"].as_str().expect("a word"), 1);
            }
        }
        Format::Junit => {
            let xml = roxmltree::Document::parse(text).expect("XML");
            for case in xml.descendants().filter(|n| n.has_tag_name("testcase")) {
                let child = |name: &str| case.children().find(|n| n.has_tag_name(name));
                if let Some(skipped) = child("skipped") {
                    told.outcome(skipped.attribute("type").expect("a type"), 1);
                    continue;
                }
                let mut failed = false;
                if let Some(failure) = child("failure") {
                    failed = true;
                    let kind = failure.attribute("type").expect("a type");
                    let lines = failure.text().expect("findings").trim().lines();
                    let own = lines.filter(|l| {
                        let closing = ["    ", "Advice: ", "Basis: ", "and: "];
                        !closing.iter().any(|c| l.starts_with(c))
                    });
                    own.for_each(|_| told.finding(kind));
                }
                let output = child("system-out").and_then(|n| n.text()).unwrap_or("");
                for line in output.lines() {
                    for account in ["known", "waived"] {
                        if line.starts_with(&format!("[{account}")) {
                            told.account(account);
                            failed = true;
                        }
                    }
                }
                let outcome = if failed { "failed" } else { "passed" };
                let is_gone = case.attribute("name") == Some("other findings");
                told.outcome(outcome, u64::from(!is_gone));
            }
        }
        Format::Github => {
            let listed = regex::Regex::new("^(critical|error|warning|info) [A-Z]+-[0-9]+ ");
            let listed = listed.expect("a pattern");
            for line in text.lines() {
                if let Some((kind, _)) =
                    line.strip_prefix("::").and_then(|l| l.split_once(" file="))
                {
                    told.finding(kind);
                } else if let Some(account) = ["known", "waived"]
                    .iter()
                    .find(|w| line.starts_with(&format!("[{w}")))
                {
                    told.account(account);
                } else if let Some(found) = listed.captures(line) {
                    told.finding(match &found[1] {
                        "critical" => "error",
                        "info" => "notice",
                        word => word,
                    });
                } else if let Some(word) = ["undecided ", "skipped "]
                    .iter()
                    .find(|w| line.starts_with(*w))
                {
                    told.outcome(word.trim(), 1);
                }
            }
        }
        Format::Gitlab => {
            let json: Value = serde_json::from_str(text).expect("JSON");
            for issue in json.as_array().expect("issues") {
                let text = issue["description"].as_str().expect("a text");
                let mut accounts = ["known", "waived"].into_iter();
                if let Some(account) = accounts.find(|w| text.starts_with(&format!("[{w}"))) {
                    assert_eq!(issue["severity"], "info");
                    told.account(account);
                    continue;
                }
                told.finding(match issue["severity"].as_str().expect("a word") {
                    "major" => "error",
                    "minor" => "warning",
                    word => word,
                });
            }
        }
        Format::Markdown => {
            let tables: Vec<Vec<&str>> = text
                .lines()
                .filter(|line| line.starts_with('|'))
                .take(6)
                .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
                .collect();
            for (names, numbers) in [(&tables[0], &tables[2]), (&tables[3], &tables[5])] {
                for (name, n) in names.iter().zip(numbers).skip(1) {
                    let n = n.parse().expect("a number");
                    match names[0] {
                        "findings" if ["known", "waived"].contains(name) => {
                            told.accounts.insert((*name).to_owned(), n);
                        }
                        "findings" => drop(told.findings.insert(severity_of(name), n)),
                        _ => told.outcome(&outcome_of(name), n),
                    }
                }
            }
        }
        Format::Csv => {
            let text = text.strip_prefix('\u{feff}').expect("a mark");
            let mut rows = ::csv::Reader::from_reader(text.as_bytes());
            let mut failed = std::collections::BTreeSet::new();
            for row in rows.records().map(|row| row.expect("a row")) {
                match &row[0] {
                    "finding" => {
                        told.finding(&severity_of(&row[1]));
                        failed.insert(row[2].to_owned());
                    }
                    word @ ("known" | "waived") => {
                        told.account(word);
                        failed.insert(row[2].to_owned());
                    }
                    "gone from the baseline" => {}
                    word if !failed.contains(&row[2]) => told.outcome(&outcome_of(word), 1),
                    _ => {}
                }
            }
            told.outcome("failed", failed.len() as u64);
        }
        Format::Html => {
            let page = html::read(text);
            let page = roxmltree::Document::parse(&page).expect("XML");
            for rule in page
                .descendants()
                .filter(|n| n.attribute("data-s").is_some())
            {
                let severity = rule.attribute("data-s").expect("a word");
                let rows = rule
                    .descendants()
                    .filter(|n| n.attribute("data-p").is_some());
                for row in rows {
                    match row.attribute("data-k") {
                        Some(account) => told.account(account),
                        None => told.finding(severity),
                    }
                }
                told.outcome("failed", 1);
            }
            for tile in page.descendants().filter(|n| n.has_tag_name("li")) {
                let class = tile.attribute("class").unwrap_or("");
                let outcome = class.split(' ').find_map(|c| c.strip_prefix("o-"));
                if let Some(outcome) = outcome.filter(|o| *o != "failed") {
                    let n = tile.descendants().find(|n| n.has_tag_name("b"));
                    let n = n.and_then(|n| n.text()).expect("a number").replace(',', "");
                    told.outcome(outcome, n.parse().expect("a number"));
                }
            }
        }
    }
    told.tidy()
}

#[track_caller]
fn check(findings: Vec<Finding>) {
    let report = counted(&findings);
    for format in Format::ALL {
        let text = written(format, &report, &findings, &everything(Lang::En));
        let mut expected = truth(&report, &findings);
        let mut told = told(format, &text);
        match format {
            // has no place for rules
            Format::Gitlab => expected.outcomes.clear(),
            // knows three levels, and lists rules that came to no result only
            Format::Github => {
                let mut levels = Told::default();
                for (severity, n) in &expected.findings {
                    let level = match severity.as_str() {
                        "critical" => "error",
                        "info" => "notice",
                        word => word,
                    };
                    *levels.findings.entry(level.into()).or_default() += n;
                }
                expected.findings = levels.findings;
                expected
                    .outcomes
                    .retain(|word, _| word == "undecided" || word == "skipped");
            }
            _ => {}
        }
        // a rule with findings of which some records are undecided stands in both in tables of rows
        if format == Format::Csv {
            told.outcomes.retain(|_, n| *n > 0);
        }
        assert_eq!(told, expected, "{}", format.name());
    }
}

#[test]
fn every_format_tells_the_same_totals() {
    check(findings());
    check(Vec::new());
    check(accounted(findings()));
}

/// More than a part of the page, more than is annotated, more than a comment lists.
#[test]
fn every_format_tells_the_same_totals_of_many_findings() {
    check(many(400));
    check(accounted(many(400)));
}
