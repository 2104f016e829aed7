"""Compile the note reader; everything else about the package is in pyproject.toml.

A module of the reader is compiled where a ``.pxd`` beside it says the C types of its names. Without a C compiler the
same modules run as Python, slower.
"""

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

READER = Path("src/denialrisk/features/notes")

setup(
    ext_modules=cythonize(
        [
            Extension(f"denialrisk.features.notes.{types.stem}", [str(types.with_suffix(".py"))], optional=True)
            for types in sorted(READER.glob("*.pxd"))
        ],
        build_dir="build",
        compiler_directives={"annotation_typing": False, "language_level": "3"},  # the .pxd says the types
        nthreads=2,
    )
)
