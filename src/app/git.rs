//! What a submission was at a revision, by git called as a program. Only reads, and asks git for bytes alone: nothing
//! that the repository configures (filters, drivers) is run.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::config::CONFIG_NAME;
use super::fault::{Fault, io_reason};
use super::files::shown;
use crate::lang::Lang;

/// The files of a submission at a revision.
pub struct Revision {
    /// The repository's folder.
    pub root: PathBuf,
    /// The commit's full name.
    pub commit: String,
    /// Paths from the repository's root, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Reads what the given paths held at a revision.
pub fn revision(name: &str, paths: &[PathBuf], lang: Lang) -> Result<Revision, Fault> {
    let mut root: Option<PathBuf> = None;
    let mut wanted = Vec::new();
    for path in paths {
        let path = path
            .canonicalize()
            .map_err(|error| Fault::io(("打不开", "cannot open"), &shown(path), &error, lang))?;
        let folder = match path.is_dir() {
            true => path.as_path(),
            false => path.parent().unwrap_or(Path::new(".")),
        };
        let top = top_level(folder, lang)?;
        if root.as_ref().is_some_and(|root| *root != top) {
            return Err(Fault::new(lang.pick(
                "给出的路径不在同一个 git 仓库里",
                "the given paths lie in different git repositories",
            ))
            .advise(lang.pick("每个仓库分开检查", "check each repository by itself")));
        }
        let within = path.strip_prefix(&top).unwrap_or(Path::new("")).to_owned();
        wanted.push((within, path.is_dir()));
        root = Some(top);
    }
    let root = root.unwrap_or_default();
    let commit = commit(name, &root, lang)?;
    let mut blobs: BTreeMap<String, String> = BTreeMap::new();
    for (within, is_folder) in &wanted {
        blobs.extend(listed(&root, &commit, within, *is_folder, lang)?);
    }
    let files = contents(&root, blobs, lang)?;
    Ok(Revision {
        root,
        commit,
        files,
    })
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("LC_ALL", "C");
    // the repository is the one that the path lies in, whatever a hook says of its own
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
}

/// Standard output, or what git complained of.
fn asked(command: &mut Command, lang: Lang) -> Result<Result<Vec<u8>, String>, Fault> {
    let output = command.output().map_err(|error| not_run(&error, lang))?;
    Ok(match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    })
}

fn not_run(error: &io::Error, lang: Lang) -> Fault {
    let reason = io_reason(error, lang);
    let fault = Fault::new(match lang {
        Lang::Zh => format!("--changed-since 要用 git,运行不了 git:{reason}"),
        Lang::En => format!("--changed-since needs git, which cannot be run: {reason}"),
    });
    fault.advise(lang.pick(
        "安装 git,并确认命令行里能运行 git --version",
        "install git, and make sure that git --version works on the command line",
    ))
}

/// git's own words, for what we do not know better.
fn complaint(message: &str, lang: Lang) -> Fault {
    let first = message.lines().next().unwrap_or_default();
    Fault::new(match lang {
        Lang::Zh => format!("git 报错:{first}"),
        Lang::En => format!("git says: {first}"),
    })
}

fn top_level(folder: &Path, lang: Lang) -> Result<PathBuf, Fault> {
    match asked(git(folder).args(["rev-parse", "--show-toplevel"]), lang)? {
        Ok(out) => {
            let text = String::from_utf8_lossy(&out);
            let top = PathBuf::from(text.trim_end_matches(['\r', '\n']));
            Ok(top.canonicalize().unwrap_or(top))
        }
        Err(message) if message.contains("not a git repository") => {
            let folder = shown(folder);
            let fault = Fault::new(match lang {
                Lang::Zh => format!("{folder} 不在 git 仓库里,没有以前的版本可比"),
                Lang::En => {
                    format!(
                        "{folder} is in no git repository: there is no revision to compare with"
                    )
                }
            });
            Err(fault.advise(lang.pick(
                "去掉 --changed-since;只看新增的问题可以用 --baseline",
                "leave out --changed-since; a --baseline also shows only what is new",
            )))
        }
        Err(message) => Err(complaint(&message, lang)),
    }
}

fn commit(name: &str, root: &Path, lang: Lang) -> Result<String, Fault> {
    let wanted = format!("{name}^{{commit}}");
    let arguments = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &wanted,
    ];
    if let Ok(out) = asked(git(root).args(arguments), lang)? {
        return Ok(String::from_utf8_lossy(&out).trim().to_owned());
    }
    let shallow = asked(
        git(root).args(["rev-parse", "--is-shallow-repository"]),
        lang,
    )?;
    let is_shallow = shallow.is_ok_and(|out| out.starts_with(b"true"));
    let fault = Fault::new(match lang {
        Lang::Zh => format!("git 仓库里没有版本 {name}"),
        Lang::En => format!("the git repository has no revision {name}"),
    });
    Err(fault.advise(match is_shallow {
        true => lang.pick(
            "这是浅克隆,没有全部历史:先运行 git fetch --unshallow,流水线里把 fetch-depth 设为 0",
            "this is a shallow clone: run git fetch --unshallow first; in a pipeline set fetch-depth to 0",
        ),
        false => lang.pick(
            "写提交号、分支或标签,如 origin/main、HEAD~1;git log --oneline 看有哪些",
            "give a commit, branch or tag, such as origin/main or HEAD~1; git log --oneline shows them",
        ),
    }))
}

