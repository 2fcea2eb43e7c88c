"""The parts of `bot.writing.extractive`: choosing, trimming and joining a paper's own sentences."""
