"""Which language a text is in."""

# ruff: noqa: RUF001  letters of other scripts are what is told apart here

import pytest

from bot.paper.meaning.language import language_of

SAMPLES = {
    "en": "We show that the proposed method is better than all of those which have been published before.",
    "fr": "Nous montrons que la méthode est plus rapide que les autres et qu'elle ne dépend pas des données.",
    "de": "Wir zeigen, dass die Methode schneller ist als alle anderen und nicht von den Daten abhängt.",
    "es": "Mostramos que el método es más rápido que los otros y que no depende de los datos.",
    "it": "Mostriamo che il metodo è più rapido degli altri e che non dipende dai dati.",
    "pt": "Mostramos que o método é mais rápido do que os outros e que não depende dos dados.",
    "nl": "Wij laten zien dat deze methode sneller is dan de andere en niet van het materiaal afhangt.",
    "zh": "本文提出了一种新的方法,并在多个数据集上验证了该方法的有效性和优越性。",
    "ja": "本論文では、新しい手法を提案し、その有効性を複数のデータセットで検証した。",
    "ko": "본 논문에서는 새로운 방법을 제안하고 여러 자료에서 그 효과를 검증하였다.",
    "ru": "В данной работе мы предлагаем новый метод и показываем его преимущества.",
    "uk": "У цій роботі ми пропонуємо новий метод і показуємо його переваги.",
    "el": "Σε αυτή την εργασία προτείνουμε μια νέα μέθοδο και δείχνουμε τα πλεονεκτήματά της.",
    "ar": "في هذه الورقة نقترح طريقة جديدة ونبين مزاياها على عدة مجموعات من البيانات.",
    "fa": "در این مقاله یک روش جدید پیشنهاد می‌شود و برتری‌های آن نشان داده می‌شود.",
    "he": "במאמר זה אנו מציעים שיטה חדשה ומראים את יתרונותיה על פני שיטות קודמות.",
}


@pytest.mark.parametrize(("language", "text"), SAMPLES.items())
def test_a_language_is_told_by_its_letters_or_its_function_words(language: str, text: str) -> None:
    """A sentence or two suffice."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Pokazujemy, że zaproponowana metoda jest szybsza od innych i nie zależy od danych na wejściu.",
        "Vi visar att den föreslagna metoden är snabbare än andra och inte beror på data som används.",
        "Kami menunjukkan bahwa metode yang diusulkan lebih cepat dan tidak bergantung pada data.",
        "Önerilen yöntemin diğerlerinden daha hızlı olduğunu ve veriye bağlı olmadığını gösteriyoruz.",
        "x = y + 2, f(x) = 3 and",
        "",
    ],
)
def test_what_is_not_english_is_not_called_english(text: str) -> None:
    """Another language in Latin letters, or too little text, gives ""."""
    assert language_of(text) == ""


def test_formulas_and_names_do_not_hide_english() -> None:
    """Greek letters and figures' labels among English prose leave it English."""
    text = "The loss of the model is α + β with σ, as we show for ResNet VGG BERT GPT MNIST in this section."
    assert language_of(text) == "en"


def test_an_english_abstract_does_not_hide_a_korean_paper() -> None:
    """What most of the letters say counts."""
    assert language_of(SAMPLES["en"] + SAMPLES["ko"] * 5) == "ko"
