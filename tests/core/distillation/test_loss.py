import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax, rel_entr, softmax

from tauscope.core.distillation.loss import Loss, log_softmax_rows
from tauscope.core.errors import InputError
from tauscope.core.values import Floats, Integers

IMAGES, CLASSES = 3, 4
ROWS = arrays(np.float64, (IMAGES, CLASSES), elements=st.floats(-8, 8))
LABELS = arrays(np.int64, IMAGES, elements=st.integers(0, CLASSES - 1))
TEMPERATURES = st.sampled_from([0.0, 0.3, 1.0, 4.0, 20.0, 1e4, 1e8, math.inf])
MIXES = st.sampled_from([0.0, 0.4, 1.0])


@given(ROWS, st.floats(0.05, 1e3))
def test_rows_of_log_softmax(logits: Floats, temperature: float) -> None:
    expected = log_softmax(logits / temperature, axis=-1)
    np.testing.assert_allclose(log_softmax_rows(logits, temperature), expected, atol=1e-12, rtol=1e-12)


@given(ROWS, ROWS, LABELS, st.floats(0.05, 100), MIXES)
def test_the_loss_by_its_definition(
    teacher: Floats, student: Floats, labels: Integers, temperature: float, mix: float
) -> None:
    """The divergence is scipy's."""
    value, _ = Loss(temperature, mix).of(teacher, labels).value_and_gradient(student)
    p, q = (softmax(rows / temperature, axis=-1) for rows in (teacher, student))
    soft = temperature**2 * rel_entr(p, q).sum(axis=-1)
    hard = -log_softmax(student, axis=-1)[np.arange(IMAGES), labels]
    assert value == pytest.approx((mix * soft + (1 - mix) * hard).mean(), abs=1e-8, rel=1e-8)


@given(ROWS, ROWS, LABELS, TEMPERATURES, MIXES)
def test_the_gradient_is_that_of_finite_differences(
    teacher: Floats, student: Floats, labels: Integers, temperature: float, mix: float
) -> None:
    loss = Loss(temperature, mix).of(teacher, labels)
    _, gradient = loss.value_and_gradient(student)
    step = 1e-4
    # At 10,000 the loss is a tiny divergence times 10⁸: rounding leaves it fewer digits.
    tolerance = 1e-3 if temperature == 1e4 else 1e-6
    for place in np.ndindex(IMAGES, CLASSES):
        shift = np.zeros_like(student)
        shift[place] = step
        above, below = (loss.value_and_gradient(student + sign * shift)[0] for sign in (1, -1))
        assert gradient[place] == pytest.approx((above - below) / (2 * step), abs=tolerance, rel=tolerance)


@given(ROWS, ROWS, LABELS)
def test_high_temperatures_come_near_to_matching_logits(
    teacher: Floats, student: Floats, labels: Integers
) -> None:
    """Hinton et al., eq. 4: the gradient becomes (z − v) / classes, for logits with mean 0."""
    limit = Loss(math.inf).of(teacher, labels).value_and_gradient(student)
    near = Loss(9e4).of(teacher, labels).value_and_gradient(student)
    np.testing.assert_allclose(near[1], limit[1], atol=5e-4)
    np.testing.assert_allclose(near[0], limit[0], atol=1e-2)


@given(ROWS, ROWS, LABELS)
def test_low_temperatures_leave_nothing_of_the_soft_targets(
    teacher: Floats, student: Floats, labels: Integers
) -> None:
    for temperature, bound in ((0.0, 0.0), (1e-300, 0.0), (5e-324, 0.0), (1e-9, 1e-7)):
        value, gradient = Loss(temperature).of(teacher, labels).value_and_gradient(student)
        assert abs(value) <= bound
        assert (abs(gradient) <= bound).all()


def test_the_squared_temperature_keeps_gradients_of_one_size() -> None:
    """Without it the gradient would fall with 1/τ²."""
    rng = np.random.default_rng(1)
    teacher, student = rng.normal(size=(2, 50, 10))
    labels = np.zeros(50, dtype=np.int64)
    sizes = [
        np.linalg.norm(Loss(tau).of(teacher, labels).value_and_gradient(student)[1]) for tau in (5.0, 50.0)
    ]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.2)


def test_students_side_by_side_are_students_one_by_one() -> None:
    rng = np.random.default_rng(2)
    teacher, student = rng.normal(size=(2, 3, 7, 10))
    labels = rng.integers(0, 10, (3, 7))
    value, gradient = Loss(3.0, 0.6).of(teacher, labels).value_and_gradient(student)
    for one in range(3):
        alone = Loss(3.0, 0.6).of(teacher[one], labels[one]).value_and_gradient(student[one])
        assert value[one] == pytest.approx(alone[0])
        np.testing.assert_allclose(gradient[one], alone[1])


@pytest.mark.parametrize(
    ("temperature", "mix", "message"),
    [
        (-1.0, 1.0, "Temperature"),
        (math.nan, 1.0, "Temperature"),
        (1.0, 1.1, "weight"),
        (1.0, math.nan, "weight"),
    ],
)
def test_what_is_no_loss_is_refused(temperature: float, mix: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Loss(temperature, mix)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_teacher_is_finite(bad: float) -> None:
    with pytest.raises(InputError, match="finite"):
        Loss().of(np.array([[bad, 1.0]]), np.array([0]))


@pytest.mark.reference
@pytest.mark.parametrize("temperature", [0.5, 1.0, 5.0, 20.0])
@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
def test_the_same_as_torch(temperature: float, mix: float) -> None:
    torch: Any = pytest.importorskip("torch", exc_type=ImportError)
    functional = torch.nn.functional
    rng = np.random.default_rng(3)
    teacher, student = 4 * rng.normal(size=(2, 20, 10))
    labels = rng.integers(0, 10, 20)
    value, gradient = Loss(temperature, mix).of(teacher, labels).value_and_gradient(student)
    z = torch.tensor(student, requires_grad=True)
    soft = functional.kl_div(
        functional.log_softmax(z / temperature, dim=-1),
        functional.softmax(torch.tensor(teacher) / temperature, dim=-1),
        reduction="batchmean",
    )
    hard = functional.cross_entropy(z, torch.tensor(labels))
    loss = mix * temperature**2 * soft + (1 - mix) * hard
    loss.backward()
    assert value == pytest.approx(loss.item())
    np.testing.assert_allclose(gradient, z.grad.numpy(), atol=1e-12)
