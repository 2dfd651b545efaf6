//! The functions of the rule language: one list, from which the resolver, the engine and the documentation read.

use crate::ledger::Type;

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    One(Type),
    /// Integer or decimal.
    Number,
    /// Any type, the same for all `Same` arguments (integers become decimals where both occur).
    Same,
    /// Any type.
    Any,
    /// Date or month.
    Calendar,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    One(Type),
    /// The type of its first argument (or the common type of `Same` arguments).
    First,
}

/// A function on values of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    Length,
    Trim,
    Lower,
    Upper,
    Substr,
    Replace,
    Contains,
    StartsWith,
    EndsWith,
    ToText,
    ToNumber,
    Coalesce,
    Least,
    Greatest,
    JoinPresent,
    Abs,
    Floor,
    Ceil,
    Round,
    Mod,
    Percent,
    AddMonths,
    MonthsBetween,
    AgeAt,
    Year,
    MonthNumber,
    Day,
    MonthOf,
    FirstDay,
    LastDay,
    Similarity,
    ValidResidentId,
    BirthDateOf,
    SexOf,
    ValidUscc,
    ValidDivisionCode,
    ValidLuhn,
    GrimFeasible,
    FileExists,
    Sha256Of,
}

impl Function {
    /// Null wherever an argument is.
    pub fn is_strict(self) -> bool {
        use Function::*;
        !matches!(self, Coalesce | Least | Greatest | JoinPresent)
    }

    /// Null for some arguments that are not.
    pub fn may_fail(self) -> bool {
        use Function::*;
        matches!(
            self,
            ToNumber | BirthDateOf | SexOf | AgeAt | Mod | Sha256Of | FileExists | Similarity
        )
    }
}

