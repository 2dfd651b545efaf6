//! The files that lie beside the ledgers (evidence, scans), for the rules that ask whether they are there.
//!
//! Never looks outside the submission's folders: a ledger must not make the program read other files of its reader.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::check::Attachments;

/// Folders in which attachments are looked for, in order.
#[derive(Debug)]
pub struct Beside {
    roots: Vec<PathBuf>,
    /// Scans are large and several records name the same one.
    hashed: Mutex<HashMap<PathBuf, Option<String>>>,
}

impl Beside {
    /// Folders that cannot be opened hold nothing.
    pub fn new(roots: &[PathBuf]) -> Self {
        let roots = roots.iter().filter_map(|r| r.canonicalize().ok()).collect();
        Beside {
            roots,
            hashed: Mutex::default(),
        }
    }

    /// The file itself; `None` where there is none inside the folders.
    fn find(&self, relative: &Path) -> Option<PathBuf> {
        self.roots.iter().find_map(|root| {
            let path = root.join(relative).canonicalize().ok()?;
            // a link may lead out
            (path.starts_with(root) && path.is_file()).then_some(path)
        })
    }
}

impl Attachments for Beside {
    /// `None` where the path is none that could lie in the submission (absolute, with `..`, a web address): nobody
    /// can say then whether the file exists.
    fn exists(&self, path: &str) -> Option<bool> {
        inside(path).map(|relative| self.find(&relative).is_some())
    }

    fn sha256(&self, path: &str) -> Option<String> {
        let path = self.find(&inside(path)?)?;
        let known = self
            .hashed
            .lock()
            .ok()
            .and_then(|hashed| hashed.get(&path).cloned());
        known.unwrap_or_else(|| {
            let hash = digest(&path);
            if let Ok(mut hashed) = self.hashed.lock() {
                hashed.insert(path, hash.clone());
            }
            hash
        })
    }
}

/// A path below a folder, from how ledgers write it (`证据\1.jpg` as well); `None` where it could lead elsewhere.
fn inside(path: &str) -> Option<PathBuf> {
    let path = path.trim().replace('\\', "/");
    let mut relative = PathBuf::new();
    for part in path.split('/').enumerate() {
        match part {
            // a leading slash: absolute
            (0, "") => return None,
            (_, "" | ".") => {}
            (_, part) if part == ".." || part.contains([':', '\0']) => return None,
            (_, part) => relative.push(part),
        }
    }
    (!relative.as_os_str().is_empty()).then_some(relative)
}

/// Lower-case hexadecimal SHA-256; `None` where the file cannot be read.
fn digest(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => break,
            n => hasher.update(&buffer[..n]),
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        write!(hex, "{byte:02x}").ok()?;
    }
    Some(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_folder_are_looked_at() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(inside(path), expected.map(PathBuf::from), "{path}");
        };
        check("证据/1.jpg", Some("证据/1.jpg"));
        check("证据\\1.jpg", Some("证据/1.jpg"));
        check(" ./a//b ", Some("a/b"));
        check("../a", None);
        check("a/../../b", None);
        check("/etc/passwd", None);
        check("\\\\server\\share", None);
        check("C:/a", None);
        check("http://example.org/a", None);
        check("", None);
        check(".", None);
    }

    #[test]
    fn attachments_are_found_hashed_and_never_outside() {
        let root =
            std::env::temp_dir().join(format!("ledgerlint-attachments-{}", std::process::id()));
        std::fs::create_dir_all(root.join("in/deep")).unwrap();
        std::fs::write(root.join("in/deep/a.txt"), "abc").unwrap();
        std::fs::write(root.join("secret"), "x").unwrap();
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink("../secret", root.join("in/link"));
        let beside = Beside::new(&[root.join("in")]);
        assert_eq!(beside.exists("deep/a.txt"), Some(true));
        assert_eq!(beside.exists("deep"), Some(false));
        assert_eq!(beside.exists("b"), Some(false));
        assert_eq!(beside.exists("link"), Some(false));
        assert_eq!(beside.exists("../secret"), None);
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(beside.sha256("deep/a.txt").as_deref(), Some(abc));
        assert_eq!(beside.sha256("deep/a.txt").as_deref(), Some(abc));
        assert_eq!(beside.sha256("../secret"), None);
        std::fs::remove_dir_all(root).unwrap();
    }
}
