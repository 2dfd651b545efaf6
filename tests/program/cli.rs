//! The program as its users meet it: exit status, what goes to stdout and stderr, languages, and files left alone.
//!
//! Every case brings its own ledgers, definitions and rules, so that packs can change without touching this file.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::place::{Place, Ran};

const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "试岗位",
  "type": "object",
  "x-key": ["post_id"],
  "x-aliases": ["试岗位台账"],
  "properties": {
    "post_id": {"type": "string", "title": "岗位编号"},
    "worker": {"type": "string", "title": "在岗人员"}
  }
}
"#;

const RULE: &str = "\
id: TRY-001
title: 岗位没有人员
ledger: try_post
severity: error
why: 没有人员的岗位不应发放补贴。
basis:
  - document: 试行办法
    says: 一岗一人
    verified: true
require: worker is not null
message: 岗位没有人员
advice: 补上人员
examples:
  passes:
    - given: {try_post: [{post_id: A, worker: 甲}]}
  fails:
    - given: {try_post: [{post_id: A}]}
      finds: [{post_id: A}]
";

const PACK: &str = "\
id: TRY
title: 试行
parameters:
  max_age:
    title: 年龄上限
    unit: 岁
    values:
      - {value: 65, source: 试行办法, verified: true}
";

/// A place with rules, a definition, and ledgers that are good and bad.
fn posts(name: &str) -> Place {
    let place = Place::new(&format!("cli-{name}"));
    place.put("schemas/try_post.schema.json", SCHEMA);
    place.put("rules/TRY/TRY-001.yaml", RULE);
    place.put("rules/TRY/pack.yaml", PACK);
    place.put("good/try_post.csv", "岗位编号,在岗人员\nA,甲\n");
    place.put("bad/try_post.csv", "岗位编号,在岗人员\nA,\nB,\n");
    place
}

impl Place {
    /// `check` with the rules and definitions of a place.
    fn check(&self, rest: &str) -> Ran {
        self.run(&format!("check --rules rules --schemas schemas {rest}"))
    }
}

#[test]
fn the_exit_status_tells_how_the_run_ended() {
    let place = posts("status");
    place.put("text/notes.md", "x");
    let binary: [u8; 6] = [0xff, 0xff, 0xfe, 0x81, 0x00, 0x80];
    place.put("binary/try_post.csv", &binary);
    fs::create_dir(place.at("nothing")).unwrap();
    let table = [
        ("good", 0),
        ("good/try_post.csv", 0),
        ("bad", 1),
        ("good bad", 1),
        ("bad --fail-on critical", 0),
        ("bad --fail-on never", 0),
        ("bad --fail-on info", 1),
        ("bad --select TRY-001", 1),
        ("bad --select try", 1),
        ("binary", 2),
        ("good binary --fail-on never", 2),
        ("text", 2),
        ("nothing", 2),
        ("nowhere", 2),
        ("good nowhere", 2),
        ("", 2),
        ("good --oops", 2),
        ("good --format xml", 2),
        ("good --fail-on bad", 2),
        ("good --limit many", 2),
        ("good --region here", 2),
        ("good --as-of 2021-02-30", 2),
        ("good --as-of 20210530", 2),
        ("good --select TRY-999", 2),
        ("good --config nowhere.toml", 2),
    ];
    for (line, expected) in table {
        let ran = place.check(line);
        assert_eq!(ran.status, expected, "check {line}: {ran:?}");
    }
    assert_eq!(
        place.run("").status,
        2,
        "a pipeline that lost its arguments must not pass"
    );
    assert_eq!(place.run("--version").status, 0);
    assert_eq!(place.run("--help").status, 0);
    assert_eq!(place.run("oops").status, 2);
}

