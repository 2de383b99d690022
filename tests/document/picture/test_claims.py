from __future__ import annotations

import math

import numpy as np
import pytest

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.source_edits import take_as_table
from tauscope.document.files.codec import decode, encode
from tauscope.document.library.presets import presets
from tauscope.document.picture.claims import Claim, Claims, claims_about, needed_temperature
from tauscope.document.picture.picture import Picture

NAPKIN = (2.0, 1.0, 0.5, 0.1)


def napkin() -> Document:
    """The preset on a new bench."""
    return presets()[0].put_on(Document())


def test_a_table_with_the_same_logits_is_not_the_napkin() -> None:
    assert np.array_equal(Document().logits.values, napkin().logits.values)
    assert Picture.of(Document()).claims is None
    typed = table_edits.replace_classes(napkin(), ["cat", "dog", "fox", "owl"], NAPKIN)
    assert Picture.of(typed).claims is None
    assert Picture.of(take_as_table(napkin())).claims is None


def test_the_claims_are_saved_with_the_session() -> None:
    document = decode(encode(napkin())).document
    assert document == napkin()
    assert (claims := Picture.of(document).claims) is not None
    assert claims == Picture.of(napkin()).claims
    assert '"preset"' not in encode(Document())


def test_every_way_to_say_the_claims_names_whose_they_are() -> None:
    claims = Picture.of(napkin()).claims
    assert claims is not None
    said = [*claims.in_short(napkin().logits)[:-1], claims.sentences(napkin().logits), presets()[0].note]
    assert all("napkin" in text.lower() for text in said)


def test_the_napkin_claims_what_the_sketch_says() -> None:
    claims = Picture.of(napkin()).claims
    assert claims is not None
    assert {claim.temperature: claim.p for claim in claims.claims} == {
        0.5: (0.73,),
        1.0: (0.46,),
        2.0: (0.32, 0.27, 0.24, 0.18),
    }


def test_what_is_true_and_where_the_claims_would_hold_is_said() -> None:
    picture = Picture.of(napkin())
    assert picture.claims is not None
    assert picture.claims.sentences(picture.logits) == (
        "The napkin sketch that Tauscope grew from says 73% for cat at τ = 0.5, 46% at 1 and 32% at 2."
        " Softmax says 82.8%, 57.5% and 40.6%."
        " The claims would hold at τ = 0.652, 1.515 and 4.206. And 32 + 27 + 24 + 18 is 101%."
    )


def test_each_number_of_the_sentence_is_true() -> None:
    for temperature, true in ((0.5, 0.828), (1.0, 0.575), (2.0, 0.406)):
        assert softmax(NAPKIN, temperature)[0] == pytest.approx(true, abs=5e-4)
    for temperature, claimed in ((0.652, 0.73), (1.515, 0.46), (4.206, 0.32)):
        assert softmax(NAPKIN, temperature)[0] == pytest.approx(claimed, abs=5e-4)
        assert needed_temperature(Logits.unnamed(NAPKIN), claimed) == f"{temperature}"
    assert math.fsum((0.32, 0.27, 0.24, 0.18)) == pytest.approx(1.01)


def test_claims_stand_beside_the_temperatures_that_they_are_about() -> None:
    picture = Picture.of(table_edits.set_comparison(napkin(), [0.25, 0.5, 2.0]))
    first, second, third = (compared.claim for compared in picture.comparison)
    assert first is None
    assert second is not None
    assert third is not None
    assert [second.of(row) for row in (0, 1, None)] == [0.73, None, None]
    assert [third.of(row) for row in range(5)] == [0.32, 0.27, 0.24, 0.18, None]


@pytest.mark.parametrize(
    "document",
    [
        table_edits.set_logit(napkin(), 0, 2.01),
        table_edits.add_class(napkin(), 4),
        table_edits.remove_classes(napkin(), [3]),
        table_edits.move_classes(napkin(), [0], 1),
        table_edits.set_chain(napkin(), Chain.parse("temperature=1,top-k=2")),
        table_edits.set_chain(napkin(), Chain.parse("temperature=1,temperature=2")),
    ],
)
def test_of_another_distribution_nothing_is_claimed(document: Document) -> None:
    picture = Picture.of(document)
    assert picture.claims is None
    assert all(compared.claim is None for compared in picture.comparison)


@pytest.mark.parametrize(
    "document",
    [
        table_edits.set_labels(napkin(), 0, ["lynx"]),
        table_edits.set_temperature(napkin(), 0.1),
        table_edits.set_chain(napkin(), Chain.parse("temperature=1,top-k=2:off")),
        table_edits.set_chain(napkin(), Chain.parse("")),
    ],
)
def test_names_the_dial_and_knobs_that_are_off_do_not_matter(document: Document) -> None:
    picture = Picture.of(document)
    assert picture.claims is not None
    assert picture.comparison[0].claim == Claim(0.5, (0.73,))


def test_the_claim_follows_undo_of_an_edit() -> None:
    changed = table_edits.set_logit(napkin(), 0, 3.0)
    assert Picture.of(table_edits.set_logit(changed, 0, 2.0)).claims is not None


def test_other_presets_claim_nothing() -> None:
    for preset in presets()[1:]:
        if preset.id == "two-claims":
            continue
        assert claims_about(preset.id, preset.put_on(napkin()).logits) is None


def test_one_claim_that_no_temperature_meets() -> None:
    claims = Claims("Somebody", "somebody", (Claim(1.0, (0.2,)),))
    logits = Logits.of(["a", "b"], [1.0, 0.0])
    assert claims.sentences(logits) == (
        "Somebody says 20% for a at τ = 1. Softmax says 73.1%. The claims would hold at τ = none."
    )
