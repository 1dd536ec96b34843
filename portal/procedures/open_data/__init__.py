"""The catalogue as open data: JSON and CSV with a described schema, the map of the site."""