#[test]
fn stdout_carries_the_report_and_nothing_else() {
    let place = posts("streams");
    let ran = place.check("bad --format json --as-of 2021-05-13");
    assert!(ran.err.is_empty(), "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["as_of"], "2021-05-13");
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
    for line in [
        "check nowhere",
        "oops",
        "explain",
        "rules",
        "check . --oops",
        "",
    ] {
        let ran = place.run(line);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{line}: {ran:?}");
    }
}

#[test]
fn the_as_of_date_is_always_in_the_report() {
    let place = posts("as-of");
    assert!(
        place
            .check("good --as-of 2021-05-13")
            .out
            .contains("2021-05-13")
    );
    let today = jiff::ZonedDateTime::now().strftime("%Y-%m-%d").to_string();
    let ran = place.check("good");
    // midnight may pass between the two
    assert!(ran.out.contains(&today[..8]), "{ran:?}");
}

#[test]
fn the_limit_cuts_text_and_never_the_formats_for_programs() {
    let place = posts("limit");
    let rows: String = (0..30).map(|n| format!("P{n:02},\n")).collect();
    place.put("many/try_post.csv", &format!("岗位编号,在岗人员\n{rows}"));
    let shown = |rest: &str| {
        let ran = place.check(&format!("many {rest}"));
        (0..30)
            .filter(|n| ran.out.contains(&format!("P{n:02}")))
            .count()
    };
    assert!(shown("") < 10);
    assert_eq!(shown("--limit 0"), 30);
    let report: serde_json::Value =
        serde_json::from_str(&place.check("many --format json --limit 1").out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 30);
    let lines = place.check("many --format jsonl --limit 1").out;
    assert_eq!(lines.matches("{\"type\":\"finding\",").count(), 30);
}

#[test]
fn bad_usage_says_what_is_wrong_and_what_to_do_in_both_languages() {
    let place = posts("usage");
    let zh = place.run("check --fomat json .");
    assert!(
        zh.err.contains("没有选项 --fomat")
            && zh.err.contains("--format")
            && zh.err.contains("建议"),
        "{zh:?}"
    );
    let en = place.run("check --lang en --fomat json .");
    assert!(
        en.err.contains("no option --fomat") && en.err.contains("did you mean"),
        "{en:?}"
    );
    let several = place.run("check good --as-of x --limit y --fail-on z");
    assert_eq!(
        several.err.matches("错误").count(),
        3,
        "all at once: {several:?}"
    );
}

#[test]
fn help_is_in_the_users_language_with_examples() {
    let place = posts("help");
    for line in [
        "--help",
        "check --help",
        "explain --help",
        "rules --help",
        "rules list --help",
        "rules test --help",
        "rules new --help",
        "schema --help",
        "template --help",
        "completions --help",
    ] {
        let zh = place.run(line);
        assert_eq!(zh.status, 0, "{line}: {zh:?}");
        assert!(
            zh.out.contains("用法:") && zh.err.is_empty(),
            "{line}: {zh:?}"
        );
        let en = Ran::of(place.command(line).env("LC_ALL", "en_US.UTF-8"));
        assert!(
            en.out.contains("Usage:") && !en.out.contains("用法"),
            "{line}: {en:?}"
        );
        let asked = place.run(&format!("{line} --lang en"));
        // clap stops at --help, yet the option behind it counts
        assert_eq!(asked.out, en.out, "{line}");
        if line != "--help" {
            assert!(
                zh.out.contains("例:") && en.out.contains("Examples:"),
                "{line}"
            );
        }
    }
    let plain = Ran::of(place.command("--help").env("LANG", "C.UTF-8"));
    assert!(plain.out.contains("用法:"));
}

#[test]
fn colours_follow_the_option_the_terminal_and_no_color() {
    let place = posts("colour");
    let colored = |ran: &Ran| ran.out.contains('\x1b') || ran.err.contains('\x1b');
    assert!(!colored(&place.check("bad")), "no terminal");
    assert!(colored(&place.check("bad --color always")));
    assert!(colored(&Ran::of(
        place
            .command("check --rules rules --schemas schemas bad --color always")
            .env("NO_COLOR", "1")
    )));
    assert!(!colored(&place.check("bad --color never")));
    assert!(colored(&place.run("check nowhere --color always")));
    assert!(!colored(&place.run("check nowhere")));
    let json = place.check("bad --format json --color always");
    assert!(serde_json::from_str::<serde_json::Value>(&json.out).is_ok());
}

/// A pseudo-terminal by the `script` program, which is part of util-linux.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_colours_unless_no_color_objects() {
    let place = posts("terminal");
    if Command::new("script").arg("--version").output().is_err() {
        return;
    }
    let run = |no_color: &str| {
        let program = env!("CARGO_BIN_EXE_ledgerlint");
        let line = format!("{program} check bad --rules rules --schemas schemas");
        let mut command = Command::new("script");
        command
            .current_dir(place.at(""))
            .args(["-qec", &line, "/dev/null"])
            .stdin(Stdio::null());
        Ran::of(
            command
                .env("NO_COLOR", no_color)
                .env("TERM", "xterm")
                .env("LANG", "zh_CN.UTF-8"),
        )
    };
    assert!(
        run("").out.contains('\x1b'),
        "an empty value does not object"
    );
    assert!(!run("1").out.contains('\x1b'));
}

