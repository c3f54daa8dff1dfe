"""Beginnings: a new article, a blog made ready."""
