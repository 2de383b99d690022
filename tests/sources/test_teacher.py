import numpy as np

from tauscope.core.softmax import softmax
from tauscope.resources import resource
from tauscope.sources.teacher import (
    TRAINING,
    WEIGHTS,
    WORTH_SHOWING,
    digit_data,
    every_digit,
    mean_digits,
    most_surprising,
    teacher_accuracy,
)


def test_training_and_test_images() -> None:
    data = digit_data()
    for examples, count in ((data.training, 1297), (data.test, 500)):
        assert len(examples) == count
        assert examples.images.shape == (count, 64)
        assert examples.logits.shape == (count, 10)
        assert (examples.images.min(), examples.images.max()) == (0.0, 1.0)
        assert set(examples.labels.tolist()) == set(range(10))
        assert np.isfinite(examples.logits).all()


def test_the_teacher_recognises_the_test_images() -> None:
    test = digit_data().test
    assert (test.logits.argmax(axis=1) == test.labels).mean() == 0.994


def test_the_data_is_read_once_and_cannot_be_changed() -> None:
    assert digit_data() is digit_data()
    with np.load(resource("data", "digits_teacher.npz")) as file:
        assert file["is_test"].nonzero()[0].tolist() == list(range(1297, 1797))


def test_author_and_licence_of_the_data_are_named() -> None:
    credit = resource("data", "README.md").read_text("utf-8")
    for word in ("Alpaydin", "Kaynak", "UCI", "CC BY 4.0", "99.4%"):
        assert word in credit


def test_mean_digits_are_those_of_the_training_images() -> None:
    training = digit_data().training
    threes = [image for image, label in zip(training.images, training.labels, strict=True) if label == 3]
    np.testing.assert_allclose(mean_digits()[3].ravel(), np.mean(threes, axis=0))
    assert mean_digits().min() >= 0
    assert mean_digits().max() <= 1


def test_images_are_ranked_by_what_a_high_temperature_shows_beside_the_label() -> None:
    every, ranking = every_digit(), most_surprising()
    assert sorted(ranking) == list(range(len(every)))
    assert ranking[0] == 1765

    def gain(image: int) -> float:
        warm, cold = (softmax(every.logits[image], at) for at in (20.0, 1.0))
        others = [digit for digit in range(10) if digit != every.labels[image]]
        return max(float(warm[digit] - cold[digit]) for digit in others)

    values = [gain(image) for image in ranking[::50]]
    assert values == sorted(values, reverse=True)
    assert gain(ranking[0]) == max(map(gain, range(len(every))))
    for image in ranking[:20]:
        assert softmax(every.logits[image])[every.labels[image]] > 0.9, "τ = 1 hides it"


def test_images_worth_showing_are_sure_at_1_and_of_the_test_set() -> None:
    every = every_digit()
    assert len(set(WORTH_SHOWING)) == 10
    for image in WORTH_SHOWING:
        label, p = every.labels[image], softmax(every.logits[image])
        assert image >= TRAINING
        assert p[label] > 0.98
        assert softmax(every.logits[image], 20.0)[label] < 0.3


def test_the_network_has_as_many_weights_as_is_said() -> None:
    text = resource("data", "README.md").read_text("utf-8")
    assert f"{WEIGHTS:,} parameters" in text
    assert teacher_accuracy() == 0.994
