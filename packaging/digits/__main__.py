"""python -m digits FILE.npz: train the teacher and write images, labels and its logits."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from digits.teacher import logits_of, trained

TRAINING = 1297
"""The first images are trained with, the last 500 are for tests."""


def main() -> None:
    """Write what `resources/data/digits_teacher.npz` holds."""
    parser = argparse.ArgumentParser(prog="python -m digits", description="How the teacher was made.")
    parser.add_argument("file", type=Path, help="the .npz file to write")
    parser.add_argument("--seed", type=int, default=0, help="of the weights and the order of images (0)")
    options = parser.parse_args()
    data = load_digits()
    images, labels = data.images.astype(np.float32), data.target.astype(np.int64)
    is_test = np.arange(len(labels)) >= TRAINING
    teacher = trained(images[~is_test], labels[~is_test], options.seed)
    logits = logits_of(teacher, images)
    correct = logits.argmax(axis=1) == labels
    print(f"recognised: {correct[~is_test].mean():.4f} of training, {correct[is_test].mean():.4f} of test")
    np.savez_compressed(
        options.file,
        images=images.astype(np.uint8),
        labels=labels.astype(np.uint8),
        logits=logits.astype(np.float32),
        is_test=is_test,
    )


if __name__ == "__main__":
    main()
