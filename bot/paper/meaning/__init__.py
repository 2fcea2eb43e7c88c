"""From a paper's text to what it means: its links, repository, contributions and limitations."""
