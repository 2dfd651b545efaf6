//! Words for one cell that could not be read, or only with help.

use super::{Data, Texts};
use crate::ledger::Kind;

pub fn words(kind: Kind, d: &Data) -> Texts {
    let (value, name) = (d.value(), d.name());
    match kind {
        Kind::UnreadableDate => d.texts(
            (format!("{value}不是有效日期"), format!("{value} is not a valid date")),
            ("不是有效日期", "not a date"),
            ("写成2021-05-15这样的日期", "write a date such as 2021-05-15"),
        ),
        Kind::ImpreciseDate => {
            let span = match (d.detail(0), d.detail(1)) {
                (Some(from), Some(to)) => (format!("(大约{from}至{to})"), format!(" (about {from} to {to})")),
                _ => (String::new(), String::new()),
            };
            d.texts(
                (format!("{value}不够确切,无法判断是否到期{}", span.0), format!("{value} is too vague to compare{}", span.1)),
                ("不确切的日期", "too vague"),
                ("写明具体日期,如2021-05-15", "give the exact day, such as 2021-05-15"),
            )
        }
        Kind::UnreadableMonth => d.texts(
            (format!("{value}不是有效月份"), format!("{value} is not a valid month")),
            ("不是有效月份", "not a month"),
            ("写成2021-05这样的月份", "write a month such as 2021-05"),
        ),
        Kind::UnreadableNumber => d.texts(
            (format!("{value}不是数字"), format!("{value} is not a number")),
            ("不是数字", "not a number"),
            ("只写数字,说明文字放到备注", "write the number alone and put explanations in the remarks"),
        ),
        Kind::UnreadableBoolean => d.texts(
            (format!("{value}看不出是“是”还是“否”"), format!("{value} is neither yes nor no")),
            ("不是“是”或“否”", "neither yes nor no"),
            ("只写“是”或“否”", "write 是 or 否"),
        ),
        Kind::DamagedIdentifier => d.texts(
            (
                format!("{name}被电子表格存成了科学计数法“{}”,后几位已丢失", d.found),
                format!("a spreadsheet turned {name} into scientific notation (\"{}\"), so that its last digits are lost", d.found),
            ),
            ("后几位已丢失", "last digits lost"),
            ("把该列设为“文本”格式后按原件重新录入", "format the column as text and enter the number again from the original"),
        ),
        Kind::FormulaError if d.found.is_empty() => d.texts(
            (
                format!("{name}是公式,文件里没有保存它的结果"),
                format!("{name} is a formula whose result was not saved"),
            ),
            ("公式没有结果", "no result"),
            (
                "用电子表格软件打开,让它重新计算后保存,再来检查",
                "open the file in a spreadsheet program, let it calculate and save it again",
            ),
        ),
        Kind::FormulaError => d.texts(
            (
                format!("{name}的公式出错,显示为“{}”", d.found),
                format!("the formula in {name} fails and shows \"{}\"", d.found),
            ),
            ("公式出错", "the formula fails"),
            (
                "改正公式,或直接填写内容",
                "correct the formula or enter the value itself",
            ),
        ),
        Kind::WrongShape => d.texts(
            (format!("{value}的结构不对,单个值与成组的内容写反了"), format!("{value} has the wrong shape: one value and a group of values are swapped")),
            ("结构不对", "wrong shape"),
            ("对照台账说明:一格只写一个值,多项内容写成列表", "see the ledger's definition: one plain value, or a list where several belong"),
        ),
        Kind::Normalised => {
            let done = match d.detail(0) {
                Some(now) => (format!(",已按“{now}”处理"), format!(", and was read as \"{now}\"")),
                None => (",已去掉后处理".into(), ", which were ignored".into()),
            };
            d.texts(
                (format!("{value}含有全角、空格或看不见的字符{}", done.0), format!("{value} contains full-width characters, spaces or hidden ones{}", done.1)),
                ("含有多余或全角字符", "stray characters"),
                ("改成半角并删去多余的空格", "use plain characters and remove the spaces"),
            )
        }
        Kind::InferredYear => {
            let date = d.detail(0);
            d.texts(
                (
                    format!("{value}没有写年份{}", date.map_or(String::new(), |t| format!(",按{t}处理"))),
                    format!("{value} gives no year{}", date.map_or(String::new(), |t| format!(" and was read as {t}"))),
                ),
                ("没有年份", "no year"),
                ("补上年份", "add the year"),
            )
        }
        // a detail says that the value is written elsewhere
        Kind::Placeholder if d.detail(0).is_some() => d.texts(
            (format!("{value}只指向别处,等于没有填写"), format!("{value} only points elsewhere, which counts as missing")),
            ("没有写出内容", "points elsewhere"),
            ("把内容写在这一格,不要写“同上”或“详见附件”", "write the value itself into this cell"),
        ),
        _ => d.texts(
            (format!("{value}只是占位,等于没有填写"), format!("{value} is a placeholder, which counts as missing")),
            ("占位,等于没填", "a placeholder"),
            ("填写真实内容;确实没有的,按填表说明注明原因", "enter the real value, or the reason why there is none"),
        ),
    }
}
