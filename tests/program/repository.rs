//! A ledger repository: started by `init`, configured by `ledgerlint.toml`, its rules compared before they change.

use std::fs;
use std::path::Path;

use ledgerlint::rulebook::yaml_to_json;
use serde_json::{Value, json};

use super::place::Place;

const FILES: [&str; 6] = [
    "ledgerlint.toml",
    "waivers.yaml",
    "ledgers/.gitkeep",
    ".github/workflows/ledgerlint.yml",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
];

const PEOPLE: &str = "人员编号,姓名,证件号码\nRY-1,甘某某,\n";

#[test]
fn init_writes_a_repository_that_can_be_checked_at_once() {
    for lang in ["zh", "en"] {
        let place = Place::new("repository");
        let ran = place.run(&format!("init --lang {lang}"));
        assert_eq!(ran.status, 0, "{}", ran.err);
        for file in FILES {
            assert!(ran.out.contains(file), "{}", ran.out);
            let text = place.read(file);
            assert!(
                !text.contains('@') || file.contains(".github") && !text.contains("@zh"),
                "{file}: {text}"
            );
        }
        for yaml in &FILES[3..] {
            let root = yaml_to_json(&place.read(yaml));
            assert!(root.is_some_and(|root| root.is_object()), "{yaml}");
        }
        place.put("ledgers/person.csv", PEOPLE);
        let ran = place.run("check --format json");
        assert!(ran.status < 2, "{}{}", ran.out, ran.err);
        assert_eq!(place.run("config").status, 0);
    }
}

#[test]
fn init_changes_nothing_that_is_there() {
    let place = Place::new("repository");
    place.put("ledgerlint.toml", "fail-on = 'never'\n");
    let ran = place.run("init --ci github --lang en");
    assert_eq!(ran.status, 0);
    assert_eq!(place.read("ledgerlint.toml"), "fail-on = 'never'\n");
    assert!(
        ran.out
            .contains("already there, left as it is: ledgerlint.toml"),
        "{}",
        ran.out
    );
    assert!(!place.at(".gitlab-ci.yml").exists());
}

#[test]
fn init_fills_in_where_the_program_comes_from() {
    let place = Place::new("repository");
    let url = "https://git.example.org/tools/ledgerlint.git";
    assert_eq!(place.run(&format!("init new --source {url}")).status, 0);
    for file in &FILES[3..] {
        let text = place.read(&format!("new/{file}"));
        assert!(
            text.contains(url) && !text.contains("example.com"),
            "{text}"
        );
    }
    let ran = place.run("init --source a;b --lang en");
    assert_eq!(
        (ran.status, ran.err.contains("a;b is no value of --source")),
        (2, true),
        "{}",
        ran.err
    );
}

/// What `init` shows as comments has to be right, since people take the comment sign away.
#[test]
fn what_init_writes_as_examples_is_valid() {
    let place = Place::new("repository");
    place.run("init");
    let config = place.read("ledgerlint.toml");
    let is_setting = |line: &&str| {
        let line = line.trim_start_matches("# ");
        line.starts_with('[')
            || line
                .split_once(" = ")
                .is_some_and(|(key, _)| !key.contains(' ') || key.starts_with('"'))
    };
    let without = ["baseline", "add = "];
    let lines = config.lines().filter(is_setting);
    let lines = lines.filter(|line| !without.iter().any(|key| line.contains(key)));
    let all: Vec<&str> = lines.map(|line| line.trim_start_matches("# ")).collect();
    assert!(all.len() >= 12, "{all:?}");
    place.put("ledgerlint.toml", &all.join("\n"));
    let waivers = place.read("waivers.yaml");
    let (_, example) = waivers.split_once("# waivers:").expect("an example");
    let example = example.replace("waivers: []", "").replace("\n# ", "\n");
    place.put("waivers.yaml", &format!("waivers:{example}"));
    place.put(
        "ledgers/post_assignment.csv",
        "聘用编号,人员编号,岗位编号,上岗日期\nGW-1,RY-1,P-1,2020-01-01\n",
    );
    let ran = place.run("config --lang en");
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let ran = place.run("check --format json");
    assert!(ran.status < 2, "{}{}", ran.out, ran.err);
}

#[test]
fn config_says_what_holds_and_from_where() {
    let place = Place::new("repository");
    let toml = "fail-on = \"warning\"\n\n[parameters.POST]\nmax_age = 65\n[severity]\nPOST-003 = \"info\"\n";
    place.put("a/ledgerlint.toml", toml);
    place.put("a/b/person.csv", PEOPLE);
    let out = place.run("config a/b --lang en").out;
    let has = |words: &[&str]| {
        let line = out
            .lines()
            .find(|line| words.iter().all(|word| line.contains(word)));
        assert!(line.is_some(), "{words:?}: {out}");
    };
    has(&["fail-on", "warning", "a/ledgerlint.toml:1"]);
    has(&[
        "parameters.POST.max_age",
        "65 (embedded: 70)",
        "a/ledgerlint.toml:4",
    ]);
    has(&[
        "severity.POST-003",
        "info (the rule says error)",
        "a/ledgerlint.toml:6",
    ]);
    has(&["mask", "by format", "default"]);
    let out = place.run("config").out;
    assert!(out.starts_with("没有找到 ledgerlint.toml"), "{out}");
}

