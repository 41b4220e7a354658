"""May this be done now, by this person? Every reason, and who could lift it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from linghang.foundation.period import day_label
from linghang.procedures.asking.rules import (
    HIMSELF,
    NOBODY,
    PARAMETERS,
    PERSONNEL,
    SYSTEM_ADMINISTRATOR,
    Answer,
    Attempt,
    Block,
    Facts,
    Met,
)
from linghang.procedures.definitions import (
    BY_NAMES,
    OUTCOME_NAMES,
    Mode,
    Outcome,
    Procedure,
    Seat,
    Step,
)
from linghang.procedures.needs import rules as needs
from linghang.procedures.progress.rules import (
    VERB_NAMES,
    Act,
    State,
    Status,
    Verb,
    Way,
    state_of,
)
from linghang.procedures.seats import rules as seats
from linghang.procedures.seats.rules import Doer, Place
from linghang.procedures.terms import rules as terms
from linghang.procedures.terms.rules import Term

__all__ = [
    "Answer",
    "Attempt",
    "Block",
    "Facts",
    "Met",
    "hindrances",
    "may_oversee",
    "may_start",
    "permitted",
    "reasons_not_to_move",
    "terms_of",
]


def permitted(
    definition: Procedure, acts: Sequence[Act], doer: Doer, attempt: Attempt, facts: Facts
) -> Answer:
    """Whether the deed is allowed on a step, with every reason against it and who could lift it.

    Voiding and moving to another version are asked with may_oversee().
    """
    state = state_of(definition, acts, values=facts.values)
    step = definition.by_key.get(attempt.step)
    if step is None:
        return Answer((Block("unknown_step", "这个程序没有这一步", NOBODY),))
    if state.outcome is not Outcome.RUNNING:
        says = f"程序已经结束（{OUTCOME_NAMES[state.outcome]}）"
        return Answer((Block("ended", says, NOBODY),))
    seat = seats.seat_of(step, doer, facts.place, state)
    blocks = [
        *_of_clock(state, attempt, facts),
        *_of_doer(definition, step, doer, seat, state, facts),
        *_of_order(step, state, facts),
    ]
    if attempt.verb is Verb.APPROVE:
        blocks += _of_day(step, state, attempt, facts)
        blocks += _of_terms(definition, step, state, attempt.day, facts)
        blocks += needs.lacking(definition, step, state, attempt, facts)
        blocks += _of_record(step, attempt, facts)
    else:
        blocks += _of_refusal(definition, step, attempt)
        blocks += _of_effects(state, attempt.to)
    return _answer(blocks, seat or 0, attempt)


def _answer(blocks: list[Block], seat: int, attempt: Attempt) -> Answer:
    """What is explained in writing stands in the way no more, and is kept."""
    prompts = [one for one in blocks if one.code == needs.EXPLAIN]
    if not needs.is_explained(attempt):
        return Answer(tuple(blocks), seat)
    return Answer(tuple(one for one in blocks if one not in prompts), seat, tuple(prompts))


def _of_clock(state: State, attempt: Attempt, facts: Facts) -> Iterator[Block]:
    last = state.latest_record
    if last and facts.today < last:
        says = f"系统日期（{facts.today}）早于上一次办理的日期（{last}），时间可能被调慢"
        yield Block("clock", says, SYSTEM_ADMINISTRATOR)
    if attempt.day > facts.today:
        yield Block("day", f"办理日期 {attempt.day} 还没有到", HIMSELF)


def _of_doer(
    definition: Procedure, step: Step, doer: Doer, seat: int | None, state: State, facts: Facts
) -> Iterator[Block]:
    holders = seats.said(step.who, facts.posts)
    if not doer.is_here:
        yield Block("not_here", "任职不在有效期内，或本人已不在院", PERSONNEL)
    if seat is None:
        turn = "还没有轮到，" if _waits_for_turn(step, doer, facts) else ""
        says = f"{turn}“{step.title}”由{holders}办理（{_mode_says(step)}）"
        yield Block("seat", says, _next_holders(step, state, facts))
    if doer.is_delegated and not step.substitutes:
        yield Block("substitute", f"“{step.title}”只能由本人办理，不能代办", holders)
    if doer.is_limited:
        yield Block("limited", "授权书只列了几项权限，不包括办理程序", "授权人本人")
    yield from _of_bystander(definition, doer, facts)
    if not step.by_concerned and not facts.place.people(doer.persons).isdisjoint(facts.concerned):
        yield Block("concerned", "本事项涉及本人，应当回避", f"其他{holders}")
    if seats.has_spoken(step, doer, facts.place, state):
        yield Block("spoken", f"“{step.title}”已经表态，一人只表态一次", f"其他{holders}")
    for separation, act in seats.kept_out(definition, step.key, doer, facts.place, state):
        done = definition.by_key[act.step].title
        says = f"“{step.title}”与“{done}”必须由{BY_NAMES[separation.by]}办理"
        yield Block("separation", says, f"没有办理过“{done}”的{holders}")


def _of_bystander(definition: Procedure, doer: Doer, facts: Facts) -> Iterator[Block]:
    for post in sorted(doer.held.intersection(definition.never)):
        name = facts.posts.get(post, post)
        says = f"{name}只监督，不在“{definition.name}”中办理任何一步"
        yield Block("never", says, "没有担任监督职务的办理人")


def _waits_for_turn(step: Step, doer: Doer, facts: Facts) -> bool:
    return step.mode is Mode.SEQUENCE and seats.sits_in_any(step.who, doer, facts.place)


def _mode_says(step: Step) -> str:
    if step.mode is Mode.N_OF_M:
        return f"{step.of}人中{step.count}人同意"
    return {Mode.ONE: "一人办理", Mode.ALL: "会签", Mode.SEQUENCE: "依次签批"}[step.mode]


def _next_holders(step: Step, state: State, facts: Facts) -> str:
    """Whose voice is still wanted."""
    taken = {act.seat for act in state.voices(step.key)}
    left = [seat for number, seat in enumerate(step.who) if number not in taken]
    if step.mode is Mode.SEQUENCE:
        left = left[:1]
    if step.mode not in (Mode.SEQUENCE, Mode.ALL) or not left:
        left = list(step.who)
    return seats.said(left, facts.posts)


def _of_order(step: Step, state: State, facts: Facts) -> Iterator[Block]:
    way = Way(state, facts.values)
    status = way.status(step.key)
    if status is Status.DONE:
        yield Block("done", f"“{step.title}”已经办完", "有权退回的后续步骤办理人")
    elif status is Status.SKIPPED:
        yield Block("skipped", f"“{step.title}”的适用条件不成立，不需要办理", NOBODY)
    elif status is Status.PASSED:
        yield Block("passed", f"“{step.title}”已经越过，不再办理", "有权退回的后续步骤办理人")
    elif status is not Status.OPEN:
        for other in way.missing(step.key):
            says = f"“{other.title}”还没有办完"
            yield Block("not_open", says, seats.said(other.who, facts.posts))
        if not way.missing(step.key):
            yield Block("unclear", f"“{step.title}”是否适用，要看前面步骤填写的内容", HIMSELF)


def _of_day(step: Step, state: State, attempt: Attempt, facts: Facts) -> Iterator[Block]:
    """The day may lie back only as far as the step admits, and not before what it follows."""
    if attempt.day < facts.today - timedelta(days=step.backdated):
        allowed = f"最多补录 {step.backdated} 日前的" if step.backdated else "只能当日"
        yield Block("backdated", f"“{step.title}”{allowed}办理，办理日期过早", HIMSELF)
    for other in step.after:
        done = state.done_on(other)
        if done and attempt.day < done:
            title = state.definition.by_key[other].title
            yield Block("before", f"办理日期早于“{title}”（{day_label(done)}）", HIMSELF)


def _of_terms(
    definition: Procedure, step: Step, state: State, day: date, facts: Facts
) -> Iterator[Block]:
    for term in terms_of(definition, step.key, state, facts):
        start = terms.origin(definition, term.interval)
        if term.unknown:
            yield Block("unknown_term", term.unknown, PARAMETERS)
        if term.earliest and day < term.earliest:
            says = f"距“{start}”（{_since(term)}）{_least(term, facts)}"
            who = f"任何人都不能提前，{day_label(term.earliest)}起可以办理"
            yield Block("early", says, who)
        if term.latest and term.is_firm and day > term.latest:
            says = f"距“{start}”已超过{_most(term, facts)}（截止{day_label(term.latest)}）"
            overseers = seats.said(definition.overseers, facts.posts)
            yield Block("late", says, f"{overseers}作废后重新办理，或退回重办")


def terms_of(definition: Procedure, key: str, state: State, facts: Facts) -> tuple[Term, ...]:
    """The terms of a step that have begun."""
    return terms.terms(definition, key, state, values=facts.values, calendar=facts.calendar)


def _since(term: Term) -> str:
    if term.least_since == term.since:
        return day_label(term.since)
    return f"{day_label(term.since)}，之前的步骤办完后从{day_label(term.least_since)}起算"


def _least(term: Term, facts: Facts) -> str:
    interval = term.interval
    return f"不满{terms.amount(interval.least or 0, interval.unit, facts.values)}"


def _most(term: Term, facts: Facts) -> str:
    interval = term.interval
    return terms.amount(interval.most or 0, interval.unit, facts.values)


def _of_record(step: Step, attempt: Attempt, facts: Facts) -> Iterator[Block]:
    """What rests on a record happened on the day of the record."""
    for number in range(len(step.needs.requirements)):
        met = facts.requirements.get((step.key, number))
        if met and met.is_met and met.day and attempt.day != met.day:
            says = f"办理日期应为{day_label(met.day)}：{met.says}"
            yield Block("day_of_record", says, HIMSELF)


def _of_effects(state: State, to: str) -> Iterator[Block]:
    """What has taken effect elsewhere can't be sent back behind, nor voided (to: "")."""
    definition = state.definition
    undone = {to} | definition.following[to] if to in definition.by_key else set()
    for step in definition.steps:
        if step.effects and state.is_done(step.key) and (not to or step.key in undone):
            says = f"“{step.title}”已经生效，不能退回或者作废"
            yield Block("effects", says, "登记有关记录的部门（在有关记录上更正）")


