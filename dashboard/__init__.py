"""What the DJ sees: the pages, their parts, and the login."""
