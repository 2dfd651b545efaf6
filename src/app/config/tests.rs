//! What the configuration accepts, and what it says where it does not.

use super::*;

fn read(text: &str) -> Result<Config, Vec<Fault>> {
    parse(PathBuf::from("县/ledgerlint.toml"), text, Lang::Zh)
}

/// Each fault as `line:column message`, with its advice in brackets.
fn check(text: &str, expected: &[&str]) {
    let faults = read(text).err().unwrap_or_default();
    let seen: Vec<String> = faults
        .iter()
        .map(|fault| {
            let rendered = fault.render(Lang::Zh, false);
            let place = rendered
                .lines()
                .nth(1)
                .unwrap()
                .rsplit("toml:")
                .next()
                .unwrap()
                .to_owned();
            let advice = fault
                .advice
                .as_ref()
                .map_or(String::new(), |a| format!(" [{a}]"));
            format!("{place} {}{advice}", fault.message)
        })
        .collect();
    assert_eq!(seen, expected, "{text}");
}

#[test]
fn every_key_is_read() {
    let config = read(
        "region = '360921'\nlang = 'en'\nfail-on = 'never'\nas-of = 2021-05-13\nselect = ['POST', 'RECT-001']\nmask = true\n\
         [parameters.POST]\nmax_age = 65\nrate = 0.030\nname = '甲'\nfrom = 2021-01-01\nopen = true\n\
         [severity]\n'POST-011' = 'info'\n[rules]\ndir = 'r'\nadd = ['a', '/b']\n[schemas]\ndir = '../s'\n",
    )
    .unwrap();
    assert_eq!(config.region.as_deref(), Some("360921"));
    assert_eq!(config.lang, Some(Lang::En));
    assert_eq!(config.fail_on, Some(None));
    assert_eq!(config.as_of, Date::parse("2021-05-13"));
    assert_eq!(config.mask, Some(true));
    let select: Vec<&str> = config.select.iter().map(|at| at.value.as_str()).collect();
    assert_eq!(select, ["POST", "RECT-001"]);
    let mut parameters: Vec<(&str, &str)> = config
        .parameters
        .iter()
        .map(|set| (set.id.as_str(), set.value.value.as_str()))
        .collect();
    parameters.sort();
    let expected = [
        ("POST.from", "2021-01-01"),
        ("POST.max_age", "65"),
        ("POST.name", "甲"),
        ("POST.open", "true"),
        ("POST.rate", "0.030"),
    ];
    assert_eq!(parameters, expected);
    assert_eq!(
        (
            config.severities[0].0.value.as_str(),
            config.severities[0].1
        ),
        ("POST-011", Severity::Info)
    );
    assert_eq!(config.origin.rules, Some(PathBuf::from("县/r")));
    assert_eq!(
        config.origin.added,
        [PathBuf::from("县/a"), PathBuf::from("/b")]
    );
    assert_eq!(config.origin.schemas, Some(PathBuf::from("县/../s")));
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_one() {
    check(
        "regoin = '360921'",
        &["1:1 没有配置项 regoin [是否想写“region”]"],
    );
    check("[rules]\nad = []", &["2:1 没有配置项 ad [是否想写“add”]"]);
    check("[schemas]\nqqq = 1", &["2:1 没有配置项 qqq [可用的有:dir]"]);
}

#[test]
fn values_of_the_wrong_kind_are_refused_with_their_place() {
    check("mask = 'yes'", &["1:8 值 'yes' 不对,应为:true 或 false"]);
    check(
        "as-of = '2021-13-01'",
        &["1:9 值 '2021-13-01' 不对,应为:2021-05-13 这样的日期"],
    );
    check(
        "as-of = 2021-05-13T10:00:00",
        &["1:9 值 2021-05-13T10:00:00 不对,应为:2021-05-13 这样的日期"],
    );
    check(
        "region = 'A1'",
        &["1:10 值 'A1' 不对,应为:行政区划代码,如 360921"],
    );
    check(
        "select = 'POST'",
        &["1:10 值 'POST' 不对,应为:文字列表,如 [\"POST\", \"RECT-001\"]"],
    );
    check(
        "select = ['POST', 3]",
        &["1:19 值 3 不对,应为:加引号的文字"],
    );
    check("parameters = 3", &["1:14 值 3 不对,应为:一个表"]);
    check(
        "[parameters.POST]\na = [1]",
        &["2:5 值 [1] 不对,应为:数、文字、日期或 true/false"],
    );
    check(
        "[severity]\nX = 'bad'",
        &["2:5 值 'bad' 不对,应为:\"critical\"、\"error\"、\"warning\" 或 \"info\""],
    );
}

#[test]
fn all_faults_are_reported_in_the_files_order() {
    check(
        "zone = 1\nmask = 2\nlang = 'fr'",
        &[
            "1:1 没有配置项 zone [可用的有:paths、ledgers、region、lang、fail-on、as-of、select、mask、baseline、waivers、parameters、severity、rules、schemas]",
            "2:8 值 2 不对,应为:true 或 false",
            "3:8 值 'fr' 不对,应为:\"zh\" 或 \"en\"",
        ],
    );
}

#[test]
fn broken_toml_is_explained_in_plain_words() {
    check("lang = zh", &["1:8 文字要加引号"]);
    check("lang = 'zh'\nlang = 'en'", &["2:1 同一个配置项写了两次"]);
    check("select = ['a'", &["1:14 列表缺少 ]"]);
    check("mask =", &["1:7 等号后面没有值"]);
    check("lang = 'zh", &["1:11 引号没有配对"]);
    check("lang = \"zh", &["1:11 引号没有配对"]);
    check(
        "schemas.dir = \"C:\\data\"",
        &["1:19 双引号里的反斜杠有特殊含义,路径请改用单引号"],
    );
    for text in [
        "[", "]", "=", "a", "a = 'b", "a = {", "\u{0}", "a.b.c", "[[", "a = 0x", "é = 1", "a = 1 2",
    ] {
        let faults = read(text).unwrap_err();
        assert!(
            faults.iter().all(|f| !f.message.is_ascii()),
            "{text}: {faults:?}"
        );
    }
    assert!(read(&"[".repeat(100_000)).is_err());
    assert!(read(&format!("a = {}", "[".repeat(100_000))).is_err());
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    assert!(read("\u{feff}lang = 'zh'").is_ok());
}
