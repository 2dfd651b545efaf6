//! Runs both sides in turn and reads what they found, how long they took and how much memory they had.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Rules of each pack.
pub const RULES: usize = 20;
/// Findings of each rule, those of the second pack behind those of the first.
pub type Counts = [u64; 2 * RULES];

/// The packs of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packs {
    Bar,
    WithMore,
}

/// What ledgerlint writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Totals, and the first 100 findings of each rule.
    Text,
    /// Every finding, one a line.
    Lines,
}

/// The interpreter that DuckDB runs in, which also counts memory.
pub struct Python {
    present: bool,
    duckdb: bool,
}

impl Python {
    pub fn find() -> Self {
        let runs = |code: &str| {
            let mut command = Command::new("python3");
            command
                .args(["-c", code])
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        Python {
            present: runs(""),
            duckdb: runs("import duckdb, numpy"),
        }
    }

    /// What is not installed, in words.
    pub fn missing(&self) -> Option<&'static str> {
        match (self.present, self.duckdb) {
            (true, true) => None,
            (true, false) => Some(
                "python3 has no packages duckdb and numpy (python3 -m pip install duckdb numpy): nothing to compare with",
            ),
            (false, _) => Some(
                "python3 is not installed: memory is not measured, and there is no DuckDB to compare with",
            ),
        }
    }
}

/// One run of one side.
#[derive(Clone, Debug)]
pub struct Round {
    /// Of the whole process.
    pub wall: f64,
    /// User and system seconds, and the largest resident memory in bytes.
    pub usage: Option<(f64, u64)>,
    /// Seconds that DuckDB itself says it took to load and to run the rules.
    pub phases: Option<(f64, f64)>,
    pub counts: Counts,
}

/// A run of ledgerlint, and the run of DuckDB right behind it.
pub struct Pair {
    pub ours: Round,
    pub duckdb: Option<Round>,
}

pub struct Contest {
    pub program: PathBuf,
    pub project: PathBuf,
    pub scratch: PathBuf,
    pub folder: PathBuf,
    pub format: Format,
    pub threads: usize,
    pub python: Python,
}

impl Contest {
    /// Runs both, in turn, so many times after one that does not count.
    pub fn run(&self, times: usize) -> io::Result<Vec<Pair>> {
        let mut pairs = Vec::with_capacity(times);
        for at in 0..=times {
            let ours = self.ours(&self.folder, Packs::Bar)?;
            let duckdb = self.duckdb(Packs::Bar)?;
            if at > 0 {
                pairs.push(Pair { ours, duckdb });
            }
        }
        Ok(pairs)
    }

    /// One run of ledgerlint.
    pub fn ours(&self, folder: &Path, packs: Packs) -> io::Result<Round> {
        let report = self.scratch.join("ledgerlint.out");
        let mut command = vec![self.program.display().to_string(), "check".to_owned()];
        let mut add = |words: &[&str]| command.extend(words.iter().map(|w| (*w).to_owned()));
        let benches = self.project.join("benches");
        let (schemas, rules) = (benches.join("schemas"), benches.join("rules"));
        add(&[&folder.display().to_string()]);
        add(&["--schemas", &schemas.display().to_string()]);
        add(&["--rules", &rules.display().to_string()]);
        if packs == Packs::WithMore {
            let more = benches.join("more_rules");
            add(&["--add-rules", &more.display().to_string()]);
        }
        add(&[
            "--as-of",
            "2021-05-13",
            "--lang",
            "en",
            "--fail-on",
            "never",
            "--quiet",
        ]);
        match self.format {
            Format::Text => add(&["--limit", "100"]),
            Format::Lines => add(&["--format", "jsonl"]),
        }
        let mut round = self.measured(&command, &report, 0)?;
        let lines = BufReader::new(File::open(&report)?).lines();
        match self.format {
            Format::Text => count_text(lines, &mut round.counts)?,
            Format::Lines => count_lines(lines, &mut round.counts)?,
        }
        Ok(round)
    }

    /// One run of DuckDB, where it is installed: with more rules, the counts of both packs and the time of the second.
    pub fn duckdb(&self, packs: Packs) -> io::Result<Option<Round>> {
        if !self.python.duckdb {
            return Ok(None);
        }
        let bar = self.script("duckdb_rules.py")?;
        if packs == Packs::Bar {
            return Ok(Some(bar));
        }
        let mut more = self.script("duckdb_more_rules.py")?;
        more.counts[..RULES].copy_from_slice(&bar.counts[..RULES]);
        Ok(Some(more))
    }

