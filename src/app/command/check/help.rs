//! What `ledgerlint check --help` says.

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, Command};

use super::plan::LIMIT;
use crate::app::cli::{self, option, path_option, switch};
use crate::app::config;
use crate::lang::Lang;
use crate::report::Format;

/// Adds what decides which findings there are: what is judged, by which rules, as of when.
pub fn selecting(command: Command, lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let paths = Arg::new("PATH")
        .num_args(0..)
        .value_parser(ValueParser::path_buf())
        .help(t(
            "要检查的文件或文件夹;不写则用配置里的 paths",
            "Files or folders to check; without one the configuration's paths",
        ));
    let select = option(
        "select",
        "ID,..",
        t("只用这些规则或规则包", "Only these rules or packs"),
    )
    .action(ArgAction::Append)
    .value_delimiter(',');
    let command = command
        .arg(paths)
        .arg(option(
            "as-of",
            "DATE",
            t(
                "基准日,如 2021-05-13;默认今天",
                "The day to judge at, such as 2021-05-13; default today",
            ),
        ))
        .arg(select)
        .arg(path_option(
            "waivers",
            "FILE",
            t(
                "豁免文件:里面批准的问题照样列出,但不计入是否通过",
                "Waivers: findings that they excuse are shown but fail nothing",
            ),
        ))
        .arg(option(
            "region",
            "CODE",
            t(
                "行政区划代码,决定用哪一套地方参数",
                "Division code, which decides the local parameters",
            ),
        ))
        .arg(
            switch(
                "quiet",
                t(
                    "只说错误,不显示进度和提示",
                    "Only errors: no progress, no notes",
                ),
            )
            .short('q'),
        );
    cli::with_origin(command, lang)
}

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let known = names().collect::<Vec<_>>().join(t("、", ", "));
    let format = option(
        "format",
        "FORMAT",
        &format!("{}{known}", t("报告格式,默认 text:", "By default text: ")),
    )
    .value_parser(PossibleValuesParser::new(names()))
    .hide_possible_values(true);
    let command = Command::new("check").about(t(
        "检查报送的台账,写出报告",
        "Check a submission and report on it",
    ));
    let command = selecting(command, lang)
        .arg(format)
        .arg(path_option(
            "output",
            "FILE",
            t(
                "报告写进文件;写全了才替换旧的",
                "Write the report to a file, whole or not at all",
            ),
        ))
        .arg(option(
            "fail-on",
            "SEVERITY",
            t(
                "达到这个级别就算不通过:critical、error(默认)、warning、info、never",
                "Severity that fails the run: critical, error (default), warning, info, never",
            ),
        ))
        .arg(option(
            "changed-since",
            "REV",
            t(
                "只报比 git 版本 REV 改动过的记录的问题,如 origin/main",
                "Only findings on records changed since a git revision, such as origin/main",
            ),
        ))
        .arg(path_option(
            "baseline",
            "FILE",
            t(
                "基线文件:里面记下的问题照样列出,但不计入是否通过",
                "A baseline: findings that it lists are shown but fail nothing",
            ),
        ))
        .arg(option(
            "limit",
            "N",
            &format!(
                "{}{LIMIT}{}",
                t(
                    "文本报告里每条规则最多列几处,默认 ",
                    "Findings shown per rule in text; default "
                ),
                t(",0 为全部", ", 0 for all")
            ),
        ))
        .arg(switch(
            "coverage",
            t(
                "文本报告里列出哪些台账、哪些列没有规则看过",
                "List in the text report what no rule looked at",
            ),
        ))
        .arg(
            switch(
                "mask",
                t(
                    "遮盖姓名、证件号、电话、账号",
                    "Mask names, ID numbers, phones and accounts",
                ),
            )
            .overrides_with("no-mask"),
        )
        .arg(
            switch(
                "no-mask",
                t(
                    "不遮盖;默认只遮盖要外发的格式",
                    "Do not mask; by default only formats that leave the desk are",
                ),
            )
            .overrides_with("mask"),
        )
        .after_help(format!(
            "{}\n{}\n{}\n{}\n{}",
            inputs(lang),
            formats(lang),
            command_examples(lang),
            config_keys(lang),
            cli::exit_statuses(lang)
        ));
    cli::dress(
        command,
        t(
            "ledgerlint check [选项] [PATH]...",
            "ledgerlint check [OPTIONS] [PATH]...",
        ),
        lang,
    )
}

