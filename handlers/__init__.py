"""What translates between people's platforms and the core, and decides nothing."""
