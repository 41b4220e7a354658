from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0006_notices_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='met',
            field=models.JSONField(blank=True, default=dict, verbose_name='节点办结'),
        ),
    ]
