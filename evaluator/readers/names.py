"""Names that tell nothing: participants use them, and scores map back to the true ones."""

import hashlib
import hmac
import re

EXTENSION = re.compile(r"\.(png|jpe?g|bmp|tiff?|webp|gif|ppm|pgm|exr|npy|npz|mat|pth?)$", re.I)
DIGITS = 12


def opaque_name(name: str, key: str) -> str:
    """The name under which participants know an image.

    It says nothing of the method, scale or content that a true name often gives away, and stays
    the same as long as the key does. Folders go, the extension stays.

    Parameters
    ----------
    name : str
        As the ground truth has it.
    key : str
        The phase's secret; without it the name can neither be computed nor be guessed and checked.

    Returns
    -------
    str
        ``img_``, the first twelve hexadecimal digits of HMAC-SHA256 and the extension.

    References
    ----------
    .. [1] H. Krawczyk, M. Bellare and R. Canetti, "HMAC: Keyed-Hashing for Message
       Authentication", RFC 2104, 1997, doi:10.17487/RFC2104

    Examples
    --------
    >>> opaque_name("results/SRGAN_x4_0820x4.png", "a secret")
    'img_b90689161a87.png'
    """
    digest = hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()
    found = EXTENSION.search(name)
    return f"img_{digest[:DIGITS]}{found[0] if found else ''}"
