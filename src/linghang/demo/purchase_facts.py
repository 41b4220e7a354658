"""What the demo's purchases say in their forms."""

from __future__ import annotations

GOOD = "示范恒瑞通医疗科技有限公司"


def told(item: str, amount: str, **more: str) -> dict[str, str]:
    """What the steps of a purchase ask for. amount: in 元; more: what is otherwise here."""
    return {
        "item": item,
        "item_class": "监护和生命支持设备",
        "project": "2025年设备更新",
        "amount": amount,
        "in_budget": "是",
        "category": "equipment",
        "demand": "按临床需要列明功能和数量，不指定品牌。",
        "free_use": "否",
        "method": "framework",
        "group_size": "5",
        "group_experts": "4",
        "suppliers": "4",
        "no_ties": "是",
        "quotes": quotes(int(amount)),
        "supplier": GOOD,
        "price": amount,
        "buyer_no_ties": "是",
        "contract_number": f"LSCG-{item}",
        "contract_amount": amount,
        "payment_terms": "验收合格后三十日内付清。",
        "has_advance": "否",
        "has_progress": "否",
        "has_retention": "否",
        "paid": amount,
        "use_result": "满足需要",
        "use_facts": "到货后投入使用，运行稳定，无停用；厂家按约定保养，与申请时的预期一致。",
        "members": "使用科室、设备科验收人员共三名",
        "technical": "passed",
        "service": "passed",
        "safety": "passed",
        "complex": "否",
        **more,
    }


def quotes(amount: int) -> str:
    """What three suppliers asked for; the chosen one asked for least."""
    return (
        f"{GOOD}；{amount}；是；综合得分第一\n"
        f"示范安和医疗设备有限公司；{amount + 8_000}；是；综合得分第二\n"
        f"示范同济科技有限公司；{amount + 21_000}；否；缺授权书，不参加评分"
    )
