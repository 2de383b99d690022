from dataclasses import replace

import numpy as np
import pytest

from tauscope.core.boltzmann import thermodynamics
from tauscope.core.logits import Floats
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.formulas import plain
from tauscope.document.library.presets import Preset, presets
from tauscope.document.picture.picture import Picture
from tauscope.resources import resource

every_preset = pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)


@every_preset
def test_a_preset_goes_on_the_bench(preset: Preset) -> None:
    document = preset.put_on(Document())
    source = preset.scene.entry["source"]
    assert document.source.kind == source["kind"]
    if "labels" in source:
        assert list(document.logits.labels) == source["labels"]
    assert document.preset == preset.id


@every_preset
def test_a_preset_has_a_title_and_says_what_to_see(preset: Preset) -> None:
    assert 0 < len(preset.title) <= 30
    assert preset.note.endswith(".")
    assert 40 <= len(preset.note) <= 240
    labels = preset.scene.document.logits.labels
    assert len(set(labels)) == len(labels)


def test_every_file_is_read_and_has_a_place_of_its_own() -> None:
    assert len(presets()) == len(list(resource("presets").iterdir()))
    assert len({preset.order for preset in presets()}) == len(presets())
    assert presets()[0].id == "napkin"


def preset_called(name: str) -> Preset:
    return next(preset for preset in presets() if preset.id == name)


def logits_of(name: str) -> Floats:
    return preset_called(name).scene.document.logits.values


def test_the_first_preset_is_what_the_window_starts_with() -> None:
    assert replace(presets()[0].put_on(Document()), preset="") == Document()


@pytest.mark.parametrize(
    ("name", "temperature", "expected"),
    [
        ("napkin", 0.5, [0.8282, 0.1121, 0.0412, 0.0185]),
        ("five-against-four", 1, [0.7311, 0.2689]),
        ("near-tie", 1, [0.490, 0.485]),
        ("near-tie", 0.01, [0.731, 0.269]),
        ("degenerate", 0, [1 / 3, 1 / 3, 1 / 3, 0, 0]),
        ("masked", float("inf"), [1 / 3, 1 / 3, 0, 1 / 3]),
        ("two-claims", 20, [0.4, 0.25, 0.15, *[0.2 / 7] * 7]),
        ("ten-digits", 1, [0, 0, 0, 0.9991, 0, 0.0009]),
        ("ten-digits", 20, [0.0537, 0.0638, 0.0414, 0.2614, 0.0539, 0.1837, 0.0769, 0.0763, 0.1048, 0.0841]),
    ],
)
def test_notes_quote_true_numbers(name: str, temperature: float, expected: list[float]) -> None:
    p = softmax(logits_of(name), temperature)
    np.testing.assert_allclose(p[: len(expected)], expected, atol=6e-4)


@pytest.mark.parametrize(("temperature", "share"), [(1, 0.45), (0.3, 0.97)])
def test_the_first_six_of_fifty_words(temperature: float, share: float) -> None:
    assert softmax(logits_of("fifty-words"), temperature)[:6].sum() == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize(("temperature", "share"), [(1, 0.00002), (5, 0.27)])
def test_what_one_hot_leaves_to_the_others(temperature: float, share: float) -> None:
    assert softmax(logits_of("one-hot"), temperature)[1:].sum() == pytest.approx(share, rel=0.25)


def test_two_levels_start_at_the_peak_of_their_heat_capacity() -> None:
    bench = preset_called("two-levels").scene.document
    capacity = thermodynamics(bench.logits.values, bench.temperature).heat_capacity
    assert capacity == pytest.approx(0.4392, abs=1e-4)


def test_the_two_claims_about_a_three_exclude_each_other() -> None:
    """The share of the 3 at τ = 1, and what a share of 99% would leave to the runner-up at τ = 20."""
    assert softmax(logits_of("two-claims"), 1)[0] == pytest.approx(0.99992, abs=5e-6)
    assert pytest.approx(1 - softmax(logits_of("two-claims"), 1)[0], rel=0.01) == (25 / 40) ** 20
    one_rival, nine_alike = np.log(99), np.log(99 * 9)  # how far below the runner-up lies
    assert (one_rival, nine_alike) == pytest.approx((4.6, 6.8), abs=0.05)
    assert np.exp(-np.array([nine_alike, one_rival]) / 20) == pytest.approx([0.71, 0.79], abs=0.005)
    assert 25 / 40 < 0.71
    assert pytest.approx(8.3e-5, abs=5e-7) == (25 / 40) ** 20
    note = plain(preset_called("two-claims").note)
    for said in ("99.992%", "(25/40)^20 = 8.3·10⁻⁵", "4.6 to 6.8", "71 to 79%", "not 62.5%"):
        assert said in note


def test_what_the_blog_claims_stands_beside_the_truth() -> None:
    document = preset_called("two-claims").put_on(Document())
    claims = Picture.of(document).claims
    assert claims is not None
    assert {claim.temperature: claim.p for claim in claims.claims} == {1.0: (0.99,), 20.0: (0.4, 0.25, 0.15)}
    assert claims.sentences(document.logits) == (
        "A blog on temperature says 99% for 3 at τ = 1 and 40% at 20. Softmax says 99.992% and 40.0%. "
        "The claims would hold at τ = 2.043 and 20.000."
    )
    short = "A blog on temperature says 99% at τ = 1, 40% at τ = 20. Softmax says 99.992%, 40.0%."
    assert claims.in_short(document.logits)[0] == short
