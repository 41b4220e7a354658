"""The life cycle of entries: a procedure made out of what the ledger declares. Pure."""

from __future__ import annotations

from enum import StrEnum

from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.procedures.definitions import Outcome, Procedure, Separation, Step

SUBMIT, VERIFY = "submit", "verify"
FILING = "ledgers.filing"


class Standing(StrEnum):
    """How an entry stands; only what is verified and not voided counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    LOCKED = "locked"
    VOIDED = "voided"


STANDING_NAMES: dict[Standing, str] = {
    Standing.DRAFT: "草稿",
    Standing.SUBMITTED: "待审核",
    Standing.RETURNED: "退回修改",
    Standing.VERIFIED: "已审核",
    Standing.LOCKED: "已归档",
    Standing.VOIDED: "已作废",
}
IN_FORCE = (Standing.VERIFIED.value, Standing.LOCKED.value)
OPEN_TO_CHANGE = (Standing.DRAFT.value, Standing.RETURNED.value)


class Purpose(StrEnum):
    """What a filing asks to be verified."""

    ENTRIES = "entries"
    CORRECTION = "correction"
    VOIDING = "voiding"


PURPOSE_NAMES: dict[Purpose, str] = {
    Purpose.ENTRIES: "登记",
    Purpose.CORRECTION: "更正",
    Purpose.VOIDING: "作废",
}


def procedure_of(ledger: Ledger) -> Procedure:
    """Hand in, then verify by somebody else: who acts at each step is what the ledger says.

    Who oversees asks for corrections and voidings as who enters does; entries only the latter
    hands in, which `filing.lacking` sees to.
    """
    handing_in = tuple(dict.fromkeys((*ledger.enter, *ledger.oversee)))
    return Procedure(
        code=derived_code(ledger),
        name=f"{ledger.name}报送"[:80],
        source=ledger.source,
        purpose=f"“{ledger.name}”的记录由填报人报送，由另一人审核后生效。",
        subject=FILING,
        in_person=ledger.secrecy is not Secrecy.OPEN,
        sealed=ledger.secrecy is Secrecy.SEALED,
        overseers=ledger.oversee,
        starters=handing_in,
        keep=ledger.keep,
        steps=(
            Step(key=SUBMIT, title="报送", stage="填报", who=handing_in),
            Step(
                key=VERIFY,
                title="审核",
                stage="审核",
                who=ledger.verify,
                after=(SUBMIT,),
                returns_to=(SUBMIT,),
                ends=Outcome.COMPLETED,
            ),
        ),
        different=(Separation(steps=(SUBMIT, VERIFY), source=ledger.source),),
    )


def derived_code(ledger: Ledger) -> str:
    """The code of the procedure that is made out of what the ledger declares."""
    return f"ledger_{ledger.code}"


def code_of(ledger: Ledger, purpose: Purpose = Purpose.ENTRIES) -> str:
    """The code of the procedure that a filing takes: a declared one is for entries alone."""
    declared = ledger.procedure if purpose is Purpose.ENTRIES else ""
    return declared or derived_code(ledger)
