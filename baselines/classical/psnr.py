"""Peak signal-to-noise ratio."""

import torch
from torch import Tensor, nn


class PSNR(nn.Module):
    """Peak signal-to-noise ratio over all channels; full-reference.

    Examples
    --------
    >>> PSNR()(torch.full((1, 3, 4, 4), 0.6), torch.full((1, 3, 4, 4), 0.5)).round().tolist()
    [20.0]
    """

    def forward(self, sr: Tensor, hr: Tensor) -> Tensor:
        """Compare two batches, (B, C, H, W) in [0, 1]; return (B,) in dB, higher is better.

        Equal images give infinity.
        """
        error = ((sr - hr) ** 2).mean(dim=(1, 2, 3))  # (B,)
        return -10 * torch.log10(error)
