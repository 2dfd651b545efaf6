//! The 19 problems and 40 measures: how many of each, whose, which last for good, and the figures that the feedback
//! names are those of the report of 2021; the words are made for the demo.
//!
//! `{日15}` stands for the day so many days before the as-of date, `{村0}` for a village, `{户}` and the like for a
//! figure of the township: `words` fills them in.

/// The four chapters of the report.
pub const CATEGORIES: [&str; 4] = ["工作落实", "政策落实", "项目资金管理", "巩固成果重点关注"];

pub struct Problem {
    /// Position in `CATEGORIES`.
    pub category: usize,
    pub level: &'static str,
    pub title: &'static str,
    /// Where it is also found here; `None` where the township looked and found nothing.
    pub found_here: Option<&'static str>,
    /// The first measure takes up at least one of them word for word.
    pub facts: &'static [&'static str],
    pub measures: &'static [Measure],
}

pub struct Measure {
    pub text: &'static str,
    /// Short name of an office of the town.
    pub office: &'static str,
    /// Never over: closed for the time being, with a next review.
    pub lasting: bool,
    pub stage: Stage,
    pub proofs: &'static [Proof],
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Closed so many days ago.
    Closed(i64),
    /// Sent back once by who verified it, then closed so many days ago.
    ClosedAtLast(i64),
    /// To be verified.
    Waiting,
    UnderWay,
}

