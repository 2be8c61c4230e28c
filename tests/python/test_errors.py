"""What goes wrong says what to mend, with a code, and never whom it hit."""

import copy
import pickle

import omo
import pytest


def test_the_error_is_a_value_error_with_a_code():
    with pytest.raises(ValueError, match="time must be a time from 1970") as error:
        omo.read_time("yesterday")
    assert type(error.value) is omo.OmoError
    assert error.value.code == "format"
    assert omo.OmoError.__module__ == "omo"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: omo.read_identifier("e-mail", "hanako@example.jp"), "format"),
        (lambda: omo.read_identifier("email", ""), "format"),
        (lambda: omo.read_identifier("phone", "9" * 10_000_000), "format"),
        (lambda: omo.read_time("2026-03-01", zone="Asia/Tokio"), "format"),
        (lambda: omo.read_time("2026-03-01", zone="x" * 10_000_000), "format"),
        (lambda: omo.read_time("1969-12-31"), "format"),
        (lambda: omo.read_time("-1"), "format"),
        (lambda: omo.read_time("nan"), "format"),
        (lambda: omo.Table({"a": [1], "b": []}), "length"),
    ],
)
def test_bad_values_have_a_code(call, code):
    with pytest.raises(omo.OmoError) as error:
        call()
    assert error.value.code == code
    assert len(str(error.value)) < 300


def test_an_error_survives_the_way_to_another_process():
    with pytest.raises(omo.OmoError) as error:
        omo.read_time("yesterday")
    for again in (pickle.loads(pickle.dumps(error.value)), copy.copy(error.value)):
        assert (type(again), str(again), again.code) == (omo.OmoError, str(error.value), "format")


@pytest.mark.parametrize(
    "call",
    [
        lambda: omo.read_identifier("phone"),
        lambda: omo.read_identifier("phone", 9012345678),
        lambda: omo.read_identifier("phone", None),
        lambda: omo.read_identifier("phone", b"090"),
        lambda: omo.read_time(1.5),
        lambda: omo.read_time("2026-03-01", zone=9),
        lambda: omo.read_time("2026-03-01", zoen="Asia/Tokyo"),
        lambda: omo.read_time("2026-03-01", "UTC", "UTC"),
        lambda: omo.gtin_check_digit(629104150021),
        lambda: omo.gtin_check_digit(digit="62"),
        lambda: omo.Table(),
        lambda: omo.Table({}, {}),
        lambda: omo.Table(rows={}),
    ],
)
def test_wrong_types_and_misspelt_options_are_type_errors(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize("kind", ["member_id", "email", "app_id", "payment_token", "name_address", "name_phone", "phone", "device", "cookie"])
@pytest.mark.parametrize("text", ["", " ", "\0", "a\nb", "\U0001f600" * 1000, "@", "|", "x" * 10_000_000, "hanako-secret|"])
def test_no_text_breaks_an_identifier_or_is_told(kind, text):
    try:
        value = omo.read_identifier(kind, text)
    except omo.OmoError as error:
        assert error.code == "format"
        assert "secret" not in str(error)
    else:
        assert value["kind"] == kind


def test_half_a_character_is_refused():
    with pytest.raises(ValueError):
        omo.read_identifier("email", "\ud800@example.jp")
