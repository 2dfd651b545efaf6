//! The workbook of which a marked copy is asked for.

use std::fs;
use std::path::Path;

use super::plan::Plan;
use crate::app::fault::Fault;
use crate::app::files::{Submission, shown};
use crate::finding::{Findings, Report};
use crate::lang::Lang;
use crate::report::Style;
use crate::report::workbook::marked;

/// The user's own file.
pub struct Original {
    path: String,
    bytes: Vec<u8>,
}

/// Reads it; says where a marked copy cannot be made, before anything is judged.
pub fn original(plan: &Plan, submission: &Submission) -> Result<Original, Fault> {
    let lang = plan.console.lang;
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let is_workbook = |path: &Path| {
        let known = ["xlsx", "xlsm"];
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        known
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    };
    let Some(output) = &plan.output else {
        return Err(Fault::new(t(
            "--format xlsx 写的是工作簿,不能显示在屏幕上",
            "--format xlsx writes a workbook, which cannot go to the terminal",
        ))
        .advise(t("加上 --output 文件名.xlsx", "add --output FILE.xlsx")));
    };
    let found = match &submission.files[..] {
        [found] if is_workbook(&found.path) => found,
        [found] => {
            let path = shown(&found.path);
            return Err(Fault::new(match lang {
                Lang::Zh => format!("--format xlsx 只能标注 .xlsx、.xlsm 工作簿,{path} 不是"),
                Lang::En => {
                    format!("--format xlsx marks .xlsx and .xlsm workbooks; {path} is none")
                }
            })
            .advise(t(
                "先在 Excel 或 WPS 里另存为 .xlsx,或用 --format csv 得到问题清单",
                "save it as .xlsx first, or take --format csv for a list",
            )));
        }
        files => {
            let count = files.len();
            return Err(Fault::new(match lang {
                Lang::Zh => {
                    format!("--format xlsx 一次标注一个工作簿,给出的路径里有 {count} 个文件")
                }
                Lang::En => format!(
                    "--format xlsx marks one workbook at a time; the paths hold {count} files"
                ),
            })
            .advise(t(
                "一个一个地检查,或用 --format html",
                "check them one by one, or take --format html",
            )));
        }
    };
    let same = |path: &Path| path.extension().map(|e| e.to_ascii_lowercase());
    if same(output) != same(&found.path) {
        let (output, path) = (shown(output), shown(&found.path));
        return Err(Fault::new(match lang {
            Lang::Zh => format!("{path} 的标注副本也要是同样的格式,--output 写的是 {output}"),
            Lang::En => {
                format!("the marked copy of {path} has its format, and --output is {output}")
            }
        })
        .advise(t(
            "文件名的结尾改成和原文件一样",
            "give it the ending of the original",
        )));
    }
    let bytes = fs::read(&found.path).map_err(|error| {
        Fault::io(
            ("无法读取", "cannot read"),
            &shown(&found.path),
            &error,
            lang,
        )
    })?;
    Ok(Original {
        path: shown(&found.path),
        bytes,
    })
}

impl Original {
    pub fn marked(
        &self,
        report: &Report,
        findings: &dyn Findings,
        style: &Style,
    ) -> Result<Vec<u8>, Fault> {
        // the name under which findings know it
        let path = report
            .inputs
            .first()
            .map_or(&*self.path, |input| &*input.path);
        let lang = style.lang;
        marked(report, findings, style, (path, &self.bytes)).map_err(|cannot| {
            let why = cannot.told(lang);
            Fault::new(match lang {
                Lang::Zh => format!("标注不了 {}:{why}", self.path),
                Lang::En => format!("cannot mark {}: {why}", self.path),
            })
            .advise(lang.pick(
                "在 Excel 或 WPS 里打开再保存一次,或用 --format csv 得到问题清单",
                "open and save it once in Excel or WPS, or take --format csv for a list",
            ))
        })
    }
}
