//! Catalogs from schemas, and every fault with its place.

use serde_json::{Value, json};

use super::*;
use crate::finding::PersonalKind;
use crate::ledger::{Date, FieldId, LedgerId, Lenient, Type};

fn file(name: &str, schema: &Value) -> (String, String) {
    (format!("schemas/{name}.schema.json"), schema.to_string())
}

fn household() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "农户", "type": "object", "x-key": ["household_id"], "x-aliases": ["户台账"],
        "required": ["household_id"],
        "properties": {
            "household_id": {"type": "string", "title": "户编号", "x-aliases": ["户号"]},
            "head_id_number": {"type": "string", "x-sensitive": "id_number"},
            "income": {"type": ["number", "null"], "x-unit": "元"}
        }
    })
}

fn person() -> Value {
    json!({
        "title": "人员", "type": "object", "x-key": ["person_id"],
        "x-relations": {"household": {"ledger": "household", "on": [{"household_id": "household_id"}, {"id_number": "head_id_number"}], "inverse": "members"}},
        "properties": {
            "person_id": {"type": "string"},
            "household_id": {"type": "string"},
            "id_number": {"type": "string", "x-sensitive": "id_number"},
            "sex": {"type": "string", "enum": ["男", "女"], "x-code-aliases": {"男性": "男"}}
        }
    })
}

fn problem() -> Value {
    json!({
        "title": "整改问题", "type": "object", "x-key": ["problem_no"],
        "$defs": {"short": {"type": "string", "maxLength": 9}},
        "properties": {
            "problem_no": {"type": "integer"},
            "key_facts": {"type": "array", "title": "关键事实", "x-aliases": ["要点"], "x-ledger": "rect_key_fact", "items": {"type": "string", "minLength": 1}},
            "scores": {"type": "array", "items": {"type": "number", "title": "得分"}},
            "measures": {"type": "array", "title": "措施明细", "items": {
                "x-ledger": "rect_measure", "title": "整改措施", "type": "object", "x-key": ["seq"],
                "x-relations": {"problem": {"ledger": "rect_problem", "on": [{"problem_no": "problem_no"}], "inverse": "measures"}},
                "required": ["seq"],
                "properties": {
                    "problem_no": {"type": "integer"},
                    "seq": {"type": "integer"},
                    "deadline": {"type": "string", "format": "date", "x-lenient": ["before", "long_term"], "x-long-term": "long_term", "x-planned": true},
                    "long_term": {"type": "boolean"},
                    "evidence": {"type": "array", "items": {
                        "x-ledger": "rect_evidence", "type": "object", "x-key": ["title"],
                        "properties": {"title": {"type": "string"}, "made": {"type": "string", "format": "year-month"}}
                    }}
                }
            }}
        }
    })
}

fn good(files: &[(String, String)]) -> Catalog {
    parse_schemas(files, Lang::En).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Faults of one schema, as `pointer: message`.
fn faults_of(schemas: &[(&str, Value)]) -> Vec<String> {
    let files: Vec<_> = schemas
        .iter()
        .map(|(name, schema)| file(name, schema))
        .collect();
    let faults = parse_schemas(&files, Lang::En).err().unwrap_or_default();
    for fault in &faults {
        assert!(
            !fault.message.ends_with('.') && !fault.message.is_empty() && !fault.advice.is_empty(),
            "{fault:?}"
        );
    }
    faults
        .into_iter()
        .map(|fault| format!("{}: {}", fault.pointer, fault.message))
        .collect()
}

fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
    let mut changed = person();
    change(&mut changed);
    assert_eq!(
        faults_of(&[("household", household()), ("person", changed)]),
        expected
    );
}

