"""Processes for scoring, begun from one that is ready: what each would have to do first is done once, for all.

Reading pandas, the rules, the code set and the compiled code takes a process longer than scoring some thousand claims.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext
from typing import Final

_READY: Final = "denialrisk.serving.ready"


def context() -> BaseContext:
    """How processes are begun here: from the ready one, or from nothing where a system cannot (Windows)."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    ready = multiprocessing.get_context("forkserver")
    ready.set_forkserver_preload([_READY])
    return ready


def begin() -> None:
    """Have the ready process begun by the time that it is asked for."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # not on Windows

        forkserver.ensure_running()
