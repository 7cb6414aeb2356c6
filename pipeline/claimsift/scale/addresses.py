"""Files behind addresses (`s3://bucket/folder`, `gs://…`, `hdfs://…`): fetched before a run, and put there after it.

Needs fsspec, and the package of the store: s3fs for `s3://`, gcsfs for `gs://`, adlfs for `abfss://`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path, PurePosixPath
from typing import Any

from claimsift.errors import InputError, MissingExtraError, OutputError
from claimsift.records.fields import FILES
from claimsift.scale.work_folder import NAME as WORK
from claimsift.stages.read.open_archive import is_safe

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_RUN_FILES = tuple(shape.file for name, shape in FILES.items() if name != "run")
_INFO = FILES["run"].file


def is_address(text: str) -> bool:
    """Whether a text names something in a store, not a path of this machine."""
    return _ADDRESS.match(text) is not None


def fetch_files(address: str, folder: Path) -> list[tuple[Path, Path, bool]]:
    """Root, path and whether it was named itself, of each file behind an address, as they lie below `folder` now.

    An address is a file, a folder (hidden files in it are left out) or a pattern (`s3://bucket/*/a*.html`).

    Raises:
        InputError: there is nothing, or it cannot be fetched.
        MissingExtraError: a package that opens such addresses is not installed.
    """
    store, path = _open_store(address)
    try:
        root, names, explicit = _list_files(store, path, address)
        # The same file reached by two addresses is one file here too.
        place = folder / hashlib.sha256(store.to_json().encode()).hexdigest()[:16]
        targets = [place / name.lstrip("/") for name in names]
        for target in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
        if names:
            store.get(names, [os.fspath(target) for target in targets])
    except InputError:
        raise
    except Exception as error:  # stores raise what their own libraries do: no credentials, no network
        raise InputError(f"cannot read {address}: {error or type(error).__name__}") from error
    return [(place / root.lstrip("/"), target, explicit) for target in targets]


def _list_files(store: Any, path: str, address: str) -> tuple[str, list[str], bool]:
    if has_magic(path):
        fixed = path[: re.search(r"[*?\[]", path).start()]  # type: ignore[union-attr]
        root, explicit = fixed.rpartition("/")[0], True
        found = [name for name, info in store.glob(path, detail=True).items() if info["type"] == "file"]
        if not found:
            raise InputError(f"nothing matches {address}")
    elif store.isdir(path):
        root, explicit = path.rstrip("/"), False
        found = store.find(path)
    elif store.exists(path):
        root, explicit = path.rpartition("/")[0], True
        found = [path]
    else:
        raise InputError(f"no such file or folder: {address}")
    inner = {name: name[len(root) :].lstrip("/") for name in sorted(found)}
    shown = [name for name, rest in inner.items() if is_safe(rest) and not _is_hidden(rest)]
    return root, shown, explicit


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(name).parts)


@contextmanager
def local_run(out: str) -> Iterator[Path]:
    """The folder in which a run is written whose files belong at `out`: for an address one on this machine.

    A run that is there is fetched first, so that it can be gone on with or refused. At the end the files are put in
    place, `run.json` last. Until then they stay on this machine, and the same command goes on.

    Raises:
        OutputError: the address cannot be read or written.
    """
    if not is_address(out):
        yield Path(out)
        return
    store, path = _open_store(out)
    folder = _cache() / hashlib.sha256(out.encode()).hexdigest()[:20]
    is_copy = not folder.exists()
    try:
        if is_copy:
            _fetch_run(store, path, folder)
        yield folder
        is_copy = False
        _put_run(store, path, folder)
    except OutputError as error:
        raise OutputError(str(error).replace(os.fspath(folder), out)) from error
    finally:
        if is_copy and not (folder / WORK).exists():  # refused: what is there may be another run by the next time
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _fetch_run(store: Any, path: str, folder: Path) -> None:
    with _named_errors(path, folder):
        if store.exists(f"{path}/{_INFO}"):
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            for name in (*_RUN_FILES, _INFO):
                if store.exists(f"{path}/{name}"):
                    store.get_file(f"{path}/{name}", os.fspath(part / name))
            part.rename(folder)


def _put_run(store: Any, path: str, folder: Path) -> None:
    with _named_errors(path, folder):
        info = (folder / _INFO).read_bytes()
        there = f"{path}/{_INFO}"
        if store.exists(there):
            if store.cat_file(there) == info and _are_there(store, path, folder):
                return
            store.rm_file(there)  # files of two runs are none
        store.makedirs(path, exist_ok=True)
        for name in (*_RUN_FILES, _INFO):
            store.put_file(os.fspath(folder / name), f"{path}/{name}")


def _are_there(store: Any, path: str, folder: Path) -> bool:
    return all(
        store.exists(f"{path}/{name}") and store.size(f"{path}/{name}") == (folder / name).stat().st_size
        for name in _RUN_FILES
    )


@contextmanager
def _named_errors(path: str, folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        message = f"cannot write to {path}: {error or type(error).__name__}; what is finished is kept on this machine"
        raise OutputError(f"{message} ({folder.parent}), the same command goes on") from error


def _open_store(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtraError("fsspec", extra="remote") from error
    try:
        store, path = url_to_fs(address)
    except ImportError as error:  # says which package opens such addresses
        raise InputError(f"cannot open {address}: {error}") from error
    except ValueError as error:
        raise InputError(f"cannot open {address}: {error}") from error
    return store, path.rstrip("/")


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "claimsift" / "runs"
