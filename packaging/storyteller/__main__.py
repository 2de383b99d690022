"""python -m storyteller corpus | train | export | evaluate: the steps in order, each with its --help."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """What each step is told; none of them is imported for that."""
    found = argparse.ArgumentParser(prog="python -m storyteller", description="How the storyteller was made.")
    steps = found.add_subparsers(dest="step", required=True, metavar="STEP")
    corpus = steps.add_parser("corpus", help="fetch the books and write the corpus")
    corpus.add_argument("corpus", type=Path, help="the file to write")
    corpus.add_argument("--texts", type=Path, default=Path("texts"), help="where the books are kept")
    add_training(steps.add_parser("train", help="learn the tokenizer and train the model"))
    export = steps.add_parser("export", help="write the ONNX model from a trained one")
    export.add_argument("folder", type=Path, help="what train wrote")
    export.add_argument("model", type=Path, help="the folder to write")
    evaluate = steps.add_parser("evaluate", help="measure an exported model")
    evaluate.add_argument("model", type=Path, help="what export wrote")
    evaluate.add_argument("corpus", type=Path, help="what corpus wrote")
    evaluate.add_argument("--reference", type=Path, help="compare with what train wrote, too")
    return found


def add_training(train: argparse.ArgumentParser) -> None:
    """What the training is told."""
    train.add_argument("corpus", type=Path, help="what corpus wrote")
    train.add_argument("folder", type=Path, help="the folder to write")
    train.add_argument("--resume", type=Path, metavar="FOLDER", help="go on from what train wrote there")
    train.add_argument("--minutes", type=float, default=53, help="length of the schedule (53)")
    train.add_argument("--stop-after", type=float, default=float("inf"), metavar="MINUTES", help="stop early")
    train.add_argument("--flat", type=float, default=0.4, help="part of the time before the rates fall (0.4)")
    train.add_argument("--muon-rate", type=float, default=0.02, help="for hidden matrices (0.02)")
    train.add_argument("--adam-rate", type=float, default=4e-3, help="for embeddings and norms (0.004)")
    train.add_argument("--batch", type=int, default=16, help="windows of 256 tokens a step (16)")
    train.add_argument("--threads", type=int, default=1, help="threads of a step (1)")
    train.add_argument("--auto-threads", action="store_true", help="one or two, whichever is faster")
    train.add_argument("--seed", type=int, default=1, help="(1)")


def main() -> None:
    """Run the step that is asked for."""
    arguments = parser().parse_args()
    import_module(f"storyteller.{arguments.step}").run(arguments)


if __name__ == "__main__":
    main()
