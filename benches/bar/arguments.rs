//! What the command line of the bench says.

use std::path::PathBuf;

use crate::generate::Breaches;
use crate::measure::Format;

pub const USAGE: &str = "\
usage: cargo bench --bench bar -- [options]

  --persons N      size of the generated data (default 100000)
  --runs R         runs of each that count (default 5)
  --threads T      threads of each (default: all cores)
  --data DIR       take the six CSV files in DIR instead of generating them
  --write DIR      only generate the data, into DIR
  --every-breach   plant breaches of every rule, and missing data, instead of the bar's own
  --format F       what ledgerlint writes: text (100 findings a rule, the default) or jsonl (all findings)
  --program FILE   measure another build of ledgerlint

instead of the comparison with DuckDB:

  --more-rules     our run with the 40 rules of both packs against our run with the 20 (bar: 1.25 times)
  --tenfold        our run on 10 N persons against our run on N (bar: 10.5 times)
  --changed        N persons in many files: a run, and a run after one file has changed
  --township       100 checks of the samples as a township hands them in, start included
  --demo           the demo township of --households N (default 20000): nothing is found in it, and with breaches
                   exactly these; the time of its check (bar: 1.5 seconds)
  --workbook       a workbook of N persons in 20 columns (--persons N): reading and checking it against a bare read
                   of its cells by calamine (bar: 1.3 times)
  --frictionless PYTHON  with --workbook: an interpreter that has frictionless[excel], to validate the same file
  --formats        rendering of all findings in each format, in this process (75000 persons have about 100,000)
";

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contestant {
    Duckdb,
    MoreRules,
    Tenfold,
    Changed,
    Township,
    Demo,
    Workbook,
    Formats,
}

pub struct Arguments {
    pub persons: u32,
    pub households: usize,
    pub runs: usize,
    pub threads: usize,
    pub data: Option<PathBuf>,
    pub write: Option<PathBuf>,
    pub only_write: bool,
    pub breaches: Breaches,
    pub format: Format,
    pub program: Option<PathBuf>,
    pub frictionless: Option<PathBuf>,
    pub against: Contestant,
}

impl Arguments {
    /// `None` where help is asked for.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut arguments = Arguments {
            persons: 100_000,
            households: 20_000,
            runs: 5,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            data: None,
            write: None,
            only_write: false,
            breaches: Breaches::Usual,
            format: Format::Text,
            program: None,
            frictionless: None,
            against: Contestant::Duckdb,
        };
        while let Some(word) = words.next() {
            let mut value = || {
                let value = words.next();
                value.ok_or_else(|| format!("{word} needs a value"))
            };
            match word.as_str() {
                "--persons" => arguments.persons = number(&word, &value()?)?,
                "--households" => arguments.households = number(&word, &value()?)?,
                "--runs" => arguments.runs = number::<usize>(&word, &value()?)?.max(1),
                "--threads" => arguments.threads = number::<usize>(&word, &value()?)?.max(1),
                "--data" => arguments.data = Some(value()?.into()),
                "--write" => {
                    arguments.write = Some(value()?.into());
                    arguments.only_write = true;
                }
                "--every-breach" => arguments.breaches = Breaches::Every,
                "--format" => {
                    arguments.format = match value()?.as_str() {
                        "text" => Format::Text,
                        "jsonl" => Format::Lines,
                        other => return Err(format!("no format {other} here")),
                    }
                }
                "--program" => arguments.program = Some(value()?.into()),
                "--more-rules" => arguments.against = Contestant::MoreRules,
                "--tenfold" => arguments.against = Contestant::Tenfold,
                "--changed" => arguments.against = Contestant::Changed,
                "--township" => arguments.against = Contestant::Township,
                "--demo" => arguments.against = Contestant::Demo,
                "--workbook" => arguments.against = Contestant::Workbook,
                "--frictionless" => arguments.frictionless = Some(value()?.into()),
                "--formats" => arguments.against = Contestant::Formats,
                "--help" | "-h" => return Ok(None),
                // cargo adds this one itself
                "--bench" => {}
                other => return Err(format!("unknown option {other}")),
            }
        }
        if arguments.data.is_some() && arguments.against == Contestant::Tenfold {
            return Err("--tenfold generates its data and takes no --data".to_owned());
        }
        Ok(Some(arguments))
    }
}

fn number<T: std::str::FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{option} takes a whole number, not {text}"))
}
