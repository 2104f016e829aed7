"""denialrisk explain."""

from __future__ import annotations

from pathlib import Path

import click

from denialrisk.cli import options


@click.command()
@click.argument("claim_id")
@options.worklist
@click.option("--html", type=click.Path(path_type=Path), help="Write the claim as a page of its own.")
@click.option("--query", type=click.Path(path_type=Path), help="Write a question to the provider, as a text file.")
def command(claim_id: str, worklist: Path, html: Path | None, query: Path | None) -> None:
    """Explain one claim of a worklist: what moves its risk, what to do, and what that would be worth."""
    from denialrisk.serving import page, queries
    from denialrisk.serving.explain import explained, find

    rows = find(worklist, claim_id)
    click.echo("\n\n".join(explained(row) for row in rows))
    if html is not None:
        page.write_rows(rows, html)
        click.echo(f"\npage: {html}")
    if query is not None:
        text = queries.query(rows[0])
        if text is None:
            click.echo("\nNo issue of this claim needs the provider; no query was written."
                       + (f" {query} was there before and is left alone." if query.exists() else ""))  # fmt: skip
        else:
            query.write_text(text, encoding="utf-8")
            click.echo(f"\nquery: {query}")