#[test]
fn a_broken_pipe_ends_quietly_with_the_status_of_what_was_found() {
    let place = posts("pipe");
    // more than a pipe holds, so that writing fails
    let rows: String = (0..3000).map(|n| format!("P{n},\n")).collect();
    place.put("many/try_post.csv", &format!("岗位编号,在岗人员\n{rows}"));
    for (line, expected) in [
        ("many --format json", 1),
        ("many --format json --fail-on never", 0),
        ("many --format jsonl", 1),
    ] {
        let mut command = place.command(&format!("check --rules rules --schemas schemas {line}"));
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), err.as_str()),
            (Some(expected), ""),
            "{line}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_pass() {
    let place = posts("full");
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ran = Ran::of(
        place
            .command("check good --rules rules --schemas schemas")
            .stdout(full),
    );
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("磁盘已满"), "{ran:?}");
}

#[test]
fn the_report_goes_to_a_file_and_never_over_an_input() {
    let place = posts("output");
    let ran = place.check("bad --format json --output report.json");
    assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(ran.err.contains("report.json"));
    assert!(place.read("report.json").contains("TRY-001"));
    assert!(
        place
            .check("bad --format json --output report.json --quiet")
            .err
            .is_empty()
    );

    let before = place.read("bad/try_post.csv");
    for output in [
        "bad/try_post.csv",
        "./bad/../bad/try_post.csv",
        "rules/TRY/TRY-001.yaml",
        "schemas/try_post.schema.json",
    ] {
        let ran = place.check(&format!("bad --output {output}"));
        assert_eq!(ran.status, 2, "{output}: {ran:?}");
        assert!(ran.err.contains("覆盖"), "{output}: {ran:?}");
    }
    assert_eq!(place.read("bad/try_post.csv"), before);
    assert_eq!(place.read("rules/TRY/TRY-001.yaml"), RULE);
    assert_eq!(place.check("bad --output nowhere/report.txt").status, 2);
    assert_eq!(place.check("bad --output bad").status, 2);
}

#[test]
fn an_earlier_report_in_the_submission_is_replaced_and_not_read() {
    let place = posts("again");
    for format in ["json", "jsonl", "text"] {
        let line = format!("bad --format {format} --as-of 2021-05-13 --output bad/report.{format}");
        assert_eq!(place.check(&line).status, 1);
        let first = place.read(&format!("bad/report.{format}"));
        assert_eq!(place.check(&line).status, 1);
        assert_eq!(place.read(&format!("bad/report.{format}")), first);
        fs::remove_file(place.at(&format!("bad/report.{format}"))).unwrap();
    }
    let left: Vec<_> = fs::read_dir(place.at("bad"))
        .unwrap()
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert_eq!(left, ["try_post.csv"], "no temporary file is left");
}

#[test]
fn files_that_are_no_ledgers_are_named() {
    let place = posts("ignored");
    place.put("good/说明.md", "x");
    place.put("good/.hidden.csv", "x");
    place.put("good/.git/config", "x");
    let ran = place.check("good --format json");
    assert_eq!(ran.status, 0);
    for name in ["good/说明.md", "good/.hidden.csv", "good/.git/"] {
        assert!(
            ran.out.contains(name) || place.check("good").out.contains(name),
            "{name}: {ran:?}"
        );
    }
}

#[test]
fn without_any_ledger_it_says_what_was_looked_for() {
    let place = posts("nothing");
    place.put("papers/通知.docx", "x");
    let ran = place.check("papers");
    assert!(
        ran.err.contains("没有找到台账")
            && ran.err.contains("papers/通知.docx")
            && ran.err.contains("试岗位"),
        "{ran:?}"
    );
}

