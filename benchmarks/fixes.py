"""Whether "the risk after this fix" follows the truth, on simulated payers, who know what each repair would do.

    python benchmarks/fixes.py [CLAIMS]

A world is simulated, a model is trained on it, and the claims of the test slice, which the model has never seen, are
scored with every fix. The truth file says of each claim what its denial probability is, and what it would be with all
defects repaired, or one of them. An issue is a defect's when they share an entry of the coding knowledge.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from denialrisk.data.simulate import simulate
from denialrisk.features.inputs import Claims, Remits
from denialrisk.features.rules.registry import pack
from denialrisk.serving.batch import Options, score_batch
from denialrisk.serving.scorer import Scorer
from denialrisk.training.assemble import make_bundle
from denialrisk.training.config import Config
from denialrisk.training.dataset import prepare
from denialrisk.training.oracle import truth_of

CLAIMS = 20_000


def scored(world: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Worklist rows of the test slice, and the truth of the same claims in the same order."""
    claims, config = Claims([world / "claims"], world / "notes.jsonl"), Config()
    data = prepare(claims, Remits([world / "remits"]).table(), config)
    scorer = Scorer(make_bundle(data, config))
    wanted = np.zeros(len(data.heads), dtype=bool)
    wanted[data.rows[data.part("test")]] = True
    past = pa.concat_tables(Claims([world / "claims"], None).past_lines())  # as in training
    start, tables = 0, []
    for batch in claims:
        here = batch.filter(pa.array(wanted[start : start + batch.num_rows]))
        start += batch.num_rows
        if here.num_rows:
            tables.append(score_batch(scorer, here, past, options=Options(floor=0.0)))
    rows = pa.concat_tables(tables).to_pandas()
    return rows, truth_of(world / "truth.parquet", rows["claim_id"], ("causes", "all_repaired_probability"))


def single(rows: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Reductions of risk by one repair, predicted and true, for each defect that is among a claim's issues."""
    knowledge = {rule.code: set(rule.knowledge) for rule in pack()}
    found = []
    told = zip(rows["issues"], rows["denial_probability"], truth["causes"], truth["denial_probability"], strict=True)
    for issues, predicted, causes, true in told:
        for cause in causes:
            about = [each for each in issues if knowledge[each["code"]] & set(cause["knowledge"])]
            if about:
                after = min(each["probability_after_fix"] for each in about)
                found.append((predicted - after, true - cause["probability_repaired"]))
    return pd.DataFrame(found, columns=["predicted", "true"])


def line(name: str, pairs: pd.DataFrame) -> str:
    """A row of the table."""
    error = (pairs["predicted"] - pairs["true"]).abs().mean()
    return (f"| {name} | {len(pairs):,} | {pairs['predicted'].corr(pairs['true']):.2f} | {error:.3f} | "
            f"{pairs['predicted'].mean():.3f} | {pairs['true'].mean():.3f} |")  # fmt: skip


def main() -> None:
    """Print the table."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder)
        simulate(claims, seed=1, out=world)
        rows, truth = scored(world)
    every = pd.DataFrame({
        "predicted": rows["denial_probability"] - rows["all_fixed_probability"],
        "true": truth["denial_probability"] - truth["all_repaired_probability"],
    })  # fmt: skip
    print(f"{claims:,} simulated claims; {platform.machine()}, Python {platform.python_version()}, "
          f"{datetime.now(UTC):%Y-%m-%d}\n")  # fmt: skip
    print("| reduction of risk | claims | correlation | mean absolute error | mean predicted | mean true |")
    print("|---|---|---|---|---|---|")
    print(line("all issues fixed, all defects repaired", every))
    print(line("the same, claims with a defect", every[truth["causes"].map(len) > 0]))
    print(line("one issue fixed, its defect repaired", single(rows, truth)))


if __name__ == "__main__":
    main()
