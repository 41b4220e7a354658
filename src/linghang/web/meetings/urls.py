"""The addresses of the pages of meetings."""

from django.urls import path

from linghang.web.meetings import (
    before,
    forms,
    leaders,
    listing,
    members,
    natures,
    office,
    one,
    recording,
    sheet,
    unit,
)

urlpatterns = [
    path("meetings/", listing.meetings, name="meetings"),
    path("meetings/office/", office.matrix, name="meetings-office"),
    path("meetings/units/<str:code>/", unit.meetings, name="unit-meetings"),
    path("meetings/units/<str:code>/plan/", forms.plan, name="meeting-plan"),
    path("meetings/units/<str:code>/new/<slug:kind>/", recording.new, name="meeting-new"),
    path(
        "meetings/units/<str:code>/excuse/<slug:kind>/<str:starts_on>/",
        forms.excuse,
        name="meeting-excuse",
    ),
    path("meetings/units/<str:code>/no-vote/", members.take_vote, name="no-vote-add"),
    path("meetings/units/<str:code>/left-out/", members.leave_out, name="left-out-add"),
    path("meetings/units/<str:code>/seats/", members.seat, name="seat-add"),
    path("meetings/seats/<int:pk>/end/", members.unseat, name="seat-end"),
    path("meetings/<int:pk>/made-up/", forms.make_up, name="meeting-made-up"),
    path("meetings/no-vote/<int:pk>/end/", members.give_vote_back, name="no-vote-end"),
    path("meetings/left-out/<int:pk>/end/", members.count_again, name="left-out-end"),
    path("meetings/<int:pk>/", one.meeting, name="meeting"),
    path("meetings/<int:pk>/record/", recording.record, name="meeting-record"),
    path("meetings/<int:pk>/call-off/", forms.call_off, name="meeting-call-off"),
    path("meetings/<int:pk>/close/", forms.close, name="meeting-close"),
    path("meetings/<int:pk>/sheet/", sheet.sheet, name="meeting-sheet"),
    path("meetings/<int:pk>/agenda/", before.announce, name="meeting-agenda"),
    path("meetings/<int:pk>/material/", before.deliver, name="meeting-material"),
    path("meetings/items/<int:pk>/publish/", forms.publish, name="item-publish"),
    path("meetings/units/<str:code>/nature/", natures.set_nature, name="nature-set"),
    path("meetings/natures/<int:pk>/end/", natures.end_nature, name="nature-end"),
    path("meetings/leaders/", leaders.leaders, name="meetings-leaders"),
    path("meetings/forms/<int:pk>/minutes/", forms.minutes, name="meeting-minutes"),
    path(
        "meetings/forms/<int:pk>/minutes/apart/", forms.minutes_apart, name="meeting-minutes-apart"
    ),
]
