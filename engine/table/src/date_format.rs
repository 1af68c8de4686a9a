//! Dates in a form of the user's own: the custom format strings of .NET, which Studio (classic) took.

use crate::CivilTime;

/// Reads a date written in `format`, for example `dd.MM.yyyy HH:mm`.
///
/// Known are `yyyy`, `yy`, `MMMM` and `MMM` (English names), `MM`, `M`, `dd`, `d`, `HH`, `H`, `hh`, `h`, `mm`, `m`, `ss`, `s`, `f` to `fff`
/// and `tt`; text in quotes and all other signs stand for themselves. One letter takes one or two digits. What the format leaves out is
/// 1 January and midnight.
pub fn parse_datetime_as(text: &str, format: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut time = CivilTime { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 };
    let mut afternoon = None;
    for part in parts(format.trim()) {
        let (letter, length) = match part {
            Part::Field(letter, length) => (letter, length),
            Part::Literal(literal) => {
                rest = rest.strip_prefix(literal)?;
                continue;
            }
        };
        match (letter, length) {
            ('M', 3..) => time.month = month_name(&mut rest, length > 3)?,
            ('t', _) => afternoon = Some(half_of_day(&mut rest)?),
            ('y', 4..) => time.year = i64::from(number(&mut rest, 4, 4)?),
            ('y', _) => {
                let year = i64::from(number(&mut rest, 2, 2)?);
                time.year = if year < 50 { 2_000 + year } else { 1_900 + year };
            }
            ('f', 1..=3) => {
                let value = number(&mut rest, length, length)?;
                time.millisecond = value * 10_u32.pow(3 - length as u32);
            }
            (_, 1 | 2) => {
                let value = number(&mut rest, length, 2)?;
                match letter {
                    'M' => time.month = value,
                    'd' => time.day = value,
                    'H' | 'h' => time.hour = value,
                    'm' => time.minute = value,
                    's' => time.second = value,
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    if let Some(afternoon) = afternoon {
        if !(1..=12).contains(&time.hour) {
            return None;
        }
        time.hour = time.hour % 12 + if afternoon { 12 } else { 0 };
    }
    rest.is_empty().then(|| time.to_milliseconds()).flatten()
}

enum Part<'a> {
    /// A letter and how often it is repeated.
    Field(char, usize),
    /// Text that stands for itself.
    Literal(&'a str),
}

fn parts(format: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let length = if "yMdHhmsft".contains(first) {
            let length = rest.len() - rest.trim_start_matches(first).len();
            parts.push(Part::Field(first, length));
            length
        } else if let Some(quoted) = rest.strip_prefix(['\'', '"']) {
            let end = quoted.find(first).unwrap_or(quoted.len());
            parts.push(Part::Literal(&quoted[..end]));
            (end + 2).min(rest.len())
        } else {
            parts.push(Part::Literal(&rest[..first.len_utf8()]));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    parts
}

/// Takes `least` to `most` digits.
fn number(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if digits < least {
        return None;
    }
    let (number, after) = rest.split_at(digits);
    *rest = after;
    number.parse().ok()
}

fn month_name(rest: &mut &str, whole: bool) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let wanted = |name: &'static str| if whole { name } else { &name[..3] };
    let found = NAMES.iter().position(|name| {
        let name = wanted(name);
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    *rest = &rest[wanted(NAMES[found]).len()..];
    Some(found as u32 + 1)
}

/// `AM`, `PM` or their first letters; true in the afternoon.
fn half_of_day(rest: &mut &str) -> Option<bool> {
    let afternoon = match rest.chars().next()? {
        'A' | 'a' => false,
        'P' | 'p' => true,
        _ => return None,
    };
    let after = &rest[1..];
    *rest = after.strip_prefix(['M', 'm']).unwrap_or(after);
    Some(afternoon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format_datetime;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_the_format_says() {
        for (text, format, expected) in [
            ("24.05.2016 13:07", "dd.MM.yyyy HH:mm", "2016-05-24T13:07:00"),
            ("5/4/16 1:05:09 PM", "M/d/yy h:mm:ss tt", "2016-05-04T13:05:09"),
            ("20160524", "yyyyMMdd", "2016-05-24T00:00:00"),
            ("3 Mar 2016 at 9", "d MMM yyyy 'at' H", "2016-03-03T09:00:00"),
            ("September 1999", "MMMM yyyy", "1999-09-01T00:00:00"),
            ("2016-05-24T01:02:03.45", "yyyy-MM-ddTHH:mm:ss.ff", "2016-05-24T01:02:03.450"),
            ("2016 年 5 月", "yyyy 年 M 月", "2016-05-01T00:00:00"),
        ] {
            assert_eq!(
                parse_datetime_as(text, format).map(format_datetime).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for (text, format) in [
            ("24/05/2016", "MM/dd/yyyy"),
            ("2016-5-24", "yyyy-MM-dd"),
            ("2016-05-24x", "yyyy-MM-dd"),
            ("13:00 PM", "hh:mm tt"),
            ("", "yyyy"),
        ] {
            assert_eq!(parse_datetime_as(text, format), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_format_is_followed_or_refused(text in any::<String>(), format in "[yMdHhmsft'\" :é/]{0,12}") {
            let _ = parse_datetime_as(&text, &format);
        }
    }
}
