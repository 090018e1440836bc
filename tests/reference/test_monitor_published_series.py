"""The packaged national series against sums that others published of them."""

from samen.monitor.domain import series


def by_year(name: str) -> dict[int, series.PublishedYear]:
    return {row.year: row for row in series.victims() if row.series == name}


def test_series_a_2019_2023_sums_to_4858_nederlands_jeugdinstituut() -> None:
    assert sum(by_year("A")[year].low for year in range(2019, 2024)) == 4858


def test_series_b_2016_2020_sums_to_4894_nederlands_jeugdinstituut() -> None:
    assert sum(by_year("B")[year].low for year in range(2016, 2021)) == 4894


def test_the_two_series_differ_where_they_were_published_apart() -> None:
    a, b = by_year("A"), by_year("B")
    assert (a[2019].low, b[2019].low) == (1372, 1334)
    assert (a[2020].low, b[2020].low) == (1013, 984)
    assert {y for y in a.keys() & b.keys() if a[y].low != b[y].low} == {2019, 2020}


def test_forms_add_up_to_series_b_where_a_victim_counts_under_one_form() -> None:
    totals = by_year("B")
    for year in (2016, 2018, 2019):
        parts = [f.victims for f in series.forms() if f.year == year and f.group != "minors"]
        assert sum(parts) == totals[year].low
    # 2020 allows more than one form a victim: the sum exceeds the total (TIP report 2022)
    assert sum(f.victims for f in series.forms() if f.year == 2020 and f.group != "minors") > 984


def test_reports_of_2023_and_2024_add_up_to_the_published_bases() -> None:
    # CoMensha, Het beeld van 2024: about 1,044 and 1,062 reports
    for year, base in ((2023, 1044), (2024, 1062)):
        rows = [r for r in series.reporters() if r.year == year]
        assert sum(r.reports for r in rows) == base
        for row in rows:
            if row.share is not None:
                assert abs(row.reports / base * 100 - row.share) < 0.06


def test_every_number_names_a_source_that_is_described() -> None:
    known = series.sources()
    used = {key for row in series.victims() for key in row.sources}
    used |= {row.source for row in (*series.forms(), *series.reporters())}
    assert used <= set(known)
