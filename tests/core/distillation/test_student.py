from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from tauscope.core.distillation.balance import balancing_bias
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.student import STEPS, Students, trained
from tauscope.core.values import Floats

LOGITS = arrays(np.float64, (30, 5), elements=st.floats(-10, 10))


def test_a_student_has_650_parameters_and_weights_by_its_seed() -> None:
    students = Students.fresh((4, 5), 64, 10)
    assert students.weights[0].size + students.bias[0].size == 650
    assert (students.weights[0] != students.weights[1]).any()
    np.testing.assert_array_equal(students.weights[1], Students.fresh((5,), 64, 10).weights[0])
    assert students.parameters == 650
    assert Students.fresh((4,), 64, 10, hidden=32).parameters == 64 * 32 + 32 + 32 * 10 + 10


def test_training_follows_the_gradient() -> None:
    """One step, with the loss's gradient written out for each weight."""
    rng = np.random.default_rng(1)
    images, teacher = rng.random((1, 6, 4)), rng.normal(size=(1, 6, 3))
    labels = rng.integers(0, 3, (1, 6))
    students = Students.fresh((7,), 4, 3)
    after = trained(students, images, Loss(2.0, 1.0).of(teacher, labels), steps=1, rate=0.5)
    for pixel in range(4):
        for class_ in range(3):
            slope = 0.0
            for image in range(6):
                z = [sum(images[0, image, k] * students.weights[0, k, c] for k in range(4)) for c in range(3)]
                q, p = softmax(np.array(z) / 2)[class_], softmax(teacher[0, image] / 2)[class_]
                slope += 2 * (q - p) * images[0, image, pixel] / 6
            expected = students.weights[0, pixel, class_] - 0.5 * slope
            assert after.weights[0, pixel, class_] == pytest.approx(expected)


HIDDEN = pytest.mark.parametrize("hidden", [0, 5])
"""Softmax regression, and a student with hidden units."""


@HIDDEN
def test_the_gradient_is_that_of_finite_differences(hidden: int) -> None:
    """Every weight and bias of two students side by side, moved a little both ways."""
    rng = np.random.default_rng(6)
    images, teacher = rng.random((2, 7, 4)), 3 * rng.normal(size=(2, 7, 3))
    loss = Loss(3.0, 0.6).of(teacher, rng.integers(0, 3, (2, 7)))
    students = Students.fresh((1, 2), 4, 3, hidden)
    inputs, logits = students.forward(images)
    gradient = students.gradient(inputs, loss.value_and_gradient(logits)[1])
    step = 1e-5
    for layer, slopes in zip(students.layers, gradient, strict=True):
        for values, slope in zip(layer, slopes, strict=True):
            for place in np.ndindex(values.shape):
                found, here = [], values[place]
                for sign in (1, -1):
                    values[place] = here + sign * step
                    found.append(loss.value_and_gradient(students.logits(images))[0])
                values[place] = here
                difference = (found[0] - found[1]) / (2 * step)
                assert slope[place] == pytest.approx(difference[place[0]], abs=1e-7)
                assert difference[1 - place[0]] == 0.0


@pytest.mark.reference
@HIDDEN
def test_training_is_that_of_torch(hidden: int) -> None:
    """The weights after 50 steps, from the same first weights."""
    torch: Any = pytest.importorskip("torch", exc_type=ImportError)
    functional = torch.nn.functional
    rng, tau, mix = np.random.default_rng(7), 4.0, 0.7
    images, teacher = rng.random((1, 30, 64)), 4 * rng.normal(size=(1, 30, 10))
    labels = rng.integers(0, 10, (1, 30))
    students = Students.fresh((3,), 64, 10, hidden)
    after = trained(students, images, Loss(tau, mix).of(teacher, labels), steps=50, rate=0.1)
    layers = [[torch.tensor(values[0], requires_grad=True) for values in layer] for layer in students.layers]
    optimizer = torch.optim.SGD([values for layer in layers for values in layer], lr=0.1)
    for _ in range(50):
        z = torch.tensor(images[0])
        for number, (weights, bias) in enumerate(layers):
            z = (functional.relu(z) if number else z) @ weights + bias
        soft = functional.kl_div(
            functional.log_softmax(z / tau, dim=-1),
            functional.softmax(torch.tensor(teacher[0]) / tau, dim=-1),
            reduction="batchmean",
        )
        hard = functional.cross_entropy(z, torch.tensor(labels[0]))
        optimizer.zero_grad()
        (mix * tau**2 * soft + (1 - mix) * hard).backward()
        optimizer.step()
    for layer, peers in zip(after.layers, layers, strict=True):
        for values, peer in zip(layer, peers, strict=True):
            np.testing.assert_allclose(values[0], peer.detach().numpy(), atol=1e-10)


def test_training_lowers_the_loss_and_leaves_what_it_was_given() -> None:
    rng = np.random.default_rng(2)
    images, teacher = rng.random((2, 20, 8)), rng.normal(size=(2, 20, 3))
    students = Students.fresh((0, 1), 8, 3)
    first, steps, losses = students.weights.copy(), list[int](), list[Floats]()

    def watch(step: int, _students: Students, loss: Floats) -> None:
        steps.append(step)
        losses.append(loss)

    trained(students, images, Loss(3.0).of(teacher, np.zeros((2, 20), dtype=np.int64)), watch=watch)
    np.testing.assert_array_equal(students.weights, first)
    assert steps == list(range(STEPS + 1))
    assert (np.diff(np.array(losses), axis=0) < 1e-12).all()


@settings(max_examples=50)
@given(LOGITS, st.sampled_from([0.0, 0.1, 1.0, 3.0]))
def test_the_bias_balances_the_mean_softmax(logits: Floats, scale: float) -> None:
    bias = balancing_bias(scale * logits)
    np.testing.assert_allclose(softmax(scale * logits + bias, axis=-1).mean(axis=0), 0.2, atol=1e-6)
    assert bias.mean() == pytest.approx(0, abs=1e-9)


def test_the_bias_is_what_scipy_finds() -> None:
    logits = np.random.default_rng(3).normal(size=(200, 10)) * 4 + np.arange(10)

    def unbalance(bias: Floats) -> float:
        return float(logsumexp(logits + bias, axis=-1).mean() - bias.mean())

    found = minimize(unbalance, np.zeros(10), tol=1e-9).x
    np.testing.assert_allclose(balancing_bias(logits), found - found.mean(), atol=1e-4)


@pytest.mark.parametrize("scale", [30.0, 300.0])
def test_confident_students_are_balanced_too(scale: float) -> None:
    """Fits on counts of the largest logit do not converge for these."""
    logits = scale * (np.random.default_rng(4).normal(size=(500, 10)) + np.eye(10)[0])
    p = softmax(logits + balancing_bias(logits), axis=-1)
    np.testing.assert_allclose(p.mean(axis=0), 0.1, atol=1e-6)


def test_balanced_logits_stay() -> None:
    np.testing.assert_allclose(balancing_bias(np.zeros((5, 4))), 0, atol=1e-12)
