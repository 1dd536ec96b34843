import click


@click.group()
def catalog() -> None:
    """Stub."""
