"""Attributions: against captum called directly, against brute force and formulas, and what they must add up to."""

from __future__ import annotations

import threading

import captum.attr
import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from cnn.digits.handwriting import generate_digits
from cnn.explain.attribution import (
    LAYERS,
    MOST_STEPS,
    TOLERANCE,
    Asked,
    Integrated,
    grad_cam,
    gradient,
    integrated_gradients,
    occlusion,
    occlusion_passes,
)  # fmt: skip
from cnn.network.model import SimpleCNN
from cnn.network.spec import LIMITS, TEXTBOOK, NetworkSpec
from cnn.weights.load import load_model, untrained
from tests.strategies import drawn

BLANK = np.zeros((28, 28), np.float32)
SMALLEST = TEXTBOOK.changed(**{key: LIMITS[key][0] for key in LIMITS})
LARGEST = TEXTBOOK.changed(
    conv1_out_channels=32, conv2_out_channels=64, conv1_kernel_size=7, conv1_padding=3, conv2_kernel_size=7,
    conv2_padding=3, hidden_units=256, pool1_kind="none", pool2_kind="none",
)  # fmt: skip
ASKED = [Asked(4), Asked(4, 9)]


def digit(seed: int = 0) -> np.ndarray:
    images, _ = generate_digits(1, seed)
    return images[0].astype(np.float32) / 255


def textbook() -> SimpleCNN:
    return load_model(TEXTBOOK).model


def as_input(image: np.ndarray) -> Tensor:
    return torch.from_numpy(image.copy())[None, None]


def score(model: SimpleCNN, asked: Asked, pictures: Tensor) -> Tensor:
    logits = model(pictures)
    return logits[:, asked.target] - (0 if asked.against is None else logits[:, asked.against])


@pytest.mark.parametrize("asked", ASKED)
def test_the_gradient_is_that_of_autograd(asked: Asked) -> None:
    model, picture = textbook(), as_input(digit()).requires_grad_()
    score(model, asked, picture).backward()
    assert picture.grad is not None
    np.testing.assert_allclose(gradient(model, digit(), asked), picture.grad[0, 0], atol=1e-5)
    assert all(parameter.grad is None for parameter in textbook().parameters())


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("sizes", [(4, 2), (5, 3), (3, 1), (14, 7)])
def test_occlusion_is_the_mean_fall_over_all_patches_that_cover_a_pixel(sizes: tuple[int, int], asked: Asked) -> None:
    model, image, (patch, stride) = textbook(), digit(1), sizes
    starts = range(0, 28 - patch + stride, stride)
    falls, covers = np.zeros((28, 28)), np.zeros((28, 28))
    with torch.no_grad():
        whole = score(model, asked, as_input(image)).item()
        for top in starts:
            for left in starts:
                covered = image.copy()
                covered[top : top + patch, left : left + patch] = 0
                fall = whole - score(model, asked, as_input(covered)).item()
                falls[top : top + patch, left : left + patch] += fall
                covers[top : top + patch, left : left + patch] += 1
    shares: list[float] = []
    found = occlusion(model, image, asked, sizes, shares.append)
    np.testing.assert_allclose(found, falls / covers, atol=2e-4)
    assert len(starts) ** 2 + 1 == occlusion_passes(patch, stride)
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("spec", [TEXTBOOK, TEXTBOOK.changed(pool1_kind="none", conv2_padding=0, conv2_stride=2)])
def test_grad_cam_is_its_formula(layer: str, spec: NetworkSpec) -> None:
    model, image = load_model(spec).model, digit(2)
    outputs = dict(model.steps(as_input(image).requires_grad_()))
    maps = outputs[layer]
    (slopes,) = torch.autograd.grad(outputs["fc2"][0, 4], maps)
    summed = (slopes.mean(dim=(2, 3), keepdim=True) * maps).sum(dim=1, keepdim=True)
    formula = interpolate(summed.detach(), (28, 28), mode="bilinear")[0, 0]
    np.testing.assert_allclose(grad_cam(model, image, Asked(4), layer), formula, atol=1e-5)


