"""The simulated world: its files add up, its truth joins, and the same seed gives the same bytes."""

import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from denialrisk.cli.simulate import command
from denialrisk.data.errors import InputError
from denialrisk.data.simulate import simulate
from denialrisk.data.simulate.defects import MEANS, load_defects
from denialrisk.data.simulate.dice import Dice
from denialrisk.data.simulate.encounters import CORE, OFTEN, Catalogue, faultless
from denialrisk.data.simulate.measure import first_procedures, rates
from denialrisk.data.simulate.patients import new_patient
from denialrisk.data.simulate.payers import load_payers
from denialrisk.data.simulate.providers import make_providers
from denialrisk.data.simulate.voice import PhraseBook, voice
from denialrisk.data.simulate.wording import wording

CLAIMS = 4000


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("world")
    simulate(CLAIMS, 11, out)
    return out


def segments(path: Path) -> list[list[str]]:
    return [segment.split("*") for segment in path.read_text(encoding="ascii").split("~\n") if segment]


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def test_truth_and_claims_name_the_same_claims(world):
    truth = pq.read_table(world / "truth.parquet")
    sent = [s[1] for path in sorted((world / "claims").iterdir()) for s in segments(path) if s[0] == "CLM"]
    assert len(sent) == CLAIMS
    assert sorted(sent) == sorted(truth["claim_id"].to_pylist())


def test_envelopes_and_counts_hold(world):
    for path in [*(world / "claims").iterdir(), *(world / "remits").iterdir()]:
        start, sets = 0, 0
        for at, segment in enumerate(segments(path)):
            if segment[0] == "ST":
                start, sets = at, sets + 1
            if segment[0] == "SE":
                assert int(segment[1]) == at - start + 1, path.name
            if segment[0] == "GE":
                assert int(segment[1]) == sets, path.name
                sets = 0


def test_every_remittance_balances(world):
    """Charge less adjustments is paid, for claims and lines; payments less provider adjustments are sent."""
    for path in (world / "remits").iterdir():
        for claim in remittances(path):
            assert claim["charge"] - claim["adjusted"] == claim["paid"], claim
            if claim["lines"]:
                assert sum(line["charge"] for line in claim["lines"]) == claim["charge"]
            for line in claim["lines"]:
                assert line["charge"] - line["adjusted"] == line["paid"], line


def remittances(path: Path) -> list[dict]:
    claims: list[dict] = []
    for s in segments(path):
        if s[0] == "CLP":
            claims.append({"charge": Decimal(s[3]), "paid": Decimal(s[4]), "adjusted": Decimal(0), "lines": []})
        elif s[0] == "SVC":
            claims[-1]["lines"].append({"charge": Decimal(s[2]), "paid": Decimal(s[3]), "adjusted": Decimal(0)})
        elif s[0] == "CAS":
            amount = sum(Decimal(value) for value in s[3::3])
            claims[-1]["adjusted"] += amount
            if claims[-1]["lines"]:
                claims[-1]["lines"][-1]["adjusted"] += amount
    return claims


def test_payments_sent_are_payments_made(world):
    for path in (world / "remits").iterdir():
        sent = paid = Decimal(0)
        for s in segments(path):
            if s[0] == "BPR":
                sent, paid = Decimal(s[2]), Decimal(0)
            elif s[0] == "CLP":
                paid += Decimal(s[4])
            elif s[0] == "PLB":
                paid -= sum(Decimal(value) for value in s[4::2])
            elif s[0] == "SE":
                assert sent == paid, path.name


def test_the_files_show_every_kind_of_answer(world):
    told = Counter()
    for path in (world / "remits").iterdir():
        for s in segments(path):
            if s[0] == "CLP":
                told[f"status {s[2]}"] += 1
            if s[0] in ("PLB", "LQ", "MOA"):
                told[s[0]] += 1
    assert all(told[kind] for kind in ("status 1", "status 22", "status 2", "PLB", "LQ", "MOA"))
    kinds = Counter(pq.read_table(world / "truth.parquet")["kind"].to_pylist())
    assert all(kinds[kind] for kind in ("original", "duplicate", "resubmission", "secondary"))
    assert 0 < pq.read_table(world / "truth.parquet")["answered"].to_pylist().count(False) < CLAIMS * 0.12


