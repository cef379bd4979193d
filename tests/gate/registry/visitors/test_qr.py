from xml.etree import ElementTree as ET

from gate.registry.visitors import qr as pass_image

CODE = "7K492M"


def test_the_picture_is_svg_with_a_white_ground_and_no_size_of_its_own():
    root = ET.fromstring(pass_image.svg(CODE))  # noqa: S314 - our own

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 29 29"
    assert root.get("width") is None
    assert "#fff" in pass_image.svg(CODE)


def test_the_smallest_symbol_carries_the_code_as_letters_and_digits():
    qr = pass_image._qr(CODE)

    assert (qr.version, qr.mode, qr.error) == (1, "alphanumeric", "M")


def test_a_terminal_gets_half_blocks():
    lines = pass_image.text(CODE).splitlines()

    assert len(lines) <= 16
    assert "\N{UPPER HALF BLOCK}" in pass_image.text(CODE)


def test_two_codes_do_not_look_alike():
    assert pass_image.svg(CODE) != pass_image.svg("7K492N")
    assert pass_image.text(CODE) != pass_image.text("7K492N")