#[test]
fn config_refuses_what_check_would_refuse() {
    let place = Place::new("repository");
    for (toml, says) in [
        ("fail_on = 'error'\n", "ledgerlint.toml:1:1"),
        ("[severity]\nPOST-999 = 'info'\n", "POST-999"),
        ("[ledgers]\n'a.csv' = 'persn'\n", "persn"),
        ("[ledgers]\n'a[.csv' = 'person'\n", "a[.csv"),
        ("paths = 'x'\n", "ledgerlint.toml:1:9"),
    ] {
        place.put("ledgerlint.toml", toml);
        place.put("person.csv", PEOPLE);
        for command in ["config", "check ."] {
            let ran = place.run(&format!("{command} --lang en"));
            assert_eq!(ran.status, 2, "{command} {toml}: {}{}", ran.out, ran.err);
            assert!(ran.err.contains(says), "{command} {toml}: {}", ran.err);
        }
    }
}

/// The ledgers that a check of the configured paths reads, each with its file.
fn read_as(place: &Place) -> Vec<(String, String)> {
    let json = place.json("check --format json");
    let inputs = json["inputs"].as_array().expect("inputs");
    let all = inputs.iter().flat_map(|input| {
        let ledgers = input["ledgers"].as_array().expect("ledgers");
        let path = input["path"].as_str().unwrap_or("").to_owned();
        ledgers
            .iter()
            .map(move |l| (path.clone(), l["name"].as_str().unwrap_or("").to_owned()))
    });
    all.collect()
}

#[test]
fn paths_and_ledgers_come_from_the_configuration() {
    let place = Place::new("repository");
    place.put("ledgerlint.toml", "paths = ['in', 'more/x.csv']\n[ledgers]\n'in/**/2021.csv' = '人员'\n'x.csv' = 'person'\n'*.csv' = 'household'\n");
    let table = "编号,姓名\nA,甘某某\n";
    place.put("in/deep/2021.csv", table);
    place.put("in/others.csv", table);
    place.put("more/x.csv", table);
    place.put("more/y.csv", table);
    let pair = |path: &str, ledger: &str| (path.to_owned(), ledger.to_owned());
    assert_eq!(
        read_as(&place),
        [
            pair("in/deep/2021.csv", "person"),
            pair("in/others.csv", "household"),
            pair("more/x.csv", "person"),
        ]
    );
    // a path in the command wins
    let ran = place.run("check more/y.csv --format json");
    assert!(
        ran.out.contains("more/y.csv") && !ran.out.contains("more/x.csv"),
        "{}",
        ran.out
    );
    place.put("ledgerlint.toml", "");
    let ran = place.run("check");
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("PATH") && ran.err.contains("paths"),
        "{}",
        ran.err
    );
}

const SCHEMA: &str = r#"{"title": "试事项", "type": "object", "x-key": ["no"], "properties": {
    "no": {"type": "string", "title": "编号"},
    "owner": {"type": "string", "title": "责任人", "x-sensitive": "name"},
    "days": {"type": "integer", "title": "天数"}}}"#;

fn rule(id: &str, severity: &str, require: &str, at: &str) -> String {
    format!(
        "id: {id}\ntitle: 天数\nledger: try_task\nseverity: {severity}\nwhy: 试\nbasis: [{{document: 试, verified: true}}]\n\
         require: {require}\nat: [{at}]\nmessage: '{{owner}}用了{{days}}天'\nadvice: 改\n"
    )
}

/// Old rules 1, 2, 3; new ones 1 (changed), 2 (same), 4.
fn two_rulebooks() -> Place {
    let place = Place::new("repository");
    place.put("schemas/try_task.schema.json", SCHEMA);
    for side in ["old", "new"] {
        place.put(&format!("{side}/TRY/pack.yaml"), "id: TRY\ntitle: 试\n");
        place.put(
            &format!("{side}/TRY/TRY-002.yaml"),
            &rule("TRY-002", "error", "days < 9", "days"),
        );
    }
    place.put(
        "old/TRY/TRY-001.yaml",
        &rule("TRY-001", "error", "days <= 5", "days"),
    );
    place.put(
        "new/TRY/TRY-001.yaml",
        &rule("TRY-001", "warning", "days between 3 and 7", "owner"),
    );
    place.put(
        "old/TRY/TRY-003.yaml",
        &rule("TRY-003", "error", "days <> 8", "days"),
    );
    place.put(
        "new/TRY/TRY-004.yaml",
        &rule("TRY-004", "error", "days > 100 or days < 50", "days"),
    );
    place.put(
        "one/try_task.csv",
        "编号,责任人,天数\nA,甘某某,1\nB,李某某,6\nC,赵某某,8\nD,钱某某,\n",
    );
    place.put("two/try_task.csv", "编号,责任人,天数\nE,孙某某,4\n");
    place
}

