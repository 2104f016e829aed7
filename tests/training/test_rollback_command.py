"""``denialrisk promote`` at the prompt, on a registry of versions that need not be read: roll back, and back again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from denialrisk.cli.promote import command
from denialrisk.data.errors import InputError
from denialrisk.training import registry, tracking

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow warns of what it imports; nothing of it is ours to mend


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tracking.Store:
    return tracking.Store(tmp_path_factory.mktemp("registry") / "mlruns")


@pytest.fixture
def challenger(store: tracking.Store) -> Callable[[], str]:
    """Registers another version, of a model without files; gives its number."""
    import mlflow

    def register() -> str:
        with tracking.run(store, "tiny") as run:
            model = mlflow.MlflowClient().create_logged_model(run.experiment_id, source_run_id=run.run_id)
            return registry.register(store, run, model.model_id).number

    return register


def _champion(store: tracking.Store) -> registry.Version:
    found = registry.aliased(store, registry.CHAMPION)
    assert found is not None
    return found


def _promote(store: tracking.Store, *words: str) -> Result:
    return CliRunner().invoke(command, [*words, "--store", str(store.folder)])


def test_each_rollback_takes_back_one_replacement(store: tracking.Store, challenger: Callable[[], str]) -> None:
    first = challenger()
    said = _promote(store)
    assert said.exit_code == 0, said.output
    assert f"version {first} is champion now, without a comparison: there was no champion before it" in said.output
    nothing = _promote(store, "--rollback")
    assert isinstance(nothing.exception, InputError)
    assert "no earlier champion" in str(nothing.exception)
    assert _champion(store).number == first

    second, third = challenger(), challenger()
    for number, before in ((second, first), (third, second)):  # as promotion does where the challenger is better
        registry.make_champion(store, number, {"replaced": before})
    for back, gone in ((second, third), (first, second)):
        said = _promote(store, "--rollback")
        assert said.exit_code == 0
        assert f"version {back} is champion again, in place of {gone}" in said.output
        assert _champion(store).number == back
        assert _champion(store).tags["promoted"] == f"back in place of version {gone}"
    assert isinstance(_promote(store, "--rollback").exception, InputError)
    challenging = registry.aliased(store, registry.CHALLENGER)
    assert challenging is not None
    assert challenging.number == third, "who was sent back can challenge again"


def test_a_store_that_is_not_there_has_nothing_to_roll_back_and_is_not_made(tmp_path: Path) -> None:
    nowhere = tracking.Store(tmp_path / "nowhere")
    assert isinstance(_promote(nowhere, "--rollback").exception, InputError)
    assert isinstance(_promote(nowhere).exception, InputError)
    assert not nowhere.folder.exists()
