//! Writing a report to a file: whole or not at all, and never over something that the run reads.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::files::shown;
use super::interrupt::Watch;
use crate::lang::Lang;
use crate::report;

/// The file that a report goes to.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    /// What cannot be written where it cannot, in both languages.
    what: (&'static str, &'static str),
}

impl Output {
    /// Refuses what would lose data: a file of the submission, the configuration, a rule or schema in use (`inputs`).
    /// An earlier report may be overwritten wherever it lies.
    pub fn new<'a>(
        path: &Path,
        inputs: impl IntoIterator<Item = &'a Path>,
        lang: Lang,
    ) -> Result<Self, Fault> {
        if path.is_dir() {
            let shown = shown(path);
            return Err(Fault::new(match lang {
                Lang::Zh => format!("--output 给的 {shown} 是文件夹,不是文件"),
                Lang::En => format!("--output {shown} is a folder, not a file"),
            })
            .advise(lang.pick(
                "在后面加上文件名,例如 报告.json",
                "add a file name, such as report.json",
            )));
        }
        if path.is_file() && !is_report(path) {
            not_an_input(path, inputs, lang)?;
        }
        Ok(Output {
            path: path.to_owned(),
            what: ("写不了报告", "cannot write the report"),
        })
    }

    /// A marked copy, which people work in: only one that nobody has saved since is written over, and no input at all.
    pub fn copy<'a>(
        path: &Path,
        inputs: impl IntoIterator<Item = &'a Path>,
        lang: Lang,
    ) -> Result<Self, Fault> {
        if path.is_file() {
            not_an_input(path, inputs, lang)?;
            if !is_report(path) {
                let shown = shown(path);
                return Err(Fault::new(match lang {
                    Lang::Zh => format!("{shown} 已经有了,不是本程序写的,或写好后又改过"),
                    Lang::En => {
                        format!(
                            "{shown} exists, and was not written by this program or changed since"
                        )
                    }
                })
                .advise(lang.pick(
                    "换一个文件名,或先把它移走",
                    "choose another name, or move it away first",
                )));
            }
        }
        Ok(Output {
            path: path.to_owned(),
            what: ("写不了标注副本", "cannot write the marked copy"),
        })
    }

    /// A baseline. What it would overwrite has been read as one before.
    pub fn baseline(path: &Path) -> Self {
        Output {
            path: path.to_owned(),
            what: ("写不了基线", "cannot write the baseline"),
        }
    }

    pub fn shown(&self) -> String {
        shown(&self.path)
    }

    /// Writes beside the target and renames, so that a reader never sees half a report and a failure leaves the
    /// old one. Pipes and devices are written to directly.
    pub fn write(
        &self,
        lang: Lang,
        watch: &Watch,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Fault> {
        let special = fs::metadata(&self.path).is_ok_and(|meta| !meta.is_file());
        let result = if special {
            watch.prints();
            write_into(&self.path, content)
        } else {
            self.replace(watch, content)
        };
        result.map_err(|error| {
            let fault = Fault::io(self.what, &self.shown(), &error, lang);
            match error.kind() {
                io::ErrorKind::NotFound => {
                    fault.advise(lang.pick("先建好文件夹", "create its folder first"))
                }
                _ => fault,
            }
        })
    }

    fn replace(
        &self,
        watch: &Watch,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let name = self
            .path
            .file_name()
            .ok_or(io::ErrorKind::InvalidFilename)?
            .to_string_lossy();
        let temporary = self
            .path
            .with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let create = || {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true).open(&temporary)
        };
        let file = watch.writes(&temporary, create)?;
        // a link stays a link, and what it points to gets the report
        let target = self
            .path
            .canonicalize()
            .unwrap_or_else(|_| self.path.clone());
        let move_there = || {
            fs::rename(&temporary, &target).or_else(|error| {
                // the link's target may lie on another disk
                if error.kind() == io::ErrorKind::CrossesDevices {
                    fs::copy(&temporary, &target).map(|_| ())
                } else {
                    Err(error)
                }
            })
        };
        let written = fill(file, content).and_then(|()| watch.replaces(move_there));
        if temporary.exists() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

/// Refuses a path that is one of the inputs, by what the system says, so that links and other spellings of the path are
/// seen through.
fn not_an_input<'a>(
    path: &Path,
    inputs: impl IntoIterator<Item = &'a Path>,
    lang: Lang,
) -> Result<(), Fault> {
    let own = same_file::Handle::from_path(path).ok();
    let hit = inputs
        .into_iter()
        .find(|input| own.is_some() && same_file::Handle::from_path(input).ok() == own);
    let Some(input) = hit else {
        return Ok(());
    };
    let shown = shown(input);
    Err(Fault::new(match lang {
        Lang::Zh => format!("--output 会覆盖这次检查要读的文件 {shown}"),
        Lang::En => format!("--output would overwrite {shown}, which this run reads"),
    })
    .advise(lang.pick(
        "换一个文件名,最好放在报送文件夹之外",
        "choose another name, best outside the submission",
    )))
}

fn write_into(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let result = OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|file| fill(file, content));
    result.or_else(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Ok(())
        } else {
            Err(error)
        }
    })
}

fn fill(file: File, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    content(&mut out)?;
    out.flush()
}

/// Whether a file is one of our own reports.
pub fn is_report(path: &Path) -> bool {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?
            .take(report::BEGINNING)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let is_copy = || File::open(path).is_ok_and(report::workbook::is_untouched_copy);
    read().is_ok_and(|beginning| match beginning.starts_with(b"PK") {
        true => is_copy(),
        false => report::is_report(&beginning),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let root =
            std::env::temp_dir().join(format!("ledgerlint-output-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        root
    }

    #[test]
    fn an_input_is_never_overwritten_however_it_is_spelt() {
        let root = folder("input");
        let input = root.join("a.csv");
        fs::write(&input, "x").unwrap();
        fs::create_dir(root.join("b")).unwrap();
        let refused = |path: &Path| Output::new(path, [input.as_path()], Lang::Zh).is_err();
        assert!(refused(&input));
        assert!(refused(&root.join("b/../a.csv")));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&input, root.join("link.csv")).unwrap();
            fs::hard_link(&input, root.join("hard.csv")).unwrap();
            assert!(refused(&root.join("link.csv")));
            assert!(refused(&root.join("hard.csv")));
        }
        assert!(refused(&root), "a folder");
        assert!(!refused(&root.join("new.json")));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn an_earlier_report_is_overwritten_even_among_the_inputs() {
        let root = folder("report");
        let path = root.join("r.json");
        fs::write(&path, "{\n  \"tool\": {\n    \"name\": \"ledgerlint\",").unwrap();
        let output = Output::new(&path, [path.as_path()], Lang::Zh).unwrap();
        output
            .write(Lang::Zh, &Watch::default(), |out| out.write_all(b"new"))
            .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_failure_leaves_the_old_report_and_nothing_else() {
        let root = folder("failure");
        let path = root.join("r.txt");
        fs::write(&path, "old").unwrap();
        let output = Output::new(&path, [], Lang::Zh).unwrap();
        let fault = output.write(Lang::Zh, &Watch::default(), |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(fault.unwrap_err().message.contains("磁盘已满"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(&root).unwrap().count(), 1);
        fs::remove_dir_all(root).unwrap();
    }
}
