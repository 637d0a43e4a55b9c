"""Checks of a competition's own data, for its organizers, before a phase opens."""

from collections.abc import Mapping

from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.audit import between, leaks, ratings, shift, sizes
from evaluator.statistics.audit.finding import PHASE, SEVERITIES, TRAINING, Case, Finding

CHECKS = (leaks, shift, between, sizes, ratings)


def audit(
    truth: Truth,
    *,
    training: Truth | None = None,
    others: Mapping[str, Truth] | None = None,
    profile: Profile | None = None,
    seed: int = 0,
) -> list[Finding]:
    """Check a phase's ground truth, alone and against the competition's other sets.

    Parameters
    ----------
    truth : Truth
        Of the phase in question.
    training : Truth, optional
        What participants learn from, with its MOS.
    others : dict of str to Truth, optional
        Other phases by title.
    profile : Profile, optional
        What the phase ranks by; by default 0.6 SRCC + 0.4 PLCC.
    seed : int
        Of permutations and made-up predictors: the same seed gives the same findings.

    Returns
    -------
    list of Finding
        The most urgent first.
    """
    case = Case(
        truth=truth,
        training=training,
        others=others or {},
        profile=profile or Profile(),
        seed=seed,
    )
    findings = [finding for check in CHECKS for finding in check.check(case)]
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


__all__ = ["PHASE", "SEVERITIES", "TRAINING", "Finding", "audit"]
