"""Run the command line with `python -m nbpress`."""

from nbpress.cli import main

main()
