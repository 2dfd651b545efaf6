//! The demo township at full size: a check of it finds nothing, a check of the one with breaches finds exactly these,
//! and how long either takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::measure::{Contest, Round};
use crate::table::{median, megabytes};

/// Seconds that a check of 20,000 households may take.
const BAR: f64 = 1.5;
const AS_OF: &str = "2021-05-13";
/// How a check ends where a file cannot be read; some of the breaches are such files.
const UNREADABLE: i32 = 2;

/// True where both townships are found as they were made.
pub fn demo(contest: &Contest, households: usize, times: usize) -> io::Result<bool> {
    let clean = written(contest, households, &[])?;
    let dirty = written(contest, households, &["--dirty"])?;
    let exact = in_order(contest, &clean)? & as_planted(contest, &dirty)?;
    for (name, folder, status) in [
        ("in order", &clean, 0),
        ("with breaches", &dirty, UNREADABLE),
    ] {
        let mut rounds: Vec<Round> = Vec::with_capacity(times);
        for at in 0..=times {
            let round = checked(contest, folder, &["--limit", "100"], status)?;
            // the first one warms the file cache
            if at > 0 {
                rounds.push(round);
            }
        }
        let seconds = median(rounds.iter().map(|round| round.wall));
        let memory = rounds.iter().filter_map(|round| round.usage);
        let peak = memory.map(|(_, bytes)| bytes).max();
        println!(
            "check of the township {name}: median {seconds:.3} s{}   (bar for 20,000 households: {BAR} s)",
            peak.map(|bytes| format!(", {}", megabytes(bytes)))
                .unwrap_or_default(),
        );
    }
    Ok(exact)
}

/// Writes a township and gives its folder.
fn written(contest: &Contest, households: usize, options: &[&str]) -> io::Result<PathBuf> {
    let folder = contest.scratch.join(format!("demo{}", options.concat()));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let begun = Instant::now();
    let output = Command::new(&contest.program)
        .arg("demo")
        .arg(&folder)
        .args(["--households", &households.to_string(), "--as-of", AS_OF])
        .args(["--lang", "en"])
        .args(options)
        .stdin(Stdio::null())
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "the demo was not written: {told}"
        )));
    }
    println!(
        "{households} households{} written in {:.2} s",
        if options.is_empty() {
            ""
        } else {
            " with breaches"
        },
        begun.elapsed().as_secs_f64(),
    );
    print!("{told}");
    Ok(folder)
}

/// One check, its report in the scratch folder.
fn checked(contest: &Contest, folder: &Path, options: &[&str], status: i32) -> io::Result<Round> {
    let mut command = vec![contest.program.display().to_string(), "check".to_owned()];
    command.push(folder.display().to_string());
    let fixed = [
        "--as-of",
        AS_OF,
        "--fail-on",
        "never",
        "--quiet",
        "--lang",
        "en",
    ];
    command.extend(fixed.iter().chain(options).map(|word| (*word).to_owned()));
    contest.measured(&command, &report_of(contest), status)
}

fn report_of(contest: &Contest) -> PathBuf {
    contest.scratch.join("demo.out")
}

/// A check's report as JSON.
fn report(contest: &Contest, folder: &Path, status: i32) -> io::Result<Value> {
    checked(contest, folder, &["--format", "json", "--no-mask"], status)?;
    Ok(serde_json::from_reader(BufReader::new(File::open(
        report_of(contest),
    )?))?)
}

/// Whether nothing is found, and by how many rules.
fn in_order(contest: &Contest, folder: &Path) -> io::Result<bool> {
    let report = report(contest, folder, 0)?;
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in list(&report["rules"]) {
        *outcomes
            .entry(rule["outcome"].as_str().unwrap_or("?"))
            .or_default() += 1;
    }
    let findings = list(&report["findings"]);
    println!(
        "in order: {} records, rules {outcomes:?}, {} findings",
        report["summary"]["records"],
        findings.len(),
    );
    for finding in findings.iter().take(10) {
        println!("  {} {}", finding["rule"], finding["message"]);
    }
    Ok(findings.is_empty())
}

/// Whether the findings are those of `planted.json`.
fn as_planted(contest: &Contest, folder: &Path) -> io::Result<bool> {
    let list_of = File::open(folder.join("planted.json"))?;
    let planted: Value = serde_json::from_reader(BufReader::new(list_of))?;
    let report = report(contest, folder, UNREADABLE)?;
    let [planted, found] = [&planted, &report["findings"]].map(|items| {
        let named = list(items).iter().map(named);
        named.collect::<BTreeSet<String>>()
    });
    println!(
        "with breaches: {} planted, {} found",
        planted.len(),
        found.len()
    );
    for (what, one, other) in [
        ("not found", &planted, &found),
        ("not planted", &found, &planted),
    ] {
        for item in one.difference(other).take(10) {
            println!("  {what}: {item}");
        }
    }
    Ok(planted == found)
}

/// What a finding or an entry of `planted.json` is about.
fn named(item: &Value) -> String {
    [&item["rule"], &item["ledger"], &item["record"]]
        .map(Value::to_string)
        .join(" ")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
