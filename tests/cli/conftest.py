"""What the tests of the commands share."""

from tests.foundation.processes import installation

__all__ = ["installation"]
