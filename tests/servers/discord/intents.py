"""Which events a bot asks for.

https://discord.com/developers/docs/events/gateway#gateway-intents
"""

GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
MESSAGES, REACTIONS, TYPING = 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, CONTENT = 1 << 12, 1 << 13, 1 << 15
PRIVILEGED = {"guild_members": MEMBERS, "presences": PRESENCES, "message_content": CONTENT}
KNOWN = (1 << 26) - 1  # the highest named so far is 25

_BY_EVENT = {"GUILD_MEMBER": MEMBERS, "GUILD": GUILDS, "CHANNEL": GUILDS, "THREAD": GUILDS}


def needed(event: str, *, direct: bool) -> int:
    """The intent that an event needs; 0 for one that every bot gets."""
    if event.startswith("MESSAGE_REACTION"):
        return DIRECT_REACTIONS if direct else REACTIONS
    if event.startswith("MESSAGE"):
        return DIRECT_MESSAGES if direct else MESSAGES
    return next((bit for start, bit in _BY_EVENT.items() if event.startswith(start)), 0)
