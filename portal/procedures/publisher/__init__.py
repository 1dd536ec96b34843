"""What publishers see: the list of procedures, and a version with a tab for each of its parts."""
