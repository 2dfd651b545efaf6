//! The speed bar: the 20 rules of `benches/rules` on N persons, by this program and by DuckDB SQL, in turn; and this
//! program against itself.
//!
//! Both must find the same. `cargo bench --bench bar -- --help` tells what it takes.

mod alone;
mod arguments;
mod demo;
mod formats;
mod generate;
mod measure;
mod people;
mod split;
mod table;
mod workbook;

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use arguments::{Arguments, Contestant, USAGE};
use generate::{Data, LEDGERS};
use measure::{Contest, Python};

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => return failed(&format!("{message}\n\n{USAGE}")),
    };
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => failed(&format!("{error}\n")),
    }
}

fn failed(message: &str) -> ExitCode {
    eprint!("{message}");
    ExitCode::from(2)
}

/// True where both found the same, or there was nothing to compare with.
fn run(arguments: &Arguments) -> io::Result<bool> {
    let program = arguments.program.clone();
    let program = program.unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_ledgerlint")));
    if arguments.against == Contestant::Township {
        return alone::township(&program, &alone::project(), &scratch()?);
    }
    if matches!(arguments.against, Contestant::Demo | Contestant::Workbook) {
        let contest = Contest {
            program,
            project: alone::project(),
            scratch: scratch()?,
            folder: scratch()?,
            format: arguments.format,
            threads: arguments.threads,
            python: Python::find(),
        };
        return match arguments.against {
            Contestant::Workbook => workbook::workbook(arguments, &contest),
            _ => demo::demo(&contest, arguments.households, arguments.runs),
        };
    }
    if arguments.against == Contestant::Formats {
        return formats::formats(arguments, &alone::project());
    }
    let folder = match &arguments.data {
        Some(folder) => folder.clone(),
        None => generate(arguments, arguments.persons)?,
    };
    if arguments.only_write {
        return Ok(true);
    }
    println!(
        "{} of CSV, {} threads, {} runs each, in turn, after one that does not count",
        table::megabytes(size(&folder)?),
        arguments.threads,
        arguments.runs
    );
    let python = Python::find();
    if let Some(missing) = python.missing() {
        println!("{missing}");
    }
    let contest = Contest {
        program,
        project: alone::project(),
        scratch: scratch()?,
        folder,
        format: arguments.format,
        threads: arguments.threads,
        python,
    };
    match arguments.against {
        Contestant::MoreRules => alone::more_rules(&contest, arguments.runs),
        Contestant::Changed => alone::changed(&contest, arguments.runs),
        Contestant::Tenfold => {
            let larger = generate(arguments, arguments.persons.saturating_mul(10))?;
            alone::tenfold(&contest, &larger, arguments.runs)
        }
        Contestant::Duckdb
        | Contestant::Township
        | Contestant::Demo
        | Contestant::Workbook
        | Contestant::Formats => {
            let rounds = contest.run(arguments.runs)?;
            table::print(&rounds);
            Ok(table::print_counts(&rounds))
        }
    }
}

/// Where data and reports go: below `target`.
fn scratch() -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bar");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Writes the six files, two at a time, and gives their folder.
fn generate(arguments: &Arguments, persons: u32) -> io::Result<PathBuf> {
    let data = Data {
        persons,
        breaches: arguments.breaches,
    };
    let folder = match &arguments.write {
        Some(folder) => folder.clone(),
        None => scratch()?.join(format!("{}-{:?}", data.persons, data.breaches).to_lowercase()),
    };
    fs::create_dir_all(&folder)?;
    let write = |ledger: &str| -> io::Result<()> {
        let file = File::create(folder.join(format!("{ledger}.csv")))?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        data.write(ledger, &mut out)?;
        // on the disk, not still on its way there while the first runs are measured
        out.into_inner()?.sync_all()
    };
    let begun = std::time::Instant::now();
    // visits are about as much work as all the rest
    let (some, visits): (Vec<&str>, Vec<&str>) = LEDGERS.iter().partition(|l| **l != "visits");
    std::thread::scope(|scope| {
        let other = scope.spawn(|| visits.iter().try_for_each(|ledger| write(ledger)));
        some.iter().try_for_each(|ledger| write(ledger))?;
        other
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    println!(
        "{} persons written to {} in {:.1} s",
        data.persons,
        folder.display(),
        begun.elapsed().as_secs_f64()
    );
    Ok(folder)
}

fn size(folder: &Path) -> io::Result<u64> {
    let sizes = LEDGERS.map(|ledger| {
        let path = folder.join(format!("{ledger}.csv"));
        fs::metadata(&path)
            .map(|meta| meta.len())
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    });
    sizes.into_iter().sum()
}
