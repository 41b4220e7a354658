"""The web application for a WSGI server.

A process of the server stays, so everything is imported before its first request, and what lives
as long as it does is set apart: the garbage collector would look through half a million objects
that never go, a fifth of a second each time, in the middle of somebody's page.
"""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from linghang.foundation import later, starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
application = get_wsgi_application()
starting.settle()
connections.close_all()
later.import_all()
get_resolver().url_patterns  # noqa: B018 - every page is imported by asking
gc.collect()
gc.freeze()
# A page makes some thousand short-lived objects and hardly ever a circle of them: looking for one
# after each 700 cost a list a tenth of its time.
gc.set_threshold(10_000, 10, 10)
atexit.register(gc.unfreeze)  # or DuckDB complains at the end of what nobody took away
