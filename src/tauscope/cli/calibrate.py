"""`tauscope calibrate`: the temperature at which a classifier's confidence fits how often it is right."""

from __future__ import annotations

import json

from tauscope.cli.options import Parser
from tauscope.cli.output import ProgressLine, print_text, tell

_HELP = """FILE is
  .npz        NumPy arrays logits (examples, classes) and labels (examples,), and perhaps classes, their names
  CSV, TSV    a column label, target, y or class has the true class, by name or by number from 0; every
              other column has the logits of a class, but for texts, ids (id, image_id) and predictions
              (pred, confidence), which are left out
  .jsonl      multiple choice as lm-evaluation-harness logs it (samples_*.jsonl)
and - reads it from standard input. Labels are numbers from 0.

T is fitted by maximum likelihood (C. Guo et al. 2017): the mean negative log-likelihood (NLL) of the true
classes is convex in 1/T and has one minimum. The interval has the temperatures that a likelihood-ratio test
does not reject at 5%. With --holdout the temperature is fitted on one part of the examples, and everything
else is measured on the other part. T does not change the order of the classes, so accuracy stays as it is.

With --bootstrap samples of the examples, drawn with replacement, are fitted as well: 95% of them have their
T in another interval, which assumes less. Its ends vary with the seed, by 1.5% of its width where there are
2,000 samples, as the window takes of up to 250,000 examples (of a million: 500), and by 6% with 200.

ECE and MCE compare confidence with accuracy in bins of equally many examples, not of equal width. Even a
calibrated classifier has an ECE above 0 on so many examples: its mean is "ECE by chance".

JSON holds temperature (null if there is none), interval (a pair), minimum (inside, at zero, at infinity,
everywhere, nowhere), sentence (why there is no such temperature, or why it is 0 or inf, else null); nll,
nll_at_1, ece, ece_at_1, ece_by_chance, ece_by_chance_at_1, mce, mce_at_1, brier, brier_at_1, confidence,
confidence_at_1 and accuracy; bins and bins_at_1; examples, classes, recognised and notes; holdout, null or
share, seed, fitted and measured; bootstrap, null or samples, seed and interval. Infinite values are "inf"."""


def calibrate(words: list[str]) -> int:
    """Print the fitted temperature, and the measures of calibration at 1 and there."""
    parser = Parser(
        prog="tauscope calibrate",
        description="Fit the temperature that calibrates logits with known true classes.",
        epilog=_HELP,
    )
    parser.add_argument("file", metavar="FILE", help='logits and labels; "-" reads standard input')
    parser.add_argument(
        "--holdout", metavar="X", help="share of the examples to measure on, and not to fit (none)"
    )
    parser.add_argument(
        "--bins", default="15", metavar="N", help="bins of ECE, of equally many examples (15)"
    )
    parser.add_argument(
        "--bootstrap",
        nargs="?",
        const="usual",
        metavar="N",
        help="fit N samples drawn with replacement, for another interval (without N as many as the window)",
    )
    parser.add_argument(
        "--seed",
        default="0",
        metavar="S",
        help="of the holdout and of the bootstrap: the same seed, the same examples",
    )
    parser.add_argument("--json", action="store_true", help='print JSON; infinite values are "inf"')
    options = vars(parser.read(words))
    from tauscope.document.commands.calibration import requested_calibration  # noqa: PLC0415

    as_json = options.pop("json")
    request = requested_calibration(**options)
    for note in request.examples.notes:
        tell(note)
    progress = ProgressLine("fitting samples")
    try:
        found = request.calibration(progress.show)
    finally:
        progress.clear()
    print_text(
        json.dumps(found.report(), indent=2, ensure_ascii=False, allow_nan=False) if as_json else found.text()
    )
    return 0
