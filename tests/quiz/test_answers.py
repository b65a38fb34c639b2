"""What learners type, choose and point at is read as they mean it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.quiz.answers import Choice, Chosen, Mistake, Pointed, Typed

MISTAKE = Mistake(1, "You rounded up.")
SHAPE = Typed((16.0, 10.0, 10.0), (((16.0, 11.0, 11.0), MISTAKE),))
WHOLE = Typed((12832.0,), (((832.0,), MISTAKE),))
DECIMAL = Typed((-0.42,), (((0.42,), MISTAKE),), 0.02, 2)
PERCENT = Typed((53.4,), (((100.0,), MISTAKE),), 0.6, 1, "%")
CHOSEN = Chosen((Choice("3", 1, "No."), Choice("4")))
POINTED = Pointed(0, (3, 3), frozenset({(2, 0), (2, 1)}), ((frozenset({(0, 0)}), MISTAKE),))


@pytest.mark.parametrize(
    "text",
    ["16×10×10", "16, 10, 10", "[16, 10, 10]", "16x10x10", "16 X 10 X 10", "(16,10,10)", "16 10 10", "16*10*10",
     "[1, 16, 10, 10]", "[N, 16, 10, 10]", "torch.Size([16, 10, 10])", " 16 · 10 · 10 ", "16,10,10,"],
)  # fmt: skip
def test_shapes(text: str) -> None:
    assert SHAPE.read(text).right


@pytest.mark.parametrize("text", ["12832", "12,832", "12 832", "12.832", "12'832", "12832.0", " +12832 "])
def test_whole_numbers(text: str) -> None:
    assert WHOLE.read(text).right


@pytest.mark.parametrize("text", ["-0.42", "−0.42", "-0,42", "-.43", "-0.4"])
def test_decimals(text: str) -> None:
    assert DECIMAL.read(text).right


@pytest.mark.parametrize("text", ["53.4", "53,4 %", "53%", "54"])
def test_percents(text: str) -> None:
    assert PERCENT.read(text).right


@pytest.mark.parametrize(
    ("answer", "text"), [(SHAPE, "16×11×11"), (WHOLE, "832"), (DECIMAL, "0.42"), (PERCENT, "100"), (POINTED, "0,0")]
)
def test_known_wrong_answers(answer: Typed | Pointed, text: str) -> None:
    read = answer.read(text)
    assert not read.right and not read.problem and read.mistake == MISTAKE


@pytest.mark.parametrize("answer, text", [(SHAPE, "16×9×9"), (WHOLE, "833"), (DECIMAL, "7"), (POINTED, "1,1")])
def test_other_wrong_answers_have_no_name(answer: Typed | Pointed, text: str) -> None:
    read = answer.read(text)
    assert not read.right and not read.problem and read.mistake is None


@pytest.mark.parametrize("answer", [SHAPE, WHOLE, DECIMAL, PERCENT, CHOSEN, POINTED])
@given(text=st.one_of(st.text(), st.from_regex(r"[0-9,.×x\[\] %-]{0,12}")))
def test_nothing_typed_raises(answer: Typed | Chosen | Pointed, text: str) -> None:
    read = answer.read(text)
    assert not (read.right and read.problem)


def test_texts() -> None:
    assert (SHAPE.text, WHOLE.text, DECIMAL.text, PERCENT.text) == ("16×10×10", "12,832", "−0.42", "53.4 %")
    assert (CHOSEN.text, POINTED.text) == ("4", "row 2, column 0, or one other")


def test_what_cannot_be_read_is_said() -> None:
    assert "three" not in SHAPE.read("16×10").problem and "8×12×12" in SHAPE.read("16×10").problem
    assert "200 characters" in WHOLE.read("1" * 201).problem
    assert "rows 0 to 2" in POINTED.read("3,0").problem
    assert CHOSEN.read("5").problem
