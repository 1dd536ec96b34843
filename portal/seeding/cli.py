import click


@click.group()
def seed() -> None:
    """Stub."""
