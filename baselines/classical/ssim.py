"""Structural similarity."""

from torch import Tensor, nn

from baselines.classical.planes import filtered, gaussian, luma

C1, C2 = 0.01**2, 0.03**2  # for the range [0, 1]
RADIUS, SIGMA = 5, 1.5


class SSIM(nn.Module):
    """Mean structural similarity of the lumas; full-reference.

    A Gaussian window of 11 x 11 with sigma 1.5, population moments, and only places where the
    whole window lies in the image, without the downsampling of some implementations.

    References
    ----------
    Wang, Bovik, Sheikh and Simoncelli, IEEE TIP 13(4), 2004, equation 13,
    https://doi.org/10.1109/TIP.2003.819861.
    """

    def forward(self, sr: Tensor, hr: Tensor) -> Tensor:
        """Compare two RGB batches, (B, 3, H, W) in [0, 1], H and W at least 11.

        Returns (B,) in [-1, 1]; higher is better, 1 for equal images.
        """
        x, y = luma(sr), luma(hr)  # (B, 1, H, W)
        window = gaussian(RADIUS, SIGMA)
        mean_x, mean_y = filtered(x, window), filtered(y, window)  # (B, 1, H - 10, W - 10)
        variance_x = filtered(x * x, window) - mean_x**2
        variance_y = filtered(y * y, window) - mean_y**2
        covariance = filtered(x * y, window) - mean_x * mean_y
        likeness = (2 * mean_x * mean_y + C1) * (2 * covariance + C2)
        scale = (mean_x**2 + mean_y**2 + C1) * (variance_x + variance_y + C2)
        return (likeness / scale).mean(dim=(1, 2, 3))
