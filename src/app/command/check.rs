//! `ledgerlint check PATH...`: reads a submission, judges it, writes the report.

mod help;
mod marked;
mod plan;

pub use help::{command, selecting};
pub use plan::{LIMIT, Purpose, today};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use self::plan::{Plan, plan, settings};
use super::baseline::update_line;
use crate::app::baseline;
use crate::app::cli;
use crate::app::command::validate;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::{self, Submission};
use crate::app::git;
use crate::app::interrupt::Watch;
use crate::app::output::{self, Output};
use crate::app::packs::prepared::{Prepared, prepare};
use crate::app::progress::Progress;
use crate::app::status::Status;
use crate::app::waivers;
use crate::check::{self, Baseline, Checked, Entry, Since};
use crate::finding::{Ignored, Report, Severity};
use crate::lang::Lang;
use crate::ledger::{self, Catalog};
use crate::read::{self, Passed, Reading, passed};
use crate::report::{self, Style};

pub fn run(matches: &ArgMatches, console: Console) -> Result<Status, Vec<Fault>> {
    judged(matches, console, Purpose::Report, &mut |judged| {
        write(judged)?;
        judged.watch.done();
        Ok(status(&judged.checked.report, judged.plan.fail_on))
    })
}

/// A submission that was read and judged.
pub struct Judged<'j> {
    pub plan: &'j Plan,
    pub checked: Checked<'j>,
    /// The baseline as it was, where it is to be written anew.
    pub old: Vec<Entry>,
    ledgers: &'j ledger::Ledgers,
    submission: &'j Submission,
    /// Files that must not be written over.
    inputs: &'j [PathBuf],
    /// Where marked copies go, where they are wanted.
    copies: Option<marked::Target>,
    /// Where the report goes, if not to the terminal.
    output: Option<Output>,
    pub watch: &'j Watch,
}

