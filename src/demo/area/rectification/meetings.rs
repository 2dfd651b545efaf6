//! `rect_meeting`: the meetings and days of the report of 2021, and the minutes that are evidence.

use super::words::{full_day, page};
use crate::demo::ground::{Ground, TOWN_NAME};
use crate::demo::township::{Township, record};

pub struct Meeting {
    pub days_ago: i64,
    pub kind: &'static str,
    pub name: &'static str,
    pub content: &'static str,
    pub attendees: usize,
}

/// Days from the end of the visits to all households to the as-of date.
pub const VISITED: i64 = 7;

#[rustfmt::skip]
pub const MEETINGS: [Meeting; 9] = [
    Meeting { days_ago: 76, kind: "会议", name: "成效考核专题学习会", content: "学习考核办法和反馈问题的整改要求", attendees: 21 },
    Meeting { days_ago: 35, kind: "会议", name: "反馈问题认领会", content: "逐条认领19个问题,定下40条措施和牵头领导", attendees: 24 },
    Meeting { days_ago: 33, kind: "活动", name: "村级责任落实", content: "各村分领责任,建起村级台账", attendees: 46 },
    Meeting { days_ago: 24, kind: "会议", name: "全镇整改推进会", content: "通报进度,点名销号慢的措施", attendees: 62 },
    Meeting { days_ago: 15, kind: "会议", name: "政策落实回访推进会", content: "部署回访,调度各项措施", attendees: 58 },
    Meeting { days_ago: 15, kind: "会议", name: "防返贫监测部署会", content: "讲监测标准和纳入程序,分村定任务", attendees: 71 },
    Meeting { days_ago: VISITED, kind: "活动", name: "在册户全面回访", content: "八天走完所有在册户", attendees: 83 },
    Meeting { days_ago: VISITED, kind: "节点", name: "家庭医生数据截止", content: "签约、体检、随访的数据算到这一天", attendees: 4 },
    Meeting { days_ago: 0, kind: "节点", name: "整改进展统计截止", content: "报告的数据算到这一天", attendees: 6 },
];

pub fn number(at: usize) -> String {
    format!("HD-{:02}", at + 1)
}

/// Where the minutes lie.
pub fn minutes_path(at: usize) -> String {
    format!("佐证/{} {}纪要.html", number(at), MEETINGS[at].name)
}

pub fn add(ground: &Ground, township: &mut Township) {
    for (at, meeting) in MEETINGS.iter().enumerate() {
        let date = ground.days_ago(meeting.days_ago);
        let is_meeting = meeting.kind == "会议";
        record!(township, "rect_meeting" {
            meeting_no: number(at), name: meeting.name, kind: meeting.kind, meeting_date: date,
            organizer: ground.office("镇党政办").name, place: is_meeting.then_some("镇三楼会议室"),
            attendee_count: meeting.attendees, content: meeting.content,
            notice_ref: is_meeting.then(|| format!("{}通知", number(at))),
            sign_in_ref: is_meeting.then(|| format!("{}签到表", number(at))),
            minutes_ref: is_meeting.then(|| minutes_path(at)),
            photo_ref: is_meeting.then(|| format!("{}照片4张", number(at))),
        });
        if is_meeting {
            let text = format!(
                "时间:{}\n地点:镇三楼会议室\n到会:{}人\n内容:{}\n",
                full_day(date),
                meeting.attendees,
                meeting.content,
            );
            let title = format!("{TOWN_NAME}{}纪要", meeting.name);
            township.files.insert(minutes_path(at), page(&title, &text));
        }
    }
}