def _of_refusal(definition: Procedure, step: Step, attempt: Attempt) -> Iterator[Block]:
    name = VERB_NAMES.get(attempt.verb, attempt.verb)
    if not attempt.reason.strip():
        yield Block("reason", f"{name}要写明理由", HIMSELF)
    if attempt.fields or attempt.documents:
        yield Block("field", f"{name}时不登记内容和材料", HIMSELF)
    if attempt.verb is Verb.REJECT:
        if not step.may_reject:
            yield Block("verb", f"“{step.title}”没有“不同意”这一项，可以退回", HIMSELF)
    elif attempt.verb is not Verb.SEND_BACK:
        yield Block("verb", f"步骤上不能“{name}”", NOBODY)
    elif attempt.to not in step.returns_to:
        allowed = "、".join(definition.by_key[key].title for key in step.returns_to)
        says = f"“{step.title}”只能退回到：{allowed}" if allowed else f"“{step.title}”不能退回"
        yield Block("verb", says, HIMSELF)


def may_oversee(
    definition: Procedure,
    acts: Sequence[Act],
    doer: Doer,
    facts: Facts,
    *,
    verb: Verb,
    reason: str,
) -> Answer:
    """Whether the doer may void the proceeding (any that is not void yet) or move a running one.

    A wrong record is voided even after its end; it stays to be seen.
    """
    state = state_of(definition, acts, values=facts.values)
    wrong = state.outcome is Outcome.VOIDED or (
        verb is Verb.MOVE and state.outcome is not Outcome.RUNNING
    )
    blocks = []
    if wrong:
        says = f"程序已经结束（{OUTCOME_NAMES[state.outcome]}）"
        blocks.append(Block("ended", says, NOBODY))
    if verb is Verb.VOID:
        blocks += _of_effects(state, "")
    blocks += _of_clock(state, Attempt(verb=verb, step="", day=facts.today), facts)
    blocks += _of_office(definition.overseers, f"{VERB_NAMES[verb]}由", doer, facts)
    if not reason.strip():
        blocks.append(Block("reason", f"{VERB_NAMES[verb]}要写明理由", HIMSELF))
    return Answer(tuple(blocks))


