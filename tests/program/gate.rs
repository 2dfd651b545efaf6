//! The gate: what findings are held against, as a ledger repository's pipeline meets it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::place::{Place, Ran};

const TASK: &str = r#"{
  "title": "试事项", "type": "object", "x-key": ["no"],
  "properties": {
    "no": {"type": "string", "title": "编号"},
    "owner": {"type": "string", "title": "责任人", "x-sensitive": "name", "x-responsible": true},
    "unit": {"type": "string", "title": "单位"},
    "due": {"type": "string", "format": "date", "title": "时限"}
  }
}"#;

const RULE: &str = "\
id: TRY-001
title: 事项没有时限
ledger: try_task
severity: error
why: 没有时限就没有人催。
basis: [{document: 试行办法, verified: true}]
require: due is not null
at: [due]
message: '{owner}的事项没有时限'
advice: 补上时限
en: {title: No deadline, advice: Add one, message: 'no deadline for {owner}'}
examples:
  passes: [{given: {try_task: [{no: A, due: 2021-05-01}]}}]
  fails: [{given: {try_task: [{no: A}]}, finds: [{no: A}]}]
";

const GROUPS: &str = "\
id: TRY-002
title: 单位的事项太多
ledger: try_task
severity: warning
why: 试
basis: [{document: 试行办法, verified: true}]
per: [unit]
require: count(records) < 3
at: [unit]
message: '{unit}有{count(records)}件'
advice: 分出去
en: {title: Too many, advice: Share, message: '{unit} has {count(records)}'}
examples:
  passes: [{given: {try_task: [{no: A, unit: 甲}]}}]
  fails: [{given: {try_task: [{no: A, unit: 甲}, {no: B, unit: 甲}, {no: C, unit: 甲}]}, finds: [{unit: 甲}]}]
";

/// A has no deadline, B has one.
const TWO: &str = "编号,责任人,单位,时限\nA,甘某某,办公室,\nB,李某某,办公室,2021-05-01\n";

/// A place with rules, a definition, and a ledger.
fn tasks(name: &str) -> Place {
    let place = Place::new(&format!("gate-{name}"));
    place.put("schemas/try_task.schema.json", TASK);
    place.put("rules/TRY/pack.yaml", "id: TRY\ntitle: 试\n");
    place.put("rules/TRY/TRY-001.yaml", RULE);
    place.put("rules/TRY/TRY-002.yaml", GROUPS);
    place.put("ledgers/try_task.csv", TWO);
    place
}

impl Place {
    /// A run with the rules and definitions of a place, on the day of its ledgers.
    fn judge(&self, line: &str) -> Ran {
        self.run(&format!(
            "{line} --rules rules --schemas schemas --as-of 2021-05-13 --quiet"
        ))
    }

    /// Its report.
    fn judged(&self, line: &str) -> Value {
        self.judge(&format!("{line} --format json")).json()
    }

    /// Exit status, new findings (errors and warnings), known ones, gone ones.
    #[track_caller]
    fn counts(&self, status: i32, new: u64, known: u64, gone: u64) {
        let line = "check ledgers --baseline b.json";
        let ran = self.judge(line);
        assert_eq!(ran.status, status, "{}{}", ran.out, ran.err);
        let json = self.judged(line);
        let summary = &json["summary"];
        let count = |name: &str| summary[name].as_u64().expect("a count");
        assert_eq!(count("error") + count("warning"), new, "{summary}");
        assert_eq!(count("known"), known, "{summary}");
        let list = json["baseline"]["gone"].as_array().expect("a list");
        let list = list.iter().map(|g| g["count"].as_u64().expect("a count"));
        assert_eq!(list.sum::<u64>(), gone, "{}", json["baseline"]);
    }

    fn update(&self) -> Ran {
        self.judge("baseline update ledgers --baseline b.json")
    }
}

