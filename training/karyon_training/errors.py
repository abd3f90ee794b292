"""The one error a person meets: a plain sentence that names the file and says what to do."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from pathlib import Path


class TrainingError(Exception):
    """What happened, to which file, and what to do about it; printed as it is, without a traceback."""


@contextmanager
def writing(path: Path | str):
    """Turns the operating system's refusals to write `path` into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TrainingError(
                f"The disk is full: {path} could not be written. The last whole checkpoint is intact; "
                "free some space and start the same command again to go on from it."
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise TrainingError(f"{path} may not be written here. Choose another folder.") from error
        raise