/// Reads and judges what options and configuration say, and hands it on.
pub fn judged(
    matches: &ArgMatches,
    console: Console,
    purpose: Purpose,
    then: &mut dyn FnMut(&Judged<'_>) -> Result<Status, Vec<Fault>>,
) -> Result<Status, Vec<Fault>> {
    start_workers();
    let paths: Vec<PathBuf> = matches
        .get_many::<PathBuf>("PATH")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let plan = plan(matches, &paths, console)?;
    let lang = plan.console.lang;
    let paths = to_check(paths, &plan, lang).map_err(|fault| vec![fault])?;
    let watch = Watch::start(&plan.console);
    // an earlier report that lies in the submission is no part of it, nor is what findings are held against
    let copies = marked::target(&plan).map_err(|fault| vec![fault])?;
    let earlier: Vec<PathBuf> = match (&copies, &plan.output) {
        (Some(target), _) => marked::earlier(target),
        (None, Some(path)) => Vec::from_iter(output::is_report(path).then(|| path.clone())),
        (None, None) => Vec::new(),
    };
    let earlier = earlier.iter().map(PathBuf::as_path);
    let except: Vec<&Path> = earlier.chain(plan.beside()).collect();
    let mut submission = files::find(&paths, &except, lang)?;
    let prepared = prepare(&cli::origin(matches, &plan.config.origin), lang)?;
    let catalog = Arc::clone(&prepared.catalog);
    for set in validate::ledgers(&plan.config, &catalog, &mut submission.files, lang)? {
        let pattern = &set.written.value;
        plan.console.note(
            &format!("配置的 [ledgers] 里,没有文件符合 {pattern}"),
            &format!("no file fits {pattern} under [ledgers] of the configuration"),
        );
    }
    let mut settings = settings(matches, &plan, purpose, &prepared.known(), &submission)?;
    let mut old = Vec::new();
    match (&plan.baseline, purpose) {
        (None, _) => {}
        (Some(path), Purpose::Baseline) => {
            let read = baseline::read(path, lang).map_err(|fault| vec![fault])?;
            old = read.unwrap_or_default();
        }
        (Some(path), Purpose::Report) => {
            let line = update_line(matches, &paths, path);
            let held = against(path, line, lang).map_err(|fault| vec![fault])?;
            settings.baseline = Some(held);
        }
    }
    let closed = std::mem::take(&mut submission.closed);
    let skipped = std::mem::take(&mut submission.skipped);
    let inputs = inputs(&plan, &submission, &prepared);
    let output = match &copies {
        // they are looked at when it is known which there are
        Some(_) => None,
        None => target(&plan, &inputs).map_err(|fault| vec![fault])?,
    };

    let size = || submission.files.iter().map(files::Found::size).sum();
    let progress = Progress::new(&plan.console, size);
    watch.shows(progress.bar());
    let found = submission.files.iter();
    let files: Vec<read::File> = found.map(|found| found.file(&progress.read)).collect();
    let since = cli::text(matches, "changed-since");
    let options = read::Options {
        // unchanged files are known by them
        digests: plan.format.about().shows.digests || since.is_some(),
        ..read::Options::at(plan.as_of)
    };
    if let Some(name) = since {
        let revision = git::revision(name, &paths, lang).map_err(|fault| vec![fault])?;
        let files = revision.files.into_iter();
        let old = |(path, bytes): (String, Vec<u8>)| {
            let set = plan.config.ledger_of(&revision.root.join(&path));
            read::File {
                ledger: set.map(|set| set.ledger.value.clone()),
                ..read::File::in_memory(&path, bytes)
            }
        };
        let files: Vec<_> = files.map(old).collect();
        settings.since = Some(Since {
            revision: name.to_owned(),
            commit: revision.commit,
            old: read::read(&files, &catalog, options, &|_, _, _| {}),
        });
    }
    let mut reading = read::read(&files, &catalog, options, &|done, all, records| {
        progress.reading(done, all, records)
    });
    if is_empty(&reading) && closed.is_empty() {
        drop(progress);
        return Err(vec![no_ledger(&reading, &catalog, lang)]);
    }
    let present = |ledger| reading.ledgers.table(ledger).is_some();
    let rulebook = prepared.rulebook(&present, lang)?;
    if let Some(path) = &plan.waivers {
        let waivers = waivers::load(path, &rulebook, &mut reading.ledgers, lang)?;
        settings.waivers = Some(waivers);
    }
    let mut checked = check::check(&reading, &rulebook, &settings, &|done, all| {
        progress.judging(done, all)
    });
    drop(progress);
    add_walk(&mut checked.report, skipped, closed);
    let judged = Judged {
        plan: &plan,
        checked,
        old,
        ledgers: &reading.ledgers,
        submission: &submission,
        inputs: &inputs,
        copies,
        output,
        watch: &watch,
    };
    let status = then(&judged)?;
    // the program ends here: the system takes all memory back at once, faster than it is given back piece by piece
    std::mem::forget(judged.checked);
    std::mem::forget(reading);
    Ok(status)
}

/// The baseline that findings are held against.
fn against(path: &Path, command: String, lang: Lang) -> Result<Baseline, Fault> {
    let shown = files::shown(path);
    let Some(entries) = baseline::read(path, lang)? else {
        return Err(Fault::new(match lang {
            Lang::Zh => format!("没有基线文件 {shown}"),
            Lang::En => format!("there is no baseline {shown}"),
        })
        .advise(match lang {
            Lang::Zh => format!("先写一份:{command}"),
            Lang::En => format!("write it first: {command}"),
        }));
    };
    Ok(Baseline {
        path: shown,
        command,
        entries,
    })
}

/// The paths that were given, or those that the configuration names.
fn to_check(given: Vec<PathBuf>, plan: &Plan, lang: Lang) -> Result<Vec<PathBuf>, Fault> {
    if !given.is_empty() {
        return Ok(given);
    }
    if !plan.config.paths.is_empty() {
        return Ok(plan.config.paths.clone());
    }
    Err(Fault::new(lang.pick("缺少 <PATH>...", "<PATH>... is missing")).advise(lang.pick(
        "写上要检查的文件或文件夹,例如 ledgerlint check 报送文件夹;或在 ledgerlint.toml 里写 paths",
        "name a file or folder, such as ledgerlint check FOLDER, or set paths in ledgerlint.toml",
    )))
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

/// The files that the run reads.
fn inputs(plan: &Plan, submission: &Submission, prepared: &Prepared) -> Vec<PathBuf> {
    let inputs = submission.files.iter().map(|found| found.path.as_path());
    let own = prepared
        .files
        .iter()
        .map(PathBuf::as_path)
        .chain(plan.config.path.as_deref())
        .chain(plan.beside());
    inputs.chain(own).map(Path::to_owned).collect()
}

fn target(plan: &Plan, inputs: &[PathBuf]) -> Result<Option<Output>, Fault> {
    plan.output
        .as_deref()
        .map(|path| Output::new(path, inputs.iter().map(PathBuf::as_path), plan.console.lang))
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
    let mut message = lang
        .pick(
            "给出的路径里没有找到台账",
            "no ledger was found in the given paths",
        )
        .to_owned();
    let mut reasons: Vec<(Passed, Vec<&str>)> = Vec::new();
    for (path, why) in &reading.passed_over {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, paths)) => paths.push(path),
            None => reasons.push((*why, vec![path])),
        }
    }
    for (why, paths) in reasons {
        let first = paths[..paths.len().min(5)].join(lang.pick("、", ", "));
        let more = match (paths.len(), lang) {
            (..=5, _) => String::new(),
            (all, Lang::Zh) => format!(" 等 {all} 个文件"),
            (all, Lang::En) => format!(" and others, {all} files"),
        };
        let reason = passed(why, lang);
        message.push_str(&match lang {
            Lang::Zh => format!(";{first}{more}:{reason}"),
            Lang::En => format!("; {first}{more}: {reason}"),
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
        Lang::Zh => format!("文件名写成台账名,如 {titles};格式用 XLSX、XLS、ODS、DOCX、CSV、TSV、JSON、NDJSON 或 YAML;各台账的别名见 ledgerlint schema"),
        Lang::En => format!("name the files after ledgers, such as {titles}; as XLSX, XLS, ODS, DOCX, CSV, TSV, JSON, NDJSON or YAML; ledgerlint schema lists their other names"),
    })
}

