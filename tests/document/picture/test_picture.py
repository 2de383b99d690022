import gc
import math
import weakref
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pytest
from tests.stepping import Stepping

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.logits import Logits
from tauscope.core.measures import entropy
from tauscope.core.softmax import BLOCK, log_softmax, softmax
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.class_ratio import class_ratio
from tauscope.document.picture.energy_histogram import energy_histogram
from tauscope.document.picture.particle_counts import particle_counts
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import FEW_SHOWN, TOP_SHOWN
from tauscope.document.picture.ranking import ranking
from tauscope.sources.abilities import Abilities

NAPKIN = np.array([2.0, 1.0, 0.5, 0.1])


def picture(chain: str, values: np.ndarray[tuple[int], np.dtype[np.float64]] = NAPKIN) -> Picture:
    document = table_edits.replace_classes(Document(), [f"c{place}" for place in range(len(values))], values)
    return Picture.of(table_edits.set_chain(document, Chain.parse(chain)))


def test_a_lone_temperature_is_softmax_bit_by_bit() -> None:
    drawn = picture("temperature=0.7")
    np.testing.assert_array_equal(drawn.probabilities, softmax(NAPKIN, 0.7))
    np.testing.assert_array_equal(drawn.log_probabilities, log_softmax(NAPKIN, 0.7))
    assert drawn.kept.all()
    np.testing.assert_array_equal(drawn.uncut, drawn.bars)


def test_truncation_shows_everywhere_but_in_the_thermodynamics() -> None:
    cut = picture("temperature=0.5,top-k=2")
    p = softmax(NAPKIN[:2], 0.5)
    np.testing.assert_allclose(cut.probabilities, [*p, 0, 0])
    assert cut.log_probabilities.tolist()[2:] == [-math.inf, -math.inf]
    assert cut.kept.tolist() == [True, True, False, False]
    assert [one.kept for one in cut.drawn] == [True, True, False, False]
    assert cut.entropy == pytest.approx(entropy(p))
    assert cut.once(particle_counts).sum() == 48
    np.testing.assert_allclose(cut.uncut, softmax(NAPKIN, 0.5))
    assert cut.thermodynamics == picture("temperature=0.5").thermodynamics
    assert [len(stage.after) for stage in cut.stages] == [4, 2]


def test_the_lead_is_that_of_what_is_left() -> None:
    cut = picture("temperature=0.5,top-k=2")
    assert (cut.top, cut.second) == (0, 1)
    assert class_ratio(cut, 0, 1) == pytest.approx(math.exp(2))
    assert class_ratio(cut, 1, 2) == math.inf
    assert class_ratio(cut, 2, 1) == 0
    assert class_ratio(cut, 2, 3) == pytest.approx(math.exp(0.8))
    assert class_ratio(picture("temperature=2,temperature=0.5"), 0, 1) == pytest.approx(math.e)
    assert picture("xtc=1:threshold=0.2").top == 1
    assert class_ratio(picture("temperature=0"), 0, 3) == math.inf
    assert picture("top-k=1", NAPKIN[:1]).second is None


def test_an_empty_chain_is_a_temperature_of_1() -> None:
    for chain in ("", "top-k=1:off"):
        np.testing.assert_array_equal(picture(chain).probabilities, softmax(NAPKIN))
        assert picture(chain).stages == ()


def test_everything_else_is_kept_while_any_of_it_is() -> None:
    many = np.linspace(5, 0, 100)
    assert picture("top-k=25", many).drawn[-1].kept
    others = picture("top-k=24", many).drawn[-1]
    assert not others.kept
    assert others.p == 0


