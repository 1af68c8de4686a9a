"""Apply Math Operation."""

from itertools import cycle

import numpy as np
import pandas as pd
from scipy import special

from shared.columns import choose_columns
from shared.tables import unique_names, with_columns
from shared.types import is_numeric, numbers, type_of


def rounded(x, digits, how):
    """Rounds after so many digits; numbers too large for that stay."""
    scale = 10.0 ** np.trunc(digits)
    return np.where(np.isfinite(x * scale), how(x * scale) / scale, x)


def half_away(x):
    """Rounds halves away from zero, other than numpy."""
    return np.trunc(x + np.copysign(0.5, x))


def root(x, degree):
    """The root of this degree; odd roots of negative numbers are negative."""
    odd = (x < 0) & (degree % 2 != 0) & (degree % 1 == 0)
    return np.where(odd, -(np.abs(x) ** (1 / degree)), np.where(odd, np.nan, x) ** (1 / degree))


def double_factorial(x):
    """x (x - 2) (x - 4) ... of whole numbers from -1."""
    return np.where(
        (x % 1 == 0) & (x >= -1),
        special.factorial2(np.maximum(np.nan_to_num(x), -1).astype(int)),
        np.nan,
    )


# What each function is called in the names of result columns, and what it computes.
UNARY = {
    "abs": ("Abs", np.abs),
    "conj": ("Conj", lambda x: x),
    "cube-root": ("CubeRoot", np.cbrt),
    "double-factorial": ("DoubleFactorial", double_factorial),
    "eps": ("Eps", lambda x: np.spacing(np.abs(x))),
    "exp": ("Exp", np.exp),
    "exp-minus1": ("ExpMinus1", np.expm1),
    "factorial": ("Factorial", lambda x: np.where(x < 0, np.nan, special.gamma(x + 1))),
    "ln": ("Ln", np.log),
    "ln-plus1": ("LnPlus1", np.log1p),
    "log10": ("Log10", np.log10),
    "log2": ("Log2", np.log2),
    "sqrt": ("Sqrt", np.sqrt),
    "sqrt-pi": ("SqrtPi", lambda x: np.sqrt(x * np.pi)),
    "square": ("Square", np.square),
    "ceiling-power2": (
        "CeilingPower2",
        lambda x: np.where(x <= 0, 0, 2 ** np.ceil(np.log2(np.abs(x)))),
    ),
    "to-even": ("ToEven", lambda x: 2 * half_away(x / 2)),
    "to-odd": ("ToOdd", lambda x: 2 * half_away((x - 1) / 2) + 1),
    "elliptic-integral-e": ("EllipticIntegralE", special.ellipe),
    "elliptic-integral-k": ("EllipticIntegralK", special.ellipk),
    "erf": ("Erf", special.erf),
    "erfc": ("Erfc", special.erfc),
    "erf-scaled": ("ErfScaled", special.erfcx),
    "erf-inverse": ("ErfInverse", special.erfinv),
    "exponential-integral-ein": ("ExponentialIntegralEin", special.expi),
    "gamma": ("Gamma", special.gamma),
    "gamma-ln": ("GammaLn", special.gammaln),
    "acos": ("Acos", np.arccos),
    "acos-degree": ("AcosDegree", lambda x: np.degrees(np.arccos(x))),
    "acosh": ("Acosh", np.arccosh),
    "acot": ("Acot", lambda x: np.arctan(1 / x)),
    "acot-degrees": ("AcotDegrees", lambda x: np.degrees(np.arctan(1 / x))),
    "acoth": ("Acoth", lambda x: np.arctanh(1 / x)),
    "acsc": ("Acsc", lambda x: np.arcsin(1 / x)),
    "acsc-degrees": ("AcscDegrees", lambda x: np.degrees(np.arcsin(1 / x))),
    "acsch": ("Acsch", lambda x: np.arcsinh(1 / x)),
    "asec": ("Asec", lambda x: np.arccos(1 / x)),
    "asec-degrees": ("AsecDegrees", lambda x: np.degrees(np.arccos(1 / x))),
    "asech": ("Asech", lambda x: np.arccosh(1 / x)),
    "asin": ("Asin", np.arcsin),
    "asin-degrees": ("AsinDegrees", lambda x: np.degrees(np.arcsin(x))),
    "asinh": ("Asinh", np.arcsinh),
    "atan": ("Atan", np.arctan),
    "atan-degrees": ("AtanDegrees", lambda x: np.degrees(np.arctan(x))),
    "atanh": ("Atanh", np.arctanh),
    "cos": ("Cos", np.cos),
    "cos-degrees": ("CosDegrees", lambda x: np.cos(np.radians(x))),
    "cosh": ("Cosh", np.cosh),
    "cot": ("Cot", lambda x: 1 / np.tan(x)),
    "cot-degrees": ("CotDegrees", lambda x: 1 / np.tan(np.radians(x))),
    "coth": ("Coth", lambda x: 1 / np.tanh(x)),
    "csc": ("Csc", lambda x: 1 / np.sin(x)),
    "csc-degrees": ("CscDegrees", lambda x: 1 / np.sin(np.radians(x))),
    "csch": ("Csch", lambda x: 1 / np.sinh(x)),
    "degrees-to-radians": ("DegreesToRadians", np.radians),
    "radians-to-degrees": ("RadiansToDegrees", np.degrees),
    "sec": ("Sec", lambda x: 1 / np.cos(x)),
    "sec-degrees": ("SecDegrees", lambda x: 1 / np.cos(np.radians(x))),
    "sech": ("Sech", lambda x: 1 / np.cosh(x)),
    "sign": ("Sign", np.sign),
    "sin": ("Sin", np.sin),
    "sinc": ("Sinc", lambda x: np.sinc(x / np.pi)),
    "sin-degrees": ("SinDegrees", lambda x: np.sin(np.radians(x))),
    "sinh": ("Sinh", np.sinh),
    "tan": ("Tan", np.tan),
    "tan-degrees": ("TanDegrees", lambda x: np.tan(np.radians(x))),
    "tanh": ("Tanh", np.tanh),
}
BINARY = {
    "atan2": ("Atan2", np.arctan2),
    "exp2": ("Exp2", lambda x, y: y * np.exp2(x)),
    "hypotenuse": ("Hypotenuse", np.hypot),
    "log": ("Log", lambda x, y: np.log(x) / np.log(y)),
    "nth-root": ("NthRoot", root),
    "pow": ("Pow", np.power),
    "equal-to": ("EqualTo", np.equal),
    "greater-than": ("GreaterThan", np.greater),
    "greater-than-or-equal-to": ("GreaterThanOrEqualTo", np.greater_equal),
    "less-than": ("LessThan", np.less),
    "less-than-or-equal-to": ("LessThanOrEqualTo", np.less_equal),
    "not-equal-to": ("NotEqualTo", np.not_equal),
    "pair-max": ("PairMax", np.fmax),
    "pair-min": ("PairMin", np.fmin),
    "add": ("Add", np.add),
    "divide": ("Divide", np.divide),
    "multiply": ("Multiply", np.multiply),
    "subtract": ("Subtract", np.subtract),
    "ceiling": ("Ceiling", lambda x, y: np.ceil(x / y) * y),
    "floor": ("Floor", lambda x, y: np.floor(x / y) * y),
    "mod": ("Mod", lambda x, y: x - y * np.floor(x / y)),
    "quotient": ("Quotient", lambda x, y: np.trunc(x / y)),
    "remainder": ("Remainder", np.fmod),
    "round-digits": ("RoundDigits", lambda x, y: rounded(x, y, half_away)),
    "round-down": ("RoundDown", lambda x, y: rounded(x, y, np.floor)),
    "round-up": ("RoundUp", lambda x, y: rounded(x, y, np.ceil)),
    "truncate": ("Truncate", lambda x, y: rounded(x, y, np.trunc)),
    "beta": ("Beta", lambda x, y: np.where((x > 0) & (y > 0), special.beta(x, y), np.nan)),
    "gamma-regularized-p": ("GammaRegularizedP", special.gammainc),
    "gamma-regularized-p-inverse": ("GammaRegularizedPInverse", special.gammaincinv),
    "gamma-regularized-q": ("GammaRegularizedQ", special.gammaincc),
    "gamma-regularized-q-inverse": ("GammaRegularizedQInverse", special.gammainccinv),
    "polygamma": ("Polygamma", lambda x, y: special.polygamma(y.astype(int), x)),
}


