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

/// A title as a sheet's name: at most 31 characters, none of `[]:*?/\`, and none that another sheet has.
fn sheet_name(title: &str, taken: &mut Vec<String>) -> String {
    let fit = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
    let plain: String = title.chars().filter(|c| fit(*c)).collect();
    let plain = plain.trim_matches(['\'', ' ']);
    let plain = if plain.is_empty() { "Sheet" } else { plain };
    let cut = |room: usize| {
        let mut used = 0;
        // Excel counts UTF-16 units
        let within = |c: &char| {
            used += c.len_utf16();
            used <= room
        };
        plain.chars().take_while(within).collect::<String>()
    };
    let mut name = cut(31);
    let mut n = 1;
    while taken.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
        n += 1;
        name = format!("{}({n})", cut(26));
    }
    taken.push(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names_of_sheets() {
        let mut taken = Vec::new();
        let mut check = |title: &str, expected: &str| {
            assert_eq!(sheet_name(title, &mut taken), expected, "{title}");
        };
        check("公益性岗位", "公益性岗位");
        check("公益性岗位", "公益性岗位(2)");
        check("收入/支出[元]", "收入支出元");
        check("'*'", "Sheet");
        check(&"村".repeat(40), &"村".repeat(31));
        check(&"村".repeat(41), &format!("{}(2)", "村".repeat(26)));
    }
}
