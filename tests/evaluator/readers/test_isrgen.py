import pytest

from evaluator.readers.isrgen import FAMILIES, FAMILY_OF, algorithm_of, is_lr_name, subsets_of


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("ATD_x2_0813x2.png", "ATD"),
        ("EDSR-SRNO_x8_0842x8.png", "EDSR-SRNO"),
        ("BFSR_EDSR-LINF_x4_803x4.png", "BFSR_EDSR-LINF"),
        ("SeD_SwinIR-SeD_0820x4.png", "SeD_SwinIR-SeD"),
        ("SR_SAM-DiffSR_0820x4.png", "SR_SAM-DiffSR"),
        ("Real-ESRGAN_x3_0900x3.png", "Real-ESRGAN"),
        ("unheard-of.png", "unheard-of.png"),
    ],
)
def test_algorithm_is_what_the_name_begins_with(name, algorithm):
    assert algorithm_of(name) == algorithm


def test_nineteen_algorithms_have_a_family():
    assert len(FAMILY_OF) == 19
    assert set(FAMILIES) == {"cnn", "diffusion", "flow", "gan", "transformer"}


def test_content_and_scale_come_from_the_low_resolution_image():
    # The 803 of this name is an index; the image is 0820.
    assert subsets_of(["BFSR_EDSR-LINF_x4_803x4.png"], ["0820x4.png"]) == {
        "algorithm": ("BFSR_EDSR-LINF",),
        "family": ("flow",),
        "scale": ("x4",),
        "content": ("0820",),
    }


def test_only_names_of_low_resolution_images_are_taken_for_them():
    assert is_lr_name("0820x4.png")
    assert not is_lr_name("x4_0820x4.png")
    assert not is_lr_name("3.5")
