"""What the database refuses: to change a counted event or a published release."""

from samen.platform.frozen import Frozen

FROZEN = (
    Frozen("monitor_event", "UPDATE", "a counted event never changes: add a correction"),
    Frozen(
        "monitor_release", "UPDATE", "a published release never changes", "OLD.state = 'published'"
    ),
)
