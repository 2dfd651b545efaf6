//! The words for irregularities: exact for the common ones, and properties of all.

use super::*;

#[track_caller]
fn check(kind: Kind, found: &str, details: &[&str], field: &str, zh: &str, en: &str) {
    let details: Vec<String> = details.iter().map(|d| (*d).to_owned()).collect();
    assert_eq!(word(kind, found, &details, field, Lang::Zh).message, zh);
    assert_eq!(word(kind, found, &details, field, Lang::En).message, en);
}

#[test]
fn messages_name_the_value_and_what_was_expected() {
    use Kind::*;
    check(
        UnreadableDate,
        "2021-02-30",
        &[],
        "整改时限",
        "「整改时限」的值“2021-02-30”不是有效日期",
        "\"2021-02-30\" in 整改时限 is not a valid date",
    );
    check(
        SchemaEnum,
        "很好",
        &["健康", "长期慢性病", "患有大病", "残疾"],
        "健康状况",
        "「健康状况」的值“很好”不在允许的取值中(健康、长期慢性病、患有大病、残疾)",
        "\"很好\" in 健康状况 is not one of the allowed values (健康, 长期慢性病, 患有大病, 残疾)",
    );
    check(
        SchemaEnum,
        "很好",
        &["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"],
        "等级",
        "「等级」的值“很好”不在允许的取值中(一、二、三、四、五、六、七、八等 10 项)",
        "\"很好\" in 等级 is not one of the allowed values (一, 二, 三, 四, 五, 六, 七, 八 and 2 more)",
    );
    check(
        DamagedIdentifier,
        "3.60921E+17",
        &[],
        "身份证号",
        "「身份证号」被电子表格存成了科学计数法“3.60921E+17”,后几位已丢失",
        "a spreadsheet turned 身份证号 into scientific notation (\"3.60921E+17\"), so that its last digits are lost",
    );
    check(
        AmbiguousHeader,
        "完成时间",
        &["整改时限", "销号日期"],
        "",
        "列名“完成时间”可能是“整改时限”也可能是“销号日期”",
        "the column \"完成时间\" could be \"整改时限\" or \"销号日期\"",
    );
    check(
        RaggedRow,
        "",
        &["6", "5"],
        "",
        "这一行有 5 格,表头有 6 格",
        "this row has 5 cells, the header has 6",
    );
    check(
        SchemaPattern,
        "36092",
        &[r"^\d{12}$"],
        "村代码",
        "「村代码」的值“36092”格式不对,应为12位数字",
        "\"36092\" in 村代码 should be 12 digits",
    );
    check(
        SchemaRange,
        "-5",
        &["minimum", "0"],
        "岗位补贴",
        "「岗位补贴」的值“-5”超出范围,不能小于0",
        "\"-5\" in 岗位补贴 must not be less than 0",
    );
    check(
        SchemaCode,
        "突发严重困难户",
        &["2021-05-14", "", "2021-05-13", "纳入日期", "甲号文"],
        "监测对象类别",
        "「监测对象类别」的值“突发严重困难户”自2021-05-14起才有,而「纳入日期」是2021-05-13(依据:甲号文)",
        "\"突发严重困难户\" in 监测对象类别 exists only from 2021-05-14, but 纳入日期 is 2021-05-13 (source: 甲号文)",
    );
    check(
        SchemaCode,
        "五保户",
        &["", "2016-12-31", "2021-05-13", "", ""],
        "户属性",
        "「户属性」的值“五保户”只用到2016-12-31,而基准日是2021-05-13",
        "\"五保户\" in 户属性 was in use until 2016-12-31 only, but the as-of date is 2021-05-13",
    );
    check(
        InferredYear,
        "5月15日前",
        &["2021-05-15"],
        "整改时限",
        "「整改时限」的值“5月15日前”没有写年份,按2021-05-15处理",
        "\"5月15日前\" in 整改时限 gives no year and was read as 2021-05-15",
    );
    check(
        LineTooLong,
        "",
        &["67108864"],
        "",
        "这一行太长,超过了允许的64兆字节",
        "the line is longer than 64 MB",
    );
    check(
        MalformedDocument,
        "\"a\": ",
        &["truncated"],
        "",
        "文件从“\"a\": ”起无法读取:内容没有写完就结束了,文件可能被截断",
        "the file cannot be read from \"\"a\": \" on: the file ends before it is complete",
    );
    check(
        Placeholder,
        "同上",
        &["同上"],
        "责任人",
        "「责任人」的值“同上”只指向别处,等于没有填写",
        "\"同上\" in 责任人 only points elsewhere, which counts as missing",
    );
    check(
        UnreadableFile,
        "PermissionDenied",
        &[],
        "",
        "文件打不开:没有读取权限",
        "the file cannot be opened: permission is denied",
    );
}

