"""Settings for quick runs in tests."""

from dataclasses import replace

from denialrisk.training.config import Config

QUICK = replace(Config(), bootstrap=10, most_trees=60, least_level=10, abstain_below=10)
