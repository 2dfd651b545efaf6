//! Words for what is wrong with a waiver.

use super::{Data, Texts};
use crate::ledger::Kind;

pub fn words(kind: Kind, d: &Data) -> Texts {
    let rule = d.detail(0).unwrap_or("?");
    let second = d.detail(1).unwrap_or("?");
    match kind {
        Kind::WaiverExpired => {
            let days = d.detail(2).unwrap_or("?");
            d.texts(
                (
                    format!("对 {rule} 的豁免 {second} 到期,已过期 {days} 天,不再起作用"),
                    format!("the waiver of {rule} expired on {second}, {days} days ago, and excuses nothing any more"),
                ),
                ("已到期", "expired"),
                ("问题已整改的,删去这条豁免;确需延期的,重新报批后改批准日期和到期日", "delete it if the matter is settled; else have it approved anew"),
            )
        }
        Kind::WaiverEarly => d.texts(
            (
                format!("对 {rule} 的豁免 {second} 才批准,基准日还没有生效"),
                format!("the waiver of {rule} is issued on {second} only, after the as-of date"),
            ),
            ("还没有生效", "not in force yet"),
            ("核对批准日期和基准日", "check the date of issue and the as-of date"),
        ),
        Kind::WaiverUnused => d.texts(
            (
                format!("对 {rule} 的豁免没有用上:没有它要豁免的问题"),
                format!("the waiver of {rule} is not used: nothing is found that it would excuse"),
            ),
            ("没有用上", "not used"),
            ("问题已整改的,删去这条豁免;否则核对规则和记录编号有没有写错", "delete it if the matter is settled; else check rule and record"),
        ),
        Kind::WaiverOwn => d.texts(
            (
                format!("对 {rule} 的豁免由记录的责任人自己批准({second} 条记录),不起作用"),
                format!("the waiver of {rule} is approved by the person responsible for the record ({second}), and excuses nothing"),
            ),
            ("批准人就是责任人", "approver is the person responsible"),
            ("请责任人以外的人审批", "have it approved by somebody else"),
        ),
        _ => d.texts(
            (
                format!("对 {rule} 的豁免所附依据找不到:{second}"),
                format!("the evidence of the waiver of {rule} is not there: {second}"),
            ),
            ("没有这个文件", "no such file"),
            ("补上文件,或改正路径(相对于豁免文件所在的文件夹);是文号的写全文号", "add the file or correct the path, which is relative to the file of waivers"),
        ),
    }
}
