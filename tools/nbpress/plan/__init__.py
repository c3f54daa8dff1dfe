"""Plan: is an article due, and why? Imports neither papermill nor nbconvert, and starts no kernel."""
