"""Preview: the site in a browser while its articles are written, each saved change on the page a moment later.

watch   says which files changed
mirror  keeps a copy of the site, so that nothing unfinished lands in the blog itself
session publishes notebooks into the copy, and lets Jekyll build it
jekyll  one process that builds again and again
server  shows the result on loopback, and tells the pages to reload
"""
