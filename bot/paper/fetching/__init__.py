"""The parts of `bot.paper.arxiv`: requests, pauses, and the Atom feed."""