#[test]
fn fields_carry_what_the_schema_says() {
    let catalog = good(&[file("household", &household()), file("person", &person())]);
    let household = catalog.ledger(catalog.named("household").expect("a ledger"));
    assert_eq!(
        (household.title.as_str(), household.aliases.as_slice()),
        ("农户", ["户台账".to_owned()].as_slice())
    );
    assert_eq!(household.key, [FieldId::new(0)]);
    let [id, head, income] = household.fields.as_slice() else {
        panic!("three fields")
    };
    assert_eq!(
        (id.title.as_str(), id.aliases.as_slice(), id.required),
        ("户编号", ["户号".to_owned()].as_slice(), true)
    );
    assert_eq!(
        (head.personal, head.required, head.title.as_str()),
        (Some(PersonalKind::IdNumber), false, "head_id_number")
    );
    assert_eq!(
        (income.kind, income.unit.as_deref()),
        (Type::Decimal, Some("元"))
    );
    let sex = &catalog.definitions[1].fields[3];
    assert_eq!(sex.codes, ["男", "女"]);
    assert_eq!(sex.code_aliases, [("男性".to_owned(), "男".to_owned())]);
}

#[test]
fn relations_are_resolved_in_the_order_of_their_alternatives() {
    let catalog = good(&[file("person", &person()), file("household", &household())]);
    let [relation] = catalog.relations.as_slice() else {
        panic!("one relation")
    };
    assert_eq!(
        (
            relation.name.as_str(),
            relation.inverse.as_str(),
            relation.nested
        ),
        ("household", "members", false)
    );
    assert_eq!(
        (relation.child, relation.parent),
        (LedgerId::new(0), LedgerId::new(1))
    );
    let pairs = [
        vec![(FieldId::new(1), FieldId::new(0))],
        vec![(FieldId::new(2), FieldId::new(1))],
    ];
    assert_eq!(relation.on, pairs);
}

#[test]
fn arrays_become_ledgers_nested_in_their_parent() {
    let catalog = good(&[
        file("household", &household()),
        file("rect_problem", &problem()),
    ]);
    let names: Vec<_> = catalog
        .definitions
        .iter()
        .map(|d| d.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "household",
            "rect_problem",
            "rect_key_fact",
            "rect_problem_scores",
            "rect_measure",
            "rect_evidence"
        ]
    );
    let nested: Vec<_> = catalog
        .definitions
        .iter()
        .map(|d| d.nested_in.as_ref().map(|(id, p)| (id.index(), p.as_str())))
        .collect();
    assert_eq!(
        nested,
        [
            None,
            None,
            Some((1, "key_facts")),
            Some((1, "scores")),
            Some((1, "measures")),
            Some((4, "evidence"))
        ]
    );
    let relations: Vec<_> = catalog
        .relations
        .iter()
        .map(|r| {
            (
                r.name.as_str(),
                r.child.index(),
                r.parent.index(),
                r.inverse.as_str(),
                r.on.len(),
                r.nested,
            )
        })
        .collect();
    let expected = [
        ("rect_problem", 2, 1, "key_facts", 0, true),
        ("rect_problem", 3, 1, "scores", 0, true),
        ("problem", 4, 1, "measures", 1, true),
        ("rect_measure", 5, 4, "evidence", 0, true),
    ];
    assert_eq!(relations, expected);
    let fields: Vec<_> = catalog.definitions[1]
        .fields
        .iter()
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(fields, ["problem_no"]);
    assert!(
        catalog.definitions[1]
            .schema
            .pointer("/properties/measures")
            .is_none()
    );
    assert!(
        catalog.definitions[4]
            .schema
            .pointer("/$defs/short")
            .is_some(),
        "nested records keep the file's $defs"
    );
}

#[test]
fn lists_of_plain_values_have_one_field() {
    let catalog = good(&[file("rect_problem", &problem())]);
    let facts = &catalog.definitions[1];
    assert_eq!(
        (facts.scalar, facts.title.as_str(), facts.aliases.as_slice()),
        (true, "关键事实", ["要点".to_owned()].as_slice())
    );
    let [value] = facts.fields.as_slice() else {
        panic!("one field")
    };
    assert_eq!(
        (
            value.name.as_str(),
            value.title.as_str(),
            value.kind,
            value.required
        ),
        ("value", "关键事实", Type::Text, true)
    );
    let score = &catalog.definitions[2].fields[0];
    assert_eq!((score.title.as_str(), score.kind), ("得分", Type::Decimal));
}