@pytest.mark.parametrize("target", [0, 4])
def test_all_methods_are_captum_called_directly(target: int) -> None:
    model, image = textbook(), digit(3)
    picture = as_input(image).requires_grad_()
    direct = captum.attr.Saliency(model).attribute(picture, target=target, abs=False)
    np.testing.assert_allclose(gradient(model, image, Asked(target)), direct[0, 0], atol=1e-5)
    direct = captum.attr.Occlusion(model).attribute(
        picture, target=target, sliding_window_shapes=(1, 4, 4), strides=(1, 2, 2), baselines=0
    )
    np.testing.assert_allclose(occlusion(model, image, Asked(target)), direct[0, 0].detach(), atol=2e-4)
    for layer in LAYERS:
        direct = captum.attr.LayerGradCam(model, getattr(model, layer)).attribute(picture, target=target)
        direct = captum.attr.LayerAttribution.interpolate(direct, (28, 28), "bilinear")
        np.testing.assert_allclose(grad_cam(model, image, Asked(target), layer), direct[0, 0].detach(), atol=1e-5)
    found = integrated_gradients(model, image, Asked(target))
    direct = captum.attr.IntegratedGradients(model).attribute(picture, target=target, n_steps=found.steps)
    np.testing.assert_allclose(found.values, direct[0, 0].detach(), atol=1e-3)


def test_the_contrast_is_the_difference_of_two_explanations() -> None:
    model, image = textbook(), digit(4)
    both = gradient(model, image, Asked(4)) - gradient(model, image, Asked(9))
    np.testing.assert_allclose(gradient(model, image, Asked(4, 9)), both, atol=1e-4)
    covered = occlusion(model, image, Asked(4)) - occlusion(model, image, Asked(9))
    np.testing.assert_allclose(occlusion(model, image, Asked(4, 9)), covered, atol=1e-3)


def check_completeness(model: SimpleCNN, image: np.ndarray, asked: Asked) -> Integrated:
    found = integrated_gradients(model, image, asked)
    with torch.no_grad():
        whole = score(model, asked, as_input(image)) - score(model, asked, as_input(BLANK))
    assert found.drawn - found.empty == pytest.approx(whole.item(), abs=1e-3)
    scale = max(abs(whole.item()), float(np.abs(found.values).sum()) / 10)
    assert abs(float(found.values.sum()) - whole.item()) <= 2 * TOLERANCE * scale + 1e-5  # within 1 %
    assert not found.values[image == 0].any()
    return found


@pytest.mark.parametrize("seed", range(6))
def test_integrated_gradients_add_up_for_the_textbook_network(seed: int) -> None:
    model, image = textbook(), digit(seed)
    with torch.no_grad():
        first, second = model(as_input(image))[0].topk(2).indices.tolist()
    for asked in (Asked(first), Asked(first, second)):
        found = check_completeness(model, image, asked)
        assert found.adds_up or found.steps == MOST_STEPS


@pytest.mark.parametrize("number", range(len(drawn(10))))
def test_integrated_gradients_add_up_for_other_settings(number: int) -> None:
    check_completeness(load_model(drawn(10)[number]).model, digit(number), ASKED[number % 2])


def test_integrated_gradients_add_up_for_the_smallest_and_the_largest_network() -> None:
    check_completeness(load_model(SMALLEST).model, digit(), Asked(7))
    check_completeness(untrained(LARGEST), digit(), Asked(7))


def test_an_empty_picture_has_nothing_to_add_up() -> None:
    found = integrated_gradients(textbook(), BLANK, Asked(3))
    assert not found.values.any() and found.drawn == found.empty and found.adds_up
    np.testing.assert_allclose(occlusion(textbook(), BLANK, Asked(3)), 0, atol=1e-5)


def test_grad_cam_leaves_the_network_as_it_is_while_others_use_it() -> None:
    model, image = textbook(), digit(5)
    alone = grad_cam(model, image, Asked(4), "conv1")
    before = {name: parameter.data_ptr() for name, parameter in model.named_parameters()}
    stop = threading.Event()

    def disturb() -> None:
        while not stop.is_set():
            model(torch.rand(3, 1, 28, 28))

    other = threading.Thread(target=disturb)
    other.start()
    found = [grad_cam(model, image, Asked(4), "conv1") for _ in range(10)]
    stop.set()
    other.join()
    assert all(np.array_equal(one, alone) for one in found)
    assert {name: parameter.data_ptr() for name, parameter in model.named_parameters()} == before
    assert not any(module._forward_hooks for module in model.modules())
