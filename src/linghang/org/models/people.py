"""People: their time here, where they belong, the posts they hold, their logins."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from linghang.foundation.vault import purposes
from linghang.foundation.vault.fields import SealedTextField
from linghang.org.memberships.rules import LINES, Line
from linghang.org.models.dated import OPEN, Dated, DatedQuerySet, ends_after_start
from linghang.org.models.units import Unit
from linghang.org.posts_held.rules import BASIS_NAMES, Basis
from linghang.org.rules import Rights


class PersonQuerySet(DatedQuerySet["Person"]):
    """People, by day and by who asks."""

    def current(self) -> Self:
        """Without the rows that were merged into another person."""
        return self.filter(merged_into__isnull=True)

    def on(self, day: date) -> Self:
        """Who works here on the day; also who has left since and come back."""
        before = PastEmployment.objects.on(day).filter(person=OuterRef("pk"))
        now = (OPEN | Q(active_to__gt=day)) & Q(active_from__lte=day)
        return self.current().filter(now | Exists(before))

    def visible_to(self, rights: Rights, on: date) -> Self:
        """People who on the day belong to, or hold a post on, a unit that one may read about."""
        if rights.everywhere("org.read"):
            return self
        units = rights.units("org.read")
        belongs = Membership.objects.on(on).filter(person=OuterRef("pk"), unit__code__in=units)
        holds = Appointment.objects.on(on).filter(person=OuterRef("pk"), unit__code__in=units)
        return self.filter(Exists(belongs) | Exists(holds))


class Person(Dated):
    """Somebody who works here. A person keeps code and row on leaving and coming back.

    The span is the present or last time here, see PastEmployment for earlier ones. A row that
    turned out to be the same person as another is kept, closed, and points to that other.
    Number of the identity card and mobile are sealed (null without one); a fingerprint beside
    each finds equal ones. Families share a mobile, nobody shares an identity card.
    """

    code = models.CharField("工号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=80)
    licence = models.CharField("医师执业证书编码", max_length=30, blank=True)
    id_card = SealedTextField("证件号码", purpose=purposes.PERSONAL, null=True, blank=True)
    id_card_print = models.CharField("证件号码指纹", max_length=64, blank=True)
    mobile = SealedTextField("手机号", purpose=purposes.PERSONAL, null=True, blank=True)
    mobile_print = models.CharField("手机号指纹", max_length=64, blank=True, db_index=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged_from",
        null=True,
        blank=True,
        verbose_name="已并入",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["code"]
        indexes = [models.Index(fields=["name", "id"], name="person_by_name")]
        constraints = [
            ends_after_start("person_ends_after_start"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="person_is_named"),
            models.UniqueConstraint(
                fields=["licence"], condition=~Q(licence=""), name="person_licence_once"
            ),
            models.UniqueConstraint(
                fields=["id_card_print"], condition=~Q(id_card_print=""), name="person_id_card_once"
            ),
            models.CheckConstraint(
                condition=Q(id_card__isnull=True, id_card_print="")
                | (Q(id_card__isnull=False) & ~Q(id_card_print="")),
                name="person_id_card_has_its_print",
            ),
            models.CheckConstraint(
                condition=Q(mobile__isnull=True, mobile_print="")
                | (Q(mobile__isnull=False) & ~Q(mobile_print="")),
                name="person_mobile_has_its_print",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (~Q(merged_into=F("id")) & Q(active_to__isnull=False)),
                name="person_merged_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PastEmployment(Dated):
    """An earlier time here of somebody who left and came back."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="past_employments", verbose_name="人员"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "曾在院期间"
        ordering = ["person", "active_from"]
        constraints = [
            ends_after_start("past_employment_ends_after_start"),
            models.CheckConstraint(
                condition=Q(active_to__isnull=False), name="past_employment_has_an_end"
            ),
            models.UniqueConstraint(
                fields=["person", "active_from"], name="past_employment_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.span.label}"


class Membership(Dated):
    """A person belongs to a unit along a line; on each day to one at most."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name="人员"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members", verbose_name="单位")
    line = models.CharField(
        "归属线",
        max_length=8,
        choices=[(line.value, facts.name) for line, facts in LINES.items()],
        default=Line.TEAM.value,
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员归属"
        ordering = ["person", "line", "active_from"]
        constraints = [
            ends_after_start("membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "line"], condition=OPEN, name="membership_one_open"
            ),
            models.UniqueConstraint(
                fields=["person", "line", "active_from"], name="membership_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(line__in=sorted(line.value for line in Line)),
                name="membership_line_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.unit}"


class AppointmentQuerySet(DatedQuerySet["Appointment"]):
    """Appointments, by day and by who asks."""

    def visible_to(self, rights: Rights) -> Self:
        """Appointments on units that the appointment may read about."""
        if rights.everywhere("org.read"):
            return self
        return self.filter(unit__code__in=rights.units("org.read"))


class Appointment(Dated):
    """A person holds a post on a unit; the only source of rights. `post` is a catalog code.

    basis: regular, acting for a vacant post, or delegated by its holder. principal: the
    appointment that a delegated one stems from; it gives nothing when that one is not in force.
    limited_to: capabilities to which a delegation is restricted; empty means all of the post's.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appointments", verbose_name="人员"
    )
    post = models.CharField("岗位", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="单位")
    basis = models.CharField(
        "方式",
        max_length=16,
        choices=[(basis.value, name) for basis, name in BASIS_NAMES.items()],
        default=Basis.REGULAR.value,
    )
    principal = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="delegations",
        null=True,
        blank=True,
        verbose_name="授权的任职",
    )
    limited_to = models.JSONField("限于权限", default=list, blank=True)
    ended_reason = models.CharField("终止原因", max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["active_from", "pk"]
        constraints = [
            ends_after_start("appointment_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "post", "unit"], condition=OPEN, name="appointment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=sorted(basis.value for basis in Basis)),
                name="appointment_basis_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(basis=Basis.DELEGATED.value)
                    & Q(principal__isnull=False)
                    & Q(active_to__isnull=False)
                )
                | (~Q(basis=Basis.DELEGATED.value) & Q(principal__isnull=True) & Q(limited_to=[])),
                name="appointment_delegated_by_a_principal_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(principal__isnull=True) | ~Q(principal=F("id")),
                name="appointment_not_delegated_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post} {self.unit}"


class Account(AbstractUser):
    """A login. It holds no rights of its own: they follow from the person's appointments."""

    person = models.OneToOneField(
        Person,
        models.PROTECT,
        related_name="account",
        null=True,
        blank=True,
        verbose_name="人员",
    )

    class Meta:
        verbose_name = verbose_name_plural = "登录账号"

    def __str__(self) -> str:
        return self.username
