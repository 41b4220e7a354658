import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0005_places_and_weights'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几稿')),
                ('on', models.DateField(verbose_name='截至')),
                ('title', models.CharField(max_length=240, verbose_name='标题')),
                ('chapters', models.JSONField(verbose_name='正文')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('kept_by', models.CharField(max_length=64, verbose_name='定稿人')),
                ('kept_on', models.DateField(verbose_name='定稿日期')),
                ('kept_at', models.DateTimeField(verbose_name='定稿时间')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公开日期')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='公开依据')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='公开在何处')),
                ('published_by', models.CharField(blank=True, max_length=64, verbose_name='登记人')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='登记时间')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='commitments.programme', verbose_name='工作方案')),
            ],
            options={
                'verbose_name': '公开通报定稿',
                'verbose_name_plural': '公开通报定稿',
                'ordering': ['programme', '-number'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='kept_notice_once'), models.CheckConstraint(condition=models.Q(('on__lte', models.F('kept_on'))), name='kept_notice_day'), models.CheckConstraint(condition=models.Q(('published_on', None), ('published_on__gte', models.F('kept_on')), _connector='OR'), name='kept_notice_published_after')],
            },
        ),
    ]
