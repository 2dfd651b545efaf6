//! What is wrong in TOML text, in plain words, from the parser's own short English descriptions.

use crate::lang::Lang;

/// (a part of the parser's description, Chinese, English), the first that occurs counts.
const KNOWN: [(&str, &str, &str); 20] = [
    (
        "duplicate key",
        "同一个配置项写了两次",
        "the same key stands twice",
    ),
    (
        "string values must be quoted",
        "文字要加引号",
        "a text needs quotes",
    ),
    (
        "unclosed array table",
        "表头缺少 ]]",
        "the table header lacks ]]",
    ),
    ("unclosed table", "表头缺少 ]", "the table header lacks ]"),
    ("unclosed array", "列表缺少 ]", "the list lacks ]"),
    ("unclosed inline table", "缺少 }", "a } is missing"),
    ("extra comma", "多了一个逗号", "there is a comma too many"),
    ("missing comma", "缺少逗号", "a comma is missing"),
    (
        "missing value",
        "等号后面没有值",
        "no value follows the equals sign",
    ),
    (
        "key with no value",
        "配置项后面没有等号和值",
        "the key has no equals sign and value",
    ),
    (
        "extra `=`",
        "多了一个等号",
        "there is an equals sign too many",
    ),
    (
        "invalid unquoted key",
        "配置项名里有不能用的字符,中文名要加引号",
        "the key holds characters that need quotes",
    ),
    (
        "unquoted keys cannot be empty",
        "等号前面没有配置项名",
        "no key stands before the equals sign",
    ),
    (
        "leading zero",
        "数字开头多了 0;编号类的值要加引号",
        "a number has a leading zero; codes need quotes",
    ),
    ("recurs", "嵌套太深", "it is nested too deeply"),
    (
        "string, expected `'`",
        "引号没有配对",
        "a quote is not closed",
    ),
    (
        "string, expected `\"`",
        "引号没有配对",
        "a quote is not closed",
    ),
    ("opening quote", "引号没有配对", "a quote is not closed"),
    (
        "escape",
        "双引号里的反斜杠有特殊含义,路径请改用单引号",
        "a backslash in double quotes has a meaning of its own; put paths in single quotes",
    ),
    (
        "unicode value",
        "双引号里的反斜杠有特殊含义,路径请改用单引号",
        "a backslash in double quotes has a meaning of its own; put paths in single quotes",
    ),
];

/// Message and, for mistakes without a name, advice. `found` is the text at the place.
pub fn explain(description: &str, found: &str, lang: Lang) -> (&'static str, Option<&'static str>) {
    // the parser takes nothing at all for a text without quotes
    let description = if description.contains("must be quoted") && found.trim().is_empty() {
        "missing value"
    } else {
        description
    };
    let known = KNOWN.iter().find(|(part, ..)| description.contains(part));
    match known {
        Some((_, zh, en)) => (lang.pick(zh, en), None),
        None => (
            lang.pick("这里不符合 TOML 的写法", "this is not valid TOML"),
            Some(lang.pick(
                "每行写成 配置项 = 值,文字加引号",
                "write each line as key = value, with texts in quotes",
            )),
        ),
    }
}