#[test]
fn with_a_baseline_only_new_findings_fail() {
    let place = tasks("new");
    assert_eq!(place.judge("check ledgers").status, 1);
    let ran = place.update();
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(
        ran.out,
        "基线 b.json:共 1 条,新增 1,移除 0\n         +1  TRY-001 事项没有时限\n"
    );
    place.counts(0, 0, 1, 0);
    let text = place.judge("check ledgers --baseline b.json").out;
    assert!(text.contains("不计入    基线内 1"), "{text}");
    assert!(text.contains("TRY-001  事项没有时限 · 1 条"), "{text}");
    assert!(
        text.ends_with("结论:没有新的错误级以上问题;另有 基线内 1 条\n"),
        "{text}"
    );
    place.put("ledgers/try_task.csv", &format!("{TWO}C,王某某,农业站,\n"));
    place.counts(1, 1, 1, 0);
    let text = place.judge("check ledgers --baseline b.json").out;
    assert!(
        text.contains("王某某的事项没有时限") && !text.contains("甘某某"),
        "{text}"
    );
}

/// What keeps a fingerprint: each change of the file, and the finding is known all the same.
#[test]
fn rows_order_names_and_format_of_a_file_do_not_matter() {
    let changes: [(&str, &str, &str); 6] = [
        (
            "rows above",
            "try_task.csv",
            "编号,责任人,单位,时限\nZ,王某某,农业站,2021-05-02\nB,李某某,办公室,2021-05-01\nA,甘某某,办公室,\n",
        ),
        (
            "sorted the other way",
            "try_task.csv",
            "编号,责任人,单位,时限\nB,李某某,办公室,2021-05-01\nA,甘某某,办公室,\n",
        ),
        ("renamed", "2021/try_task 五月.csv", TWO),
        (
            "columns moved, other spelling of dates",
            "try_task.csv",
            "时限,单位,责任人,编号\n,办公室,甘某某,A\n2021年5月1日,办公室,李某某,B\n",
        ),
        (
            "another value of the record",
            "try_task.csv",
            "编号,责任人,单位,时限\nA,欧阳某,办公室,\n",
        ),
        (
            "JSON",
            "try_task.json",
            r#"[{"no": "B", "due": "2021-05-01"}, {"no": "A", "owner": "甘某某"}]"#,
        ),
    ];
    for (what, file, text) in changes {
        let place = tasks("same");
        assert_eq!(place.update().status, 0, "{what}");
        fs::remove_file(place.at("ledgers/try_task.csv")).expect("it was there");
        place.put(&format!("ledgers/{file}"), text);
        place.counts(0, 0, 1, 0);
        // laid out anew
        if file.ends_with("json") {
            let value: Value = serde_json::from_str(text).expect("JSON");
            let pretty = serde_json::to_string_pretty(&value).expect("JSON");
            place.put(&format!("ledgers/{file}"), &pretty);
            place.counts(0, 0, 1, 0);
        }
    }
}

#[test]
fn of_findings_that_cannot_be_told_apart_one_more_is_new() {
    let place = tasks("equal");
    let rows = |n: usize| format!("编号,责任人\n{}", "A,甘某某\n".repeat(n));
    place.put("ledgers/try_task.csv", &rows(2));
    place.judge("baseline update ledgers --baseline b.json --select TRY-001");
    assert!(place.read("b.json").contains("\"count\":2}"));
    for (n, status, new, gone) in [(2, 0, 0, 0), (3, 1, 1, 0), (1, 0, 0, 1)] {
        place.put("ledgers/try_task.csv", &rows(n));
        let json = place.judged("check ledgers --baseline b.json --select TRY-001");
        assert_eq!(json["summary"]["error"], new, "{n}");
        let ran = place.judge("check ledgers --baseline b.json --select TRY-001");
        assert_eq!(ran.status, status);
        let listed = json["baseline"]["gone"].as_array().expect("a list");
        assert_eq!(listed.len(), gone, "{n}");
    }
}

#[test]
fn records_without_key_and_groups_are_known_too() {
    let place = tasks("groups");
    let rows = "编号,责任人,单位\n,甘某某,办公室\nB,李某某,办公室\nC,王某某,办公室\n";
    place.put("ledgers/try_task.csv", rows);
    place.update();
    place.counts(0, 0, 4, 0);
    // a fourth record does not make another group of it
    place.put("ledgers/try_task.csv", &format!("{rows}D,赵某某,办公室\n"));
    place.counts(1, 1, 4, 0);
}

