"""Previews of the sandbox's tracks: thirty seconds of synthesised music each, and their files."""
