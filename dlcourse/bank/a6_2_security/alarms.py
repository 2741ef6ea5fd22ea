"""What a detector's rates mean where the odd ones are rare."""

from ...exercises import Case, Question


def alarms(sensitivity, false_rate, prior, *, count, price, share=0.5):
    """Each kind has its rate of alarms, but not each kind comes equally often."""
    odd, calm = count * prior, count * (1 - prior)
    right, wrong = odd * sensitivity, calm * false_rate
    precision = right / (right + wrong)
    cost = wrong + price * (odd - right)
    enough = right * (1 - share) / (share * calm)
    return right + wrong, precision, cost, enough


def alarm_cases(rng):
    """Draw rates; whole numbers first."""

    def case(label, prior, rates=(0.01, 0.1), count=5000, **settings):
        sensitivity, false_rate = rng.uniform(0.6, 0.95), rng.uniform(*rates)
        settings["price"] = int(rng.integers(10, 90))
        args = float(sensitivity), float(false_rate), prior
        return Case(label, args, {"count": count + int(rng.integers(500)), **settings})

    hand = float(rng.choice([0.25, 0.75])), float(rng.choice([0.125, 0.25])), 0.2
    price = int(rng.integers(2, 9))
    return [
        Case("by hand", hand, {"count": int(rng.choice([80, 160])), "price": price}),
        case("one in twenty", 0.05),
        case("one in a thousand", 0.001),
        case("one in a thousand", 0.001, rates=(0.001, 0.005), count=90_000),
        case("half are odd", 0.5),
        case("nine of ten alarms right", 0.02, share=0.9),
        case("one of five alarms right", 0.01, share=0.2),
    ]


QUESTION = Question(
    id="6_2.alarms",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.2, The bill",
    reference=alarms,
    outputs=("alarms", "precision", "cost", "enough"),
    intermediates=("odd", "calm", "right", "wrong"),
    cases=alarm_cases,
)