#[test]
fn what_is_gone_is_told_in_every_format_and_taken_out_by_the_command_that_is_named() {
    let place = tasks("gone");
    place.update();
    place.put(
        "ledgers/try_task.csv",
        &TWO.replace("办公室,\n", "办公室,2021-05-02\n"),
    );
    place.counts(0, 0, 0, 1);
    let command = "ledgerlint baseline update ledgers --baseline b.json --as-of 2021-05-13 --rules rules --schemas schemas";
    let formats = [
        "text", "html", "csv", "markdown", "json", "jsonl", "sarif", "junit", "github",
    ];
    for format in formats {
        let out = place
            .judge(&format!(
                "check ledgers --baseline b.json --format {format}"
            ))
            .out;
        assert!(out.contains(command), "{format}: {out}");
    }
    let ran = place.judge(&command["ledgerlint ".len()..command.find(" --as-of").expect("it")]);
    assert!(ran.out.contains("共 0 条,新增 0,移除 1"), "{}", ran.out);
    place.counts(0, 0, 0, 0);
}

#[test]
fn entries_of_rules_that_are_not_judged_stay_and_are_not_called_gone() {
    let place = tasks("unjudged");
    place.update();
    let line = "check ledgers --baseline b.json --select TRY-002";
    let json = place.judged(line);
    assert_eq!(json["baseline"]["unjudged"], 1);
    assert_eq!(json["baseline"]["gone"], serde_json::json!([]));
    assert!(
        place
            .judge(line)
            .out
            .contains("基线里另有 1 条,规则这次没有检查")
    );
    let before = place.read("b.json");
    let ran = place.judge("baseline update ledgers --baseline b.json --select TRY-002");
    assert!(ran.out.contains("照原样保留"), "{}", ran.out);
    assert_eq!(place.read("b.json"), before);
}

