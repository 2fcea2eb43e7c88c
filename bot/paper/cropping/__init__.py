"""From captions to pictures: where each figure lies on its page, and the cutting out."""
