"""From a read paper to words, and what code verifies of them."""
