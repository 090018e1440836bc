"""What other capabilities may use of the monitor: counting, releases and the programme board.

Counting a victim from a case::

    count(actor, victim=person_id, year=2025, form=FormOfExploitation.LABOUR,
          region=("municipality", "GM0363"), sex=Sex.MALE, age_group=age_group_of(34))
"""

from samen.monitor.actions.counting import Victim, count, count_many, withdraw
from samen.monitor.actions.programme import set_state
from samen.monitor.actions.programme_file import load_programme
from samen.monitor.actions.releases import decide_release, prepare_release, publish_release
from samen.monitor.domain.counting import (
    AgeGroup,
    CaptureHistory,
    FormGroup,
    ReporterType,
    age_group_of,
    reporter_type_of,
)
from samen.monitor.queries import (
    capture_histories,
    counted_years,
    programme,
    published_releases,
)

__all__ = [
    "AgeGroup",
    "CaptureHistory",
    "FormGroup",
    "ReporterType",
    "Victim",
    "age_group_of",
    "capture_histories",
    "count",
    "count_many",
    "counted_years",
    "decide_release",
    "load_programme",
    "prepare_release",
    "programme",
    "publish_release",
    "published_releases",
    "reporter_type_of",
    "set_state",
    "withdraw",
]
