"""From a link to a read paper."""
