"""Compile the readers of notes and of claims; everything else about the package is in pyproject.toml.

A module of a reader is compiled where a ``.pxd`` beside it says the C types of its names. Without a C compiler the
same modules run as Python, slower.
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

ROOT = Path("src")
READERS = ("denialrisk/features/notes", "denialrisk/data/x12")

extensions = cythonize(
    [
        Extension(".".join(types.relative_to(ROOT).with_suffix("").parts), [str(types.with_suffix(".py"))])
        for reader in READERS
        for types in sorted((ROOT / reader).glob("*.pxd"))
    ],
    build_dir="build",
    compiler_directives={"annotation_typing": False, "language_level": "3"},  # the .pxd says the types
    nthreads=os.cpu_count() or 1,
)
for extension in extensions:
    extension.optional = True  # without a compiler it runs as Python; cythonize drops this where Extension is told it

setup(ext_modules=extensions, options={"build_ext": {"parallel": os.cpu_count()}})
