"""`python -m denialrisk`."""

from denialrisk.cli import main

main()
