//! The parts of a workbook: read where they are asked for, and all that nothing was put in for copied compressed as it is.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::Cannot;

/// Bytes that a part may unpack to; a larger one is a bomb or no ledger.
const LARGEST: u64 = 4 << 30;

pub struct Package<'p> {
    archive: ZipArchive<Cursor<&'p [u8]>>,
    /// Names in the archive's order.
    names: Vec<String>,
    put: BTreeMap<String, String>,
    /// Names of parts that the archive lacks, in the order in which they were put in.
    new: Vec<String>,
}

impl<'p> Package<'p> {
    pub fn open(bytes: &'p [u8]) -> Result<Self, Cannot> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(zip)?;
        let mut names = Vec::with_capacity(archive.len());
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).map_err(zip)?;
            names.push(file.name().map_err(zip)?.into_owned());
        }
        Ok(Package {
            archive,
            names,
            put: BTreeMap::new(),
            new: Vec::new(),
        })
    }

    /// The part's name as the archive has it: names are compared without regard to case.
    fn position(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|known| known == name);
        exact.or_else(|| {
            self.names
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name))
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.put.contains_key(name) || self.position(name).is_some()
    }

    /// A part's text, as it was last put in.
    pub fn text(&mut self, name: &str) -> Result<String, Cannot> {
        if let Some(text) = self.put.get(name) {
            return Ok(text.clone());
        }
        let broken = |why: &str| Cannot::Broken(name.to_owned(), why.to_owned());
        let at = self.position(name).ok_or_else(|| broken("missing"))?;
        let file = self.archive.by_index(at).map_err(zip)?;
        let mut bytes = Vec::with_capacity(file.size().min(1 << 28) as usize);
        file.take(LARGEST)
            .read_to_end(&mut bytes)
            .map_err(|error| broken(&error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| broken("not UTF-8"))?;
        Ok(text)
    }

    pub fn put(&mut self, name: &str, text: String) {
        let name = match self.position(name) {
            Some(at) => self.names[at].clone(),
            None => {
                if !self.new.iter().any(|known| known == name) {
                    self.new.push(name.to_owned());
                }
                name.to_owned()
            }
        };
        self.put.insert(name, text);
    }

    /// The archive with what was put in, in the old order and new parts behind.
    pub fn finish(mut self) -> Result<Vec<u8>, Cannot> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // the earliest that a zip can hold: the same input gives the same bytes
            .last_modified_time(DateTime::default());
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..self.names.len() {
            match self.put.get(&self.names[at]) {
                Some(text) => {
                    out.start_file(self.names[at].clone(), options)
                        .map_err(zip)?;
                    out.write_all(text.as_bytes())
                        .map_err(|e| Cannot::Zip(e.to_string()))?;
                }
                None => {
                    let file = self.archive.by_index_raw(at).map_err(zip)?;
                    out.raw_copy_file(file).map_err(zip)?;
                }
            }
        }
        for name in &self.new {
            out.start_file(name.clone(), options).map_err(zip)?;
            out.write_all(self.put[name].as_bytes())
                .map_err(|e| Cannot::Zip(e.to_string()))?;
        }
        Ok(out.finish().map_err(zip)?.into_inner())
    }
}

pub fn zip(error: zip::result::ZipError) -> Cannot {
    Cannot::Zip(error.to_string())
}
