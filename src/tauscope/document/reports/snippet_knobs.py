"""Source text of each knob as a function in numpy, for copied scripts; a knob without one is left out.

In a script a distribution is a triple: the range from `start` to `stop` of the classes sorted by falling
logit that are left, and `t`, the product of the temperatures so far.
"""

from __future__ import annotations

SHARED = '''
order = np.argsort(-logits, kind="stable")  # classes by falling logit, without the masked ones
order = order[logits[order] > -np.inf]
with np.errstate(over="ignore"):
    gaps = np.minimum(logits[order[0]] - logits[order], np.finfo(float).max)  # below the largest, rising


def log_weights(start, stop, t):
    """Logarithms of e^(-gap/t), relative to the first class in play."""
    with np.errstate(over="ignore"):
        return -(gaps[start:stop] - gaps[start]) / t


def log_partition(start, stop, t):
    """ln Z of the classes in play, relative to the first."""
    return np.log(np.exp(log_weights(start, stop, t)).sum())


def entropy(start, stop, t):
    """Entropy of the classes in play, in nats."""
    log_p = log_weights(start, stop, t) - log_partition(start, stop, t)
    p = np.exp(log_p)
    return -(p[p > 0] * log_p[p > 0]).sum()


def ties(start, stop, place):
    """Number of classes in play up to the last that ties with the one at a place."""
    return int(np.searchsorted(gaps[start:stop], gaps[start + place], side="right"))


def at_least(start, stop, t, log_p):
    """Number of classes in play with at least that log-probability."""
    log_ps = log_weights(start, stop, t) - log_partition(start, stop, t)
    return int((log_ps >= log_p - 1e-12).sum())


def probabilities(start, stop, t):
    """Probabilities of all classes, in the order of the table; 0 for a class that is cut."""
    p = np.zeros(len(logits))
    weights = np.exp(log_weights(start, stop, t))
    p[order[start:stop]] = weights / weights.sum()
    return p
'''
"""Source text with functions that those of the knobs call; the script defines `logits` before it."""

KNOB_FUNCTIONS = {
    "temperature": '''
def temperature(start, stop, t, value):
    """Divide the logits by a temperature; at 0 only the classes that tie at the top stay."""
    if t == np.inf:
        return start, stop, t
    if t * value == 0:
        return start, start + ties(start, stop, 0), t
    return start, stop, t * value
''',
    "dynamic-temperature": '''
def dynamic_temperature(start, stop, t, value, range, exponent):
    """Heat by the entropy: value - range if it is 0, value + range if all classes are equally likely."""
    if stop - start == 1 or value == np.inf:
        return temperature(start, stop, t, value)
    lowest = max(0.0, value - range)
    share = min(1.0, entropy(start, stop, t) / np.log(stop - start))
    return temperature(start, stop, t, lowest + (value + range - lowest) * share**exponent)
''',
    "top-k": '''
def top_k(start, stop, t, value, ties):
    """Keep the k most likely classes, and with ties="all" the classes that tie with the last of these."""
    if value >= stop - start:
        return start, stop, t
    last = gaps[start + value - 1]
    tied = int(np.searchsorted(gaps[start:stop], last, side="right"))
    return start, start + (tied if ties == "all" else value), t
''',
    "top-p": '''
def top_p(start, stop, t, value, stops):
    """Keep the most likely classes until their probabilities sum to value, or with "passed" to more."""
    if value == 1:
        return start, stop, t
    running = np.exp(log_weights(start, stop, t)).cumsum()
    if stops == "reached":
        count = np.searchsorted(running, (value - 1e-12) * running[-1], side="left")
    else:
        count = np.searchsorted(running, (value + 1e-12) * running[-1], side="right")
    return start, min(stop, start + int(count) + 1), t
''',
    "min-p": '''
def min_p(start, stop, t, value):
    """Keep the classes that are at least value times as likely as the top class."""
    if value == 0:
        return start, stop, t
    return start, start + max(1, int((log_weights(start, stop, t) >= np.log(value) - 1e-12).sum())), t
''',
    "typical-p": '''
def typical_p(start, stop, t, value, stops):
    """Keep the classes whose surprise -ln p is nearest to the entropy, until their p sum to value."""
    if value == 1:
        return start, stop, t
    log_p = log_weights(start, stop, t) - log_partition(start, stop, t)
    distance = np.abs(-log_p - entropy(start, stop, t))
    nearest = np.argsort(distance, kind="stable")
    running = np.exp(log_p[nearest]).cumsum()
    if stops == "reached":
        last = int(np.searchsorted(running, (value - 1e-12) * running[-1], side="left"))
        last = min(last, len(nearest) - 1)
        chosen = np.flatnonzero(distance <= distance[nearest[last]] + 1e-12)
    else:
        last = int(np.searchsorted(running, (value + 1e-12) * running[-1], side="right"))
        chosen = nearest[: last + 1]
    return start + int(chosen.min()), start + int(chosen.max()) + 1, t
''',
    "top-n-sigma": '''
def top_n_sigma(start, stop, t, value):
    """Keep the logits within value standard deviations of the largest, whatever the temperature is."""
    below = gaps[start:stop] - gaps[start]
    deviation = (below / below[-1]).std() * below[-1] if below[-1] else 0.0
    reach = value * deviation * (1 + 1e-12) if deviation else 0.0
    return start, start + int(np.searchsorted(below, reach, side="right")), t
''',
    "epsilon": '''
def epsilon(start, stop, t, value):
    """Keep the classes of probability at least value, and those that tie at the top."""
    log_p = np.log(value) if value else -np.inf
    return start, start + max(at_least(start, stop, t, log_p), ties(start, stop, 0)), t
''',
    "eta": '''
def eta(start, stop, t, value):
    """Keep p of at least min(value, sqrt(value) e^(-entropy)), and the classes that tie at the top."""
    log = np.log(value) if value else -np.inf
    log_p = min(log, log / 2 - entropy(start, stop, t))
    return start, start + max(at_least(start, stop, t, log_p), ties(start, stop, 0)), t
''',
    "xtc": '''
def xtc(start, stop, t, value, threshold, seed, position):
    """If a seeded coin says so, cut all classes that reach the threshold but the least likely one."""
    coins = np.random.PCG64((seed, 1)).advance(position)
    if threshold > 0.5 or np.random.Generator(coins).random() >= value:
        return start, stop, t
    log_threshold = np.log(threshold) if threshold else -np.inf
    reaching = at_least(start, stop, t, log_threshold)
    return start + min(max(0, reaching - 1), stop - start - 1), stop, t
''',
}
"""Source text of the function of each knob, by the name of the knob."""

NEEDS = {"dynamic-temperature": ("temperature",)}
"""Names of other knobs whose functions a knob's function calls."""

RENAMED = {"stop": "stops"}
"""Settings with another name in a script, where `stop` is the end of the range already."""