const DIFF: &str = "rules diff old new --schemas schemas --on one two --as-of 2021-05-13";

#[test]
fn a_change_of_rules_is_told_by_record() {
    let json = two_rulebooks().json(&format!("{DIFF} --format json"));
    fits_its_schema(&json);
    assert_eq!(
        (&json["old"]["rules"], &json["new"]["rules"]),
        (&json!(3), &json!(3))
    );
    let told = |id: &str| {
        let rules = json["rules"].as_array().expect("rules");
        let rule = rules
            .iter()
            .find(|r| r["id"] == id)
            .expect("the rule")
            .clone();
        let numbers = |on: &Value, part: &str| -> Vec<Value> {
            let list = on[part].as_array().expect("a list");
            list.iter().map(|f| f["record"]["no"].clone()).collect()
        };
        let one = &rule["submissions"][0];
        (
            rule["change"].clone(),
            numbers(one, "newly_failing"),
            numbers(one, "newly_passing"),
        )
    };
    // C fails on both sides, although the new rule points at another cell
    assert_eq!(
        told("TRY-001"),
        (json!("changed"), vec![json!("A")], vec![json!("B")])
    );
    assert_eq!(told("TRY-002"), (json!("same"), vec![], vec![]));
    assert_eq!(
        told("TRY-003"),
        (json!("removed"), vec![], vec![json!("C")])
    );
    assert_eq!(told("TRY-004"), (json!("added"), vec![], vec![]));
    let first = &json["rules"][0];
    assert_eq!(first["severity"], json!({"old": "error", "new": "warning"}));
    let outcome = &first["submissions"][0]["outcome"];
    assert_eq!(
        (&outcome["old"]["failed"], &outcome["new"]["undecided"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(
        first["submissions"][1]["outcome"]["new"]["outcome"],
        "passed"
    );
}

/// The oracle is the published schema, which has to refuse what it does not know.
fn fits_its_schema(diff: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/rules_diff.schema.json");
    let schema = fs::read_to_string(path).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(diff).map(|e| e.to_string()).collect();
    assert_eq!(wrong, [""; 0]);
    for part in [
        "/rules/0",
        "/rules/0/submissions/0",
        "/rules/0/submissions/0/newly_failing/0",
        "/old",
    ] {
        let mut other = diff.clone();
        let members = other.pointer_mut(part).and_then(Value::as_object_mut);
        members
            .expect("an object")
            .insert("more".to_owned(), json!(1));
        assert!(!validator.is_valid(&other), "{part}");
    }
}

#[test]
fn the_text_names_what_changed_and_what_did_not() {
    let place = two_rulebooks();
    let ran = place.run(&format!("{DIFF} --lang en"));
    assert_eq!(ran.status, 0, "{}", ran.err);
    for part in [
        "as of 2021-05-13",
        "TRY-001",
        "severity:error → warning",
        "+ 甘某某用了1天  one/try_task.csv:2:",
        "- 李某某用了6天",
        "TRY-003",
        "no such rule",
        "changed without an effect on these submissions: TRY-004(added)",
        "2 rule(s) come out otherwise: 1 finding(s) more, 2 fewer; 2 rule(s) as before",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let masked = place.run(&format!("{DIFF} --mask")).out;
    assert!(
        masked.contains("甘**") && !masked.contains("甘某某"),
        "{masked}"
    );
    let one = place.run(&format!("{DIFF} --limit 1 --select TRY-003")).out;
    assert!(one.contains("TRY-003") && !one.contains("TRY-001"), "{one}");
}

#[test]
fn the_exit_status_of_a_diff() {
    let place = two_rulebooks();
    let status = |line: &str| place.run(line).status;
    assert_eq!(status(&format!("{DIFF} --exit-code")), 1);
    assert_eq!(
        status(
            &DIFF
                .replace("old new", "new new")
                .replace("--on", "--exit-code --on")
        ),
        0
    );
    assert_eq!(status(&format!("{DIFF} --exit-code --select TRY-004")), 0);
    assert_eq!(status(&format!("{DIFF} --select TRY-009")), 2);
    assert_eq!(status(&DIFF.replace("old new", "nowhere new")), 2);
    assert_eq!(status(&DIFF.replace("one two", "schemas")), 2);
    assert_eq!(status(&DIFF.replace("2021-05-13", "2021-13-05")), 2);
}
