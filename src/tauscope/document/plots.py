"""Registry of the plots. A new one is an entry in `PLOTS`, a class in `ui/plots/`, a function of its numbers.

Entries name classes and functions by dotted paths, because `document` must not import `ui`: reports import
the functions of the numbers, and `ui` alone imports the classes.
"""

from __future__ import annotations

from typing import NamedTuple

MOST_PLOTS = 6
"""Most plots on the bench."""


class PlotEntry(NamedTuple):
    """Entry of a plot in the registry.

    Attributes
    ----------
    title : str
        Heading of the plot.
    view : str
        Dotted path of its class, a `Plot`.
    numbers : str
        Dotted path of the function Picture → Numbers that makes the table of the numbers that it draws.
    unsuited : str
        Dotted path of a function Document → sentence on why the plot has nothing to show of a document, ""
        if it has; empty for a plot that shows every document.
    source : str
        Name, in the menu of sources, of the source that the plot is about; empty for plots of any numbers.
    groups : str
        `TOGETHER` if it draws a group of classes as one class, `SINGLY` if it draws them one by one, as its
        heading then says; empty if it draws no classes.
    """

    title: str
    view: str
    numbers: str
    unsuited: str = ""
    source: str = ""
    groups: str = ""


TOGETHER = "together"
SINGLY = "singly"

