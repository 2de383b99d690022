"""The Picture: every number that is drawn, made from a Document by one pure function, lazily."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.knobs import Temperature
from tauscope.core.draws.sampling import Draws, Uniforms
from tauscope.core.errors import InputError
from tauscope.document.document import AFTER_KNOBS
from tauscope.document.picture.answers import Failed, Pending
from tauscope.document.picture.chain_curves import Curves, is_plain_softmax
from tauscope.document.picture.final_distribution import FinalDistribution
from tauscope.document.picture.plotted_class import Compared
from tauscope.document.picture.prepared_logits import FEW_SHOWN, GRID, TOP_SHOWN, PreparedLogits
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.plots import PLOTS, TOGETHER
from tauscope.sources.waiting import LateLogitsError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from tauscope.core.bounds import CurveBounds, Number
    from tauscope.core.chain.engines import SamplingRequest
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.document.document import Document
    from tauscope.document.picture.answers import Answer, Late
    from tauscope.document.picture.chain_curves import ChainSweep
    from tauscope.document.picture.chains.engine_comparison import EngineComparison
    from tauscope.document.picture.chains.sample import Sample
    from tauscope.document.picture.chains.stages import Step
    from tauscope.document.picture.claims import Claims
    from tauscope.document.picture.pins import AnyPin, LatePin, PinView

T = TypeVar("T")

_OF_CLASSES = frozenset(
    {
        "stages", "final", "plain", "log_probabilities", "probabilities", "partial", "bounds", "softmax",
        "thermodynamics", "uniforms",
    }
)  # fmt: skip
"""Computed properties of a picture that are the same with and without groups."""


@dataclass(frozen=True, eq=False)
class Picture(FinalDistribution):
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
    results : StudyResults
        Results of studies; those of a window come later.
    """

    every_pin: tuple[PinView, ...] = ()
    late_pins: tuple[LatePin, ...] = ()
    results: StudyResults = field(default_factory=StudyResults)

    @classmethod
    def of(
        cls,
        document: Document,
        before: Picture | None = None,
        late: Mapping[int, Late] | None = None,
        results: StudyResults | None = None,
        ahead: PreparedLogits | None = None,
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
        results : StudyResults or None
            Results of studies; None for new ones, which are computed when they are asked for.
        ahead : PreparedLogits or None
            What another thread prepared, see `prepare`; used if it is of this document.
        """
        partial = _partial(document, before)
        prepared = _prepared(document, partial)
        if before is not None and before.prepared.shows(prepared):
            prepared = before.prepared
        elif ahead is not None and ahead.shows(prepared):
            prepared = ahead
        elif before is not None and document.groups:
            prepared.take_groups(before.prepared)
        late = _late_pins(document) if late is None else late
        every_pin, late_pins = _pinned(document, prepared, before, late)
        picture = cls(document, prepared, every_pin, late_pins, results or StudyResults())
        # A cached property keeps its value in the instance's __dict__: a value put there counts as computed.
        vars(picture)["partial"] = partial
        if (
            before is not None
            and partial is not None
            and before.partial is partial
            and before.prepared is prepared
        ):
            # Plots draw curves again if they are another object.
            for name in ("curve_bounds", "softmax_curves"):
                if name in vars(before):
                    vars(picture)[name] = vars(before)[name]
        if before is not None and before.prepared is prepared and before.partial is partial:
            picture._take_over(before)
        # The random numbers are handed on only if the picture before has needed them.
        if before is not None and "uniforms" in vars(before):
            vars(picture)["uniforms"] = before.uniforms.continued(document.seed, document.draws)
        return picture

    def _take_over(self, before: Picture) -> None:
        """Take what an earlier picture of the same logits computed and τ does not change."""
        for name, asked in (("comparison", _asked_of_comparison), ("engines", _asked_of_engines)):
            if name in vars(before) and asked(before) == asked(self):
                vars(self)[name] = vars(before)[name]

    def answer(self, study: Study[T]) -> Answer[T]:
        """Return the result of a study; Pending while it is being computed, Failed where there is none."""
        return self.results.answer(study)

    def latest(self, slot: Hashable) -> tuple[Any, Any] | None:
        """Return the last finished study of a slot and its result, which may be of settings before these."""
        return self.results.latest(slot)

    @property
    def of_single_classes(self) -> Picture:
        """The same picture without groups, for what has no numbers of these, such as energies and ranks."""
        # Not cached: a picture that keeps itself waits for the collector of cycles, with all its arrays.
        return self if self.prepared.grouped is None else self._ungrouped

    @cached_property
    def _ungrouped(self) -> Picture:
        pins = tuple(one.ungrouped for one in self.every_pin)
        single = replace(self, prepared=self.prepared.ungrouped, every_pin=pins)
        vars(single).update({name: value for name, value in vars(self).items() if name in _OF_CLASSES})
        return single

    def for_plot(self, name: str) -> Picture:
        """Return the picture that the plot of this name draws: only some draw a group as one class."""
        return self if PLOTS[name].groups == TOGETHER else self.of_single_classes

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

    @cached_property
    def curve_bounds(self) -> CurveBounds | None:
        """Bounds of the curves over τ; None where these are exact."""
        if self.partial is None:
            return None
        from tauscope.document.picture.entry_bounds import entry_curves  # noqa: PLC0415  # the window opens without it

        return entry_curves(self.partial, self.prepared, GRID)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The distribution before the chain, and after each knob that is on."""
        from tauscope.document.picture.chains.stages import bounded_steps, steps  # noqa: PLC0415  # the window opens without it

        followed = steps(self.prepared, self.prepared.trained, self.stages)
        if self.partial is None:
            return followed
        return bounded_steps(followed, self.partial, self.prepared, self.document.present_chain.active)

    @cached_property
    def comparison(self) -> tuple[Compared, ...]:
        """Distributions of the present logits and chain at each temperature in `document.comparison`."""
        return tuple(self._compared(temperature) for temperature in self.document.comparison)

    def _compared(self, temperature: float) -> Compared:
        # With the same prepared logits, so that nothing is sorted again for the other temperatures.
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
        if others or temperatures > 1 or self.prepared.grouped is not None:
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
        from tauscope.document.picture.chains.engine_comparison import EngineComparison  # noqa: PLC0415  # the window opens without it

        return EngineComparison.of(self.prepared, self.request, self.partial)

    @cached_property
    def uniforms(self) -> Uniforms:
        """Random numbers of the sample, in [0, 1); τ does not change them."""
        return Uniforms(self.document.seed, self.document.draws)

    @cached_property
    def sample(self) -> Sample:
        """Sample of `document.draws` classes from the final distribution."""
        from tauscope.core.draws.list_draws import ListDraws  # noqa: PLC0415  # the window opens without it
        from tauscope.document.picture.chains.sample import Sample  # noqa: PLC0415  # the window opens without it

        if self.partial is None:
            return Sample(Draws(self.final, self.uniforms), self.drawn, self.prepared)
        # One of the distributions that the list may be a part of, with what the whole chain leaves of it.
        whole = self.document.present_chain.candidates(self.partial.completion())
        p = whole.probabilities_of_rows[: len(self.logits)]
        draws = ListDraws(Candidates.of(self.logits), self.uniforms, p)
        shown = [float(p[self.prepared.rows_at(place)].sum()) for place in range(len(self.prepared.shown))]
        shown += [max(0.0, 1.0 - sum(shown))] if self.prepared.other_count else []
        drawn = tuple(one._replace(p=share) for one, share in zip(self.drawn, shown, strict=True))
        return Sample(draws, drawn, self.prepared)

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
    def divergences(self) -> tuple[Number, ...]:
        """KL(final distribution ‖ pin) in nats for each of `pins`, or bounds where classes are not listed."""
        return tuple(
            one.divergence(self.final, self.log_probabilities, self.probabilities)
            if self.partial is None and one.aligned.kept.bounds is None
            else self._divergence_bounds(one)
            for one in self.pins
        )

    def _divergence_bounds(self, one: PinView) -> Number:
        """Bounds of the divergence from a pin."""
        pin, document = one.pin, self.document
        of_one = pin.state == document.state and pin.source == document.source
        shared = self.partial if of_one else None
        if shared is not None and shared.results().same(document.present_chain, pin.present_chain):
            return 0.0
        return one.divergence_bounds(self.final, self.bounds, shared)

    def divergence(self, one: PinView) -> Number:
        """KL(final distribution ‖ pin) of a pin that fits, in nats."""
        return self.divergences[self.pins.index(one)]


def prepare(document: Document) -> PreparedLogits:
    """Prepare the logits of a document for its picture, with the sums over all classes that its plots need.

    For another thread: of many classes this takes some milliseconds.
    """
    prepared = _prepared(document, document.source.partial(document.state))
    prepared.trained.tail_sums  # noqa: B018
    if "rank" in document.plots:
        prepared.rank_curve  # noqa: B018
    if "density" in document.plots:
        prepared.states_at_1  # noqa: B018
    return prepared


def _prepared(document: Document, partial: PartialKnowledge | None) -> PreparedLogits:
    most = FEW_SHOWN if document.source.abilities.panel else TOP_SHOWN
    logits, unlisted = document.logits, 0 if partial is None else partial.others
    # A trace knows what was chosen at a step that is in memory: its logits are asked for first.
    key = document.source.recorded(document.state)
    recorded = None if key is None else logits.row_of(key)
    return PreparedLogits(logits, most, unlisted, document.groups, recorded)


def _partial(document: Document, before: Picture | None) -> PartialKnowledge | None:
    """Return what is known of classes that are not listed: of an unchanged state the same object."""
    if (
        before is not None
        and before.document.source is document.source
        and before.document.state == document.state
    ):
        return before.partial
    return document.source.partial(document.state)


def _asked_of_comparison(picture: Picture) -> object:
    """All that `Picture.comparison` depends on, for the same logits."""
    document = picture.document
    chain = document.chain.with_temperature(1.0)
    return document.comparison, chain, document.preset, document.state  # a coin of a knob asks for the state


def _asked_of_engines(picture: Picture) -> object:
    """All that `Picture.engines` depends on, for the same logits."""
    return picture.request


def _late_pins(document: Document) -> dict[int, Late]:
    """Return `Pending` or `Failed` for each pin whose logits are not at hand, by place."""
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
    # The steps of a lesson may have other tables, whose keys begin anew.
    named = not document.source.abilities.classes_editable or document.lesson is not None
    return pinned(at_hand, prepared, known, named=named), waiting