def may_start(definition: Procedure, doer: Doer, facts: Facts) -> Answer:
    """Whether the doer may open a proceeding of the unit."""
    first = tuple(seat for step in definition.firsts for seat in step.who)
    blocks = _of_office(definition.starters or first, "发起由", doer, facts)
    if definition.active_to and facts.today >= definition.active_to:
        says = f"“{definition.name}”自{day_label(definition.active_to)}起不再使用"
        blocks.append(Block("retired", says, NOBODY))
    blocks += _of_bystander(definition, doer, facts)
    return Answer(tuple(blocks))


def _of_office(who: tuple[Seat, ...], verb: str, doer: Doer, facts: Facts) -> list[Block]:
    holders = seats.said(who, facts.posts)
    blocks = []
    if not doer.is_here:
        blocks.append(Block("not_here", "任职不在有效期内，或本人已不在院", PERSONNEL))
    if doer.is_limited:
        blocks.append(Block("limited", "授权书只列了几项权限，不包括办理程序", "授权人本人"))
    if not seats.sits_in_any(who, doer, facts.place):
        blocks.append(Block("seat", f"{verb}{holders}办理", holders))
    if not facts.place.people(doer.persons).isdisjoint(facts.concerned):
        blocks.append(Block("concerned", "本事项涉及本人，应当回避", f"其他{holders}"))
    return blocks


