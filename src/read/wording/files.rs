//! Words for what concerns a whole file, its header or its rows.

use super::{Data, Texts, workbooks};
use crate::lang::Lang;
use crate::ledger::Kind;

pub fn words(kind: Kind, d: &Data) -> Texts {
    let found = d.found;
    match kind {
        Kind::UnknownEncoding if !found.is_empty() => d.texts(
            ("这里有认不出的文字,文件可能损坏,或混用了两种编码".into(), "some bytes here are no characters: the file is damaged or mixes two encodings".into()),
            ("认不出的文字", "no characters"),
            ("找到原件核对这一处,另存为UTF-8编码的CSV后重新提交", "compare this place with the original and save the file in UTF-8"),
        ),
        Kind::UnknownEncoding => d.texts(
            ("文件编码无法识别,不是UTF-8、GB18030或UTF-16".into(), "the encoding is none of UTF-8, GB18030 and UTF-16".into()),
            ("无法识别的文字", "not text"),
            ("用电子表格软件打开核对内容,另存为UTF-8编码的CSV后重新提交", "open the file, check its text and save it as CSV in UTF-8"),
        ),
        Kind::MalformedDocument => malformed(d),
        Kind::MalformedWorkbook => workbooks::malformed(d),
        Kind::HiddenCells => workbooks::hidden(d),
        Kind::EditedSample => workbooks::edited_sample(d),
        Kind::StrayValue => workbooks::stray(d),
        Kind::TooDeep => d.texts(
            (
                format!("内容层层嵌套,超过了允许的{}层", d.detail(0).unwrap_or("最大")),
                format!("the document is nested deeper than {} levels", d.detail(0).unwrap_or("the allowed number of")),
            ),
            ("从这里起超出", "too deep from here"),
            ("台账一般不超过四五层,请检查导出文件的程序", "ledgers need four or five levels; check the program that wrote the file"),
        ),
        Kind::AliasBomb => d.texts(
            (
                format!("引用反复展开,超过了允许的{}项", d.detail(0).unwrap_or("最大")),
                format!("aliases expand to more than {} values", d.detail(0).unwrap_or("the allowed number of")),
            ),
            ("过多的引用", "too many aliases"),
            ("去掉文件里的引用,直接写出内容", "write the values out instead of using aliases"),
        ),
        Kind::EmptyFile => d.texts(
            ("文件是空的,没有任何记录".into(), "the file is empty".into()),
            ("没有内容", "nothing here"),
            ("确认是否导出失败;没有内容的台账保留表头并注明", "check whether an export failed; keep the header of a ledger without records"),
        ),
        Kind::UnreadableFile => {
            let reason = io_reason(found, d.lang);
            d.texts(
                (format!("文件打不开:{reason}"), format!("the file cannot be opened: {reason}")),
                ("打不开", "cannot be opened"),
                ("确认文件还在、没有被其他程序占用、有读取权限后再检查", "make sure that the file exists, is not locked and may be read"),
            )
        }
        Kind::UnbalancedQuote => d.texts(
            ("引号只有一半,后面的内容都被并进了这一格".into(), "a quote is opened and never closed, so that the rest of the file falls into this cell".into()),
            ("引号从这里开始", "opened here"),
            ("补上另一半引号,或删去这个引号", "close the quote or remove it"),
        ),
        Kind::RaggedRow => {
            let (header, row) = (d.detail(0).unwrap_or("?"), d.detail(1).unwrap_or("?"));
            d.texts(
                (format!("这一行有 {row} 格,表头有 {header} 格"), format!("this row has {row} cells, the header has {header}")),
                ("格数与表头不符", "not as many cells as the header"),
                ("对照表头检查这一行是否缺格、多格,或内容里有未加引号的逗号", "look for a missing or extra cell, or a comma that is not quoted"),
            )
        }
        Kind::DuplicateHeader => d.texts(
            (format!("列名“{found}”出现了不止一次"), format!("the column \"{found}\" occurs more than once")),
            ("重复的列名", "the same header again"),
            ("每个列名只保留一列,其余的改名或删除", "rename or remove all but one of these columns"),
        ),
        Kind::AmbiguousHeader => ambiguous(d, "列名", "the column", "把表头改成", "change the header to"),
        Kind::AmbiguousLedger => ambiguous(d, "名称", "the name", "把文件名或数据名改成", "rename the file or the key to"),
        Kind::LineTooLong => d.texts(
            (
                format!("这一行太长,超过了允许的{}", size(d.detail(0), Lang::Zh)),
                format!("the line is longer than {}", size(d.detail(0), Lang::En)),
            ),
            ("太长的一行", "too long"),
            ("检查换行是否丢失,或引号是否没有成对", "check for lost line breaks or a quote that is not closed"),
        ),
        Kind::UnknownColumn if d.detail(0).is_some() => {
            let column = d.detail(0).unwrap_or_default();
            d.texts(
                (
                    format!("“{found}”在 {column} 列,这一列没有表头,没有读取"),
                    format!("\"{found}\" stands in column {column}, which has no header, and was not read"),
                ),
                ("没有表头", "no header"),
                (
                    "这一列有用,就补上表头;是填错了位置,就移到该填的栏",
                    "give the column a header if it is of use; move the value if it is in the wrong place",
                ),
            )
        }
        Kind::UnknownColumn => d.texts(
            (format!("“{found}”不是这个台账的栏目,没有读取"), format!("\"{found}\" is no column of this ledger and was not read")),
            ("不认识的栏目", "unknown column"),
            ("如果它就是某个栏目,把列名改成该栏目的名称;否则不必处理", "rename it if it is one of the ledger's columns; otherwise leave it"),
        ),
        Kind::Mojibake => {
            let value = if d.field.is_empty() && found.is_empty() {
                d.lang.pick("文件里的文字", "the text of this file").to_owned()
            } else {
                d.value()
            };
            let was = d.detail(0).map_or(Default::default(), |t| (format!("(原文可能是“{t}”)"), format!(" (it may have been \"{t}\")")));
            d.texts(
                (
                    format!("{value}像是乱码,文件可能用错误的编码保存过{}", was.0),
                    format!("{value} looks garbled, as if saved in the wrong encoding{}", was.1),
                ),
                ("疑似乱码", "looks garbled"),
                ("找到原件,用正确的编码重新导出", "export the original again in the right encoding"),
            )
        }
        _ => d.texts(
            (
                "这一行是合计或小计,没有当作记录".into(),
                "this row is a total and was not taken for a record".into(),
            ),
            ("合计行", "a total"),
            ("删去合计行,或放到表格之外", "remove the total or put it outside the table"),
        ),
    }
}

