"""The network against the tutorial's own class, PyTorch's modules and torchinfo."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from torch import Tensor, nn
from torchinfo import summary

from cnn.network.model import SimpleCNN
from cnn.network.shapes import is_buildable, layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec, SpecError
from cnn.weights.load import untrained
from tests.strategies import any_specs, reference_modules, valid_specs


class TutorialCNN(nn.Module):
    """The class as tutorials write it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5, padding=2)
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5, padding=2)
        self.pool2 = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(32 * 7 * 7, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool1(F.relu(self.conv1(x)))
        x = self.pool2(F.relu(self.conv2(x)))
        x = x.view(x.size(0), -1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)


def test_the_tutorials_weights_load_unchanged_and_give_the_same_logits() -> None:
    torch.manual_seed(0)
    tutorial, model = TutorialCNN(), SimpleCNN()
    model.load_state_dict(tutorial.state_dict(), strict=True)
    assert list(model.state_dict()) == list(tutorial.state_dict())
    images = torch.rand(4, 1, 28, 28)
    assert torch.equal(model(images), tutorial(images))
    assert model(images).shape == (4, 10)


def test_the_modules_are_the_tutorials_in_number_and_order() -> None:
    names = [name for name, _ in TutorialCNN().named_children()]
    assert [name for name, _ in SimpleCNN().named_children()] == names


@given(valid_specs())
def test_same_output_as_pytorchs_modules_one_after_the_other(spec: NetworkSpec) -> None:
    model = untrained(spec)
    x = images = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    for name, module in reference_modules(spec).items():
        if name == "softmax":
            break
        before = x
        x = module(x)  # fc1 learns its in_features here
        if any(True for _ in module.parameters()):
            module.load_state_dict(getattr(model, name).state_dict())
            x = module(before)
    with torch.no_grad():
        assert torch.equal(model(images), x)


@given(valid_specs())
@settings(max_examples=20)
def test_parameters_agree_with_torchinfo(spec: NetworkSpec) -> None:
    counted = summary(SimpleCNN(spec), (1, 1, 28, 28), verbose=0)
    assert counted.total_params == totals(layer_shapes(spec))[0]


@given(any_specs().filter(lambda spec: not is_buildable(spec)))
@settings(max_examples=20)
def test_what_cannot_be_built_is_a_spec_error(spec: NetworkSpec) -> None:
    with pytest.raises(SpecError):
        SimpleCNN(spec)


def test_the_global_random_state_is_left_alone_by_untrained_weights() -> None:
    torch.manual_seed(3)
    expected = torch.rand(3)
    torch.manual_seed(3)
    one, two = untrained(TEXTBOOK), untrained(TEXTBOOK)
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(one.state_dict()[key], value) for key, value in two.state_dict().items())
