"""The page as a whole: front matter, code cells, live values, provenance, and the exporter that puts it together."""
