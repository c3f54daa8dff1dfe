"""Benchmarks of nbpress against other tools: `make bench`, or `python -m tools.bench [NAME…]` for some of them.

Each module below is one benchmark and prints one table. Its ways are run in turn, round after round, so that a busy moment
of the machine falls on all of them; a table shows the median of the wall time with its range (the noise), the median of the
CPU time, and the ratio to the first way. At the end all rows stand in one table, with their limits. Every process starts
anew, and one round for warming up is not counted. Nothing here is a test: what a row promises is printed beside what was
measured, and a person judges it on a quiet machine.

    article   the first article, twenty epochs, against a plain Python script and against papermill + nbconvert
    cells     ten trivial cells, from notebook to post, against a bare jupyter_client, `jupyter execute`,
              and papermill + nbconvert
    jobs      four notebooks that need a run, `publish --jobs 2`, against one after another
    one       one executed notebook, against nbconvert
    pages     Lighthouse on the built blog, against stock minima with the same article (npm install --global lighthouse)
    preview   prose was edited while `nbpress preview` shows a site of 500 posts, against Jekyll's own rebuild
    prose     prose was edited, or nothing was, and the article is published again, against nbconvert
    many      one article of 1,000 has other prose and is published again, against nbconvert
    unchanged nothing changed since the last call: one article, 1,000, this repository, 4 GiB of data, against `import click`,
              Jupyter Book 1 and mystmd
    most      the same and `list` with 10,000 articles, which take some minutes to be published first
    render    200 executed notebooks in one call, against nbconvert
    setup     what `make publish EPOCHS=1` installs: seconds, MB loaded, MB on disk
    sweep     eight short trainings side by side, against a loop of papermill

The other tools are put into environments of their own (`peers`). `MNIST_NPZ` names a local copy of MNIST for `article`;
without it, see notebooks/mnist_source.py. `NBPRESS_ROUNDS` sets how often each way is measured.
"""
