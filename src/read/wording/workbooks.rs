//! Words for workbooks: what keeps one from being read, what is hidden in it, and what was written where no record is.

use super::files::size;
use super::{Data, Texts};
use crate::lang::Lang;
use crate::ledger::own::SAMPLE;

pub fn malformed(d: &Data) -> Texts {
    let detail = d.detail(1);
    let (zh, en, advice) = match d.detail(0).unwrap_or_default() {
        "encrypted" => (
            "文件设了打开密码,读不了".to_owned(),
            "the file is locked with a password".to_owned(),
            (
                "用办公软件打开,取消打开密码,另存后再提交",
                "remove the password and save it again",
            ),
        ),
        "markup" => (
            "文件名是工作簿或文档,内容却是网页(老系统导出的“Excel”“Word”常是这样)".to_owned(),
            "the name is a workbook's or document's, but the content is a web page, as old systems export it"
                .to_owned(),
            (
                "用电子表格软件打开,另存为“Excel 工作簿(*.xlsx)”后再提交",
                "open it in a spreadsheet program and save it as .xlsx",
            ),
        ),
        "size" => (
            format!(
                "文件解开以后超过了允许的{},没有读下去",
                size(detail, Lang::Zh)
            ),
            format!(
                "unpacked, the file is larger than {}, so that it was not read on",
                size(detail, Lang::En)
            ),
            (
                "只留台账需要的工作表,或拆成几个文件",
                "keep only the sheets that are needed, or split the file",
            ),
        ),
        "ratio" => (
            format!(
                "文件的压缩比超过了允许的{}倍,疑似压缩炸弹,没有打开",
                detail.unwrap_or("最大")
            ),
            format!(
                "a part of the file is packed more than {} times, as zip bombs are, so that it was not opened",
                detail.unwrap_or("the allowed number of")
            ),
            (
                "核对文件来源;在电子表格软件里另存一份再提交",
                "check where the file comes from and save it again in a spreadsheet program",
            ),
        ),
        "cells" => (
            format!(
                "有工作表的内容散得太开:从第一格到最后一格超过了允许的{}格,没有读",
                detail.unwrap_or("最大")
            ),
            format!(
                "a sheet has more than {} cells between its first and its last one, so that it was not read",
                detail.unwrap_or("the allowed number of")
            ),
            (
                "删掉远处零星的内容和多余的行列,或另存为 .xlsx 后再提交",
                "delete what stands far off, or save the file as .xlsx",
            ),
        ),
        "tables" => (
            format!(
                "文档里的表格合起来超过了允许的{}格,没有读",
                detail.unwrap_or("最大")
            ),
            format!(
                "the tables of the document have more than {} cells, so that it was not read",
                detail.unwrap_or("the allowed number of")
            ),
            (
                "这么大的表用电子表格软件做,另存为 .xlsx 后再提交",
                "keep tables of this size in a spreadsheet program, as .xlsx",
            ),
        ),
        "twice" => (
            "压缩包里有同名或重叠的部件,不同的软件会看到不同的内容,没有打开".to_owned(),
            "two parts of the file have one name or overlap, so that programs differ in what they show; it was not opened".to_owned(),
            (
                "核对文件来源;在电子表格软件里另存一份再提交",
                "check where the file comes from and save it again in a spreadsheet program",
            ),
        ),
        "parts" => (
            format!("文件里的部件超过了允许的{}个", detail.unwrap_or("最大")),
            format!(
                "the file has more than {} parts",
                detail.unwrap_or("the allowed number of")
            ),
            (
                "在电子表格软件里另存一份再提交",
                "save it again in a spreadsheet program",
            ),
        ),
        "sheet" => (
            "这张工作表已经损坏,读不下去".to_owned(),
            "this sheet is damaged and cannot be read".to_owned(),
            (
                "用电子表格软件打开修复后另存,再来检查",
                "open the file in a spreadsheet program, repair it and save it again",
            ),
        ),
        "cell" => (
            "这一格后面有一格的内容损坏,没有读出来".to_owned(),
            "the content of a cell behind this one is damaged and was not read".to_owned(),
            (
                "用电子表格软件打开核对这一行,另存后再来检查",
                "open the file, check this row and save it again",
            ),
        ),
        "other" => (
            "文件名是工作簿或文档,内容却不是(可能是改了扩展名的文件)".to_owned(),
            "the name is a workbook's or document's, but the content is none (a renamed file, perhaps)"
                .to_owned(),
            (
                "核对是否交错了文件;是表格的,另存为“Excel 工作簿(*.xlsx)”",
                "check whether this is the right file, and save tables as .xlsx",
            ),
        ),
        _ => (
            "文件已经损坏或没有传完,打不开".to_owned(),
            "the file is damaged or incomplete and cannot be opened".to_owned(),
            (
                "重新拷贝或下载原件;能用办公软件打开的,另存一份再提交",
                "copy the original again, or repair and save it in an office program",
            ),
        ),
    };
    d.texts((zh, en), ("读不了", "cannot be read"), advice)
}

