"""`python -m denialrisk`."""

from denialrisk.cli import main

if __name__ == "__main__":  # processes that score import this module again
    main()
