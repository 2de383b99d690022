"""`tauscope distill`: what students learn from a teacher of digits."""

from __future__ import annotations

import json
import textwrap

from tauscope.cli.options import Parser
from tauscope.cli.output import print_text

_WIDTH = 106


def _help() -> str:
    from tauscope.core.distillation.presets import EXPERIMENTS  # noqa: PLC0415

    notes = [textwrap.wrap(f"{name}: {found.note}", _WIDTH) for name, found in EXPERIMENTS.items()]
    experiments = "\n".join("  " + "\n    ".join(lines) for lines in notes)
    return f"""A student learns from images of handwritten digits (UCI, 8×8 pixels) and from what a trained
network, the teacher, says of them, in 400 steps of gradient descent. It is softmax regression with 650
parameters, or with --hidden a network with one hidden layer. Its loss is A T² KL(teacher ‖ student at T) +
(1 − A) × cross-entropy of the true labels at 1. It is tested on 500 other images, of all ten digits. Then its
biases are fitted so that each digit has a mean probability of 10% among the training images, without their
labels: that assumes equal frequencies.

experiments:
{experiments}

JSON holds accuracy and accuracy_before_bias, unseen_accuracy and unseen_accuracy_before_bias (of the digits
that are not in the transfer set, or null), each mean and sd over the seeds (sd is null for one seed);
confusion, how many of the test images of each digit (row) are taken for each (column), after the bias fit,
mean over the seeds; experiment, digits, images, shuffled, temperature, mix, seeds and hidden."""


def distill(words: list[str]) -> int:
    """Print what students recognise."""
    parser = Parser(
        prog="tauscope distill",
        description="Train students on the soft targets of a teacher of handwritten digits.",
        epilog=_help(),
    )
    parser.add_argument("--experiment", metavar="NAME", help="one of those below (only-zeros-and-ones)")
    parser.add_argument("--digits", metavar="D", help="digits of the transfer set, as in 0,1 (all)")
    parser.add_argument("--images", metavar="N", help="how many images of them (100)")
    parser.add_argument("--temperature", default="1", metavar="T", help="of the soft targets, 0 to inf (1)")
    parser.add_argument("--mix", default="1", metavar="A", help="weight of the soft targets, 0 to 1 (1)")
    parser.add_argument("--seeds", default="20", metavar="N", help="how many students (20)")
    parser.add_argument(
        "--hidden", default="0", metavar="H", help="hidden units of a student (0: softmax regression)"
    )
    parser.add_argument(
        "--shuffle", action="store_true", help="control: shuffle the teacher's logits within each digit"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = vars(parser.read(words))
    from tauscope.document.commands.distillation import requested_distillation  # noqa: PLC0415

    as_json, hidden = options.pop("json"), options.pop("hidden")
    request = requested_distillation(**options).with_hidden(hidden)
    report = request.report() if as_json else request.report_text()
    print_text(report if isinstance(report, str) else json.dumps(report, indent=2, allow_nan=False))
    return 0
