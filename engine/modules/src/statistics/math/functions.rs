//! The lists of functions, one a category, and what each computes.

use super::Function::{self, Binary, Unary};
use super::special;
use crate::prelude::*;
use std::f64::consts::PI;

/// A choice whose values are functions.
macro_rules! functions {
    ($(#[$documentation:meta])* $category:ident { $($variant:ident $text:literal => $function:expr),* $(,)? }) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
        pub enum $category {
            $(#[choice($text)] $variant,)*
        }

        impl $category {
            /// Its name in exports and in the names of result columns.
            pub fn name(self) -> &'static str {
                match self {
                    $($category::$variant => $text,)*
                }
            }

            /// What it computes.
            pub fn function(self) -> Function {
                match self {
                    $($category::$variant => $function,)*
                }
            }
        }
    };
}

functions! {
    /// Powers, roots, logarithms and the like.
    Basic {
        Abs "Abs" => Unary(f64::abs),
        Atan2 "Atan2" => Binary(libm::atan2),
        Conj "Conj" => Unary(|x| x),
        CubeRoot "CubeRoot" => Unary(libm::cbrt),
        DoubleFactorial "DoubleFactorial" => Unary(special::double_factorial),
        Eps "Eps" => Unary(|x| x.abs().next_up() - x.abs()),
        Exp "Exp" => Unary(libm::exp),
        Exp2 "Exp2" => Binary(|x, y| y * libm::exp2(x)),
        ExpMinus1 "ExpMinus1" => Unary(libm::expm1),
        Factorial "Factorial" => Unary(special::factorial),
        Hypotenuse "Hypotenuse" => Binary(libm::hypot),
        Ln "Ln" => Unary(libm::log),
        LnPlus1 "LnPlus1" => Unary(libm::log1p),
        Log "Log" => Binary(|x, y| libm::log(x) / libm::log(y)),
        Log10 "Log10" => Unary(libm::log10),
        Log2 "Log2" => Unary(libm::log2),
        NthRoot "NthRoot" => Binary(special::root),
        Pow "Pow" => Binary(libm::pow),
        Sqrt "Sqrt" => Unary(f64::sqrt),
        SqrtPi "SqrtPi" => Unary(|x| (x * PI).sqrt()),
        Square "Square" => Unary(|x| x * x),
    }
}

functions! {
    /// Comparisons, and the larger or smaller of two.
    Comparison {
        EqualTo "EqualTo" => Function::Comparison(|x, y| x == y),
        GreaterThan "GreaterThan" => Function::Comparison(|x, y| x > y),
        GreaterThanOrEqualTo "GreaterThanOrEqualTo" => Function::Comparison(|x, y| x >= y),
        LessThan "LessThan" => Function::Comparison(|x, y| x < y),
        LessThanOrEqualTo "LessThanOrEqualTo" => Function::Comparison(|x, y| x <= y),
        NotEqualTo "NotEqualTo" => Function::Comparison(|x, y| x != y),
        PairMax "PairMax" => Binary(f64::max),
        PairMin "PairMin" => Binary(f64::min),
    }
}

functions! {
    /// The four operations.
    Arithmetic {
        Add "Add" => Binary(|x, y| x + y),
        Divide "Divide" => Binary(|x, y| x / y),
        Multiply "Multiply" => Binary(|x, y| x * y),
        Subtract "Subtract" => Binary(|x, y| x - y),
    }
}

functions! {
    /// Rounding, and what remains.
    Rounding {
        Ceiling "Ceiling" => Binary(|x, y| (x / y).ceil() * y),
        CeilingPower2 "CeilingPower2" => Unary(special::next_power_of_two),
        Floor "Floor" => Binary(|x, y| (x / y).floor() * y),
        Mod "Mod" => Binary(|x, y| x - y * (x / y).floor()),
        Quotient "Quotient" => Binary(|x, y| (x / y).trunc()),
        Remainder "Remainder" => Binary(|x, y| x % y),
        RoundDigits "RoundDigits" => Binary(|x, y| special::scaled(x, y, f64::round)),
        RoundDown "RoundDown" => Binary(|x, y| special::scaled(x, y, f64::floor)),
        RoundUp "RoundUp" => Binary(|x, y| special::scaled(x, y, f64::ceil)),
        ToEven "ToEven" => Unary(|x| 2.0 * (x / 2.0).round()),
        ToOdd "ToOdd" => Unary(|x| 2.0 * ((x - 1.0) / 2.0).round() + 1.0),
        Truncate "Truncate" => Binary(|x, y| special::scaled(x, y, f64::trunc)),
    }
}

functions! {
    /// Functions of mathematical physics and statistics.
    Special {
        Beta "Beta" => Binary(special::beta),
        EllipticIntegralE "EllipticIntegralE" => Unary(special::elliptic_e),
        EllipticIntegralK "EllipticIntegralK" => Unary(special::elliptic_k),
        Erf "Erf" => Unary(libm::erf),
        Erfc "Erfc" => Unary(libm::erfc),
        ErfScaled "ErfScaled" => Unary(special::scaled_erfc),
        ErfInverse "ErfInverse" => Unary(special::inverse_erf),
        ExponentialIntegralEin "ExponentialIntegralEin" => Unary(special::exponential_integral),
        Gamma "Gamma" => Unary(libm::tgamma),
        GammaLn "GammaLn" => Unary(libm::lgamma),
        GammaRegularizedP "GammaRegularizedP" => Binary(special::gamma_p),
        GammaRegularizedPInverse "GammaRegularizedPInverse" => Binary(special::inverse_gamma_p),
        GammaRegularizedQ "GammaRegularizedQ" => Binary(special::gamma_q),
        GammaRegularizedQInverse "GammaRegularizedQInverse" => Binary(|x, y| special::inverse_gamma_p(x, 1.0 - y)),
        Polygamma "Polygamma" => Binary(special::polygamma),
    }
}

functions! {
    /// Functions of angles and their inverses.
    Trigonometric {
        Acos "Acos" => Unary(libm::acos),
        AcosDegree "AcosDegree" => Unary(|x| libm::acos(x).to_degrees()),
        Acosh "Acosh" => Unary(libm::acosh),
        Acot "Acot" => Unary(|x| libm::atan(1.0 / x)),
        AcotDegrees "AcotDegrees" => Unary(|x| libm::atan(1.0 / x).to_degrees()),
        Acoth "Acoth" => Unary(|x| libm::atanh(1.0 / x)),
        Acsc "Acsc" => Unary(|x| libm::asin(1.0 / x)),
        AcscDegrees "AcscDegrees" => Unary(|x| libm::asin(1.0 / x).to_degrees()),
        Acsch "Acsch" => Unary(|x| libm::asinh(1.0 / x)),
        Asec "Asec" => Unary(|x| libm::acos(1.0 / x)),
        AsecDegrees "AsecDegrees" => Unary(|x| libm::acos(1.0 / x).to_degrees()),
        Asech "Asech" => Unary(|x| libm::acosh(1.0 / x)),
        Asin "Asin" => Unary(libm::asin),
        AsinDegrees "AsinDegrees" => Unary(|x| libm::asin(x).to_degrees()),
        Asinh "Asinh" => Unary(libm::asinh),
        Atan "Atan" => Unary(libm::atan),
        AtanDegrees "AtanDegrees" => Unary(|x| libm::atan(x).to_degrees()),
        Atanh "Atanh" => Unary(libm::atanh),
        Cos "Cos" => Unary(libm::cos),
        CosDegrees "CosDegrees" => Unary(|x| libm::cos(x.to_radians())),
        Cosh "Cosh" => Unary(libm::cosh),
        Cot "Cot" => Unary(|x| 1.0 / libm::tan(x)),
        CotDegrees "CotDegrees" => Unary(|x| 1.0 / libm::tan(x.to_radians())),
        Coth "Coth" => Unary(|x| 1.0 / libm::tanh(x)),
        Csc "Csc" => Unary(|x| 1.0 / libm::sin(x)),
        CscDegrees "CscDegrees" => Unary(|x| 1.0 / libm::sin(x.to_radians())),
        Csch "Csch" => Unary(|x| 1.0 / libm::sinh(x)),
        DegreesToRadians "DegreesToRadians" => Unary(f64::to_radians),
        RadiansToDegrees "RadiansToDegrees" => Unary(f64::to_degrees),
        Sec "Sec" => Unary(|x| 1.0 / libm::cos(x)),
        SecDegrees "SecDegrees" => Unary(|x| 1.0 / libm::cos(x.to_radians())),
        Sech "Sech" => Unary(|x| 1.0 / libm::cosh(x)),
        Sign "Sign" => Unary(|x| if x == 0.0 { 0.0 } else { x.signum() }),
        Sin "Sin" => Unary(libm::sin),
        Sinc "Sinc" => Unary(|x| if x == 0.0 { 1.0 } else { libm::sin(x) / x }),
        SinDegrees "SinDegrees" => Unary(|x| libm::sin(x.to_radians())),
        Sinh "Sinh" => Unary(libm::sinh),
        Tan "Tan" => Unary(libm::tan),
        TanDegrees "TanDegrees" => Unary(|x| libm::tan(x.to_radians())),
        Tanh "Tanh" => Unary(libm::tanh),
    }
}
