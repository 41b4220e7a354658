"""The addresses of the pages on import and export of the organisation."""

from django.urls import path

from linghang.org.exchange.importing import CODE
from linghang.web.exchange import answering, exports
from linghang.web.imports.faces import Face
from linghang.web.imports.urls import addresses

IMPORTS = Face(
    kind=CODE,
    name="exchange",
    listing="exchange.batches",
    list_deeds="web/exchange/list_deeds.html",
    body="web/exchange/batch.html",
    context=answering.context,
)
urlpatterns = [
    *addresses("org/exchange/", IMPORTS),
    path("org/exchange/<int:batch_id>/answer/", answering.answer, name="exchange-answer"),
    path("org/exchange/export/", exports.export, name="exchange-export"),
]
