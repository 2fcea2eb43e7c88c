"""The parts of `bot.paper.hidden`: what is painted on a page, where, and whether it leaves ink."""
