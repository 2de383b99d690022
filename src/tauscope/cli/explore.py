"""`tauscope explore`: what policies earn on the many-armed testbed."""

from __future__ import annotations

import json

from tauscope.cli.options import Parser
from tauscope.cli.output import print_text

_EXPLORE_HELP = """The value of each arm comes from N(0, 1), anew for each run; its rewards come from
N(value, 1). Estimates begin at 0. Policies:
  boltzmann       draws from softmax(Q / T), Q being the estimates; T is --temperature (1) or --anneal
  greedy          takes the largest estimate
  epsilon-greedy  takes any arm with probability E, else the largest estimate
  ucb             UCB1, which takes the largest Q + √(2 ln t / n)

SHAPE is exponential, linear, or log: A / ln(e + t), not below B. Annealing is a heuristic: under every
monotone schedule Boltzmann exploration does badly on some arms (arXiv 1705.10257). From 0.3 to 0.02,
exponential, it has less regret than ucb and epsilon-greedy with --values 1,.5,.5,.5,.5,.5,.5,.5,.5,.5; with
all values doubled it has more than both, and more than at a constant 0.3.

JSON holds average_reward, optimal_fraction (the share of the runs that took the best arm) and regret (how
much more the best arm was worth, summed so far), each a number a step; policy, temperature, anneal, epsilon,
values, walk, step_size, runs, steps and seed, null where there is none. Policies with the same seed meet the
same arms."""


def explore(words: list[str]) -> int:
    """Print what a policy earns."""
    parser = Parser(
        prog="tauscope explore",
        description="Simulate runs of a policy on the 10-armed testbed of Sutton and Barto.",
        epilog=_EXPLORE_HELP,
    )
    parser.add_argument(
        "--policy", default="boltzmann", metavar="NAME", help="boltzmann, greedy, epsilon-greedy or ucb"
    )
    parser.add_argument("--temperature", metavar="T", help="of boltzmann, from 0 to inf (1)")
    parser.add_argument("--anneal", metavar="A:B:SHAPE", help="from A to B, as in 1:0.05:exponential")
    parser.add_argument("--epsilon", metavar="E", help="of epsilon-greedy, from 0 to 1 (0.1)")
    parser.add_argument(
        "--values", metavar="V", help="values of the arms, the same in every run, as in 1,0.5,0"
    )
    parser.add_argument("--walk", default="0", metavar="S", help="how far the arms' values move a step (0)")
    parser.add_argument(
        "--step-size", metavar="A", help="constant step of the estimates (else sample averages)"
    )
    parser.add_argument("--runs", default="2000", metavar="N", help="how many runs (2000)")
    parser.add_argument("--steps", default="1000", metavar="N", help="steps of each run (1000)")
    parser.add_argument("--seed", default="1", metavar="S", help="of arms, rewards and choices (1)")
    parser.add_argument("--json", action="store_true", help="print JSON, a number a step")
    options = vars(parser.read(words))
    from tauscope.document.commands.exploration import requested_exploration  # noqa: PLC0415

    as_json = options.pop("json")
    request = requested_exploration(**options)
    report = request.report() if as_json else request.report_text()
    print_text(report if isinstance(report, str) else json.dumps(report, allow_nan=False))
    return 0
