"""The last words of a run: which files were taken, whose time is not known, who is missing."""

MOST_NAMES = 20


def summary(journal, late=None, absent=(), roster=None):
    """Sentences for the terminal.

    Parameters
    ----------
    journal : Journal
    late : Late, optional
    absent : sequence of str
        Names in the roster that have handed in nothing.
    roster : Path, optional

    Returns
    -------
    list of str
    """
    lines, without, unknown, marked = [], [], [], []
    for record in journal.records():
        student = record["student"]
        lines += [f"{student}: {remark}" for remark in record.get("remarks", ())]
        if record["message"]:
            without.append(student)
            lines.append(f"{student}: {record['message']}")
        if late is not None and record["submitted"] is None:
            (marked if record.get("late") else unknown).append(student)
    if marked:
        lines.append(f"{named(marked)}: marked late, by an unknown time: counted as one day")
    if unknown:
        lines.append(f"{named(unknown)}: no time of submission is known, and none counts as late")
    if without:
        lines.append(f"{named(without)}: not graded to the end, see above")
    if absent:
        lines.append(f"{named(absent)}: in {roster}, and nothing was handed in")
    return lines


def named(names):
    """How many they are, and the first of them.

    Examples
    --------
    >>> named(["ada", "bob"])
    '2 (ada, bob)'
    """
    some = [*names[:MOST_NAMES], *(["..."] * (len(names) > MOST_NAMES))]
    return f"{len(names)} ({', '.join(some)})"
