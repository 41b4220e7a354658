"""What the tests of the foundation share."""

from hypothesis import settings

from tests.foundation.processes import installation

__all__ = ["installation"]

# A busy machine is no fault of the property.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
