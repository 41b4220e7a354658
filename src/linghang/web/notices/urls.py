"""The addresses of the pages on notices."""

from django.urls import path

from linghang.web.notices import addresses, announcing, inbox, ledger, remarks

urlpatterns = [
    path("notices/", inbox.inbox, name="notice-list"),
    path("notices/read/", inbox.read_all, name="notice-read-all"),
    path("notices/send/", announcing.announce, name="announce"),
    path("notices/sent/<slug:number>/", announcing.announcement, name="announcement"),
    path("notices/sent/", inbox.sent, name="notice-sent"),
    path("remarks/", remarks.remarks, name="remark-list"),
    path("remarks/send/", remarks.remark, name="remark"),
    path("notices/settings/", addresses.settings_page, name="notice-settings"),
    path("notices/settings/<slug:channel>/", addresses.set_address, name="notice-address"),
    path("notices/settings/<slug:channel>/switch/", addresses.switch, name="notice-switch"),
    path("notices/settings/<slug:channel>/remove/", addresses.remove, name="notice-remove"),
    path("notices/ledger/", ledger.ledger, name="notice-ledger"),
    path("notices/<int:notice_id>/", inbox.notice, name="notice"),
    path("notices/<int:notice_id>/confirm/", inbox.confirm, name="notice-confirm"),
]
