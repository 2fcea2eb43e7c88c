"""The parts of `bot.writing.checks`: what is looked at, one module a kind of fault."""
