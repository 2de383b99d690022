"""Archives of arrays: read in place or inflated, one of several named, and damage told in words."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.sources.trace.arrays import SeveralArraysError, archives, looks_like, open_array

LOGITS = np.array([[2.0, 1.0, 0.5], [-3.25, -np.inf, 7.0]])


def refusal(path: Path, tensor: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        open_array(path, tensor).step(0)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def rows(path: Path, tensor: str | None = None) -> list[list[float]]:
    recording = open_array(path, tensor)
    return [recording.step(number).logits.values.tolist() for number in range(recording.steps)]


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("code", ["<f2", ">f4", "<f8"])
def test_an_array_of_an_archive_opens(tmp_path: Path, code: str, *, compressed: bool) -> None:
    path = tmp_path / "a.npz"
    (np.savez_compressed if compressed else np.savez)(path, logits=LOGITS.astype(code))
    assert rows(path) == LOGITS.tolist()
    assert "array “logits”, 2 × 3 (steps × classes)" in open_array(path).recognised
    assert looks_like(path.read_bytes()[:100], "")


def test_an_array_by_columns_is_turned_in_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, np.asfortranarray(LOGITS))
    assert rows(path) == LOGITS.tolist()


def test_of_several_arrays_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, before=LOGITS, after=-LOGITS[:, ::2], labels=np.array([1, 2]))
    with pytest.raises(SeveralArraysError) as caught:
        open_array(path)
    assert [(one.name, one.shape, one.element) for one in caught.value.arrays] == [
        ("before", (2, 3), "float64"),
        ("after", (2, 2), "float64"),
    ]
    assert "2 arrays: “before” (2 × 3 float64), “after” (2 × 2 float64)" in str(caught.value)
    assert rows(path, "after")[0] == [-2.0, -0.5]
    assert "no array “logits”; it has “before”, “after”, “labels”" in refusal(path, "logits")


def test_two_arrays_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with io.BytesIO() as one, zipfile.ZipFile(path, "w") as archive:
        np.save(one, LOGITS)
        archive.writestr("logits.npy", one.getvalue())
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("logits.npy", one.getvalue())
    assert refusal(path) == "It has two arrays of the name “logits”; only one can be meant."


def test_the_only_array_that_can_be_logits_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, logits=LOGITS, labels=np.array([1, 2]), scale=np.float64(2), ids=np.zeros((2, 3), int))
    assert rows(path) == LOGITS.tolist()


def test_whole_numbers_open_by_their_name(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, one=np.array([1, 2]), two=np.array([3, 4]))
    assert "None of its 2 arrays can be logits" in refusal(path)
    assert rows(path, "two") == [[3.0, 4.0]]


def test_objects_are_refused_and_other_arrays_open(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, allow_pickle=True, names=np.array([{}], dtype=object), logits=LOGITS)
    assert rows(path) == LOGITS.tolist()
    assert "pickle" in refusal(path, "names")


def archive(folder: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "a.npz"
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def npy_bytes(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def test_other_archives_are_refused(tmp_path: Path) -> None:
    assert "no array" in refusal(archive(tmp_path, {"word/document.xml": b"x"}))
    assert "no array" in refusal(archive(tmp_path, {}))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(tmp_path: Path, method: int) -> None:
    assert "in a way that is not read" in refusal(archive(tmp_path, {"a.npy": npy_bytes(LOGITS)}, method))


def test_torch_files_are_recognised_and_not_opened(tmp_path: Path) -> None:
    path = archive(tmp_path, {"logits/data.pkl": b"\x80\2.", "logits/data/0": b""}, zipfile.ZIP_STORED)
    assert "save_file" in refusal(path)
    assert looks_like(path.read_bytes(), ".pt")
    assert looks_like(path.read_bytes(), "")
    old = tmp_path / "old.pt"
    old.write_bytes(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.")
    assert looks_like(old.read_bytes(), "")
    assert "from safetensors.torch import save_file" in refusal(old)


def test_a_bomb_is_refused_before_it_inflates(tmp_path: Path) -> None:
    header = npy_bytes(np.zeros((1, 2)))[:128].replace(b"(1, 2), }      ", b"(9000, 9000), }")
    path = archive(tmp_path, {"a.npy": header + bytes(9000 * 8)})
    assert "cut short: its array of 9,000 × 9,000 float64 takes 648 MB, of which 72 kB" in refusal(path)
    data = path.read_bytes()
    real, claimed = struct.pack("<I", 128 + 9000 * 8), struct.pack("<I", 128 + 9000 * 9000 * 8)
    assert data.count(real) == 2
    path.write_bytes(data.replace(real, claimed))
    assert "inflates to 648 MB; at most 268 MB" in refusal(path)


def test_a_member_that_inflates_to_more_than_it_says_is_refused(tmp_path: Path) -> None:
    content = npy_bytes(LOGITS)
    path = archive(tmp_path, {"a.npy": content + bytes(10_000_000)})
    data = path.read_bytes()
    real = struct.pack("<I", len(content) + 10_000_000)
    path.write_bytes(data.replace(real, struct.pack("<I", len(content))))
    assert "checksum" in refusal(path)


def test_damage_is_told_in_words(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.npy": npy_bytes(np.random.default_rng(1).normal(size=500))})
    data = path.read_bytes()
    path.write_bytes(data[:-22])
    assert "index at its end is missing" in refusal(path)
    path.write_bytes(data[:3000] + b"\xff" * 20 + data[3020:])
    assert "damaged" in refusal(path)
    path.write_bytes(data.replace(archives.MAGIC, b"PK\x03\x05"))
    assert "does not begin like" in refusal(path)
    path.write_bytes(data.replace(b"PK\x01\x02", b"PK\x01\x03"))
    assert "cannot be read" in refusal(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.npy": npy_bytes(LOGITS)})
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in refusal(path)


def test_too_many_members_are_refused_unread(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.npy": npy_bytes(LOGITS)})
    data = path.read_bytes()
    path.write_bytes(data[:-12] + struct.pack("<H", 60_000) + data[-10:])
    assert "60,000 members" in refusal(path)


def test_archives_beyond_4_gib_have_their_numbers_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, logits=LOGITS)
    data = path.read_bytes()
    at = data.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack_from("<10xHII", data, at)
    index = bytearray(data[start : start + length])
    stored, size, name, extra = struct.unpack_from("<20xIIHH", index)
    assert extra == 0
    (place,) = struct.unpack_from("<42xI", index)
    struct.pack_into("<IIHH", index, 20, 2**32 - 1, 2**32 - 1, name, 28)
    struct.pack_into("<I", index, 42, 2**32 - 1)
    index[46 + name : 46 + name] = struct.pack("<HHQQQ", 1, 24, size, stored, place)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(index), start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(index), 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    path.write_bytes(data[:start] + index + record + locator + end)
    with zipfile.ZipFile(path) as other:  # the standard library reads the same
        assert other.read("logits.npy") == npy_bytes(LOGITS)
    assert rows(path) == LOGITS.tolist()


def test_tokens_beside_the_logits_are_those_that_were_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, logits=LOGITS, tokens=np.array([2, 0]))
    recording = open_array(path)
    assert [recording.step(number).chosen for number in range(2)] == [2, 0]
    assert list(recording.pieces) == ["#2 ", "#0 "]
    (tmp_path / "labels.txt").write_text("the\n cat\n sat", encoding="utf-8")
    assert "".join(open_array(path).pieces) == " satthe"
    np.savez(path, logits=LOGITS, tokens=np.array([2, 0, 1]))  # of another length
    assert open_array(path).step(0).chosen is None
    left_out = "“tokens” (3 int64) is left out: it has no id for each of 2 steps"
    assert open_array(path).recognised.endswith(f"; {left_out}")
    np.savez(path, logits=LOGITS, tokens=np.array([2, 3]))
    assert "Array “tokens”: step 2 has the id 3; there are 3 classes" in refusal(path)