#[test]
fn a_nested_ledger_also_answers_to_its_propertys_title() {
    let catalog = good(&[file("rect_problem", &problem())]);
    assert_eq!(catalog.definitions[3].title, "整改措施");
    assert_eq!(catalog.definitions[3].aliases, ["措施明细"]);
}

#[test]
fn dates_know_their_forms_and_their_sibling() {
    let catalog = good(&[file("rect_problem", &problem())]);
    let measure = &catalog.definitions[3];
    let deadline = measure.field(measure.field_named("deadline").expect("a field"));
    assert_eq!(deadline.kind, Type::Date);
    assert_eq!(deadline.lenient, [Lenient::Before, Lenient::LongTerm]);
    assert_eq!(deadline.long_term, measure.field_named("long_term"));
    assert!(deadline.planned);
    assert_eq!(catalog.definitions[4].fields[1].kind, Type::Month);
}

/// A person with dated values of `sex`, by a date of the same ledger.
fn dated(codes: Value, by: &str) -> Value {
    let mut dated = person();
    dated["properties"]["sex"] =
        json!({"type": "string", "enum": ["男", "女"], "x-codes": codes, "x-codes-by": by});
    dated["properties"]["since"] = json!({"type": "string", "format": "date"});
    dated
}

#[test]
fn codes_carry_their_days() {
    let codes = json!([
        {"code": "男", "from": "2020-03-20", "until": "2021-05-13", "source": "文件甲"},
        {"code": "女", "from": "2021-05-14", "source": "文件乙"},
    ]);
    let catalog = good(&[
        file("household", &household()),
        file("person", &dated(codes, "since")),
    ]);
    let person = &catalog.definitions[1];
    let sex = person.field(person.field_named("sex").expect("a field"));
    assert_eq!(sex.codes_by, person.field_named("since"));
    let day = |text: &str| Date::parse(text).expect("a day");
    let holds = |code: usize, text: &str| sex.dated_codes[code].holds(day(text));
    assert_eq!(sex.dated_codes[0].source, "文件甲");
    assert!(holds(0, "2020-03-20") && holds(0, "2021-05-13") && holds(1, "2021-05-14"));
    assert!(!holds(0, "2020-03-19") && !holds(0, "2021-05-14") && !holds(1, "2021-05-13"));
}

#[test]
fn dated_codes_are_checked() {
    let check = |codes: Value, by: &str, expected: &[&str]| {
        let schemas = [("household", household()), ("person", dated(codes, by))];
        assert_eq!(faults_of(&schemas), expected);
    };
    let at = |rest: &str| format!("/properties/sex/x-codes{rest}");
    let one = |entry: Value| json!([entry]);
    check(
        json!("男"),
        "since",
        &[&at(": x-codes must be a list, not \"男\"")],
    );
    check(
        one(json!("男")),
        "since",
        &[&at("/0: an entry of x-codes must be an object, not \"男\"")],
    );
    check(
        one(json!({"code": "男", "from": "2020-01-01"})),
        "since",
        &[&at("/0: an entry of x-codes has no source")],
    );
    check(
        one(json!({"code": "他", "from": "2020-01-01", "source": "甲"})),
        "since",
        &[&at("/0/code: 他 is not in enum")],
    );
    check(
        one(json!({"code": "男", "form": "2020-01-01", "source": "甲"})),
        "since",
        &[&at("/0/form: an entry of x-codes has no form")],
    );
    check(
        one(json!({"code": "男", "from": "2020-02-30", "source": "甲"})),
        "since",
        &[&at("/0/from: 2020-02-30 is no date")],
    );
    let wrong = at("/0: from and until of 男 are missing, or the wrong way round");
    check(
        one(json!({"code": "男", "source": "甲"})),
        "since",
        &[&wrong],
    );
    let backwards =
        json!({"code": "男", "from": "2020-01-02", "until": "2020-01-01", "source": "甲"});
    check(one(backwards), "since", &[&wrong]);
    let twice = json!({"code": "男", "from": "2020-01-01", "source": "甲"});
    check(
        json!([twice, twice]),
        "since",
        &[&at("/1/code: 男 stands in x-codes twice")],
    );
    check(
        json!([]),
        "name",
        &["/properties/sex/x-codes-by: x-codes-by names name, which is no date of this ledger"],
    );
}