/// The oracle is the published schema; the second, that no name is in it.
#[test]
fn the_file_fits_its_schema_and_names_nobody() {
    let place = tasks("file");
    let schema = TASK.replace("\"x-key\": [\"no\"]", "\"x-key\": [\"no\", \"owner\"]");
    place.put("schemas/try_task.schema.json", &schema);
    place.update();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = fs::read_to_string(root.join("schemas/baseline.schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let text = place.read("b.json");
    let mut file: Value = serde_json::from_str(&text).expect("JSON");
    assert!(validator.is_valid(&file), "{text}");
    assert!(text.contains("甘**") && !text.contains("甘某某"), "{text}");
    file["findings"][0]["owner"] = "甘某某".into();
    assert!(!validator.is_valid(&file), "the schema does refuse");
    // written again it is the same, byte by byte
    place.update();
    assert_eq!(place.read("b.json"), text);
}

#[track_caller]
fn check_refused(place: &Place, line: &str, expected: &str) {
    let ran = place.judge(line);
    assert_eq!(ran.status, 2, "{}", ran.out);
    assert!(ran.err.contains(expected), "{}", ran.err);
    assert!(ran.err.contains("建议:"), "{}", ran.err);
}

#[test]
fn nothing_but_a_baseline_is_read_as_one_or_overwritten() {
    let place = tasks("refused");
    let check = "check ledgers --baseline b.json";
    check_refused(&place, check, "没有基线文件 b.json");
    let update = "baseline update ledgers --baseline b.json";
    for text in ["编号,责任人\n", "{\"kind\": \"other\"}", "[1, 2]"] {
        place.put("b.json", text);
        check_refused(&place, check, "b.json 不是能用的基线文件");
        check_refused(&place, update, "b.json 不是能用的基线文件");
        assert_eq!(place.read("b.json"), text);
    }
    check_refused(&place, "baseline update ledgers", "缺少 --baseline");
    check_refused(
        &place,
        "baseline update ledgers --baseline ledgers",
        "ledgers",
    );
    // an empty file holds nothing that could be lost
    place.put("b.json", "");
    assert_eq!(place.update().status, 0);
    // a report is not written over it
    check_refused(
        &place,
        "check ledgers --baseline b.json --output b.json",
        "b.json",
    );
}

#[test]
fn what_cannot_be_read_makes_no_baseline() {
    let place = tasks("unreadable");
    place.put("ledgers/try_task 二.json", "[{\"no\": ");
    check_refused(
        &place,
        "baseline update ledgers --baseline b.json",
        "没有写基线",
    );
    assert!(!place.at("b.json").exists());
}

#[test]
fn the_configuration_may_name_the_baseline_and_it_is_no_part_of_the_submission() {
    let place = tasks("config");
    place.put("ledgers/ledgerlint.toml", "baseline = \"基线.json\"\n");
    assert_eq!(place.judge("baseline update ledgers").status, 0);
    assert!(place.at("ledgers/基线.json").exists());
    let json = place.judged("check ledgers");
    assert_eq!(json["summary"]["known"], 1);
    assert_eq!(
        json["ignored"],
        serde_json::json!([]),
        "the baseline is not read as a ledger"
    );
    place.put("ledgers/ledgerlint.toml", "baseline = 3\n");
    check_refused_plainly(&place, "check ledgers", "加引号的文件路径");
}

#[track_caller]
fn check_refused_plainly(place: &Place, line: &str, expected: &str) {
    let ran = place.judge(line);
    assert_eq!(ran.status, 2, "{}", ran.out);
    assert!(ran.err.contains(expected), "{}", ran.err);
}

/// One entry of a file of waivers.
fn waiver(lines: &[(&str, &str)]) -> String {
    let usual = [
        ("rule", "TRY-001"),
        ("reason", "正在报批"),
        ("approver", "赵某某"),
        ("issued", "2021-05-01"),
        ("expires", "2021-06-30"),
    ];
    let given = |key: &str| lines.iter().any(|(own, _)| *own == key);
    let usual = usual.iter().filter(|(key, _)| !given(key));
    let lines = usual.chain(lines).filter(|(_, value)| !value.is_empty());
    let lines: Vec<String> = lines
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    format!("  - {}\n", lines.join("\n    "))
}

fn waivers(entries: &[String]) -> String {
    format!("waivers:\n{}", entries.concat())
}

const WVR: &str = "--add-rules wvr --waivers waivers.yaml";

/// The shipped rules on waivers beside the test's own.
fn place_of_waivers(name: &str, entries: &[String]) -> Place {
    let place = tasks(name);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/WVR");
    for file in fs::read_dir(rules).expect("a folder").flatten() {
        let text = fs::read_to_string(file.path()).expect("a rule");
        // its examples waive rules that are not here
        let text = text
            .split("examples:")
            .next()
            .unwrap_or_default()
            .to_owned();
        let name = file.file_name().to_string_lossy().into_owned();
        place.put(&format!("wvr/WVR/{name}"), &text);
    }
    place.put("waivers.yaml", &waivers(entries));
    place
}

/// What a waiver does: exit status, new errors, waived findings, rules on waivers that found something.
#[track_caller]
fn check_waived(lines: &[(&str, &str)], status: i32, new: u64, waived: u64, wrong: &[&str]) {
    let place = place_of_waivers("waived", &[waiver(lines)]);
    let json = place.judged(&format!("check ledgers --select TRY-001,WVR {WVR}"));
    let findings = json["findings"].as_array().expect("findings");
    let of_waivers: Vec<&str> = findings
        .iter()
        .filter_map(|f| f["rule"].as_str())
        .filter(|rule| rule.starts_with("WVR"))
        .collect();
    assert_eq!(of_waivers, wrong, "{lines:?}");
    let count = |own: &str| {
        let own = findings
            .iter()
            .filter(|f| f["rule"] == "TRY-001" && f["status"] == *own);
        own.count() as u64
    };
    assert_eq!(count("waived"), waived, "{lines:?}");
    let all = findings.iter().filter(|f| f["rule"] == "TRY-001").count() as u64;
    assert_eq!(all - count("waived"), new, "{lines:?}");
    assert_eq!(json["summary"]["waived"], waived);
    let ran = place.judge(&format!("check ledgers --select TRY-001,WVR {WVR}"));
    assert_eq!(ran.status, status, "{lines:?}\n{}", ran.out);
}

#[test]
fn a_waiver_excuses_its_record_until_it_expires() {
    let a = ("record", "{no: A}");
    check_waived(&[a], 0, 0, 1, &[]);
    check_waived(&[("record", "{编号: A}")], 0, 0, 1, &[]);
    // the last day counts, and so does the first
    check_waived(&[a, ("expires", "2021-05-13")], 0, 0, 1, &[]);
    check_waived(&[a, ("issued", "2021-05-13")], 0, 0, 1, &[]);
    check_waived(&[a, ("expires", "2021-05-12")], 1, 1, 0, &["WVR-001"]);
    check_waived(&[a, ("issued", "2021-05-14")], 1, 1, 0, &["WVR-005"]);
    check_waived(&[("record", "{no: B}")], 1, 1, 0, &["WVR-002"]);
    check_waived(&[("when", "unit = '办公室' and due is null")], 0, 0, 1, &[]);
    check_waived(&[("when", "单位 = '农业站'")], 1, 1, 0, &["WVR-002"]);
}

#[test]
fn who_answers_for_the_record_cannot_waive_it() {
    let a = ("record", "{no: A}");
    check_waived(&[a, ("approver", "甘某某")], 1, 1, 0, &["WVR-003"]);
    check_waived(&[a, ("approver", "赵某某、甘 某某")], 1, 1, 0, &["WVR-003"]);
    check_waived(
        &[("when", "true"), ("approver", "甘某某")],
        1,
        1,
        0,
        &["WVR-003"],
    );
    check_waived(&[a, ("approver", "甘某")], 0, 0, 1, &[]);
}

#[test]
fn evidence_that_names_a_file_has_to_be_there() {
    let a = ("record", "{no: A}");
    check_waived(&[a, ("evidence", "会议纪要〔2021〕3号")], 0, 0, 1, &[]);
    check_waived(&[a, ("evidence", "ledgers/try_task.csv")], 0, 0, 1, &[]);
    check_waived(
        &[a, ("evidence", "ledgers/没有.pdf")],
        0,
        0,
        1,
        &["WVR-004"],
    );
}

#[test]
fn groups_and_what_reading_found_can_be_waived() {
    let rows = "编号,责任人,单位,时限\nA,甘某某,办公室,2021-05-01\nB,李某某,办公室,尽快\nC,王某某,办公室,2021-05-01\n";
    let entries = [
        waiver(&[("rule", "TRY-002"), ("record", "{unit: 办公室}")]),
        waiver(&[
            ("rule", "SCH-007"),
            ("ledger", "try_task"),
            ("record", "{no: B}"),
        ]),
    ];
    let place = place_of_waivers("groups-waived", &entries);
    place.put("ledgers/try_task.csv", rows);
    place.put("wvr/SCH/pack.yaml", "id: SCH\ntitle: 读\n");
    place.put("wvr/SCH/SCH-007.yaml", "id: SCH-007\ntitle: 日期\ndetect: [unreadable-date, imprecise-date]\nseverity: error\nwhy: 试\nbasis: [{document: 试, verified: true}]\nadvice: 改\n");
    let json = place.judged(&format!("check ledgers --select TRY-002,SCH,WVR {WVR}"));
    assert_eq!(json["summary"]["waived"], 2, "{json:#}");
    assert_eq!(json["summary"]["error"], 0);
}

#[test]
fn a_waived_finding_is_shown_with_its_reason_in_every_format() {
    let place = place_of_waivers("shown", &[waiver(&[("record", "{no: A}")])]);
    for format in [
        "text", "html", "csv", "markdown", "json", "jsonl", "sarif", "junit", "github", "gitlab",
    ] {
        let ran = place.judge(&format!("check ledgers --format {format} --no-mask {WVR}"));
        assert_eq!(ran.status, 0, "{}", ran.err);
        for word in ["甘某某的事项没有时限", "正在报批", "赵某某", "2021-06-30"] {
            assert!(ran.out.contains(word), "{format} lacks {word}: {}", ran.out);
        }
    }
    let text = place.judge(&format!("check ledgers {WVR}")).out;
    assert!(text.contains("除已豁免的,未发现错误级以上问题"), "{text}");
}

#[test]
fn waived_findings_stay_out_of_a_baseline() {
    let place = place_of_waivers("beside", &[waiver(&[("record", "{no: A}")])]);
    let ran = place.judge(&format!("baseline update ledgers --baseline b.json {WVR}"));
    assert!(
        ran.out.contains("共 0 条") && ran.out.contains("已豁免的 1 条不写进基线"),
        "{}",
        ran.out
    );
}

#[test]
fn the_configuration_may_name_the_waivers() {
    let place = place_of_waivers("waivers-config", &[waiver(&[("record", "{no: A}")])]);
    place.put("ledgers/ledgerlint.toml", "waivers = \"../waivers.yaml\"\n");
    assert_eq!(place.judged("check ledgers")["summary"]["waived"], 1);
}

/// A broken file of waivers: what is said, and what to do.
#[track_caller]
fn check_broken(text: &str, expected: &[&str]) {
    let place = place_of_waivers("broken", &[]);
    place.put("waivers.yaml", text);
    let ran = place.judge(&format!("check ledgers {WVR}"));
    assert_eq!(ran.status, 2, "{}", ran.out);
    assert!(ran.err.contains("waivers.yaml:"), "{}", ran.err);
    for word in expected {
        assert!(ran.err.contains(word), "no {word} in {}", ran.err);
    }
    // and in English without a Chinese word of ours
    let english = place.judge(&format!("check ledgers {WVR} --lang en")).err;
    assert!(english.contains("error: "), "{english}");
}

#[test]
fn what_is_wrong_in_the_file_is_said_with_its_place() {
    let of = |lines: &[(&str, &str)]| waivers(&[waiver(lines)]);
    let a = ("record", "{no: A}");
    check_broken(
        "waiver:\n  - {}\n",
        &["不认识的键“waiver”", "是否想写“waivers”", "缺少 waivers"],
    );
    check_broken(
        &of(&[a, ("reasn", "x")]),
        &["不认识的键“reasn”", "是否想写“reason”"],
    );
    check_broken(
        &of(&[a, ("rule", "TRY-01")]),
        &["没有规则“TRY-01”", "是否想写“TRY-001”"],
    );
    check_broken(&of(&[("record", "{on: A}")]), &["没有字段“on”", "no"]);
    check_broken(
        &of(&[("record", "{unit: 办公室}")]),
        &["“unit”不是记录的编号字段", "用 when"],
    );
    check_broken(&of(&[("record", "{}")]), &["编号不全", "no"]);
    check_broken(&of(&[]), &["缺少 record"]);
    check_broken(&of(&[a, ("when", "true")]), &["只写一个"]);
    check_broken(&of(&[a, ("expires", "")]), &["缺少 expires"]);
    check_broken(
        &of(&[a, ("expires", "年底")]),
        &["expires 应当是 2021-05-15 这样的日期"],
    );
    check_broken(
        &of(&[a, ("expires", "2021-04-30")]),
        &["到期日早于批准日期"],
    );
    check_broken(&of(&[a, ("reason", "")]), &["缺少 reason"]);
    check_broken(
        &of(&[("when", "unitt = '办公室'")]),
        &["unitt", "是否想写“unit”"],
    );
    check_broken(&of(&[("when", "no")]), &["真或假"]);
    check_broken(&of(&[("rule", "TRY-002"), ("when", "true")]), &["一组记录"]);
    check_broken(&of(&[a, ("ledger", "try_tusk")]), &["没有台账“try_tusk”"]);
    check_broken("waivers: [", &["YAML"]);
}

impl Place {
    fn git(&self, line: &str) {
        let output = Command::new("git")
            .current_dir(self.at(""))
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@t",
                "-c",
                "core.quotepath=true",
            ])
            .args(line.split(' '))
            .output()
            .expect("git runs");
        assert!(output.status.success(), "git {line}: {output:?}");
    }

    /// A repository with the place's ledgers as they are.
    fn commit(&self) {
        if !self.at(".git").exists() {
            self.git("init -q");
        }
        self.git("add -A");
        self.git("commit -q -m x");
    }
}

