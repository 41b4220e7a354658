"""What the tests of the foundation share."""

from tests.foundation.processes import installation

__all__ = ["installation"]