/// A function's signature and documentation.
#[derive(Debug)]
pub struct Signature {
    pub function: Function,
    pub name: &'static str,
    pub takes: &'static [Takes],
    /// The last argument may be repeated.
    pub repeats: bool,
    pub gives: Gives,
    pub example: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

use Function as F;
use Gives as G;
use Takes::{Any, Calendar, Number, One, Same};
use Type::{Boolean, Date, Decimal, Integer, Month, Text};

const fn row(
    function: Function,
    name: &'static str,
    takes: &'static [Takes],
    gives: Gives,
    example: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Signature {
    Signature {
        function,
        name,
        takes,
        repeats: false,
        gives,
        example,
        zh,
        en,
    }
}

const fn many(signature: Signature) -> Signature {
    Signature {
        repeats: true,
        ..signature
    }
}

/// Every function on values, in the order of documentation.
#[rustfmt::skip] // one row a function
pub static FUNCTIONS: [Signature; 40] = [
    row(F::Length, "length", &[One(Text)], G::One(Integer), "length(name) >= 2", "字数", "number of characters"),
    row(F::Trim, "trim", &[One(Text)], G::One(Text), "trim(name)", "去掉首尾空白", "without white space at both ends"),
    row(F::Lower, "lower", &[One(Text)], G::One(Text), "lower(code)", "转小写", "in lower case"),
    row(F::Upper, "upper", &[One(Text)], G::One(Text), "upper(code)", "转大写", "in upper case"),
    row(F::Substr, "substr", &[One(Text), One(Integer), One(Integer)], G::One(Text), "substr(id_number, 1, 6)", "从第几个字起取几个字(从 1 数起)", "so many characters from a position (counted from 1)"),
    row(F::Replace, "replace", &[One(Text), One(Text), One(Text)], G::One(Text), "replace(name, '·', '')", "替换文字", "with every occurrence replaced"),
    row(F::Contains, "contains", &[One(Text), One(Text)], G::One(Boolean), "contains(health, '残疾')", "包含某段文字", "whether the second text occurs in the first"),
    row(F::StartsWith, "starts_with", &[One(Text), One(Text)], G::One(Boolean), "starts_with(text, '截至')", "以某段文字开头", "whether it begins with the second text"),
    row(F::EndsWith, "ends_with", &[One(Text), One(Text)], G::One(Boolean), "ends_with(name, '村')", "以某段文字结尾", "whether it ends with the second text"),
    row(F::ToText, "to_text", &[Any], G::One(Text), "to_text(level)", "转成文字", "as text"),
    row(F::ToNumber, "to_number", &[One(Text)], G::One(Decimal), "to_number(substr(cert_no, 20, 1)) = level", "转成数,不是数则为空", "as a number; null where it is none"),
    many(row(F::Coalesce, "coalesce", &[Same, Same], G::First, "coalesce(long_term, false)", "第一个不为空的值", "the first value that is not null")),
    many(row(F::Least, "least", &[Same, Same], G::First, "least(end_date, as_of)", "最小的值(跳过空值)", "the least value, nulls left out")),
    many(row(F::Greatest, "greatest", &[Same, Same], G::First, "greatest(start_date, date '2021-01-01')", "最大的值(跳过空值)", "the greatest value, nulls left out")),
    many(row(F::JoinPresent, "join_present", &[One(Text), Any], G::One(Text), "join_present('、', a, b)", "用分隔符连接不为空的值,全空则为空", "values that are not null, joined by a separator; null where all are")),
    row(F::Abs, "abs", &[Number], G::First, "abs(a - b) <= 0.01", "绝对值", "absolute value"),
    row(F::Floor, "floor", &[Number], G::One(Integer), "floor(months / 2)", "向下取整", "rounded down"),
    row(F::Ceil, "ceil", &[Number], G::One(Integer), "ceil(days / 30)", "向上取整", "rounded up"),
    row(F::Round, "round", &[Number, One(Integer)], G::One(Decimal), "round(amount * 0.03, 2)", "四舍五入到几位小数", "rounded half up to so many decimals"),
    row(F::Mod, "mod", &[Number, Number], G::First, "mod(amount, 100) = 0", "余数", "remainder"),
    row(F::Percent, "percent", &[Number, One(Integer)], G::One(Text), "percent(96 / 368, 2)", "写成百分数", "as a percentage with so many decimals"),
    row(F::AddMonths, "add_months", &[One(Date), One(Integer)], G::One(Date), "add_months(start_date, 12)", "几个月以后的同一天(没有则取月末)", "the same day so many months later, or the month's last"),
    row(F::MonthsBetween, "months_between", &[One(Date), One(Date)], G::One(Integer), "months_between(start_date, end_date) <= 12", "两日之间的整月数", "whole months from the first date to the second"),
    row(F::AgeAt, "age_at", &[One(Date), One(Date)], G::One(Integer), "age_at(birth_date, as_of) >= 16", "某日的周岁", "age in whole years at a date"),
    row(F::Year, "year", &[Calendar], G::One(Integer), "year(visit_date)", "年", "year"),
    row(F::MonthNumber, "month", &[Calendar], G::One(Integer), "month(visit_date)", "月(1 到 12)", "month of the year, 1 to 12"),
    row(F::Day, "day", &[One(Date)], G::One(Integer), "day(pay_date)", "日(1 到 31)", "day of the month"),
    row(F::MonthOf, "month_of", &[One(Date)], G::One(Month), "month_of(as_of) - month", "所在的月份", "the calendar month of a date"),
    row(F::FirstDay, "first_day", &[One(Month)], G::One(Date), "first_day(month)", "某月的第一天", "first day of a month"),
    row(F::LastDay, "last_day", &[One(Month)], G::One(Date), "last_day(month)", "某月的最后一天", "last day of a month"),
    row(F::Similarity, "similarity", &[One(Text), One(Text)], G::One(Decimal), "similarity(text, target) < 0.8", "两段文字的三字片段包含度(0 到 1)", "share of the shorter text's three-character pieces that the other has, 0 to 1"),
    row(F::ValidResidentId, "valid_resident_id", &[One(Text)], G::One(Boolean), "valid_resident_id(id_number)", "18 位公民身份号码的格式和校验码正确(GB 11643)", "format and check digit of an 18-digit resident number (GB 11643)"),
    row(F::BirthDateOf, "birth_date_of", &[One(Text)], G::One(Date), "birth_date_of(id_number) = birth_date", "身份号码里的出生日期,不存在的日期为空", "the birth date in a resident number; null where no such day exists"),
    row(F::SexOf, "sex_of", &[One(Text)], G::One(Text), "sex_of(id_number) = sex", "身份号码里的性别(男、女)", "the sex in a resident number (男, 女)"),
    row(F::ValidUscc, "valid_uscc", &[One(Text)], G::One(Boolean), "valid_uscc(uscc)", "统一社会信用代码的格式和校验码正确(GB 32100)", "format and check character of a unified social credit code (GB 32100)"),
    row(F::ValidDivisionCode, "valid_division_code", &[One(Text)], G::One(Boolean), "valid_division_code(village_code)", "6、9 或 12 位区划代码,省级代码存在(GB/T 2260)", "a 6, 9 or 12 digit division code of an existing province (GB/T 2260)"),
    row(F::ValidLuhn, "valid_luhn", &[One(Text)], G::One(Boolean), "valid_luhn(account_no)", "银行卡号的 Luhn 校验正确", "check digit of a bank card number (Luhn)"),
    row(F::GrimFeasible, "grim_feasible", &[Number, One(Integer), One(Integer)], G::One(Boolean), "grim_feasible(70, 29, 0)", "有没有整数除以该分母,按位数四舍五入后得到这个百分比", "whether some whole number over this denominator rounds to this percentage"),
    row(F::FileExists, "file_exists", &[One(Text)], G::One(Boolean), "file_exists(path)", "报送包里有这个文件", "whether the submission holds this file"),
    row(F::Sha256Of, "sha256_of", &[One(Text)], G::One(Text), "sha256_of(path) = sha256", "报送包里这个文件的 SHA-256", "SHA-256 of a file of the submission"),
];

/// A function over many records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FoldFunction {
    Exists,
    Every,
    Count,
    CountDistinct,
    Sum,
    Min,
    Max,
    Avg,
    Median,
    Stddev,
    Percentile,
    List,
    First,
    Last,
    MaxGap,
    MaxRun,
    MaxSimilarity,
}

/// A fold's signature and documentation.
#[derive(Debug)]
pub struct FoldSignature {
    pub fold: FoldFunction,
    pub name: &'static str,
    /// What the path must end in: nothing (records), or a field of which kind.
    pub of: FoldOf,
    /// Types of the arguments after the path, all of them optional together.
    pub arguments: &'static [Takes],
    pub example: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// What a fold is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldOf {
    Records,
    /// Records, and a condition after the colon is required.
    Condition,
    AnyField,
    Number,
    Ordered,
    Date,
    Text,
}

const fn fold(
    fold: FoldFunction,
    name: &'static str,
    of: FoldOf,
    arguments: &'static [Takes],
    example: &'static str,
    zh: &'static str,
    en: &'static str,
) -> FoldSignature {
    FoldSignature {
        fold,
        name,
        of,
        arguments,
        example,
        zh,
        en,
    }
}

use FoldFunction as A;

/// Every function over many records, in the order of documentation.
#[rustfmt::skip] // one row a function
pub static FOLDS: [FoldSignature; 17] = [
    fold(A::Exists, "exists", FoldOf::Records, &[], "exists(contracts where end_date >= as_of)", "有符合条件的记录;一条都不确定时为未知", "whether some record meets the condition; unknown where none surely does and one may"),
    fold(A::Every, "every", FoldOf::Condition, &[], "every(measures : deadline is not null)", "每条记录都符合冒号后的条件", "whether all records meet the condition after the colon"),
    fold(A::Count, "count", FoldOf::Records, &[], "count(measures where status = '已销号')", "条数", "number of records"),
    fold(A::CountDistinct, "count_distinct", FoldOf::AnyField, &[], "count_distinct(visits.visit_date)", "不同值的个数", "number of different values"),
    fold(A::Sum, "sum", FoldOf::Number, &[], "sum(payments.amount where pay_date <= as_of)", "合计,没有记录时为 0", "sum; 0 over no record"),
    fold(A::Min, "min", FoldOf::Ordered, &[], "min(visits.visit_date)", "最小值", "least value"),
    fold(A::Max, "max", FoldOf::Ordered, &[], "max(contracts.end_date)", "最大值", "greatest value"),
    fold(A::Avg, "avg", FoldOf::Number, &[], "avg(payroll.amount)", "平均值", "mean"),
    fold(A::Median, "median", FoldOf::Number, &[], "median(records.amount)", "中位数", "median"),
    fold(A::Stddev, "stddev", FoldOf::Number, &[], "stddev(records.amount)", "总体标准差", "population standard deviation"),
    fold(A::Percentile, "percentile", FoldOf::Number, &[Number], "percentile(records.amount, 0.9)", "分位数(线性插值)", "percentile between 0 and 1, interpolated"),
    fold(A::List, "list", FoldOf::AnyField, &[], "list(measures.seq where deadline is null)", "用顿号连接的值", "values joined by 、"),
    fold(A::First, "first", FoldOf::AnyField, &[], "first(status_log.to_status order by at_date)", "次序中的第一个值", "value of the first record in order"),
    fold(A::Last, "last", FoldOf::AnyField, &[], "last(status_log.to_status order by at_date)", "次序中的最后一个值", "value of the last record in order"),
    fold(A::MaxGap, "max_gap", FoldOf::Date, &[One(Date), One(Date)], "max_gap(visits.visit_date, start_date, as_of) <= 62", "相邻两个日期(可含起止日)相隔的最多天数", "longest distance in days between neighbouring dates, start and end included if given"),
    fold(A::MaxRun, "max_run", FoldOf::Condition, &[], "max_run(assessments order by date : result = '不合格') < 3", "连续符合条件的最多条数", "longest run of consecutive records that meet the condition"),
    fold(A::MaxSimilarity, "max_similarity", FoldOf::Text, &[One(Text)], "max_similarity(problem.measures.text, text) < 0.75", "与其他记录文字的最大相似度;不带第二个参数时为两两之间的最大值", "highest similarity of a text to the other records' texts; without a second argument, between any two"),
];

/// The function of this name.
pub fn function_named(name: &str) -> Option<&'static Signature> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

/// The fold of this name.
pub fn fold_named(name: &str) -> Option<&'static FoldSignature> {
    FOLDS.iter().find(|f| f.name == name)
}
