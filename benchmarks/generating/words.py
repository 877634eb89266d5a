"""Words that are made up: names in four languages, titles, figures as printed. The same numbers give the same words."""

from __future__ import annotations

import random

from synthetic import LANGUAGES, SYLLABLES

AGREE = {
    "en": "{} and {} agree on {}",
    "ru": "{} и {} договорились о {}",
    "kk": "{} мен {} {} туралы келісті",
    "zh": "{}与{}就{}达成协议",
}
MAGNITUDES = {
    "en": ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")),
    "ru": ((10**9, "млрд"), (10**6, "млн"), (10**3, "тыс.")),
    "kk": ((10**9, "млрд"), (10**6, "млн"), (10**3, "мың")),
    "zh": ((10**8, "亿"), (10**4, "万")),
}
KINDS = {
    "company": {"en": "Group", "ru": "Групп", "kk": "Групп", "zh": "集团"},
    "body": {"en": "Office", "ru": "Управление", "kk": "Басқармасы", "zh": "厅"},
    "organization": {"en": "Association", "ru": "Ассоциация", "kk": "Қауымдастығы", "zh": "协会"},
    "project": {"en": "plant", "ru": "завод", "kk": "зауыты", "zh": "工厂"},
    "meeting": {"en": "talks", "ru": "переговоры", "kk": "келіссөздері", "zh": "会谈"},
    "agreement": {"en": "memorandum", "ru": "меморандум", "kk": "меморандумы", "zh": "备忘录"},
    "post": {"en": "head", "ru": "руководитель", "kk": "басшысы", "zh": "负责人"},
    "publisher": {"en": "News", "ru": "Новости", "kk": "Жаңалықтары", "zh": "新闻"},
}
COUNT = len(SYLLABLES["en"])


def name(bits: int, kind: str = "") -> dict[str, str]:
    """A name in the four languages, of two words and what the kind of thing is called.

    >>> name(1)["ru"], name(1, "company")["en"]
    ('Баал Алал', 'Baal Alal Group')
    """
    parts = [bits // COUNT**power % COUNT for power in range(4)]
    found = {}
    for language in LANGUAGES:
        syllables = SYLLABLES[language]
        one, two = (syllables[first] + syllables[second] for first, second in (parts[:2], parts[2:]))
        gap = "" if language == "zh" else " "
        found[language] = one + two if language == "zh" else f"{one.capitalize()} {two.capitalize()}"
        if kind in KINDS:
            found[language] += gap + KINDS[kind][language]
    return found


def title(language: str, rng: random.Random) -> str:
    """A headline."""
    return AGREE[language].format(*(name(rng.getrandbits(32))[language] for _ in range(3)))


def figure(value: float, unit: str, language: str) -> str:
    """A figure as a newspaper prints it.

    >>> figure(1_500_000, "USD", "en"), figure(12, "MW", "ru")
    ('1.5 million USD', '12 MW')
    """
    size, word = next(((s, w) for s, w in MAGNITUDES[language] if value >= s), (1, ""))
    number = f"{value / size:.4g}" if value < size * 10**4 else f"{value / size:.0f}"
    if language in {"ru", "kk"}:
        number = number.replace(".", ",")
    return " ".join(filter(None, (number, word, unit)))


def said(text: str, language: str = "en") -> str:
    """A literal with its language."""
    return f'"{text}"@{language}'
