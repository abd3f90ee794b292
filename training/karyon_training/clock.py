"""The time box: counts work, not waiting."""

from __future__ import annotations

import time

LONGEST_STEP = 30.0


class Clock:
    """Seconds of work so far. A gap of more than 30 s between two ticks (a stopped process, a sleeping laptop)
    counts as one second."""

    def __init__(self, worked: float = 0.0):
        self.worked = worked
        self._last = time.monotonic()

    def tick(self) -> float:
        now = time.monotonic()
        gap = now - self._last
        self._last = now
        self.worked += gap if gap <= LONGEST_STEP else 1.0
        return self.worked