#[test]
fn contracts_of_the_program_are_no_ledgers() {
    let catalog = good(&[
        file("report", &json!({"type": "object"})),
        file("household", &household()),
    ]);
    assert_eq!(catalog.definitions.len(), 1);
}

#[test]
fn relations_between_ledgers_may_form_cycles() {
    let mut parent = household();
    parent["properties"]["head_person_id"] = json!({"type": "string"});
    parent["x-relations"] = json!({"head": {"ledger": "person", "on": [{"head_person_id": "person_id"}], "inverse": "heads"}});
    good(&[file("household", &parent), file("person", &person())]);
}

#[test]
fn what_is_no_json_says_where() {
    let faults = |text: &str| {
        let faults = parse_schemas(&[("a.schema.json".into(), text.into())], Lang::Zh)
            .err()
            .unwrap_or_default();
        faults.into_iter().map(|f| f.message).collect::<Vec<_>>()
    };
    assert_eq!(
        faults("{\n  \"type\": object}"),
        ["第2行第11列:不是合法的 JSON"]
    );
    assert_eq!(faults("{\"a\": [1"), ["第1行第8列:文件没有写完"]);
    assert_eq!(faults("[]"), ["文件内容应是一个 JSON 对象"]);
    assert_eq!(faults(&"[".repeat(100_000)).len(), 1);
    assert_eq!(
        faults(&format!(
            "{}1{}",
            "{\"items\":".repeat(100),
            "}".repeat(100)
        ))
        .len(),
        3
    );
}

#[test]
fn the_metaschema_is_asked() {
    check(
        |s| s["properties"]["sex"]["enum"] = json!("男"),
        &[
            "/properties/sex/x-code-aliases/男性: 男性 stands for \"男\", which is not in enum",
            "/properties/sex/enum: \"男\" has the wrong type for JSON Schema",
        ],
    );
    check(
        |s| s["properties"]["sex"]["minLength"] = json!(-1),
        &["/properties/sex/minLength: -1 must be greater than 0"],
    );
    check(
        |s| s["required"] = json!(["sex", "sex"]),
        &["/required: [\"sex\",\"sex\"] has an item twice"],
    );
    check(
        |s| s["$schema"] = json!("http://json-schema.org/draft-07/schema#"),
        &["/$schema: $schema is \"http://json-schema.org/draft-07/schema#\", not draft 2020-12"],
    );
}

#[test]
fn expressions_and_references_must_compile() {
    let pattern = |s: &mut Value| s["properties"]["sex"]["pattern"] = json!("([");
    check(
        pattern,
        &["/properties/sex/pattern: ([ is no valid regular expression"],
    );
    check(
        |s| s["allOf"] = json!([{"$ref": "#/$defs/none"}]),
        &[": a $ref leads nowhere"],
    );
}

