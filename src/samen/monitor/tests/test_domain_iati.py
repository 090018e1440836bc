"""The exported programme is valid IATI 2.03, by an offline validator with the official schema."""

import datetime as dt
from dataclasses import replace
from importlib.resources import files
from xml.etree import ElementTree as ET

from okfn_iati import IatiValidator

from samen.monitor.domain.iati import iati_activities, identifier
from samen.monitor.domain.programme_file import read_programme

PROGRAMME = read_programme(
    files("samen.monitor").joinpath("data/example_programme.yaml").read_text("utf-8")
)
XML = iati_activities(PROGRAMME, dt.date(2025, 7, 1))


def test_the_example_is_valid_iati_203() -> None:
    valid, found = IatiValidator().validate(XML.decode())
    assert valid, found


def test_the_validator_can_say_no() -> None:
    broken = XML.decode().replace("activity-status", "activity-state")
    assert not IatiValidator().validate(broken)[0]


def test_every_activity_hangs_under_its_parent() -> None:
    root = ET.fromstring(XML)
    by_id = {a.findtext("iati-identifier"): a for a in root}
    assert len(by_id) == len(root) == 1 + len(PROGRAMME.lines) + len(PROGRAMME.actions)
    for activity in root:
        for related in activity.findall("related-activity"):
            other = by_id[related.get("ref")]
            back = {r.get("ref") for r in other.findall("related-activity")}
            assert activity.findtext("iati-identifier") in back
            step = int(other.get("hierarchy")) - int(activity.get("hierarchy"))
            assert step == (-1 if related.get("type") == "1" else 1)


def test_money_and_measurements_arrive_whole() -> None:
    root = ET.fromstring(XML)
    actions = [a for a in root if a.get("hierarchy") == "3"]
    spent = sum(int(v.text or 0) for a in actions for v in a.findall("transaction/value"))
    assert spent == sum(x.euros for a in PROGRAMME.actions for x in a.spent)
    periods = sum(len(a.findall("result/indicator/period")) for a in actions)
    assert periods == sum(len(i.measurements) for a in PROGRAMME.actions for i in a.indicators)
    for budget in root.iter("budget"):
        start, end = (budget.find(f"period-{x}").get("iso-date") for x in ("start", "end"))
        assert (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days <= 366


def test_identifiers_begin_with_the_reporting_organisation() -> None:
    assert identifier(PROGRAMME, "1", "1.1") == "NL-EXAMPLE-SAMEN-SAMEN-1-1.1"


def test_characters_that_xml_has_no_room_for_are_left_out() -> None:
    odd = replace(
        PROGRAMME,
        title="a\x0bb <&> \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    )
    root = ET.fromstring(iati_activities(odd, dt.date(2025, 7, 1)))
    assert root[0].findtext("title/narrative") == "ab <&> 😀"