/// Paths and object names of the files below a folder, or of one file. A file that was not there yet may have had
/// another name: then the files beside it that are no more are taken, since records go by key.
fn listed(
    root: &Path,
    commit: &str,
    within: &Path,
    is_folder: bool,
    lang: Lang,
) -> Result<Vec<(String, String)>, Fault> {
    let tree = |path: &Path, recursive: &[&str]| -> Result<Vec<(String, String)>, Fault> {
        let mut command = git(root);
        command
            .args(["ls-tree", "-z", "--full-tree"])
            .args(recursive)
            .arg(commit);
        if path != Path::new("") {
            command.arg("--").arg(path);
        }
        match asked(&mut command, lang)? {
            Ok(out) => Ok(entries(&out)),
            Err(message) => Err(complaint(&message, lang)),
        }
    };
    let found = tree(within, &["-r"])?;
    if is_folder {
        // hidden folders and our own configuration are no part of a submission
        let prefix = within.components().count();
        let taken = |path: &str| {
            let mut inner = Path::new(path).components().skip(prefix).peekable();
            while let Some(part) = inner.next() {
                let part = part.as_os_str().to_string_lossy();
                let is_last = inner.peek().is_none();
                if (!is_last && part.starts_with('.')) || (is_last && part == CONFIG_NAME) {
                    return false;
                }
            }
            true
        };
        return Ok(found.into_iter().filter(|(path, _)| taken(path)).collect());
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let folder = within.parent().unwrap_or(Path::new(""));
    let beside = match folder == Path::new("") {
        true => tree(folder, &[])?,
        false => tree(&folder.join(""), &[])?,
    };
    let gone = beside
        .into_iter()
        .filter(|(path, _)| !root.join(path).exists());
    Ok(gone.collect())
}

/// `mode type object TAB path NUL …`: regular files alone.
fn entries(out: &[u8]) -> Vec<(String, String)> {
    let lines = out.split(|b| *b == 0).filter(|line| !line.is_empty());
    let entry = |line: &[u8]| {
        let text = std::str::from_utf8(line).ok()?;
        let (head, path) = text.split_once('\t')?;
        let mut head = head.split(' ');
        let (mode, _, object) = (head.next()?, head.next()?, head.next()?);
        mode.starts_with("100")
            .then(|| (path.to_owned(), object.to_owned()))
    };
    lines.filter_map(entry).collect()
}

/// The bytes of objects, all from one process.
fn contents(
    root: &Path,
    blobs: BTreeMap<String, String>,
    lang: Lang,
) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let mut child = git(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_run(&error, lang))?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let names: Vec<String> = blobs.values().map(|object| format!("{object}\n")).collect();
    // written beside the reading: either end stops where the other is not emptied
    let writer = std::thread::spawn(move || {
        let Some(mut input) = input else { return };
        let _ = names
            .iter()
            .try_for_each(|name| input.write_all(name.as_bytes()));
    });
    let read = || -> io::Result<Vec<(String, Vec<u8>)>> {
        let mut output = BufReader::new(output.ok_or(io::ErrorKind::BrokenPipe)?);
        let mut files = Vec::with_capacity(blobs.len());
        for path in blobs.keys() {
            let mut head = String::new();
            output.read_line(&mut head)?;
            let size = head
                .trim_end()
                .rsplit(' ')
                .next()
                .and_then(|n| n.parse().ok());
            let size: usize = size.ok_or(io::ErrorKind::InvalidData)?;
            let mut bytes = vec![0; size];
            output.read_exact(&mut bytes)?;
            // the line that the content ends with
            output.read_exact(&mut [0])?;
            files.push((path.clone(), bytes));
        }
        Ok(files)
    };
    let files = read();
    let _ = writer.join();
    let _ = child.wait();
    files.map_err(|error| {
        let reason = io_reason(&error, lang);
        Fault::new(match lang {
            Lang::Zh => format!("从 git 读以前的文件时中断:{reason}"),
            Lang::En => format!("reading the earlier files from git broke off: {reason}"),
        })
        .advise(lang.pick(
            "运行 git fsck 看仓库是否完整",
            "run git fsck to see whether the repository is whole",
        ))
    })
}