def test_notes_belong_to_claims_and_are_of_readable_length(world):
    claims = set(pq.read_table(world / "truth.parquet")["claim_id"].to_pylist())
    notes = [json.loads(line) for line in (world / "notes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {note["claim_id"] for note in notes} < claims
    assert len({note["note_id"] for note in notes}) == len(notes)
    lengths = [len(note["text"]) for note in notes]
    assert min(lengths) >= 300
    assert max(lengths) <= 2500
    assert not any("{" in note["text"] for note in notes)


def test_repairing_a_cause_lowers_the_probability(world):
    for row in pq.read_table(world / "truth.parquet").to_pylist():
        for cause in row["causes"]:
            assert row["all_repaired_probability"] <= cause["probability_repaired"] < row["denial_probability"]


def test_rates_are_roughly_those_published(world):
    """Wide bounds for a small world; docs/simulation.md holds the figures of a large one."""
    figures = rates(world / "truth.parquet", first_procedures(world / "claims"))
    assert 0.12 < figures["denied"] < 0.20
    assert 0.76 < figures["oracle AUC"] < 0.90
    assert figures["decisive cause is the strongest"] > 0.8


def test_same_seed_same_bytes_whatever_the_hash_seed(tmp_path):
    simulate(150, 5, tmp_path / "here")
    code = "import sys; from pathlib import Path; from denialrisk.data.simulate import simulate; "
    code += "simulate(150, 5, Path(sys.argv[1]))"
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONHASHSEED": "123", "PYTHONPATH": paths}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment)
    simulate(150, 6, tmp_path / "other")
    assert digest(tmp_path / "here") == digest(tmp_path / "there") != digest(tmp_path / "other")


def test_a_second_world_replaces_the_first(tmp_path):
    simulate(120, 1, tmp_path)
    simulate(60, 2, tmp_path / "fresh")
    (tmp_path / "claims" / "mine.txt").write_text("kept")
    simulate(60, 2, tmp_path)
    assert (tmp_path / "claims" / "mine.txt").read_text() == "kept"
    (tmp_path / "claims" / "mine.txt").unlink()
    for name in ("claims", "remits"):
        assert digest(tmp_path / name) == digest(tmp_path / "fresh" / name)


def test_progress_ends_at_all_claims(tmp_path):
    seen: list[tuple[int, int]] = []
    simulate(50, 1, tmp_path, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (50, 50)


def test_what_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="folder is a file"):
        simulate(10, 1, tmp_path / "file")
    with pytest.raises(InputError, match="at least one claim"):
        simulate(0, 1, tmp_path)


def test_defects_in_data_and_in_code_are_the_same():
    defects = load_defects()
    assert {defect.name for defect in defects} == set(MEANS)
    assert len(defects) >= 16
    assert all(defect.knowledge and defect.carc.options for defect in defects)


def test_every_defect_can_befall_an_encounter_and_changes_it():
    """Facts, codes, lines or dates: a defect that leaves no trace outside the payer's head could not be learnt."""
    dice, catalogue, payers = Dice(3), Catalogue(), load_payers()
    providers = make_providers(Dice(4), 1000)
    waiting = {defect.name: defect for defect in load_defects()}
    for second in ("billed_twice", "replacement_without_number"):
        del waiting[second]  # a second sending of a claim, put in by the world
    for number in range(6000):
        if not waiting:
            break
        encounter = some_encounter(dice, catalogue, payers, providers, number)
        for name in [name for name, defect in waiting.items() if defect.can(encounter)]:
            spoilt = encounter.copy()
            waiting.pop(name).put(spoilt, dice)
            assert traces(spoilt) != traces(encounter), name
    assert not waiting


def some_encounter(dice, catalogue, payers, providers, number):
    service = catalogue.service.draw(dice)
    payer = dice.pick(payers)
    day = dt.date(2026, 1, 15)
    patient = new_patient(dice, number=number, payer=0, payer_class=payer.payer_class, second=None, on=day)
    provider = providers[catalogue.services[service]["specialties"][0]][0]
    if number % 3 == 0:  # a patient who has been here before
        patient.picture, patient.studied_on = dice.pick(sorted(catalogue.pictures)), dt.date(2025, 11, 3)
        patient.therapy_billed = {2025: Decimal(2400), 2026: Decimal(2400)}
    visit = 12 if number % 3 == 0 and service == "therapy" else 0
    return faultless(
        dice,
        catalogue,
        service=service,
        patient=patient,
        provider=provider,
        payer=payer,
        submitted_on=day,
        visit=visit,
    )


def traces(encounter):
    lines = [(line.procedure, line.units, line.modifiers, line.pointers) for line in encounter.lines]
    dates = (encounter.service_from, encounter.onset_on)
    return encounter.codes, lines, dates, encounter.facts, encounter.authorization, encounter.note


def test_every_element_of_every_style_has_wordings():
    """Whatever is wrong with a patient in whatever setting, every element resolves to phrases that fill in."""
    dice, catalogue, payers, book = Dice(8), Catalogue(), load_payers(), PhraseBook()
    providers = make_providers(Dice(9), 1000)
    for number in range(400):
        encounter = some_encounter(dice, catalogue, payers, providers, number)
        words = voice(encounter, book, "doctor", dice)
        for element in ELEMENTS_OF_NOTES:
            key = wording(element, encounter)
            for phrase in book.wordings[key] if key else ():
                assert "{" not in phrase.format_map(words)


ELEMENTS_OF_NOTES = sorted(
    {
        element.rstrip("/+")
        for style in PhraseBook().styles.values()
        for form in style["styles"]
        for _, elements in form["sections"]
        for element in elements
        if element != "EXAM"
    }
    | set(OFTEN)
    | {element for elements in CORE.values() for element in elements}
)


@pytest.mark.parametrize("key", sorted(PhraseBook().wordings))
def test_the_phrase_bank_has_no_repeats_and_enough_choice(key):
    phrases = PhraseBook().wordings[key]
    assert len(set(phrases)) == len(phrases)
    assert len(phrases) >= 4
    if key.startswith(("strength.reduced", "assessment.a", "assessment.u", "onset", "course", "plan.", "function")):
        assert len(phrases) >= 8


def test_a_second_validator_accepts_the_files(tmp_path):
    """pyx12 holds the implementation guides; it finds nothing to say against claims or remittances."""
    x12n = pytest.importorskip("pyx12.x12n_document", reason="pyx12 is a development dependency")
    params = pytest.importorskip("pyx12.params")
    simulate(240, 2, tmp_path)
    for folder in ("claims", "remits"):
        for path in sorted((tmp_path / folder).iterdir())[-3:]:
            assert x12n.x12n_document(params.params(), str(path), io.StringIO(), None), path.name


def test_the_command_writes_a_world_and_its_figures(tmp_path):
    result = CliRunner().invoke(command, ["--claims", "400", "--seed", "2", "--out", str(tmp_path), "--figures"])
    assert result.exit_code == 0, result.output
    assert "oracle AUC" in result.output
    assert (tmp_path / "truth.parquet").exists()