const BEFORE: &str =
    "编号,责任人,单位,时限\nA,甘某某,办公室,\nB,李某某,办公室,2021-05-01\nC,王某某,农业站,\n";

/// Changes a file against `BEFORE`: the records of TRY-001's findings, and how many findings are left out.
#[track_caller]
fn check_changed(files: &[(&str, &str)], found: &[&str], left_out: u64) {
    let place = tasks("changed");
    place.put("ledgers/try_task.csv", BEFORE);
    place.commit();
    fs::remove_file(place.at("ledgers/try_task.csv")).expect("it was there");
    for (path, text) in files {
        place.put(&format!("ledgers/{path}"), text);
    }
    let line = "check ledgers --changed-since HEAD --select TRY-001";
    let json = place.judged(line);
    let findings = json["findings"].as_array().expect("findings");
    let own = findings.iter().filter(|f| f["rule"] == "TRY-001");
    let records: Vec<&str> = own.filter_map(|f| f["record"]["no"].as_str()).collect();
    assert_eq!(records, found, "{files:?}");
    assert_eq!(json["summary"]["unchanged"], left_out, "{files:?}");
    assert_eq!(
        place.judge(line).status,
        i32::from(!found.is_empty()),
        "{files:?}"
    );
}

#[test]
fn only_findings_on_changed_records_are_reported() {
    check_changed(&[("try_task.csv", BEFORE)], &[], 2);
    let with = |from: &str, to: &str| BEFORE.replace(from, to);
    // another value, a new record, a value gone
    check_changed(&[("try_task.csv", &with("甘某某", "赵某某"))], &["A"], 1);
    check_changed(
        &[("try_task.csv", &format!("{BEFORE}D,赵某某,办公室,\n"))],
        &["D"],
        2,
    );
    check_changed(&[("try_task.csv", &with("2021-05-01", ""))], &["B"], 2);
    // what could not be read is a value too
    check_changed(
        &[("try_task.csv", &with("办公室,\n", "办公室,尽快\n"))],
        &["A"],
        1,
    );
    // order, name, format and spelling are not
    let moved =
        "时限,单位,责任人,编号\n,农业站,王某某,C\n2021年5月1日,办公室,李某某,B\n,办公室,甘某某,A\n";
    check_changed(&[("try_task 新.csv", moved)], &[], 2);
    let json = r#"[{"no": "C", "owner": "王某某", "unit": "农业站"}, {"no": "A", "owner": "甘某某", "unit": "办公室"}]"#;
    check_changed(&[("try_task.json", json)], &[], 2);
    // a second equal record is new
    check_changed(
        &[("try_task.csv", &format!("{BEFORE}A,甘某某,办公室,\n"))],
        &["A"],
        2,
    );
}

