//! What a template lets people type into a column, and what it tells them there.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule as Rule, Formula, XlsxError,
};

use super::column::Column;
use crate::finding::PersonalKind;
use crate::lang::Lang;
use crate::ledger::{Field, Type};

/// Characters of a title and of a message that Excel takes (UTF-16 units).
const TITLE: usize = 32;
const MESSAGE: usize = 255;
/// Characters of a drop-down's values inside the validation, commas included.
const INLINE: usize = 255;

/// Where values stand that are too long for the validation itself: such as `='代码表'!$A$2:$A$30`.
pub type Elsewhere<'e> = &'e mut dyn FnMut(&str, &[String]) -> String;

/// The validation of a column whose first cell to be filled is `first`, such as `F2`.
pub fn validation(
    column: &Column<'_>,
    first: &str,
    lang: Lang,
    elsewhere: Elsewhere<'_>,
) -> Result<DataValidation, XlsxError> {
    let mut validation = match column {
        Column::Field { field, .. } => rule(field, first, elsewhere)?,
        Column::List(_) => DataValidation::new().allow_any_value(),
    };
    let told = told(column, lang);
    validation = validation
        .set_input_title(cut(column.title(), TITLE))?
        .set_input_message(cut(&told, MESSAGE))?
        .set_error_title(cut(column.title(), TITLE))?
        .set_error_message(cut(&told, MESSAGE))?;
    Ok(validation)
}

fn rule(field: &Field, first: &str, elsewhere: Elsewhere<'_>) -> Result<DataValidation, XlsxError> {
    let new = DataValidation::new();
    let (least, most) = bounds(field);
    Ok(match field.kind {
        Type::Boolean => new.allow_list_strings(&["是", "否"])?,
        Type::Text if !field.codes.is_empty() => {
            let units = |code: &String| code.encode_utf16().count() + 1;
            let short = field.codes.iter().map(units).sum::<usize>() <= INLINE;
            let plain = |code: &String| !code.contains([',', '"']) && code.trim() == code;
            if short && field.codes.iter().all(plain) {
                new.allow_list_strings(&field.codes)?
            } else {
                let range = elsewhere(&field.title, &field.codes);
                new.allow_list_formula(Formula::new(range))
            }
        }
        Type::Integer => {
            let whole = |bound: f64| bound.clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32;
            let (least, most) = (least.map(whole), most.map(whole));
            new.allow_whole_number(between(least, most, i32::MIN, i32::MAX))
        }
        Type::Decimal => new.allow_decimal_number(between(least, most, -1e15, 1e15)),
        Type::Date if field.lenient.is_empty() => {
            let day = |year: u16| Formula::new(format!("=DATE({year},1,1)"));
            new.allow_date_formula(Rule::Between(day(1901), day(2100)))
        }
        Type::Month => {
            let form = format!(
                "=AND(LEN({first})=7,MID({first},5,1)=\"-\",ISNUMBER(-LEFT({first},4)),ISNUMBER(-RIGHT({first},2)))"
            );
            new.allow_custom(Formula::new(form))
        }
        Type::Text if field.personal == Some(PersonalKind::IdNumber) => {
            // passports and the like are shorter, so that it warns only
            new.allow_text_length(Rule::EqualTo(18))
                .set_error_style(DataValidationErrorStyle::Warning)
        }
        Type::Text => match text_bounds(field) {
            (None, None) => new.allow_any_value(),
            (least, most) => new.allow_text_length(between(least, most, 0, 32_767)),
        },
        Type::Date => new.allow_any_value(),
    })
}

fn between<T: rust_xlsxwriter::IntoDataValidationValue>(
    least: Option<T>,
    most: Option<T>,
    lowest: T,
    highest: T,
) -> Rule<T> {
    match (least, most) {
        (Some(least), None) => Rule::GreaterThanOrEqualTo(least),
        (None, Some(most)) => Rule::LessThanOrEqualTo(most),
        (least, most) => Rule::Between(least.unwrap_or(lowest), most.unwrap_or(highest)),
    }
}

