"""What a person sees of a publication: live progress, the progress of a sweep, the summary."""
