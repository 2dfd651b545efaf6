//! `ledgerlint check PATH...`: reads a submission, judges it, writes the report.

mod help;
mod marked;
mod plan;

pub use help::command;
pub use plan::today;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use self::plan::{Plan, plan, settings};
use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::{self, Submission};
use crate::app::interrupt::Watch;
use crate::app::output::{self, Output};
use crate::app::packs::prepared::{Prepared, prepare};
use crate::app::progress::Progress;
use crate::app::status::Status;
use crate::check::{self, Checked};
use crate::finding::{Ignored, Report, Severity};
use crate::lang::Lang;
use crate::ledger::{self, Catalog};
use crate::read::{self, Passed, Reading};
use crate::report::{self, Style};

pub fn run(matches: &ArgMatches, console: Console) -> Result<Status, Vec<Fault>> {
    start_workers();
    let paths: Vec<PathBuf> = matches
        .get_many::<PathBuf>("PATH")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let plan = plan(matches, &paths, console)?;
    let lang = plan.console.lang;
    let watch = Watch::start(&plan.console);
    // an earlier report that lies in the submission is no part of it
    let earlier = plan
        .output
        .as_deref()
        .filter(|path| output::is_report(path));
    let submission = files::find(&paths, earlier, lang)?;
    let prepared = prepare(&cli::origin(matches, &plan.config.origin), lang)?;
    let settings = settings(matches, &plan, &prepared.known(), &submission)?;
    let original = plan
        .marked
        .then(|| marked::original(&plan, &submission))
        .transpose()
        .map_err(|fault| vec![fault])?;
    let target = target(&plan, &submission, &prepared).map_err(|fault| vec![fault])?;

    let catalog = Arc::clone(&prepared.catalog);
    let size = || submission.files.iter().map(files::Found::size).sum();
    let progress = Progress::new(&plan.console, size);
    watch.shows(progress.bar());
    let found = submission.files.iter();
    let files: Vec<read::File> = found.map(|found| found.file(&progress.read)).collect();
    let options = read::Options {
        digests: plan.format.about().shows.digests,
        ..read::Options::at(plan.as_of)
    };
    let reading = read::read(&files, &catalog, options, &|done, all, records| {
        progress.reading(done, all, records)
    });
    if is_empty(&reading) && submission.closed.is_empty() {
        drop(progress);
        return Err(vec![no_ledger(&reading, &catalog, lang)]);
    }
    let present = |ledger| reading.ledgers.table(ledger).is_some();
    let rulebook = prepared.rulebook(&present, lang)?;
    let mut checked = check::check(&reading, &rulebook, &settings, &|done, all| {
        progress.judging(done, all)
    });
    drop(progress);
    add_walk(&mut checked.report, submission);
    write(&plan, &checked, target, original.as_ref(), &watch)?;
    watch.done();
    let status = status(&checked.report, plan.fail_on);
    // the program ends here: the system takes all memory back at once, faster than it is given back piece by piece
    std::mem::forget(checked);
    std::mem::forget(reading);
    Ok(status)
}

/// Starts the threads that everything below is spread over: this one and one for each further core. With a thread for
/// every core and this one waiting for them, a small check spends its time on handing over.
fn start_workers() {
    // a failure leaves the usual threads, which are as good for all but the smallest
    let _ = rayon::ThreadPoolBuilder::new()
        .use_current_thread()
        .build_global();
    rayon::spawn(ledger::prepare_keywords);
}

fn target(
    plan: &Plan,
    submission: &Submission,
    prepared: &Prepared,
) -> Result<Option<Output>, Fault> {
    let inputs = submission.files.iter().map(|found| found.path.as_path());
    let own = prepared
        .files
        .iter()
        .map(PathBuf::as_path)
        .chain(plan.config.path.as_deref());
    let all: Vec<&Path> = inputs.chain(own).collect();
    plan.output
        .as_deref()
        .map(|path| Output::new(path, all, plan.console.lang))
        .transpose()
}

/// True where nothing became a ledger, and nothing was unreadable that might have.
fn is_empty(reading: &Reading) -> bool {
    reading.ledgers.tables.iter().all(Option::is_none)
        && !reading
            .irregularities
            .iter()
            .any(|i| i.kind.stops_reading())
}

