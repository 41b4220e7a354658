"""The words of the demo's texts, written from their subject: believable, no models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.foundation.period import day_label

KINDS = ("制度", "办法", "规定", "细则", "规则", "规范", "章程")
PRINCIPLES = {
    "charter": "坚持党委领导下的院长负责制，集体领导、民主集中、个别酝酿、会议决定。",
    "party": "坚持党要管党、全面从严治党，把党的建设与医疗业务同谋划、同部署、同考核。",
    "medical": "坚持以患者为中心，质量第一、安全第一，谁诊疗、谁负责。",
    "nursing": "坚持以患者为中心，夯实基础护理，注重人文关怀。",
    "infection": "坚持预防为主、全员参与、全过程管理。",
    "pharmacy": "坚持安全、有效、经济、适宜，以临床需要为准。",
    "personnel": "坚持公开、平等、竞争、择优，德才兼备、以德为先。",
    "finance": "坚持依法依规、统一管理、不相容岗位相互分离。",
    "procurement": "坚持公开透明、公平竞争，立项与采购分离、采购与验收分离、验收与付款分离。",
    "research": "坚持科学、诚信、合规，尊重受试者权益。",
    "information": "坚持最小必要、分级保护、谁使用谁负责。",
    "service": "坚持便民高效、首诉负责、有诉必应。",
}
USUAL = "坚持依法依规、权责清晰、便于执行。"
DUTIES = {
    "medical": "医疗组长把好第一道关，科主任对本科室的执行情况负总责。",
    "nursing": "护士长每日检查，责任护士逐项落实并签名。",
    "pharmacy": "临床药师参与查房，发现问题当面沟通并记录。",
    "information": "信息科每季度核对一次权限，离岗人员当日停用。",
    "procurement": "使用科室、归口部门、采购部门各负其责，不得由一人经办全过程。",
}


def words(title: str, owner: str, category: str, since: date, is_revised: bool) -> str:
    """The words of a text: chapters and articles, the revised ones stricter by some articles."""
    kind = next((one for one in KINDS if title.endswith(one)), "办法")
    subject = title.removesuffix(kind).removesuffix("实施").removesuffix("管理") or title
    work = subject if subject.endswith("工作") else f"{subject}工作"
    workdays, quarterly = ("三", "每季度") if is_revised else ("五", "每半年")
    told = [
        "第一章 总则",
        f"为规范{work}，防范风险，根据国家有关法律法规和上级文件，结合本院实际，制定本{kind}。",
        f"本{kind}适用于全院各科室、各部门和全体职工，进修、规培、实习人员参照执行。",
        f"{work}{PRINCIPLES.get(category, USUAL)}",
        "第二章 职责",
        f"{owner}是{work}的主责部门，负责组织实施、培训、检查和考核。",
        "科室主任和护士长是本科室第一责任人；党支部参与研究涉及职工利益的事项，提出意见。",
        "第三章 程序和要求",
        f"有关事项由科室提出，{owner}在{workdays}个工作日内答复；情况紧急的先处置，二十四小时内补办。",
        DUTIES.get(category, "经办人如实登记，审核人逐项核对，原始材料留存备查。"),
        "涉及重大事项、重要项目安排和大额资金使用的，按照“三重一大”决策制度集体研究决定。",
    ]
    if is_revised:
        told.append("与办理事项有亲属关系或者其他利害关系的，应当主动报告并回避。")
    told += [
        "第四章 监督和责任",
        f"{owner}{quarterly}检查一次执行情况，发现问题的，限期整改并复查，结果纳入科室考核。",
        f"违反本{kind}的，视情节给予批评教育、扣减绩效；造成损害的，依规依纪处理。",
        "第五章 附则",
        f"本{kind}由{owner}负责解释。",
        f"本{kind}自{day_label(since)}起施行" + ("，原规定同时废止。" if is_revised else "。"),
    ]
    return "\n".join(_numbered(told))


def _numbered(lines: list[str]) -> Iterator[str]:
    digits = "零一二三四五六七八九"
    count = 0
    for line in lines:
        if line.startswith("第"):
            yield line
            continue
        count += 1
        tens = ("" if count < 20 else digits[count // 10]) + "十" if count >= 10 else ""
        yield f"第{tens}{digits[count % 10] if count % 10 else ''}条 {line}"