#[test]
fn the_configuration_is_found_upwards_and_options_win() {
    let place = posts("config");
    place.put("bad/ledgerlint.toml", "fail-on = 'never'\nas-of = 2020-01-01\n[rules]\ndir = '../rules'\n[schemas]\ndir = '../schemas'\n");
    let ran = place.run("check bad/try_post.csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.err.contains("bad/ledgerlint.toml") && ran.out.contains("2020-01-01"),
        "{ran:?}"
    );
    assert!(
        !ran.out.contains("ledgerlint.toml"),
        "the configuration is no part of the submission: {ran:?}"
    );
    assert_eq!(
        place.run("check bad/try_post.csv --fail-on error").status,
        1
    );
    place.put("bad/ledgerlint.toml", "[severity]\n'TRY-001' = 'warning'\n");
    assert_eq!(place.check("bad").status, 0);
    assert_eq!(place.check("bad --fail-on warning").status, 1);
}

#[test]
fn faults_of_the_configuration_have_a_place() {
    let place = posts("config-faults");
    let table = [
        ("regoin = '36'\n", "c.toml:1:1", "region"),
        ("\nmask = 'yes'\n", "c.toml:2:8", "true 或 false"),
        ("lang = zh\n", "c.toml:1:8", "加引号"),
        ("[parameters.TRY]\nmax_aeg = 3\n", "c.toml:2:1", "max_age"),
        ("[parameters.TRY]\nmax_age = 'x'\n", "c.toml:2:11", "整数"),
        ("[parameters.TYR]\nmax_age = 3\n", "c.toml:1:13", "TRY"),
        ("[severity]\n'TRY-01' = 'info'\n", "c.toml:2:1", "TRY-001"),
        ("select = ['TRY', 'TRY-002']\n", "c.toml:1:18", "TRY-001"),
    ];
    for (text, at, says) in table {
        place.put("c.toml", text);
        let ran = place.check("good --config c.toml");
        assert_eq!(ran.status, 2, "{text}: {ran:?}");
        assert!(
            ran.err.contains(at) && ran.err.contains(says) && ran.out.is_empty(),
            "{text}: {}",
            ran.err
        );
    }
}

#[test]
fn broken_rules_are_all_reported_with_their_places() {
    let place = posts("broken");
    place.put(
        "rules/TRY/TRY-002.yaml",
        &RULE
            .replace("TRY-001", "TRY-002")
            .replace("worker is", "wroker is"),
    );
    place.put("rules/TRY/TRY-003.yaml", "id: [");
    for line in [
        "check good --rules rules --schemas schemas",
        "rules test rules --schemas schemas",
    ] {
        let ran = place.run(line);
        assert_eq!(ran.status, 2, "{line}: {ran:?}");
        assert!(
            ran.err.contains("rules/TRY/TRY-002.yaml:")
                && ran.err.contains("rules/TRY/TRY-003.yaml:"),
            "{line}: {}",
            ran.err
        );
    }
    place.put("schemas/try_post.schema.json", "{");
    let ran = place.check("good");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("schemas/try_post.schema.json"), "{ran:?}");
}

#[test]
fn added_rules_extend_and_never_replace() {
    let place = posts("added");
    place.put("more/TRY/TRY-002.yaml", &RULE.replace("TRY-001", "TRY-002"));
    let ran = place.check("bad --add-rules more --format json");
    assert!(
        ran.out.contains("TRY-001") && ran.out.contains("TRY-002"),
        "{ran:?}"
    );
    place.put("more/TRY/TRY-001.yaml", RULE);
    let ran = place.check("bad --add-rules more");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("重名"), "{ran:?}");
}

#[test]
fn explain_shows_the_whole_rule() {
    let place = posts("explain");
    let ran = place.run("explain try-001 --rules rules --schemas schemas");
    assert_eq!(ran.status, 0, "{ran:?}");
    for part in [
        "TRY-001",
        "岗位没有人员",
        "error",
        "try_post",
        "不应发放补贴",
        "[已核实] 试行办法",
        "worker is not null",
        "补上人员",
        "given: {try_post: [{post_id: A}]}",
        "rules/TRY/TRY-001.yaml",
    ] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    let near = place.run("explain TRY-010 --rules rules --schemas schemas");
    assert_eq!(near.status, 2);
    assert!(near.err.contains("TRY-001"), "{near:?}");
}

#[test]
fn rules_are_listed_and_tested() {
    let place = posts("rules");
    let ran = place.run("rules list --rules rules --schemas schemas --pack TRY");
    assert!(ran.status == 0 && ran.out.contains("TRY-001"), "{ran:?}");
    let ran = place.run("rules test rules --schemas schemas");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        place.run("rules test rules/TRY --schemas schemas").status,
        0
    );
    let without = RULE.split("  fails:").next().unwrap();
    place.put("rules/TRY/TRY-001.yaml", without);
    let ran = place.run("rules test rules --schemas schemas");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("TRY-001"), "{ran:?}");
}

