//! `perf_target`: what a project is to achieve, and what it did.

use super::course::Project;
use crate::demo::township::{Township, record, yuan};

/// Households that a standard project serves; fewer than any village has.
const STANDARD: usize = 60;

pub fn add(project: &Project, township: &mut Township) {
    let done = project.done.as_ref();
    let served = if project.is_standard() {
        STANDARD
    } else {
        30 + project.nth * 11 % 40
    };
    let mut add = |dimension: &str,
                   indicator: String,
                   target: String,
                   unit: &str,
                   result: String| {
        // levels such as 良好 say of themselves that they are no numbers
        let graded = !target.contains(|c: char| c.is_ascii_digit());
        record!(township, "perf_target" {
            project_no: project.no, dimension: dimension, indicator: indicator, target_value: target, unit: unit,
            actual_value: done.map(|_| result.as_str()), qualitative: graded,
        });
    };
    let text = |text: &str| text.to_owned();
    for item in &project.items {
        let (target, result) = (item.approved.to_string(), item.accepted.to_string());
        add(
            "数量",
            format!("{}数量", item.name),
            target,
            item.unit,
            result,
        );
    }
    add("质量", text("验收合格率"), text("100%"), "", text("100%"));
    if project.is_standard() {
        add("质量", text("亮灯率"), text("≥98%"), "", text("99%"));
    }
    let (planned, took) = match (project.is_standard(), done) {
        (false, Some(done)) => (
            project.plan_end.0 - project.start.0 + 1,
            done.end.0 - project.start.0,
        ),
        // one design, one time for it
        _ => (120, 88),
    };
    add(
        "时效",
        text("工期"),
        planned.to_string(),
        "天",
        took.to_string(),
    );
    // the design and its supervision are not part of what the works may cost
    let cost = project.contract_amount;
    let spent = done.map_or(cost, |done| done.settlement);
    add(
        "成本",
        text("工程总成本"),
        yuan(cost).to_string(),
        "元",
        yuan(spent).to_string(),
    );
    let [dimension, indicator, target, result] = project.plan.effect;
    add(
        dimension,
        text(indicator),
        text(target),
        unit_of(indicator),
        text(result),
    );
    add(
        "社会",
        text("受益户数"),
        format!("≥{served}"),
        "户",
        (served + 2).to_string(),
    );
    add("满意度", text("群众满意度"), text("≥95%"), "", text("97%"));
}

fn unit_of(indicator: &str) -> &'static str {
    let units = [
        ("增收", "元"),
        ("使用年限", "年"),
        ("人次", "人次"),
        ("次数", "次"),
        ("烘干", "吨"),
        ("蔬菜", "吨"),
        ("果蔬", "吨"),
        ("茶籽", "公斤"),
        ("出栏", "头"),
        ("面积", "亩"),
    ];
    let found = units.iter().find(|(word, _)| indicator.contains(word));
    found.map_or("", |(_, unit)| unit)
}
