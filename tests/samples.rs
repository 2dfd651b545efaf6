//! The samples that ship with the project, judged as the README says.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The JSON report of a sample, and the exit status.
fn report(sample: &str, more: &[&str]) -> (Value, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_ledgerlint"))
        .current_dir(root())
        .args(["check", sample, "--as-of", "2021-05-13", "--format", "json"])
        .args(more)
        .output()
        .expect("the program runs");
    let report = serde_json::from_slice(&output.stdout).expect("a JSON report");
    (report, output.status.code().expect("an exit status"))
}

fn outcome<'r>(report: &'r Value, rule: &str) -> &'r Value {
    let rules = report["rules"].as_array().expect("rules");
    rules
        .iter()
        .find(|r| r["id"] == rule)
        .unwrap_or_else(|| panic!("{rule} is in the report"))
}

#[test]
fn reports_fit_their_schema() {
    let schema = std::fs::read_to_string(root().join("schemas/report.schema.json"))
        .expect("the report's schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the report's schema is a schema");
    for sample in ["samples/huibu-2021", "samples/posts"] {
        for lang in ["zh", "en"] {
            let (report, _) = report(sample, &["--lang", lang]);
            let faults: Vec<String> = validator
                .iter_errors(&report)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{sample}: {}", faults.join("\n"));
        }
    }
}

#[test]
fn json_lines_tell_what_the_json_report_tells() {
    for sample in ["samples/huibu-2021", "samples/posts"] {
        let (report, _) = report(sample, &[]);
        let output = Command::new(env!("CARGO_BIN_EXE_ledgerlint"))
            .current_dir(root())
            .args([
                "check",
                sample,
                "--as-of",
                "2021-05-13",
                "--format",
                "jsonl",
            ])
            .output()
            .expect("the program runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let lines: Vec<Value> = text
            .lines()
            .map(|line| {
                let mut line: Value = serde_json::from_str(line).expect("each line is JSON");
                line.as_object_mut()
                    .expect("an object")
                    .shift_remove("type");
                line
            })
            .collect();
        let (run, rest) = lines.split_first().expect("the run");
        let (summary, findings) = rest.split_last().expect("the summary");
        assert_eq!(run["rules"], report["rules"]);
        assert_eq!(findings, report["findings"].as_array().expect("findings"));
        assert_eq!(*summary, report["summary"]);
    }
}

#[test]
fn the_posts_sample_has_exactly_the_planted_breaches() {
    let (report, status) = report("samples/posts", &[]);
    let key = |finding: &Value| {
        format!(
            "{} {} {}",
            finding["rule"], finding["ledger"], finding["record"]
        )
    };
    let expected =
        std::fs::read_to_string(root().join("samples/posts/expected.json")).expect("expected.json");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let expected: BTreeSet<String> = expected["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(key)
        .collect();
    let all = report["findings"].as_array().expect("findings").iter();
    let found: BTreeSet<String> = all
        .filter(|f| f["rule"].as_str().is_some_and(|r| r.starts_with("POST-")))
        .map(key)
        .collect();
    assert_eq!(found, expected);
    assert_eq!(status, 1);
}

#[test]
fn the_report_of_2021_is_told_the_truth() {
    let (report, status) = report("samples/huibu-2021", &[]);
    assert_eq!(status, 1);
    let ledgers: Vec<&Value> = report["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .flat_map(|i| i["ledgers"].as_array().expect("ledgers"))
        .collect();
    let records = |name: &str| {
        ledgers
            .iter()
            .find(|l| l["name"] == name)
            .map_or(0, |l| l["records"].as_u64().expect("a number"))
    };
    assert_eq!(records("rect_problem"), 19);
    assert_eq!(records("rect_measure"), 40);
    let counted = |rule: &str, outcome_is: &str, failed: u64, undecided: u64| {
        let rule_result = outcome(&report, rule);
        assert_eq!(rule_result["outcome"], outcome_is, "{rule}: {rule_result}");
        assert_eq!(rule_result["failed"], failed, "{rule}: {rule_result}");
        assert_eq!(rule_result["undecided"], undecided, "{rule}: {rule_result}");
    };
    counted("RECT-001", "passed", 0, 0);
    counted("RECT-002", "failed", 27, 0);
    counted("RECT-003", "failed", 40, 0);
    counted("RECT-005", "undecided", 0, 40);
    counted("RECT-007", "undecided", 0, 40);
    counted("RECT-011", "failed", 2, 0);
    counted("RECT-012", "failed", 3, 0);
    counted("RECT-014", "failed", 3, 0);
    counted("RECT-017", "passed", 0, 0);
    counted("RECT-020", "skipped", 0, 0);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for sample in ["samples/huibu-2021", "samples/posts"] {
        assert_eq!(
            report(sample, &[]).0.to_string(),
            report(sample, &[]).0.to_string()
        );
    }
}

#[test]
fn no_personal_value_survives_masking() {
    let (plain, _) = report("samples/posts", &["--no-mask"]);
    let (masked, _) = report("samples/posts", &["--mask"]);
    let people =
        std::fs::read(root().join("samples/posts/person.csv")).expect("the sample's people");
    let people = String::from_utf8_lossy(&people);
    let mut rows = people.trim_start_matches('\u{FEFF}').lines();
    let header = rows.next().expect("a header");
    let column = header
        .split(',')
        .position(|c| c == "姓名")
        .expect("a column of names");
    let names: Vec<&str> = rows.filter_map(|row| row.split(',').nth(column)).collect();
    assert!(names.len() > 100, "the sample has people");
    let named = |report: &Value| {
        names
            .iter()
            .filter(|name| report.to_string().contains(**name))
            .count()
    };
    assert!(named(&plain) > 10, "an unmasked report names people");
    assert_eq!(named(&masked), 0, "a masked report names no one");
}

/// The console transcript of the README is what the program prints; UPDATE=1 writes it.
#[test]
fn the_readme_s_transcript_is_real() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).expect("a README");
    let (mark, fence) = ("<!-- transcript: ledgerlint ", "```console\n");
    let start = readme.find(mark).expect("the README has a transcript") + mark.len();
    let line = &readme[start..start + readme[start..].find(" -->").expect("the mark ends")];
    let block = start + readme[start..].find(fence).expect("the transcript begins") + fence.len();
    let end = block + readme[block..].find("```").expect("the transcript ends");
    let output = Command::new(env!("CARGO_BIN_EXE_ledgerlint"))
        .current_dir(root())
        .env("LANG", "zh_CN.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("COLUMNS")
        .args(line.split(' '))
        .output()
        .expect("the program runs");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let wanted = format!("$ ledgerlint {line}\n{}\n", printed.trim_end());
    if std::env::var_os("UPDATE").is_some() {
        let fresh = format!("{}{wanted}{}", &readme[..block], &readme[end..]);
        std::fs::write(&path, fresh).expect("the README can be written");
        return;
    }
    assert!(
        readme[block..end] == wanted,
        "README.md is stale: UPDATE=1 cargo test --test samples"
    );
}
