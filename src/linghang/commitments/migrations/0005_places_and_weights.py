"""Keep of each span the place in the tree, the weight, and whether it has a target.

What was moved or weighed otherwise before is not known: its spans say what holds today.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

ADDED = "added"
WIDTH = 5
BATCH = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """Write what holds today into the first deeds, of which spans follow, and into the spans."""
    commitments = apps.get_model("commitments", "Commitment").objects
    steps = apps.get_model("commitments", "Step").objects
    spans = apps.get_model("commitments", "Span").objects
    columns = ("pk", "path", "parent_id", "weight", "target")
    for programme in list(commitments.values_list("programme", flat=True).distinct().order_by()):
        rows = list(commitments.filter(programme=programme).values(*columns))
        tops = {row["path"]: row["pk"] for row in rows if row["parent_id"] is None}
        told = {row["pk"]: (row, tops[row["path"][:WIDTH]]) for row in rows}
        first = list(steps.filter(programme=programme, what=ADDED, commitment__in=list(told)))
        for step in first:
            row, top = told[step.commitment_id]
            step.changes = {
                **step.changes,
                "top": top,
                "above": row["parent_id"] or "",
                "weight": str(row["weight"]) if row["weight"] is not None else "",
                "is_measured": bool(row["target"]),
            }
        steps.bulk_update(first, ["changes"], batch_size=BATCH)
        held = list(spans.filter(programme=programme))
        for span in held:
            row, span.top_id = told[span.commitment_id]
            span.above_id, span.weight = row["parent_id"], row["weight"]
            span.is_measured = bool(row["target"])
        spans.bulk_update(held, ["top", "above", "weight", "is_measured"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_dossiers_and_days")]

    operations = [
        migrations.RemoveIndex("span", "span_as_of"),
        *(
            migrations.AddField(
                "span",
                name,
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="commitments.commitment",
                    verbose_name=verbose,
                ),
            )
            for name, verbose in (("top", "所在方面"), ("above", "上级"))
        ),
        migrations.AddField(
            "span",
            "weight",
            models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="权重"
            ),
        ),
        migrations.AddField(
            "span", "is_measured", models.BooleanField(default=False, verbose_name="有目标值")
        ),
        migrations.AddIndex(
            "span",
            models.Index(
                fields=[
                    *("programme", "role", "from_on", "until_on", "known_until", "known_from"),
                    *("standing", "due", "unit", "leader", "type", "top", "commitment"),
                ],
                name="span_as_of",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
