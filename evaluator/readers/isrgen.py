"""The ISRGen-QA file names: which algorithm, family, scale and content an image has.

Names come in five schemes, and some hold an index where others hold the content's number
(``BFSR_EDSR-LINF_x4_803x4.png`` is of image 0820). So the name gives the algorithm only; scale
and content come from the low-resolution image that the files name beside it.
"""

import re
from collections.abc import Sequence

LR_NAME = re.compile(r"(?P<content>\d{4})x(?P<scale>\d)\.png")
CONTENT_IN_NAME = re.compile(r"(_x\d)?_\d{3,4}x\d\.png$")
FAMILIES = {
    "cnn": ("EDSR", "RDN", "SRResNet"),
    "diffusion": ("CDFormer", "SR_SAM-DiffSR", "SR_SRDiff"),
    "flow": ("BFSR_EDSR-LINF", "BFSR_RRDB-LINF"),
    "gan": (
        "BSRGAN",
        "Real-ESRGAN",
        "SRGAN",
        "SR_ESRGAN",
        "SeD_RRDB-SeD",
        "SeD_SwinIR-SeD",
    ),
    "transformer": ("ATD", "CAMixerSR", "EDSR-SRNO", "RDN-SRNO", "SwinIR"),
}
FAMILY_OF = {algorithm: family for family, members in FAMILIES.items() for algorithm in members}


def is_lr_name(text: str) -> bool:
    """Whether the text is the name of a low-resolution image of the set, such as 0813x2.png."""
    return LR_NAME.fullmatch(text) is not None


def algorithm_of(name: str) -> str:
    """What stands in an image's name before its scale and content.

    Examples
    --------
    >>> algorithm_of("BFSR_EDSR-LINF_x4_803x4.png"), algorithm_of("SR_SRDiff_0820x4.png")
    ('BFSR_EDSR-LINF', 'SR_SRDiff')
    """
    return CONTENT_IN_NAME.sub("", name)


def subsets_of(names: Sequence[str], lr_names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Algorithm, family, scale and content of each image."""
    algorithms = tuple(algorithm_of(name) for name in names)
    parts = [LR_NAME.fullmatch(lr_name) for lr_name in lr_names]
    return {
        "algorithm": algorithms,
        "family": tuple(FAMILY_OF.get(algorithm, "other") for algorithm in algorithms),
        "scale": tuple(f"x{part['scale']}" if part else "" for part in parts),
        "content": tuple(part["content"] if part else "" for part in parts),
    }
