"""Reading catalogues of administrative procedures from files, and publishing what they say.

`records` tells the shapes apart, one module per shape takes a record apart, `run` publishes.
What cannot be understood stays as text and is flagged; nothing is guessed, nothing dropped.
"""
