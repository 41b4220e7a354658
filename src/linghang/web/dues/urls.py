"""The addresses of the pages of dues."""

from django.urls import path

from linghang.web.dues import basing, collecting, member, office, own, sheet, spending

urlpatterns = [
    path("dues/", own.own, name="dues-own"),
    path("dues/office/", office.office, name="dues-office"),
    path("dues/arrears/", office.arrears, name="dues-arrears"),
    path("dues/uses/", spending.uses, name="dues-uses"),
    path("dues/uses/new/", spending.add_use, name="dues-use-add"),
    path("dues/uses/<int:pk>/void/", spending.void_use, name="dues-use-void"),
    path("dues/publish/", spending.publish, name="dues-publish"),
    path("dues/publications/<int:pk>/", spending.publication, name="dues-publication"),
    path("dues/units/<str:code>/", sheet.sheet, name="dues-unit"),
    path("dues/units/<str:code>/bases/", basing.bases, name="dues-bases"),
    path("dues/units/<str:code>/collect/<str:month>/", collecting.collect, name="dues-collect"),
    path("dues/units/<str:code>/people/<str:person>/", member.member, name="dues-member"),
    path("dues/units/<str:code>/people/<str:person>/pay/", member.pay, name="dues-pay"),
    path(
        "dues/units/<str:code>/people/<str:person>/reason/", member.good_reason, name="dues-reason"
    ),
    path("dues/units/<str:code>/people/<str:person>/extra/", member.extra, name="dues-extra"),
    path("dues/payments/<int:pk>/void/", member.void, name="dues-void"),
    path("dues/reasons/<int:pk>/void/", member.void_reason, name="dues-reason-void"),
    path("dues/extras/<int:pk>/void/", member.void_extra, name="dues-extra-void"),
]
