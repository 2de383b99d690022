"""Numbers of groups of classes in reports: JSON, text, tables of plots, script, scene and command line."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from tests.partial_source import PartialSource

from tauscope.cli import main
from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document, Pin
from tauscope.document.edits import group_edits
from tauscope.document.files.codec import encode
from tauscope.document.groups import ClassGroup, ClassGroups
from tauscope.document.library.scene import Scene
from tauscope.document.picture.picture import Picture
from tauscope.document.plots import PLOTS, SINGLY, TOGETHER
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.document.reports.plot_numbers.classes import shown_numbers
from tauscope.document.reports.report import report
from tauscope.document.reports.report_text import report_text
from tauscope.document.reports.snippets import python_script
from tauscope.sources import TypedTable

LABELS = ["␣Yes", "no", "yes", "maybe"]
VALUES = [2.0, 1.5, 1.0, 0.0]


def answers(chain: str = "temperature=0.5") -> Document:
    document = Document(TypedTable(Logits.of(LABELS, VALUES)), chain=Chain.parse(chain))
    return group_edits.group_same_words(document)


def z_at(tau: float) -> float:
    return tau * math.log(sum(math.exp(z / tau) for z in (2.0, 1.0)))


def test_json_has_each_group_with_its_members_and_leaves_the_classes_as_they_are() -> None:
    document = answers()
    numbers = report(document)
    single = report(replace(document, groups=ClassGroups()))
    (group,) = numbers.pop("groups")
    assert numbers == single
    assert (group["name"], group["members"]) == ("Yes +1", ["␣Yes", "yes"])
    assert group["probability"] == pytest.approx(
        sum(one["probability"] for one in single["classes"] if one["label"] in group["members"])
    )
    assert group["logit"] == pytest.approx(z_at(0.5))
    assert report(answers("temperature=inf"))["groups"][0]["logit"] == "inf"


def test_json_of_a_list_has_both_ends_of_a_group() -> None:
    groups = ClassGroups((ClassGroup("pets", (0, 77)),))
    (group,) = report(Document(PartialSource(), groups=groups))["groups"]
    low, high = group["probability"]
    assert 0 < low < high < 1
    assert group["members"] == ["cat"]


def test_the_text_has_a_line_for_a_group() -> None:
    p = float(Picture.of(answers()).probabilities[[0, 2]].sum())
    (line,) = [line for line in report_text(answers()).splitlines() if line.startswith("group")]
    assert line.split() == ["group", "Yes", "+1", "p", "=", f"{p:.4f}", "together,", "2", "classes"]
    assert "group" not in report_text(replace(answers(), groups=ClassGroups()))
    cut = group_edits.group_classes(Document(chain=Chain.parse("top-k=1")), [2, 3])
    assert "p = cut together" in report_text(cut)


def test_the_table_of_every_class_names_its_group() -> None:
    numbers = plot_numbers("distribution", Picture.of(answers()))
    assert numbers.headers[-2:] == ("group", "group_probability")
    p = float(Picture.of(answers()).probabilities[[0, 2]].sum())
    assert [row[-2:] for row in numbers.rows] == [
        ("Yes +1", pytest.approx(p)),
        ("", pytest.approx(math.nan, nan_ok=True)),
        ("Yes +1", pytest.approx(p)),
        ("", pytest.approx(math.nan, nan_ok=True)),
    ]
    assert "group" not in plot_numbers("distribution", Picture.of(Document())).headers


def test_the_table_of_what_is_shown_has_one_row_for_a_group() -> None:
    document = answers()
    document = replace(document, pins=(Pin(document.source, None, Chain()),))
    numbers = shown_numbers(Picture.of(document))
    assert [row[0] for row in numbers.rows] == ["Yes +1", "no", "maybe"]
    row = dict(zip(numbers.headers, numbers.rows[0], strict=True))
    picture = Picture.of(document)
    assert row["logit"] == pytest.approx(z_at(0.5))
    assert row["energy"] == pytest.approx(-z_at(0.5))
    assert row["probability"] == pytest.approx(float(picture.probabilities[[0, 2]].sum()))
    assert row["log_probability"] == pytest.approx(math.log(row["probability"]))
    assert row["probability_at_1"] == pytest.approx(float(picture.prepared.reference[[0, 2]].sum()))
    assert numbers.rows[0][-1] == pytest.approx(row["probability_at_1"])
    of_list = Picture.of(Document(PartialSource(), groups=ClassGroups((ClassGroup("a", (0, 1)),))))
    bounded = shown_numbers(of_list)
    assert isinstance(bounded.rows[0][numbers.headers.index("probability")], Bounds)
    assert bounded.rows[0][numbers.headers.index("probability_at_1")] == of_list.shown_bounds(Chain())[0]


@pytest.mark.parametrize("name", [name for name, entry in PLOTS.items() if entry.groups])
def test_numbers_of_each_plot_are_of_groups_or_of_single_classes(name: str) -> None:
    picture = Picture.of(answers())
    if name == "teacher":
        pytest.skip("It shows digits alone.")
    numbers = plot_numbers(name, picture)
    words = {str(cell) for row in numbers.rows for cell in row} | set(map(str, numbers.headers))
    named = any("Yes +1" in word for word in words)
    assert named == (PLOTS[name].groups != SINGLY)


def test_tables_of_draws_and_engines_have_the_sums_that_their_plots_draw() -> None:
    picture = Picture.of(replace(answers("temperature=0.5,top-p=0.95"), draws=500))
    numbers = plot_numbers("draws", picture)
    rows = {row[0]: dict(zip(numbers.headers, row, strict=True)) for row in numbers.rows}
    both = [rows["␣Yes"], rows["yes"]]
    for row in both:
        assert row["group"] == "Yes +1"
        assert row["group_count"] == sum(one["count"] for one in both) > 0
        assert row["group_share"] == pytest.approx(row["group_count"] / 500)
        assert row["group_probability"] == pytest.approx(sum(one["probability"] for one in both))
    assert rows["no"]["group"] == ""
    assert math.isnan(rows["no"]["group_share"])
    place = [one.label for one in picture.drawn].index("Yes +1")
    assert picture.sample.shares[place].count == both[0]["group_count"]

    numbers = plot_numbers("engines", picture)
    rows = {row[0]: dict(zip(numbers.headers, row, strict=True)) for row in numbers.rows}
    for answer in picture.engines.answers:
        name = f"p in {answer.engine.title}"
        together = rows["␣Yes"][name] + rows["yes"][name]
        assert rows["yes"][f"group {name}"] == pytest.approx(together, nan_ok=True)
        assert together == pytest.approx(float(answer.p[place]), nan_ok=True)


def test_tables_of_a_list_have_both_ends_of_groups() -> None:
    groups = ClassGroups((ClassGroup("pets", (0, 1)),))
    picture = Picture.of(Document(PartialSource(), groups=groups, draws=50))
    for name, header in (("draws", "group_probability"), ("engines", "group p in llama.cpp")):
        numbers = plot_numbers(name, picture)
        cell = numbers.rows[0][numbers.headers.index(header)]
        assert isinstance(cell, Bounds), name
        assert numbers.rows[-1][numbers.headers.index("group")] == ""  # all others


def test_every_plot_of_bars_draws_groups_together() -> None:
    assert {name for name, entry in PLOTS.items() if entry.groups == TOGETHER} == {
        "distribution",
        "curves",
        "compare",
        "stages",
        "engines",
        "draws",
    }


def test_the_script_has_single_classes() -> None:
    assert python_script(answers()).code == python_script(replace(answers(), groups=ClassGroups())).code


def test_a_scene_can_have_groups() -> None:
    scene = Scene.of(answers())
    assert scene.document.groups == answers().groups
    assert 'groups = [{ name = "Yes +1", keys = [0, 2] }]' in scene.text


def test_the_command_line_tells_of_groups_in_a_session(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.tauscope"
    path.write_text(encode(answers()), encoding="utf-8")
    assert main(["compute", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["groups"][0]["name"] == "Yes +1"
