"""Many runs of one notebook, and what another notebook takes from them."""
