//! What makes a finding the same finding in the next submission: rule, record key and field, never row numbers.

use sha2::{Digest, Sha256};

use crate::finding::Fingerprint;
use crate::ledger::{FieldId, LedgerId, Ledgers};

/// A hash of rule, ledger, field and record, in that order.
#[derive(Clone)]
pub struct Fingerprinter(Sha256);

impl Fingerprinter {
    /// What findings of one rule at one field have in common.
    pub fn new(rule: &str, ledger: &str, field: &str) -> Self {
        let mut hash = Fingerprinter(Sha256::new());
        [rule, ledger, field].iter().for_each(|part| hash.add(part));
        hash
    }

    /// The fingerprint of a record, by the names and values that identify it.
    pub fn of<'t>(&self, record: impl Iterator<Item = (&'t str, &'t str)>) -> Fingerprint {
        let mut hash = self.clone();
        for (name, value) in record {
            hash.add(name);
            hash.add(value);
        }
        let first = hash
            .0
            .finalize()
            .iter()
            .take(8)
            .fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        Fingerprint(first)
    }

    fn add(&mut self, part: &str) {
        // lengths keep ("ab", "c") apart from ("a", "bc")
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part.as_bytes());
    }
}

/// All values of a record that has no full key, which identify it then.
pub fn values_of(data: &Ledgers, ledger: LedgerId, row: u32) -> Vec<(String, String)> {
    let Some(table) = data.table(ledger) else {
        return Vec::new();
    };
    let fields = data.catalog.ledger(ledger).fields.iter().enumerate();
    fields
        .map(|(i, field)| {
            let value = table.column(FieldId::new(i)).value(row as usize);
            (field.name.clone(), value.to_string())
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// What identifies a record: its key, or all its values where part of the key is missing.
pub fn identity(data: &Ledgers, ledger: LedgerId, row: u32) -> Vec<(String, String)> {
    let key = data.key_of(ledger, row);
    if !key.is_empty() && key.iter().all(|(_, value)| !value.is_empty()) {
        return key;
    }
    match data.table(ledger) {
        Some(_) => values_of(data, ledger, row),
        None => key,
    }
}