fn no_ledger(reading: &Reading, catalog: &Catalog, lang: Lang) -> Fault {
    let names = |passed: &dyn Fn(Passed) -> bool| {
        let all: Vec<&str> = reading
            .passed_over
            .iter()
            .filter(|(_, why)| passed(*why))
            .map(|(path, _)| &**path)
            .collect();
        let more = if all.len() > 5 {
            lang.pick(" 等", " and others")
        } else {
            ""
        };
        (
            all.len(),
            format!(
                "{}{more}",
                all.iter()
                    .take(5)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(lang.pick("、", ", "))
            ),
        )
    };
    let (unnamed, unnamed_list) = names(&|why| why == Passed::NoLedger);
    let (unknown, unknown_list) = names(&|why| why == Passed::UnknownFormat);
    let mut message = lang
        .pick(
            "给出的路径里没有找到台账",
            "no ledger was found in the given paths",
        )
        .to_owned();
    if unnamed > 0 {
        message.push_str(&match lang {
            Lang::Zh => format!(";{unnamed} 个文件的名称和内容都对不上任何台账:{unnamed_list}"),
            Lang::En => {
                format!("; {unnamed} files match no ledger by name or content: {unnamed_list}")
            }
        });
    }
    if unknown > 0 {
        message.push_str(&match lang {
            Lang::Zh => format!(";{unknown} 个文件的格式读不了:{unknown_list}"),
            Lang::En => format!("; {unknown} files have a format that is not read: {unknown_list}"),
        });
    }
    let titles: Vec<&str> = catalog
        .definitions
        .iter()
        .filter(|d| d.nested_in.is_none())
        // enough to see the pattern; the command named below has them all
        .take(12)
        .map(|d| d.title.as_str())
        .collect();
    let titles = titles.join(lang.pick("、", ", "));
    Fault::new(message).advise(match lang {
        Lang::Zh => format!("文件名写成台账名,如 {titles};格式用 XLSX、XLS、ODS、CSV、TSV、JSON、NDJSON 或 YAML;各台账的别名见 ledgerlint schema"),
        Lang::En => format!("name the files after ledgers, such as {titles}; as XLSX, XLS, ODS, CSV, TSV, JSON, NDJSON or YAML; ledgerlint schema lists their other names"),
    })
}

/// What the walk passed over, and what it could not open, belongs in the report too.
fn add_walk(report: &mut Report, submission: Submission) {
    report.unreadable |= !submission.closed.is_empty();
    let both = submission.skipped.into_iter().chain(submission.closed);
    report
        .ignored
        .extend(both.map(|(path, reason)| Ignored { path, reason }));
    report.ignored.sort_by(|a, b| a.path.cmp(&b.path));
}

fn write(
    plan: &Plan,
    checked: &Checked<'_>,
    output: Option<Output>,
    original: Option<&marked::Original>,
    watch: &Watch,
) -> Result<(), Vec<Fault>> {
    let Checked { report, findings } = checked;
    let console = &plan.console;
    let style = Style {
        lang: console.lang,
        color: if output.is_some() {
            console.file_color()
        } else {
            console.stdout_color()
        },
        unicode: output.is_some() || console.unicode(),
        width: console.width(),
        mask: plan.mask,
        per_rule: plan.limit,
        coverage: plan.coverage,
        version: env!("CARGO_PKG_VERSION"),
    };
    let Some(output) = output else {
        watch.prints();
        return console.write(|out| report::render(report, findings, plan.format, &style, out));
    };
    let copy = original
        .map(|original| original.marked(report, findings, &style))
        .transpose()
        .map_err(|fault| vec![fault])?;
    output
        .write(console.lang, watch, |out| match &copy {
            Some(copy) => out.write_all(copy),
            None => report::render(report, findings, plan.format, &style, out),
        })
        .map_err(|fault| vec![fault])?;
    let path = output.shown();
    let totals =
        Severity::ALL.map(|s| format!("{} {}", report::severity(s, console.lang), report.total(s)));
    console.note(
        &format!("报告已写入 {path}:{}", totals.join(",")),
        &format!("report written to {path}: {}", totals.join(", ")),
    );
    Ok(())
}

fn status(report: &Report, fail_on: Option<Severity>) -> Status {
    if report.unreadable {
        return Status::Unusable;
    }
    let fails = |severity: Severity| {
        fail_on.is_some_and(|threshold| severity <= threshold) && report.total(severity) > 0
    };
    if Severity::ALL.into_iter().any(fails) {
        Status::Findings
    } else {
        Status::Clean
    }
}
