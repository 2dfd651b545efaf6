//! The guide of a template: how to fill it, its columns, and the rules that a check will judge by.

use rust_xlsxwriter::{Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::column::{Column, columns};
use super::look;
use super::validation::told;
use crate::lang::Lang;
use crate::ledger::own::{GUIDE_SHEET, OWN_SHEET, SAMPLE};
use crate::ledger::{Catalog, LedgerId};
use crate::report;
use crate::rulebook::{Body, Rule, Rulebook};

/// Widths of the columns, in Excel's characters.
const WIDTHS: [u16; 6] = [14, 8, 20, 44, 52, 52];

/// Lines of a row that are shown; Excel's rows are at most 409 points high.
const MOST_LINES: usize = 26;

/// What the guide is about.
pub struct Guide<'g> {
    pub catalog: &'g Catalog,
    pub ledgers: &'g [LedgerId],
    pub rules: &'g Rulebook,
    pub lang: Lang,
}

impl Guide<'_> {
    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (at, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(at, width)?;
        }
        let title = format!("{OWN_SHEET}{GUIDE_SHEET}");
        sheet.write_string_with_format(0, 0, title, &look::title())?;
        let mut row = 1;
        for line in self.advice() {
            sheet.write_string_with_format(row, 0, line, &look::prose())?;
            row += 1;
        }
        let headers = match self.lang {
            Lang::Zh => ["工作表", "必填", "列", "怎么填", "可填的值", "与哪张表对应"],
            Lang::En => [
                "sheet",
                "required",
                "column",
                "how to fill it",
                "values",
                "belongs to",
            ],
        };
        let heading = self.lang.pick("各列怎么填", "The columns");
        row = self.block(sheet, row + 1, heading, headers, self.columns())?;
        let headers = match self.lang {
            Lang::Zh => ["规则编号", "级别", "工作表", "查什么", "为什么", "怎么办"],
            Lang::En => [
                "rule",
                "severity",
                "sheet",
                "what it finds",
                "why",
                "what to do",
            ],
        };
        let heading = self
            .lang
            .pick("会检查的规则", "The rules that will be checked");
        self.block(sheet, row + 1, heading, headers, self.rules())?;
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// A heading, headers and rows; gives the row behind them.
    fn block(
        &self,
        sheet: &mut Worksheet,
        mut row: u32,
        heading: &str,
        headers: [&str; 6],
        rows: Vec<[String; 6]>,
    ) -> Result<u32, XlsxError> {
        sheet.write_string_with_format(row, 0, heading, &look::heading())?;
        row += 1;
        for (at, header) in (0..).zip(headers) {
            sheet.write_string_with_format(row, at, header, &look::header(false))?;
        }
        row += 1;
        let framed = look::framed();
        for cells in rows {
            let lines = cells
                .iter()
                .zip(WIDTHS)
                .map(|(cell, width)| lines(cell, width));
            let lines = lines.max().unwrap_or(1);
            sheet.set_row_height(row, 15.0 * lines.min(MOST_LINES) as f64)?;
            for (at, cell) in (0..).zip(cells) {
                sheet.write_string_with_format(row, at, cell, &framed)?;
            }
            row += 1;
        }
        Ok(row)
    }

    fn advice(&self) -> Vec<String> {
        let lines = match self.lang {
            Lang::Zh => [
                format!("1. 第二行灰色的是示例,第一格写着“{SAMPLE}”,检查时不读;从第三行填起。示例可以删掉,不要在这一行上改写。"),
                "2. 列名带 * 的必须填。选中一格,会提示这一格填什么;有下拉列表的从列表里选。".to_owned(),
                "3. 一行填一条,中间不要空行,不要合并单元格,不要加小计行。工作表的名称和第一行的列名不要改。".to_owned(),
                "4. 证件号码、电话、账号、编号这些列是文本格式,照原样填写;从别处复制来时用“粘贴为值”,不会改掉格式。".to_owned(),
                "5. 填好后检查:ledgerlint check 填好的文件.xlsx。下面列出每一列怎么填,和检查时用的规则。".to_owned(),
            ],
            Lang::En => [
                format!("1. The grey second row is a sample; its first cell says \"{SAMPLE}\" and a check does not read it. Begin in the third row; delete the sample if you like, but do not type over it."),
                "2. Columns with a star must be filled. Select a cell to see what it takes; choose from the list where there is one.".to_owned(),
                "3. One record a row, without empty rows, merged cells or subtotals. Leave the names of the sheets and the headers as they are.".to_owned(),
                "4. ID numbers, phones, accounts and codes are text. Paste them as values, which keeps the format.".to_owned(),
                "5. Check it with ledgerlint check FILE.xlsx. Below stand the columns, and the rules that the check judges by.".to_owned(),
            ],
        };
        lines.to_vec()
    }

    fn columns(&self) -> Vec<[String; 6]> {
        let mut rows = Vec::new();
        for ledger in self.ledgers {
            let definition = self.catalog.ledger(*ledger);
            for column in columns(self.catalog, *ledger) {
                let required = if column.required() {
                    self.lang.pick("是", "yes")
                } else {
                    ""
                };
                let (values, belongs) = match &column {
                    Column::Field { field, .. } => (
                        field.codes.join(self.lang.pick("、", ", ")),
                        self.belongs(*ledger, &field.name),
                    ),
                    Column::List(_) => Default::default(),
                };
                rows.push([
                    definition.title.clone(),
                    required.to_owned(),
                    column.header(),
                    told(&column, self.lang),
                    values,
                    belongs,
                ]);
            }
        }
        rows
    }

    /// Which column of another sheet of the template a value must stand in.
    fn belongs(&self, ledger: LedgerId, field: &str) -> String {
        let definition = self.catalog.ledger(ledger);
        let mut said: Vec<String> = Vec::new();
        for (_, relation) in self.catalog.up(ledger) {
            if !self.ledgers.contains(&relation.parent) {
                continue;
            }
            let parent = self.catalog.ledger(relation.parent);
            for (own, theirs) in relation.on.iter().flatten() {
                if definition.field(*own).name == field {
                    let (sheet, column) = (&parent.title, &parent.field(*theirs).title);
                    said.push(match self.lang {
                        Lang::Zh => format!("与工作表“{sheet}”的“{column}”一致"),
                        Lang::En => format!("as {column} of sheet {sheet}"),
                    });
                }
            }
        }
        said.dedup();
        said.join(self.lang.pick(";", "; "))
    }

    fn rules(&self) -> Vec<[String; 6]> {
        let lang = self.lang;
        let row = |(rule, sheets): (&Rule, String)| {
            let english = |text: &Option<String>, own: &str| match lang {
                Lang::Zh => own.to_owned(),
                Lang::En => text.clone().unwrap_or_else(|| own.to_owned()),
            };
            [
                rule.id.to_string(),
                report::severity(rule.severity, lang).to_owned(),
                sheets,
                english(&rule.english.title, &rule.title),
                rule.why.clone(),
                english(&rule.english.advice, rule.advice.as_deref().unwrap_or("")),
            ]
        };
        let rules = self.rules.rules.iter();
        rules
            .filter_map(|rule| Some((rule, self.sheets(rule)?)))
            .map(row)
            .collect()
    }

    /// The sheets whose records a rule judges; `None` where it judges none of them.
    fn sheets(&self, rule: &Rule) -> Option<String> {
        let every = || self.lang.pick("各表", "every sheet").to_owned();
        let judges = match &rule.body {
            Body::Detect(_) => return Some(every()),
            Body::Judge(judges) => judges,
        };
        let judged = |ledger: &&LedgerId| judges.iter().any(|judge| judge.ledger == **ledger);
        let sheets: Vec<&str> = self
            .ledgers
            .iter()
            .filter(judged)
            .map(|ledger| self.catalog.ledger(*ledger).title.as_str())
            .collect();
        match sheets.len() {
            0 => None,
            n if n == self.ledgers.len() && n > 1 => Some(every()),
            _ => Some(sheets.join(self.lang.pick("、", ", "))),
        }
    }
}

/// Lines that a text takes in a column; one character of Chinese is as wide as two digits.
fn lines(text: &str, width: u16) -> usize {
    let room = usize::from(width).saturating_sub(1).max(1);
    let line = |line: &str| line.width().div_ceil(room).max(1);
    text.lines().map(line).sum::<usize>().max(1)
}
