from __future__ import annotations

import pytest

from coach.audio.devices import Device, Direction, choose
from coach.errors import DeviceMissing


def device(
    name: str, host_api: str = "ALSA", inputs: int = 1, outputs: int = 0, default: bool = False
) -> Device:
    return Device(name, host_api, inputs, outputs, 48_000, default, default)


HEADSET = "Microphone (Jabra Evolve2 65 Headset)"
LINUX = [
    device("HDA Intel PCH: ALC257 Analog (hw:0,0)", inputs=2, outputs=2),
    device("HDMI 0", inputs=0, outputs=8),
    device("USB Audio Device: - (hw:1,0)", outputs=2),
    device("sysdefault", inputs=128, outputs=128),
    device("default", inputs=32, outputs=32, default=True),
]
WINDOWS = [
    device("Microsoft Sound Mapper - Input", "MME"),
    device(HEADSET[:31], "MME"),
    device("Microphone Array (Realtek(R) Au", "MME"),
    device(HEADSET, "Windows DirectSound"),
    device(HEADSET, "Windows WASAPI"),
    device("Microphone Array (Realtek(R) Audio)", "Windows WASAPI", default=True),
    device("Headset Microphone (Jabra)", "Windows WDM-KS"),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, LINUX[4]),
        ("", LINUX[4]),
        ("usb", LINUX[2]),
        ("ALC257", LINUX[0]),
        ("default", LINUX[4]),  # an exact name wins over "sysdefault"
        ("Default ", LINUX[4]),
        ("sysdef", LINUX[3]),
    ],
)
def test_a_name_or_a_part_of_it_finds_the_device(name: str | None, expected: Device) -> None:
    assert choose(LINUX, name, "input") is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jabra", WINDOWS[4]),
        (HEADSET, WINDOWS[4]),
        ("realtek", WINDOWS[5]),
        ("mapper", WINDOWS[0]),
        ("headset microphone", WINDOWS[6]),
        (None, WINDOWS[5]),
    ],
)
def test_of_the_same_device_under_several_interfaces_wasapi_is_taken(
    name: str | None, expected: Device
) -> None:
    assert choose(WINDOWS, name, "input") is expected


def test_two_devices_of_the_very_same_name_are_as_good_as_one() -> None:
    twins = [device("USB Microphone", "Core Audio"), device("USB Microphone", "Core Audio")]
    assert choose(twins, "usb", "input") is twins[0]


def test_without_a_default_the_first_usable_one_is_taken() -> None:
    devices = [device("HDMI", inputs=0, outputs=2), device("Webcam"), device("Line In")]
    assert choose(devices, None, "input") is devices[1]


@pytest.mark.parametrize(("direction", "option"), [("input", "--device"), ("output", "--speaker")])
def test_a_part_that_fits_two_devices_lists_them(direction: Direction, option: str) -> None:
    devices = [
        device("Studio One", outputs=1),
        device("Studio Two", outputs=1),
        device("Else", outputs=1),
    ]
    with pytest.raises(DeviceMissing) as caught:
        choose(devices, "studio", direction)
    assert '"Studio One", "Studio Two"' in caught.value.message
    assert "Else" not in caught.value.message
    assert caught.value.hint == f'coach practice {option} "Studio One"'
    assert caught.value.exit_code == 4


def test_a_name_that_fits_none_lists_what_there_is() -> None:
    with pytest.raises(DeviceMissing) as caught:
        choose(LINUX, "hdmi", "input")  # it has no inputs
    assert 'No microphone is called "hdmi"' in caught.value.message
    assert '"USB Audio Device: - (hw:1,0)"' in caught.value.message
    assert "HDMI 0" not in caught.value.message
    assert caught.value.hint == "coach devices"


@pytest.mark.parametrize("name", [None, "anything"])
def test_no_device_at_all_is_said_as_it_is(name: str | None) -> None:
    only_speakers = [device("HDMI", inputs=0, outputs=2)]
    with pytest.raises(DeviceMissing, match=r"No microphone found\."):
        choose(only_speakers, name, "input")
    with pytest.raises(DeviceMissing, match=r"No loudspeaker found\."):
        choose([], name, "output")
