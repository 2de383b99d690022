import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.student import STEPS, Students, balancing_bias, trained
from tauscope.core.values import Floats

LOGITS = arrays(np.float64, (30, 5), elements=st.floats(-10, 10))


def test_a_student_has_650_parameters_and_weights_by_its_seed() -> None:
    students = Students.fresh((4, 5), 64, 10)
    assert students.weights[0].size + students.bias[0].size == 650
    assert (students.weights[0] != students.weights[1]).any()
    np.testing.assert_array_equal(students.weights[1], Students.fresh((5,), 64, 10).weights[0])


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
