"""Preview: the site in a browser while its articles are written, each saved change on the page a moment later.

watch    says which files changed
mirror   keeps a copy of the site, so that nothing unfinished lands in the blog itself
session  publishes notebooks into the copy, and lets Jekyll build it
jekyll   one process that builds again and again
loopback a server for this machine alone, with bounds
pages    serves the result: whatever stands in an article runs there, without an origin
control  the page around it, with a port of its own: it says what is wrong, asks for runs, and reloads what it frames
state    what the control page is told
"""