#[test]
fn annotations_are_checked() {
    check(
        |s| s["x-alias"] = json!([]),
        &["/x-alias: there is no annotation x-alias"],
    );
    check(
        |s| s["properties"]["sex"]["x-key"] = json!([]),
        &["/properties/sex/x-key: x-key does not belong here"],
    );
    check(
        |s| s["properties"]["sex"]["minLenght"] = json!(1),
        &["/properties/sex/minLenght: there is no keyword minLenght"],
    );
    check(|s| s["properties"]["sex"]["propertyOrder"] = json!(1), &[]);
    check(
        |s| s["x-area"] = json!(3),
        &["/x-area: x-area must be a text, not 3"],
    );
    check(
        |s| s["x-aliases"] = json!("人"),
        &["/x-aliases: x-aliases must be a list of texts, not \"人\""],
    );
    check(
        |s| s["x-aliases"] = json!(["人", 3]),
        &["/x-aliases/1: x-aliases must be a list of texts, not 3"],
    );
    check(
        |s| s["properties"]["sex"]["x-sensitive"] = json!("fone"),
        &["/properties/sex/x-sensitive: x-sensitive has no kind fone"],
    );
    check(
        |s| s["properties"]["sex"]["x-unit"] = json!("元"),
        &["/properties/sex/x-unit: x-unit is for numbers, which sex is not"],
    );
    check(
        |s| s["properties"]["sex"]["x-planned"] = json!(true),
        &["/properties/sex/x-planned: x-planned is for dates and months, which sex is not"],
    );
    check(
        |s| s["properties"]["sex"]["x-code-aliases"] = json!({"雄": "公"}),
        &["/properties/sex/x-code-aliases/雄: 雄 stands for \"公\", which is not in enum"],
    );
    let born = |extra: Value| {
        move |s: &mut Value| {
            s["properties"]["born"] = json!({"type": "string", "format": "date"});
            for (key, value) in extra.as_object().into_iter().flatten() {
                s["properties"]["born"][key] = value.clone();
            }
        }
    };
    check(
        born(json!({"x-lenient": ["befor"]})),
        &["/properties/born/x-lenient/0: x-lenient has no form befor"],
    );
    check(
        born(json!({"x-planned": "yes"})),
        &["/properties/born/x-planned: x-planned must be true or false, not \"yes\""],
    );
    check(
        born(json!({"x-long-term": "sex"})),
        &[
            "/properties/born/x-long-term: x-long-term names sex, which is no boolean property of this ledger",
        ],
    );
}

#[test]
fn types_and_names_are_checked() {
    check(
        |s| s["properties"]["sex"] = json!({"type": "strng"}),
        &["/properties/sex/type: property sex has no known type: \"strng\""],
    );
    check(
        |s| s["properties"]["sex"] = json!({"title": "性别"}),
        &["/properties/sex/type: property sex has no known type: (无)"],
    );
    check(
        |s| s["properties"]["sex"] = json!({"type": ["string", "integer"]}),
        &["/properties/sex/type: property sex has no known type: [\"string\",\"integer\"]"],
    );
    check(
        |s| s["properties"]["性 别"] = json!({"type": "string"}),
        &["/properties/性 别: \"性 别\" cannot name a property"],
    );
    check(
        |s| s["required"] = json!(["sexx"]),
        &["/required/0: required names sexx, which is no property"],
    );
    check(
        |s| s["x-key"] = json!(["id"]),
        &["/x-key/0: x-key names id, which is no property of this ledger"],
    );
    check(
        |s| s["x-key"] = json!([]),
        &["/x-key: ledger person has no x-key"],
    );
}

#[test]
fn relations_are_checked() {
    let at = "/x-relations/household";
    let relation =
        |change: fn(&mut Value)| move |s: &mut Value| change(&mut s["x-relations"]["household"]);
    check(
        relation(|r| r["ledger"] = json!("houshold")),
        &[&format!(
            "{at}/ledger: relation household leads to houshold, which is no ledger"
        )],
    );
    check(
        relation(|r| r["on"] = json!([{"household": "household_id"}])),
        &[&format!(
            "{at}/on/0/household: on names household, which is no property of this ledger"
        )],
    );
    check(
        relation(|r| r["on"] = json!([{"household_id": "id"}])),
        &[&format!(
            "{at}/on/0/household_id: ledger household has no property id"
        )],
    );
    check(
        relation(|r| r["on"] = json!([{"household_id": "income"}])),
        &[&format!(
            "{at}/on/0/household_id: household_id is text, but household.income is decimal"
        )],
    );
    check(
        relation(|r| r["on"] = json!([])),
        &[&format!("{at}/on: relation household is not complete")],
    );
    check(
        relation(|r| *r = json!({"ledger": "household", "on": [{"household_id": "household_id"}]})),
        &[&format!("{at}: relation household is not complete")],
    );
    check(
        relation(|r| r["by"] = json!(1)),
        &[&format!("{at}/by: a relation has no by")],
    );
}

