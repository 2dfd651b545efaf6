//! Ctrl-C and a request to end, in the middle of work: the status, what is said, and that nothing is left behind.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::place::Place;

const SCHEMA: &str = r#"{
  "title": "试岗位", "type": "object", "x-key": ["post_id"],
  "properties": {"post_id": {"type": "string", "title": "岗位编号"}, "worker": {"type": "string", "title": "在岗人员"}}
}"#;

const RULE: &str = "\
id: TRY-001
title: 岗位没有人员
ledger: try_post
why: 没有人员的岗位不应发放补贴。
basis: [{document: 试行办法}]
require: worker is not null
message: 岗位没有人员
advice: 补上人员
";

/// Longer than any run here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A place with rules, a definition, and a report of an earlier run.
fn reported(name: &str) -> Place {
    let place = Place::new(&format!("stop-{name}"));
    place.put("schemas/try_post.schema.json", SCHEMA);
    place.put("rules/TRY/TRY-001.yaml", RULE);
    place.put("rules/TRY/pack.yaml", "id: TRY\ntitle: 试行\n");
    place.put("out/old.jsonl", "{\"name\": \"ledgerlint\"}\n");
    place
}

impl Place {
    /// Starts a check whose report would go to `out/old.jsonl`.
    fn start(&self, rest: &[&str]) -> Child {
        let fixed = "check --rules rules --schemas schemas --format jsonl --output out/old.jsonl";
        self.command(fixed)
            .args(rest)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Names in the folder of the report.
    fn reports(&self) -> Vec<String> {
        let entries = fs::read_dir(self.at("out")).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        entries.map(|entry| name(entry.unwrap())).collect()
    }
}

/// Signals that a run is told to ignore (`nohup`, jobs of a script) it ignores: then there is nothing to test.
fn are_set_aside() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|l| l.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok());
    // SIGHUP, SIGINT and SIGTERM
    mask.is_some_and(|mask| mask & (1 | 1 << 1 | 1 << 14) != 0)
}

/// Sends a signal, and checks all that must hold of the run that it ended.
fn stop(place: &Place, run: Child, signal: &str, words: &str) {
    let process = run.id().to_string();
    let killed = Command::new("kill").args([signal, &process]).status();
    assert!(killed.unwrap().success());
    let sent = Instant::now();
    let output = run.wait_with_output().unwrap();
    // a fifth of a second on an idle machine
    assert!(
        sent.elapsed() < Duration::from_secs(5),
        "{:?}",
        sent.elapsed()
    );
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), words);
    assert_eq!(output.stdout, b"");
    assert_eq!(place.reports(), ["old.jsonl"]);
    let old = fs::read_to_string(place.at("out/old.jsonl")).unwrap();
    assert_eq!(old, "{\"name\": \"ledgerlint\"}\n");
}

fn wait_for(what: &str, mut come: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !come() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn make_fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[test]
fn a_run_that_waits_for_its_input_can_be_interrupted() {
    if are_set_aside() {
        return;
    }
    for (signal, lang, words) in [
        ("-INT", "zh", "检查被中断,没有写出报告\n"),
        (
            "-TERM",
            "en",
            "interrupted: the check did not finish and no report was written\n",
        ),
    ] {
        let place = reported(lang);
        let pipe = place.at("try_post.csv");
        make_fifo(&pipe);
        let run = place.start(&["try_post.csv", "--lang", lang]);
        // opens only once the program has opened the other end
        let writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        stop(&place, run, signal, words);
        drop(writer);
    }
}

#[test]
fn a_run_that_writes_its_report_can_be_interrupted() {
    if are_set_aside() {
        return;
    }
    let place = reported("write");
    let rows: String = (0..60_000).map(|n| format!("P{n},\n")).collect();
    place.put("try_post.csv", &format!("岗位编号,在岗人员\n{rows}"));
    let mut run = place.start(&["try_post.csv", "--lang", "zh"]);
    wait_for("the report is begun", || {
        assert!(run.try_wait().unwrap().is_none(), "it ended by itself");
        place.reports().len() > 1
    });
    stop(&place, run, "-INT", "检查被中断,没有写出报告\n");
}
