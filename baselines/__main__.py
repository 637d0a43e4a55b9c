"""`python -m baselines synth|predict|isrgen …`."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from baselines import predict
from baselines.data import isrgen, synth
from baselines.data.synth import Size


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m baselines", description=__doc__)
    commands = parser.add_subparsers(required=True)
    _add_synth(commands.add_parser("synth", help="make the synthetic set"))
    _add_predict(commands.add_parser("predict", help="score a split with a baseline"))
    _add_isrgen(commands.add_parser("isrgen", help="what ISRGen-QA's rating files predict"))
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    try:
        chosen.act(chosen)
    except (FileNotFoundError, ValueError) as error:
        print(f"baselines: {error}", file=sys.stderr)
        return 2
    return 0


def _add_synth(parser: argparse.ArgumentParser) -> None:
    size = Size()
    parser.add_argument("--out", type=Path, required=True, help="the set's folder")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--side", type=int, default=size.side, help="pixels, a multiple of 24")
    for split in synth.SPLITS:
        parser.add_argument(f"--{split}", type=int, default=getattr(size, split), help="images")
    parser.set_defaults(act=_synth)


def _add_predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--method", choices=list(predict.METHODS), nargs="+", required=True)
    parser.add_argument("--data", type=Path, required=True, help="the set's folder")
    parser.add_argument("--split", choices=synth.SPLITS, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for METHOD-SPLIT.csv")
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(act=_predict)


def _add_isrgen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of ISRGen-QA's files")
    parser.add_argument("--split", choices=("val", "test"), nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for PREDICTOR-SPLIT.csv")
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(act=_isrgen)


def _synth(chosen: argparse.Namespace) -> None:
    size = Size(side=chosen.side, train=chosen.train, val=chosen.val, test=chosen.test)
    print(synth.make(chosen.out, size=size, seed=chosen.seed))


def _predict(chosen: argparse.Namespace) -> None:
    for method in chosen.method:
        started = time.monotonic()
        for split in chosen.split:
            predictions = predict.predict(method=method, data=chosen.data, split=split)
            predict.write(predictions, chosen.out / f"{method}-{split}.csv")
        print(f"{method}: {time.monotonic() - started:.1f} s", flush=True)


def _isrgen(chosen: argparse.Namespace) -> None:
    for split in chosen.split:
        for predictor, scores in isrgen.predictions(chosen.data, split).items():
            predict.write(scores, chosen.out / f"{predictor}-{split}.csv")


if __name__ == "__main__":
    sys.exit(main())