#[test]
fn mutants_that_no_example_notices_are_shown_at_their_place() {
    let place = posts("mutate");
    let rule = RULE.replace(
        "require: worker is not null",
        "when: post_id <> 'Z'\nrequire: worker is not null",
    );
    place.put("rules/TRY/TRY-001.yaml", &rule);
    let line = "rules test rules --schemas schemas --mutate --lang en";
    let ran = place.run(line);
    assert_eq!(ran.status, 1, "{ran:?}");
    for told in [
        "survivor: TRY-001 no example notices: post_id <> 'Z' => true",
        "rules/TRY/TRY-001.yaml:10:7",
        "when: post_id <> 'Z'",
        "4 mutants, 2 killed, 0 more excused, 2 survive; 50.0% killed, at least 95% wanted",
    ] {
        assert!(ran.out.contains(told), "{told} in {}", ran.out);
    }
    assert_eq!(place.run(&format!("{line} --min-killed 50")).status, 0);
    assert_eq!(place.run(&format!("{line} --min-killed 101")).status, 2);

    let excuse = |mutant: &str| {
        format!("excuses:\n  - mutant: \"{mutant}\"\n    because: Z is no post\nexamples:")
    };
    let excused = rule.replace("examples:", &excuse("post_id <> 'Z' => true"));
    place.put("rules/TRY/TRY-001.yaml", &excused);
    let ran = place.run(line);
    assert!(
        ran.out.contains("2 killed, 1 more excused, 1 survive"),
        "{ran:?}"
    );

    let unused = rule.replace("examples:", &excuse("post_id = 'Z' => true"));
    place.put("rules/TRY/TRY-001.yaml", &unused);
    let ran = place.run(&format!("{line} --min-killed 0"));
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("this excuse is unused"), "{}", ran.out);

    // the boundary is shown by an example, and the mutants die
    let shown = rule.replace(
        "  fails:",
        "    - judged: 0\n      given: {try_post: [{post_id: Z}]}\n  fails:",
    );
    place.put("rules/TRY/TRY-001.yaml", &shown);
    assert_eq!(place.run(&format!("{line} --min-killed 100")).status, 0);
}

#[test]
fn rules_are_looked_over_without_data() {
    let place = posts("lint");
    let line = "rules lint rules --schemas schemas --lang en";
    // the pack's parameter is read by no rule
    let ran = place.run(line);
    assert_eq!(ran.status, 1, "{ran:?}");
    let told =
        "no rule reads the parameter TRY.max_age(unused_parameter)\n  --> rules/TRY/pack.yaml";
    assert!(ran.out.contains(told), "{}", ran.out);

    place.put("rules/TRY/pack.yaml", "id: TRY\ntitle: 试行\n");
    assert_eq!(place.run(line).status, 0);

    let never = "when: worker is not null\nrequire: worker is not null";
    let rule = RULE.replace("require: worker is not null", never);
    place.put("rules/TRY/TRY-001.yaml", &rule);
    let ran = place.run(line);
    assert_eq!(ran.status, 1, "{ran:?}");
    for told in [
        "error: TRY-001 by the ledger definitions, require never fails",
        "rules/TRY/TRY-001.yaml:11:10",
        "1 rules, 1 errors, 0 hints, 0 excused",
    ] {
        assert!(ran.out.contains(told), "{told} in {}", ran.out);
    }
    let excused = format!("{rule}excuses: {{lint: never_false, because: a draft}}\n");
    place.put("rules/TRY/TRY-001.yaml", &excused);
    assert_eq!(place.run(line).status, 0);
    let unused = format!("{RULE}excuses: {{lint: never_false, because: a draft}}\n");
    place.put("rules/TRY/TRY-001.yaml", &unused);
    assert_eq!(place.run(line).status, 1);

    // a hint alone is no failure
    let hint = RULE.replace("    verified: true\n", "");
    place.put("rules/TRY/TRY-001.yaml", &hint.replace("error", "warning"));
    let ran = place.run(line);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("(basis_unmarked)"), "{}", ran.out);
}

