"""Students: softmax regression, or a network with one hidden layer, trained side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.core.distillation.loss import TargetLoss
    from tauscope.core.values import Floats

STEPS = 400
"""Steps of gradient descent."""

RATE, HIDDEN_RATE = 0.2, 0.1
"""Learning rates of softmax regression, and of a student with a hidden layer."""

SPREAD = 0.01
"""Standard deviation of softmax regression's initial weights, which keeps classes that a student never sees
from tying."""


class Layer(NamedTuple):
    """One layer of students that stand side by side.

    Attributes
    ----------
    weights : (students, inputs, outputs) float64
    bias : (students, outputs) float64
    """

    weights: Floats
    bias: Floats

    def of(self, inputs: Floats) -> Floats:
        """Return the layer's outputs, shape (students, images, outputs)."""
        outputs: Floats = inputs @ self.weights
        outputs += self.bias[:, None, :]
        return outputs


@dataclass(frozen=True, eq=False)
class Students:
    """Students side by side, each with weights of its own.

    Attributes
    ----------
    layers : tuple of Layer
        One layer is softmax regression. Two are a network with hidden units, max(0, x).
    """

    layers: tuple[Layer, ...]

    @classmethod
    def fresh(cls, seeds: Sequence[int], pixels: int, classes: int, hidden: int = 0) -> Students:
        """Return students before training, with random weights from their seeds, and no bias.

        Parameters
        ----------
        seeds : sequence of int
            One for each student.
        pixels, classes : int
        hidden : int
            Number of hidden units; 0 for softmax regression.
        """
        generators = [np.random.default_rng((seed, 1)) for seed in seeds]

        def layer(inputs: int, outputs: int, spread: float) -> Layer:
            drawn = [generator.standard_normal((inputs, outputs)) for generator in generators]
            return Layer(spread * np.array(drawn), np.zeros((len(drawn), outputs)))

        if not hidden:
            return cls((layer(pixels, classes, SPREAD),))
        # The spreads keep the outputs of each layer of the size of its inputs.
        return cls((layer(pixels, hidden, (2 / pixels) ** 0.5), layer(hidden, classes, hidden**-0.5)))

    @classmethod
    def joined(cls, groups: Sequence[Students]) -> Students:
        """Join several groups of students."""
        every = zip(*(group.layers for group in groups), strict=True)
        return cls(
            tuple(
                Layer(
                    np.concatenate([one.weights for one in layers]),
                    np.concatenate([one.bias for one in layers]),
                )
                for layers in every
            )
        )

    @property
    def weights(self) -> Floats:
        """Weights of the pixels: (students, pixels, classes), or (students, pixels, hidden units)."""
        return self.layers[0].weights

    @property
    def bias(self) -> Floats:
        """Bias of each class, shape (students, classes)."""
        return self.layers[-1].bias

    @property
    def parameters(self) -> int:
        """Number of parameters of one student."""
        return sum(layer.weights[0].size + layer.bias[0].size for layer in self.layers)

    def logits(self, images: Floats) -> Floats:
        """Return the students' logits, shape (students, images, classes).

        Parameters
        ----------
        images : (images, pixels) or (students, images, pixels) float64
            The same images for all students, or other images for each.
        """
        return self.forward(images)[1]

    def forward(self, images: Floats) -> tuple[list[Floats], Floats]:
        """Return the inputs of each layer, the first of which are the images, and the logits."""
        inputs = [images]
        for layer in self.layers[:-1]:
            outputs = layer.of(inputs[-1])
            inputs.append(np.maximum(outputs, 0.0, out=outputs))
        return inputs, self.layers[-1].of(inputs[-1])

    def gradient(self, inputs: Sequence[Floats], slope: Floats) -> tuple[Layer, ...]:
        """Return the gradient of a loss with respect to weights and biases, by backpropagation.

        Parameters
        ----------
        inputs : sequence of (students, images, inputs) float64
            Inputs of each layer, from `forward`.
        slope : (students, images, classes) float64
            Gradient with respect to the logits.
        """
        gradients = list[Layer]()
        for number in reversed(range(len(self.layers))):
            below = inputs[number]
            gradients.append(Layer(below.swapaxes(-1, -2) @ slope, slope.sum(axis=-2)))
            if number:
                slope = (slope @ self.layers[number].weights.swapaxes(-1, -2)) * (below > 0)
        return tuple(reversed(gradients))


def trained(
    students: Students,
    images: Floats,
    loss: TargetLoss,
    steps: int = STEPS,
    rate: float | None = None,
    watch: Callable[[int, Students, Floats], object] = lambda _step, _students, _losses: None,
) -> Students:
    """Train by gradient descent on all images at once.

    Parameters
    ----------
    students : Students
    images : (students, images, pixels) float64
    loss : TargetLoss
        Loss for these images.
    steps : int
        Number of steps.
    rate : float or None
        Learning rate; None for `RATE` or, with a hidden layer, `HIDDEN_RATE`.
    watch : callable
        Called before each step, and once after the last, with the number of steps done, the students and the
        loss of each. An exception from it ends the training.

    Returns
    -------
    Students
        The trained students.
    """
    if rate is None:
        rate = RATE if len(students.layers) == 1 else HIDDEN_RATE
    # Sees each step, for the arrays are changed in place.
    present = Students(tuple(Layer(layer.weights.copy(), layer.bias.copy()) for layer in students.layers))
    for step in range(steps):
        inputs, logits = present.forward(images)
        losses, slope = loss.value_and_gradient(logits)
        watch(step, present, losses)
        for layer, gradient in zip(present.layers, present.gradient(inputs, slope), strict=True):
            for values, change in zip(layer, gradient, strict=True):
                np.subtract(values, rate * change, out=values)
    watch(steps, present, loss.value_and_gradient(present.logits(images))[0])
    return present
