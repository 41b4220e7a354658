"""The one way in which the product shows one thing: its facts, what belongs to it, what happened.

A view answers with `details.page(request, title=…, facts=…, related=…, history=…)`.
"""

from linghang.web.details.answers import Facts, Related, Way, happened, page

__all__ = ["Facts", "Related", "Way", "happened", "page"]
