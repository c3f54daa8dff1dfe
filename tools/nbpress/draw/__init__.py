"""Draw diagrams as pictures, in a browser of this machine: a step between the run and the page."""
