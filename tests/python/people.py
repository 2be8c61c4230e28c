"""Forty people, for tests of who is whom."""

GIVEN = ["Hanako", "Taro", "Jiro", "Sachiko", "Kenji", "Yumi", "Akira", "Emi"]
FAMILY = ["Yamada", "Sato", "Suzuki", "Takahashi", "Tanaka"]
PEOPLE = [
    {
        "first_name": given,
        "surname": family,
        "birthday": f"19{50 + 3 * row % 47}-{1 + row % 12:02}-{1 + 7 * row % 28:02}",
        "email": f"{given}.{family}{row}@example.jp".lower(),
    }
    for row, (given, family) in enumerate((given, family) for given in GIVEN for family in FAMILY)
]
