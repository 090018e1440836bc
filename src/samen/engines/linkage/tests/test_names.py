from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.engines.linkage.chinese import wade_giles
from samen.engines.linkage.encode import name_similarities, name_similarity
from samen.engines.linkage.names import analyse_name
from samen.engines.linkage.romanise import sounds, to_ascii
from samen.engines.linkage.synthetic import name_pairs

SAME = [
    ("Taras Шевченко", "Sjevtsjenko Taras"),
    ("Шевченко", "Szewczenko"),
    ("محمد العمري", "Mohammed El Amri"),
    ("Joesoef Achmed", "Yusuf Ahmad"),
    ("Abd al-Rahman Said", "Abdurrahman Sayed"),
    ("王伟", "Wang Wei"),
    ("張偉", "张伟"),
    ("Chang Wei", "张伟"),
    ("Hsiao-ming Chang", "Zhang Xiaoming"),
    ("Nguyễn Văn Hùng", "Hung Nguyen"),
    ("Kasia Kowalska", "Katarzyna Kowalski"),
    ("Szabó Erzsébet", "Erzsi Szabo"),
    ("Berg, J. van den", "Jan van den Berg"),
    ("Müller", "Mueller"),
    ("Юлія Щербак", "Joelija Sjtsjerbak"),
    ("Nour al-Din Saleh", "Noureddine Salih"),
    ("نور الدين صالح", "Nuruddin Saleh"),
    ("Kidane Habte Mariam", "Kidane Habtemariam"),
    ("ሰላም ተስፋይ", "Selam Tesfay"),
    ("Oluwaseun Ogunleye", "Seun Ogunleye"),
    ("Besnik Hoxha", "Besnik Hodja"),
]
DIFFERENT = [
    ("Ioana Ionescu", "Ion Ionescu"),
    ("Aleksandr Ivanov", "Aleksandra Ivanova"),
    ("王伟", "王维"),
    ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng"),
    ("Ahmed Hassan", "Mohamed Hassan"),
    ("Jan de Vries", "Piet de Vries"),
    ("Li Na", "Li Ning"),
    ("Abebe Kebede", "Abeba Kebede"),
    ("Cristian Ene", "Cristina Ene"),
    ("John Smith", "Mary Jones"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_same_name_written_otherwise(left: str, right: str) -> None:
    assert name_similarity(left, right) >= 0.7


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_another_name(left: str, right: str) -> None:
    assert name_similarity(left, right) <= 0.6


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_within_bounds(left: str, right: str) -> None:
    forth, back = name_similarity(left, right), name_similarity(right, left)
    assert forth == pytest.approx(back)
    assert 0 <= forth <= 1


@given(
    st.lists(
        st.sampled_from(["Anna", "Maria", "Kowalska", "Иванова", "محمد"]),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_order_does_not_matter(words: list[str]) -> None:
    assert name_similarity(" ".join(words), " ".join(reversed(words))) == pytest.approx(1)


@given(st.text(max_size=20))
def test_ascii_is_ascii(text: str) -> None:
    assert to_ascii(text.casefold()).isascii()


def test_empty_names_are_not_alike() -> None:
    assert name_similarity("", "") == 0
    assert name_similarity("van der", "") == 0


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="left has 1"):
        name_similarities(["a"], [])


def test_wade_giles_of_common_syllables() -> None:
    assert "chang" in wade_giles("zhang")
    assert "hsiao" in wade_giles("xiao")
    assert "tsao" in wade_giles("cao")
    assert "teng" in wade_giles("deng")


def test_dutch_and_english_transcription_sound_alike() -> None:
    assert sounds("sjevtsjenko")[0] & sounds("shevchenko")[0]
    assert sounds("joesoef")[0] & sounds("yusuf")[0]
    assert not sounds("jansen")[0] & sounds("bakker")[0]


def test_particles_are_dropped_unless_they_are_all_there_is() -> None:
    assert [t.text for t in analyse_name("Jan van den Berg")] == ["jan", "berg"]
    assert [t.text for t in analyse_name("van der")] == ["van", "der"]


def test_quality_on_eleven_languages() -> None:
    pairs = name_pairs(per_language=30, random=5000, seed=5)
    same = name_similarities([a for _, a, _ in pairs.same], [b for _, _, b in pairs.same])
    hard = name_similarities([a for _, a, _ in pairs.hard], [b for _, _, b in pairs.hard])
    random = name_similarities([a for a, _ in pairs.random], [b for _, b in pairs.random])
    cut = np.nextafter(np.quantile(random, 0.998), 2)
    auc = (same[:, None] > hard[None, :]).mean() + (same[:, None] == hard[None, :]).mean() / 2
    assert (same >= cut).mean() >= 0.93
    assert auc >= 0.9
