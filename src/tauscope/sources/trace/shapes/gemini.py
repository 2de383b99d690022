"""Answers of Gemini, whole or as parts of a stream."""

from __future__ import annotations

from collections.abc import Iterator

from tauscope.sources.trace.shapes.shape import Entry, Shape, check_lengths, inner, objects
from tauscope.sources.trace.shapes.step import Answer, Chosen, ListedStep


class Gemini(Shape):
    """``candidates[].logprobsResult``: topCandidates and chosenCandidates, side by side."""

    def takes(self, entry: Entry) -> bool:
        """Return True for an object with candidates."""
        candidates = entry.get("candidates")
        return isinstance(candidates, list) and any(
            isinstance(one, dict) and one.keys() & {"content", "logprobsResult", "finishReason"}
            for one in candidates
        )

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield an answer, or a part of one, for each candidate."""
        for place, candidate in enumerate(objects(entry["candidates"], "candidates")):
            result = candidate.get("logprobsResult")
            if isinstance(result, dict) and (result.get("topCandidates") or result.get("chosenCandidates")):
                key = f"{entry.get('responseId')} {candidate.get('index', place)}"
                ends = "finishReason" in candidate or "responseId" not in entry
                yield Answer("Gemini answer", _steps(result), key=key, ends=ends)


def _steps(result: Entry) -> Iterator[ListedStep]:
    tops = objects(result.get("topCandidates"), "topCandidates")
    chosen = objects(result.get("chosenCandidates"), "chosenCandidates")
    if tops and chosen:
        check_lengths(topCandidates=tops, chosenCandidates=chosen)
    for place in range(max(len(tops), len(chosen))):
        listed = objects(inner(tops[place], "candidates"), "candidates") if tops else []
        has_ids = all("tokenId" in one for one in [*listed, *chosen[place : place + 1]])
        yield ListedStep(
            [one.get("token") for one in listed],
            [one.get("logProbability") for one in listed],
            [one.get("tokenId") for one in listed] if has_ids else None,
            None,
            _chosen(chosen[place], has_ids=has_ids) if chosen else None,
        )


def _chosen(one: Entry, *, has_ids: bool) -> Chosen:
    return Chosen(one.get("token"), one.get("logProbability"), one.get("tokenId") if has_ids else None)