#[test]
fn a_group_has_changed_where_a_record_of_it_changed_or_went() {
    let place = tasks("changed-groups");
    let rows = "编号,责任人,单位,时限\n1,甲,办公室,2021-05-01\n2,乙,办公室,2021-05-01\n3,丙,办公室,2021-05-01\n4,丁,办公室,2021-05-01\n5,戊,农业站,2021-05-01\n6,己,农业站,2021-05-01\n7,庚,农业站,2021-05-01\n";
    place.put("ledgers/try_task.csv", rows);
    place.commit();
    for (from, to, found) in [
        ("", "", &[][..]),
        ("戊", "辛", &["农业站"][..]),
        ("4,丁,办公室,2021-05-01\n", "", &["办公室"][..]),
    ] {
        place.put("ledgers/try_task.csv", &rows.replacen(from, to, 1));
        let json = place.judged("check ledgers --changed-since HEAD --select TRY-002");
        let findings = json["findings"].as_array().expect("findings");
        let groups: Vec<&str> = findings
            .iter()
            .filter_map(|f| f["record"]["unit"].as_str())
            .collect();
        assert_eq!(groups, found);
        assert_eq!(json["summary"]["unchanged"], 2 - found.len());
    }
}

/// A record that stands in a document has changed where what is nested in it has.
#[test]
fn files_are_found_again_whatever_was_done_to_them() {
    let place = tasks("changed-files");
    place.put("ledgers/.hidden/try_task.csv", BEFORE);
    place.put("ledgers/甲/try_task.csv", BEFORE);
    place.commit();
    // a file given by name that had another name
    fs::rename(
        place.at("ledgers/甲/try_task.csv"),
        place.at("ledgers/甲/try_task 二.csv"),
    )
    .expect("moved");
    let line = "check --rules rules --schemas schemas --as-of 2021-05-13 --quiet --format json";
    let mut command = place.command(line);
    command.args(["ledgers/甲/try_task 二.csv", "--changed-since", "HEAD"]);
    let json = Ran::of(&mut command).json();
    assert_eq!(json["summary"]["unchanged"], 2);
    // a file that is not in the repository yet
    place.put("ledgers/try_task 三.csv", "编号,责任人\nZ,赵某某\n");
    let json = place.judged("check ledgers --changed-since HEAD --select TRY-001");
    assert_eq!(json["summary"]["error"], 1);
    assert_eq!(json["changed_since"]["revision"], "HEAD");
    assert_eq!(
        json["changed_since"]["commit"].as_str().map(str::len),
        Some(40)
    );
}

