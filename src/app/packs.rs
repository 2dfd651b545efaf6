//! Where rules and ledger definitions come from: the embedded ones, or the user's folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::fault::{Fault, Place};
use super::files::shown;
use crate::bundle;
use crate::lang::Lang;
use crate::ledger::{Catalog, parse_schemas};
use crate::rulebook::{self, RuleFile, Rulebook};

/// The folders that options and configuration name.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Replaces the embedded rules.
    pub rules: Option<PathBuf>,
    /// Extend the rules.
    pub added: Vec<PathBuf>,
    /// Replaces the embedded ledger definitions.
    pub schemas: Option<PathBuf>,
}

/// Rules with the catalog they were checked against.
pub struct Loaded {
    pub catalog: Catalog,
    pub rulebook: Rulebook,
    shown: Shown,
    /// Files read from disk, which a report must not overwrite.
    pub files: Vec<PathBuf>,
}

impl Loaded {
    /// The path a rule file has for the user.
    pub fn shown(&self, file: &RuleFile, lang: Lang) -> String {
        self.shown.path(&file.path, lang)
    }
}

/// Paths as the user knows them, by path within the rules or schemas folder; embedded files have none.
#[derive(Clone, Debug, Default)]
struct Shown(BTreeMap<String, PathBuf>);

impl Shown {
    fn path(&self, within: &str, lang: Lang) -> String {
        match self.0.get(within) {
            Some(path) => shown(path),
            None => format!("{}{within}", lang.pick("内置:", "embedded:")),
        }
    }
}

/// Loads definitions and rules; every fault of every file is reported at once.
pub fn load(origin: &Origin, lang: Lang) -> Result<Loaded, Vec<Fault>> {
    let (loaded, faults) = load_partly(origin, lang)?;
    if faults.is_empty() {
        Ok(loaded)
    } else {
        Err(faults)
    }
}

/// Loads what can be loaded, with the faults of the rules that cannot; without definitions nothing can.
pub fn load_partly(origin: &Origin, lang: Lang) -> Result<(Loaded, Vec<Fault>), Vec<Fault>> {
    let (catalog, mut files) = catalog(origin, lang)?;
    let (rules, shown) = rule_files(origin, lang)?;
    files.extend(shown.0.values().cloned());
    let (rulebook, faults) = rulebook::load(&rules, &catalog, lang);
    let faults = faults
        .into_iter()
        .map(|f| Fault::rule(f, &|path| shown.path(path, lang)))
        .collect();
    Ok((
        Loaded {
            catalog,
            rulebook,
            shown,
            files,
        },
        faults,
    ))
}

/// The ledger definitions, and the files on disk they came from.
pub fn catalog(origin: &Origin, lang: Lang) -> Result<(Catalog, Vec<PathBuf>), Vec<Fault>> {
    let mut disk = Shown::default();
    let files: Vec<(String, String)> = match &origin.schemas {
        None => bundle::SCHEMAS
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
        Some(folder) => texts(
            folder,
            &|name| name.ends_with(".schema.json") && !is_our_own(name),
            lang,
        )?
        .into_iter()
        .map(|file| {
            disk.0.insert(file.within.clone(), file.path);
            (file.within, file.text)
        })
        .collect(),
    };
    if let (Some(folder), true) = (&origin.schemas, files.is_empty()) {
        return Err(vec![empty(
            folder,
            "台账定义",
            "ledger definition",
            "*.schema.json",
            lang,
        )]);
    }
    let catalog = parse_schemas(&files, lang).map_err(|faults| {
        let text = |path: &str| {
            files
                .iter()
                .find(|(p, _)| p == path)
                .map(|(_, text)| text.as_str())
        };
        let worded = faults.into_iter().map(|fault| {
            let text = text(&fault.path);
            Fault::schema(fault, &|path| disk.path(path, lang), text)
        });
        worded.collect::<Vec<_>>()
    })?;
    Ok((catalog, disk.0.into_values().collect()))
}

/// Schemas of our own files may lie beside the ledgers'.
fn is_our_own(name: &str) -> bool {
    ["report.schema.json", "rule.schema.json"].contains(&name)
}

