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


def forms(count: int) -> dict[str, list]:
    """What people write on forms: three each, the third with a slip."""
    table: dict[str, list] = {name: [] for name in ["id", "name", "birthday", "postcode", "phone"]}
    for row in range(count):
        person, time = divmod(row, 3)
        of = PEOPLE[person % len(PEOPLE)]
        given, family = of["first_name"], of["surname"] + "mura" * (person // len(PEOPLE))
        table["id"].append(f"r{row:04}")
        table["name"].append(f"{given[:-1] if time == 2 else given} {family}")
        table["birthday"].append(of["birthday"])
        table["postcode"].append(f"{person * 7919 % 9_000_000 + 1_000_000}")
        table["phone"].append(f"0901{person * 104_729 % 10_000_000:07}" if time else None)
    return table
