"""Read: files in, values out. The only stage that reads sources, and it writes nothing."""