#[test]
fn a_name_means_one_thing() {
    let at = "/x-relations/household";
    check(
        |s| s["x-relations"]["household"]["inverse"] = json!("income"),
        &[&format!(
            "{at}/inverse: income already names a property of ledger household"
        )],
    );
    check(
        |s| s["x-relations"]["home"] = json!({"ledger": "household", "on": [{"household_id": "household_id"}], "inverse": "members"}),
        &[
            "/x-relations/home/inverse: members already names an inverse relation of ledger household",
        ],
    );
    check(
        |s| s["properties"]["household"] = json!({"type": "string"}),
        &["/x-relations/household: household already names a property of ledger person"],
    );
    let again = faults_of(&[("household", household()), ("x/household", household())]);
    assert_eq!(
        again,
        [": ledger household is already defined in schemas/household.schema.json"]
    );
}

#[test]
fn nesting_is_checked() {
    let nested = |change: fn(&mut Value)| {
        let mut schema = problem();
        change(&mut schema["properties"]["measures"]);
        faults_of(&[("rect_problem", schema)])
    };
    assert_eq!(
        nested(|m| m["items"]["x-ledger"] = json!("rect_problem")),
        ["/properties/measures/items/x-ledger: ledger rect_problem nests itself"]
    );
    assert_eq!(
        nested(|m| m["items"] = json!({"$ref": "#"})),
        ["/properties/measures/items: nested ledger measures cannot be a $ref"]
    );
    assert_eq!(
        nested(|m| m["minItems"] = json!(1)),
        ["/properties/measures/minItems: minItems is not judged on a nested ledger"]
    );
    assert_eq!(
        nested(|m| *m = json!({"type": "array"})),
        ["/properties/measures/items: array measures does not say what its items are"]
    );
    assert_eq!(
        nested(|m| m["items"]["x-ledger"] = json!("rect_key_fact")),
        [
            "/properties/measures/items: ledger rect_key_fact is already defined in schemas/rect_problem.schema.json"
        ]
    );
}

#[test]
fn all_faults_of_all_files_come_at_once() {
    let mut first = person();
    first["x-key"] = json!(["id"]);
    first["properties"]["sex"]["type"] = json!("text");
    let files = [
        ("a.schema.json".to_owned(), "{".to_owned()),
        file("person", &first),
        file("household", &household()),
    ];
    let faults = parse_schemas(&files, Lang::Zh).err().unwrap_or_default();
    let places: Vec<_> = faults
        .iter()
        .map(|f| format!("{} {}", f.path, f.pointer))
        .collect();
    assert_eq!(
        places,
        [
            "a.schema.json ",
            "schemas/person.schema.json /properties/sex/type",
            "schemas/person.schema.json /x-key/0"
        ]
    );
    assert!(faults.iter().all(|f| !f.advice.is_empty()));
}

#[test]
fn advice_offers_the_nearest_name() {
    let mut schema = person();
    schema["x-relations"]["household"]["ledger"] = json!("housholds");
    let files = [file("household", &household()), file("person", &schema)];
    let advice = |lang| {
        parse_schemas(&files, lang)
            .err()
            .unwrap_or_default()
            .remove(0)
            .advice
    };
    assert_eq!(advice(Lang::Zh), "是不是想写 household");
    assert_eq!(advice(Lang::En), "did you mean household?");
}
