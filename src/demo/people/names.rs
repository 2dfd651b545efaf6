//! Names that mark themselves as invented: every given name begins with 例.

use crate::demo::draw::Draw;

const SURNAMES: [&str; 64] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
    "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石", "姚",
];

/// Ten that count, and twelve more.
const GIVEN: [&str; 22] = [
    "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳",
    "午", "未", "申", "酉", "戌", "亥",
];

/// Villages of the town, in order of their codes.
pub const VILLAGES: [&str; 60] = [
    "青溪", "石桥", "枫林", "竹坪", "松岗", "水口", "梅岭", "桃源", "樟坑", "塘背", "上坪", "下陂",
    "东江", "西湾", "南垅", "北坑", "油茶", "杉湖", "龙背", "凤形", "莲塘", "稻田", "茶亭", "瓦窑",
    "石壁", "金坪", "银坑", "铁炉", "白沙", "黄泥", "红岩", "蓝田", "紫溪", "大屋", "小布", "长排",
    "短岭", "高排", "低坝", "新建", "老屋", "前进", "后塘", "左坑", "中洲", "右岗", "山下", "田心",
    "坝上", "河背", "桥头", "渡口", "圩口", "岭脚", "坳上", "坑尾", "排上", "垅里", "丘田", "湖洋",
];

/// The surname of a household.
pub fn surname(draw: Draw, household: usize) -> &'static str {
    draw.one(household, &SURNAMES)
}

/// A person's name; two persons of one household never share it (`nth` is the person's place in the household).
pub fn name(surname: &str, draw: Draw, household: usize, nth: usize) -> String {
    let first = draw.below(household, GIVEN.len() as u64) as usize;
    let given = GIVEN[(first + nth) % GIVEN.len()];
    format!("{surname}例{given}")
}
