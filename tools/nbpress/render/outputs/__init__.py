"""The outputs of a code cell as blocks of the page."""
