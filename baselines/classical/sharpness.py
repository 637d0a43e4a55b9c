"""Sharpness as the mean gradient."""

import torch
from torch import Tensor, nn

from baselines.classical.planes import filtered, luma

SOBEL = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]], dtype=torch.float64) / 8


class GradientSharpness(nn.Module):
    """Mean length of the luma's Sobel gradient; no-reference.

    Rewards sharp edges and noise alike, which is what makes it a baseline.
    """

    def forward(self, sr: Tensor) -> Tensor:
        """Measure a batch, (B, 3, H, W) in [0, 1]; return (B,), 0 for a flat image, in 1/pixel."""
        plane = luma(sr)
        across = filtered(plane, SOBEL)  # (B, 1, H - 2, W - 2)
        down = filtered(plane, SOBEL.T)
        return torch.sqrt(across**2 + down**2).mean(dim=(1, 2, 3))
