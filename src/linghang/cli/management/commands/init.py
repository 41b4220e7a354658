"""`linghang init`: found the hospital of an empty system, step by step or by options."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from linghang.cli.asking import Answers, Step, ask
from linghang.cli.verbs import ShellCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.org import posts
from linghang.org.founding import doors, planning, queries, rules, services
from linghang.org.founding.services import Login

FILE = "init.json"
OPTIONS = {
    "name": "医院名称",
    "level": "等级，如 三级甲等",
    "code": "医疗机构编码，可不写",
    "since": "单位自哪一天起登记，如 2024-01-01；要早于将导入的最早出院日",
    "system": "系统管理员：工号,姓名,登录名",
    "security": "安全管理员：工号,姓名,登录名",
    "audit": "审计管理员：工号,姓名,登录名",
    "hr": "人事科科长：工号,姓名,登录名",
}
FILES = {
    "units": "单位清单文件，每行：编码,名称,类别,上级,院区",
    "maps": "病区对应文件，每行：首页里的病区名,单位编码",
}


class Command(ShellCommand):
    """Founding on the terminal."""

    help = "建院：在空系统里登记医院、首批单位、三员和人事科科长；可随时中断，再次运行接着做"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for option, meaning in OPTIONS.items():
            parser.add_argument(f"--{option}", help=meaning)
        for option, meaning in FILES.items():
            parser.add_argument(f"--{option}", type=Path, metavar="文件", help=meaning)
        parser.add_argument("--yes", action="store_true", help="不再询问，缺的用默认值，直接建院")
        parser.add_argument(
            "--page", action="store_true", help="不在这里填，只打印网页建院的一次性地址"
        )
        parser.add_argument(
            "--links", action="store_true", help="为还没有设过密码的账号重新开出设置密码的地址"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["links"]:
            self._links()
            return
        if not queries.is_empty():
            raise Refused(
                f"“{queries.hospital_name()}”已经建立，不能再建。"
                "设置密码的地址丢了的，运行 linghang init --links。"
            )
        if options["page"]:
            self.stdout.write(f"在浏览器打开本系统的这个地址：/setup/{doors.new_code()}/")
            return
        self._found(options)

    def _found(self, options: dict[str, Any]) -> None:
        answers = Answers.kept_in(Path(settings.HOME) / FILE)
        if answers.given:
            self.stdout.write(
                f"接着上次做（已答{len(answers.given)}项；要重来请删除 {answers.file}）。"
            )
        given = _given(options)
        steps = planning_steps(clock.today())
        if options["yes"]:
            given = {step.code: step.default for step in steps} | answers.given | given
        try:
            said = ask(steps, answers, given=given, read=_read, tell=self.stdout.write)
            plan = planning.plan_of(said)
            if not options["yes"]:
                self._confirm(plan, answers)
        except EOFError:
            raise Refused("没有建院：还有问题没有回答；答过的已记下，再次运行接着做。") from None
        try:
            logins = services.found(
                plan=plan, actor=system_actor(), at=clock.now(), today=clock.today()
            )
        except Refused:
            answers.forget()
            raise
        answers.forget()
        doors.close()
        self.stdout.write(f"✓ “{plan.name}”已建立：单位{len(plan.units) + 1}个。")
        self._tell(logins)

    def _confirm(self, plan: rules.Plan, answers: Answers) -> None:
        for line in planning.told(plan):
            self.stdout.write(line)
        if _read("以上无误，建院？（是/否）：").strip() not in {"是", "y", "Y", "yes"}:
            answers.forget()
            raise Refused("没有建院，答过的已清除；请重新运行。")

    def _links(self) -> None:
        waiting = queries.without_password()
        if queries.is_empty():
            raise Refused("还没有建院，请先运行 linghang init。")
        if not waiting:
            raise Refused("每个账号都设过密码了。忘记密码的，由安全管理员在网页上重新开出地址。")
        self._tell(services.hand_out(waiting, actor=system_actor(), at=clock.now()))

    def _tell(self, logins: tuple[Login, ...]) -> None:
        self.stdout.write("请把下面的地址分别当面交给本人，每个只能用一次：")
        for one in logins:
            until = f"{timezone.localtime(one.ends_at):%m月%d日%H:%M}"
            self.stdout.write(
                f"  {one.title} {one.name}（登录名 {one.username}）："
                f"/login/password/{one.link}/  {until}前有效"
            )


def planning_steps(today: date) -> tuple[Step, ...]:
    """The questions, in order, with what an empty answer means."""

    def person(code: str, post: str) -> Step:
        return Step(
            code=code,
            question=f"{posts.post(post).name}（工号,姓名,登录名）",
            check=lambda text: rules.person_of(post, text),
        )

    return (
        Step(code="name", question="医院名称", check=planning.filled),
        Step(code="level", question="等级", default="三级甲等", check=planning.level_of),
        Step(code="code", question="医疗机构编码（可空）"),
        Step(
            code="since",
            question="单位自哪一天起登记（早于将导入的最早出院日）",
            default=f"{today.year - 2}-01-01",
            check=date.fromisoformat,
        ),
        Step(
            code="units",
            question="首批单位，每行“编码,名称,类别,上级,院区”，空行结束（人事科会自动加上；"
            "其余可以以后用表格导入）",
            many=True,
            check=rules.units_of,
        ),
        Step(
            code="maps",
            question="首页病区对应，每行“首页里的病区名,单位编码”，空行结束（可以以后再做）",
            many=True,
            check=rules.maps_of,
        ),
        person("system", rules.SYSTEM),
        person("security", rules.SECURITY),
        person("audit", rules.AUDIT),
        person("hr", rules.PERSONNEL),
    )


def _given(options: dict[str, Any]) -> dict[str, str]:
    given = {name: options[name] for name in OPTIONS if options[name] is not None}
    for name in FILES:
        file: Path | None = options[name]
        if file is not None:
            try:
                given[name] = file.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError) as fault:
                raise Refused(f"读不了 {file}：应为 UTF-8 文本文件。") from fault
    return given


def _read(question: str) -> str:
    sys.stdout.write(question)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")
