"""What people may ask about the data kept of them, and how long it is kept."""
