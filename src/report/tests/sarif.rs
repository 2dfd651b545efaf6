//! SARIF: valid by the official schema, and what the schema cannot say.

use serde_json::Value;

use super::rich::{accounted, counted, everything, hostile, hostile_report, many, written};
use super::*;

fn validator() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sarif-2.1.0.schema.json");
    let schema = std::fs::read_to_string(path).expect("the schema is part of the tests");
    // published with a bracket that closes nothing, which only some dialects of patterns take
    let bracket = "[a-zA-Z]{2}]?$";
    assert!(schema.contains(bracket));
    let schema = schema.replace(bracket, "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the official schema")
}

fn log(report: &Report, findings: &Vec<Finding>, style: &Style) -> Value {
    let text = written(Format::Sarif, report, findings, style);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn sarif_is_valid_by_the_official_schema() {
    let validator = validator();
    for (report, findings) in [
        (report(), findings()),
        (counted(&many(3)), many(3)),
        (counted(&[]), Vec::new()),
        (counted(&accounted(many(3))), accounted(many(3))),
        (hostile_report(), hostile()),
        (hostile_report(), accounted(hostile())),
    ] {
        for (lang, mask) in [(Lang::Zh, true), (Lang::En, false)] {
            let style = Style {
                mask,
                ..everything(lang)
            };
            let log = log(&report, &findings, &style);
            assert_eq!(errors(&validator, &log), Vec::<String>::new());
        }
    }
    // and the schema does refuse
    let mut wrong = log(&report(), &findings(), &everything(Lang::Zh));
    wrong["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        0.into();
    assert!(!validator.is_valid(&wrong), "lines begin at 1");
}

#[test]
fn results_point_at_their_rules_files_and_places() {
    let findings = many(2);
    let report = counted(&findings);
    let log = log(&report, &findings, &everything(Lang::Zh));
    let run = &log["runs"][0];
    assert_eq!(log["runs"].as_array().expect("runs").len(), 1);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(&findings) {
        let rule = &rules[result["ruleIndex"].as_u64().expect("a rule") as usize];
        assert_eq!(
            (&result["ruleId"], &rule["id"]),
            (&rule["id"], &Value::from(&*finding.rule.0))
        );
        assert!(
            rule["help"]["markdown"]
                .as_str()
                .is_some_and(|t| t.contains("**依据**"))
        );
        let place = &result["locations"][0]["physicalLocation"];
        let line = finding.location.line.map(|l| u64::from(l.0));
        assert_eq!(place["region"]["startLine"].as_u64(), line);
        let column = finding.location.column.map(|c| u64::from(c.0));
        assert_eq!(place["region"]["startColumn"].as_u64(), column);
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
        let decoded = percent_decoded(uri);
        assert_eq!(decoded, *finding.location.file);
        if let Some(index) = place["artifactLocation"]["index"].as_u64() {
            let artifact = &run["artifacts"][index as usize]["location"]["uri"];
            assert_eq!(artifact, uri);
        }
        let related = result["relatedLocations"].as_array().map_or(0, Vec::len);
        assert_eq!(related, finding.related.len());
    }
}

#[test]
fn what_does_not_count_has_its_state_and_suppression() {
    let findings = accounted(many(2));
    let log = log(&counted(&findings), &findings, &everything(Lang::Zh));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let (own, gone) = results.split_at(findings.len());
    for (result, finding) in own.iter().zip(&findings) {
        let state = if finding.status.known {
            "unchanged"
        } else {
            "new"
        };
        assert_eq!(result["baselineState"], state);
        let suppressions = result["suppressions"].as_array().expect("on every result");
        match &finding.status.waived {
            None => assert!(suppressions.is_empty()),
            Some(waived) => {
                assert_eq!(suppressions[0]["kind"], "external");
                assert_eq!(suppressions[0]["status"], "accepted");
                let why = suppressions[0]["justification"].as_str().expect("a text");
                assert!(why.contains(&waived.reason) && why.contains(&waived.approver));
            }
        }
    }
    assert_eq!(gone.len(), 2, "one for each entry that is gone");
    for result in gone {
        assert_eq!(result["baselineState"], "absent");
        let file = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(file.as_str().expect("a place").ends_with("baseline.json"));
    }
    // nothing of it without a baseline and waivers
    let plain = many(2);
    let log = self::log(&counted(&plain), &plain, &everything(Lang::Zh));
    let result = &log["runs"][0]["results"][0];
    assert!(result.get("baselineState").is_none() && result.get("suppressions").is_none());
}

/// The oracle of `uri`, written the other way round.
fn percent_decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let hex: String = rest.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&hex, 16).expect("two digits")
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn fingerprints_are_those_of_the_findings_and_github_gets_unique_ones() {
    let findings = many(2);
    let log = log(&counted(&findings), &findings, &everything(Lang::Zh));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let mut seen = std::collections::BTreeSet::new();
    for (result, finding) in results.iter().zip(&findings) {
        let prints = &result["partialFingerprints"];
        assert_eq!(prints["ledgerlint/v1"], finding.fingerprint.to_string());
        let own = prints["primaryLocationLineHash"].as_str().expect("a hash");
        assert!(own.starts_with(&finding.fingerprint.to_string()));
        assert!(seen.insert(own.to_owned()), "{own} comes twice");
    }
}

#[test]
fn what_was_not_judged_is_a_notification_with_its_reason() {
    let log = log(&report(), &findings(), &everything(Lang::Zh));
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(
        invocation["executionSuccessful"], false,
        "a file could not be read"
    );
    let notes = invocation["toolExecutionNotifications"]
        .as_array()
        .expect("notifications");
    let of = |id: &str| {
        let note = notes.iter().find(|n| n["associatedRule"]["id"] == id);
        let note = note.unwrap_or_else(|| panic!("{id}"));
        let text = note["message"]["text"].as_str().expect("a text").to_owned();
        (
            note["descriptor"]["id"].as_str().expect("an id").to_owned(),
            text,
        )
    };
    let (kind, text) = of("POST-005");
    assert_eq!(kind, "skipped");
    assert!(text.contains("没有「岗位补贴发放」台账"), "{text}");
    assert_eq!(of("POST-011").0, "undecided");
    assert_eq!(of("POST-016").0, "not_applicable");
    assert_eq!(
        of("RECT-013").0,
        "undecided",
        "some records of a failed rule"
    );
    assert!(
        notes
            .iter()
            .all(|n| n["associatedRule"]["id"] != "POST-004"),
        "it passed"
    );
}
