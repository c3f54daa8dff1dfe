"""A blog that was written for another tool becomes one of nbpress. `migration.py` is the file to read first."""
