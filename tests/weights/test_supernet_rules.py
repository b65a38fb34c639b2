"""How kernels and fc1 of a setting are made of the shared ones: sizes, spacings, descriptions."""

from __future__ import annotations

import torch

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.offline.supernet_draws import map_size
from cnn.weights.supernet_rules import GRID, JUMPS, describe, resized_kernel, rows_seen, sampling_matrix
from tests.strategies import drawn


def test_the_grid_is_that_of_the_textbook_networks_last_map() -> None:
    torch.testing.assert_close(sampling_matrix(TEXTBOOK), torch.eye(GRID))


def test_kernels_of_the_textbooks_spacing_start_as_centre_crops() -> None:
    stored = torch.rand(7, 7)
    for size in (1, 3, 5, 7):
        margin = (7 - size) // 2
        cropped = stored[margin : margin + size, margin : margin + size]
        torch.testing.assert_close((stored.flatten() @ resized_kernel(size)).view(size, size), cropped)


def test_resized_kernels_are_symmetric_and_of_unit_length() -> None:
    for size in range(1, 8):
        for jump in JUMPS:
            matrix = resized_kernel(size, jump)
            torch.testing.assert_close(matrix, matrix.flip(0).flip(1))
            torch.testing.assert_close(matrix.norm(dim=0), torch.ones(size**2))


def test_every_spacing_of_cells_has_its_kernels() -> None:
    assert {layer_shapes(spec).pool1.jump for spec in drawn(400)} <= set(JUMPS)


def test_the_sampling_matrix_covers_every_cell_and_keeps_the_weight() -> None:
    for spec in drawn():
        matrix, pool2 = sampling_matrix(spec), layer_shapes(spec).pool2
        assert matrix.shape == (map_size(spec), GRID) and (matrix >= 0).all()
        weight = min(pool2.jump / 4, (pool2.jump / 4) ** 0.5)
        torch.testing.assert_close(matrix.sum(1), torch.full((map_size(spec),), weight))


def test_descriptions_tell_settings_apart_and_stay_small() -> None:
    specs = list(dict.fromkeys(drawn(200)))
    described = [tuple(describe(spec)) for spec in specs]
    assert len(set(described)) == len(specs)
    assert len({len(one) for one in described}) == 1
    assert max(abs(value) for one in described for value in one) <= 5


def test_the_rows_seen_are_those_with_a_gradient() -> None:
    for maybe_max in drawn(24):
        pools = {key: "avg" for key in ("pool1_kind", "pool2_kind") if maybe_max.get(key) == "max"}
        spec = maybe_max.changed(**pools)  # the largest of equal values alone would have a gradient
        model = SimpleCNN(spec)
        for conv in (model.conv1, model.conv2):
            torch.nn.init.ones_(conv.weight)
        image = torch.ones(1, 1, 28, 28, requires_grad=True)
        last = model.pool2(model.conv2(model.pool1(model.conv1(image))))
        for row in range(last.shape[2]):
            (slope,) = torch.autograd.grad(last[0, 0, row].sum(), image, retain_graph=True)
            rows = slope[0, 0].any(dim=1).nonzero().flatten().tolist()
            first, end = rows_seen(spec, row)
            assert (rows == [] and first == end) or (first, end) == (rows[0], rows[-1] + 1)
