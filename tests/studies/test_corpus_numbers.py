"""Numbers in words: by hand, and by the rules of CLDR."""

import re

import numpy as np
import pytest

from dlcourse.studies.translation.corpus.numbers import (
    chinese_number,
    english_number,
    french_number,
)

CHINESE = {
    0: ("零", "零"),
    2: ("二", "两"),
    10: ("十", "十"),
    12: ("十二", "十二"),
    20: ("二十", "二十"),
    22: ("二十二", "二十二"),
    100: ("一百", "一百"),
    102: ("一百零二", "一百零二"),
    105: ("一百零五", "一百零五"),
    110: ("一百一十", "一百一十"),
    112: ("一百一十二", "一百一十二"),
    200: ("二百", "两百"),
    1_000: ("一千", "一千"),
    1_005: ("一千零五", "一千零五"),
    1_010: ("一千零一十", "一千零一十"),
    1_050: ("一千零五十", "一千零五十"),
    1_500: ("一千五百", "一千五百"),
    2_305: ("二千三百零五", "两千三百零五"),
    10_000: ("一万", "一万"),
    10_005: ("一万零五", "一万零五"),
    10_500: ("一万零五百", "一万零五百"),
    15_000: ("一万五千", "一万五千"),
    20_002: ("二万零二", "两万零二"),
    22_222: ("二万二千二百二十二", "两万两千两百二十二"),
    100_000: ("十万", "十万"),
    123_456: ("十二万三千四百五十六", "十二万三千四百五十六"),
    300_200: ("三十万零二百", "三十万零两百"),
    1_000_000: ("一百万", "一百万"),
    1_010_000: ("一百零一万", "一百零一万"),
    10_010_000: ("一千零一万", "一千零一万"),
    10_100_010: ("一千零一十万零一十", "一千零一十万零一十"),
    20_000_000: ("二千万", "两千万"),
    20_300_000: ("二千零三十万", "两千零三十万"),
    90_502_390: ("九千零五十万二千三百九十", "九千零五十万两千三百九十"),
    99_999_999: ("九千九百九十九万九千九百九十九", "九千九百九十九万九千九百九十九"),
}
"""Numbers as they are written when numbering, and when counting."""


def test_chinese_numbers_by_hand():
    made = {n: (chinese_number(n), chinese_number(n, counting=True)) for n in CHINESE}
    assert made == CHINESE


# The rules of CLDR 46 for zh below 10^8. {<} is what the quotient becomes, {>x} the remainder by
# rule set x, left out if it is zero; {=x} the number itself by rule set x.
NUMBERING = {
    **dict(enumerate("〇一二三四五六七八九")),
    10: "十{>numbering}",
    20: "{<}十{>numbering}",
}


def rules(name, two):
    after = {
        2: {1: "零{=numbering}", 10: "一{=numbering}", 20: "{=numbering}"},
        3: {1: "零{=numbering}", 10: "零一{=%}", 20: "零{=%}", 100: "{=%}"},
        4: {1: "零{=numbering}", 10: "零一{=%}", 20: "零{=%}", 1000: "{=%}"},
    }
    digits = {**NUMBERING, 0: "零", 2: two}
    cardinal = {
        **{n: digits[n] for n in range(10)},
        10: "{=numbering}",
        100: "{<}百{>%2}",
        1000: "{<}千{>%3}",
        10_000: "{<}万{>%4}",
    }
    sets = {name: cardinal, **{f"{name}{k}": rule for k, rule in after.items()}}
    return {
        key: {base: text.replace("%", name) for base, text in rule.items()}
        for key, rule in sets.items()
    }


RULES = {"numbering": NUMBERING, **rules("cardinal", "二"), **rules("counting", "两")}


def spell(n, name):
    """A small interpreter of CLDR's rules for spelling numbers."""
    base = max(b for b in RULES[name] if b <= n)
    quotient, remainder = divmod(n, 10 ** (len(str(base)) - 1)) if base >= 10 else (n, 0)
    text = RULES[name][base].replace(
        "{<}", spell(quotient, name) if "{<}" in RULES[name][base] else ""
    )
    text = re.sub(r"\{=(\w+)\}", lambda m: spell(n, m[1]), text)
    return re.sub(r"\{>(\w+)\}", lambda m: spell(remainder, m[1]) if remainder else "", text)


def test_chinese_numbers_follow_the_rules_of_cldr():
    rng = np.random.default_rng(0)
    drawn = [int(n) for k in range(5, 9) for n in rng.integers(0, 10**k, 1500)]
    zeros = [
        a * 10**k + b for k in (4, 5, 6, 7) for a in (1, 2, 10) for b in (0, 1, 2, 10, 200, 1020)
    ]
    for n in (*range(3000), *drawn, *(n for n in zeros if n < 10**8)):
        assert chinese_number(n) == spell(n, "cardinal")
        assert chinese_number(n, counting=True) == spell(n, "counting")


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (21, "vingt et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (99, "quatre-vingt-dix-neuf"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (1_000, "mille"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (2_000_200, "deux millions deux cents"),
        (80_000_000, "quatre-vingts millions"),
    ],
)
def test_french_numbers_by_hand(n, text):
    assert french_number(n) == text


def test_french_numbers_agree_with_a_feminine_noun():
    changed = {n for n in range(1, 200) if french_number(n) != french_number(n, feminine=True)}
    assert changed == {1, 21, 31, 41, 51, 61, 81, 101, 121, 131, 141, 151, 161, 181}
    assert french_number(21_000, feminine=True) == "vingt et un mille"
    assert french_number(1_081, feminine=True) == "mille quatre-vingt-une"


@pytest.mark.parametrize("write", [chinese_number, english_number, french_number])
@pytest.mark.parametrize("n", [-1, 10**8, 2.0, "2", True, None])
def test_numbers_out_of_range_are_refused(write, n):
    with pytest.raises(ValueError, match="n must be an integer from 0 to 99999999"):
        write(n)


def test_flags_of_numbers_are_flags():
    with pytest.raises(ValueError, match="counting must be True or False"):
        chinese_number(2, counting=1)
    with pytest.raises(ValueError, match="feminine must be True or False"):
        french_number(2, feminine="yes")
