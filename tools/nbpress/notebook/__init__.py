"""What a notebook says, as values: its format, cell options, front matter, parameters, live values, Markdown."""
