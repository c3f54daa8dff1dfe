"""Run: papermill executes a notebook; the executed notebook and its record are kept in the store."""