/// `minimum` and `maximum` of the schema.
fn bounds(field: &Field) -> (Option<f64>, Option<f64>) {
    let bound = |keyword: &str| {
        field
            .schema
            .get(keyword)
            .and_then(serde_json::Value::as_f64)
    };
    (bound("minimum"), bound("maximum"))
}

/// `minLength` and `maxLength`; a shortest length of one is what every text has.
fn text_bounds(field: &Field) -> (Option<u32>, Option<u32>) {
    let bound = |keyword: &str| {
        let value = field.schema.get(keyword)?.as_u64()?;
        u32::try_from(value).ok()
    };
    (bound("minLength").filter(|n| *n > 1), bound("maxLength"))
}

/// What to fill in, as the message beside the cell and the guide say it.
pub fn told(column: &Column<'_>, lang: Lang) -> String {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    let Column::Field { field, .. } = column else {
        return t(
            "可以不填;几项写在一格里,一行一项",
            "May be empty; several in one cell, one a line",
        );
    };
    let mut parts = vec![if field.required {
        t("必填", "Required")
    } else {
        t("可以不填", "May be empty")
    }];
    parts.push(match field.kind {
        Type::Boolean => t("填 是 或 否", "是 (yes) or 否 (no)"),
        Type::Text if !field.codes.is_empty() => t("从下拉列表里选", "choose from the list"),
        Type::Text if field.personal == Some(PersonalKind::IdNumber) => {
            t("18位证件号码", "an ID number of 18 characters")
        }
        Type::Text => length_told(field, lang).unwrap_or_else(|| t("填文字", "text")),
        Type::Integer => number_told(t("填整数", "a whole number"), field, lang),
        Type::Decimal => number_told(t("填数字", "a number"), field, lang),
        Type::Date if field.lenient.is_empty() => {
            t("填日期,如 2021-05-13", "a day, such as 2021-05-13")
        }
        Type::Date => t(
            "填日期,如 2021-05-13,也可写 5月15日前并长期坚持 这样的要求",
            "a day, such as 2021-05-13, or a demand such as 5月15日前并长期坚持",
        ),
        Type::Month => t("填月份,如 2021-05", "a month, such as 2021-05"),
    });
    parts.extend(field.description.clone());
    parts.join(lang.pick(";", "; "))
}

fn length_told(field: &Field, lang: Lang) -> Option<String> {
    Some(match (text_bounds(field), lang) {
        ((None, None), _) => return None,
        ((Some(least), None), Lang::Zh) => format!("填文字,至少{least}个字"),
        ((Some(least), None), Lang::En) => format!("text of at least {least} characters"),
        ((least, Some(most)), Lang::Zh) => format!("填文字,{}到{most}个字", least.unwrap_or(0)),
        ((least, Some(most)), Lang::En) => {
            format!("text of {} to {most} characters", least.unwrap_or(0))
        }
    })
}

fn number_told(mut text: String, field: &Field, lang: Lang) -> String {
    if let Some(unit) = &field.unit {
        text.push_str(&match lang {
            Lang::Zh => format!(",单位:{unit}"),
            Lang::En => format!(" in {unit}"),
        });
    }
    let (least, most) = bounds(field);
    if let Some(least) = least {
        text.push_str(&match lang {
            Lang::Zh => format!(",不小于{least}"),
            Lang::En => format!(", at least {least}"),
        });
    }
    if let Some(most) = most {
        text.push_str(&match lang {
            Lang::Zh => format!(",不大于{most}"),
            Lang::En => format!(", at most {most}"),
        });
    }
    text
}

/// At most so many UTF-16 units, which is how Excel counts.
fn cut(text: &str, units: usize) -> String {
    if text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let mut room = units - 1;
    let mut short = String::new();
    for c in text.chars() {
        if c.len_utf16() > room {
            break;
        }
        room -= c.len_utf16();
        short.push(c);
    }
    short + "…"
}
