"""The Picture: every number that is drawn, made from a Document by one pure function, lazily."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core import measures
from tauscope.core.boltzmann import Thermodynamics, thermodynamics
from tauscope.core.bounds import mapped
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.draws.sampling import Draws, Uniforms
from tauscope.core.errors import InputError
from tauscope.core.softmax import probabilities
from tauscope.document.document import AFTER_KNOBS
from tauscope.document.picture.answers import Failed, Pending
from tauscope.document.picture.chain_curves import Curves, is_plain_softmax
from tauscope.document.picture.plotted_class import Compared, PlottedClass
from tauscope.document.picture.prepared_logits import FEW_SHOWN, GRID, TOP_SHOWN, PreparedLogits
from tauscope.sources.waiting import LateLogitsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.core.bounds import Bounds, CurveBounds, DistributionBounds, Number, PartialKnowledge
    from tauscope.core.chain.chain import Stage
    from tauscope.core.chain.engines import SamplingRequest
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.values import Mask
    from tauscope.document.document import Document
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.chain_curves import ChainSweep
    from tauscope.document.picture.claims import Claims
    from tauscope.document.picture.engine_comparison import EngineComparison
    from tauscope.document.picture.pins import AnyPin, LatePin, PinView
    from tauscope.document.picture.sample import Sample
    from tauscope.document.picture.stages import Step

PARTICLES = 48
"""Number of particles that the plot of Boltzmann levels distributes."""


@dataclass(frozen=True, eq=False)
class Picture:
    """Every number that is drawn, computed when it is first asked for.

    A picture lives for one document. What does not depend on τ is in `prepared` and in the pins, which the
    next picture takes over as long as the logits are the same object.

    Attributes
    ----------
    document : Document
    prepared : PreparedLogits
        Of the document's present logits.
    every_pin : tuple of PinView
        The pins whose logits are at hand.
    late_pins : tuple of LatePin
        The pins whose logits are being computed or cannot be had.
    """

    document: Document
    prepared: PreparedLogits
    every_pin: tuple[PinView, ...] = ()
    late_pins: tuple[LatePin, ...] = ()

    @classmethod
    def of(
        cls, document: Document, before: Picture | None = None, late: Mapping[int, Late] | None = None
    ) -> Picture:
        """Make the picture of a document whose logits are at hand.

        Parameters
        ----------
        document : Document
        before : Picture or None
            An earlier picture, whose `prepared` and pins are reused where the logits are the same object.
        late : mapping of int to Pending or Failed
            By place in `document.pins`, the pins whose logits are not at hand. The logits of all other pins
            are asked for here. If None, each pin is asked, and those that cannot be had are late.
        """
        most = FEW_SHOWN if document.source.abilities.panel else TOP_SHOWN
        prepared = PreparedLogits(document.logits, most)
        if before is not None and before.prepared.shows(prepared):
            prepared = before.prepared
        late = _late_pins(document) if late is None else late
        every_pin, late_pins = _pinned(document, prepared, before, late)
        picture = cls(document, prepared, every_pin, late_pins)
        # A cached property keeps its value in the instance's __dict__: a value put there counts as computed.
        # The random numbers are handed on only if the picture before has needed them.
        if before is not None and "uniforms" in vars(before):
            vars(picture)["uniforms"] = before.uniforms.continued(document.seed, document.draws)
        return picture

    @cached_property
    def pins(self) -> tuple[PinView, ...]:
        """The pins that have one of the present classes at least."""
        if all(one.fits for one in self.every_pin):
            return self.every_pin
        return tuple(one for one in self.every_pin if one.fits)

    @cached_property
    def aside(self) -> tuple[PinView, ...]:
        """The pins that have none of the present classes; no plot draws them."""
        return tuple(one for one in self.every_pin if not one.fits)

    @property
    def in_order(self) -> tuple[AnyPin, ...]:
        """All pins of the document in their order, also those whose logits are not at hand."""
        return tuple(sorted((*self.every_pin, *self.late_pins), key=lambda one: one.place))

    @property
    def logits(self) -> Logits:
        """Logits of the source's present state."""
        return self.prepared.logits

    @property
    def temperature(self) -> float:
        """Temperature τ to which the dial is set."""
        return self.document.temperature

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Candidates before and after each knob that is on, in the order of the chain."""
        return self.document.present_chain.stages(self.logits)

    @cached_property
    def final(self) -> Candidates:
        """Candidates that the whole chain left, with the final distribution."""
        return self.stages[-1].after if self.stages else self.document.present_chain.candidates(self.logits)

    @cached_property
    def plain(self) -> bool:
        """True if the final distribution equals softmax(z/τ) at the dial's τ, whatever knobs are on."""
        alone, final = Candidates.of(self.logits).heated(self.temperature), self.final
        # Where all candidates tie, the last gap is 0 and every temperature gives the uniform distribution.
        as_hot = alone.temperature == final.temperature or not final.gaps.item(-1)
        return as_hot and (alone.start, alone.stop) == (final.start, final.stop)

    @property
    def kept(self) -> Mask:
        """Mask of the classes that the chain left, also those whose probability underflows; shape (V,)."""
        return self.final.kept

    @cached_property
    def log_probabilities(self) -> Floats:
        """Logarithms of `probabilities` in nats, shape (V,); −inf for a class that is cut or masked."""
        return self.final.log_probabilities_of_rows

    @cached_property
    def probabilities(self) -> Floats:
        """Final probabilities, after the whole chain, in the order of the table; shape (V,)."""
        return self.final.probabilities_of_rows

    @cached_property
    def partial(self) -> PartialKnowledge | None:
        """What is known where some classes are not listed; None where every number is exact."""
        return self.document.source.partial(self.document.state)

    @cached_property
    def bounds(self) -> DistributionBounds | None:
        """Bounds of the final distribution; None where it is exact."""
        return None if self.partial is None else self.partial.bounds(self.document.present_chain)

    def probability(self, row: int) -> Number:
        """Final probability of a class, or its bounds."""
        return float(self.probabilities[row]) if self.bounds is None else self.bounds.of(row)

    def quantity(self, name: str) -> Number:
        """Entropy or perplexity of the final distribution, or by its name one of `thermodynamics`."""
        if name == "perplexity":
            return mapped(self.quantity("entropy"), math.exp)
        if self.bounds is not None:
            return self.bounds.quantities.get(name)
        return self.entropy if name == "entropy" else float(getattr(self.thermodynamics, name))

    @cached_property
    def curve_bounds(self) -> CurveBounds | None:
        """Bounds of the curves over τ; None where these are exact."""
        return None if self.partial is None else self.partial.curves(self.prepared.shown, GRID)

    @cached_property
    def uncut(self) -> Floats:
        """Probabilities of the rows in `prepared.shown` at the final temperature if no knob cut a class."""
        if self.final.whole:
            return self.bars
        return probabilities(self.logits.values, self.final.temperature)[self.prepared.shown]

    @cached_property
    def bars(self) -> Floats:
        """Final probabilities of the rows in `prepared.shown`, shape (len(shown),)."""
        return self.probabilities[self.prepared.shown]

    @cached_property
    def cut(self) -> Floats:
        """Entry of `uncut` for each row in `prepared.shown` that the chain cut; 0 for a row that it left."""
        if not self._truncated:
            return np.zeros(len(self.bars))
        return np.where(self.kept[self.prepared.shown], 0.0, self.uncut)

    @property
    def rest_cut(self) -> float:
        """Probability, if no knob cut a class, of those that the chain cut and that are not drawn singly."""
        others_left = len(self.final) - int(self.kept[self.prepared.shown].sum())
        if not (self._truncated and self.prepared.rest > others_left):
            return 0.0
        # Cutting multiplies the probability of every class that is left by one factor. The largest bar gives
        # that factor with the least relative error; `rest` over it is what `others_left` have in `uncut`.
        place = int(np.argmax(self.bars))
        left = self.rest * float(self.uncut[place]) / float(self.bars[place]) if others_left else 0.0
        return max(0.0, _remainder(self.uncut) - left)

    @property
    def _truncated(self) -> bool:
        """True if the chain removed a class whose probability would otherwise be positive.

        At τ = 0 only the classes that tie at the top have a positive probability, so nothing counts as cut.
        """
        return not self.final.whole and self.temperature > 0

    def is_cut(self, row: int) -> bool:
        """True if the chain removed the class of this row; a masked class has nothing to remove."""
        return self._truncated and not self.kept[row] and math.isfinite(self.logits.values[row])

    @cached_property
    def ghosts(self) -> Floats:
        """Probabilities at τ = 1 of the rows in `prepared.shown`, shape (len(shown),)."""
        return self.prepared.reference[self.prepared.shown]

    @property
    def rest(self) -> float:
        """Final probability of all classes that are not drawn singly, together."""
        return _remainder(self.bars) if self.prepared.rest else 0.0

    @property
    def rest_ghost(self) -> float:
        """Probability at τ = 1 of all classes that are not drawn singly, together."""
        return _remainder(self.ghosts) if self.prepared.rest else 0.0

    @cached_property
    def drawn(self) -> tuple[PlottedClass, ...]:
        """Classes that plots draw, in their order; last, if there are more, one entry for all others."""
        prepared = self.prepared
        rows, colours = prepared.shown.tolist(), prepared.colours
        kept = self.kept[prepared.shown]
        p, ghosts, cut = (column.tolist() for column in (self.bars, self.ghosts, self.cut))
        columns = zip(rows, prepared.labels, p, ghosts, colours, kept.tolist(), cut, strict=True)
        singly = tuple(PlottedClass(*column) for column in columns)
        if self.bounds is not None:
            return self._bounded(singly, self.bounds)
        if not prepared.rest:
            return singly
        others, more = f"{prepared.rest:,} others", int(kept.sum()) < len(self.final)
        return (*singly, PlottedClass(None, others, self.rest, self.rest_ghost, None, more, self.rest_cut))

    def _bounded(
        self, singly: tuple[PlottedClass, ...], bounds: DistributionBounds
    ) -> tuple[PlottedClass, ...]:
        """The classes with their bounds; a bar stands for what each has at least."""
        rest = self.prepared.rest
        if rest:
            singly = (*singly, PlottedClass(None, f"{rest:,} others", 0.0, self.rest_ghost, None))
        now, at_1 = bounds.shown(self.prepared.shown, others=bool(rest)), self.shown_bounds(Chain())
        known = zip(singly, now, at_1, strict=True)
        return tuple(one._replace(p=both.low, ghost=ghost.low, bounds=both) for one, both, ghost in known)

    def shown_bounds(self, chain: Chain) -> tuple[Bounds, ...]:
        """Bounds of what is drawn, after this chain; empty where every number is exact."""
        if self.partial is None:
            return ()
        prepared = self.prepared
        return self.partial.bounds(chain).shown(prepared.shown, others=bool(prepared.rest))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The distribution before the chain, and after each knob that is on."""
        from tauscope.document.picture.stages import steps  # noqa: PLC0415  # the window opens without it

        followed = steps(self.prepared, Candidates.of(self.logits), self.stages)
        if self.partial is None:
            return followed
        active = self.document.present_chain.active
        return tuple(self._bounded_step(step, Chain(active[:count])) for count, step in enumerate(followed))

    def _bounded_step(self, step: Step, chain: Chain) -> Step:
        entropy = None if self.partial is None else self.partial.bounds(chain).quantities.get("entropy")
        return step._replace(bounds=self.shown_bounds(chain), entropy=entropy)

    @cached_property
    def comparison(self) -> tuple[Compared, ...]:
        """Distributions of the present logits and chain at each temperature in `document.comparison`."""
        return tuple(self._compared(temperature) for temperature in self.document.comparison)

    def _compared(self, temperature: float) -> Compared:
        chain = self.document.chain.with_temperature(temperature)
        picture = Picture(replace(self.document, chain=chain), self.prepared)
        claim = self.claims.at(temperature) if self.claims is not None else None
        entropy = picture.entropy if picture.bounds is None else picture.quantity("entropy")
        return Compared(temperature, picture.drawn, entropy, claim)

    @cached_property
    def claims(self) -> Claims | None:
        """Claims about the probabilities of the preset; None if any knob but one temperature is on."""
        if not self.document.preset:
            return None
        from tauscope.document.picture.claims import claims_about  # noqa: PLC0415  # the window opens without it

        others = [knob for knob in self.document.chain.active if not isinstance(knob, Temperature)]
        temperatures = len(self.document.chain.active) - len(others)
        if others or temperatures > 1:
            return None
        return claims_about(self.document.preset, self.logits)

    @property
    def request(self) -> SamplingRequest:
        """Request sent to every engine: the document's, with the dial's τ if it names no temperature."""
        asked = self.document.request
        return asked if asked.temperature is not None else replace(asked, temperature=self.temperature)

    @cached_property
    def engines(self) -> EngineComparison:
        """Answers of all engines to `request` for the present logits."""
        from tauscope.document.picture.engine_comparison import EngineComparison  # noqa: PLC0415  # the window opens without it

        return EngineComparison.of(self.prepared, self.request, self.partial)

    @cached_property
    def uniforms(self) -> Uniforms:
        """Random numbers of the sample, in [0, 1); τ does not change them."""
        return Uniforms(self.document.seed, self.document.draws)

    @cached_property
    def sample(self) -> Sample:
        """Sample of `document.draws` classes from the final distribution."""
        from tauscope.document.picture.sample import Sample  # noqa: PLC0415  # the window opens without it

        return Sample(Draws(self.final, self.uniforms), self.drawn, self.prepared)

    @cached_property
    def chain_sweep(self) -> ChainSweep | None:
        """Sweep of the whole chain over τ; None if the curves to draw are those of softmax(z/τ)."""
        chain = self.document.present_chain
        if self.document.curves != AFTER_KNOBS or is_plain_softmax(chain) or self.partial is not None:
            return None
        return self.prepared.chain_sweep(chain)

    @property
    def curves(self) -> Curves:
        """Probability of each row in `prepared.shown`, and the entropy, at every temperature of the dial."""
        return self.softmax_curves if self.chain_sweep is None else self.chain_sweep.curves

    @cached_property
    def softmax_curves(self) -> Curves:
        """The curves of softmax(z/τ), whatever knobs there are; where there are bounds, the lower ones."""
        bounds = self.curve_bounds
        if bounds is None:
            return self.prepared.softmax_curves
        entropy = bounds.quantities.get("entropy", (np.zeros_like(GRID),))
        return Curves(bounds.low, entropy[0], after_knobs=False)

    @cached_property
    def thermodynamics(self) -> Thermodynamics:
        """State functions (log Z, U, F, S, C) of the Boltzmann distribution at τ, before any truncation."""
        return thermodynamics(self.logits.values, self.temperature)

    @cached_property
    def entropy(self) -> float:
        """Shannon entropy of the final distribution in nats."""
        if not self.final.whole:
            return self.final.entropy
        return measures.entropy_of_logarithms(self.log_probabilities, self.probabilities)

    @property
    def perplexity(self) -> float:
        """Effective number of choices, e^S."""
        return float(np.exp(self.entropy))

    @cached_property
    def divergences(self) -> tuple[float, ...]:
        """KL(final distribution ‖ pin) in nats, for each pin in `pins`."""
        return tuple(
            one.divergence(self.final, self.log_probabilities, self.probabilities) for one in self.pins
        )

    @property
    def apart(self) -> tuple[Number, ...]:
        """As `divergences`; None where some classes are not listed, for then nothing is known of them."""
        return self.divergences if self.partial is None else (None,) * len(self.pins)

    def divergence(self, one: PinView) -> Number:
        """KL(final distribution ‖ pin) of a pin that fits, in nats."""
        return self.apart[self.pins.index(one)]

    @property
    def top(self) -> int:
        """Row of the most likely class."""
        return int(self.logits.order[self.final.start])

    @property
    def second(self) -> int | None:
        """Row of the class that follows `top` by logit, even if the chain cut it; None if `top` is last."""
        place = self.final.start + 1
        return int(self.logits.order[place]) if place < len(self.logits) else None

    def ratio(self, row: int, other: int) -> float:
        """How many times likelier `row` is than `other`.

        e^((z_i − z_j)/τ) if the chain left both or cut both; inf if it cut `other` alone, and 0 if it cut
        `row` alone.
        """
        values, one, two = self.logits.values, bool(self.kept[row]), bool(self.kept[other])
        if one != two:
            return math.inf if one else 0.0
        # Of two classes that are both cut, the ratio is that of softmax at the dial's τ: the chain has none.
        temperature = self.final.temperature if one else self.temperature
        return measures.ratio(float(values[row]), float(values[other]), temperature)

    @cached_property
    def particles(self) -> Integers:
        """Numbers of particles, `PARTICLES` in all, apportioned to the entries of `drawn` by probability."""
        shares = np.append(self.bars, self.rest) if self.prepared.rest else self.bars
        if self.partial is not None:
            shares = np.array([one.p for one in self.drawn])
            shares = shares / shares.sum() if shares.any() else np.full(len(shares), 1 / len(shares))
        return measures.apportion(shares, PARTICLES)


def _late_pins(document: Document) -> dict[int, Late]:
    """What is said of each pin whose logits cannot be had, or not without waiting."""
    late: dict[int, Late] = {}
    for place, pin in enumerate(document.pins):
        try:
            pin.logits  # noqa: B018  # asked for
        except LateLogitsError:
            late[place] = Pending()
        except InputError as error:
            late[place] = Failed.of(error)
    return late


def _pinned(
    document: Document, prepared: PreparedLogits, before: Picture | None, late: Mapping[int, Late]
) -> tuple[tuple[PinView, ...], tuple[LatePin, ...]]:
    """Return the pins whose logits are at hand, and those that are late."""
    if not document.pins:
        return (), ()
    from tauscope.document.picture.pins import LatePin, pinned  # noqa: PLC0415  # the window opens without it

    known = before.every_pin if before is not None else ()
    at_hand = {place: pin for place, pin in enumerate(document.pins) if place not in late}
    waiting = tuple(LatePin(place, document.pins[place], answer) for place, answer in late.items())
    named = not document.source.abilities.classes_editable
    return pinned(at_hand, prepared, known, named=named), waiting


def _remainder(shown: Floats) -> float:
    """Return 1 − Σ `shown`; not below 0, where the rounding of the sum would take it."""
    return max(0.0, 1.0 - float(shown.sum()))
