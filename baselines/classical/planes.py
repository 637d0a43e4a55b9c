"""What the classical measures share: luma and filtering."""

import torch
from torch import Tensor
from torch.nn import functional

# ITU-R BT.601-7, section 2.5.1.
LUMA = (0.299, 0.587, 0.114)


def luma(images: Tensor) -> Tensor:
    """Turn RGB, (B, 3, H, W), into its luma, (B, 1, H, W), in the same range."""
    weights = images.new_tensor(LUMA).view(1, 3, 1, 1)
    return (images * weights).sum(dim=1, keepdim=True)


def filtered(planes: Tensor, kernel: Tensor, *, padding: int = 0) -> Tensor:
    """Correlate (B, 1, H, W) with one (h, w) kernel, zeros outside."""
    return functional.conv2d(planes, kernel.to(planes)[None, None], padding=padding)


def gaussian(radius: int, sigma: float) -> Tensor:
    """A normalized Gaussian window of 2 * radius + 1 taps a side, in float64."""
    x = torch.arange(-radius, radius + 1, dtype=torch.float64)
    window = torch.exp(-(x**2) / (2 * sigma**2))
    window = window / window.sum()
    return torch.outer(window, window)
