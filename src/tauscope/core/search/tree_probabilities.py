"""Probabilities of everything in a decoding tree, if each token is drawn from what a chain leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.draws.sampling import uniforms_between
from tauscope.core.search.decoding_tree import ROOT, DecodingTree, outside
from tauscope.core.values import sum_of

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers


@dataclass(frozen=True, eq=False)
class TreeProbabilities:
    """Probabilities of a tree's nodes under a chain; arrays have one entry for each node.

    Attributes
    ----------
    tree : DecodingTree
    chain : Chain
    """

    tree: DecodingTree
    chain: Chain

    @cached_property
    def finals(self) -> dict[int, Candidates]:
        """What the chain leaves of the logits of each node that has some, by node."""
        known: dict[tuple[int, int], Candidates] = {}
        found: dict[int, Candidates] = {}
        for node in self.tree.inner:
            logits = self._logits(node)
            place = self.tree.position + int(self.tree.depths[node]) if self.chain.tosses else 0
            # Nodes of a hand-written tree often share their logits.
            if (id(logits), place) not in known:
                known[id(logits), place] = self.chain.at(place).candidates(logits)
            found[node] = known[id(logits), place]
        return found

    def _logits(self, node: int) -> Logits:
        logits = self.tree.nodes[node].logits
        if logits is None:
            raise ValueError("A leaf has no logits.")
        return logits

    @property
    def _only_heat(self) -> bool:
        """True if the chain is a temperature, neither 0 nor ∞, and cuts no class."""
        heat = self.chain.heat
        return heat is not None and 0 < heat < math.inf

    @cached_property
    def steps(self) -> Floats:
        """Ln p of each token after those before it, in nats; −inf if the chain cuts it, 0 for the root."""
        if self._only_heat:
            return self._heated(self.chain.product)
        steps = np.zeros(len(self.tree))
        for node, final in self.finals.items():
            for after in self.tree.children[node]:
                place = int(self.tree.ranks[after]) - final.start
                is_left = 0 <= place < len(final)
                steps[after] = final.log_weights.item(place) - final.log_partition if is_left else -math.inf
        return steps

    def _heated(self, heat: float) -> Floats:
        """Return `steps` if nothing but τ acts: as for any chain, with an exponential and a sum per node."""
        tree, log_partitions = self.tree, np.zeros(len(self.tree))
        largest = max(len(self._logits(node).gaps) for node in tree.inner)
        known, room = dict[int, float](), np.empty(largest)
        for node in tree.inner:
            logits = self._logits(node)
            if id(logits) not in known:
                gaps, unit = logits.gaps, heat * logits.unit
                if gaps.item(-1) >= -WEIGHTLESS * unit:
                    known[id(logits)] = self.finals[node].log_partition
                else:
                    weights = np.divide(gaps, -unit, out=room[: len(gaps)])
                    np.exp(weights, out=weights)
                    known[id(logits)] = math.log1p(float(sum_of(weights[1:])))
            log_partitions[node] = known[id(logits)]
        with np.errstate(over="ignore"):  # what overflows to −inf has no weight
            steps = tree.gaps / -heat / tree.units
        steps[1:] -= log_partitions[tree.parents[1:]]
        return steps

    @cached_property
    def log_probabilities(self) -> Floats:
        """Ln p of all tokens up to each node together, in nats: the joint probability."""
        sums, steps = [0.0], self.steps.tolist()
        for index, node in enumerate(self.tree.nodes[1:], 1):
            sums.append(sums[node.parent] + steps[index])
        return np.array(sums)

    @cached_property
    def probabilities(self) -> Floats:
        """Joint probability of all tokens up to each node; 1 at the root."""
        return np.exp(self.log_probabilities)

    @cached_property
    def others(self) -> Floats:
        """Joint probability, at each node, of what may follow it and has no node; 0 at a leaf."""
        tree, others = self.tree, np.zeros(len(self.tree))
        if tree.whole:
            return others
        parents, left = tree.parents[1:], self.steps[1:] > -math.inf
        counts = np.bincount(parents, left, len(tree))
        shares = 1.0 - np.bincount(parents, np.exp(self.steps[1:]), len(tree))
        inner = np.array(tree.inner)
        if self._only_heat:
            candidates = np.array([self._logits(node).possible for node in tree.inner])
        else:
            candidates = np.array([len(self.finals[node]) for node in tree.inner])
        open_ = inner[counts[inner] < candidates]
        others[open_] = self.probabilities[open_] * np.maximum(0.0, shares[open_])
        return others

    @property
    def unknown(self) -> float:
        """Joint probability of all that the tree leaves out."""
        return float(self.others.sum())

    @cached_property
    def entropy(self) -> float:
        """Entropy, in nats, of the whole sequences of a tree that is whole.

        By the chain rule it is the sum over nodes of p(node) · S of what follows, which holds also for a tree
        that is not whole, as the entropy of where one leaves it.
        """
        leaves = list(self.tree.leaves)
        p, ln_p = self.probabilities[leaves], self.log_probabilities[leaves]
        listed = float(-np.sum(p[p > 0] * ln_p[p > 0]))
        rest = self.others[self.others > 0]
        return max(0.0, listed - float(np.sum(rest * np.log(rest))))

    @property
    def effective(self) -> float:
        """Effective number of sequences, e^S."""
        return math.exp(self.entropy)

    def likeliest(self) -> int:
        """Return the leaf with the largest joint probability; of equal ones that which the model prefers."""
        ranking = self.tree.ranking
        return ranking[int(np.round(self.log_probabilities[list(ranking)], 9).argmax())]


class Drawn(NamedTuple):
    """Sequences that were drawn.

    Attributes
    ----------
    ends : (n,) int64
        In the order drawn: the leaf of each, or `outside(node)` for one that left the tree after `node`.
    counts : (nodes,) int64
        How many of the sequences went through each node.
    left : (nodes,) int64
        How many of them left the tree after each node.
    """

    ends: Integers
    counts: Integers
    left: Integers


def drawn(probabilities: TreeProbabilities, count: int, seed: int) -> Drawn:
    """Draw sequences token by token, with the random numbers of `core.search.sample`.

    Parameters
    ----------
    probabilities : TreeProbabilities
    count : int
        Number of sequences.
    seed : int
        Seed of the first sequence; the next sequence has the next seed.
    """
    tree = probabilities.tree
    uniforms = uniforms_of(seed, count, tree.position, tree.depth)
    ends, counts = np.zeros(count, dtype=np.int64), np.zeros(len(tree), dtype=np.int64)
    left = np.zeros(len(tree), dtype=np.int64)
    here = {ROOT: np.arange(count)}
    for node in tree.downward:
        those = here.pop(node, None)
        if those is None or not those.size:
            continue
        counts[node] = those.size
        final = probabilities.finals.get(node)
        if final is None:
            ends[those] = node
            continue
        ranks = final.start + final.places(uniforms[those, tree.depths[node]])
        ends[those] = outside(node)
        left[node] = those.size
        chosen = set(ranks.tolist())
        for after in tree.children[node]:
            if int(tree.ranks[after]) in chosen:
                here[after] = those[ranks == tree.ranks[after]]
                left[node] -= here[after].size
    return Drawn(ends, counts, left)


@lru_cache(maxsize=4)
def uniforms_of(seed: int, count: int, position: int, steps: int) -> Floats:
    """Return random numbers in [0, 1), shape (count, steps): a row for each seed from `seed` on."""
    table = np.array([_row(number, position, steps) for number in range(seed, seed + count)])
    table.setflags(write=False)
    return table


@lru_cache(maxsize=20_000)
def _row(seed: int, position: int, steps: int) -> Floats:
    """Random numbers of one seed: to make a generator takes longer than to draw from it."""
    numbers = uniforms_between(seed, position, position + steps)
    numbers.setflags(write=False)
    return numbers
