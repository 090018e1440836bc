"""What the database refuses: to change or remove a version of a system model."""

from samen.platform.frozen import Frozen

_MESSAGE = "a version of a system model never changes: save a new one"
FROZEN = (
    Frozen("analysis_systemversion", "UPDATE", _MESSAGE),
    Frozen("analysis_systemversion", "DELETE", _MESSAGE),
)