/// Evidence of a measure.
pub enum Proof {
    /// Minutes of a meeting, by its position in `meetings::MEETINGS`.
    Meeting(usize),
    /// Kind and title.
    Paper(&'static str, &'static str),
    Photo(&'static str),
}

use Proof::{Meeting, Paper, Photo};
use Stage::{Closed, ClosedAtLast, UnderWay, Waiting};

const fn once(
    office: &'static str,
    stage: Stage,
    text: &'static str,
    proofs: &'static [Proof],
) -> Measure {
    Measure {
        text,
        office,
        lasting: false,
        stage,
        proofs,
    }
}

const fn lasting(
    office: &'static str,
    closed: i64,
    text: &'static str,
    proofs: &'static [Proof],
) -> Measure {
    Measure {
        text,
        office,
        lasting: true,
        stage: Closed(closed),
        proofs,
    }
}

#[rustfmt::skip]
pub const PROBLEMS: [Problem; 19] = [
    Problem {
        category: 0,
        level: "国家考核",
        title: "返贫苗头发现不早,防返贫监测有死角",
        found_here: None,
        facts: &["抽查882户,返贫风险、新致贫风险各1户", "防返贫监测"],
        measures: &[
            once("镇扶贫站", Closed(12), "{日15}开防返贫监测部署会,{日14}起村组干部和帮扶干部逐户上门,发现苗头当天报到镇里", &[Meeting(5), Paper("台账", "逐户排查登记表")]),
            once("镇扶贫站", Closed(6), "{日14}到{日7}把在册的{户}户走一遍,一户一张回访表,当场能办的当场办", &[Meeting(4), Paper("台账", "回访表汇总")]),
            lasting("镇扶贫站", 5, "{边户}户边缘户共{边人}人每月上门一次,一户一策写进帮扶手册,防贫保险由镇里统一申报", &[Paper("台账", "一户一策清单")]),
        ],
    },
    Problem {
        category: 0,
        level: "省考核",
        title: "外出务工登记与本人实际对不上",
        found_here: None,
        facts: &["务工地点、电话有误", "家里几人务工只录1人", "务工信息"],
        measures: &[
            lasting("镇人社所", 7, "每月25日前打电话核对务工信息,换了单位、地点、电话的,两个系统同一天改好", &[Paper("台账", "务工信息核对表"), Paper("文件", "系统更新记录")]),
        ],
    },
    Problem {
        category: 0,
        level: "省考核",
        title: "残疾、收入等基础信息更新慢、归类错",
        found_here: Some("{村0}有同类情形,比对出{残补}人,已逐人改正"),
        facts: &["46人领残疾补贴而系统里仍是健康", "民宿分红850元漏计", "货运收入6000元归错类", "残疾补贴"],
        measures: &[
            once("镇残联", Closed(17), "残疾补贴名单与人员台账逐人比对,{残补}人的健康状况改到位;漏计的850元、归错类的6000元各归各类,改后在村里公示", &[Paper("台账", "残疾补贴比对表"), Paper("公示", "收入更正公示")]),
        ],
    },
    Problem {
        category: 1,
        level: "国家考核",
        title: "产业靠补助撑着,市场销路窄",
        found_here: Some("{村1}的脐橙园销路单一"),
        facts: &["80%以上的村盼着追加产业资金", "产业带动"],
        measures: &[
            lasting("镇农技站", 7, "每季度到种养基地现场指导一次,与2家收购商签购销协议,产业带动的户名在村里张榜", &[Paper("文件", "购销协议"), Photo("基地指导照片")]),
        ],
    },
    Problem {
        category: 1,
        level: "国家考核",
        title: "合作社经营弱,贷款由社里使用有风险",
        found_here: None,
        facts: &["46个合作社近30%经营差或刚起步", "368户贷款户中96户由合作社使用(26.09%)", "合作社"],
        measures: &[
            once("镇农技站", Closed(10), "合作社逐个过一遍账,经营差的定出三个月整顿方案,到期由镇里验收", &[Paper("文件", "整顿方案")]),
            once("镇党政办", Closed(8), "每村推荐2名青年学经营,学完回村签服务协议", &[Paper("文件", "推荐名单")]),
            once("镇财政所", Closed(7), "入户问清谁想贷款发展生产,申请表当场填,{日8}前汇总送银行", &[Paper("台账", "小额信贷需求登记表"), Meeting(4)]),
            lasting("镇财政所", 6, "放出去的小额信贷逐笔核对用款人,每月贷后走访一次,钱不在本人手上的限期收回", &[Paper("台账", "贷后走访记录")]),
        ],
    },
    Problem {
        category: 1,
        level: "国家考核",
        title: "想培训的没培训上,车间领了补贴没有用工",
        found_here: None,
        facts: &["有村报了意愿全年没有人参训", "1家合作社按车间领补贴而没有带动务工", "车间补贴"],
        measures: &[
            once("镇人社所", Closed(9), "领了车间补贴却没有用工的,取消认定,补贴{日10}前退回财政专户", &[Paper("凭证", "补贴退回回单"), Paper("文件", "取消认定通知")]),
            once("镇人社所", Closed(7), "培训意愿登记到人,按工种分班,报了名没有排上的逐人说明原因", &[Paper("台账", "培训意愿登记表")]),
        ],
    },
    Problem {
        category: 1,
        level: "省考核",
        title: "公益性岗位缺制度、缺合同、有人不到岗",
        found_here: Some("{村0}1人不到岗,已清退"),
        facts: &["124个岗位没有管理制度", "4名护林员3人合同到期、1人没有签", "夫妻二人的岗位与台账互换", "公益性岗位"],
        measures: &[
            once("镇人社所", Closed(13), "印发公益性岗位管理办法,职责、范围、待遇写进每一份合同", &[Paper("文件", "公益性岗位管理办法"), Meeting(3)]),
            once("镇林业站", Closed(14), "到期的护林合同{日15}前续签完,没有签的补签以后再发工资", &[Paper("文件", "续签合同清单")]),
            lasting("镇林业站", 7, "护林员巡山日志一周一交,每月抽3个村对照日志看现场", &[Paper("台账", "巡山抽查表"), Photo("巡山照片")]),
            once("镇人社所", Closed(9), "入户问清各人做哪个岗、做什么活,与台账对调的{日10}前换回来,不到岗的清退", &[Paper("台账", "在岗核对表")]),
            lasting("镇财政所", 5, "工资表与在岗名册一月一比,离岗的当月停发,错发的当月追回", &[Paper("凭证", "工资比对表")]),
        ],
    },
    Problem {
        category: 1,
        level: "国家考核",
        title: "家庭医生随访次数不足、内容不实",
        found_here: None,
        facts: &["约定每年6次、每2个月1次", "家庭医生"],
        measures: &[
            once("镇卫生院", Closed(7), "截至{日7}在册{人}人都签了约;组织家庭医生照名册排出全年6次随访的日程,贴在村卫生室", &[Paper("台账", "随访日程表"), Paper("公示", "村卫生室公示栏内容")]),
            once("镇卫生院", Closed(4), "{老}名老年人、{幼}名0至6岁儿童另立名册,送检、上门都行,漏检的月底前补上", &[Paper("台账", "重点人群体检名册")]),
            lasting("镇卫生院", 7, "高血压、糖尿病、严重精神障碍、结核病四类病人两个月问诊一次,随访表由本人或家属签字", &[Paper("台账", "四类病人随访表")]),
            lasting("镇卫生院", 6, "门诊、巡诊、电话都算履约,每次记下日期、内容、签名,村医一周一汇总", &[Paper("文件", "履约记录规范")]),
        ],
    },
    Problem {
        category: 1,
        level: "省考核",
        title: "消费帮扶专馆专柜没有用起来",
        found_here: None,
        facts: &["18台无人柜没有通电、没有上架", "收购款没有结清", "18台无人柜"],
        measures: &[
            once("镇扶贫站", Closed(16), "协调供电所给18台无人柜接电上架,目录以外的货撤下,欠农户的收购款7天内结清", &[Paper("凭证", "收购款结清凭证"), Photo("无人柜通电照片")]),
        ],
    },
    Problem {
        category: 2,
        level: "国家考核",
        title: "项目完工晚,付款核算更晚",
        found_here: None,
        facts: &["21.8万元的整治项目应2017年竣工,2019年1月才完工", "2017年9月拨款,2019年4月才核算", "项目进度"],
        measures: &[
            lasting("镇财政所", 11, "每半月调度一次项目进度,完工10天内验收,验收15天内付清该付的款", &[Paper("台账", "项目进度调度表"), Meeting(3)]),
        ],
    },
    Problem {
        category: 2,
        level: "国家考核",
        title: "雨露计划的钱花得慢",
        found_here: None,
        facts: &["442万元只支出256万元(57.9%)", "计划1400人,实补850人", "雨露计划"],
        measures: &[
            once("镇扶贫站", Closed(18), "在读学生名册逐村核对,够得上雨露计划的{日19}前都报上去,够不上的写明理由", &[Paper("台账", "在读学生核对表")]),
        ],
    },
    Problem {
        category: 2,
        level: "国家考核",
        title: "村道修好以后没有人管",
        found_here: Some("{村2}一段村道有裂缝"),
        facts: &["49万元的村道有2条约1米长的裂缝", "管护人"],
        measures: &[
            lasting("镇农技站", 7, "村道、水渠每一处定下管护人,一月一巡,巡查记录存村委会", &[Paper("台账", "管护人名册")]),
            once("镇农技站", Waiting,"裂缝、破损先登记,30天内修好,修前修后各拍1张照片", &[Photo("修补前后照片")]),
        ],
    },
    Problem {
        category: 2,
        level: "国家考核",
        title: "工程改了内容和规模没有报批",
        found_here: None,
        facts: &["批复1750米护栏和防撞墙,验收3088米护栏", "防撞墙没有建", "先报批"],
        measures: &[
            once("镇财政所", Closed(8), "要改内容、改规模的先报批再动工,审批表随合同归档", &[Paper("文件", "变更报批办法")]),
            lasting("镇扶贫站", 6, "新项目入库先到现场看,村民代表评议通过以后,村、镇、县三级张榜再上报", &[Paper("公示", "入库项目公示")]),
            once("镇财政所", UnderWay,"在建的交通工程{日12}起逐段量实际工程量,与图纸不符的停下来补手续", &[Paper("台账", "工程量复核表")]),
        ],
    },
    Problem {
        category: 2,
        level: "省资金绩效",
        title: "结算时没有留质保金",
        found_here: None,
        facts: &["90万元的菌房应留4.5万元", "22万元的民宿应留0.66万元", "质保金"],
        measures: &[
            once("镇财政所", ClosedAtLast(16), "少留的质保金4.5万元、0.66万元向施工方收回,存进专户;新合同写明比例和返还日期", &[Paper("凭证", "质保金入账回单"), Paper("文件", "合同补充条款")]),
        ],
    },
    Problem {
        category: 2,
        level: "省资金绩效",
        title: "产业项目建成了,户里没有见到收益",
        found_here: None,
        facts: &["2018年1个、2019年10个产业项目没有让贫困户受益", "承租"],
        measures: &[
            once("镇农技站", Closed(3), "闲着的厂房大棚登记造册,找好承租的人,租金和交租日子写进合同", &[Paper("文件", "租赁合同清单")]),
            lasting("镇扶贫站", 2, "分配方案由村民代表表决,先付公益岗的务工报酬,名单和金额张榜7天", &[Paper("公示", "收益分配名单")]),
        ],
    },
    Problem {
        category: 2,
        level: "省资金绩效",
        title: "绩效指标与项目不沾边",
        found_here: None,
        facts: &["126.942477万元的烘干厂把增加环境氧气当指标", "绩效目标"],
        measures: &[
            lasting("镇财政所", 9, "每份绩效目标过两遍:产出写数量,效益写几户受益、增收几元,文不对题的退回重填", &[Paper("台账", "绩效目标审核表")]),
        ],
    },
    Problem {
        category: 3,
        level: "中央",
        title: "因病因残的户占比高,保障不能断",
        found_here: Some("全镇因病因残户已另立名册"),
        facts: &["全省因病因残476612户,占59.53%", "走访218户,慢性病151户、大病32户", "因病因残"],
        measures: &[
            lasting("镇民政所", 7, "因病因残的另立一册,医保、低保、残补三张名单一月一比,该享受的一样不漏", &[Paper("台账", "三张名单比对表")]),
            lasting("镇扶贫站", 7, "系统推来的预警线索3天内见到人,够条件的7天走完纳入程序", &[Paper("台账", "预警线索核查表")]),
            lasting("镇扶贫站", 5, "边缘易致贫户、脱贫不稳定户分类帮扶,每季度评一次,逐步消除风险", &[Paper("台账", "分类帮扶清单")]),
        ],
    },
    Problem {
        category: 3,
        level: "中央",
        title: "医保低保政策调整,待遇怕有落差",
        found_here: None,
        facts: &["全省92万人靠低保或特困供养,占32.7%", "走访218户,低保121户、占55.5%", "三道保障线"],
        measures: &[
            lasting("镇民政所", 8, "三道保障线结算后按人复核报销比例,不到90%的查明原因,能救助的申请医疗救助", &[Paper("台账", "报销比例复核表")]),
            once("镇民政所", Closed(4), "收入超过标准的低保户按规定给渐退期,退出以前上门告知,留下签字", &[Paper("文件", "渐退告知书")]),
        ],
    },
    Problem {
        category: 3,
        level: "中央",
        title: "光伏电站没有公示牌,收支列得乱",
        found_here: None,
        facts: &["没有立运维公示牌", "运维费重复列支", "公示牌"],
        measures: &[
            once("镇扶贫站", Closed(2), "一座电站立一块公示牌,运维单位、人员、报修电话都写上", &[Photo("公示牌照片")]),
            lasting("镇财政所", 1, "光伏收益怎么分由村民代表会议定,运维费凭合同和发票列支,半年张榜一次", &[Paper("公示", "光伏收支公示"), Paper("凭证", "运维费发票清单")]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// As the report has them: 3, 1, 1, 1, 4, … measures, 18 of them lasting; by chapter 5, 17, 11 and 7.
    #[test]
    fn the_figures_are_those_of_the_report() {
        let measures: Vec<usize> = PROBLEMS.iter().map(|p| p.measures.len()).collect();
        let report = [3, 1, 1, 1, 4, 2, 5, 4, 1, 1, 1, 2, 3, 1, 2, 1, 3, 2, 2];
        assert_eq!(measures, report);
        let of = |category| {
            let own = PROBLEMS.iter().filter(|p| p.category == category);
            own.map(|p| p.measures.len()).sum::<usize>()
        };
        assert_eq!([0, 1, 2, 3].map(of), [5, 17, 11, 7]);
        let all = PROBLEMS.iter().flat_map(|p| p.measures);
        assert_eq!(all.filter(|m| m.lasting).count(), 18);
    }

    /// Else a measure that another one's rule changes could take the problem's last fact with it.
    #[test]
    fn the_first_measure_takes_up_a_fact() {
        for problem in &PROBLEMS {
            let text = problem.measures[0].text;
            let taken = problem.facts.iter().any(|fact| text.contains(fact));
            assert!(taken, "{}", problem.title);
        }
    }
}
