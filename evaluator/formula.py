"""The score formula: arithmetic over metric names, parsed and walked, never run as code."""

import ast
import functools
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.errors import InvalidFormula, UndefinedMetric

LONGEST = 500
OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
SIGNS: Mapping[type[ast.unaryop], Callable[[float], float]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max}
# The same on arrays: NumPy's functions keep NaN, which Python's min and max may drop.
ARRAY_OPERATIONS: Mapping[type[ast.operator], np.ufunc] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
ARRAY_SIGNS: Mapping[type[ast.unaryop], np.ufunc] = {ast.USub: np.negative, ast.UAdd: np.positive}
ARRAY_FUNCTIONS: Mapping[str, np.ufunc] = {"min": np.minimum, "max": np.maximum}
ALLOWED = "numbers, metric names, + - * /, parentheses, min() and max()"


def names_in(formula: str) -> frozenset[str]:
    """The metrics a formula ranks by; InvalidFormula if it is not a formula."""
    return frozenset(_names(_parsed(formula)))


def value_of(formula: str, metrics: Mapping[str, float]) -> float:
    """Compute a formula from metric values.

    Raises
    ------
    InvalidFormula
        If it is not a formula, or names a metric that is not given.
    UndefinedMetric
        If it divides by zero or the value is not finite.

    Examples
    --------
    >>> value_of("0.6*srcc + 0.4*plcc", {"srcc": 0.5, "plcc": 1.0})
    0.7
    """
    try:
        return _finite(_value(_parsed(formula), metrics))
    except ZeroDivisionError as error:
        raise UndefinedMetric(f"The score {formula} divides by zero.") from error
    except OverflowError as error:
        raise UndefinedMetric(f"The score {formula} is not a finite number.") from error


def values_of(formula: str, metrics: Mapping[str, FloatArray]) -> FloatArray:
    """Compute a formula for many samples at once.

    Parameters
    ----------
    metrics : mapping of str to ndarray, shape (samples,)

    Returns
    -------
    ndarray, shape (samples,)
        NaN where a metric is NaN, or the formula divides by zero or leaves the finite numbers.

    Raises
    ------
    InvalidFormula
        If it is not a formula, or names a metric that is not given.
    """
    with np.errstate(all="ignore"):
        values = np.array(_values(_parsed(formula), metrics), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return values


@lru_cache(maxsize=256)
def _parsed(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise InvalidFormula(f"The formula is longer than {LONGEST} characters.")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
        _check(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, InvalidFormula):
            raise
        raise InvalidFormula(f"{formula!r} is not a formula; it may hold {ALLOWED}.") from error
    if not any(True for _ in _names(tree)):
        raise InvalidFormula(f"The formula {formula!r} names no metric.")
    return tree


def _check(node: ast.expr) -> None:
    match node:
        case ast.Name():
            return
        case ast.Constant(value=value) if type(value) in {int, float}:
            _check_number(value)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            _check(left)
            _check(right)
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in SIGNS:
            _check(operand)
        case ast.Call(func=ast.Name(id=name), args=[_, _, *_] as args, keywords=[]) if (
            name in FUNCTIONS
        ):
            for argument in args:
                _check(argument)
        case _:
            raise InvalidFormula(f"{ast.unparse(node)!r} is not allowed in a formula: {ALLOWED}.")


def _check_number(value: object) -> None:
    if not isinstance(value, int | float) or abs(value) > 1e100:
        raise InvalidFormula("A number in the formula is too large.")


def _names(node: ast.expr) -> Iterator[str]:
    """Metric names, but not the names of functions."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Call(args=args):
            for argument in args:
                yield from _names(argument)
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield from _names(child)


def _value(node: ast.expr, metrics: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            if name not in metrics:
                raise InvalidFormula(f"The formula needs {name}, which is not computed.")
            return metrics[name]
        case ast.BinOp(left=left, op=op, right=right):
            value = OPERATIONS[type(op)](_value(left, metrics), _value(right, metrics))
            return _finite(value)  # here, for max() would hide a NaN
        case ast.UnaryOp(op=sign, operand=operand):
            return SIGNS[type(sign)](_value(operand, metrics))
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(_value(argument, metrics) for argument in args))
    raise InvalidFormula(f"{ast.unparse(node)!r} is not allowed in a formula: {ALLOWED}.")


def _values(node: ast.expr, metrics: Mapping[str, FloatArray]) -> FloatArray:
    """As `_value`, without an error: what is undefined stays NaN, also through max()."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return np.asarray(value, dtype=np.float64)
        case ast.Name(id=name):
            if name not in metrics:
                raise InvalidFormula(f"The formula needs {name}, which is not computed.")
            return metrics[name]
        case ast.BinOp(left=left, op=op, right=right):
            values = ARRAY_OPERATIONS[type(op)](_values(left, metrics), _values(right, metrics))
            finite: FloatArray = np.where(np.isfinite(values), values, np.nan)
            return finite
        case ast.UnaryOp(op=sign, operand=operand):
            signed: FloatArray = ARRAY_SIGNS[type(sign)](_values(operand, metrics))
            return signed
        case ast.Call(func=ast.Name(id=name), args=args):
            each = [_values(argument, metrics) for argument in args]
            result: FloatArray = functools.reduce(ARRAY_FUNCTIONS[name], each)
            return result
    raise InvalidFormula(f"{ast.unparse(node)!r} is not allowed in a formula: {ALLOWED}.")


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise OverflowError(value)
    return value
