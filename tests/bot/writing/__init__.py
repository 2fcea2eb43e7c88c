"""Tests of `bot.writing`."""
