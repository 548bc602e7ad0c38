"""What `make conformance` runs is no part of an ordinary run."""

collect_ignore = ["dialect"]