#[test]
fn what_is_left_out_is_said_in_every_format_that_has_a_summary() {
    let place = tasks("changed-said");
    place.put("ledgers/try_task.csv", BEFORE);
    place.commit();
    let line = "check ledgers --changed-since HEAD";
    for format in ["text", "html", "markdown", "github"] {
        let out = place.judge(&format!("{line} --format {format}")).out;
        assert!(out.contains("未改动的记录另有 2 条问题"), "{format}: {out}");
    }
    let text = place.judge(line).out;
    assert!(
        text.ends_with("结论:改动的记录没有新的错误级以上问题;未改动的记录另有 2 条问题,不计入\n"),
        "{text}"
    );
    assert!(text.contains("只报相对 HEAD ("), "{text}");
    let junit = place.judge(&format!("{line} --format junit")).out;
    assert!(
        junit.contains("<property name=\"unchanged\" value=\"2\"/>")
            && junit.contains("failures=\"0\""),
        "{junit}"
    );
    let csv = place.judge(&format!("{line} --format csv")).out;
    assert!(csv.contains("未改动的记录 2 条,不计入"), "{csv}");
    let sarif = place.judge(&format!("{line} --format sarif")).out;
    assert!(sarif.contains("\"unchanged\":2"), "{sarif}");
    let english = place.judge(&format!("{line} --lang en")).out;
    assert!(
        english.contains("2 findings on unchanged records not"),
        "{english}"
    );
}

