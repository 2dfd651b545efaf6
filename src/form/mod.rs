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

use rust_xlsxwriter::XlsxError;

use crate::lang::Lang;

/// Why a workbook cannot be made, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl Refused {
    fn of(error: &XlsxError, lang: Lang) -> Self {
        Refused(match lang {
            // the library speaks English alone, and nothing that is read should bring this about
            Lang::Zh => "台账的内容写不成工作簿".to_owned(),
            Lang::En => format!("the workbook cannot be made: {error}"),
        })
    }
}
