"""Models are cached, as many as fit."""

from __future__ import annotations

from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK
from cnn.ui import models


def test_models_are_kept_but_not_more_of_them_than_fit() -> None:
    widest = TEXTBOOK.changed(pool1_kind="none", pool2_kind="none", conv2_out_channels=64, hidden_units=256)
    first = models.model_for(widest)
    assert models.model_for(widest) is first
    for units in range(255, 251, -1):
        models.model_for(widest.changed(hidden_units=units))
    assert models.model_for(widest) is not first
    assert sum(totals(layer_shapes(spec))[0] for spec, _ in models._kept) <= models.MOST_NUMBERS


def test_each_kind_of_weights_is_kept_for_itself() -> None:
    trained, shared, random = (load(TEXTBOOK) for load in (models.model_for, models.shared_for, models.random_for))
    assert [one.origin for one in (trained, shared, random)] == ["trained", "shared", "untrained"]
    assert models.shared_for(TEXTBOOK) is shared and models.random_for(TEXTBOOK) is random
    other = TEXTBOOK.changed(conv1_stride=2)
    assert models.shared_for(other) is models.model_for(other)  # there are no others for it