pub fn hidden(d: &Data) -> Texts {
    let texts = |zh: String, en: String| {
        d.texts(
            (zh, en),
            ("有隐藏内容", "hidden"),
            (
                "核对隐藏的内容是否也要报送;不要报送的删掉,不要只是藏起来",
                "check whether it is meant to be handed in; delete what is not",
            ),
        )
    };
    let english = |list: &str| list.replace('、', ", ");
    match (d.detail(0), d.detail(1)) {
        (None, None) => texts(
            "这张工作表是隐藏的,照样作了检查".to_owned(),
            "this sheet is hidden, and was checked like any other".to_owned(),
        ),
        (Some(rows), None) => texts(
            format!("第{rows}行是隐藏的,照样作了检查"),
            format!(
                "rows {} are hidden, and were checked like any other",
                english(rows)
            ),
        ),
        (None, Some(columns)) => texts(
            format!("{columns}列是隐藏的,照样作了检查"),
            format!(
                "columns {} are hidden, and were checked like any other",
                english(columns)
            ),
        ),
        (Some(rows), Some(columns)) => texts(
            format!("第{rows}行、{columns}列是隐藏的,照样作了检查"),
            format!(
                "rows {} and columns {} are hidden, and were checked like any other",
                english(rows),
                english(columns)
            ),
        ),
    }
}

/// The value is not repeated: it may be a person's name or number, and nothing else knows that it is one.
pub fn edited_sample(d: &Data) -> Texts {
    let name = d.detail(0).unwrap_or_default();
    d.texts(
        (
            format!("示例行的“{name}”填了别的内容,但首格还是“{SAMPLE}”,这一行没有当作记录"),
            format!(
                "\"{name}\" of the sample row was filled in, but its first cell still says that it is one, so that it was not taken for a record"
            ),
        ),
        ("示例行,没有检查", "sample row, not checked"),
        (
            "这一行是要报送的,把首格的示例字样改成该栏的内容;不是的,删掉这一行",
            "type the first column's value over the mark if the row is meant to be handed in, or else delete the row",
        ),
    )
}

pub fn stray(d: &Data) -> Texts {
    let name = d.detail(0).unwrap_or_default();
    let row = d.detail(1).unwrap_or("?");
    d.texts(
        (
            format!("这一行接着第{row}行的记录,这里的“{name}”与那一行的不同,没有读取"),
            format!(
                "this row goes on with the record of row {row}; its \"{name}\" differs from that row's and was not read"
            ),
        ),
        ("续行里的内容,没有读取", "below its record, not read"),
        (
            "属于那条记录的,并到第一行的格子里;是另一条记录,把这一行的编号填上",
            "move it into the record's first row, or, if another record begins here, fill in its number",
        ),
    )
}
