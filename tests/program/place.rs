//! A folder of one test's own, and what runs of the program there left behind.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A folder, removed at the end.
pub struct Place(PathBuf);

/// A run of the program.
#[derive(Debug)]
pub struct Ran {
    /// -1 where a signal ended it.
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    /// An empty folder, whatever else goes on at the same time.
    pub fn new(name: &str) -> Self {
        static PLACES: AtomicUsize = AtomicUsize::new(0);
        let nth = PLACES.fetch_add(1, Ordering::Relaxed);
        let name = format!("ledgerlint-{name}-{}-{nth}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder");
        Place(path)
    }

    /// A path in it; itself for an empty one.
    pub fn at(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// Writes a file, with the folders that it is in.
    pub fn put(&self, path: &str, content: &(impl AsRef<[u8]> + ?Sized)) -> PathBuf {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The program in this folder, with the words of `line`; its language is Chinese whoever runs the tests.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ledgerlint"));
        command.current_dir(&self.0).args(line.split_whitespace());
        for name in ["LC_ALL", "LC_MESSAGES", "NO_COLOR"] {
            command.env_remove(name);
        }
        command.env("LANG", "zh_CN.UTF-8").stdin(Stdio::null());
        command
    }

    pub fn run(&self, line: &str) -> Ran {
        Ran::of(&mut self.command(line))
    }

    /// What a run writes, which is JSON.
    pub fn json(&self, line: &str) -> Value {
        self.run(line).json()
    }
}

impl Ran {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ran {
            status: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    pub fn json(&self) -> Value {
        let Ran { out, err, .. } = self;
        serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {out}{err}"))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
