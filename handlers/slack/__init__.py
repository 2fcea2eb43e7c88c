"""Herald in Slack."""
