"""Write citations and the list of references, by pandoc: a step between the run and the page."""
