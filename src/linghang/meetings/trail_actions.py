"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from datetime import date

from linghang.foundation.trail import actions, subjects

PLANNED = "meetings.meeting.planned"
CALLED_OFF = "meetings.meeting.called_off"
RECORDED = "meetings.meeting.recorded"
CLOSED = "meetings.meeting.closed"
ISSUED = "meetings.minutes.issued"
CORRECTED = "meetings.minutes.corrected"
EXCUSED = "meetings.duty.excused"
MET = "meetings.duty.met"
VOTE_TAKEN = "meetings.vote.suspended"
VOTE_GIVEN_BACK = "meetings.vote.restored"
LEFT_OUT = "meetings.member.left_out"
COUNTED_AGAIN = "meetings.member.counted_again"
SEATED = "meetings.seat.taken"
UNSEATED = "meetings.seat.ended"
PUT_UP = "meetings.agenda.announced"
DELIVERED = "meetings.material.delivered"
PUBLISHED = "meetings.item.published"
NATURE_SET = "meetings.branch.nature_set"
NATURE_ENDED = "meetings.branch.nature_ended"
MATERIAL = "meetings.material"
MADE_UP = "meetings.absence.made_up"
APPRAISAL_OPENED = "meetings.appraisal.opened"
APPRAISAL_STEP = "meetings.appraisal.step"
APPRAISAL_GRADED = "meetings.appraisal.graded"
APPRAISAL_TOLD = "meetings.appraisal.told"
APPRAISAL_REPORTED = "meetings.appraisal.reported"
TALKED = "meetings.talk.recorded"
TALK_READ = "meetings.talk.read"
TAUGHT = "meetings.lesson.recorded"
LESSON_PLANNED = "meetings.lesson_plan.set"
LESSON_CHANGED = "meetings.lesson_plan.changed"
LESSON_OFF = "meetings.lesson_plan.called_off"
LESSON_KEPT = "meetings.lesson_plan.kept"
LESSON_MET = "meetings.lesson_duty.met"
TRAINED = "meetings.training.recorded"
LEFT_TO_DO = "meetings.follow_up.set"
DONE = "meetings.follow_up.closed"
TOLD_BESIDES = "meetings.meeting.particulars"
PAPER = "meetings.meeting.paper"
YEAR_PLANNED = "meetings.plan.set"
BOOK_CHECKED = "meetings.book.checked"
BOOK_CORRECTED = "meetings.book.corrected"
DUTY = "meetings.duty"
YEAR = "meetings.year"
LESSON_DUTY = "meetings.lesson_duty"
ROTA = "meetings.rota"
CALL = "meetings.call"
OVERSIGHT = "meetings.oversight"

