"""Whether searches in the tree of a model are still under way."""

from tauscope.document.picture.answers import Pending, Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.studies.sequence_search import _study
from tauscope.document.studies.tree_growth import model_tree


def is_searching(picture: Picture) -> bool:
    """Return True while the sequences that are shown are those of an earlier setting."""
    model = picture.once(model_tree)
    if not isinstance(model, Ready):
        return True
    return isinstance(picture.answer(_study(picture, model.value)[0]), Pending)