#[test]
fn what_git_cannot_give_is_said_with_advice() {
    let place = tasks("changed-refused");
    let outside = tasks("changed-outside");
    let line = "check ledgers --changed-since";
    check_refused(&outside, &format!("{line} HEAD"), "不在 git 仓库里");
    place.commit();
    check_refused(&place, &format!("{line} nope"), "没有版本 nope");
    // never taken for an option of git
    check_refused(&place, &format!("{line}=--help"), "没有版本 --help");
    place.put("a.txt", "x");
    place.commit();
    let source = format!("file://{}", place.at("").display());
    outside.git(&format!("clone -q --depth 1 {source} shallow"));
    check_refused(
        &outside,
        "check shallow/ledgers --changed-since HEAD~1",
        "没有版本 HEAD~1",
    );
    let ran = outside.judge("check shallow/ledgers --changed-since HEAD~1");
    assert!(ran.err.contains("git fetch --unshallow"), "{}", ran.err);
    let line = "check ledgers --changed-since HEAD --rules rules --schemas schemas";
    let Ran {
        status, err: said, ..
    } = Ran::of(place.command(line).env("PATH", ""));
    assert_eq!(status, 2);
    assert!(
        said.contains("运行不了 git") && said.contains("安装 git"),
        "{said}"
    );
}

#[test]
fn a_file_that_the_configuration_names_a_ledger_is_that_ledger_at_the_revision_too() {
    for pattern in ["名单.csv", "ledgers/**/名单.csv"] {
        let place = tasks("named");
        fs::remove_file(place.at("ledgers/try_task.csv")).expect("it was there");
        let config = format!("[ledgers]\n\"{pattern}\" = \"try_task\"\n");
        place.put("ledgerlint.toml", &config);
        place.put("ledgers/名单.csv", BEFORE);
        place.commit();
        place.put("ledgers/名单.csv", &format!("{BEFORE}D,赵某某,农业站,\n"));
        let json = place.judged("check ledgers --changed-since HEAD --select TRY-001");
        assert_eq!(
            json["summary"]["error"], 1,
            "{pattern}: {}",
            json["summary"]
        );
        assert_eq!(
            json["summary"]["unchanged"], 2,
            "{pattern}: {}",
            json["summary"]
        );
    }
}
