//! The six ledgers cut into many files, one a village, as many offices would hand them in.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Villages.
pub const FILES: usize = 100;

/// Ledgers that are cut, with the column whose number says where a row belongs, and how many of them share a
/// household: three persons in a row live together.
const CUT: [(&str, usize, usize); 5] = [
    ("persons", 0, 3),
    ("households", 0, 1),
    ("assignments", 1, 3),
    ("visits", 1, 3),
    ("subsidies", 1, 3),
];

/// Cuts the files of `from` into files of `into`, which is made anew; gives all of them.
pub fn split(from: &Path, into: &Path) -> io::Result<Vec<PathBuf>> {
    if into.exists() {
        fs::remove_dir_all(into)?;
    }
    fs::create_dir_all(into)?;
    let contracts = into.join("contracts.csv");
    fs::copy(from.join("contracts.csv"), &contracts)?;
    let mut files = vec![contracts];
    for (ledger, column, share) in CUT {
        let mut lines = BufReader::new(File::open(from.join(format!("{ledger}.csv")))?).lines();
        let header = lines.next().ok_or(io::ErrorKind::UnexpectedEof)??;
        let paths: Vec<PathBuf> = (0..FILES)
            .map(|village| into.join(format!("{ledger}-{village}.csv")))
            .collect();
        let mut outs = Vec::with_capacity(FILES);
        for path in &paths {
            let mut out = BufWriter::new(File::create(path)?);
            writeln!(out, "{header}")?;
            outs.push(out);
        }
        for line in lines {
            let line = line?;
            let key = line.split(',').nth(column).unwrap_or_default();
            // a key that leads nowhere belongs to the first village
            let number: usize = key.get(1..).and_then(|n| n.parse().ok()).unwrap_or(0);
            writeln!(outs[number / share % FILES], "{line}")?;
        }
        for mut out in outs {
            out.flush()?;
        }
        files.extend(paths);
    }
    Ok(files)
}
