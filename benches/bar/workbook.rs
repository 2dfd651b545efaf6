//! A workbook of 100,000 persons in 20 columns: reading and checking it against a bare read of all its cells by
//! `calamine`, in turn, in this process; then the whole program, and frictionless where it is installed.

use std::fs;
use std::io::{self, Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use calamine::{Data, Reader, Xlsx};
use ledgerlint::bundle;
use ledgerlint::check::{Settings, check};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, parse_shipped_schemas};
use ledgerlint::read::{File, Options, read};
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

use crate::arguments::Arguments;
use crate::measure::{Contest, Round};
use crate::people;
use crate::table::{median, megabytes};

/// Times that reading and checking may take of a bare read.
const BAR: f64 = 1.3;
/// Times that frictionless must take of the whole program.
const FASTER: f64 = 20.0;
const AS_OF: &str = "2021-05-13";

/// True where all cells and records were found.
pub fn workbook(arguments: &Arguments, contest: &Contest) -> io::Result<bool> {
    let rows = arguments.persons;
    let path = contest.scratch.join("人员.xlsx");
    let begun = Instant::now();
    people::write(&path, rows).map_err(io::Error::other)?;
    let bytes = Arc::new(fs::read(&path)?);
    println!(
        "{rows} rows of {} columns, {} of .xlsx, written in {:.1} s; {} runs each, in turn, after one that does not count",
        people::HEADS.len(),
        megabytes(bytes.len() as u64),
        begun.elapsed().as_secs_f64(),
        arguments.runs
    );
    let (catalog, book) = shipped()?;
    let mut times: Vec<[f64; 4]> = Vec::with_capacity(arguments.runs);
    let mut whole = true;
    for at in 0..=arguments.runs {
        let (cells, bare) = timed(|| bare(&bytes));
        let (streamed, streaming) = timed(|| streamed(&bytes));
        let begun = Instant::now();
        let file = File::in_memory("人员.xlsx", bytes.to_vec());
        let as_of = Date::parse(AS_OF).ok_or(io::ErrorKind::InvalidData)?;
        let reading = read(&[file], &catalog, Options::at(as_of), &|_, _, _| {});
        let reading_took = begun.elapsed().as_secs_f64();
        let settings = Settings::at(as_of);
        let checked = check(&reading, &book, &settings, &|_, _| {});
        let both = begun.elapsed().as_secs_f64();
        drop(checked);
        let person = catalog.named("person").ok_or(io::ErrorKind::InvalidData)?;
        let records = reading.ledgers.table(person).map_or(0, |table| table.rows);
        let expected = (u64::from(rows) + 1) * people::HEADS.len() as u64;
        whole &= records == rows && cells.ok() == Some(expected) && streamed.ok() == Some(expected);
        if at > 0 {
            times.push([bare, streaming, reading_took, both]);
        }
    }
    let of = |value: &dyn Fn(&[f64; 4]) -> f64| median(times.iter().map(value));
    println!(
        "calamine: open, a range of all cells, look at each   {:7.3} s",
        of(&|t| t[0])
    );
    println!(
        "calamine: open, cell by cell without a range         {:7.3} s",
        of(&|t| t[1])
    );
    println!(
        "ledgerlint: read                                     {:7.3} s",
        of(&|t| t[2])
    );
    println!(
        "ledgerlint: read and check by {:>3} rules              {:7.3} s",
        book.rules.len(),
        of(&|t| t[3])
    );
    println!(
        "median ratio of read and check to the range          {:7.3}   (bar: {BAR})",
        of(&|t| t[3] / t[0])
    );
    println!(
        "median ratio of read and check to cell by cell       {:7.3}",
        of(&|t| t[3] / t[1])
    );
    whole_program(arguments, contest, &path)?;
    marked(arguments, contest, &path)?;
    if !whole {
        println!("NOT all cells or records were found");
    }
    Ok(whole)
}

