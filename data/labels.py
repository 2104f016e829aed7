"""First-pass denial, as X12 means it: what the first adjudication of a claim said, or why there is no label.

**What is a denial.** The adjustments (CAS) decide, at claim and at line level, each by ``reasons.csv``. The claim
status (CLP02) does not: 4 is for patients the payer does not know, and most denials arrive as 1, 2 or 3 (X12 RFI
1423). It decides only over dollars that no adjustment explains, on a remit where none refuses.

**Which adjudication.** Remits join claims by claim number, also where the payer writes it in another way
(``claim_numbers.py``); where a number was used for several encounters or payers,
by date of service, payer, place in the order of payers, and charge. The earliest answer is the first pass; parts that
a payer split off are added up, a reversal (22) and the correction after it are not a first pass, nor is the refusal of
a copy (CARC 18) where the claim itself has another answer.

**No label** (``why_none``) for: a claim sent to a secondary payer, or answered by one only (``secondary_payer``); a
replacement, void or changed later sending of a claim (``resubmission``); one sent again unchanged, or copied under
another number once the first was answered (``duplicate``); an answer that corrects one we do not hold (``reversed``);
no answer yet (``immature``) or none in time (``no_match``). None of these looks at what the answer was, so leaving them
out does not tilt the rate. A copy sent before the first was answered is a claim billed twice: a mistake to be caught,
so it keeps its label.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.claim_numbers import as_claimed
from denialrisk.data.reasons import decide, table
from denialrisk.data.schema import LABELS, LATER_SENDING, OUTCOMES, REASON_FAMILIES, WHY_NO_LABEL

Days = npt.NDArray[np.int64]

REVERSAL: Final = "22"
DENIED: Final = "4"
COPY: Final = "18"
"""CARC of an exact duplicate."""
LATER_PAYER: Final = ("2", "3", "20", "21")
NOT_AN_ANSWER: Final = (REVERSAL, "23", "25", "5", "10", "11", "13", "15", "16", "17", "27")
"""CLP02 of what is no adjudication: reversal, forwarded as not ours, price estimate, and 4010's pending states."""

_NO_DAY: Final = np.iinfo(np.int32).min
"""Stands for a date that is not given, in days since 1970."""


def label(claims: pa.Table, remits: pa.Table, as_of: dt.date | None = None, maturity_days: int = 90) -> pa.Table:
    """LABELS, row for row with ``claims``: what was known on the evening of ``as_of``.

    ``claims`` needs the header columns only, and its claim numbers need not be unique. ``as_of`` defaults to the
    latest remit, else the latest submission. A claim without an answer is immature until ``maturity_days`` after its
    submission (after its last service where it has no submission date).
    """
    if as_of is not None:
        remits = remits.filter(pc.less_equal(remits.column("received_on"), pa.scalar(as_of)))
    numbers = claims.column("claim_id")
    claim_ids, remit_ids = _codes(numbers, as_claimed(remits.column("claim_id"), numbers))
    claim_payers, remit_payers = _codes(claims.column("payer_id"), remits.column("payer_id"))
    sent = _submissions(claims, claim_ids, claim_payers)
    refusals, sums = _decided(remits)
    answers = _linked(_adjudications(remits, remit_ids, remit_payers, sums), sent)
    first = _first_pass(answers, refusals, sent)
    result = sent.join(first, on="episode")
    result["original_answered"] = result["copy_of"].map(first["received"])
    result["why"] = _why_none(result, _today(as_of, claims, remits), maturity_days)
    return _labels(claims.column("claim_id"), result)


def summary(labels: pa.Table) -> dict[str, int]:
    """How many claims there are, how many of each outcome, and how many without a label for each reason."""
    outcome, why = (labels.column(name).to_pandas().value_counts() for name in ("outcome", "why_none"))
    counts = {name: int(outcome.get(name, 0)) for name in OUTCOMES if name != "none"}
    return {"claims": labels.num_rows} | counts | {name: int(why.get(name, 0)) for name in WHY_NO_LABEL}


