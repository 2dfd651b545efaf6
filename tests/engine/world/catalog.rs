//! Six small ledgers with every type, code lists, alternative and composite keys, nesting, and relations in a circle.

use ledgerlint::ledger::{
    Catalog, Definition, Field, FieldId, LedgerId, Relation, RelationId, Type,
};

use Type::{Boolean, Date, Decimal, Integer, Month, Text};

/// (name, title, fields: (name, title, alias, type, codes)).
type LedgerSketch = (&'static str, &'static str, &'static [FieldSketch]);
type FieldSketch = (
    &'static str,
    &'static str,
    &'static str,
    Type,
    &'static [&'static str],
);

const LEDGERS: &[LedgerSketch] = &[
    (
        "household",
        "户",
        &[
            ("hh_id", "户编号", "户号", Text, &[]),
            ("village", "村", "", Text, &[]),
            ("kind", "户类型", "", Text, &["一般户", "脱贫户", "监测户"]),
            // brackets in a title: rules must quote it
            ("income", "人均纯收入（元）", "收入", Decimal, &[]),
            ("size", "人数", "", Integer, &[]),
            ("since", "识别时间", "", Date, &[]),
            ("first_month", "首月", "", Month, &[]),
            ("poor", "是否脱贫", "", Boolean, &[]),
            ("remark", "备注", "说明", Text, &[]),
            ("head_id", "户主编号", "", Text, &[]),
            ("near_id", "邻户编号", "", Text, &[]),
        ],
    ),
    (
        "person",
        "人员",
        &[
            ("person_id", "人编号", "", Text, &[]),
            ("id_number", "证件号码", "身份证号", Text, &[]),
            ("hh_id", "户编号", "", Text, &[]),
            ("village", "村", "", Text, &[]),
            ("seat", "序号", "", Integer, &[]),
            ("name", "姓名", "", Text, &[]),
            ("sex", "性别", "", Text, &["男", "女"]),
            ("birth", "出生日期", "", Date, &[]),
            ("joined", "加入月份", "", Month, &[]),
            ("score", "得分", "", Decimal, &[]),
            ("active", "在册", "", Boolean, &[]),
            ("path", "附件", "", Text, &[]),
        ],
    ),
    (
        "employment",
        "务工",
        &[
            ("emp_no", "务工编号", "", Text, &[]),
            ("person_id", "人编号", "", Text, &[]),
            ("id_number", "证件号码", "", Text, &[]),
            ("start", "开始日期", "", Date, &[]),
            // a keyword of the language: rules must quote it
            ("end", "结束日期", "", Date, &[]),
            ("month", "月份", "", Month, &[]),
            ("wage", "工资", "", Decimal, &[]),
            ("days", "天数", "务工时间（天）", Integer, &[]),
            ("valid", "有效", "", Boolean, &[]),
            ("place", "地点", "", Text, &[]),
        ],
    ),
    (
        "visit",
        "走访",
        &[
            ("no", "次序", "", Integer, &[]),
            ("hh_id", "户编号", "", Text, &[]),
            ("day", "走访日期", "", Date, &[]),
            ("text", "记录", "", Text, &[]),
            ("amount", "金额", "", Decimal, &[]),
            ("times", "次数", "", Integer, &[]),
            ("done", "完成", "", Boolean, &[]),
            ("period", "所属月份", "", Month, &[]),
        ],
    ),
    (
        "evidence",
        "佐证",
        &[
            ("path", "文件", "", Text, &[]),
            ("sha256", "指纹", "", Text, &[]),
            ("weight", "权重", "", Decimal, &[]),
            ("pages", "页数", "", Integer, &[]),
            ("day", "日期", "", Date, &[]),
            ("period", "月份", "", Month, &[]),
            ("checked", "已核", "", Boolean, &[]),
            ("kind", "种类", "", Text, &["照片", "文件"]),
        ],
    ),
    (
        "rate",
        "标准",
        &[
            ("code", "代码", "", Text, &[]),
            ("village", "村", "", Text, &[]),
            ("month", "月份", "", Month, &[]),
            ("day", "日期", "", Date, &[]),
            ("price", "单价", "", Decimal, &[]),
            ("level", "等级", "", Integer, &[]),
            ("open", "启用", "", Boolean, &[]),
        ],
    ),
];

