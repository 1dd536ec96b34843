import click


@click.group()
def worker() -> None:
    """Stub."""
