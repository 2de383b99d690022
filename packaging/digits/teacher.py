"""The teacher: a small convolutional network, trained on images that are turned, scaled and shifted."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

EPOCHS = 60
BATCH = 64
RATE = 6e-3
DECAY = 0.02
CHANNELS = 32
HIDDEN = 64
DROPPED = 0.4
DARKEST = 16.0
# Full width of the ranges: an angle in radians, a factor about 1, and a shift in halves of the image.
ANGLE, SCALE, SHIFT = 0.42, 0.24, 0.44


def new_teacher() -> Any:
    """Three convolutions and two dense layers: 73,162 parameters."""
    wide = 2 * CHANNELS
    first = [nn.Conv2d(1, CHANNELS, 3, padding=1), nn.BatchNorm2d(CHANNELS), nn.ReLU()]
    second = [nn.Conv2d(CHANNELS, wide, 3, padding=1), nn.BatchNorm2d(wide), nn.ReLU(), nn.MaxPool2d(2)]
    third = [nn.Conv2d(wide, wide, 3, padding=1), nn.BatchNorm2d(wide), nn.ReLU(), nn.MaxPool2d(2)]
    dense = [
        nn.Dropout(DROPPED),
        nn.Linear(wide * 4, HIDDEN),
        nn.ReLU(),
        nn.Dropout(DROPPED),
        nn.Linear(HIDDEN, 10),
    ]
    return nn.Sequential(*first, *second, *third, nn.Flatten(), *dense)


def distorted(images: Any, generator: torch.Generator) -> Any:
    """Turn, scale and shift each image at random."""
    count = len(images)

    def spread(*shape: int) -> Any:
        return torch.rand(*shape, generator=generator) - 0.5

    angle, scale, shift = ANGLE * spread(count), 1 + SCALE * spread(count), SHIFT * spread(count, 2)
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0], matrix[:, 0, 1] = angle.cos() * scale, -angle.sin() * scale
    matrix[:, 1, 0], matrix[:, 1, 1] = angle.sin() * scale, angle.cos() * scale
    matrix[:, :, 2] = shift
    grid = functional.affine_grid(matrix, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False)


def trained(images: NDArray[np.float32], labels: NDArray[np.int64], seed: int) -> Any:
    """Train a teacher: AdamW on one cycle of rates."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    teacher, pixels, digits = new_teacher(), torch.tensor(images)[:, None] / DARKEST, torch.tensor(labels)
    optimizer = torch.optim.AdamW(teacher.parameters(), RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(digits) // BATCH)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    teacher.train()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(digits), generator=generator).split(BATCH):
            logits = teacher(distorted(pixels[rows], generator))
            optimizer.zero_grad()
            functional.cross_entropy(logits, digits[rows]).backward()
            optimizer.step()
            rates.step()
    return teacher.eval()


def logits_of(teacher: Any, images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logits of images, (n, 8, 8) of 0 to 16."""
    with torch.no_grad():
        return np.asarray(teacher(torch.tensor(images)[:, None] / DARKEST).numpy())
