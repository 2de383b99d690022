"""No part of the window is narrower than its text, whatever fonts there are, in every size and theme."""

from __future__ import annotations

import pytest
from tests.ui.room_runs import FONTS, RoomRuns
from tests.ui.window_sizes import LOOKS


@pytest.mark.parametrize("fonts", FONTS)
def test_nothing_is_narrower_than_its_text(room_runs: RoomRuns, fonts: str) -> None:
    found = room_runs.found(fonts)
    assert found["looks"] == len(LOOKS)
    assert found["too small"] == []
