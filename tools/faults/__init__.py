"""Inject faults into nbpress, each now and for real, and print one table: the fault, how often it was tried, how often the
blog came through. A fault that did not strike counts as a failure of its row.

    python -m tools.faults            all rows
    python -m tools.faults kill leaks those of some groups
"""