def apply_math_operation(
    table,
    *,
    column_set,
    category="basic",
    basic_math_function="abs",
    comparison_function="equal-to",
    arithmetic_operation="add",
    rounding_operation="ceiling",
    special_function="beta",
    trigonometric_function="acos",
    second_argument_type="constant",
    constant_second_argument=1.0,
    second_argument_columns=None,
    precision_type="constant",
    constant_precision=1.0,
    precision_columns=None,
    output_mode="append",
):
    """Apply Math Operation: computes a function of each value of numeric columns.

    A new column is named after what it is: Pow(age_$2.0), Add(age_visits). A missing value gives a
    missing result.
    """
    function = {
        "basic": basic_math_function,
        "compare": comparison_function,
        "operations": arithmetic_operation,
        "rounding": rounding_operation,
        "special": special_function,
        "trigonometric": trigonometric_function,
    }[category]
    kind, constant, columns = (
        second_argument_type,
        constant_second_argument,
        second_argument_columns,
    )
    if category == "rounding":
        kind, constant, columns = precision_type, constant_precision, precision_columns
    names = numeric_columns(table, column_set)
    seconds = [None] if kind == "constant" or function in UNARY else numeric_columns(table, columns)
    if len(seconds) not in (1, len(names)):
        raise ValueError(f"There are {len(names)} columns, but {len(seconds)} second arguments.")
    results = {
        name: compute(table, name, function, second, constant)
        for name, second in zip(names, cycle(seconds))
    }
    if output_mode == "append":
        return with_columns(table, results.values())
    if output_mode == "inplace":
        return table.assign(**results)
    alone = pd.concat(results.values(), axis=1)
    return alone.set_axis(unique_names(alone.columns), axis="columns")


def numeric_columns(table, columns):
    """The chosen columns, which hold numbers or booleans."""
    names = choose_columns(table, columns)
    for name in names:
        if not is_numeric(table[name]) and type_of(table[name]) != "Boolean":
            raise ValueError(f"Column {name!r} holds no numbers.")
    return names


def compute(table, name, function, second, constant):
    """The results for one column, under the name that says what they are."""
    values = numbers(table[name])
    with np.errstate(all="ignore"):
        if function in UNARY:
            title, calculate = UNARY[function]
            return pd.Series(
                calculate(values.to_numpy()), index=values.index, name=f"{title}({name})"
            )
        title, calculate = BINARY[function]
        other = (
            numbers(table[second])
            if second is not None
            else pd.Series(float(constant), index=values.index)
        )
        result = pd.Series(calculate(values.to_numpy(), other.to_numpy()), index=values.index)
    if result.dtype == bool:
        result = result.astype("boolean")
    argument = second if second is not None else f"${float(constant)}"
    return result.mask(values.isna() | other.isna()).rename(f"{title}({name}_{argument})")