/// What the walk passed over, and what it could not open, belongs in the report too.
fn add_walk(
    report: &mut Report,
    skipped: Vec<(Arc<str>, String)>,
    closed: Vec<(Arc<str>, String)>,
) {
    report.unreadable |= !closed.is_empty();
    let both = skipped.into_iter().chain(closed);
    report
        .ignored
        .extend(both.map(|(path, reason)| Ignored { path, reason }));
    report.ignored.sort_by(|a, b| a.path.cmp(&b.path));
}

fn write(judged: &Judged<'_>) -> Result<(), Vec<Fault>> {
    let Judged {
        plan,
        checked,
        output,
        copies,
        watch,
        ..
    } = judged;
    let Checked {
        report, findings, ..
    } = checked;
    let console = &plan.console;
    let style = Style {
        lang: console.lang,
        color: if plan.output.is_some() {
            console.file_color()
        } else {
            console.stdout_color()
        },
        unicode: plan.output.is_some() || console.unicode(),
        width: console.width(),
        mask: plan.mask,
        per_rule: plan.limit,
        coverage: plan.coverage,
        version: env!("CARGO_PKG_VERSION"),
    };
    let totals =
        Severity::ALL.map(|s| format!("{} {}", report::severity(s, console.lang), report.total(s)));
    if let Some(copies) = copies {
        let run = marked::Run {
            report,
            findings,
            ledgers: judged.ledgers,
            files: &judged.submission.files,
            roots: &judged.submission.roots,
            inputs: judged.inputs,
            style: &style,
            watch,
        };
        return run
            .write(copies, console, &totals)
            .map_err(|fault| vec![fault]);
    }
    let Some(output) = output else {
        watch.prints();
        return console.write(|out| report::render(report, findings, plan.format, &style, out));
    };
    output
        .write(console.lang, watch, |out| {
            report::render(report, findings, plan.format, &style, out)
        })
        .map_err(|fault| vec![fault])?;
    if plan.format == report::Format::Xlsx {
        console.note(
            "遮盖时只写问题清单,不写台账的内容",
            "masked, there is the list alone: what the ledgers hold is left out",
        );
    }
    let path = output.shown();
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
