//! `pack.yaml`: a pack's title and its parameters.

use super::keys::{Faults, Keys, text_of};
use super::model::{Pack, Parameter, ParameterValue};
use super::yaml::{Yaml, YamlKind};
use crate::ledger::{Date, Decimal, Month, Type, Value};

/// Reads a pack file; `folder` is the id it must have.
pub fn read_pack(root: &Yaml, folder: &str, faults: &mut Faults<'_>) -> Option<Pack> {
    let mut keys = Keys::of(root, faults)?;
    let id = keys.required_text("id", faults)?;
    if id != folder {
        faults.push(
            root.span.start..root.span.start,
            format!("规则包编号“{id}”与文件夹名“{folder}”不一致"),
            format!("pack id '{id}' differs from its folder '{folder}'"),
        );
    }
    let title = keys.required_text("title", faults).unwrap_or_default();
    let description = keys.text("description", faults);
    let mut parameters = Vec::new();
    if let Some(node) = keys.take("parameters")
        && let YamlKind::Map(pairs) = &node.kind
    {
        for (name, body) in pairs {
            let Some(name) = name.text() else { continue };
            parameters.extend(parameter(name, body, faults));
        }
    }
    keys.finish(faults);
    Some(Pack {
        id,
        title,
        description,
        parameters,
    })
}

fn parameter(name: &str, node: &Yaml, faults: &mut Faults<'_>) -> Option<Parameter> {
    let mut keys = Keys::of(node, faults)?;
    let title = keys.required_text("title", faults).unwrap_or_default();
    let unit = keys.text("unit", faults);
    let mut values: Vec<ParameterValue> = Vec::new();
    for item in keys.list("values") {
        let Some(value) = dated_value(item, faults) else {
            continue;
        };
        if values
            .first()
            .is_some_and(|first| first.value.kind() != value.value.kind())
        {
            faults.push(
                item.span.clone(),
                "同一参数的各个取值类型要一致(整数和小数不能混用,小数写成 0.03、1.0)",
                "the values of a parameter must have one type",
            );
        }
        values.push(value);
    }
    if values.is_empty() {
        faults.push(
            node.span.start..node.span.start,
            format!("参数“{name}”没有取值"),
            format!("parameter '{name}' has no value"),
        );
        return None;
    }
    keys.finish(faults);
    Some(Parameter {
        name: name.to_owned(),
        title,
        unit,
        values,
    })
}

fn dated_value(node: &Yaml, faults: &mut Faults<'_>) -> Option<ParameterValue> {
    let mut keys = Keys::of(node, faults)?;
    let Some(value) = keys.take("value") else {
        keys.missing("value", faults);
        return None;
    };
    let value = plain_value(value, faults)?;
    let from = keys.date("from", faults);
    let to = keys.date("to", faults);
    let region = keys.text("region", faults);
    let source = keys.required_text("source", faults).unwrap_or_default();
    let verified = keys.boolean("verified", faults).unwrap_or(false);
    keys.finish(faults);
    Some(ParameterValue {
        value,
        from,
        to,
        region,
        source,
        verified,
    })
}

fn plain_value(node: &Yaml, faults: &mut Faults<'_>) -> Option<Value> {
    match &node.kind {
        YamlKind::Scalar { text, plain: true } => Some(parameter_text(text)),
        YamlKind::Scalar { text, plain: false } => Some(Value::Text(text.as_str().into())),
        _ => {
            let text = text_of(node, "value", faults)?;
            Some(Value::Text(text.into()))
        }
    }
}

/// A parameter value as people write it: date, month, whole number, decimal, truth value, or else text.
fn parameter_text(text: &str) -> Value {
    let text = text.trim();
    None.or_else(|| Date::parse(text).map(Value::Date))
        .or_else(|| Month::parse(text).map(Value::Month))
        .or_else(|| text.parse().ok().map(Value::Integer))
        .or_else(|| Decimal::parse(text).map(Value::Decimal))
        .or_else(|| text.parse().ok().map(Value::Boolean))
        .unwrap_or_else(|| Value::Text(text.into()))
}

/// The text as a parameter of this type; a whole number will do for a decimal, anything for text.
pub fn parameter_value(text: &str, wanted: Type) -> Option<Value> {
    match (parameter_text(text), wanted) {
        (Value::Integer(n), Type::Decimal) => Some(Value::Decimal(Decimal::from_integer(n))),
        (_, Type::Text) => Some(Value::Text(text.into())),
        (value, wanted) if value.kind() == Some(wanted) => Some(value),
        _ => None,
    }
}
