"""The officers' working place: lists of work, what they are asked for, and work done on many."""
