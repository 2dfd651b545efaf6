#!/usr/bin/env python3
"""Validates the workbook of the bench with frictionless: the same types, code lists and required columns.

usage: workbook_by_frictionless.py FILE.xlsx

The name must not begin with "frictionless", which takes such modules for plug-ins and runs them.

Needs `python3 -m pip install 'frictionless[excel]'`. Prints rows and errors.
"""

import sys

from frictionless import Resource, Schema, validate

TEXTS = ["户编号", "姓名", "民族", "联系电话", "行政村", "家庭住址"]
CODES = {
    "证件类型": ["居民身份证", "残疾人证", "户口簿", "其他"],
    "性别": ["男", "女"],
    "与户主关系": ["户主", "配偶", "之子", "之女", "其他"],
    "文化程度": ["文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上"],
    "健康状况": ["健康", "长期慢性病", "患有大病", "残疾"],
    "劳动技能": ["普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"],
}


def field(name):
    if name in CODES:
        return {"name": name, "type": "string", "constraints": {"enum": CODES[name]}}
    if name in ("出生日期", "人员识别时间"):
        return {"name": name, "type": "date"}
    if name == "是否低保":
        return {"name": name, "type": "boolean", "trueValues": ["是"], "falseValues": ["否"]}
    if name == "人数":
        return {"name": name, "type": "integer", "constraints": {"minimum": 1}}
    if name == "务工时间(月)":
        return {"name": name, "type": "number", "constraints": {"minimum": 0, "maximum": 12}}
    if name == "人均纯收入":
        return {"name": name, "type": "number"}
    constraints = {"required": True} if name in ("人编号", "姓名") else {}
    if name == "人编号":
        constraints["unique"] = True
    if name == "身份证号":
        constraints["pattern"] = "[0-9]{17}[0-9X]"
    return {"name": name, "type": "string", "constraints": constraints}


HEADS = (
    "人编号 户编号 姓名 证件类型 身份证号 性别 出生日期 与户主关系 民族 文化程度 健康状况 劳动技能 务工时间(月) 是否低保 联系电话 "
    "人员识别时间 行政村 家庭住址 人数 人均纯收入"
).split()

path = sys.argv[1]
folder, _, name = path.rpartition("/")
schema = Schema.from_descriptor({"fields": [field(name) for name in HEADS]})
report = validate(Resource(path=name, basepath=folder or ".", schema=schema), limit_errors=1_000_000)
task = report.tasks[0]
print(f"frictionless: {task.stats.get('rows')} rows, {task.stats.get('errors')} errors")
for error in task.errors[:3]:
    print(error.message)
