"""Invented texts, and what happens to texts on their way from one document to the next."""

from __future__ import annotations

import random
from datetime import date

from onrecord.model import DateRange, Document

OPENING = (
    "Shelling struck the market of Tel Asfar on Monday morning, the town's relief committee said. "
    "It counted 14 people killed, among them three children, and 31 injured. "
    "Ambulances needed two hours to reach the place because the northern road was closed. "
)
REST = (
    "The committee's chair said that the stalls had been open since dawn and that no fighters were near. "
    "A doctor at the field hospital confirmed that most of the injured were traders from the villages around. "
    "Nobody had claimed responsibility by the evening, and the committee asked for an independent inquiry. "
)
STATEMENT = OPENING + REST
OTHER = (
    "Teachers in the coastal district of Wadi Rimal have gone unpaid since spring, their association reports. "
    "Classes are held in tents on the school grounds, and a third of the pupils walk more than five kilometres. "
    "The ministry answered that salaries would be sent as soon as the bank in the provincial capital reopens. "
    "Parents have begun to collect money for books, chalk and water, and some families take in the youngest. "
)
NAVIGATION = "Menu\nLatest reports\nWho we are\nSubscribe\nShare this page\n\n"
ARABIC = (
    "أفادت لجنة الإغاثة في بلدة تل أصفر بأن قصفاً أصاب السوق صباح يوم الاثنين، وأسفر عن مقتل أربعة عشر شخصاً بينهم "
    "ثلاثة أطفال وإصابة واحد وثلاثين آخرين. وقالت اللجنة إن سيارات الإسعاف احتاجت إلى ساعتين للوصول إلى المكان."
)
PERSIAN = (
    "کمیته امداد شهر تل‌اصفر گزارش داد که گلوله‌باران بازار در صبح دوشنبه چهارده کشته بر جای گذاشته است که سه کودک در میان "
    "آنان بودند. این کمیته گفت آمبولانس‌ها برای رسیدن به محل به دو ساعت زمان نیاز داشتند زیرا جاده شمالی بسته بود."
)


def document(name: str, text: str, published: str | None = None) -> Document:
    day = date.fromisoformat(published) if published else None
    return Document(id=name, name=name, media_type="text/plain", text=text, published=DateRange(day, day) if day else None)


def wrapped(text: str, width: int = 50) -> str:
    """As a PDF gives it: lines broken, words hyphenated at their ends."""
    lines = []
    while len(text) > width:
        cut = width
        is_inside_word = text[cut - 1].isalpha() and text[cut].isalpha()
        lines.append(text[:cut] + ("-" if is_inside_word else ""))
        text = text[cut:]
    return "\n".join([*lines, text])


def misread(text: str, share: float, seed: int = 1) -> str:
    """As a scan gives it: some letters are others."""
    rng = random.Random(seed)
    return "".join(rng.choice("celiotnu") if c.isalpha() and rng.random() < share else c for c in text)


def unlike(number: int, sentences: int = 12) -> str:
    """A text of invented words that shares nothing with those of other numbers."""
    rng = random.Random(number)
    syllables = ["ba", "ker", "mo", "lin", "tas", "ru", "fel", "do", "shi", "nam", "gor", "vie", "pu", "zet", "lam"]
    words = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(sentences * 12)]
    return " ".join(f"{' '.join(words[i : i + 12])}.".capitalize() for i in range(0, len(words), 12))
