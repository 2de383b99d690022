"""How the source of a document goes on by itself, and what moves along with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.document.panel_settings import PANEL_SETTINGS, panel_settings_class

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.panel_settings import PanelSettings
    from tauscope.sources.running.rules import ChoiceRule


def own_settings(document: Document) -> PanelSettings | None:
    """Return the settings of the source's panel; None if it has no panel with settings."""
    name = document.source.abilities.panel
    return document.settings(panel_settings_class(name)) if name in PANEL_SETTINGS else None


def choice_rule(document: Document) -> ChoiceRule | None:
    """Return the rule of the source's choices; None if it draws from a chain."""
    settings = None if document.runs else own_settings(document)
    return None if settings is None else settings.rule()


def why_ended(document: Document) -> str:
    """Return a sentence that says why the source cannot go on from the present state; empty if it can."""
    source, words = document.source, document.source.abilities.words
    if document.runs:
        return words.all_ended if all(source.ended(run.state) for run in document.runs) else ""
    if source.ended(document.state):
        return words.ended
    return rule_ending(document)


def rule_ending(document: Document) -> str:
    """Return a sentence if the rule of the choices ends the run here; empty if nothing ends it."""
    rule = choice_rule(document)
    return "" if rule is None else rule.ending(document.source.position(document.state))


def schedule_ends(document: Document) -> tuple[float, ...]:
    """Return first, last, lowest and highest τ of the schedule that τ follows; empty if it follows none."""
    settings = own_settings(document)
    return () if settings is None else settings.schedule_ends


def followed(before: Document, after: Document) -> Document:
    """Return the document after an edit, with τ as the schedule has it, if τ follows one.

    An edit that changes τ and neither the schedule nor the step is a hand on the dial: it takes over, and the
    schedule is set aside.
    """
    settings = own_settings(after)
    if settings is None:
        return after
    due = settings.scheduled_temperature(after.source.position(after.state))
    if due is None or after.temperature == due:
        return after
    stays = own_settings(before) == settings and before.is_where(after)
    if stays and before.temperature != after.temperature:
        return after.with_settings(settings.without_schedule())
    return replace(after, chain=after.chain.with_temperature(due))
