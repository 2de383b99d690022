import contextlib
import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tauscope.core.errors import InputError
from tauscope.document.files import saving
from tauscope.document.files.saving import replace_file


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.csv", b"one")
    replace_file(tmp_path / "a.csv", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"two"


def test_it_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.csv", tmp_path / "link.csv"
    file.write_bytes(b"one")
    file.chmod(0o640)
    link.symlink_to(file)
    replace_file(link, b"two")
    assert link.is_symlink()
    assert file.read_bytes() == b"two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_that_new_files_have(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.csv", b"one")
    (tmp_path / "b.csv").write_bytes(b"one")
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "b.csv").stat().st_mode


def test_a_missing_folder_is_named_as_the_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"“a.csv” could not be saved: No such file"):
        replace_file(tmp_path / "missing" / "a.csv", b"")


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it is a folder"):
        replace_file(tmp_path, b"")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"one")
    file.chmod(0o444)
    with pytest.raises(InputError, match="may not be written"):
        replace_file(file, b"two")
    assert file.read_bytes() == b"one"


def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"one")

    def full(descriptor: int) -> None:
        del descriptor
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        replace_file(file, b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert file.read_bytes() == b"one"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe, circle = tmp_path / "pipe", tmp_path / "circle"
    os.mkfifo(pipe)
    circle.symlink_to(circle)
    for path in (pipe, circle):
        with pytest.raises(InputError, match=rf"“{path.name}” could not be saved: it is .+, not a file\."):
            replace_file(path, b"new")
    assert pipe.is_fifo()
    assert circle.is_symlink()
    assert sorted(tmp_path.iterdir()) == [circle, pipe]


posix = pytest.mark.skipif(sys.platform == "win32", reason="files have no modes, owners and locks there")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no such attributes elsewhere")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(b"one, and more")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_what_lies_beside_it_meanwhile_is_private(
    file: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    file.chmod(mode)
    seen: list[int] = []
    whole = saving._write_through

    def looked_at(*words: object) -> None:
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in file.parent.glob(".*"))
        whole(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "_write_through", looked_at)
    replace_file(file, b"two")
    assert seen == [0o600]
    assert stat.S_IMODE(file.stat().st_mode) == mode


@posix
def test_a_file_with_several_names_keeps_them(file: Path) -> None:
    other = file.with_name("b.csv")
    os.link(file, other)
    replace_file(file, b"two")
    assert (other.read_bytes(), other.stat().st_nlink) == (b"two", 2)
    assert names(file.parent) == ["a.csv", "b.csv"]


@linux
def test_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.origin", b"lecture")
    except OSError:
        pytest.skip("this file system knows no attributes")
    replace_file(file, b"two")
    assert os.getxattr(file, "user.origin") == b"lecture"
    assert (file.read_bytes(), names(file.parent)) == (b"two", ["a.csv"])


def refusing(error: int) -> object:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return refuse


def cannot_replace(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """Refuse what the system refuses at a mount point, in a folder, with attributes, with a foreign owner."""
    if why == "mount point":
        monkeypatch.setattr(Path, "replace", refusing(errno.EBUSY))
    elif why == "folder":
        whole = os.open

        def guarded(path: str, flags: int, *words: int, **more: int) -> int:
            if flags & os.O_EXCL and Path(path).name.startswith(".a.csv."):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return whole(path, flags, *words, **more)

        monkeypatch.setattr(os, "open", guarded)
    else:
        monkeypatch.setattr(saving, "_make_alike", refusing(errno.EPERM))


REASONS = ["mount point", "folder", "owner"]


@pytest.mark.parametrize("why", REASONS)
def test_what_cannot_be_replaced_is_written_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    before = file.stat().st_ino
    cannot_replace(monkeypatch, why)
    replace_file(file, b"two")
    assert (file.read_bytes(), file.stat().st_ino) == (b"two", before)
    assert names(file.parent) == ["a.csv"]


@pytest.mark.parametrize("why", REASONS)
def test_a_backup_lies_beside_it_until_it_is_whole(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    cannot_replace(monkeypatch, why)
    found: list[bytes] = []

    def full(target: Path, data: bytes) -> None:
        backups = [*file.parent.glob(".*.backup"), *temporary.glob("*.backup")]
        found.extend(path.read_bytes() for path in backups)
        target.write_bytes(data[:2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(saving, "_overwrite", full)
    with pytest.raises(InputError, match=r"No space left on device; what was in it before is in .+backup\."):
        replace_file(file, b"two")
    assert found[0] == b"one, and more"
    backups = [*file.parent.glob(".*.backup"), *temporary.glob("*.backup")]
    assert [path.read_bytes() for path in backups] == [b"one, and more"]


@pytest.mark.parametrize("why", REASONS)
def test_where_writing_in_place_fails_the_old_content_comes_back(
    file: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    cannot_replace(monkeypatch, why)
    whole = saving._overwrite

    def full(target: Path, data: bytes) -> None:
        if data == b"two":
            target.write_bytes(b"t")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(target, data)

    monkeypatch.setattr(saving, "_overwrite", full)
    with pytest.raises(InputError, match=r"No space left on device\.$"):
        replace_file(file, b"two")
    assert file.read_bytes() == b"one, and more"
    assert names(file.parent) == ["a.csv"]


@pytest.mark.parametrize("name", ["a" * 249, "猫" * 83, "🐈" * 62, "a" * 79 + "é.csv"])
def test_every_name_that_a_file_can_have_is_saved(tmp_path: Path, name: str) -> None:
    replace_file(tmp_path / name, b"one")
    replace_file(tmp_path / name, b"two")
    assert (tmp_path / name).read_bytes() == b"two"
    assert names(tmp_path) == [name]


KILLED = """
import os, signal, sys
from pathlib import Path
from tauscope.document.files import saving
def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)
path, step = Path(sys.argv[1]), sys.argv[2]
if step == "replace":
    Path.replace = kill
else:
    saving._overwrite = kill
saving.replace_file(path, b"two")
"""


@posix
@pytest.mark.parametrize(("step", "ending"), [("replace", ".saving"), ("overwrite", ".backup")])
def test_what_a_kill_left_is_gone_after_the_next_save(file: Path, step: str, ending: str) -> None:
    other = file.with_name("b.csv")
    if step == "overwrite":
        os.link(file, other)
    done = subprocess.run([sys.executable, "-c", KILLED, str(file), step], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    (left,) = file.parent.glob(".*")
    assert left.suffix == ending
    assert file.read_bytes() == b"one, and more"
    (file.parent / ".a.csv.notes.saving").write_bytes(b"of somebody else")
    replace_file(file, b"three")
    assert sorted(path.name for path in file.parent.glob(".*")) == [".a.csv.notes.saving"]
    assert file.read_bytes() == b"three"


@posix
def test_what_another_program_is_writing_is_left_alone(file: Path) -> None:
    with contextlib.ExitStack() as stack:
        beside = saving._beside(file, saving.PART)
        stack.enter_context(saving._new_file(beside, None))
        replace_file(file, b"two")
        assert beside.exists()
    replace_file(file, b"three")
    assert not beside.exists()
