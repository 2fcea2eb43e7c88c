"""Tests of the room behind the writer on Claude."""
