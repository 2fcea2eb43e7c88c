"""Words that begin the sentences of an ad with a capital and are nobody's name."""

PLAIN = frozenset(
    """
a about abstract add after ai all already also although always am an and another answer answered answers any
anybody anyone are as ask asked at attendee attendees attending author authors be because before behind
believe below besides best better beyond big both brainstorm bring build building but by by-line can care
certainly chat chatting check checking cheers click co-authors coauthors code coffee collaborators
colleagues come coming compare comparing congrats congratulations connect connecting contribute conversation
conversations could credit credits curious cv data date dear deep delighted demo despite details did
different discover discuss dm dms do does don't drop drop-by during each earlier early easy either end enjoy
enjoying event ever every everybody everyone everyone's everything everywhere excited explain explaining
explore false fancy feedback feel fellow few finally find finding first folks follow following for formal
free friends from full get getting give glad go going good grab grateful great group guess happening happy
hard have headed heading hear hello help helping hence here hey hi honored honoured hope hoping how however
hugs i i'll i'm i've ideas if imagine in in-person info instead interested into is it it's its join joint
just keen keep kindly know kudos lab language languages large last later learn learned learning leave
leaving let let's like link links little live llm llms location long look looking love machine machines made
made-up make making many math maths maybe meanwhile measure measuring meet meet-up meeting mentors miss
missed ml model models more moreover most much my need neither network networking never new next nlp no
nobody not nothing now of off ok okay old on once one only or other others our out over paper papers pass
passing passionate people perhaps place plan planning play playing please pleased pm poster posters prefer
preprint present presenter presenters presenting probably proof proofs proud question questions quick
quickly read ready real really regards research researcher researchers results right rl run running said
same say say-hi saying says see seen session share sharing she short should show showing sign simple simply
since sincerely slides small so so-called solve solving some somebody someone something soon sorry speaker
speakers start starting stay staying still stoked stop stopping struggling student students such super
support supporting sure swap swing take talk talking teach teaching team tell test testing than thank thanks
that that's the their them then theorem theorems there there's therefore these they they're thing things
think thinking this those though thrilled through thus time tired title to together too topic topics trade
train trained training true try tune turn turns under understand understanding unless until up us use using
venue very visit visiting wait walk want wanted warmly was way we we'd we'll we're we've welcome well were
what what'd what's when whenever where where's wherever whether which while who who's whoever why will wish
wishing with without wonder wondered wondering work working worse would write writing yes yet you you'd
you'll you're you've your
""".split()  # noqa: SIM905  a list of words reads best as words
)
"""In lower case. One that is missing costs a writer a second try; a name among them would be let through."""
