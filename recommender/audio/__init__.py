"""From the bytes of an audio file to what is heard in it."""
