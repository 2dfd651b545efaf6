//! The file of waivers: read, checked against rules and ledgers, and put beside the submission's files.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::fault::Fault;
use super::files::shown;
use super::packs::not_utf8;
use crate::check::Waivers;
use crate::lang::Lang;
use crate::ledger::Ledgers;
use crate::rulebook::{RuleFile, Rulebook, read_waivers};

/// Reads the file; its text joins the sources, so that findings can point into it.
pub fn load(
    path: &Path,
    book: &Rulebook,
    data: &mut Ledgers,
    lang: Lang,
) -> Result<Waivers, Vec<Fault>> {
    let bytes = std::fs::read(path).map_err(|error| {
        let what = ("读不了豁免文件", "cannot read the waivers");
        let advice = lang.pick(
            "核对 --waivers 或配置里 waivers 写的路径",
            "check the path of --waivers, or of waivers in the configuration",
        );
        vec![Fault::io(what, &shown(path), &error, lang).advise(advice)]
    })?;
    let (length, sha256) = (bytes.len() as u64, hexadecimal(&bytes));
    let text = String::from_utf8(bytes).map_err(|_| vec![not_utf8(path, lang)])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let file = RuleFile {
        path: shown(path),
        text: Arc::from(text),
    };
    let (all, faults) = read_waivers(&file, book, &data.catalog, lang);
    if !faults.is_empty() {
        let worded = faults.into_iter();
        return Err(worded
            .map(|fault| Fault::rule(fault, &|path| path.to_owned()))
            .collect());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let exists = |evidence: &str| folder.join(evidence).exists();
    let digest = (sha256, length);
    Ok(Waivers::beside(data, &file, digest, all, &exists))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
