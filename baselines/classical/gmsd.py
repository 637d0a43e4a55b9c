"""Gradient magnitude similarity deviation."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from baselines.classical.planes import filtered, luma

STABILITY = 170.0  # the paper's constant for the range 0 to 255
PREWITT = torch.tensor([[1.0, 0.0, -1.0]] * 3, dtype=torch.float64) / 3


class GMSD(nn.Module):
    """Gradient magnitude similarity deviation of the lumas; full-reference, lower is better.

    Sees how unevenly local structure was lost. The lumas are averaged over 2 x 2 pixels and halved
    first, as the authors' code does.

    References
    ----------
    Xue, Zhang, Mou and Bovik, IEEE TIP 23(2), 2014, equations 4 to 6,
    https://doi.org/10.1109/TIP.2013.2293423.
    """

    def forward(self, sr: Tensor, hr: Tensor) -> Tensor:
        """Compare two RGB batches, (B, 3, H, W) in [0, 1], H and W at least 4.

        Returns (B,), 0 for equal images and larger the worse.
        """
        m_sr, m_hr = _gradient(sr), _gradient(hr)  # (B, 1, H/2, W/2)
        similarity = (2 * m_sr * m_hr + STABILITY) / (m_sr**2 + m_hr**2 + STABILITY)
        return similarity.flatten(1).std(dim=1)


def _gradient(images: Tensor) -> Tensor:
    half = functional.avg_pool2d(255 * luma(images), kernel_size=2)  # (B, 1, H/2, W/2)
    across = filtered(half, PREWITT, padding=1)
    down = filtered(half, PREWITT.T, padding=1)
    return torch.sqrt(across**2 + down**2)
