import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.draws.drawing import draw
from tauscope.core.draws.sampling import Draws, Uniforms
from tauscope.core.logits import Logits
from tauscope.core.softmax import softmax

ROWS = st.lists(st.floats(-1e308, 1e308) | st.integers(-9, 9).map(float), min_size=1, max_size=20)
NUMBERS = st.integers(-14, 3).map(float) | st.just(-np.inf) | st.floats(-1e308, 1e308)
LAST = float(np.nextafter(1, 0))


@given(
    ROWS,
    st.lists(st.just(-np.inf), max_size=3),
    st.floats(1e-300, 1e300) | st.sampled_from([0.0, 1.0, np.inf]),
    st.floats(0, 1, exclude_max=True) | st.sampled_from([0.0, 0.5, LAST]),
)
def test_a_draw_is_that_of_the_sample(row: list[float], masked: list[float], tau: float, u: float) -> None:
    logits, chain = Logits.unnamed([*masked, *row]), Chain().with_temperature(tau)
    uniforms = Uniforms(0, 1)
    vars(uniforms)["values"] = np.array([u])
    found = draw(logits, chain, u)
    assert found.key == Draws(chain.candidates(logits), uniforms).rows[0]
    p = chain.candidates(logits).probabilities_of_rows[found.key]
    assert found.probability == pytest.approx(p, rel=1e-12)
    assert found.entropy == pytest.approx(chain.candidates(logits).entropy, rel=1e-9, abs=1e-290)


@pytest.mark.parametrize("temperature", [0.01, 0.3, 1.0, 3.0, 100.0])
@pytest.mark.parametrize("size", [300, 5_000])
def test_draws_from_many_classes_are_those_of_the_sample(temperature: float, size: int) -> None:
    values = np.random.default_rng(3).normal(0, 3, size)
    values[::50] = values[1::50]  # ties
    logits, chain = Logits.unnamed(values), Chain().with_temperature(temperature)
    draws = Draws(chain.candidates(logits), Uniforms(1, 1_000))
    final = chain.candidates(logits)
    assert [draw(logits, chain, u).key for u in draws.uniforms.values] == draws.rows.tolist()
    limits = final.cumulative[: size // 2]
    near = [draw(logits, chain, float(u)).key for u in limits[limits < 1]]
    assert (
        near == final.rows[np.searchsorted(final.cumulative[:-1], limits[limits < 1], side="right")].tolist()
    )


TOP_K = ["top-k=3", "temperature=0.7,top-k=3:exact,top-p=0.8", "temperature=2,top-k=2,typical-p=0.5,xtc=1"]


@pytest.mark.parametrize("text", TOP_K)
@example([0.0, 0.0, 1.0, -8.6e-230], 0.4)
@given(
    st.lists(
        st.integers(-14, 3).map(float) | st.just(-np.inf) | st.floats(-1e308, 1e308), min_size=1, max_size=20
    ),
    st.floats(0, LAST),
)
def test_a_draw_after_top_k_is_that_of_the_sample(text: str, row: list[float], u: float) -> None:
    logits, chain = Logits.unnamed([*row, 0.0]), Chain.parse(text)
    final = chain.candidates(logits)
    place = int(final.places(np.array([u]))[0])
    found = draw(logits, chain, u)
    assert found[:3] == (final.rows[place], final.probabilities[place], final.entropy)


@pytest.mark.parametrize("text", TOP_K)
@pytest.mark.parametrize("spread", [0.5, 2.0, 4.0])
def test_a_draw_after_top_k_from_many_classes_is_that_of_the_sample(text: str, spread: float) -> None:
    values = np.random.default_rng(3).normal(0, spread, 3_000)
    values[::3] = values[1::3]  # ties, of which a rank may cut one off
    logits, chain = Logits.unnamed(values), Chain.parse(text)
    draws = Draws(chain.candidates(logits), Uniforms(1, 200))
    assert [draw(logits, chain, u).key for u in draws.uniforms.values] == draws.rows.tolist()


def test_the_likeliest_is_drawn_at_nought() -> None:
    logits = Logits.unnamed([1.0, 2.0, 2.0, -np.inf])
    found = draw(logits, Chain(), 0.0)
    assert found.key == 1
    assert found.probability == pytest.approx(softmax([1, 2, 2])[1])


def test_mostly_nothing_is_sorted() -> None:
    logits = Logits.unnamed(np.random.default_rng(3).normal(0, 3, 3_000))
    for u in np.arange(0.005, 0.98, 0.01).tolist():
        draw(logits, Chain(), u)
        draw(logits, Chain.parse("temperature=0.7,top-k=40,top-p=0.9"), u)
    assert "order" not in vars(logits)


def test_the_entropy_of_what_is_nearly_sure_is_not_rounded_away() -> None:
    found = draw(Logits.unnamed([0.0, -40.0]), Chain(), 0.5)
    assert found.entropy == pytest.approx(41 * np.exp(-40), rel=1e-9)


@pytest.mark.parametrize(
    ("text", "heat"),
    [
        ("temperature=0.5,temperature=3", 1.5),
        ("temperature=0.5,top-k=3:off", 0.5),
        ("", 1.0),
        ("temperature=0,temperature=inf", None),
        ("temperature=0.5,top-p=1", None),
    ],
)
def test_temperatures_alone_are_one(text: str, heat: float | None) -> None:
    logits, chain = Logits.unnamed([0.0, 1.0, 1.0, -3.0]), Chain.parse(text)
    if heat is not None:
        assert chain.heat == heat
        p = softmax([0, 1, 1, -3], heat)
        assert draw(logits, chain, 0.0).probability == pytest.approx(p[1], rel=1e-14)
    final = chain.candidates(logits)
    for u in (0.0, 0.3, 0.6, 0.9, LAST):
        row = int(final.rows[final.places(np.array([u]))[0]])
        assert draw(logits, chain, u).key == row
