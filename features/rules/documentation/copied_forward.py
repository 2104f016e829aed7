"""DOC81."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, Request, rule


@rule(
    code="DOC81",
    title="Examination copied from an earlier note",
    severity="review",
    authority=Authority(
        "CMS Medicare Program Integrity Manual, chapter 3", "section 3.3.2, reliability of the record", confirmed=False
    ),
    since="2015-10-01",
    reason_family="documentation",
    carc=("16", "50"),
    edit=Resolve(),
    fix=Request("what was examined at this visit", of="author"),
    reads=("copied_forward",),
    knowledge=("D27",),
    article=("A11",),
)
def copied_forward(c: Frames) -> Rows:
    """The text of the examination is the same as in an earlier note of the patient.

    Why it is denied: reviewers who see one text twice take it that the second examination was not made.

    What to do: ask the author what was examined on the day, and have it written in an addendum.

    Fires: two visits, one examination text.
    Does not fire: the text differs; or no earlier note was read.
    """
    return c.with_claims(c.says("copied_forward").claims)