/// (child, name, parent, inverse, nested, alternatives of (child field, parent field)).
type RelationSketch = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static [&'static [(&'static str, &'static str)]],
);

const RELATIONS: &[RelationSketch] = &[
    (
        "person",
        "household",
        "household",
        "members",
        false,
        &[
            &[("hh_id", "hh_id")],
            &[("village", "village"), ("seat", "size")],
        ],
    ),
    (
        "employment",
        "person",
        "person",
        "employments",
        false,
        &[&[("person_id", "person_id")], &[("id_number", "id_number")]],
    ),
    (
        "visit",
        "household",
        "household",
        "visits",
        true,
        &[&[("hh_id", "hh_id")]],
    ),
    ("evidence", "visit", "visit", "evidences", true, &[]),
    // closes the circle household ⊃ person ⊃ household
    (
        "household",
        "head",
        "person",
        "headed",
        false,
        &[&[("head_id", "person_id")]],
    ),
    (
        "household",
        "near",
        "household",
        "nearby",
        false,
        &[&[("near_id", "hh_id")]],
    ),
    (
        "employment",
        "standard",
        "rate",
        "works",
        false,
        &[
            &[("month", "month"), ("valid", "open")],
            &[("days", "level")],
        ],
    ),
];

/// Full names and types of the parameters that random rules read.
pub const PARAMETERS: [(&str, Type); 8] = [
    ("T.limit", Integer),
    ("T.rate", Decimal),
    ("T.word", Text),
    ("T.day", Date),
    ("T.period", Month),
    ("T.flag", Boolean),
    // has a type but no value in force
    ("T.unset", Decimal),
    ("U.limit", Integer),
];

pub fn parameter_type(name: &str) -> Option<Type> {
    PARAMETERS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| *kind)
}

/// The catalog of all random submissions.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog {
        definitions: LEDGERS.iter().map(definition).collect(),
        relations: Vec::new(),
    };
    for (child, name, parent, inverse, nested, alternatives) in RELATIONS {
        let (child, parent) = (ledger(&catalog, child), ledger(&catalog, parent));
        let pair = |(own, other): &(&str, &str)| {
            (field(&catalog, child, own), field(&catalog, parent, other))
        };
        let relation = Relation {
            name: (*name).to_owned(),
            child,
            parent,
            on: alternatives
                .iter()
                .map(|on| on.iter().map(pair).collect())
                .collect(),
            inverse: (*inverse).to_owned(),
            nested: *nested,
        };
        if *nested {
            catalog.definitions[child.index()].nested_in = Some((parent, (*inverse).to_owned()));
        }
        catalog.relations.push(relation);
    }
    catalog
}

fn ledger(catalog: &Catalog, name: &str) -> LedgerId {
    catalog
        .named(name)
        .expect("relations name ledgers of the list above")
}

fn field(catalog: &Catalog, ledger: LedgerId, name: &str) -> FieldId {
    catalog
        .ledger(ledger)
        .field_named(name)
        .expect("relations name fields of the list above")
}

fn definition((name, title, fields): &LedgerSketch) -> Definition {
    let field = |(name, title, alias, kind, codes): &FieldSketch| Field {
        name: (*name).to_owned(),
        title: (*title).to_owned(),
        aliases: if alias.is_empty() {
            Vec::new()
        } else {
            vec![(*alias).to_owned()]
        },
        description: None,
        kind: *kind,
        required: false,
        unit: None,
        personal: None,
        lenient: Vec::new(),
        long_term: None,
        planned: false,
        place: false,
        responsible: false,
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        code_aliases: Vec::new(),
        dated_codes: Vec::new(),
        codes_by: None,
        schema: serde_json::Value::Null,
    };
    Definition {
        name: (*name).to_owned(),
        title: (*title).to_owned(),
        aliases: Vec::new(),
        description: None,
        key: vec![FieldId::new(0)],
        fields: fields.iter().map(field).collect(),
        nested_in: None,
        scalar: false,
        schema: serde_json::Value::Null,
    }
}

/// The relation that a ledger's nested records stand in.
pub fn nested_relation(catalog: &Catalog, child: LedgerId) -> Option<RelationId> {
    catalog
        .up(child)
        .find(|(_, relation)| relation.nested)
        .map(|(id, _)| id)
}
