"""Numbers below 1000 in French and English words, for `translate`."""

FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
).split()
FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
ENGLISH_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def french(number):
    """Write a number out, with blanks in the place of hyphens.

    >>> [french(n) for n in (71, 80, 97, 201)]
    ['soixante et onze', 'quatre vingts', 'quatre vingt dix sept', 'deux cent un']
    """
    if number < 17:
        return FRENCH[number]
    if number < 20:
        return f"dix {FRENCH[number - 10]}"
    if number < 80:
        tens = min(number // 10, 6)
        rest = number - 10 * tens
        link = " et " if rest in (1, 11) else " "
        return FRENCH_TENS[tens] + (link + french(rest) if rest else "")
    if number < 100:
        return "quatre vingt" + (f" {french(number - 80)}" if number > 80 else "s")
    hundreds, rest = divmod(number, 100)
    head = f"{FRENCH[hundreds]} cent" if hundreds > 1 else "cent"
    return head + (f" {french(rest)}" if rest else "s" * (hundreds > 1))


def english(number):
    """Write a number out, with blanks in the place of hyphens.

    >>> [english(n) for n in (71, 80, 197)]
    ['seventy one', 'eighty', 'one hundred ninety seven']
    """
    if number < 20:
        return ENGLISH[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return ENGLISH_TENS[tens] + (f" {ENGLISH[rest]}" if rest else "")
    hundreds, rest = divmod(number, 100)
    return f"{ENGLISH[hundreds]} hundred" + (f" {english(rest)}" if rest else "")