SENTENCES = {
    PLANNED: "{actor}安排{unit}{kind}，{day}",
    CALLED_OFF: "{actor}取消{unit}{kind}（{day}），原因：{reason}",
    RECORDED: "{actor}记录{unit}{kind}（{day}）：应到{expected}人，实到{came}人，议题{items}项",
    CLOSED: "{actor}封存{unit}{kind}（{day}）的会议记录",
    ISSUED: "{actor}签发{unit}{kind}纪要{number}",
    CORRECTED: "{actor}更正{unit}{kind}纪要{number}，第{version}版，原因：{reason}",
    EXCUSED: "{actor}说明{unit}{period}没有召开{kind}，原因：{reason}",
    MET: "{actor}记录后，{unit}{period}的{kind}已召开",
    VOTE_TAKEN: "{actor}登记党员{person}没有表决权（{ground}），{days}，依据：{document}",
    VOTE_GIVEN_BACK: "{actor}登记党员{person}自{active_to}起有表决权",
    LEFT_OUT: "{actor}登记党员{person}不计入{unit}应到（{ground}），{days}，批准：{approval}",
    COUNTED_AGAIN: "{actor}登记党员{person}自{active_to}起计入{unit}应到",
    PUT_UP: "{actor}公布{unit}{kind}（{day}）的议程，共{items}项",
    DELIVERED: "{actor}登记{unit}{kind}（{day}）的一份材料于{delivered_on}送达",
    PUBLISHED: "{actor}登记{unit}{kind}（{day}）的第{number}项议题自{published_on}起公示",
    NATURE_SET: "{actor}登记{unit}为{nature}，{days}，批准：{approval}",
    NATURE_ENDED: "{actor}登记{unit}自{active_to}起不再是{nature}",
    MADE_UP: "{actor}登记人员{person}于{made_up_on}补学{unit}{kind}（{day}）",
    UNSEATED: "{actor}登记人员{person}自{active_to}起不再是{unit}{kind}成员",
    APPRAISAL_OPENED: "{actor}登记{unit}{year}年民主评议党员，评议日{day}",
    APPRAISAL_STEP: "{actor}登记{unit}{year}年民主评议党员的进度：{steps}",
    APPRAISAL_GRADED: "{actor}登记{unit}{year}年民主评议等次{graded}人，其中优秀{excellent}人",
    APPRAISAL_TOLD: "{actor}登记{unit}{year}年民主评议结果于{day}告知{told}人",
    APPRAISAL_REPORTED: "{actor}登记{unit}{year}年民主评议党员于{day}上报",
    TALKED: "{actor}记录{unit}的一次谈心谈话（{day}）",
    TALK_READ: "{actor}查看{unit}一次谈心谈话的要点（{day}）",
    TAUGHT: "{actor}登记{unit}{kind}（{day}）的主讲人，共{speakers}人",
    LESSON_PLANNED: "{actor}排定{unit}{day}的党课，主讲人：人员{person}",
    LESSON_CHANGED: "{actor}调整{unit}的党课计划：{before}人员{former}改为{day}人员{person}",
    LESSON_OFF: "{actor}取消{unit}{day}的党课计划，原因：{reason}",
    LESSON_KEPT: "{actor}登记主讲人后，{unit}{day}的党课计划已讲（{given}）",
    LESSON_MET: "{actor}登记主讲人后，人员{person}{year}年{duty}已讲够",
    TRAINED: "{actor}登记{unit}的培训“{title}”（{day}），{hours}学时",
    LEFT_TO_DO: "{actor}登记{unit}{kind}（{day}）的{agreed}第{number}项，完成时限{due}",
    DONE: "{actor}登记{unit}{kind}（{day}）的{agreed}第{number}项已于{closed_on}完成",
    TOLD_BESIDES: "{actor}填写{unit}{kind}（{day}）的{fields}",
    PAPER: "{actor}上传{unit}{kind}（{day}）的{paper}",
    YEAR_PLANNED: "{actor}登记{unit}{year}年{kind}计划，{themes}个主题",
    BOOK_CHECKED: "{actor}检查{unit}{year}年{book}，要求整改：{asked}",
    BOOK_CORRECTED: "{actor}登记{unit}{year}年{book}检查意见已整改（{day}）",
    SEATED: "{actor}登记人员{person}为{unit}{kind}成员，{days}",
}


def duty_id(unit: str, kind: str, starts_on: date) -> str:
    """How the trail and notices name what a unit owes in one period."""
    return f"{unit}:{kind}:{starts_on.isoformat()}"


def lesson_duty_id(person: str, duty: str, year: int) -> str:
    """How the trail and notices name the lessons that somebody owes of a duty in a year."""
    return f"{person}:{duty}:{year}"


def register() -> None:
    """Make the sentences known to the trail, and what they are about."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
    subjects.register(DUTY, "组织生活")
    subjects.register(CALL, "会议通知")
    subjects.register(MATERIAL, "会议材料")
    subjects.register(OVERSIGHT, "全院组织生活")
    subjects.register(YEAR, "年度组织生活事项")
    subjects.register(LESSON_DUTY, "应讲党课")
    subjects.register(ROTA, "党课计划")
