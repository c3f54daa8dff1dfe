"""Change notebooks, settings and manifests by chance, from a seed that makes the same changes again, and publish them.

    python -m tools.fuzz                      1,000 changes from seed 1
    python -m tools.fuzz --rounds 50000 --seed 7

Each change is published in a child process with limits of time and memory: it has to give a page or one clear error.
"""
