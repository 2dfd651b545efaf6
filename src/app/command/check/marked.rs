//! Marked copies: which inputs go into which file, and that nothing of the user's is written over.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::plan::Plan;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::{Found, shown};
use crate::app::interrupt::Watch;
use crate::app::output::{self, Output};
use crate::app::progress::Progress;
use crate::finding::{Findings, Report};
use crate::lang::Lang;
use crate::ledger::Ledgers;
use crate::ledger::own::LIST_SHEET;
use crate::read;
use crate::report::plain::{self, Copied, Refused};
use crate::report::workbook::{Canvas, is_workbook, marked};
use crate::report::{Format, Style};

/// Endings of workbooks that are marked as they are; a copy keeps its own.
const KEPT: [&str; 4] = ["xlsx", "xlsm", "xltx", "xltm"];

/// Where marked copies go, known before anything is judged.
pub enum Target {
    /// One workbook for everything.
    File(PathBuf),
    /// A folder: a copy of each input, and a list of all findings.
    Folder(PathBuf),
}

/// What is asked for; `None` where the report is of another format, or holds no data because it is masked.
pub fn target(plan: &Plan) -> Result<Option<Target>, Fault> {
    let lang = plan.console.lang;
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    if plan.format != Format::Xlsx {
        return Ok(None);
    }
    let Some(output) = &plan.output else {
        return Err(Fault::new(t(
            "--format xlsx 写的是工作簿,不能显示在屏幕上",
            "--format xlsx writes a workbook, which cannot go to the terminal",
        ))
        .advise(t(
            "加上 --output 文件名.xlsx,或 --output 文件夹/,为每个文件各写一份",
            "add --output FILE.xlsx, or --output FOLDER/ for a copy of each file",
        )));
    };
    if is_folder(output) {
        return Ok(Some(Target::Folder(output.clone())).filter(|_| !plan.mask));
    }
    if !KEPT.contains(&&*ending(output)) {
        let output = shown(output);
        return Err(Fault::new(match lang {
            Lang::Zh => format!("--format xlsx 写的是工作簿,--output 写的是 {output}"),
            Lang::En => format!("--format xlsx writes a workbook, and --output is {output}"),
        })
        .advise(t(
            "文件名以 .xlsx 结尾;为每个文件各写一份,就写文件夹,以 / 结尾",
            "end its name with .xlsx; for a copy of each file name a folder, with / at its end",
        )));
    }
    Ok(Some(Target::File(output.clone())).filter(|_| !plan.mask))
}

fn is_folder(path: &Path) -> bool {
    path.is_dir()
        || path
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR])
}

fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

/// Copies of earlier runs that are written anew: they are no part of the submission.
pub fn earlier(target: &Target) -> Vec<PathBuf> {
    let (Target::File(path) | Target::Folder(path)) = target;
    let entries = walkdir::WalkDir::new(path).into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    let paths = files.map(walkdir::DirEntry::into_path);
    paths.filter(|path| output::is_report(path)).collect()
}

/// A run of which copies are wanted.
pub struct Run<'r> {
    pub report: &'r Report,
    pub findings: &'r dyn Findings,
    pub ledgers: &'r Ledgers,
    pub files: &'r [Found],
    pub roots: &'r [PathBuf],
    /// Files that are never written over.
    pub inputs: &'r [PathBuf],
    pub style: &'r Style,
    pub watch: &'r Watch,
}

/// A copy to be written.
struct Copy<'r> {
    to: PathBuf,
    /// The inputs that it shows.
    of: Vec<&'r Found>,
    /// The findings that it lists: those of one file, or all.
    only: Option<&'r str>,
}

