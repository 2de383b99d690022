import numpy as np

from tauscope.resources import resource
from tauscope.sources.teacher import digit_data


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
    for word in ("Alpaydin", "Kaynak", "UCI", "CC BY 4.0", "99.4 %"):
        assert word in credit