PLOTS = {
    "distribution": PlotEntry(
        "Distribution",
        "tauscope.ui.plots.distribution.DistributionPlot",
        "tauscope.document.reports.plot_numbers.classes.distribution_numbers",
        groups=TOGETHER,
    ),
    "curves": PlotEntry(
        "All τ at once",
        "tauscope.ui.plots.curves.CurvesPlot",
        "tauscope.document.reports.plot_numbers.classes.curves_numbers",
        groups=TOGETHER,
    ),
    "levels": PlotEntry(
        "Boltzmann levels",
        "tauscope.ui.plots.boltzmann.levels.LevelsPlot",
        "tauscope.document.reports.plot_numbers.classes.levels_numbers",
        groups=SINGLY,
    ),
    "rank": PlotEntry(
        "Rank",
        "tauscope.ui.plots.rank.RankPlot",
        "tauscope.document.reports.plot_numbers.ranks.rank_numbers",
        groups=SINGLY,
    ),
    "density": PlotEntry(
        "Density of states",
        "tauscope.ui.plots.boltzmann.density.DensityPlot",
        "tauscope.document.reports.plot_numbers.ranks.density_numbers",
        groups=SINGLY,
    ),
    "working": PlotEntry(
        "Show the working",
        "tauscope.ui.plots.working.WorkingPlot",
        "tauscope.document.reports.plot_numbers.working.working_numbers",
        groups=SINGLY,
    ),
    "exchange": PlotEntry(
        "Exchange of quanta",
        "tauscope.ui.plots.boltzmann.exchange.ExchangePlot",
        "tauscope.document.reports.plot_numbers.exchange.exchange_numbers",
        "tauscope.document.picture.subjects.exchange.unsuited",
    ),
    "compare": PlotEntry(
        "Compare",
        "tauscope.ui.plots.side_by_side.compare.ComparePlot",
        "tauscope.document.reports.plot_numbers.classes.compare_numbers",
        groups=TOGETHER,
    ),
    "stages": PlotEntry(
        "Stages",
        "tauscope.ui.plots.side_by_side.stages.StagesPlot",
        "tauscope.document.reports.plot_numbers.classes.stages_numbers",
        groups=TOGETHER,
    ),
    "engines": PlotEntry(
        "Engines",
        "tauscope.ui.plots.side_by_side.engines.EnginesPlot",
        "tauscope.document.reports.plot_numbers.engines.engines_numbers",
        groups=TOGETHER,
    ),
    "draws": PlotEntry(
        "Draws",
        "tauscope.ui.plots.draws.DrawsPlot",
        "tauscope.document.reports.plot_numbers.draws.draws_numbers",
        groups=TOGETHER,
    ),
    "teacher": PlotEntry(
        "Teacher",
        "tauscope.ui.plots.students.teacher.TeacherPlot",
        "tauscope.document.reports.plot_numbers.teacher.teacher_numbers",
        "tauscope.document.picture.subjects.taught_digit.why_no_digit",
        "Digits",
        groups=SINGLY,
    ),
    "learning": PlotEntry(
        "Learning",
        "tauscope.ui.plots.students.learning.LearningPlot",
        "tauscope.document.reports.plot_numbers.students.learning_numbers",
        "tauscope.document.studies.student_words.unsuited",
        "Digits",
    ),
    "accuracy": PlotEntry(
        "Accuracy over τ",
        "tauscope.ui.plots.students.accuracy.AccuracyPlot",
        "tauscope.document.reports.plot_numbers.students.accuracy_numbers",
        "tauscope.document.studies.student_words.unsuited",
        "Digits",
    ),
    "confusion": PlotEntry(
        "Confusion",
        "tauscope.ui.plots.students.confusion.ConfusionPlot",
        "tauscope.document.reports.plot_numbers.students.confusion_numbers",
        "tauscope.document.studies.student_words.unsuited",
        "Digits",
    ),
    "weights": PlotEntry(
        "Student’s weights",
        "tauscope.ui.plots.students.weights.WeightsPlot",
        "tauscope.document.reports.plot_numbers.students.weights_numbers",
        "tauscope.document.studies.student_words.unsuited",
        "Digits",
    ),
    "reliability": PlotEntry(
        "Reliability",
        "tauscope.ui.plots.calibration.reliability.ReliabilityPlot",
        "tauscope.document.reports.plot_numbers.calibration.reliability_numbers",
        "tauscope.document.calibrating.unsuited",
        "Labelled Logits",
    ),
    "confidence": PlotEntry(
        "Confidence",
        "tauscope.ui.plots.calibration.confidence.ConfidencePlot",
        "tauscope.document.reports.plot_numbers.calibration.confidence_numbers",
        "tauscope.document.calibrating.unsuited",
        "Labelled Logits",
    ),
    "nll": PlotEntry(
        "NLL over τ",
        "tauscope.ui.plots.calibration.nll.NllPlot",
        "tauscope.document.reports.plot_numbers.calibration.nll_numbers",
        "tauscope.document.calibrating.unsuited",
        "Labelled Logits",
    ),
    "ece": PlotEntry(
        "ECE over τ",
        "tauscope.ui.plots.calibration.ece.EcePlot",
        "tauscope.document.reports.plot_numbers.calibration.ece_numbers",
        "tauscope.document.calibrating.unsuited",
        "Labelled Logits",
    ),
    "tree": PlotEntry(
        "Tree",
        "tauscope.ui.plots.trees.tree.TreePlot",
        "tauscope.document.reports.plot_numbers.trees.tree_numbers",
        "tauscope.document.studies.tree_view.without_tree",
        "Decoding Tree",
    ),
    "sequences": PlotEntry(
        "Sequences",
        "tauscope.ui.plots.trees.sequences.SequencesPlot",
        "tauscope.document.reports.plot_numbers.trees.sequences_numbers",
        "tauscope.document.studies.tree_view.without_tree",
        "Decoding Tree",
    ),
    "sequence_curves": PlotEntry(
        "Sequences over τ",
        "tauscope.ui.plots.trees.sequence_curves.SequenceCurvesPlot",
        "tauscope.document.reports.plot_numbers.trees.sequence_curves_numbers",
        "tauscope.document.studies.tree_view.without_tree",
        "Decoding Tree",
    ),
    "file_steps": PlotEntry(
        "Two files by step",
        "tauscope.ui.plots.files.file_steps.FileStepsPlot",
        "tauscope.document.reports.plot_numbers.files.file_steps_numbers",
        "tauscope.document.studies.two_files.unsuited",
    ),
    "file_curves": PlotEntry(
        "Two files over τ",
        "tauscope.ui.plots.files.file_curves.FileCurvesPlot",
        "tauscope.document.reports.plot_numbers.files.file_curves_numbers",
        "tauscope.document.studies.two_files.unsuited",
    ),
    "arms": PlotEntry(
        "Arms",
        "tauscope.ui.plots.bandit.arms.ArmsPlot",
        "tauscope.document.reports.bandit_report.arms_numbers",
        "tauscope.document.picture.subjects.bandit_numbers.without_bandit",
        "Bandit",
    ),
    "schedule": PlotEntry(
        "Schedule",
        "tauscope.ui.plots.bandit.schedule.SchedulePlot",
        "tauscope.document.reports.plot_numbers.exploration.schedule_numbers",
        "tauscope.document.picture.subjects.bandit_numbers.without_bandit",
        "Bandit",
    ),
    "reward": PlotEntry(
        "Average reward",
        "tauscope.ui.plots.bandit.policies.RewardPlot",
        "tauscope.document.reports.plot_numbers.exploration.reward_numbers",
        "tauscope.document.picture.subjects.bandit_numbers.without_bandit",
        "Bandit",
    ),
    "optimal": PlotEntry(
        "Best arm pulled",
        "tauscope.ui.plots.bandit.policies.OptimalPlot",
        "tauscope.document.reports.plot_numbers.exploration.optimal_numbers",
        "tauscope.document.picture.subjects.bandit_numbers.without_bandit",
        "Bandit",
    ),
    "regret": PlotEntry(
        "Regret",
        "tauscope.ui.plots.bandit.policies.RegretPlot",
        "tauscope.document.reports.plot_numbers.exploration.regret_numbers",
        "tauscope.document.picture.subjects.bandit_numbers.without_bandit",
        "Bandit",
    ),
}
"""The plots by name, in the order of the menus."""
