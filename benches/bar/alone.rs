//! Our program against itself: more rules, more data, one file changed; and a township's small check.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::measure::{Contest, Counts, Packs, Round};
use crate::split::{FILES, split};
use crate::table::{compare, median};

/// Checks of the township.
const CHECKS: usize = 100;

/// Runs two ways in turn, so many times after one that does not count; gives the rounds of each.
fn in_turn(
    times: usize,
    first: &dyn Fn() -> io::Result<Round>,
    second: &dyn Fn() -> io::Result<Round>,
) -> io::Result<Vec<(Round, Round)>> {
    let mut rounds = Vec::with_capacity(times);
    for at in 0..=times {
        let pair = (first()?, second()?);
        if at > 0 {
            rounds.push(pair);
        }
    }
    Ok(rounds)
}

/// Prints the medians and the median ratio of the second way to the first.
fn print(names: [&str; 2], rounds: &[(Round, Round)], bar: &str) {
    let [first, second] = names;
    let wall = |of: &dyn Fn(&(Round, Round)) -> f64| median(rounds.iter().map(of));
    println!("{first:<24} {:7.3} s", wall(&|(first, _)| first.wall));
    println!("{second:<24} {:7.3} s", wall(&|(_, second)| second.wall));
    println!(
        "median ratio of time     {:7.3}   ({bar})",
        wall(&|(first, second)| second.wall / first.wall)
    );
}

/// 40 rules against 20, and all 40 counts against DuckDB's.
pub fn more_rules(contest: &Contest, times: usize) -> io::Result<bool> {
    let folder = &contest.folder;
    let rounds = in_turn(times, &|| contest.ours(folder, Packs::Bar), &|| {
        contest.ours(folder, Packs::WithMore)
    })?;
    print(["20 rules", "40 rules"], &rounds, "bar: below 1.25");
    let found: Vec<Counts> = rounds.iter().map(|(_, more)| more.counts).collect();
    Ok(match contest.duckdb(Packs::WithMore)? {
        Some(duckdb) => compare(
            &duckdb.counts,
            &found,
            "all 40 counts are equal to DuckDB's",
        ),
        None => compare(&found[0], &found, "not compared with DuckDB"),
    })
}

/// Ten times the data.
pub fn tenfold(contest: &Contest, larger: &Path, times: usize) -> io::Result<bool> {
    let rounds = in_turn(
        times,
        &|| contest.ours(&contest.folder, Packs::Bar),
        &|| contest.ours(larger, Packs::Bar),
    )?;
    print(["N persons", "10 N persons"], &rounds, "bar: at most 10.5");
    Ok(true)
}

/// Many files, of which one changes between two runs.
pub fn changed(contest: &Contest, times: usize) -> io::Result<bool> {
    let folder = contest.scratch.join("many");
    let files = split(&contest.folder, &folder)?;
    println!(
        "{} files: each ledger by village, {FILES} villages",
        files.len()
    );
    let one = files
        .iter()
        .find(|path| path.ends_with("persons-7.csv"))
        .ok_or(io::ErrorKind::NotFound)?;
    let text = fs::read_to_string(one)?;
    let rounds = in_turn(
        times,
        &|| {
            fs::write(one, &text)?;
            contest.ours(&folder, Packs::Bar)
        },
        &|| {
            // the last person is gone
            let end = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
            fs::write(one, &text[..end])?;
            contest.ours(&folder, Packs::Bar)
        },
    )?;
    print(
        ["whole folder", "after one file changed"],
        &rounds,
        "no bar",
    );
    Ok(true)
}

/// The samples twice, as two villages would hand them in, by the rules that ship with the program.
pub fn township(program: &Path, project: &Path, scratch: &Path) -> io::Result<bool> {
    let folder = scratch.join("township");
    for village in ["a", "b"] {
        let into = folder.join(village);
        fs::create_dir_all(&into)?;
        for entry in fs::read_dir(project.join("samples/posts"))? {
            let entry = entry?;
            fs::copy(entry.path(), into.join(entry.file_name()))?;
        }
    }
    let mut milliseconds = Vec::with_capacity(CHECKS);
    for at in 0..CHECKS + 5 {
        let begun = Instant::now();
        let status = Command::new(program)
            .arg("check")
            .arg(&folder)
            .args(["--as-of", "2021-05-13", "--fail-on", "never", "--quiet"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(io::Error::other(format!("the check ended with {status}")));
        }
        if at >= 5 {
            milliseconds.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    let least = milliseconds.iter().copied().fold(f64::INFINITY, f64::min);
    println!(
        "a township, {CHECKS} checks: median {:.1} ms, mean {:.1} ms, least {least:.1} ms",
        median(milliseconds.iter().copied()),
        milliseconds.iter().sum::<f64>() / milliseconds.len() as f64,
    );
    Ok(true)
}

/// The project's folder.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