impl Run<'_> {
    /// Writes the copies, and says where they are; `totals` are the findings.
    pub fn write(
        &self,
        target: &Target,
        console: &Console,
        totals: &[String],
    ) -> Result<(), Fault> {
        let progress = Progress::new(console, || 0);
        self.watch.shows(progress.bar());
        let files = self.write_all(target, &|done, all| progress.copying(done, all));
        drop(progress);
        let files = files?;
        let (Target::File(path) | Target::Folder(path)) = target;
        let path = shown(path);
        let (zh, en) = match (self.read().count(), target) {
            (0, _) => (
                format!("没有读出可以标注的内容,只写了问题清单 {path}"),
                format!("nothing that could be marked was read; {path} has the list alone"),
            ),
            (2.., Target::File(_)) => (
                format!(
                    "几个文件合成了一个新的工作簿 {path};要各自保留原样,--output 写文件夹,以 / 结尾"
                ),
                format!(
                    "several files became one new workbook, {path}; to keep each as it is, give --output a folder, with / at its end"
                ),
            ),
            (_, Target::File(_)) => (
                format!("标注副本已写入 {path}"),
                format!("marked copy written to {path}"),
            ),
            (_, Target::Folder(_)) => (
                format!("标注副本和问题清单已写入 {path}({files} 个文件)"),
                format!("marked copies and the list written to {path} ({files} files)"),
            ),
        };
        console.note(
            &format!("{zh}:{}", totals.join(",")),
            &format!("{en}: {}", totals.join(", ")),
        );
        Ok(())
    }

    /// Writes the copies; gives the number of files. `progress` is told how many of how many are done.
    fn write_all(&self, target: &Target, progress: &dyn Fn(usize, usize)) -> Result<usize, Fault> {
        let copies = match target {
            Target::File(path) => vec![Copy {
                to: path.clone(),
                of: self.read().collect(),
                only: None,
            }],
            Target::Folder(folder) => self.each(folder),
        };
        // all of them are looked at before the first is written
        let outputs: Result<Vec<Output>, Fault> = copies
            .iter()
            .map(|copy| {
                Output::copy(
                    &copy.to,
                    self.inputs.iter().map(PathBuf::as_path),
                    self.style.lang,
                )
            })
            .collect();
        for (n, (copy, output)) in copies.iter().zip(outputs?).enumerate() {
            progress(n, copies.len());
            let bytes = self.copy(copy)?;
            if let (Target::Folder(_), Some(folder)) = (target, copy.to.parent()) {
                fs::create_dir_all(folder).map_err(|error| {
                    let what = ("建不了文件夹", "cannot create the folder");
                    Fault::io(what, &shown(folder), &error, self.style.lang)
                })?;
            }
            output.write(self.style.lang, self.watch, |out| out.write_all(&bytes))?;
        }
        Ok(copies.len())
    }

    /// The files of which anything could be read, in their order. Of the others there is no copy: they are but listed.
    fn read(&self) -> impl Iterator<Item = &Found> {
        self.files.iter().filter(|found| self.is_read(found))
    }

    fn is_read(&self, found: &Found) -> bool {
        let Some((id, source)) = self.ledgers.sources.named(&found.shown) else {
            return false;
        };
        let tables = self.ledgers.tables.iter().flatten();
        let mut segments = tables.flat_map(|table| &table.segments);
        // of a sheet that could not be read nothing but the name is known
        source.sheets.iter().any(|sheet| sheet.rows() > 0)
            || segments.any(|segment| segment.source == id)
    }

    /// A copy of each file, where it lies in the submission, and the list.
    fn each(&self, folder: &Path) -> Vec<Copy<'_>> {
        let mut taken = vec![folder.join(format!("{LIST_SHEET}.xlsx"))];
        let mut copies = vec![Copy {
            to: taken[0].clone(),
            of: Vec::new(),
            only: None,
        }];
        for found in self.read() {
            let below = self.roots.iter().filter_map(|root| {
                let below = found.path.strip_prefix(root).ok()?;
                (!below.as_os_str().is_empty()).then_some(below)
            });
            // the innermost folder that was named
            let below = below.min_by_key(|path| path.components().count());
            let name = found.path.file_name().map(Path::new);
            let Some(below) = below.or(name) else {
                continue;
            };
            let same = |path: &PathBuf| taken.iter().any(|t| same_name(t, path));
            let plain = match KEPT.contains(&&*ending(below)) {
                true => folder.join(below),
                false => folder.join(below.with_extension("xlsx")),
            };
            let name = below.file_name().unwrap_or_default().to_string_lossy();
            let longer = |n: usize| {
                let other = match (below.extension(), n) {
                    // its ending says what it is
                    (Some(own), n) if KEPT.contains(&&*ending(below)) => {
                        let stem = below.file_stem().unwrap_or_default().to_string_lossy();
                        format!("{stem}({}).{}", n + 2, own.to_string_lossy())
                    }
                    (_, 0) => format!("{name}.xlsx"),
                    (_, n) => format!("{name}({}).xlsx", n + 1),
                };
                folder.join(below.with_file_name(other))
            };
            let mut names = std::iter::once(plain).chain((0..).map(longer));
            let Some(to) = names.find(|path| !same(path)) else {
                continue;
            };
            taken.push(to.clone());
            copies.push(Copy {
                to,
                of: vec![found],
                only: Some(&found.shown),
            });
        }
        copies
    }

    fn copy(&self, copy: &Copy<'_>) -> Result<Vec<u8>, Fault> {
        let lang = self.style.lang;
        if let [found] = copy.of[..] {
            let bytes = read_again(found, lang)?;
            if is_workbook(&bytes) && !read::is_document(&bytes) {
                same_ending(found, &copy.to, lang)?;
                return self.marked(&Canvas::Own(&found.shown, &bytes), copy, &found.shown);
            }
        }
        if ending(&copy.to) != "xlsx" {
            let to = shown(&copy.to);
            return Err(Fault::new(match lang {
                Lang::Zh => format!("新写的工作簿是 .xlsx,--output 写的是 {to}"),
                Lang::En => format!("a new workbook is .xlsx, and --output is {to}"),
            })
            .advise(lang.pick("文件名以 .xlsx 结尾", "end its name with .xlsx")));
        }
        let mut inputs = Vec::new();
        for found in &copy.of {
            let path: Arc<str> = found.shown.as_str().into();
            let source = self.ledgers.sources.named(&path);
            let is_book = source.is_some_and(|(_, source)| !source.sheets.is_empty());
            inputs.push(match is_book {
                true => plain::Input::Sheets(path, read::sheets(&read_again(found, lang)?)),
                false => plain::Input::Read(path),
            });
        }
        let copied = plain::copy(self.ledgers, &inputs);
        let copied: Copied = copied.map_err(|refused| said(refused, lang))?;
        let name = shown(&copy.to);
        self.marked(&Canvas::New(&copied, self.ledgers), copy, &name)
    }

    fn marked(&self, canvas: &Canvas<'_>, copy: &Copy<'_>, name: &str) -> Result<Vec<u8>, Fault> {
        let lang = self.style.lang;
        let made = marked(self.report, self.findings, self.style, canvas, copy.only);
        made.map_err(|cannot| {
            let why = cannot.told(lang);
            Fault::new(match lang {
                Lang::Zh => format!("标注不了 {name}:{why}"),
                Lang::En => format!("cannot mark {name}: {why}"),
            })
            .advise(lang.pick(
                "在 Excel 或 WPS 里打开再保存一次,或用 --format csv 得到问题清单",
                "open and save it once in Excel or WPS, or take --format csv for a list",
            ))
        })
    }
}

