//! Array properties: ledgers nested in another one's records.

use serde_json::{Map, Value, json};

use super::draft::{Draft, ledger};
use super::fault::{Faults, step};
use super::field::{field, json_type};
use super::keyword::{Place, aliases, check_keywords, standard_text, text};
use super::relation::Link;

/// Where a nested ledger stands.
pub struct Nest<'a> {
    pub parent: usize,
    pub parent_name: &'a str,
    pub property: &'a str,
    /// Names of all ledgers around, to find cycles.
    pub around: Vec<&'a str>,
}

/// An array property: a ledger of objects, or of plain values in the single field `value`.
pub fn array(
    path: &str,
    schema: &Map<String, Value>,
    defs: Option<&Value>,
    at: &str,
    nest: &Nest,
    drafts: &mut Vec<Draft>,
    faults: &mut Faults,
) {
    check_keywords(schema, Place::Array, at, faults);
    for keyword in [
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "prefixItems",
        "unevaluatedItems",
    ] {
        if schema.contains_key(keyword) {
            faults.add(
                step(at, keyword),
                [
                    format!("嵌套台账不支持 {keyword}"),
                    format!("{keyword} is not judged on a nested ledger"),
                ],
                [
                    format!("写成规则,如 require: count({}) >= 1", nest.property),
                    format!(
                        "write a rule instead: require: count({}) >= 1",
                        nest.property
                    ),
                ],
            );
        }
    }
    let at_items = step(at, "items");
    let Some(Value::Object(items)) = schema.get("items") else {
        faults.add(
            at_items,
            [
                format!("列表 {} 没有写明 items", nest.property),
                format!("array {} does not say what its items are", nest.property),
            ],
            ["加上 items: {…}".to_owned(), "add items: {…}".to_owned()],
        );
        return;
    };
    if items.contains_key("$ref") || items.contains_key("$dynamicRef") {
        faults.add(
            at_items,
            [
                format!("嵌套台账 {} 不能用 $ref", nest.property),
                format!("nested ledger {} cannot be a $ref", nest.property),
            ],
            [
                "把定义直接写在 items 里;台账不能嵌套自己".to_owned(),
                "write the definition in place; a ledger cannot nest itself".to_owned(),
            ],
        );
        return;
    }
    let in_items = if items.contains_key("x-ledger") {
        (items, at_items.as_str())
    } else {
        (schema, at)
    };
    let name = text(in_items.0, "x-ledger", in_items.1, faults).map(str::to_owned);
    let name = name.unwrap_or_else(|| format!("{}_{}", nest.parent_name, nest.property));
    if nest.around.contains(&name.as_str()) {
        faults.add(
            step(in_items.1, "x-ledger"),
            [
                format!("台账 {name} 嵌套了自己"),
                format!("ledger {name} nests itself"),
            ],
            [
                "换一个台账名,或改用关系 x-relations".to_owned(),
                "use another name, or a relation in x-relations".to_owned(),
            ],
        );
        return;
    }
    let first = drafts.len();
    if json_type(items) == Some("object") || items.contains_key("properties") {
        ledger(
            &name,
            path,
            items,
            defs,
            &at_items,
            Some(nest),
            drafts,
            faults,
        );
    } else {
        drafts.extend(scalar(name, path, items, schema, at, nest, faults));
    }
    // the property's names are names of the nested ledger too: 措施明细 as a sheet or a key is this list
    if let Some(draft) = drafts.get_mut(first) {
        let title = standard_text(schema, "title");
        let names = title.into_iter().chain(aliases(schema, at, faults));
        for name in names {
            if draft.title != name && !draft.aliases.contains(&name) {
                draft.aliases.push(name);
            }
        }
    }
}

fn scalar(
    name: String,
    path: &str,
    items: &Map<String, Value>,
    array: &Map<String, Value>,
    at: &str,
    nest: &Nest,
    faults: &mut Faults,
) -> Option<Draft> {
    let title = standard_text(array, "title").unwrap_or_else(|| nest.property.to_owned());
    let mut items = items.clone();
    items.remove("x-ledger");
    // a blank item is a fault of the list
    let mut value = field("value", &items, true, &step(at, "items"), faults)?;
    if !items.contains_key("title") {
        value.title.clone_from(&title);
    }
    Some(Draft {
        path: path.to_owned(),
        pointer: at.to_owned(),
        name,
        title,
        aliases: Vec::new(),
        description: standard_text(array, "description"),
        key: Vec::new(),
        fields: vec![value],
        links: vec![implied(nest, at)],
        nested_in: Some((nest.parent, nest.property.to_owned())),
        scalar: true,
        schema: json!({"type": "object", "required": ["value"], "properties": {"value": items}}),
    })
}

/// The relation by position alone, where the schema declares none.
pub fn implied(nest: &Nest, at: &str) -> Link {
    Link {
        pointer: at.to_owned(),
        name: nest.parent_name.to_owned(),
        ledger: nest.parent_name.to_owned(),
        on: Vec::new(),
        inverse: nest.property.to_owned(),
        nested: true,
    }
}
