"""What gunicorn and `flask --app wsgi` start."""

from portal import create_app

app = create_app()
