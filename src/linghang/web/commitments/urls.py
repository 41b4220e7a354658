"""The addresses of programmes and of their commitments."""

from django.urls import path

from linghang.web.commitments import (
    behind,
    board,
    causes,
    closing,
    counted,
    deciding,
    deeds,
    describing,
    entering,
    excusing,
    figures,
    listed,
    meeting,
    notice,
    offered,
    overview,
    setting,
    story,
)
from linghang.web.imports.faces import Face
from linghang.web.imports.urls import addresses

OF = "commitments/<int:pk>"
ONE = "commitments/one/<int:pk>"

urlpatterns = [
    path("commitments/", overview.overview, name="commitment-overview"),
    path(
        "commitments/records/<slug:kind>/<slug:figure>/", counted.counted, name="commitment-records"
    ),
    path("commitments/new/", setting.choose, name="commitment-new"),
    path("commitments/new/<slug:kind>/", setting.new, name="commitment-new-of"),
    path(f"{OF}/", board.tree, name="commitment-board"),
    path(f"{OF}/table/", board.table, name="commitment-table"),
    path(f"{OF}/calendar/", board.calendar, name="commitment-calendar"),
    path(f"{OF}/by/leader/", board.by_leader, name="commitment-by-leader"),
    path(f"{OF}/by/unit/", board.by_unit, name="commitment-by-unit"),
    path(f"{OF}/lists/<slug:which>/", listed.listed, name="commitment-list"),
    path(f"{OF}/lists/<slug:which>/print/", listed.sheet, name="commitment-list-print"),
    path(f"{OF}/lists/<slug:which>/document/", listed.document, name="commitment-list-document"),
    path(f"{OF}/figures/", figures.figures, name="commitment-figures"),
    path(f"{OF}/figures/rows/", behind.rows, name="commitment-figure-rows"),
    path(f"{OF}/meeting/", meeting.meeting, name="commitment-meeting"),
    path(f"{OF}/meeting/document/", meeting.document, name="commitment-meeting-document"),
    path(f"{OF}/causes/", causes.causes, name="commitment-causes"),
    path(f"{OF}/notice/", notice.notice, name="commitment-notice"),
    path(f"{OF}/notice/document/", notice.document, name="commitment-notice-document"),
    path(f"{OF}/programme/", setting.programme, name="commitment-programme"),
    path(f"{OF}/describe/", describing.describe, name="commitment-describe"),
    path(f"{OF}/approve/", setting.approve, name="commitment-approve"),
    path(f"{OF}/day/", setting.day, name="commitment-day"),
    path(f"{OF}/group/", setting.group, name="commitment-group"),
    path(f"{OF}/end/", setting.end, name="commitment-end"),
    path(f"{OF}/void/", setting.void, name="commitment-programme-void"),
    *addresses(
        "commitments/<str:target>/import/",
        Face(kind="commitments", name="commitment-import", listing="commitments.batches"),
    ),
    path(f"{OF}/offered/", offered.offered, name="commitment-offered"),
    path(f"{OF}/add/", entering.add, name="commitment-add"),
    path(f"{ONE}/", story.commitment, name="commitment"),
    path(f"{ONE}/edit/", entering.edit, name="commitment-edit"),
    path(f"{ONE}/void/", entering.void, name="commitment-void"),
    path(f"{ONE}/correct/", entering.correct, name="commitment-correct"),
    path(f"{ONE}/report/", deeds.report, name="commitment-report"),
    path(f"{ONE}/attach/", deeds.attach, name="commitment-attach"),
    path(f"{ONE}/papers/<int:paper>/", deeds.paper, name="commitment-paper"),
    path(f"{ONE}/produce/", deeds.produce, name="commitment-produce"),
    path(f"{ONE}/apply/", closing.apply, name="commitment-apply"),
    path(f"{ONE}/pass/", closing.pass_on, name="commitment-pass"),
    path(f"{ONE}/return/", closing.send_back, name="commitment-return"),
    path(f"{ONE}/put-up/", deciding.put_up, name="commitment-put-up"),
    path(f"{ONE}/excuse/", excusing.excuse, name="commitment-excuse"),
    path(f"{ONE}/extend/", closing.extend, name="commitment-extend"),
    path(f"{ONE}/extensions/<int:extension>/", closing.extension, name="commitment-extension"),
    path(f"{ONE}/review/", closing.review, name="commitment-review"),
]