/// Whether two paths are one on systems that do not tell large letters from small ones.
fn same_name(a: &Path, b: &Path) -> bool {
    a.to_string_lossy().to_lowercase() == b.to_string_lossy().to_lowercase()
}

fn read_again(found: &Found, lang: Lang) -> Result<Vec<u8>, Fault> {
    fs::read(&found.path)
        .map_err(|error| Fault::io(("无法读取", "cannot read"), &found.shown, &error, lang))
}

/// A copy with macros in it must say so by its ending, and one without must not: Excel refuses to open it otherwise.
fn same_ending(found: &Found, to: &Path, lang: Lang) -> Result<(), Fault> {
    let own = ending(&found.path);
    let wanted = if KEPT.contains(&&*own) { &own } else { "xlsx" };
    if ending(to) == wanted {
        return Ok(());
    }
    let (to, path) = (shown(to), &found.shown);
    Err(Fault::new(match lang {
        Lang::Zh => format!("{path} 的标注副本也要是同样的格式,--output 写的是 {to}"),
        Lang::En => format!("the marked copy of {path} has its format, and --output is {to}"),
    })
    .advise(match lang {
        Lang::Zh => format!("文件名以 .{wanted} 结尾"),
        Lang::En => format!("end its name with .{wanted}"),
    }))
}

fn said(refused: Refused, lang: Lang) -> Fault {
    let (zh, en) = match &refused {
        Refused::TooLarge { path } => (
            format!("{path} 的行或列太多,一张工作表放不下"),
            format!("{path} has more rows or columns than a sheet holds"),
        ),
        Refused::Changed { path } => (
            format!("检查期间 {path} 被改动了"),
            format!("{path} was changed during the run"),
        ),
        Refused::Unwritable => (
            "台账的内容写不成工作簿".to_owned(),
            "what the ledgers hold cannot be written as a workbook".to_owned(),
        ),
    };
    Fault::new(match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
    .advise(match refused {
        Refused::Changed { .. } => lang.pick("等它写完,再检查一次", "run again once it is written"),
        _ => lang.pick(
            "用 --format csv 或 --format html 得到问题清单",
            "take --format csv or --format html for a list",
        ),
    })
}
