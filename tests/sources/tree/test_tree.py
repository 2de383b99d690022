"""Decoding trees: what ships, what is read, and what is refused, with its line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.search import beam, exhaustive, greedy, ranked
from tauscope.document.files.opening import read_document
from tauscope.resources import resource
from tauscope.sources.running.searching import search_space
from tauscope.sources.tree.reader import LARGEST, read_tree
from tauscope.sources.tree.source import TreeSource, at_text
from tauscope.sources.tree.tree import DEEPEST, MOST_CHOICES, Tree
from tauscope.sources.tree.unfolding import unfolded

SHIPPED = sorted(resource("trees").glob("*.toml"))
STEPS = 64


def shipped(name: str) -> TreeSource:
    return TreeSource(read_tree(resource("trees", f"{name}.toml").read_text("utf-8")))


def source(text: str) -> TreeSource:
    return TreeSource(read_tree(text))


def found(tree: TreeSource, width: int) -> tuple[str, float]:
    """Text and probability of what so many beams find; 0 is greedy, −1 the most likely sequence."""
    space = search_space(tree.cursor(tree.initial()))
    if width < 0:
        best = exhaustive(space, STEPS)[0]
    else:
        best = beam(space, width, STEPS, length_penalty=0.0)[0] if width else greedy(space, STEPS)
    return tree.text(best.state.state), round(math.exp(best.log_probability), 12)


# What ships


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_opens_and_says_what_to_see(path: Path) -> None:
    opened = read_document(path)
    assert opened.warnings == ()
    tree = opened.document.source
    assert isinstance(tree, TreeSource)
    assert tree.title
    assert tree.note == tree.tree.note
    assert tree.tree.unreachable == ()
    assert Tree.from_json(tree.tree.to_json()) == tree.tree
    every = exhaustive(search_space(tree.cursor(tree.initial())), STEPS)
    assert math.fsum(math.exp(one.log_probability) for one in every) == pytest.approx(1.0)
    assert all(one.ended for one in every)


def test_greedy_is_not_the_most_likely() -> None:
    tree = shipped("nice-dog")
    assert [found(tree, width) for width in (0, 1, 2, -1)] == [
        ("nice woman", 0.2),
        ("nice woman", 0.2),
        ("dog has", 0.36),
        ("dog has", 0.36),
    ]
    space = search_space(tree.cursor(tree.initial()))
    every = exhaustive(space, STEPS)
    assert len(every) == 9
    assert ranked([greedy(space, STEPS)], every)[0].rank == 2


def test_two_beams_miss_what_greedy_finds() -> None:
    tree = shipped("beam-misses")
    assert [found(tree, width)[1] for width in (0, 2, 3, -1)] == [0.136, 0.0175, 0.25, 0.25]


def test_the_empty_sentence_is_the_most_likely() -> None:
    tree = shipped("empty-sentence")
    assert found(tree, -1) == ("", 0.12)
    assert [found(tree, width) for width in (0, 2, 3)] == [
        ("The cat slept", 0.11),
        ("The cat slept", 0.11),
        ("", 0.12),
    ]
    space = search_space(tree.cursor(tree.initial()))
    assert exhaustive(space, STEPS, length_penalty=1.0)[0].labels[-2:] == ("slept", "<end>")


def test_a_temperature_per_token_is_none_per_sequence() -> None:
    tree = shipped("per-token")
    every = exhaustive(search_space(tree.cursor(tree.initial())), STEPS, Chain.parse("temperature=0.25"))
    per_token = {one.labels[0]: math.exp(one.chain_log_probability) for one in every}
    powers = [math.exp(one.log_probability) ** 4 for one in every]
    assert every[0].labels == ("tea", "plain")
    assert powers[0] / sum(powers) == pytest.approx(0.61, abs=0.005)
    assert per_token["tea"] == pytest.approx(0.16, abs=0.006)


# What is read


def test_logits_are_ln_p_and_a_label_keeps_its_key() -> None:
    tree = source('[node.a]\nx = { p = 0.25, to = "b" }\ny = 0.75\n[node.b]\ny = 0\nx = 1')
    start = tree.logits(tree.initial())
    assert start.labels == ("x", "y")
    assert start.values.tolist() == pytest.approx([math.log(0.25), math.log(0.75)])
    after = tree.logits(tree.advance(tree.initial(), Chosen(int(start.keys[0]), 0.25, 0.5)))
    assert after.labels == ("y", "x")
    assert after.keys.tolist() == start.keys[::-1].tolist()
    assert after.values.tolist() == [-math.inf, 0.0]


def test_what_is_missing_to_one_is_a_token_that_ends() -> None:
    tree = source("[node.a]\nx = 0.5\ny = 0.2")
    logits = tree.logits(tree.initial())
    assert logits.labels == ("x", "y", "(other)")
    assert math.exp(logits.values[2]) == pytest.approx(0.3)
    assert Tree.from_json(tree.tree.to_json()) == tree.tree
    assert len(source("[node.a]\nx=0.333\ny=0.333\nz=0.333").logits(tree.initial())) == 3


def test_tokens_of_a_model_keep_their_blanks() -> None:
    text = 'prompt = "Once"\nbetween = ""\n[node.a]\n" upon" = { p = 1, to = "b" }\n[node.b]\n" a" = 1'
    tree = source(text)
    assert tree.logits(tree.initial()).labels == ("␣upon",)
    assert found(tree, 0) == (" upon a", 1.0)
    assert Tree.from_json(tree.tree.to_json()) == tree.tree


def test_where_it_has_ended_there_is_one_class_and_no_choice() -> None:
    tree = shipped("nice-dog")
    state = at_text(tree, "The dog has")
    assert tree.ended(state)
    assert tree.logits(state).labels == ("(end)",)
    for key in (0, 12):
        with pytest.raises(InputError, match="The sequence has ended here"):
            tree.advance(state, Chosen(key, 1.0, 0.0))


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("The", 0), (" The dog ", 1), ("The nice house", 2), ("nice", 1)]
)
def test_a_text_leads_to_its_place(text: str, length: int) -> None:
    tree = shipped("nice-dog")
    state = at_text(tree, text)
    assert state.at == length
    assert tree.text(state) == text.strip().removeprefix("The").strip()


@pytest.mark.parametrize("text", ["A dog", "The do", "The dog has fun", "Theatre"])
def test_a_text_that_is_not_in_the_tree_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^The tree does not say “.*”: it begins with “The”\.$"):
        at_text(shipped("nice-dog"), text)


def test_what_two_ways_lead_to_is_looked_at_once() -> None:
    """2^200 sequences, none of which is wanted."""
    steps = [
        f'[node.n{at}]\na = {{p=0.5, to="n{at + 1}", text=""}}\nb = {{p=0.5, to="n{at + 1}", text=""}}'
        for at in range(200)
    ]
    tree = source("\n".join([*steps, "[node.n200]\nend = 1"]))
    with pytest.raises(InputError, match="The tree does not say “x”"):
        at_text(tree, "x")
    assert at_text(tree, "end").at == 201


# What is refused

HEAD = "title = 'a'\n[node.a]\n"
WRONG = {
    "x": "Line 1: this is not TOML.",
    "title = 1": "Line 1: The title is not a text.",
    "colour = 1\n[node.a]\nb = 1": "Line 1: “colour” is unknown: a tree has title, note, prompt,",
    "title = 'a'": "A tree has at least one node",
    HEAD: "Line 2: The node “a” has no tokens.",
    HEAD + "b = .5": "Line 3: this is not TOML. A value is a number, as in 0.5, or a text",
    HEAD + "b = 0.5\nc = -0.1": "Line 4: The probability of “c” is -0.1: it goes from 0 to 1.",
    HEAD + "\n\nb = 0.6\nc = 0.6": "Line 2: The probabilities in the node “a” sum to 1.2, above 1.",
    HEAD + "b = 1.5": "Line 3: The probability of “b” is 1.5: it goes",
    HEAD + "b = nan": "Line 3: The probability of “b” is not a number",
    HEAD + "b = inf": "Line 3: The probability of “b” is too large",
    HEAD + "b = " + "9" * 400: "Line 3: The probability of “b” is too large",
    HEAD + "b = true": "Line 3: The probability of “b” is not a number",
    HEAD + "b = '0.5'": "Line 3: The probability of “b” is not a number",
    HEAD + "b = { to = 'a' }": "Line 3: The probability of “b” is not a number",
    HEAD + "b = { p = 1, q = 1 }": "Line 3: “b” has “q”; a token has p, to and text.",
    HEAD + "b = { p = 1, to = 2 }": "Line 3: What “b” leads to, and its text, are names",
    HEAD + "b = 0.5\nb = 0.5": "Line 4: “b” is there twice.",
    HEAD + "'b  c' = 0.5\n'b c' = 0.5": "Line 4: The token “b c” is twice in the node “a”.",
    HEAD + "'' = 1": "Line 3: A token of the node “a” has no name.",
    HEAD + "b = 1\n[node.a]\nc = 1": "Line 4: “node.a” is there twice.",
    HEAD + "b = { p = 1, to = 'c' }": "Line 3: “b” leads to “c”, and there is no such node.",
    HEAD + "b = { p = 1, to = 'a' }": "Line 3: “b” leads back to “a”: a tree has no circles.",
    HEAD + "b = {p=1, to='c'}\n[node.c]\n\n' d' = {p=1, to='a'}": "Line 6: “␣d” leads back to “a”",
    HEAD + "x = 0.9\n'(other)' = 0.01": "Line 2: The probabilities in the node “a” sum to 0.91, not to 1.",
    HEAD + "b = " + "1" * 5000: "This is not a tree: brackets go too deep, or a number is too long.",
    HEAD + "b = " + "[" * 100_000: "This is not a tree: brackets go too deep",
    HEAD + "a." * 100_000 + "b = 1": "Line 3: this name has too many parts.",
    "[node.a]\n"
    + "".join(f"t{n} = 0\n" for n in range(MOST_CHOICES + 1)): "A tree has at most 20,000 tokens;",
    "".join(f"[node.n{n}]\nt = 1\n" for n in range(1_000_000)): "This tree is larger than 1 MiB",
    "#" * (LARGEST + 1): "This tree is larger than 1 MiB",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=[text[-30:] for text in WRONG])
def test_a_broken_tree_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_tree(text)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_a_tree_that_is_too_deep_is_refused() -> None:
    def chain(count: int) -> str:
        nodes = [f'[node.n{at}]\nt = {{ p = 1, to = "n{at + 1}" }}\n' for at in range(count - 1)]
        return "".join([*nodes, f"[node.n{count - 1}]\nt = 1\n"])

    assert found(source(chain(20)), 0)[1] == 1.0
    read_tree(chain(DEEPEST))
    with pytest.raises(InputError, match=r"The longest sequence has 1,001 tokens, more than 1,000"):
        read_tree(chain(DEEPEST + 1))


def test_the_line_is_found_however_the_tree_is_written() -> None:
    for text in (
        "[node]\na = { b = -1 }",
        "[node]\na.b = -1",
        "node.a.b = -1",
        "# a\nnode = { a = { b = -1 } }",
    ):
        line = text.count("\n") + 1
        with pytest.raises(InputError, match=rf"^Line {line}: The probability of “b” is -1"):
            read_tree(text)


def test_a_session_with_a_path_that_is_not_in_the_tree_is_refused() -> None:
    tree = shipped("nice-dog")
    state = tree.advance(tree.initial(), Chosen(0, 0.5, 0.9))
    entry = tree.state_to_json(state)
    assert entry is not None
    with pytest.raises(InputError, match="This token cannot be chosen here"):
        tree.state_from_json({**entry, "ids": [11]})


def test_a_node_that_nothing_leads_to_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("[node.a]\nb = 1\n[node.c]\nd = 1\n")
    assert read_document(path).warnings == ("Nothing leads to “c”.",)


# Unfolded


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_unfolded_tree_has_a_node_for_each_sequence(path: Path) -> None:
    tree = shipped(path.stem)
    unfolded = tree.decoding_tree
    every = exhaustive(search_space(tree.cursor(tree.initial())), STEPS)
    assert unfolded.whole
    assert len(unfolded.leaves) == len(every)
    for one in every:
        leaf = unfolded.find(one.keys)
        assert leaf is not None
        assert unfolded.text(leaf) == tree.text(one.state.state)
        assert unfolded.log_probabilities[leaf] == pytest.approx(one.log_probability)
        assert unfolded.rank(leaf) == one.rank


def test_of_too_many_ways_the_likeliest_are_unfolded() -> None:
    nodes = "".join(
        f'[node.{n}]\na = {{ p = 0.9, to = "{n + 1}" }}\nb = {{ p = 0.1, to = "{n + 1}" }}\n'
        for n in range(30)
    )
    tree = source(f"{nodes}[node.30]\nend = 1\n")  # 2³⁰ sequences
    cut = unfolded(tree.tree, tree.logits_in, tree.initial(), most=200)
    assert len(cut) <= 200
    assert not cut.whole
    best = cut.find(greedy(search_space(tree.cursor(tree.initial())), STEPS).keys)
    assert best is not None
    assert cut.nodes[best].ended
    open_ = [leaf for leaf in cut.leaves if not cut.nodes[leaf].ended]
    assert open_
    assert math.fsum(math.exp(cut.log_probabilities[leaf]) for leaf in cut.leaves) == pytest.approx(1.0)
