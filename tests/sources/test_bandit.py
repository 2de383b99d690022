from typing import Any

import numpy as np
import pytest

from tauscope.core.bandit.run import LONGEST, BanditRun
from tauscope.core.bandit.testbed import BanditTestbed
from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.sources.bandit import Bandit, Played
from tauscope.sources.running.stepping import onward


def explored(temperature: str, steps: int, seed: int = 1) -> tuple[Bandit, Played]:
    source, chain = Bandit(BanditRun(BanditTestbed(values=(0.0, 3.0, 1.0), arms=3))), Chain.parse(temperature)
    cursor = source.cursor(source.initial())
    for _ in range(steps):
        cursor = onward(cursor, chain, seed)
    return source, cursor.state


def test_q_is_the_logit_and_the_draw_is_the_arm() -> None:
    source, state = explored("temperature=0.5", 200)
    arms = np.array([choice.key for choice in source.path(state)])
    rewards = source.rewards(state)
    for arm, q in enumerate(source.logits(state).values):
        assert q == pytest.approx(rewards[arms == arm].mean())
    assert source.logits(state).labels == ("arm 1", "arm 2", "arm 3")
    assert source.values(state).tolist() == [0.0, 3.0, 1.0]
    assert (arms == 1).mean() > 0.7


def test_before_anything_is_known_every_arm_is_alike() -> None:
    source = Bandit()
    assert source.logits(source.initial()).values.tolist() == [0.0] * 10


def test_heat_explores_and_cold_commits() -> None:
    shares = {}
    for temperature in ("temperature=0", "temperature=inf"):
        _, state = explored(temperature, 300)
        shares[temperature] = np.bincount(state.arms, minlength=3).max() / 300
    assert shares["temperature=0"] > 0.95
    assert shares["temperature=inf"] < 0.45


def test_an_arm_that_is_not_there_and_a_step_after_the_last_are_refused() -> None:
    source = Bandit()
    with pytest.raises(InputError, match="10 arms"):
        source.advance(source.initial(), Chosen(10, 0.1, 1.0))
    last = source.advance(source.initial(), *[Chosen(0, 0.1, 1.0)] * LONGEST)
    with pytest.raises(InputError, match="ends after 10,000 steps"):
        source.advance(last, Chosen(0, 0.1, 1.0))


@pytest.mark.parametrize(
    "change",
    [
        {"arms": None},
        {"arms": 1},
        {"arms": 2.5},
        {"seed": "x"},
        {"walk": -1},
        {"walk": "x"},
        {"step_size": 0},
        {"values": 3},
        {"values": [1.0]},
        {"values": ["x"] * 10},
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"\w.*\.$"):
        Bandit.from_json({**Bandit().to_json(), **change})


@pytest.mark.parametrize(
    "change",
    [
        {"arms": [3, 10]},
        {"arms": [3, -1]},
        {"arms": [3, "x"]},
        {"arms": [3]},
        {"arms": None},
        {"probabilities": [0.5, 1.5]},
        {"probabilities": [0.5, None]},
        {"entropies": [0.5, 9.0]},
        {"step": 3},
        {"step": None},
        {"settings": 3},
    ],
)
def test_a_wrong_run_is_refused_in_a_sentence(change: dict[str, Any]) -> None:
    source = Bandit()
    entry = source.state_to_json(source.advance(source.initial(), Chosen(3, 0.5, 1.0), Chosen(4, 0.5, 1.0)))
    assert entry is not None
    assert source.state_from_json(entry).arms == (3, 4)
    with pytest.raises(InputError, match=r"\w.*\.$"):
        source.state_from_json({**entry, **change})
