//! Why a workbook cannot be marked, in both languages: the one place of these words.

use crate::lang::Lang;

/// Why a workbook cannot be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cannot {
    /// It is no zip archive, or cannot be written as one.
    Zip(Archive),
    /// A part is not what it should be: its name, and why.
    Broken(String, Flaw),
}

/// What is wrong with the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Archive {
    /// No zip archive, or one that was cut off.
    Unreadable,
    /// Zip, but of a kind that workbooks are not.
    Unsupported,
    /// Encrypted entries.
    Locked,
    /// The copy would be larger than a zip archive of this kind can be.
    Unwritable,
}

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    Missing,
    /// It cannot be unpacked.
    Damaged,
    /// It unpacks to more than this many GiB.
    TooLarge(u64),
    /// It is neither UTF-8 nor UTF-16.
    NoText,
    /// The XML ends early or is malformed, at this byte.
    NoXml(u64),
    NoWorkbook,
    NoSheets,
    NoComments,
}

impl Cannot {
    /// One sentence without its end.
    pub fn told(&self, lang: Lang) -> String {
        match self {
            Cannot::Zip(archive) => archive.told(lang).to_owned(),
            Cannot::Broken(part, flaw) => {
                let why = flaw.told(lang);
                match lang {
                    Lang::Zh => format!("文件里的部件 {part} {why}"),
                    Lang::En => format!("its part {part} {why}"),
                }
            }
        }
    }
}

impl Archive {
    fn told(self, lang: Lang) -> &'static str {
        match self {
            Archive::Unreadable => lang.pick(
                "不是完整的 .xlsx 文件(压缩包不完整或已损坏)",
                "it is no whole .xlsx file (the zip archive is incomplete or damaged)",
            ),
            Archive::Unsupported => lang.pick(
                "压缩包用了 Excel 不用的压缩方式",
                "its zip archive is compressed in a way that Excel does not use",
            ),
            Archive::Locked => lang.pick("压缩包加了密码", "its zip archive has a password"),
            Archive::Unwritable => lang.pick(
                "标注后的文件太大,写不成 .xlsx",
                "the marked copy is too large for an .xlsx file",
            ),
        }
    }
}

impl Flaw {
    fn told(self, lang: Lang) -> String {
        let plain = match self {
            Flaw::Missing => lang.pick("缺失", "is missing"),
            Flaw::Damaged => lang.pick("已损坏,解不开", "is damaged and cannot be unpacked"),
            Flaw::TooLarge(gib) => {
                return match lang {
                    Lang::Zh => format!("解开后超过 {gib} GB"),
                    Lang::En => format!("unpacks to more than {gib} GB"),
                };
            }
            Flaw::NoText => lang.pick(
                "不是 UTF-8 或 UTF-16 文本",
                "is text in neither UTF-8 nor UTF-16",
            ),
            Flaw::NoXml(at) => {
                return match lang {
                    Lang::Zh => format!("不是完整的 XML(第 {at} 字节处)"),
                    Lang::En => format!("is no whole XML (at byte {at})"),
                };
            }
            Flaw::NoWorkbook => lang.pick("没有指向工作簿", "leads to no workbook"),
            Flaw::NoSheets => lang.pick("没有工作表", "has no sheets"),
            Flaw::NoComments => lang.pick("没有批注列表", "has no list of comments"),
        };
        plain.to_owned()
    }
}
