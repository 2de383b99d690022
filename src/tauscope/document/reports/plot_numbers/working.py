"""Table of the numbers in the working of softmax."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.document.picture.working import Working
from tauscope.document.reports.plot_data import Numbers

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.document.picture.picture import Picture


def working_numbers(picture: Picture) -> Numbers:
    """Table of every class that is drawn singly: z, z/τ, exponent, ln Σ, softmax before any cut, probability.

    Where the largest z/τ is subtracted from every exponent, the logarithm of the sum is that of the shifted
    powers. At τ = 0 nothing is divided: these columns are NaN.
    """
    headers = ("label", "logit", "logit_over_tau", "exponent", "log_sum", "softmax", "probability")
    rows = []
    for row in picture.prepared.shown.tolist():
        one = Working(picture, row)
        steps: tuple[Number, ...] = (math.nan,) * 3
        if one.temperature:
            exponent = float(one.exponents[row])
            steps = exponent + one.shift, exponent, one.log_sum
        numbers = (one.logit, *steps, one.plain_p, picture.probability(row))
        rows.append((one.label, *(math.nan if number is None else number for number in numbers)))
    return Numbers(headers, rows)