/// One name that could be several things; the first candidate makes the advice concrete.
fn ambiguous(d: &Data, zh: &str, en: &str, change_zh: &str, change_en: &str) -> Texts {
    let quoted = |l: &str, r: &str| {
        d.details
            .iter()
            .map(|t| format!("{l}{t}{r}"))
            .collect::<Vec<_>>()
    };
    let (zh_names, en_names) = (quoted("“", "”"), quoted("\"", "\""));
    let found = d.found;
    let message = (
        match zh_names.is_empty() {
            true => format!("{zh}“{found}”对应不止一种含义"),
            false => format!("{zh}“{found}”可能是{}", zh_names.join("也可能是")),
        },
        match en_names.is_empty() {
            true => format!("{en} \"{found}\" has more than one meaning"),
            false => format!("{en} \"{found}\" could be {}", en_names.join(" or ")),
        },
    );
    let advice = (
        match zh_names.is_empty() {
            true => format!("{change_zh}确切的名称"),
            false => format!("{change_zh}{}中的一个", zh_names.join("、")),
        },
        match en_names.is_empty() {
            true => format!("{change_en} an exact name"),
            false => format!("{change_en} one of {}", en_names.join(", ")),
        },
    );
    d.texts(
        message,
        ("含义不明", "could be either"),
        (&advice.0, &advice.1),
    )
}

fn malformed(d: &Data) -> Texts {
    let reason = d.detail(0).unwrap_or_default();
    let (zh, en) = match reason {
        "truncated" => (
            "内容没有写完就结束了,文件可能被截断",
            "the file ends before it is complete",
        ),
        "duplicate-key" => ("同一个名称写了两次", "the same key occurs twice"),
        "trailing" => (
            "完整的内容之后还有多余的文字",
            "there is more text after the end of the document",
        ),
        "bad-escape" => (
            "引号里有写错的转义符",
            "a quoted text contains an escape that is no character",
        ),
        "unknown-anchor" => ("引用了没有定义的内容", "an alias refers to nothing"),
        _ => ("不符合JSON或YAML的写法", "this is not valid JSON or YAML"),
    };
    let message = match d.found {
        "" => (
            format!("文件从这里起无法读取:{zh}"),
            format!("the file cannot be read from here: {en}"),
        ),
        found => (
            format!("文件从“{found}”起无法读取:{zh}"),
            format!("the file cannot be read from \"{found}\" on: {en}"),
        ),
    };
    d.texts(
        message,
        ("从这里起无法读取", "cannot be read from here"),
        (
            "对照前后几行检查逗号、引号和括号是否成对,或重新导出文件",
            "check commas, quotes and brackets around this place, or export the file again",
        ),
    )
}

/// The reason of an IO error: a word of `std::io::ErrorKind`, or a text that is shown as it is.
fn io_reason(found: &str, lang: Lang) -> String {
    let word: String = found
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_lowercase();
    let (zh, en) = match word.as_str() {
        "notfound" => ("文件不存在", "it does not exist"),
        "permissiondenied" => ("没有读取权限", "permission is denied"),
        "isadirectory" => ("它是文件夹", "it is a folder"),
        "notadirectory" => ("路径中有一段不是文件夹", "a part of its path is no folder"),
        "resourcebusy" | "executablefilebusy" | "wouldblock" => {
            ("被其他程序占用", "another program holds it")
        }
        "interrupted" | "timedout" => ("读取中断", "reading was interrupted"),
        "outofmemory" | "filetoolarge" => ("文件太大,内存不够", "it is too large for the memory"),
        "invalidfilename" | "filesystemloop" => ("路径无效", "its path is not valid"),
        "" if !found.is_empty() => return found.to_owned(),
        "" | "other" | "uncategorized" => ("系统拒绝读取", "the system refused to read it"),
        _ => return lang.pick("系统拒绝读取", found).to_owned(),
    };
    lang.pick(zh, en).to_owned()
}

/// A number of bytes, in millions where it is that large.
pub fn size(bytes: Option<&str>, lang: Lang) -> String {
    const MEGA: u64 = 1024 * 1024;
    match (bytes.map(|b| (b, b.parse::<u64>())), lang) {
        (None, _) => lang.pick("最大长度", "the limit").to_owned(),
        (Some((_, Ok(n))), Lang::Zh) if n >= MEGA => format!("{}兆字节", n / MEGA),
        (Some((_, Ok(n))), Lang::En) if n >= MEGA => format!("{} MB", n / MEGA),
        (Some((text, _)), Lang::Zh) => format!("{text}字节"),
        (Some((text, _)), Lang::En) => format!("{text} bytes"),
    }
}
