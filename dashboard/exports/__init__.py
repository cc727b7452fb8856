"""The crate as files that other programs read."""