def test_a_source_with_a_panel_draws_fewer_classes_one_by_one() -> None:
    table = table_edits.replace_classes(Document(), [f"w{row}" for row in range(50)], np.arange(50.0))
    assert len(Picture.of(table).drawn) == TOP_SHOWN + 1
    moving = replace(table, source=Wide(table=table.logits), state=())
    before = Picture.of(moving)
    assert len(before.drawn) == FEW_SHOWN + 1
    assert Picture.of(table_edits.set_temperature(moving, 2.0), before).prepared is before.prepared
    assert len(Picture.of(table, before).drawn) == TOP_SHOWN + 1


@dataclass(frozen=True)
class Wide(Stepping):
    abilities: ClassVar[Abilities] = Abilities(steps=True, panel="writer")
    table: Logits = field(default_factory=lambda: Logits.of("a", [0.0]))

    def logits(self, state: tuple[int, ...]) -> Logits:
        del state
        return self.table


@pytest.mark.parametrize("chain", ["temperature=0.7", "temperature=0.7,top-k=40,top-p=0.9", "top-k=9"])
def test_what_plots_and_readouts_ask_for_makes_no_array_of_all_classes(chain: str) -> None:
    values = np.random.default_rng(2).normal(0.0, 3.0, 3 * BLOCK)
    shown = picture(chain, values)
    assert shown.drawn
    assert shown.steps
    assert shown.engines.answers
    assert ranking(shown).now.log_p.size
    assert energy_histogram(shown).shares.size
    assert shown.thermodynamics.entropy == pytest.approx(entropy(softmax(values, shown.temperature)))
    assert shown.probability(5) == pytest.approx(float(shown.final.probabilities_of_rows[5]), rel=1e-12)
    rows = "probabilities_of_rows", "log_probabilities_of_rows", "kept"
    distributions = [shown.prepared.trained, shown.softmax, *(stage.after for stage in shown.stages)]
    for one in distributions:
        made = {name: value for name, value in vars(one).items() if isinstance(value, np.ndarray)}
        assert not {name for name, value in made.items() if value.size > BLOCK} - {"gaps", *rows}
    assert not {"probabilities", "log_probabilities", "kept"} & set(vars(shown))
    assert not {"ranks", "energies"} & set(vars(shown.logits))
    assert "reference" not in vars(shown.prepared)


def test_a_picture_that_nobody_shows_any_more_is_gone_at_once() -> None:
    shown = picture("temperature=0.7,top-p=0.9", np.random.default_rng(2).normal(0.0, 3.0, 2_000))
    assert shown.drawn
    assert shown.steps
    assert shown.of_single_classes is shown
    assert shown.once(ranking)
    assert shown.once(energy_histogram)
    assert shown.engines
    assert shown.sample.shares
    alive = weakref.ref(shown)
    gc.disable()
    try:
        del shown
        # One that waits for the collector of cycles keeps its arrays until then, on every turn of the dial.
        assert alive() is None
    finally:
        gc.enable()


def test_a_turn_of_the_dial_compares_nothing_again_that_it_leaves() -> None:
    first = picture("temperature=0.7,top-p=0.9")
    compared, engines = first.comparison, first.engines
    turned = Picture.of(table_edits.set_temperature(first.document, 1.3), first)
    assert turned.comparison is compared
    assert turned.engines is not engines  # the request has the dial's τ
    fixed = replace(first.document, request=SamplingRequest(temperature=0.5))
    asked = Picture.of(fixed, first)
    answers = asked.engines
    assert Picture.of(table_edits.set_temperature(fixed, 1.3), asked).engines is answers
    other_knob = Picture.of(table_edits.set_chain(first.document, Chain.parse("temperature=0.7")), first)
    assert other_knob.comparison is not compared
    np.testing.assert_allclose(
        [one.p for one in other_knob.comparison[0].drawn],
        softmax(NAPKIN, other_knob.comparison[0].temperature),
    )
    others = replace(first.document, comparison=(0.5, 2.0))
    assert [one.temperature for one in Picture.of(others, first).comparison] == [0.5, 2.0]
    other_logits = table_edits.set_logit(first.document, 0, 3.0)
    assert Picture.of(other_logits, first).comparison is not compared
