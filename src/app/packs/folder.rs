//! The text files of a user's rules or schemas folder.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::app::fault::{Fault, Place};
use crate::app::files::shown;
use crate::lang::Lang;

/// The fault of a folder without any.
pub fn empty(folder: &Path, zh: &str, en: &str, pattern: &str, lang: Lang) -> Fault {
    let folder = shown(folder);
    Fault::new(match lang {
        Lang::Zh => format!("{folder} 里没有{zh}文件({pattern})"),
        Lang::En => format!("{folder} holds no {en} file ({pattern})"),
    })
}

/// A text file of a folder.
pub struct TextFile {
    /// Relative to the folder, with `/`.
    pub within: String,
    pub path: PathBuf,
    pub text: String,
}

/// The folder that a file lies in.
fn beside(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => file,
    }
}

/// The texts below a folder, in order of their names. A folder that is a pack itself (it holds `pack.yaml`) counts
/// as one inside a rules folder; one file stands for itself and the `pack.yaml` beside it.
pub fn texts(
    folder: &Path,
    keep: &dyn Fn(&str) -> bool,
    lang: Lang,
) -> Result<Vec<TextFile>, Vec<Fault>> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let (folder, only) = match folder.file_name().filter(|_| folder.is_file()) {
        Some(name) => (beside(folder), Some(name.to_string_lossy())),
        None => (folder, None),
    };
    let beside = |name: &str| name == "pack.yaml" || only.as_deref().is_none_or(|o| o == name);
    let wanted = |name: &str| keep(name) && beside(name);
    let prefix = match folder.canonicalize() {
        Ok(full) if full.join("pack.yaml").is_file() => full
            .file_name()
            .map_or(String::new(), |n| format!("{}/", n.to_string_lossy())),
        _ => String::new(),
    };
    let cannot = |path: &Path, error: &std::io::Error| {
        Fault::io(("读不了", "cannot read"), &shown(path), error, lang)
    };
    // what lies deeper is not beside the one file
    let deepest = if only.is_some() { 1 } else { usize::MAX };
    let walk = WalkDir::new(folder).max_depth(deepest);
    for entry in walk.follow_links(true).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let error = error
                    .into_io_error()
                    .unwrap_or_else(|| std::io::ErrorKind::Other.into());
                faults.push(cannot(&path, &error));
                continue;
            }
        };
        let name = entry.file_name().to_string_lossy();
        if !entry.file_type().is_file() || name.starts_with('.') || !wanted(&name) {
            continue;
        }
        let within = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = within
            .components()
            .map(|c| c.as_os_str().to_string_lossy().into_owned())
            .collect();
        // the pack is the folder that a rule lies in, however deep
        let parts = &parts[parts.len().saturating_sub(2)..];
        let bytes = match std::fs::read(entry.path()) {
            Ok(bytes) => bytes,
            Err(error) => {
                faults.push(cannot(entry.path(), &error));
                continue;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => files.push(TextFile {
                within: if parts.len() == 1 {
                    format!("{prefix}{}", parts[0])
                } else {
                    parts.join("/")
                },
                path: entry.path().to_owned(),
                text: text
                    .strip_prefix('\u{feff}')
                    .map(str::to_owned)
                    .unwrap_or(text),
            }),
            Err(_) => faults.push(not_utf8(entry.path(), lang)),
        }
    }
    if faults.is_empty() {
        Ok(files)
    } else {
        Err(faults)
    }
}

/// Our own kinds of files are UTF-8; ledgers may have any encoding.
pub fn not_utf8(path: &Path, lang: Lang) -> Fault {
    let place = Place {
        path: shown(path),
        text: None,
        span: 0..0,
        label: String::new(),
    };
    Fault::new(lang.pick("文件不是 UTF-8 编码", "the file is not UTF-8"))
        .at(place)
        .advise(lang.pick("用编辑器另存为 UTF-8", "save it as UTF-8 in your editor"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
        let root =
            std::env::temp_dir().join(format!("ledgerlint-packs-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        for (file, bytes) in files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        root
    }

    fn names(folder: &Path) -> Vec<String> {
        texts(folder, &|n| n.ends_with(".yaml"), Lang::Zh)
            .unwrap()
            .into_iter()
            .map(|f| f.within)
            .collect()
    }

    #[test]
    fn a_rules_folder_and_a_single_pack_give_the_same_paths() {
        let root = folder(
            "paths",
            &[
                ("P/pack.yaml", b"a"),
                ("P/P-001.yaml", b"\xef\xbb\xbfb"),
                ("P/note.md", b"c"),
            ],
        );
        assert_eq!(names(&root), ["P/P-001.yaml", "P/pack.yaml"]);
        assert_eq!(names(&root.join("P")), ["P/P-001.yaml", "P/pack.yaml"]);
        let one = root.join("P/P-001.yaml");
        assert_eq!(names(&one), ["P/P-001.yaml", "P/pack.yaml"]);
        assert_eq!(
            texts(&root, &|n| n == "P-001.yaml", Lang::Zh).ok().unwrap()[0].text,
            "b"
        );
        std::fs::remove_dir_all(root).unwrap();
    }
}