#[test]
fn ambiguous_headers_say_how_to_resolve_them() {
    let details = ["整改时限".to_owned(), "销号日期".to_owned()];
    let advice = word(Kind::AmbiguousHeader, "完成时间", &details, "", Lang::Zh).advice;
    assert_eq!(
        advice.as_deref(),
        Some("把表头改成“整改时限”、“销号日期”中的一个")
    );
}

#[test]
fn long_and_multi_line_values_are_shortened() {
    let found = format!("甲\n乙{}", "丙".repeat(190));
    let message = word(Kind::UnreadableDate, &found, &[], "整改时限", Lang::Zh).message;
    assert_eq!(
        message,
        format!("「整改时限」的值“甲 乙{}…”不是有效日期", "丙".repeat(57))
    );
}

/// Every kind, with and without data, with every keyword that changes the wording.
fn everything(lang: Lang) -> Vec<(Kind, Worded)> {
    let keywords = [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "date",
        "email",
        "uri",
        "type",
        "const",
        "uniqueItems",
        "not",
        "if",
        "dependentRequired",
        "additionalProperties",
        "truncated",
        "duplicate-key",
        "trailing",
        "syntax",
        "whatever",
    ];
    let mut all = Vec::new();
    for (kind, _) in Kind::ALL {
        all.push((kind, word(kind, "", &[], "", lang)));
        all.push((
            kind,
            word(
                kind,
                "甲",
                &["乙".to_owned(), "丙".to_owned()],
                "栏目",
                lang,
            ),
        ));
        let keyed = matches!(
            kind,
            Kind::MalformedDocument
                | Kind::SchemaLength
                | Kind::SchemaRange
                | Kind::SchemaFormat
                | Kind::SchemaOther
        );
        for keyword in keywords.into_iter().filter(|_| keyed) {
            all.push((
                kind,
                word(
                    kind,
                    "甲",
                    &[keyword.to_owned(), "12".to_owned()],
                    "栏目",
                    lang,
                ),
            ));
        }
    }
    all
}

#[test]
fn every_kind_has_words_in_both_languages_and_none_ends_with_a_full_stop() {
    for lang in [Lang::Zh, Lang::En] {
        for (kind, worded) in everything(lang) {
            let texts = [
                worded.message.as_str(),
                &worded.label,
                worded.advice.as_deref().unwrap_or("-"),
            ];
            for text in texts {
                assert!(!text.trim().is_empty(), "{kind:?}");
                assert!(!text.ends_with(['.', '。', ',', ':']), "{kind:?}: {text}");
            }
        }
    }
}

#[test]
fn chinese_texts_contain_no_foreign_words() {
    for (kind, worded) in everything(Lang::Zh) {
        let mut text = format!(
            "{} {} {}",
            worded.message,
            worded.label,
            worded.advice.unwrap_or_default()
        );
        for name in ["UTF-8", "UTF-16", "GB18030", "JSON", "YAML", "CSV"] {
            text = text.replace(name, "");
        }
        assert!(
            !text.chars().any(|c| c.is_ascii_alphabetic()),
            "{kind:?}: {text}"
        );
    }
}

#[test]
fn english_texts_contain_chinese_only_as_data() {
    for (kind, worded) in everything(Lang::En) {
        let text = format!(
            "{} {} {}",
            worded.message,
            worded.label,
            worded.advice.unwrap_or_default()
        );
        let rest: String = text
            .chars()
            .filter(|c| !"甲乙丙栏目是否合计".contains(*c))
            .collect();
        assert!(rest.is_ascii(), "{kind:?}: {text}");
    }
}