def _submissions(claims: pa.Table, ids: npt.NDArray[np.int64], payers: npt.NDArray[np.int64]) -> pd.DataFrame:
    """One row a claim. An episode is what one payer was asked to pay of one encounter, however often it was sent."""
    frame = pd.DataFrame({"id": ids, "payer": payers})
    for name in ("form", "responsibility", "patient_key", "billing_npi"):
        frame[name] = _codes(claims.column(name))[0]
    frame["primary"] = pc.equal(claims.column("responsibility"), "primary").to_numpy()
    frame["start"], frame["end"] = _days(claims.column("service_from")), _days(claims.column("service_to"))
    frame["sent"] = _days(claims.column("submitted_on"))
    frame["total"] = _cents(claims.column("total_charge"))
    later = pc.is_in(claims.column("frequency_code"), value_set=pa.array(LATER_SENDING))
    frame["later"] = later.to_numpy() | claims.column("original_reference").is_valid().to_numpy()
    episode = ["id", "form", "payer", "responsibility", "patient_key", "start"]
    frame["episode"] = frame.groupby(episode, sort=False).ngroup()
    # The order of sending; what is not sent yet comes last.
    frame["turn"] = frame["sent"].where(frame["sent"] != _NO_DAY, np.iinfo(np.int64).max)
    in_order = frame.sort_values(["turn", "later"], kind="stable")
    frame["first"] = ~in_order.duplicated("episode").reindex(frame.index)
    head = frame[frame["first"]].set_index("episode")
    frame["unchanged"] = ~frame["later"] & (frame["total"] == frame["episode"].map(head["total"]))
    same = ["patient_key", "billing_npi", "payer", "form", "responsibility", "start", "end", "total"]
    copies = frame.groupby(same, sort=False).ngroup()
    original = copies.map(in_order.assign(copies=copies).drop_duplicates("copies").set_index("copies")["episode"])
    frame["copy_of"] = original.where((original != frame["episode"]) & (frame["patient_key"] >= 0), -1)
    return frame


