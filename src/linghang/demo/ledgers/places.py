"""Fictional places and bodies that entries name. None of them is meant to be any real one."""

from __future__ import annotations

COMMUNITIES = (
    "东湖社区",
    "望舒社区",
    "听泉社区",
    "知春社区",
    "松涛社区",
    "星河社区",
    "晨光社区",
    "远帆社区",
)
SCHOOLS = ("晨光小学", "启明中学", "远帆职业学校", "和风幼儿园", "灯塔小学", "示范医学院")
VILLAGES = ("青山村", "麦香村", "竹溪村", "云岭村", "春山村", "长亭村")
BODIES = (
    "启明机械厂",
    "供水服务中心",
    "同心纺织厂",
    "灯塔软件公司",
    "青禾农业合作社",
    "市政务服务大厅",
)
TOWNSHIPS = ("青禾县竹溪乡", "青禾县春山镇", "云栖县麦香镇", "云栖县云岭乡")
COUNTIES = ("青禾县", "云栖县", "启明区", "和风区", "晨光区", "远帆区")
# Members of the alliance, from county hospitals to township clinics.
PARTNERS = (
    "青禾县人民医院",
    "青禾县中医医院",
    "青禾县妇幼保健院",
    "云栖县人民医院",
    "云栖县中医医院",
    "启明区示范人民医院",
    "和风区人民医院",
    "远帆区第二医院",
    "晨光区康复护理院",
    "望舒街道社区卫生服务中心",
    "听泉街道社区卫生服务中心",
    "松涛街道社区卫生服务中心",
    "星河街道社区卫生服务中心",
    "春山镇卫生院",
    "麦香镇卫生院",
    "竹溪乡卫生院",
    "云岭乡卫生院",
    "长亭镇卫生院",
    "知春街道社区卫生服务中心",
    "半山镇卫生院",
    "渡口镇卫生院",
    "灯塔医院",
    "远帆运输职工医院",
    "学院路门诊部",
    "青禾县疾病预防控制中心",
    "云栖县妇幼保健院",
    "同心纺织职工医院",
)
PARENTS = ("示范省中心医院", "示范医科大学附属医院")
UNIVERSITIES = ("示范医学院", "示范医科大学", "示范护理职业学院")
OUTLETS = {
    "city": ("领航市广播电视台", "领航日报"),
    "province": ("示范省日报", "示范省卫视"),
    "national": ("全国健康报道网", "全国卫生周刊"),
    "partner": ("示范省健康频道", "领航健康直播间"),
}
JOURNALS = {
    "sci": ("Journal of Model Medicine", "Annals of Exemplary Surgery", "Model Nursing Research"),
    "ei": ("Model Engineering in Medicine",),
    "core": ("示范医学杂志", "示范外科杂志", "示范护理杂志"),
    "statistical": ("示范内科临床", "示范急救医学", "示范检验医学"),
    "other": ("领航医药", "基层卫生示范"),
}


def outside(name: str) -> str:
    """A unit or a person whom the organisation does not know, as recipes write it."""
    return f"={name}"