fn rule_files(origin: &Origin, lang: Lang) -> Result<(Vec<RuleFile>, Shown), Vec<Fault>> {
    let mut shown = Shown::default();
    let mut texts_of: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    if origin.rules.is_none() {
        texts_of.extend(
            bundle::RULES
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
        );
    }
    for folder in origin.rules.iter().chain(&origin.added) {
        match texts(
            folder,
            &|name| name.ends_with(".yaml") || name.ends_with(".yml"),
            lang,
        ) {
            Ok(files) if files.is_empty() => {
                faults.push(empty(folder, "规则", "rule", "*.yaml", lang))
            }
            Ok(files) => {
                for file in files {
                    if texts_of.contains_key(&file.within) {
                        faults.push(duplicate(&file, &shown, lang));
                        continue;
                    }
                    texts_of.insert(file.within.clone(), file.text);
                    shown.0.insert(file.within, file.path);
                }
            }
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // a folder may add rules to an embedded pack without repeating its parameters
    for (path, text) in bundle::RULES
        .iter()
        .filter(|(path, _)| path.ends_with("/pack.yaml"))
    {
        let folder = path.trim_end_matches("pack.yaml");
        if texts_of.keys().any(|p| p.starts_with(folder)) && !texts_of.contains_key(*path) {
            texts_of.insert((*path).to_owned(), (*text).to_owned());
        }
    }
    let files = texts_of
        .into_iter()
        .map(|(path, text)| RuleFile {
            path,
            text: text.into(),
        })
        .collect();
    Ok((files, shown))
}

/// Replacing a rule must be said aloud, else two offices judge by different rules of one name.
fn duplicate(file: &TextFile, shown: &Shown, lang: Lang) -> Fault {
    let other = shown.path(&file.within, lang);
    Fault::new(match lang {
        Lang::Zh => format!("{} 与已有的 {other} 重名", super::files::shown(&file.path)),
        Lang::En => format!("{} has the name of {other}, which is already there", super::files::shown(&file.path)),
    })
    .advise(lang.pick(
        "--add-rules 只能增加:另起编号;要整体替换内置规则用 --rules;只改阈值或级别写在 ledgerlint.toml 里",
        "--add-rules only adds: take another ID; --rules replaces all embedded rules; thresholds and severities \
         are changed in ledgerlint.toml",
    ))
}

fn empty(folder: &Path, zh: &str, en: &str, pattern: &str, lang: Lang) -> Fault {
    let folder = shown(folder);
    Fault::new(match lang {
        Lang::Zh => format!("{folder} 里没有{zh}文件({pattern})"),
        Lang::En => format!("{folder} holds no {en} file ({pattern})"),
    })
}

/// A text file of a folder.
struct TextFile {
    /// Relative to the folder, with `/`.
    within: String,
    path: PathBuf,
    text: String,
}

/// The texts below a folder, in order of their names. A folder that is a pack itself (it holds `pack.yaml`) counts
/// as one inside a rules folder.
fn texts(
    folder: &Path,
    keep: &dyn Fn(&str) -> bool,
    lang: Lang,
) -> Result<Vec<TextFile>, Vec<Fault>> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let prefix = match folder.canonicalize() {
        Ok(full) if full.join("pack.yaml").is_file() => full
            .file_name()
            .map_or(String::new(), |n| format!("{}/", n.to_string_lossy())),
        _ => String::new(),
    };
    let cannot = |path: &Path, error: &std::io::Error| {
        Fault::io(("读不了", "cannot read"), &shown(path), error, lang)
    };
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
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
        if !entry.file_type().is_file() || name.starts_with('.') || !keep(&name) {
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
        assert_eq!(
            texts(&root, &|n| n == "P-001.yaml", Lang::Zh).ok().unwrap()[0].text,
            "b"
        );
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn faults_of_all_files_and_folders_are_reported_at_once() {
        let root = folder(
            "faults",
            &[
                ("P/a.yaml", b"\xff"),
                ("P/b.yaml", b"\xff"),
                ("Q/c.yaml", b""),
            ],
        );
        let origin = Origin {
            rules: Some(root.join("P")),
            added: vec![root.join("Q"), root.join("Q"), root.join("nowhere")],
            schemas: None,
        };
        let faults = rule_files(&origin, Lang::Zh).unwrap_err();
        let messages: Vec<&str> = faults.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert!(
            messages[2].contains("重名") && messages[3].contains("不存在"),
            "{messages:?}"
        );
        std::fs::remove_dir_all(root).unwrap();
    }
}
