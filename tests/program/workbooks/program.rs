//! The whole program on one workbook: how it ends, what its report says and where, and what files it leaves.

use std::fs;

use serde_json::Value;

use crate::place::{Place, Ran};

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
    let place = Place::new("workbooks");
    for (name, bytes) in files {
        place.put(name, *bytes);
    }
    let mut command = place.command("check --as-of 2021-05-13 --format json --output 报告.json");
    command.args(files.iter().map(|(name, _)| name));
    let ran = Ran::of(&mut command);
    assert!(!ran.err.contains("panicked"), "{ran:?}");
    let mut left: Vec<String> = fs::read_dir(place.at(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    left.retain(|name| files.iter().all(|(known, _)| known != name));
    assert_eq!(left, ["报告.json"], "{ran:?}");
    Run {
        status: ran.status,
        report: serde_json::from_str(&place.read("报告.json")).expect("whole JSON"),
    }
}