/// The words of `--format`.
fn names() -> impl Iterator<Item = &'static str> {
    Format::ALL.into_iter().map(Format::name)
}

fn inputs(lang: Lang) -> String {
    lang.pick(
        "读得了的文件:\n  工作簿 .xlsx .xlsm .xls .et .ods,Word 文档里的表格 .docx,文本表格 .csv .tsv .txt(编码自动识别),\n  \
         .json .ndjson .yaml;PDF 和图片核对不了\n",
        "Files that are read:\n  workbooks .xlsx .xlsm .xls .et .ods, tables in Word documents .docx, text tables .csv .tsv .txt in\n  \
         any usual encoding, .json .ndjson .yaml; not PDF or pictures\n",
    )
    .to_owned()
}

fn formats(lang: Lang) -> String {
    let mut text = format!("{}\n", lang.pick("报告格式:", "Report formats:"));
    let longest = Format::ALL.map(|format| format.name().len());
    let columns = longest.into_iter().max().unwrap_or(0) + 2;
    for format in Format::ALL {
        let about = format.about();
        let line = format!(
            "  {:<columns$}{}\n",
            about.name,
            lang.pick(about.zh, about.en)
        );
        text.push_str(&line);
    }
    text
}

fn command_examples(lang: Lang) -> String {
    let t = |zh, en| lang.pick(zh, en);
    cli::examples(
        &[
            (
                t("检查一个文件夹", "check a folder"),
                t(
                    "ledgerlint check 报送/会埠镇",
                    "ledgerlint check submissions/huibu",
                ),
            ),
            (
                t(
                    "按 2021 年 5 月 13 日的规则和日期检查",
                    "judge as on 13 May 2021",
                ),
                "ledgerlint check samples/huibu-2021 --as-of 2021-05-13",
            ),
            (
                t("只查公益岗,列出全部问题", "one pack only, every finding"),
                t(
                    "ledgerlint check 岗位.csv --select POST --limit 0",
                    "ledgerlint check posts.csv --select POST --limit 0",
                ),
            ),
            (
                t(
                    "把问题标在工作簿的副本上",
                    "mark the findings in a copy of the workbook",
                ),
                t(
                    "ledgerlint check 岗位.xlsx --format xlsx --output 岗位-标注.xlsx",
                    "ledgerlint check posts.xlsx --format xlsx --output posts-marked.xlsx",
                ),
            ),
            (
                t("每个文件各标注一份", "mark a copy of each file"),
                t(
                    "ledgerlint check 报送 --format xlsx --output 标注/",
                    "ledgerlint check ledgers --format xlsx --output marked/",
                ),
            ),
            (
                t("给流水线用:有警告就不通过", "for a pipeline: warnings fail"),
                "ledgerlint check . --format json --output report.json --fail-on warning",
            ),
            (
                t("带上批准过的豁免", "with waivers that were approved"),
                "ledgerlint check ledgers --waivers waivers.yaml",
            ),
            (
                t(
                    "合并请求:只看改动过的记录",
                    "merge requests: changed records only",
                ),
                "ledgerlint check ledgers --changed-since origin/main",
            ),
            (
                t("只有新问题才不通过", "only new findings fail"),
                "ledgerlint check ledgers --baseline baseline.json",
            ),
        ],
        lang,
    )
}

fn config_keys(lang: Lang) -> String {
    let mut text = format!(
        "{}\n",
        lang.pick(
            "配置文件 ledgerlint.toml(选项优先于它):",
            "Configuration ledgerlint.toml (options win over it):"
        )
    );
    for (key, zh, en) in config::KEYS {
        text.push_str(&format!("  {key:<12}{}\n", lang.pick(zh, en)));
    }
    text
}
