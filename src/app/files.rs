//! The submission's files: the given paths walked, each file once, in one order on every machine.
//!
//! Opens nothing: what a file is, and whether it can be read, is for `read` to find out.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::config::CONFIG_NAME;
use super::fault::{Fault, io_reason};
use super::opened::Opened;
use super::progress::BytesRead;
use crate::lang::Lang;
use crate::read::File;

/// A file of the submission: where it is, and the name it has in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub shown: String,
    /// The ledger that the configuration says it holds.
    pub ledger: Option<String>,
}

impl Found {
    /// To be read later, from any thread; what is read is added to `read`.
    pub fn file(&self, read: &BytesRead) -> File {
        let (path, read) = (self.path.clone(), read.clone());
        File {
            path: self.shown.clone(),
            ledger: self.ledger.clone(),
            open: Box::new(move || Opened::open(&path, &read)),
        }
    }

    /// In bytes, as the folder says; 0 where it does not.
    pub fn size(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |meta| meta.len())
    }
}

/// What the given paths hold.
#[derive(Debug, Default)]
pub struct Submission {
    /// In the order of the given paths, and by name within each.
    pub files: Vec<Found>,
    /// Folders that hidden or special files were not looked for in, or files of no readable sort, with the reason.
    pub skipped: Vec<(Arc<str>, String)>,
    /// Folders that the system would not open, with the reason.
    pub closed: Vec<(Arc<str>, String)>,
    /// The folders that file names inside the ledgers are relative to.
    pub roots: Vec<PathBuf>,
}

/// Walks the given paths. A path that is not there is a fault, and all of them are reported. `except` are files that
/// are no part of what is reported on, such as the report itself.
pub fn find(paths: &[PathBuf], except: &[&Path], lang: Lang) -> Result<Submission, Vec<Fault>> {
    let mut submission = Submission::default();
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    // a file given by name is read even if it is the old report: the user says so
    let unnamed = except.iter().filter(|e| !paths.iter().any(|p| p == *e));
    seen.extend(unnamed.filter_map(|e| e.canonicalize().ok()));
    for path in paths {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                submission.walk(path, &mut seen, lang);
                submission.add_root(path);
            }
            Ok(_) => {
                if seen.insert(identity(path)) {
                    submission.files.push(Found {
                        path: path.clone(),
                        shown: shown(path),
                        ledger: None,
                    });
                }
                submission.add_root(
                    path.parent()
                        .filter(|p| !p.as_os_str().is_empty())
                        .unwrap_or(Path::new(".")),
                );
            }
            Err(error) => faults.push(missing(path, &error, lang)),
        }
    }
    if faults.is_empty() {
        Ok(submission)
    } else {
        Err(faults)
    }
}

impl Submission {
    fn add_root(&mut self, folder: &Path) {
        if !self.roots.iter().any(|root| root == folder) {
            self.roots.push(folder.to_owned());
        }
    }

    fn walk(&mut self, folder: &Path, seen: &mut HashSet<PathBuf>, lang: Lang) {
        let name = |path: &Path| -> Arc<str> {
            // `.` says nothing; paths below it read better alone
            shown(if folder == Path::new(".") {
                path.strip_prefix(".").unwrap_or(path)
            } else {
                path
            })
            .into()
        };
        let mut entries = WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = name(error.path().unwrap_or(folder));
                    if error.loop_ancestor().is_some() {
                        let reason = lang.pick(
                            "链接指回了上层文件夹",
                            "the link leads back to a folder above it",
                        );
                        self.skipped.push((path, reason.to_owned()));
                    } else {
                        let refusal = error
                            .into_io_error()
                            .unwrap_or_else(|| io::ErrorKind::Other.into());
                        self.closed.push((path, io_reason(&refusal, lang)));
                    }
                    continue;
                }
            };
            let kind = entry.file_type();
            let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() {
                if hidden {
                    entries.skip_current_dir();
                    let path = format!("{}/", name(entry.path()));
                    self.skipped.push((
                        path.into(),
                        lang.pick("隐藏文件夹", "hidden folder").to_owned(),
                    ));
                }
            } else if !kind.is_file() {
                // a pipe or device would block or never end
                let reason = lang.pick("不是普通文件", "not a regular file").to_owned();
                self.skipped.push((name(entry.path()), reason));
            } else if entry.file_name() != CONFIG_NAME && seen.insert(identity(entry.path())) {
                self.files.push(Found {
                    path: entry.path().to_owned(),
                    shown: name(entry.path()).to_string(),
                    ledger: None,
                });
            }
        }
    }
}

