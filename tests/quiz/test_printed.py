"""Pictures and tables of a question on the printed sheet."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from cnn.quiz.make import make_question
from cnn.quiz.printed import grid_html
from cnn.quiz.question import Grid
from tests.quiz.test_sheet import Page


def test_a_picture_is_white_ink_on_black() -> None:
    picture = make_question("tenth_probability", 2, 1).grids[0]
    page = Page(grid_html(picture))
    (source,) = page.pictures
    with Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) as image:
        np.testing.assert_array_equal(np.asarray(image), (255 * picture.values).round())
    assert "scribble, 28×28. Black: 0, white: 1" in page.words
    signed = Page(grid_html(Grid("part", np.linspace(-2, 1, 81).reshape(9, 9), "signed")))
    assert "Black: −2, white: 2" in signed.words


def test_a_small_grid_is_a_table_with_what_is_outlined() -> None:
    words = grid_html(make_question("stride_value", 2, 1).grids[0])
    assert words.count('class="number marked"') == 4 and words.count("<td") == 16
    assert "<td" not in grid_html(make_question("impulse", 2, 1).grids[2])
