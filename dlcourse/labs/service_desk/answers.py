"""What a desk says to a wish and its slots, by rules."""

from ...studies.service import spans

WISHES = {
    "book": "book a parcel",
    "price": "know a price",
    "cancel": "cancel an order",
    "track": "know where an order is",
    "redirect": "send an order elsewhere",
    "damaged": "report damage",
}
NEEDED = {
    "book": ("from", "to"),
    "price": ("from", "to"),
    "cancel": ("number",),
    "track": ("number",),
    "redirect": ("number", "to"),
    "damaged": ("number",),
}
DONE = {
    "book": "I book a parcel{item}{from}{to}{day}.",
    "price": "I look up the price{item}{from}{to}{day}.",
    "cancel": "I cancel order{number}.",
    "track": "I look for order{number}.",
    "redirect": "I send order{number}{to}.",
    "damaged": "I report that order{number} is damaged.",
}
ASKED = {"from": "From where?", "to": "Where to?", "number": "Which number has the order?"}
BEFORE = {"from": " from ", "to": " to ", "day": " on ", "item": " with ", "number": " "}


def slots_of(words, tags):
    """Words of the first span of each slot, as a dict of str to str.

    Examples
    --------
    >>> slots_of(["to", "new", "york"], ["O", "B-to", "I-to"])
    {'to': 'new york'}
    """
    found = {}
    for slot, first, end in spans(tags):
        between = "" if all(word.isdigit() for word in words[first:end]) else " "
        found.setdefault(slot, between.join(words[first:end]))
    return found


def answer(intent, slots):
    """Say what is done, or ask for the first slot that is missing.

    Parameters
    ----------
    intent : str
        One of `WISHES`.
    slots : dict of str to str

    Examples
    --------
    >>> answer("redirect", {"number": "47", "to": "rome"})
    'I send order 47 to rome.'
    >>> answer("redirect", {"number": "47"})
    'You want to send an order elsewhere. Where to?'
    """
    missing = [slot for slot in NEEDED[intent] if slot not in slots]
    if missing:
        return f"You want to {WISHES[intent]}. {ASKED[missing[0]]}"
    filled = {
        slot: before + slots[slot] if slot in slots else "" for slot, before in BEFORE.items()
    }
    return DONE[intent].format(**filled)


def question(first, second):
    """Ask back which of two wishes is meant."""
    return f"Do you want to {WISHES[first]} or to {WISHES[second]}? Or is it something else?"