    fn script(&self, name: &str) -> io::Result<Round> {
        let script = self.project.join("benches").join(name);
        let command = [
            "python3".to_owned(),
            script.display().to_string(),
            self.folder.display().to_string(),
            self.threads.to_string(),
        ];
        let report = self.scratch.join("duckdb.out");
        let mut round = self.measured(&command, &report, 0)?;
        let (mut load, mut rules) = (0.0, 0.0);
        for line in BufReader::new(File::open(&report)?).lines() {
            let line = line?;
            let (name, value) = line.split_once(' ').unwrap_or_default();
            match name {
                "load" => load = value.parse().unwrap_or(0.0),
                "rules" => rules = value.parse().unwrap_or(0.0),
                _ => {
                    if let (Some(rule), Ok(count)) = (rule_of(name), value.parse()) {
                        round.counts[rule] = count;
                    }
                }
            }
        }
        round.phases = Some((load, rules));
        Ok(round)
    }

    /// Runs a command once, its output into a file; it must end with this status.
    pub fn measured(&self, command: &[String], output: &Path, status: i32) -> io::Result<Round> {
        let mut round = Round {
            wall: 0.0,
            usage: None,
            phases: None,
            counts: [0; 2 * RULES],
        };
        let threads = self.threads.to_string();
        if !self.python.present {
            let begun = Instant::now();
            let ended = Command::new(&command[0])
                .args(&command[1..])
                .env("RAYON_NUM_THREADS", threads)
                .stdout(File::create(output)?)
                .status()?;
            round.wall = begun.elapsed().as_secs_f64();
            return finished(command, ended.code(), status).map(|()| round);
        }
        let told = Command::new("python3")
            .arg(self.project.join("benches/measure.py"))
            .arg(output)
            .args(command)
            .env("RAYON_NUM_THREADS", threads)
            .stderr(Stdio::inherit())
            .output()?;
        let told = String::from_utf8_lossy(&told.stdout);
        let numbers: Vec<f64> = told
            .split_whitespace()
            .map_while(|n| n.parse().ok())
            .collect();
        let [wall, user, system, peak, ended] = numbers[..] else {
            return Err(io::Error::other(format!("{} could not be run", command[0])));
        };
        round.wall = wall;
        round.usage = Some((user + system, peak as u64 * 1024));
        finished(command, Some(ended as i32), status).map(|()| round)
    }
}

fn finished(command: &[String], ended: Option<i32>, status: i32) -> io::Result<()> {
    match ended {
        Some(code) if code == status => Ok(()),
        Some(code) => Err(io::Error::other(format!(
            "{} ended with {code}",
            command.join(" ")
        ))),
        None => Err(io::Error::other(format!(
            "{} was killed",
            command.join(" ")
        ))),
    }
}

/// `BAR-007` is rule 6, counted from 0, and `BAR2-001` is rule 20.
fn rule_of(id: &str) -> Option<usize> {
    let (pack, number) = id.split_once('-')?;
    let first = match pack {
        "BAR" => 0,
        "BAR2" => RULES,
        _ => return None,
    };
    let number: usize = number.parse().ok()?;
    (1..=RULES).contains(&number).then(|| first + number - 1)
}

/// The rule's ID.
pub fn name_of(rule: usize) -> String {
    let pack = if rule < RULES { "BAR" } else { "BAR2" };
    format!("{pack}-{:03}", rule % RULES + 1)
}

/// Headings of rules read `━━ error BAR-007  F07 … · 1609 in all, the first 100 shown`; a long one goes on below.
fn count_text(
    lines: impl Iterator<Item = io::Result<String>>,
    counts: &mut Counts,
) -> io::Result<()> {
    let mut rule = None;
    for line in lines {
        let line = line?;
        if line.starts_with("━━") {
            rule = line.split_whitespace().find_map(rule_of);
        }
        let Some(at) = rule else { continue };
        let before = line.split_once(" in all").map(|(before, _)| before);
        let number = before.and_then(|text| text.rsplit(' ').next()?.parse().ok());
        if let Some(number) = number {
            counts[at] = number;
            rule = None;
        }
    }
    Ok(())
}

/// Lines that are findings have a member `rule`.
fn count_lines(
    lines: impl Iterator<Item = io::Result<String>>,
    counts: &mut Counts,
) -> io::Result<()> {
    for line in lines {
        let line = line?;
        let id = line
            .split_once("\"rule\":\"")
            .and_then(|(_, rest)| rest.split('"').next());
        if let Some(rule) = id.and_then(rule_of) {
            counts[rule] += 1;
        }
    }
    Ok(())
}
