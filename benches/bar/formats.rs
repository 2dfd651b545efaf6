//! What writing the findings costs, format by format: time and memory of rendering alone, in this process.
//!
//! The data lies in memory and is read and judged before the clock starts. Memory is the peak of the resident set
//! (`VmHWM`, which Linux lets a process reset) above what was resident before, at its worst: later runs find memory
//! that earlier ones left. Processor time is of all threads, and holds where other programs take turns.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ledgerlint::check::{Checked, Detail, Settings, check};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, parse_schemas};
use ledgerlint::read::{File, Options, read};
use ledgerlint::report::{Format, Style, render};
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

use crate::arguments::Arguments;
use crate::generate::{Data, LEDGERS};
use crate::table::median;

/// Prints a line for each format; true, as there is nothing to compare with.
pub fn formats(arguments: &Arguments, project: &Path) -> io::Result<bool> {
    let data = Data {
        persons: arguments.persons,
        breaches: arguments.breaches,
    };
    let mut files = Vec::new();
    for ledger in LEDGERS {
        let mut bytes = Vec::new();
        data.write(ledger, &mut bytes)?;
        files.push(File::in_memory(&format!("{ledger}.csv"), bytes));
    }
    let (catalog, book) = rules(project)?;
    let as_of = Date::parse("2021-05-13").ok_or(io::ErrorKind::InvalidData)?;
    let reading = read(&files, &catalog, Options::at(as_of), &|_, _, _| {});
    println!("format      findings      time    processor      output   memory above before");
    for format in Format::ALL {
        let about = format.about();
        let settings = Settings {
            detail: Detail {
                excerpts: about.shows.excerpts,
                personal: about.leaves_desk,
                places: about.shows.places,
            },
            per_rule: about.limited.then_some(5),
            ..Settings::at(as_of)
        };
        let checked = check(&reading, &book, &settings, &|_, _| {});
        let findings: u64 = checked.report.rules.iter().map(|rule| rule.failed).sum();
        let runs: io::Result<Vec<Run>> = (0..=arguments.runs)
            .map(|_| run(&checked, format))
            .collect();
        let runs = runs?;
        let memory = runs.iter().map(|run| run.memory).fold(f64::NAN, f64::max);
        // of the first one, time does not count
        let runs = &runs[1..];
        println!(
            "{:<10} {findings:>9} {:>8.3} s {:>8.2} s {:>9.1} MB {memory:>9.1} MB",
            format.name(),
            median(runs.iter().map(|run| run.seconds)),
            median(runs.iter().map(|run| run.processor)),
            runs[0].bytes as f64 / 1e6,
        );
    }
    Ok(true)
}

struct Run {
    seconds: f64,
    /// Of all threads; not a number where the system does not tell.
    processor: f64,
    bytes: u64,
    /// Megabytes; not a number where the system does not tell.
    memory: f64,
}

fn run(checked: &Checked<'_>, format: Format) -> io::Result<Run> {
    let style = Style {
        lang: Lang::Zh,
        color: false,
        coverage: false,
        unicode: true,
        width: 100,
        mask: format.about().leaves_desk,
        per_rule: format.about().limited.then_some(5),
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut out = Counting(0);
    let before = reset_peak();
    let used = processor();
    let begun = Instant::now();
    render(&checked.report, &checked.findings, format, &style, &mut out)?;
    Ok(Run {
        seconds: begun.elapsed().as_secs_f64(),
        processor: processor() - used,
        bytes: out.0,
        memory: status("VmHWM:") - before,
    })
}

/// Takes everything and keeps nothing.
struct Counting(u64);

impl io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Sets the peak of the resident set to what is resident now, and gives that.
fn reset_peak() -> f64 {
    match fs::write("/proc/self/clear_refs", "5") {
        Ok(()) => status("VmRSS:"),
        Err(_) => f64::NAN,
    }
}

/// Seconds of all threads so far, in steps of a hundredth (the clock tick that Linux tells them in).
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // behind the name, which may hold anything: utime and stime are the 12th and 13th
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks = fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>());
    let ticks: Result<Vec<f64>, _> = ticks.collect();
    ticks
        .ok()
        .filter(|both| both.len() == 2)
        .map_or(f64::NAN, |both| both.iter().sum::<f64>() / 100.0)
}

/// Megabytes of a line of the process's status.
fn status(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes * 1024.0 / 1e6)
}

fn rules(project: &Path) -> io::Result<(Arc<Catalog>, Rulebook)> {
    let wrong = |faults: String| io::Error::new(io::ErrorKind::InvalidData, faults);
    let schemas = texts(&project.join("benches/schemas"))?;
    let catalog = parse_schemas(&schemas, Lang::Zh).map_err(|f| wrong(format!("{f:#?}")))?;
    let file = |(path, text): (String, String)| RuleFile {
        path: format!("BAR/{path}"),
        text: Arc::from(text),
    };
    let files = texts(&project.join("benches/rules/BAR"))?;
    let files: Vec<RuleFile> = files.into_iter().map(file).collect();
    let (book, faults) = load(&files, &catalog, Lang::Zh);
    match faults.is_empty() {
        true => Ok((Arc::new(catalog), book)),
        false => Err(wrong(format!("{faults:#?}"))),
    }
}

fn texts(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        texts.push((name.into_owned(), fs::read_to_string(&path)?));
    }
    texts.sort();
    Ok(texts)
}
