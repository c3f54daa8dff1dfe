"""A Markdown cell as kramdown's Markdown."""
