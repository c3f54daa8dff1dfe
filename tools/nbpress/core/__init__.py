"""The ground: records that stages hand on, errors, the project, the manifest, hashes, results files, processes."""
