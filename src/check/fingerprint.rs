//! What makes a finding the same finding in the next submission: rule, record key and field, never row numbers.

use sha2::{Digest, Sha256};

use crate::ledger::{FieldId, LedgerId, Ledgers};

/// 16 hexadecimal digits of a hash of rule, ledger, record and field.
pub fn fingerprint(rule: &str, ledger: &str, record: &[(String, String)], field: &str) -> String {
    let mut hash = Sha256::new();
    let parts = record
        .iter()
        .flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    for part in [rule, ledger, field].into_iter().chain(parts) {
        // lengths keep ("ab", "c") apart from ("a", "bc")
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What identifies a record: its key, or all its values where part of the key is missing.
pub fn identity(data: &Ledgers, ledger: LedgerId, row: u32) -> Vec<(String, String)> {
    let key = data.key_of(ledger, row);
    if !key.is_empty() && key.iter().all(|(_, value)| !value.is_empty()) {
        return key;
    }
    let Some(table) = data.table(ledger) else {
        return key;
    };
    let fields = data.catalog.ledger(ledger).fields.iter().enumerate();
    fields
        .map(|(i, field)| {
            (
                field.name.clone(),
                table
                    .column(FieldId::new(i))
                    .value(row as usize)
                    .to_string(),
            )
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
