"""The distribution by rank, and the values with which knobs cut at a rank."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import CutList, cut_lists, temperatures
from tests.core.partial.test_knobs_on_lists import completions
from tests.partial_source import PartialSource, weather

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.picture.picture import Picture, prepare
from tauscope.document.picture.ranking import Ranking, ranking
from tauscope.document.reports.plot_numbers.ranks import density_numbers, rank_numbers


class Known(PartialSource):
    """A list of which something is known already."""

    def __init__(self, knowledge: ListKnowledge) -> None:
        super().__init__(knowledge.logits, others=knowledge.others)
        vars(self)["knowledge"] = knowledge


different = st.lists(st.integers(-40, 40), min_size=2, max_size=30, unique=True)


def picture(values: list[float], chain: str) -> Picture:
    document = Document().with_logits(Logits.of([f"c{row}" for row in range(len(values))], values))
    return Picture.of(replace(document, chain=Chain.parse(chain)))


def found(values: list[float], chain: str) -> Ranking:
    return ranking(picture(values, chain))


@given(different, st.sampled_from(["top-k=2", "top-p=0.5", "min-p=0.1", "top-p=0.5:passed"]), st.data())
def test_a_knob_that_is_dragged_to_a_rank_keeps_that_many(
    values: list[int], knob: str, data: st.DataObject
) -> None:
    logits = [value / 10 for value in values]
    rank = data.draw(st.integers(1, len(values)))
    (cut,) = found(logits, f"temperature=1.3,{knob}").cuts
    value = cut.value_at(rank)
    name = knob.split("=", maxsplit=1)[0]
    (moved,) = found(logits, f"temperature=1.3,{name}={value!r}").cuts
    assert moved.last == rank


def test_dragged_values_have_few_digits() -> None:
    (cut,) = found([3.0, 2.0, 1.0, 0.0], "temperature=1,top-p=0.5").cuts
    assert [cut.value_at(rank) for rank in (1, 2, 3, 4)] == [0.6, 0.8, 0.9, 1.0]
    (cut,) = found([3.0, 2.0, 1.0, 0.0], "temperature=1,min-p=0.5").cuts
    assert [cut.value_at(rank) for rank in (1, 2, 3, 4)] == [1.0, 0.3, 0.1, 0.04]


@pytest.mark.parametrize("order", ["temperature=0.5,min-p=0.1", "min-p=0.1,temperature=0.5"])
def test_the_level_of_min_p_parts_those_it_keeps_from_the_others(order: str) -> None:
    result = found([2.0, 1.0, 0.6, 0.0, -1.0, -3.0], order)
    (cut,) = result.cuts
    ratio = cut.log_ratio(0.5)
    assert ratio is not None
    level = result.now.log_p[0] + ratio
    assert result.now.log_p[cut.last - 1] >= level > result.now.log_p[cut.last]
    assert cut.ratio_at(ratio, 0.5) == pytest.approx(0.1)


def test_the_level_of_top_p_is_on_the_sum_only_where_it_acts_on_that_distribution() -> None:
    assert found([2.0, 1.0, 0.0], "temperature=2,top-p=0.9").cuts[0].sum_on(2.0) == 0.9
    assert found([2.0, 1.0, 0.0], "top-p=0.9,temperature=2").cuts[0].sum_on(2.0) is None
    assert found([2.0, 1.0, 0.0], "temperature=2,top-k=2,top-p=0.9").cuts[1].sum_on(2.0) is None


def test_numbers_are_those_of_softmax() -> None:
    values = np.random.default_rng(8).normal(0, 2, 1_000)
    table = rank_numbers(picture(values.tolist(), "temperature=0.7"))
    p = np.sort(softmax(values, 0.7))[::-1]
    ranks = np.array([row[0] for row in table.rows])
    assert [row[2] for row in table.rows] == pytest.approx(p[ranks - 1].tolist(), rel=1e-12)
    assert table.rows[0][1] == f"c{values.argmax()}"
    assert len(table.rows[0]) == len(table.headers)


def test_probabilities_of_all_energies_sum_to_1_and_give_the_mean_energy() -> None:
    values = np.random.default_rng(8).normal(0, 2, 20_000)
    shown = picture(values.tolist(), "temperature=0.7")
    rows = density_numbers(shown).rows
    shares = np.array([row[3] for row in rows])
    middles = np.array([(row[0] + row[1]) / 2 for row in rows])
    assert shares.sum() == pytest.approx(1.0)
    width = rows[0][1] - rows[0][0]
    mean = float(softmax(values, 0.7) @ (values.max() - values))
    assert shares @ middles == pytest.approx(mean, abs=width / 2)


def test_bounds_are_given_where_only_they_are_known() -> None:
    shown = Picture.of(Document(source=PartialSource()))
    for table in (rank_numbers(shown), density_numbers(shown)):
        assert all(0 <= row[3].low <= row[3].high <= 1 for row in table.rows)
    by_rank = shown.once(ranking).known
    assert by_rank is not None
    np.testing.assert_allclose(by_rank.low_sum, np.cumsum(by_rank.low))
    assert (by_rank.low_sum <= by_rank.high_sum).all()
    assert by_rank.high_sum.max() <= 1


def test_one_class_and_extremes_are_ranked() -> None:
    assert found([5.0], "temperature=1").ranks.tolist() == [1]
    extreme = found([1e308, -1e308, -math.inf], "temperature=0")
    assert np.exp(extreme.now.log_p).tolist() == [1.0, 0.0]


def of_list(chain: str, others: int | None = 128_236) -> Ranking:
    """Twenty tokens with 87.4% of the probability at τ = 1."""
    source = replace(weather(), others=others)
    return ranking(Picture.of(replace(Document(source=source), chain=Chain.parse(chain))))


def test_ranks_beyond_those_of_a_list_have_an_upper_bound() -> None:
    result = of_list("temperature=1.2")
    assert (result.listed, result.count, result.sized) == (20, 128_256, True)
    assert result.tail is not None
    assert result.tail.even is not None
    assert result.known is not None
    assert result.tail.ranks[0] == 21
    assert result.tail.most[0] <= result.known.high[-1] * (1 + 1e-12)
    assert (np.diff(result.tail.most) <= 0).all()
    assert (result.tail.even <= result.tail.most).all()
    unknown = of_list("temperature=1.2", None)
    assert (unknown.sized, unknown.count) == (False, 1000)


def test_cuts_of_a_list_stand_at_the_ranks_that_are_known() -> None:
    (cut,) = of_list("temperature=1.2,top-k=40").cuts
    assert (cut.title, cut.first, cut.last, cut.decided) == ("top-k 40", 1, 40, True)
    assert cut.value_at(60) == 60
    assert of_list("temperature=1.2,top-k=40:exact").last == 40
    assert of_list("temperature=1.2,top-k=40").last == 128_256  # all others may tie at rank 40
    (whole,) = of_list("temperature=1.2,top-k=1000000").cuts
    assert whole.last == 128_256
    # Of top-p 0.5 at τ = 1.2 the list says only that it keeps from 4 to 18 classes; min-p acts on these.
    mass, ratio = of_list("temperature=1.2,top-p=0.5,min-p=0.1").cuts
    assert (mass.words(), mass.decided) == ("keeps ranks 1 to 4 at least, perhaps to 18", False)
    # By itself min-p is decided here.
    assert (ratio.words(), ratio.decided, ratio.most) == ("keeps at most ranks 1 to 8", False, None)
    assert ratio.last == of_list("temperature=1.2,min-p=0.1").cuts[0].last
    (decided,) = of_list("temperature=1.2,top-k=5,top-p=0.5").cuts[1:]
    assert decided.decided
    assert decided.last < 5


@pytest.mark.parametrize(
    ("chain", "others", "words"),
    [
        ("top-k=2000", None, "keeps ranks 1 to 2,000, or more in a tie"),  # beyond the ranks that are drawn
        ("top-k=40:exact,top-k=100:exact", 128_236, "keeps at most ranks 1 to 100"),
        ("epsilon=0.004,top-k=30:exact", 128_236, "keeps at most ranks 1 to 30"),  # ε may leave fewer
        ("top-k=30", 128_236, "keeps ranks 1 to 30, or more in a tie"),
        ("top-k=200:exact", 100, "keeps all ranks"),
        ("temperature=1.2,min-p=0", None, "keeps all ranks"),
        ("temperature=1.2,top-p=0.5,temperature=inf,min-p=1", 128_236, "keeps at most ranks 1 to 128,256"),
    ],
)
def test_what_is_said_of_a_cut_holds_whatever_the_others_are(
    chain: str, others: int | None, words: str
) -> None:
    cut = of_list(chain, others).cuts[-1]
    assert cut.words() == words


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        # Among the listed classes alone the fifth reaches 0.06 too, and the second 0.1.
        ("temperature=2,xtc=1:threshold=0.06,top-p=0.5", "keeps ranks 1 to 1 at least, perhaps to 128,256"),
        ("temperature=1.05,xtc=1:threshold=0.1", "keeps all ranks from 2 on"),
        ("temperature=1.05,xtc=1:threshold=0.1,top-k=4:exact", "keeps ranks 2 to 5"),
        # The temperature hangs on the entropy of all.
        ("dynamic-temperature=1:range=0.1,top-p=0.5", "keeps ranks 1 to 1 at least, perhaps to 128,256"),
    ],
)
def test_cuts_of_a_list_are_not_those_of_its_classes_alone(chain: str, words: str) -> None:
    assert of_list(chain).cuts[-1].words() == words


@pytest.mark.parametrize("rank", [3, 4, 6])
def test_top_p_is_dragged_to_a_rank_where_the_likeliest_class_is_cut(rank: int) -> None:
    chain = "temperature=1.05,xtc=1:threshold=0.1,top-p={!r}"
    value = of_list(chain.format(0.5)).cuts[-1].value_at(rank)
    moved = of_list(chain.format(value)).cuts[-1]
    assert (moved.first, moved.last, moved.decided) == (2, rank, True)


def test_no_last_rank_is_named_where_nobody_knows_it() -> None:
    cut = of_list("temperature=1,xtc=1:threshold=0.1", None).cuts[-1]
    assert cut.words() == "keeps all ranks from 2 on"


def test_min_p_after_a_knob_that_may_cut_the_likeliest_class_has_no_line() -> None:
    """Its ratio is one to a class that is not known."""
    assert [cut.knob.name for cut in of_list("typical-p=0.5,min-p=0.5").cuts] == []


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_top_p_that_is_dragged_on_a_list_keeps_that_many_of_it(rank: int) -> None:
    (cut,) = of_list("temperature=1,top-p=0.5").cuts
    value = cut.value_at(rank)
    (moved,) = of_list(f"temperature=1,top-p={value!r}").cuts
    assert (moved.last, moved.decided) == (rank, True)


@given(
    cut_lists(60), st.sampled_from((0.5, 0.9, 0.1, 0.01)), st.sampled_from(("top-p", "min-p")), temperatures()
)
def test_what_is_said_of_an_undecided_cut_holds_for_every_completion(
    cut: CutList, value: float, name: str, temperature: float
) -> None:
    chain = Chain.parse(f"temperature={temperature!r},{name}={value}")
    knowledge = cut.knowledge
    picture = Picture.of(replace(Document(source=Known(knowledge)), chain=chain))
    found = ranking(picture)
    for one in found.cuts:
        if one.last == found.count and not found.sized:
            continue  # all, however many there are
        for values in completions(cut):
            left = len(chain.candidates(Logits.unnamed(values)))
            # The unlisted classes that a completion lacks have no probability.
            lacking = len(cut.values) - len(values)
            assert one.last <= left + lacking
            assert one.most is None or left <= one.most
            assert not one.decided or left <= one.last


@pytest.mark.parametrize("chain", ["top-p=0.9", "min-p=0.02", "top-p=0.5,min-p=0.02"])
@pytest.mark.parametrize("rank", [2, 9, 19, 40, 900])
def test_an_undecided_cut_is_dragged_to_where_the_mouse_is(chain: str, rank: int) -> None:
    *_, cut = of_list(f"temperature=1.2,{chain}").cuts
    assert not cut.decided
    value = cut.value_at(rank)
    before, name = chain.rpartition("=")[0], cut.knob.name
    *_, moved = of_list(f"temperature=1.2,{before}={value!r}").cuts
    if name == "top-p":
        # The ranks beyond the list have bounds at some of many.
        assert moved.last == pytest.approx(min(rank, 47), rel=0.05)
    elif rank <= 20:
        assert moved.last == rank
    else:
        # Some unlisted classes may be as likely as the last listed one, and no value parts these.
        assert (moved.most or moved.last) == pytest.approx(max(rank, 47), rel=0.1)
    assert len(f"{value}") <= 12


def test_numbers_by_rank_go_beyond_the_list() -> None:
    numbers = rank_numbers(Picture.of(Document(source=weather())))
    names = ("rank", "label", "probability", "cumulative", "probability_at_1", "cumulative_at_1")
    assert numbers.headers == names
    first, last = numbers.rows[20], numbers.rows[-1]
    assert first[:2] == (21, "one of 128,236 others")
    assert first[2].low == 0.0
    assert first[2].high == pytest.approx(np.exp(-5.4))
    assert last[0] == 128_256
    assert last[3] == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("chain", ["temperature=1", "temperature=0.7,top-p=0.9"])
def test_numbers_that_were_prepared_ahead_are_those_that_the_picture_makes(chain: str) -> None:
    made = picture(np.random.default_rng(5).normal(0, 3, 900).tolist(), chain)
    document = replace(made.document, plots=("rank", "density"))
    ahead = prepare(document)
    shown = Picture.of(document, ahead=ahead)
    assert shown.prepared is ahead
    assert rank_numbers(shown) == rank_numbers(made)
    assert density_numbers(shown) == density_numbers(made)


def test_what_was_prepared_of_other_logits_is_left_alone() -> None:
    document = picture([1.0, 2.0], "temperature=1").document
    other = prepare(picture([1.0, 2.0, 3.0], "temperature=1").document)
    assert Picture.of(document, ahead=other).prepared.logits is document.logits