/// Rules on waivers are tried on waivers of other rules, which a folder of theirs alone has not.
#[test]
fn a_pack_of_rules_on_waivers_can_be_tested_alone() {
    let place = posts("waivers");
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/WVR");
    for file in fs::read_dir(packs).unwrap().map(Result::unwrap) {
        let text = fs::read_to_string(file.path()).unwrap();
        place.put(
            &format!("mine/WVR/{}", file.file_name().to_string_lossy()),
            &text,
        );
    }
    for path in ["mine", "mine/WVR", "mine/WVR/WVR-002.yaml"] {
        let ran = place.run(&format!("rules test {path}"));
        assert_eq!(ran.status, 0, "{path}: {ran:?}");
    }
}

#[test]
fn a_drafted_rule_loads_passes_its_examples_and_is_never_overwritten() {
    let place = posts("new");
    let line = "rules new zzz-001 --dir mine --schemas schemas --ledger 试岗位台账";
    let ran = place.run(line);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(Path::new(&place.at("mine/ZZZ/pack.yaml")).exists());
    let tested = place.run("rules test mine --schemas schemas");
    assert_eq!(
        tested.status,
        0,
        "{tested:?}\n{}",
        place.read("mine/ZZZ/ZZZ-001.yaml")
    );
    place.put("mine/ZZZ/ZZZ-001.yaml", "mine");
    assert_eq!(place.run(line).status, 2);
    assert_eq!(place.read("mine/ZZZ/ZZZ-001.yaml"), "mine");
    let english = place.run("rules new ZZZ-002 --dir mine --schemas schemas --lang en");
    assert_eq!(english.status, 0, "{english:?}");
    fs::remove_file(place.at("mine/ZZZ/ZZZ-001.yaml")).unwrap();
    assert_eq!(place.run("rules test mine --schemas schemas").status, 0);
    assert_eq!(
        place
            .run("rules new ../x --dir mine --schemas schemas")
            .status,
        2
    );
}

#[test]
fn ledgers_are_described_for_people_and_as_json_schema() {
    let place = posts("schema");
    let list = place.run("schema --schemas schemas");
    assert!(
        list.out.contains("try_post") && list.out.contains("试岗位"),
        "{list:?}"
    );
    for name in ["try_post", "试岗位", "试岗位台账"] {
        let page = place.run(&format!("schema {name} --schemas schemas"));
        assert!(
            page.out.contains("worker") && page.out.contains("在岗人员"),
            "{page:?}"
        );
    }
    let json = place.run("schema try_post --json --schemas schemas");
    let schema: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(schema["properties"]["worker"]["title"], "在岗人员");
    let near = place.run("schema try_pots --schemas schemas");
    assert!(
        near.status == 2 && near.err.contains("try_post"),
        "{near:?}"
    );
}

#[test]
fn completions_name_the_commands() {
    let place = posts("completions");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = place.run(&format!("completions {shell}"));
        assert!(
            ran.status == 0 && ran.out.contains("explain"),
            "{shell}: {:?}",
            ran.err
        );
    }
    assert_eq!(place.run("completions tcsh").status, 2);
}

#[test]
fn completion_and_help_know_every_format() {
    let place = posts("formats");
    let script = place.run("completions bash").out;
    let help = place.run("check --help").out;
    for format in ledgerlint::report::Format::ALL {
        let name = format.name();
        assert!(script.contains(name), "{name} is completed");
        let about = format.about();
        assert!(
            help.contains(&format!("  {name}")) && help.contains(about.zh),
            "{help}"
        );
    }
}

/// A report that lies in the submission is written anew by the next run, and is no part of it.
#[test]
fn a_report_of_any_format_may_lie_in_the_submission() {
    let place = posts("inside");
    for format in ledgerlint::report::Format::ALL {
        let name = match format {
            ledgerlint::report::Format::Xlsx => "report.xlsx",
            _ => "report.json",
        };
        for folder in ["good", "bad"] {
            let line = format!(
                "{folder} --as-of 2021-05-13 --format {} --output {folder}/{name}",
                format.name()
            );
            let path = place.at(folder).join(name);
            let first = place.check(&line);
            let bytes = fs::read(&path).unwrap();
            let again = place.check(&line);
            assert_eq!(first.status, again.status, "{line}: {first:?} {again:?}");
            assert!(fs::read(&path).unwrap() == bytes, "{line}");
            fs::remove_file(path).unwrap();
        }
    }
}