def reasons_not_to_move(
    new: Procedure,
    acts: Sequence[Act],
    *,
    spoke: Mapping[int, Seat],
    values: Mapping[str, object],
    place: Place,
) -> list[str]:
    """Why the acts can't go on under another version; every reason, in Chinese.

    What was done must still be known there, count as it did, and hurt none of its separations.
    spoke: number of an act → the seat that spoke, by the version that judged it.
    """
    state = state_of(new, acts, values=values)
    done = [act for act in acts if act.verb in (Verb.APPROVE, Verb.REJECT)]
    reasons = [
        f"新版没有已经办过的步骤（{key}）"
        for key in dict.fromkeys(act.step for act in done if act.step not in new.by_key)
    ]
    if state.outcome is not Outcome.RUNNING:
        reasons.append(f"按新版程序已经结束（{OUTCOME_NAMES[state.outcome]}）")
    reasons += _of_voices(new, state, spoke)
    reasons += _of_pairs(new, state, place)
    way = Way(state, values)
    for key in dict.fromkeys(act.step for act in state.valid):
        if not way.is_ready(key) and not way.is_settled(key):
            reasons.append(f"按新版，“{new.by_key[key].title}”之前还有没办的步骤")
    return list(dict.fromkeys(reasons))


def _of_voices(new: Procedure, state: State, spoke: Mapping[int, Seat]) -> Iterator[str]:
    """Where each seat is heard, a voice counts for the seat whose posts gave it, for no other."""
    for act in state.valid:
        step = new.by_key[act.step]
        if step.mode in (Mode.ALL, Mode.SEQUENCE):
            seat = step.who[act.seat] if act.seat < len(step.who) else None
            if seat is None or not seats.includes(seat, spoke[act.number]):
                yield f"“{step.title}”已经表态的岗位，按新版不是同一方"


def _of_pairs(new: Procedure, state: State, place: Place) -> Iterator[str]:
    """Each act that counts is held against every voice ever given, before and after it."""
    for act in state.valid:
        doer = Doer(
            person=act.person,
            on_behalf_of=act.on_behalf_of,
            departments=act.departments,
            post="",
            unit="",
        )
        for separation, other in seats.kept_out(new, act.step, doer, place, state):
            both = sorted((act, other), key=lambda one: one.number)
            one, two = (new.by_key[each.step].title for each in both)
            yield f"“{one}”与“{two}”按新版必须由{BY_NAMES[separation.by]}办理"


def hindrances(definition: Procedure, state: State, step: Step, facts: Facts) -> tuple[Block, ...]:
    """What stands in the way of an open step, whoever would act on it today."""
    found = [*_of_terms(definition, step, state, facts.today, facts)]
    told = needs.known(definition, step, state, None)
    return (*found, *needs.of_requirements(step, told, facts))
