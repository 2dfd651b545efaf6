//! The examples of a rule file.

use super::json::to_json;
use super::keys::{Faults, Keys};
use super::model::{Example, Examples};
use super::yaml::{Yaml, YamlKind};

/// Reads `examples: {passes: [...], fails: [...]}`.
pub fn read_examples(node: &Yaml, faults: &mut Faults<'_>) -> Examples {
    let Some(mut keys) = Keys::of(node, faults) else {
        return Examples::default();
    };
    let passes = keys
        .list("passes")
        .into_iter()
        .filter_map(|n| example(n, false, faults))
        .collect();
    let fails = keys
        .list("fails")
        .into_iter()
        .filter_map(|n| example(n, true, faults))
        .collect();
    keys.finish(faults);
    Examples { passes, fails }
}

fn example(node: &Yaml, fails: bool, faults: &mut Faults<'_>) -> Option<Example> {
    let mut keys = Keys::of(node, faults)?;
    let note = keys.text("note", faults);
    let as_of = keys.date("as_of", faults);
    let region = keys.text("region", faults);
    let given = keys.take("given").map_or(serde_json::json!({}), to_json);
    let mut files = Vec::new();
    if let Some(Yaml {
        kind: YamlKind::Map(pairs),
        ..
    }) = keys.take("files")
    {
        files = pairs
            .iter()
            .filter_map(|(n, t)| Some((n.text()?.to_owned(), t.text()?.to_owned())))
            .collect();
    }
    let waivers = keys
        .take("waivers")
        .and_then(|n| n.text().map(str::to_owned));
    let finds: Vec<_> = keys
        .list("finds")
        .into_iter()
        .filter_map(|n| match to_json(n) {
            serde_json::Value::Object(map) => Some(map),
            _ => {
                faults.push(
                    n.span.clone(),
                    "finds 里写被发现的记录的字段,如 {contract_no: HT-1}",
                    "finds lists fields of the records found, like {contract_no: HT-1}",
                );
                None
            }
        })
        .collect();
    let at = keys.text("at", faults);
    let says = keys.text("says", faults);
    let undecided = count(&mut keys, "undecided", faults);
    let judged = count(&mut keys, "judged", faults);
    if fails && finds.is_empty() {
        faults.push(
            node.span.start..node.span.start,
            "不通过的例子要用 finds 写明发现的是哪条记录",
            "a failing example names the records found under finds",
        );
    }
    if given.as_object().is_none_or(serde_json::Map::is_empty) && files.is_empty() {
        faults.push(
            node.span.start..node.span.start,
            "例子要用 given(台账的记录)或 files(文件)给出数据",
            "an example holds data under given (records) or files",
        );
    }
    keys.finish(faults);
    Some(Example {
        note,
        as_of,
        region,
        given,
        files,
        waivers,
        finds,
        at,
        says,
        undecided,
        judged,
        span: node.span.clone(),
    })
}

/// A number of records.
fn count(keys: &mut Keys<'_>, key: &'static str, faults: &mut Faults<'_>) -> Option<u64> {
    let node = keys.take(key)?;
    let number = node.text().and_then(|text| text.parse().ok());
    if number.is_none() {
        faults.push(
            node.span.clone(),
            format!("{key} 写条数,如 0 或 2"),
            format!("{key} takes a number of records, such as 0 or 2"),
        );
    }
    number
}
