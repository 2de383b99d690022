from hypothesis import given
from hypothesis import strategies as st
from tests.sources.fake_model import LETTERS, fake

from tauscope.core.draws.chosen import Chosen
from tauscope.sources.language.text import Text
from tauscope.sources.language.writer import Writer
from tauscope.ui.panels.writer.text_pieces import TextPieces

CHOICES = st.builds(
    Chosen, st.integers(0, len(LETTERS) - 1), st.sampled_from([0.0, 0.25, 1.0]), st.just(1.0), st.none()
)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.lists(CHOICES, max_size=90), st.sampled_from("ab")), max_size=5)
)
def test_pieces_of_a_text_that_goes_on_are_those_of_the_whole(
    steps: list[tuple[float, list[Chosen], str]],
) -> None:
    shown, text, source = TextPieces(), Text(), Writer(fake(), "a")
    for share, choices, prompt in steps:
        text = text.rewound(round(share * len(text.written))).after(*choices)
        source = source if prompt == source.prompt else source.with_prompt(prompt)
        pieces = shown.pieces(source, text)
        assert pieces == TextPieces().pieces(source, text)
        assert shown.pieces(source, text.rewound(0)) is pieces