/// What makes two paths the same file.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A path as the report shows it: as given, with `/` on every system.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

fn missing(path: &Path, error: &io::Error, lang: Lang) -> Fault {
    let fault = Fault::io(("打不开", "cannot open"), &shown(path), error, lang);
    let parent = path.parent().map(|p| {
        if p.as_os_str().is_empty() {
            Path::new(".")
        } else {
            p
        }
    });
    let wanted = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let siblings: Vec<String> = parent
        .and_then(|p| std::fs::read_dir(p).ok())
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    let near = crate::rulebook::did_you_mean(&wanted, siblings.iter().map(String::as_str), lang);
    fault.advise(near.unwrap_or_else(|| {
        lang.pick(
            "核对路径;路径里有空格时要加引号",
            "check the path; quote it if it holds spaces",
        )
        .to_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn with(name: &str, files: &[&str]) -> Self {
            let root = std::env::temp_dir()
                .join(format!("ledgerlint-files-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&root);
            for file in files {
                let path = root.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "x").unwrap();
            }
            Folder(root)
        }

        fn find(&self, paths: &[&str]) -> Submission {
            let paths: Vec<PathBuf> = paths.iter().map(|p| self.0.join(p)).collect();
            find(&paths, &[], Lang::Zh).unwrap()
        }

        fn names(&self, submission: &Submission) -> Vec<String> {
            let root = format!("{}/", shown(&self.0));
            submission
                .files
                .iter()
                .map(|f| f.shown.replace(&root, ""))
                .collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_folder_is_walked_in_order_of_names_without_hidden_folders_and_configuration() {
        let folder = Folder::with(
            "order",
            &[
                "b.csv",
                "a/2.csv",
                "a/1.csv",
                ".git/x.csv",
                ".hid.csv",
                "ledgerlint.toml",
            ],
        );
        let found = folder.find(&[""]);
        assert_eq!(found.files.len(), 4, "{found:?}");
        let found = folder.find(&["b.csv", "a"]);
        assert_eq!(folder.names(&found), ["b.csv", "a/1.csv", "a/2.csv"]);
        assert_eq!(found.roots.len(), 2);
    }

    #[test]
    fn hidden_folders_are_named_and_hidden_files_left_to_reading() {
        let folder = Folder::with("hidden", &[".git/x.csv", ".hid.csv"]);
        let found = folder.find(&["."]);
        assert_eq!(found.files.len(), 1);
        assert!(found.skipped[0].0.ends_with(".git/"), "{found:?}");
    }

    #[test]
    fn the_same_file_given_twice_is_read_once() {
        let folder = Folder::with("twice", &["a/1.csv"]);
        assert_eq!(
            folder.names(&folder.find(&["a/1.csv", "a", "a/../a/1.csv"])),
            ["a/1.csv"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_is_named_and_ends_the_walk_there() {
        let folder = Folder::with("loop", &["a/1.csv"]);
        std::os::unix::fs::symlink("..", folder.0.join("a/up")).unwrap();
        let found = folder.find(&["a"]);
        assert_eq!(folder.names(&found), ["a/1.csv", "a/up/a/1.csv"][..1]);
        assert_eq!(found.skipped.len(), 1, "{found:?}");
    }

    #[test]
    fn all_missing_paths_are_faults_with_the_nearest_name() {
        let folder = Folder::with("missing", &["岗位台账.csv"]);
        let faults = find(
            &[folder.0.join("岗位台帐.csv"), folder.0.join("zzz")],
            &[],
            Lang::Zh,
        )
        .unwrap_err();
        assert_eq!(faults.len(), 2);
        assert!(faults[0].message.contains("不存在"));
        assert!(faults[0].advice.as_ref().unwrap().contains("岗位台账.csv"));
    }

    #[test]
    fn the_old_report_is_not_read_unless_it_is_given_by_name() {
        let folder = Folder::with("report", &["a.csv", "report.json"]);
        let report = folder.0.join("report.json");
        let find = |paths: &[PathBuf]| find(paths, &[&report], Lang::Zh).unwrap().files.len();
        assert_eq!(find(std::slice::from_ref(&folder.0)), 1);
        assert_eq!(find(&[folder.0.clone(), report.clone()]), 2);
    }
}
