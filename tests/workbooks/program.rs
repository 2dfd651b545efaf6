//! The whole program on one workbook: how it ends, what its report says and where, and what files it leaves.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A folder of one run's own, removed at its end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("ledgerlint-workbooks-{}-{n}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Place(path)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What came of a run.
pub struct Run {
    pub status: i32,
    pub report: Value,
}

impl Run {
    /// The findings in order, each as `rule place`, with the severity before that of an error or worse.
    pub fn findings(&self) -> Vec<String> {
        let all = self.report["findings"].as_array().expect("findings");
        let shown = |f: &Value| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let location = &f["location"];
            let at = match (text(&location["sheet"]), text(&location["cell"])) {
                (sheet, _) if sheet.is_empty() => text(&location["file"]),
                (sheet, cell) if cell.is_empty() => sheet,
                (sheet, cell) => format!("{sheet}!{cell}"),
            };
            format!("{} {at}", text(&f["rule"]))
        };
        all.iter().map(shown).collect()
    }
}

/// Checks workbooks as of the day of the report. The report must be whole JSON, and the only file that is written.
#[track_caller]
pub fn run(files: &[(&str, &[u8])]) -> Run {
    let place = Place::new();
    for (name, bytes) in files {
        fs::write(place.0.join(name), bytes).unwrap();
    }
    let line = "--as-of 2021-05-13 --format json --output 报告.json";
    let mut command = Command::new(env!("CARGO_BIN_EXE_ledgerlint"));
    command
        .current_dir(&place.0)
        .env("LANG", "zh_CN.UTF-8")
        .env_remove("LC_ALL")
        .arg("check")
        .args(files.iter().map(|(name, _)| name))
        .args(line.split_whitespace());
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!told.contains("panicked"), "{told}");
    let mut left: Vec<String> = fs::read_dir(&place.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    left.retain(|name| files.iter().all(|(known, _)| known != name));
    assert_eq!(left, ["报告.json"], "{told}");
    let report = fs::read_to_string(place.0.join("报告.json")).unwrap();
    Run {
        status: output.status.code().unwrap(),
        report: serde_json::from_str(&report).expect("whole JSON"),
    }
}
