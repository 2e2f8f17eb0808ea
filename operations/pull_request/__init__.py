"""What a pull request does to both regions in every strategy, before anybody merges it."""
