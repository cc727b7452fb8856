"""The doors to the outside: services, data set files, and the sandbox that stands in for them."""
