"""The addresses of superiors' forms."""

from django.urls import path

from linghang.web import subjects
from linghang.web.ledgers.forms import deeds, showing

urlpatterns = [
    path("ledgers/forms/", showing.forms_list, name="ledger-forms"),
    path("ledgers/forms/new/", deeds.new, name="ledger-form-new"),
    path("ledgers/forms/<int:pk>/", showing.form, name="ledger-form"),
    path("ledgers/forms/<int:pk>/file/", showing.download, name="ledger-form-file"),
    path("ledgers/forms/<int:pk>/bind/", deeds.bind, name="ledger-form-bind"),
    path("ledgers/forms/<int:pk>/unbind/", deeds.unbind, name="ledger-form-unbind"),
    path("ledgers/forms/<int:pk>/restore/", deeds.restore, name="ledger-form-restore"),
    path("ledgers/forms/<int:pk>/retire/", deeds.retire, name="ledger-form-retire"),
    path("ledgers/forms/<int:pk>/send/", deeds.send, name="ledger-form-send"),
    path("ledgers/forms/sent/<int:pk>/", showing.sent, name="ledger-form-sent"),
    path("ledgers/forms/sent/<int:pk>/file/", showing.sent_file, name="ledger-form-sent-file"),
]
subjects.register("reports.superiorform", "ledger-form")
