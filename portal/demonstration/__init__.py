"""The demonstration province: its units, officers, citizens and procedures, as plain data."""
