import numpy as np
import pytest
import torch
from scipy import ndimage
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from baselines.classical.gmsd import GMSD
from baselines.classical.planes import LUMA
from baselines.classical.psnr import PSNR
from baselines.classical.sharpness import GradientSharpness
from baselines.classical.ssim import SSIM


def image(seed, *, side=48):
    """Smooth structure with a little noise, (H, W, 3) in [0, 1]."""
    random = np.random.default_rng(seed)
    smooth = ndimage.gaussian_filter(random.random((side, side, 3)), (2, 2, 0))
    smooth = (smooth - smooth.min()) / (smooth.max() - smooth.min())
    return np.clip(smooth + 0.05 * random.standard_normal((side, side, 3)), 0, 1)


def batch(*images):
    return torch.from_numpy(np.stack(images).transpose(0, 3, 1, 2))


def luma(pixels):
    return pixels @ np.array(LUMA)


@pytest.mark.parametrize("seed", range(3))
def test_psnr_is_that_of_scikit_image(seed):
    hr, sr = image(seed), image(seed + 100)

    assert PSNR()(batch(sr), batch(hr)).item() == pytest.approx(
        peak_signal_noise_ratio(hr, sr, data_range=1), abs=1e-10
    )


@pytest.mark.parametrize("seed", range(3))
def test_ssim_is_that_of_scikit_image_with_the_papers_window(seed):
    hr, sr = image(seed), image(seed + 100)
    expected = structural_similarity(
        luma(hr), luma(sr), data_range=1, gaussian_weights=True, sigma=1.5,
        use_sample_covariance=False,
    )  # fmt: skip

    assert SSIM()(batch(sr), batch(hr)).item() == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_gmsd_follows_the_papers_equations(seed):
    hr, sr = image(seed), image(seed + 100)
    across = np.array([[1, 0, -1]] * 3) / 3

    def gradient(pixels):
        y = 255 * luma(pixels)
        half = (y[::2, ::2] + y[1::2, ::2] + y[::2, 1::2] + y[1::2, 1::2]) / 4
        sides = [ndimage.correlate(half, way, mode="constant") for way in (across, across.T)]
        return np.hypot(*sides)

    m_hr, m_sr = gradient(hr), gradient(sr)
    similarity = (2 * m_hr * m_sr + 170) / (m_hr**2 + m_sr**2 + 170)

    assert GMSD()(batch(sr), batch(hr)).item() == pytest.approx(similarity.std(ddof=1), abs=1e-10)


def test_sharpness_is_the_mean_length_of_the_sobel_gradient():
    pixels = image(1)
    y = luma(pixels)
    sides = [ndimage.sobel(y, axis)[1:-1, 1:-1] / 8 for axis in (0, 1)]

    found = GradientSharpness()(batch(pixels)).item()

    assert found == pytest.approx(np.hypot(*sides).mean(), abs=1e-12)


def test_sharpness_of_a_ramp_is_its_slope():
    ramp = np.tile(np.linspace(0, 1, 11)[None, :, None], (11, 1, 3))

    assert GradientSharpness()(batch(ramp)).item() == pytest.approx(0.1, abs=1e-12)


def test_equal_images_get_the_best_value():
    pixels = batch(image(1))

    assert PSNR()(pixels, pixels).item() == float("inf")
    assert SSIM()(pixels, pixels).item() == pytest.approx(1, abs=1e-12)
    assert GMSD()(pixels, pixels).item() == 0


@pytest.mark.parametrize("measure", [PSNR(), SSIM(), GMSD()])
def test_an_image_scores_the_same_alone_and_in_a_batch(measure):
    hr = [image(seed) for seed in (1, 2)]
    sr = [image(seed) for seed in (3, 4)]

    together = measure(batch(*sr), batch(*hr))
    alone = [measure(batch(s), batch(h)).item() for s, h in zip(sr, hr, strict=True)]

    assert together.tolist() == pytest.approx(alone, abs=1e-12)
