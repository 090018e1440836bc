"""What the database refuses: to change what was signed, decided, answered or laid down as law."""

from samen.platform.frozen import Frozen, Kept

_LAW = "a version of the rules never changes: make a new one"
KEPT = (
    Kept(
        "sharing_evidence",
        "a signed record never changes: withdraw it and sign anew",
        filled=("withdrawn_on",),
    ),
    Kept(
        "sharing_sharingdecision",
        "a decision never changes: take it back and ask anew",
        filled=("withdrawn_on",),
    ),
    Kept("sharing_tableversion", _LAW, filled=("approved_by", "approved_on"), changing=("state",)),
    Frozen("sharing_tableversion", "UPDATE", _LAW, "OLD.state <> 'draft'"),
    Frozen("sharing_probe", "UPDATE", "an answer is counted for good", "OLD.outcome <> ''"),
)