def _decided(remits: pa.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Denied dollars by remit, CARC and family; and by remit the sums of its adjustments.

    The sums are ``adjusted`` (all), ``refused`` (denials, signed), ``share`` (patient's share that is no denial), how
    often CARC 22 and 23 (another payer first; what a prior payer did) occur as ``other_first`` and ``prior``, and
    ``said``, a number that is the same for the same adjustments, whatever their order.
    """
    adjustments = _adjustments(remits)
    remarks = pd.DataFrame(
        {
            "remit": pc.list_parent_indices(remits.column("remarks")).to_numpy(),
            "rarc": pc.utf8_upper(pc.utf8_trim_whitespace(pc.list_flatten(remits.column("remarks")))).to_pandas(),
        }
    )
    reasons = table()
    rule = decide(adjustments, remarks)
    denial = np.array([reason.denial for reason in reasons])[rule]
    family = np.array([REASON_FAMILIES.index(r.family) if r.denial else -1 for r in reasons])[rule]
    cents, carc = adjustments["cents"], adjustments["carc"]
    share = (adjustments["group"] == "PR").to_numpy() & ~denial
    parts = pd.DataFrame(
        {
            "adjusted": cents,
            "refused": cents * denial,
            "share": cents * share,
            "other_first": (carc == "22").to_numpy() & (cents > 0),
            "prior": (carc == "23").to_numpy() & (cents != 0),
            "said": _fingerprint(adjustments),
        }
    )
    sums = parts.groupby(adjustments["remit"]).sum().reindex(range(remits.num_rows), fill_value=0)
    refusals = adjustments.loc[denial, ["remit", "carc", "cents"]].assign(family=family[denial])
    unexplained = _unexplained(remits, sums)
    sums["refused"] += np.bincount(unexplained["remit"], unexplained["cents"], remits.num_rows).astype(np.int64)
    refusals = pd.concat([refusals[refusals["cents"] > 0], unexplained], ignore_index=True)
    return refusals, sums


def _fingerprint(adjustments: pd.DataFrame) -> npt.NDArray[np.int64]:
    """A number for each adjustment, by group, code and amount; sums of them wrap around, which does no harm."""
    group, carc = (pd.util.hash_array(adjustments[name].to_numpy(dtype=object)) for name in ("group", "carc"))
    return ((group * np.uint64(3) + carc) * adjustments["cents"].to_numpy().astype(np.uint64)).view(np.int64)


def _unexplained(remits: pa.Table, sums: pd.DataFrame) -> pd.DataFrame:
    """Dollars that no adjustment explains, of remits with status 4 where nothing is paid and no adjustment refuses.

    By the standard's meaning of the status, the payer does not know the patient.
    """
    paid = _cents(remits.column("paid"))
    rest = _cents(remits.column("charge")) - paid - sums["adjusted"].to_numpy()
    status = pc.equal(remits.column("status"), DENIED).to_numpy()
    found = np.flatnonzero(status & (paid <= 0) & (rest > 0) & (sums["refused"] <= 0).to_numpy())
    family = REASON_FAMILIES.index("eligibility_coverage")
    return pd.DataFrame({"remit": found, "carc": "", "cents": rest[found], "family": family})


def _adjustments(remits: pa.Table) -> pd.DataFrame:
    """Net cents by remit, group and CARC, with the claim filing indicator.

    What a payer states at the claim and again on its lines counts once: the claim level is dropped where it equals
    the sum of the lines and the remit holds more adjustments than charge less payment leaves room for.
    """
    nested = remits.column("adjustments").combine_chunks()
    remit = pc.list_parent_indices(nested).to_numpy()
    items = pc.list_flatten(nested)
    text = {
        name: pc.utf8_upper(pc.utf8_trim_whitespace(pc.struct_field(items, name))).dictionary_encode()
        for name in ("group", "reason")
    }
    cents = _cents(pc.struct_field(items, "amount"))
    at_claim = pc.equal(pc.struct_field(items, "level"), "claim").to_numpy(zero_copy_only=False)
    keys = pd.DataFrame({"remit": remit} | {name: codes.indices.to_numpy() for name, codes in text.items()})
    sums = (
        keys.assign(claim=cents * at_claim, line=cents * ~at_claim)
        .groupby(["remit", "group", "reason"], sort=True)
        .sum()
        .reset_index()
    )
    room = _cents(remits.column("charge")) - _cents(remits.column("paid"))
    over = np.bincount(remit, cents, remits.num_rows).astype(np.int64) - room
    claim, line, excess = sums["claim"], sums["line"], over[sums["remit"]]
    twice = (claim == line) & (claim * excess > 0) & (np.abs(excess) >= np.abs(claim))
    filing = remits.column("filing_code").combine_chunks().fill_null("").to_numpy(zero_copy_only=False)
    return pd.DataFrame(
        {
            "remit": sums["remit"],
            "group": np.asarray(text["group"].dictionary, dtype=object)[sums["group"]],
            "carc": np.asarray(text["reason"].dictionary, dtype=object)[sums["reason"]],
            "filing": filing[sums["remit"]],
            "cents": line.where(twice, claim + line),
        }
    )


def _adjudications(
    remits: pa.Table, ids: npt.NDArray[np.int64], payers: npt.NDArray[np.int64], sums: pd.DataFrame
) -> pd.DataFrame:
    """One row a remit; a remit that was read twice counts once, and one that answers a replacement answers no claim."""
    status = remits.column("status")
    none = pc.is_in(status, value_set=pa.array(NOT_AN_ANSWER))
    changed = pc.is_in(remits.column("frequency_code"), value_set=pa.array(LATER_SENDING))
    frame = sums.assign(
        remit=np.arange(remits.num_rows),
        id=ids,
        payer=payers,
        received=_days(remits.column("received_on")),
        start=_days(remits.column("service_from")),
        charge=_cents(remits.column("charge")),
        paid=_cents(remits.column("paid")),
        status=_codes(status)[0],
        number=_codes(remits.column("payer_claim_number"))[0],
        trace=_codes(remits.column("trace"))[0],
        reversal=pc.equal(status, REVERSAL).to_numpy(),
        answer=~pc.or_(none, changed).to_numpy(),
        later_payer=pc.is_in(status, value_set=pa.array(LATER_PAYER)).to_numpy(),
    )
    same = ["id", "received", "payer", "status", "number", "trace", "start", "charge", "paid", "said"]
    return frame.drop_duplicates(same)


def _linked(answers: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Each remit with the episode that it answers, best fit first; remits that answer none are left out."""
    heads = sent.loc[sent["first"], ["id", "episode", "payer", "primary", "start", "end", "sent", "turn", "total"]]
    pairs = answers.merge(heads, on="id", suffixes=("", "_claim"))
    dated = pairs["start"] != _NO_DAY
    on_day = dated & pairs["start"].between(pairs["start_claim"], pairs["end"])
    same_charge = pairs["charge"].abs() == pairs["total"]
    fits = (~dated | on_day | same_charge) & (pairs["received"] >= pairs["start_claim"])
    pairs["same_payer"] = (pairs["payer"] == pairs["payer_claim"]) & (pairs["payer"] >= 0)
    pairs["in_time"] = pairs["received"] >= pairs["sent"]
    pairs["fit"] = (
        16 * pairs["in_time"]
        + 8 * on_day
        + 4 * (pairs["later_payer"] != pairs["primary"])
        + 2 * pairs["same_payer"]
        + same_charge
    )
    best = pairs[fits].sort_values(["fit", "turn", "episode"], ascending=[False, True, True], kind="stable")
    return best.drop_duplicates("remit")


def _first_pass(answers: pd.DataFrame, refusals: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """By episode: what the first adjudication said, and what is known where there is none."""
    # A payer that answers as a later one answers a primary claim only by saying that another comes first,
    # or where it is the payer that was asked; a crossover to the next payer states what the prior one did (23).
    asked = ~answers["later_payer"] | ~answers["primary"]
    asked |= (answers["prior"] == 0) & (answers["same_payer"] | (answers["other_first"] > 0))
    valid = answers["answer"] & answers["in_time"] & asked
    reversals = answers[answers["reversal"]]
    own = answers[valid].assign(reversed=False)
    matched = _reversed_by(reversals, own)
    own["reversed"] = own["remit"].isin(matched.to_numpy())
    own = own[~_of_copies(own, refusals)]
    orphan = reversals[~reversals["remit"].isin(matched.index)].groupby("episode")["received"].min()
    own = own.sort_values(
        ["episode", "received", "reversed", "later_payer", "refused", "paid", "charge", "said"],
        ascending=[True, True, False, True, False, True, False, True],
    )
    parts = own[_parts(own, reversals)]
    found = _added(parts, refusals)
    flags = pd.DataFrame(index=pd.RangeIndex(len(sent)))  # an episode's number is below the number of claims
    flags["found"] = flags.index.isin(found.index)
    flags["correction"] = flags.index.isin(
        orphan.index[orphan <= found["received"].reindex(orphan.index, fill_value=_FAR)]
    )
    flags["before"] = flags.index.isin(answers.loc[answers["answer"] & ~answers["in_time"], "episode"])
    flags["elsewhere"] = flags.index.isin(answers.loc[answers["answer"] & answers["in_time"] & ~asked, "episode"])
    return flags.join(found)


_FAR: Final = np.iinfo(np.int64).max


def _reversed_by(reversals: pd.DataFrame, answers: pd.DataFrame) -> pd.Series:
    """The answer that each reversal takes back, by remit number: same charge and payment with the other sign."""
    left, right = (
        frame[["episode", "remit", "received", "number", "refused", "said"]].assign(
            charge=frame["charge"].abs(), paid=frame["paid"].abs()
        )
        for frame in (reversals, answers)
    )
    pairs = left.merge(right, on=["episode", "charge", "paid"], suffixes=("", "_answer"))
    same_refusal = pairs["refused"].abs() == pairs["refused_answer"].abs()
    same_number = pairs["number"] == pairs["number_answer"]
    unnumbered = pairs[["number", "number_answer"]].min(axis=1) < 0
    pairs["fit"] = 2 * same_refusal + same_number
    earlier = pairs["received_answer"] <= pairs["received"]
    pairs = pairs[earlier & (same_refusal | same_number | unnumbered)]
    best = pairs.sort_values(["fit", "received_answer", "said_answer"], ascending=[False, True, True], kind="stable")
    return best.drop_duplicates("remit").set_index("remit")["remit_answer"]


def _of_copies(own: pd.DataFrame, refusals: pd.DataFrame) -> pd.Series:
    """Answers that refuse a copy of the claim: they say duplicate (CARC 18) and nothing else, were not taken back, and
    the payer has another answer to the same claim under another number of its own.
    """
    said = refusals["carc"] == COPY
    only = own["remit"].isin(refusals.loc[said, "remit"]) & ~own["remit"].isin(refusals.loc[~said, "remit"])
    only &= ~own["reversed"] & (own["number"] >= 0)
    numbers = own[~only & (own["number"] >= 0)].groupby("episode")["number"]
    least, most = own["episode"].map(numbers.min()), own["episode"].map(numbers.max())
    return only & least.notna() & ((least != own["number"]) | (most != own["number"]))


def _parts(own: pd.DataFrame, reversals: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """The first answer of each episode, and those that follow it while together they stay within the charge billed.

    A payer may split a claim; each part then has its own share of the charge. Nothing counts from a reversal on.
    """
    first = ~own.duplicated("episode")
    within = own.groupby("episode")["charge"].cumsum() <= own["total"]
    reversed_on = own["episode"].map(reversals.groupby("episode")["received"].min()).fillna(_FAR)
    follows = within & (own["charge"] > 0) & (own["received"] < reversed_on)
    # A part counts only while all before it do.
    unbroken = (~(first | follows)).groupby(own["episode"]).cumsum() == 0
    return ((first | follows) & unbroken).to_numpy()


def _added(parts: pd.DataFrame, refusals: pd.DataFrame) -> pd.DataFrame:
    """The parts of each first adjudication added up, with the reason of most denied dollars."""
    room = (parts["charge"] - parts["paid"]).clip(lower=0)
    grouped = parts.assign(room=room).groupby("episode")
    total = grouped[["paid", "share", "room"]].sum()
    total["received"] = grouped["received"].max()
    mine = refusals.merge(parts[["remit", "episode"]], on="remit")
    by_code = mine.groupby(["episode", "carc", "family"], sort=True)["cents"].sum().reset_index()
    by_code["of_carc"] = by_code.groupby(["episode", "carc"])["cents"].transform("sum")
    top = by_code.sort_values(
        ["episode", "of_carc", "carc", "cents", "family"], ascending=[True, False, True, False, True]
    ).drop_duplicates("episode")
    total = total.join(top.set_index("episode")[["carc", "family"]])
    denied = mine.groupby("episode")["cents"].sum().reindex(total.index, fill_value=0)
    total["denied"] = np.minimum(denied, total["room"])
    return total.drop(columns="room")


def _today(as_of: dt.date | None, claims: pa.Table, remits: pa.Table) -> int:
    if as_of is not None:
        return (as_of - dt.date(1970, 1, 1)).days
    days = _days(remits.column("received_on")) if remits.num_rows else _days(claims.column("submitted_on"))
    return int(days.max(initial=_NO_DAY))


def _why_none(result: pd.DataFrame, today: int, maturity_days: int) -> npt.NDArray[np.str_]:
    """Why each claim has no label, empty where it has one. The first that holds is said."""
    asked_on = result["sent"].where(result["sent"] != _NO_DAY, result["end"])
    found = result["found"].astype(bool)
    whys = {
        "not primary": ("secondary_payer", ~result["primary"]),
        "frequency or reference": ("resubmission", result["later"]),
        "sent again": ("duplicate", ~result["first"] & result["unchanged"]),
        "sent again, changed": ("resubmission", ~result["first"]),
        "copy sent after the answer": ("duplicate", result["original_answered"] < result["sent"]),
        "first answer not held": ("reversed", result["correction"].astype(bool)),
        "answered": ("", found),
        "answered before it was sent": ("resubmission", result["before"].astype(bool)),
        "answered by a later payer": ("secondary_payer", result["elsewhere"].astype(bool)),
        "young": ("immature", today - asked_on < maturity_days),
    }
    return np.select(
        [said.to_numpy(dtype=bool) for _, said in whys.values()], [w for w, _ in whys.values()], "no_match"
    )


def _labels(claim_ids: pa.ChunkedArray, result: pd.DataFrame) -> pa.Table:
    labelled = (result["why"] == "").to_numpy()
    amount = result["denied"].where(labelled, 0).fillna(0).to_numpy(dtype=np.int64)
    denied = labelled & (amount > 0)
    whole = (result["paid"] + result["share"] <= 0).to_numpy(dtype=bool)
    outcome = np.select([~labelled, denied & whole, denied], ["none", "denied", "partial"], "paid")
    family = np.array(REASON_FAMILIES, dtype=object)[result["family"].fillna(0).astype(int)]
    coded = denied & (result["carc"].fillna("") != "").to_numpy(dtype=bool)
    known = result["received"].where(labelled, 0).fillna(0).to_numpy(dtype=np.int32)
    columns = {
        "claim_id": claim_ids.cast(pa.string()),
        "outcome": pa.array(outcome, pa.string()),
        "denied": pa.array(denied, pa.bool_(), mask=~labelled),
        "denied_amount": _money(amount, ~labelled),
        "carc": pa.array(result["carc"].to_numpy(dtype=object), pa.string(), mask=~coded),
        "reason_family": pa.array(family, pa.string(), mask=~denied),
        "known_on": pa.array(known, pa.int32(), mask=~labelled).cast(pa.date32()),
        "why_none": pa.array(result["why"].to_numpy(dtype=object), pa.string(), mask=labelled),
    }
    return pa.table(columns, schema=LABELS.arrow)


def _codes(*columns: pa.ChunkedArray) -> list[npt.NDArray[np.int64]]:
    """The same number for the same text in all the columns; -1 for null."""
    together = pa.chunked_array([chunk.cast(pa.string()) for column in columns for chunk in column.chunks], pa.string())
    codes = together.combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.split(codes.astype(np.int64), np.cumsum([len(column) for column in columns])[:-1])


def _days(column: pa.ChunkedArray) -> Days:
    days: Days = column.cast(pa.int32()).fill_null(_NO_DAY).to_numpy().astype(np.int64)
    return days


def _cents(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Whole cents; exact, since a sum of 14 digits fits a float's 53 bits."""
    dollars = column.cast(pa.float64()).fill_null(0.0).to_numpy()
    cents: npt.NDArray[np.int64] = np.rint(dollars * 100).astype(np.int64)
    return cents


def _money(cents: npt.NDArray[np.int64], mask: npt.NDArray[np.bool_]) -> pa.Array:
    """Cents as decimal dollars: a 128-bit integer of hundredths is the decimal's own representation."""
    words = np.stack([cents, cents >> 63], axis=1)
    valid = pa.array(~mask).buffers()[1]
    return pa.Array.from_buffers(LABELS.arrow.field("denied_amount").type, len(cents), [valid, pa.py_buffer(words)])
