//! Ledgers as new workbooks: the blank template that is filled, and tables of records. Pure: no IO.
//!
//! A sheet a ledger, under the ledger's title, with the titles of its fields in the first row, as `read` binds them. What
//! else stands in these workbooks is marked as `ledger::own` says.

mod column;
mod guide;
mod look;
mod tables;
mod template;
mod validation;

pub use tables::{Table, tables};
pub use template::{Template, template};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::lang::Lang;

/// Rows of a sheet, its header included: Excel's limit.
pub const MOST_ROWS: usize = 1_048_576;

/// Why a workbook cannot be made, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl Refused {
    fn of(error: &XlsxError, lang: Lang) -> Self {
        Refused(match lang {
            Lang::Zh => format!("做不成工作簿:{error}"),
            Lang::En => format!("the workbook cannot be made: {error}"),
        })
    }
}

/// A new workbook. The day that it names as its first is fixed: the same ledgers give the same bytes.
fn workbook() -> Result<Workbook, XlsxError> {
    let properties = DocProperties::new()
        .set_author("台账体检 ledgerlint")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    Ok(workbook)
}
