//! `ledgerlint rules lint [DIR..]`: what can be said against rules without data.

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use super::rules_test;
use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::{Fault, Place};
use crate::app::packs::Loaded;
use crate::app::status::Status;
use crate::lang::Lang;
use crate::rulebook::{Excused, Remark, RuleFile, lint};

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("lint")
        .about(t(
            "不用数据,查规则本身有没有问题",
            "Look for what is wrong with rules, without data",
        ))
        .arg(
            Arg::new("DIR")
                .num_args(0..)
                .value_parser(ValueParser::path_buf())
                .help(t(
                    "规则文件夹或规则包,可写多个;不写则查内置规则",
                    "Folders of rules, or packs; without one the embedded rules",
                )),
        )
        .arg(cli::path_option(
            "schemas",
            "DIR",
            t(
                "用这个文件夹的台账定义",
                "Ledger definitions of this folder",
            ),
        ))
        .after_help(format!(
            "{}\n{}",
            cli::examples(
                &[(t("查自己的规则", "look over your own rules"), "ledgerlint rules lint rules")],
                lang
            ),
            t(
                "查这些(括号里是例外 excuses 用的名字):require 不会不成立(never_false)、when 不会成立(never_true)、\n\
                 总是或从不成立的部分(constant)、别的条件已经包含的部分(redundant)、别的规则会报同样问题的规则(implied)、\n\
                 没有规则用的参数、没有写明是否核对过的依据(basis_unmarked)、信息里可能为空的值(message_null)。\n\
                 按台账定义里的取值范围和上下限推断,任何一格都可能空着(查信息时,必填列和主键当作填了);推断不出的不说。\n\
                 没有必要的,在规则里写 excuses: [{lint: 名字, because: 理由}]。\n\
                 退出码:0 没有问题或只有提示;1 有错误,或有没用的例外;2 规则文件有错\n",
                "What it looks for (in brackets the name for excuses): a require that never fails (never_false), a when that\n\
                 never holds (never_true), parts that always or never hold (constant) or say no more than the others\n\
                 (redundant), rules whose findings are another's as well (implied), parameters that no rule reads, sources\n\
                 that do not say whether they were checked (basis_unmarked), values of messages that can be missing\n\
                 (message_null). It goes by the code lists and bounds of the ledgers, where any cell may be empty (of\n\
                 messages: none of a required column or key); what it cannot tell, it does not say. What is well as it is gets\n\
                 excuses: [{lint: NAME, because: REASON}] in its rule.\n\
                 Exit status: 0 nothing, or only hints; 1 errors, or an excuse that nothing needs; 2 broken rules\n"
            ),
        ));
    cli::dress(
        command,
        t(
            "ledgerlint rules lint [选项] [DIR]...",
            "ledgerlint rules lint [OPTIONS] [DIR]...",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let (lang, color) = (console.lang, console.stdout_color());
    let (loaded, broken) = rules_test::loaded(matches, lang)?;
    let linted = lint(&loaded.rulebook, &loaded.catalog, lang);
    // embedded parameters are not the affair of a folder that only adds rules to their pack
    let own = |remark: &Remark| {
        remark.rule.is_some()
            || matches.get_one::<std::path::PathBuf>("DIR").is_none()
            || !loaded.is_embedded(&remark.file)
    };
    let remarks: Vec<&Remark> = linted.remarks.iter().filter(|r| own(r)).collect();
    let mut text = String::new();
    for remark in &remarks {
        let title = match remark.is_error {
            true => (lang.pick("错误:", "error: "), "1;31"),
            false => (lang.pick("提示:", "hint: "), "1;33"),
        };
        text += &told(remark, &loaded, lang).render_as(title.0, title.1, lang, color);
    }
    for (rule, file, excuse) in &linted.unused {
        let (Excused::Lint(name) | Excused::Mutant(name)) = &excuse.of;
        let message = match lang {
            Lang::Zh => format!("{rule} 的这个例外没有用:没有 {name} 可以例外"),
            Lang::En => format!("{rule}: this excuse is unused: there is no {name}"),
        };
        let fault = Fault::new(message).at(place(file, excuse.span.clone(), &loaded, lang));
        let advice = lang.pick("删掉它,或改正名字", "remove it, or correct the name");
        text += &fault.advise(advice).render(lang, color);
    }
    let errors = remarks.iter().filter(|r| r.is_error).count();
    let hints = remarks.len() - errors;
    text += &match lang {
        Lang::Zh => format!(
            "{} 条规则,{errors} 处错误,{hints} 处提示,{} 处说明了理由\n",
            loaded.rulebook.rules.len(),
            linted.excused
        ),
        Lang::En => format!(
            "{} rules, {errors} errors, {hints} hints, {} excused\n",
            loaded.rulebook.rules.len(),
            linted.excused
        ),
    };
    console.print(&text)?;
    if !broken.is_empty() {
        return Err(broken);
    }
    Ok(if errors == 0 && linted.unused.is_empty() {
        Status::Clean
    } else {
        Status::Findings
    })
}

fn told(remark: &Remark, loaded: &Loaded, lang: Lang) -> Fault {
    let message = match &remark.rule {
        Some(rule) => format!("{rule} {}({})", remark.message, remark.name),
        None => format!("{}({})", remark.message, remark.name),
    };
    Fault::new(message)
        .at(place(&remark.file, remark.span.clone(), loaded, lang))
        .advise(remark.advice)
}

fn place(file: &RuleFile, span: std::ops::Range<usize>, loaded: &Loaded, lang: Lang) -> Place {
    Place {
        path: loaded.shown(file, lang),
        // of a pack only the path is known
        text: Some(file.text.clone()).filter(|text| !text.is_empty()),
        span,
        label: String::new(),
    }
}
