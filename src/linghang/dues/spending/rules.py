"""What dues may be used for."""

from __future__ import annotations

from enum import StrEnum


class Use(StrEnum):
    """The purposes that the rules name. Source: 中组发〔2008〕3号，党费的使用."""

    TRAINING = "training"
    SUBSCRIPTION = "subscription"
    PRAISE = "praise"
    RELIEF = "relief"
    DISASTER = "disaster"
    REMITTED = "remitted"


USE_NAMES: dict[Use, str] = {
    Use.TRAINING: "培训党员",
    Use.SUBSCRIPTION: "订阅或购买学习资料、设备",
    Use.PRAISE: "表彰先进",
    Use.RELIEF: "补助生活困难党员",
    Use.DISASTER: "补助遭受严重自然灾害的党员、修缮受灾设施",
    Use.REMITTED: "上缴上级党组织",
}