/// The whole process, start and report included, and frictionless in turn with it.
fn whole_program(arguments: &Arguments, contest: &Contest, path: &Path) -> io::Result<()> {
    let text = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let (program, file) = (
        contest.program.display().to_string(),
        path.display().to_string(),
    );
    let ours = text(&[
        &program,
        "check",
        &file,
        "--as-of",
        AS_OF,
        "--fail-on",
        "never",
        "--quiet",
    ]);
    let script = contest
        .project
        .join("benches/workbook_by_frictionless.py")
        .display()
        .to_string();
    let theirs = arguments
        .frictionless
        .as_ref()
        .map(|python| text(&[&python.display().to_string(), &script, &file]));
    let report = contest.scratch.join("workbook.out");
    let mut rounds: Vec<(Round, Option<Round>)> = Vec::new();
    // a run of frictionless takes long
    let times = if theirs.is_some() {
        arguments.runs.min(3)
    } else {
        arguments.runs
    };
    for _ in 0..times {
        let ours = contest.measured(&ours, &report, 0)?;
        let theirs = theirs
            .as_ref()
            .map(|command| contest.measured(command, &report, 0));
        rounds.push((ours, theirs.transpose()?));
    }
    let told = |name: &str, all: Vec<&Round>| {
        if all.is_empty() {
            return;
        }
        let peak = all
            .iter()
            .filter_map(|round| round.usage)
            .map(|(_, peak)| peak)
            .max();
        println!(
            "{name:<52} {:7.3} s{}",
            median(all.iter().map(|round| round.wall)),
            peak.map(|peak| format!(", peak {}", megabytes(peak)))
                .unwrap_or_default()
        );
    };
    told(
        "ledgerlint check, the whole program",
        rounds.iter().map(|(ours, _)| ours).collect(),
    );
    told(
        "frictionless validate, the whole program",
        rounds
            .iter()
            .filter_map(|(_, theirs)| theirs.as_ref())
            .collect(),
    );
    if theirs.is_some() {
        let ratio = median(
            rounds
                .iter()
                .filter_map(|(ours, theirs)| Some(theirs.as_ref()?.wall / ours.wall)),
        );
        println!(
            "median ratio of frictionless to ledgerlint           {ratio:7.1}   (bar: {FASTER})"
        );
        print!("{}", fs::read_to_string(&report)?);
    } else {
        println!(
            "frictionless was not run: --frictionless PYTHON names an interpreter that has frictionless[excel]"
        );
    }
    Ok(())
}

/// A marked copy, judged at a day on which most dates are yet to come: a finding for each.
fn marked(arguments: &Arguments, contest: &Contest, path: &Path) -> io::Result<()> {
    let copy = contest.scratch.join("marked.xlsx");
    let (program, file, to) = (
        contest.program.display().to_string(),
        path.display().to_string(),
        copy.display().to_string(),
    );
    let words = [
        &program,
        "check",
        &file,
        "--as-of",
        "1949-10-01",
        "--fail-on",
        "never",
        "--quiet",
        "--format",
        "xlsx",
        "--output",
        &to,
    ];
    let command: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let mut rounds = Vec::new();
    for _ in 0..arguments.runs.min(5) {
        rounds.push(contest.measured(&command, &contest.scratch.join("marked.out"), 0)?);
    }
    let [rows, comments] = told(&copy)?;
    let peak = rounds
        .iter()
        .filter_map(|round| round.usage)
        .map(|(_, peak)| peak)
        .max();
    println!(
        "a marked copy with a list of {rows} rows, {comments} comments, {:<16} {:7.3} s{}",
        megabytes(fs::metadata(&copy)?.len()),
        median(rounds.iter().map(|round| round.wall)),
        peak.map(|peak| format!(", peak {}", megabytes(peak)))
            .unwrap_or_default()
    );
    Ok(())
}

/// Rows of the list and comments of a marked copy.
fn told(path: &Path) -> io::Result<[usize; 2]> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path)?)?;
    let names: Vec<String> = archive
        .file_names()
        .flatten()
        .map(|name| name.into_owned())
        .collect();
    let mut count = |part: &str, what: &str| -> io::Result<usize> {
        let mut count = 0;
        for name in names.iter().filter(|name| name.starts_with(part)) {
            let mut text = String::new();
            archive.by_name(name)?.read_to_string(&mut text)?;
            count += text.matches(what).count();
        }
        Ok(count)
    };
    // title, totals and headers are rows as well
    let rows = count("xl/worksheets/ledgerlint", "<row ")?.saturating_sub(3);
    Ok([rows, count("xl/comments", "<comment ")?])
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let done = what();
    (done, begun.elapsed().as_secs_f64())
}

/// Opens the workbook and looks at every cell of its sheet, as `calamine`'s own examples do. Gives the filled cells.
fn bare(bytes: &[u8]) -> Result<u64, calamine::XlsxError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name)?;
    let filled = |(_, _, data): &(usize, usize, &Data)| !matches!(data, Data::Empty);
    Ok(range.used_cells().filter(filled).count() as u64)
}

/// The same, without putting the cells anywhere.
fn streamed(bytes: &[u8]) -> Result<u64, calamine::XlsxError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let name = book.sheet_names()[0].clone();
    let mut cells = book.worksheet_cells_reader(&name)?;
    let mut filled = 0;
    while let Some(cell) = cells.next_cell()? {
        filled += u64::from(!matches!(cell.get_value(), calamine::DataRef::Empty));
    }
    Ok(filled)
}

fn shipped() -> io::Result<(Arc<Catalog>, Rulebook)> {
    let wrong = |faults: String| io::Error::new(io::ErrorKind::InvalidData, faults);
    let catalog = parse_shipped_schemas(bundle::SCHEMAS, Lang::Zh);
    let catalog = catalog.map_err(|faults| wrong(format!("{faults:#?}")))?;
    let file = |(path, text): &(&str, &str)| RuleFile {
        path: (*path).to_owned(),
        text: Arc::from(*text),
    };
    let files: Vec<RuleFile> = bundle::RULES.iter().map(file).collect();
    let (book, faults) = load(&files, &catalog, Lang::Zh);
    match faults.is_empty() {
        true => Ok((Arc::new(catalog), book)),
        false => Err(wrong(format!("{faults:#?}"))),
    }
}
