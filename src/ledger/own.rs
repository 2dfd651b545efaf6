//! What workbooks written by this program hold besides records, so that whoever reads them can pass it over: the one
//! list of these marks, for writers and readers.

/// First cell of a template's sample row. The whole cell is exactly this; a record that only mentions a sample is one.
pub const SAMPLE: &str = "示例(本行不检查)";

/// What the first cell (A1) of a sheet that is no ledger begins with, whatever the sheet is called: people rename sheets,
/// and 问题清单 is also what offices call ledgers of their own.
pub const OWN_SHEET: &str = "台账体检·";

/// Names of our sheets, where the workbook has no sheet of that name yet.
pub const GUIDE_SHEET: &str = "填表说明";
pub const CODES_SHEET: &str = "代码表";
pub const LIST_SHEET: &str = "问题清单";
/// Holds what a template's sample rows were written with, so that one that somebody typed into is told apart: pairs of
/// rows, headers and values.
pub const SAMPLES_SHEET: &str = "示例内容";

/// Whether a row is a template's sample, by its first cell that is not empty.
pub fn is_sample(first_cell: &str) -> bool {
    first_cell.trim() == SAMPLE
}

/// Whether a sheet is the one of the sample rows, by its cell A1.
pub fn is_samples_sheet(first_cell: &str) -> bool {
    let name = first_cell.trim().strip_prefix(OWN_SHEET);
    name == Some(SAMPLES_SHEET)
}

/// Whether a sheet is one of ours and holds no records, by its cell A1.
pub fn is_own_sheet(first_cell: &str) -> bool {
    first_cell.trim_start().starts_with(OWN_SHEET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_mark_is_a_sample_and_only_a_beginning_is_our_sheet() {
        assert!(is_sample("示例(本行不检查)") && is_sample(" 示例(本行不检查)\n"));
        for record in ["示例", "示例(本行不检查)1", "示例村", ""] {
            assert!(!is_sample(record), "{record}");
        }
        assert!(is_own_sheet("台账体检·问题清单  基准日 2021-05-13"));
        for sheet in ["问题清单", "会埠镇台账体检·", ""] {
            assert!(!is_own_sheet(sheet), "{sheet}");
        }
    }
}
