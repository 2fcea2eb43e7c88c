"""Sentences of a paper that speak to whoever summarises or reviews it: to be told by nobody."""

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|direction|above"
    r"|previous|prior|rule)"
    r"|\bas an? (?:ai|llm|language model|assistant|automated|large language model)\b"
    r"|\b(?:system prompt|developer message|jailbreak|prompt injection)\b"
    r"|\b(?:give|assign|rate|recommend|award|write|provide)\b.{0,60}\b(?:accept(?:ance)?\b"
    r"|positive (?:review|rating|score)"
    r"|high(?:est)? (?:score|rating|mark)|favou?rabl[ey]|10/10|strong accept)"
    r"|\b(?:ai|llm|automated|language model|ai-generated) (?:reviewer|summari[sz]er|assistant"
    r"|agent)s?\b"
    r"|\b(?:do not|don't|never|must not|please|must|only) (?:mention|highlight|reveal|output"
    r"|respond|reply|say|print|tweet|post)\b"
    r"|\b(?:output|respond|reply|print|say|tweet|post) (?:only|exactly|the following|with"
    r"|this)\b"
    r"|\b(?:note|attention|message|instructions?) (?:to|for) (?:the |all |any )?(?:ai|llm"
    r"|reviewer|model|assistant|language)"
    r"|\b(?:ai|llm|language|automated) (?:systems?|models?|assistants?|agents?|tools?|bots?|llms) "
    r"(?:should|must|shall|are to|have to|please) (?:\w+ )?(?:describe|mention|say|report|call|praise"
    r"|highlight|summari[sz]e|recommend|rate|emphasi[sz]e|state|write|refer|cite)\b"
    r"|\b(?:add|include|put|insert|mention|append|attach)\b.{0,120}\b(?:everything|whatever|anything"
    r"|every (?:tweet|post|summary|review|thread)"
    r"|your (?:reply|answer|summary|review|output|tweet|post|thread))\b"
    r"|\bretweet|\bfollow (?:us|me|@)|\bclick (?:here|on|the)\b|\bsubscribe\b|\bbuy (?:now"
    r"|our)\b",
    re.IGNORECASE,
)


def speaks_to_machines(text: str) -> bool:
    """Whether the sentence gives orders to a model, a reviewer or a bot instead of telling about the work."""
    return bool(_ORDER.search(text))
