"""Check: an article as a value comes in; what is wrong with it comes out. No disk, clock or network."""
