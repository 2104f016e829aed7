"""Compile the note reader; everything else about the package is in pyproject.toml.

A module of the reader is compiled where a ``.pxd`` beside it says the C types of its names. Without a C compiler the
same modules run as Python, slower.
"""

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

READER = Path("src/denialrisk/features/notes")

extensions = cythonize(
    [
        Extension(f"denialrisk.features.notes.{types.stem}", [str(types.with_suffix(".py"))])
        for types in sorted(READER.glob("*.pxd"))
    ],
    build_dir="build",
    compiler_directives={"annotation_typing": False, "language_level": "3"},  # the .pxd says the types
    nthreads=2,
)
for extension in extensions:
    extension.optional = True  # without a compiler it runs as Python; cythonize drops this where Extension is told it

setup(ext_modules=extensions)
