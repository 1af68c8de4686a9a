//! Dates and durations as milliseconds: reading and writing them as text.
//!
//! Dates read: ISO 8601 (`2016-05-24`, `2016-05-24T13:05:09.250Z`, a blank for the `T`, offsets) and the form of a United States
//! locale that Studio (classic) used (`5/24/2016`, `5/24/2016 1:05:09 PM`). Durations read and written: `[-][d.]hh:mm:ss[.fff]`.

const DAY: i64 = 86_400_000;

/// A date and time in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CivilTime {
    /// Year; 0 is 1 BC.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute.
    pub minute: u32,
    /// Second.
    pub second: u32,
    /// Millisecond.
    pub millisecond: u32,
}

impl CivilTime {
    /// The civil time of these milliseconds since the epoch.
    pub fn from_milliseconds(milliseconds: i64) -> CivilTime {
        let days = milliseconds.div_euclid(DAY);
        let within = milliseconds.rem_euclid(DAY) as u32;
        // Counting years from 1 March puts the leap day at a year's end, and 400 years are always 146097 days.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = (if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 }) as u32;
        CivilTime {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day,
            hour: within / 3_600_000,
            minute: within / 60_000 % 60,
            second: within / 1_000 % 60,
            millisecond: within % 1_000,
        }
    }

    /// Milliseconds since the epoch; none when a part is out of its range.
    pub fn to_milliseconds(self) -> Option<i64> {
        let valid = (1..=12).contains(&self.month)
            && (1..=days_in_month(self.year, self.month)).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60
            && self.millisecond < 1_000
            && (-200_000..=200_000).contains(&self.year);
        if !valid {
            return None;
        }
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = i64::from((self.month + 9) % 12);
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let within = i64::from(self.hour) * 3_600_000
            + i64::from(self.minute) * 60_000
            + i64::from(self.second) * 1_000
            + i64::from(self.millisecond);
        Some(days * DAY + within)
    }
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A date as `2016-05-24T13:05:09` with `.250` when there are milliseconds.
pub fn format_datetime(milliseconds: i64) -> String {
    let time = CivilTime::from_milliseconds(milliseconds);
    let CivilTime { year, month, day, hour, minute, second, millisecond } = time;
    let sign = if year < 0 { "-" } else { "" };
    let year = year.unsigned_abs();
    let mut text = format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if millisecond != 0 {
        text.push_str(&format!(".{millisecond:03}"));
    }
    text
}

/// A duration as `[-][d.]hh:mm:ss[.fff]`.
pub fn format_timespan(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let total = milliseconds.unsigned_abs();
    let (days, rest) = (total / DAY as u64, total % DAY as u64);
    let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
    let mut text = sign.to_owned();
    if days > 0 {
        text.push_str(&format!("{days}."));
    }
    text.push_str(&format!("{hours:02}:{minutes:02}:{seconds:02}"));
    if rest % 1_000 != 0 {
        text.push_str(&format!(".{:03}", rest % 1_000));
    }
    text
}

/// Reads a date, with or without a time of day.
pub fn parse_datetime(text: &str) -> Option<i64> {
    let mut cursor = Cursor::new(text.trim());
    let first = cursor.digits(1, 4)?;
    let (year, month, day) = match cursor.next()? {
        b'-' if first.length == 4 => {
            let month = cursor.digits(1, 2)?.value;
            cursor.expect(b'-')?;
            (first.value, month, cursor.digits(1, 2)?.value)
        }
        b'/' if first.length == 4 => {
            let month = cursor.digits(1, 2)?.value;
            cursor.expect(b'/')?;
            (first.value, month, cursor.digits(1, 2)?.value)
        }
        b'/' => {
            let day = cursor.digits(1, 2)?.value;
            cursor.expect(b'/')?;
            let year = cursor.digits(2, 4)?;
            let full = match year.length {
                4 => year.value,
                2 if year.value < 50 => 2_000 + year.value,
                2 => 1_900 + year.value,
                _ => return None,
            };
            (full, first.value, day)
        }
        _ => return None,
    };
    let mut time =
        CivilTime { year: i64::from(year), month, day, hour: 0, minute: 0, second: 0, millisecond: 0 };
    let mut offset_minutes = 0_i64;
    match cursor.next() {
        None => {}
        Some(b'T' | b't' | b' ') => {
            cursor.skip_spaces();
            time_of_day(&mut cursor, &mut time)?;
            offset_minutes = offset(&mut cursor)?;
        }
        Some(_) => return None,
    }
    if !cursor.at_end() {
        return None;
    }
    Some(time.to_milliseconds()? - offset_minutes * 60_000)
}

/// Reads `hh:mm[:ss[.fff]]` and an optional `AM` or `PM`.
fn time_of_day(cursor: &mut Cursor<'_>, time: &mut CivilTime) -> Option<()> {
    time.hour = cursor.digits(1, 2)?.value;
    cursor.expect(b':')?;
    time.minute = cursor.digits(2, 2)?.value;
    if cursor.accept(b':') {
        time.second = cursor.digits(2, 2)?.value;
        if cursor.accept(b'.') {
            time.millisecond = cursor.fraction()?;
        }
    }
    let before = cursor.position;
    cursor.skip_spaces();
    let half = match (cursor.peek(0), cursor.peek(1)) {
        (Some(b'A' | b'a'), Some(b'M' | b'm')) => Some(0),
        (Some(b'P' | b'p'), Some(b'M' | b'm')) => Some(12),
        _ => None,
    };
    match half {
        Some(shift) if (1..=12).contains(&time.hour) => {
            cursor.position += 2;
            time.hour = time.hour % 12 + shift;
        }
        Some(_) => return None,
        None => cursor.position = before,
    }
    Some(())
}

/// Reads `Z`, `+hh:mm`, `-hhmm` or nothing, in minutes east of UTC.
fn offset(cursor: &mut Cursor<'_>) -> Option<i64> {
    let before = cursor.position;
    cursor.skip_spaces();
    match cursor.next() {
        None => Some(0),
        Some(b'Z' | b'z') => Some(0),
        Some(sign @ (b'+' | b'-')) => {
            let hours = cursor.digits(2, 2)?.value;
            cursor.accept(b':');
            let minutes = cursor.digits(2, 2)?.value;
            let total = i64::from(hours * 60 + minutes);
            (hours <= 14 && minutes < 60).then_some(if sign == b'-' { -total } else { total })
        }
        Some(_) => {
            cursor.position = before;
            Some(0)
        }
    }
}

/// Reads a duration `[-][d.]hh:mm[:ss[.fff]]`.
pub fn parse_timespan(text: &str) -> Option<i64> {
    let mut cursor = Cursor::new(text.trim());
    let negative = cursor.accept(b'-');
    let first = cursor.digits(1, 8)?;
    let (days, hours) = if cursor.accept(b'.') {
        let hours = cursor.digits(1, 2)?.value;
        cursor.expect(b':')?;
        (first.value, hours)
    } else {
        cursor.expect(b':')?;
        (0, first.value)
    };
    let minutes = cursor.digits(2, 2)?.value;
    let mut milliseconds = 0;
    if cursor.accept(b':') {
        milliseconds = cursor.digits(2, 2)?.value;
        if milliseconds >= 60 {
            return None;
        }
        milliseconds *= 1_000;
        if cursor.accept(b'.') {
            milliseconds += cursor.fraction()?;
        }
    }
    if !cursor.at_end() || hours >= 24 || minutes >= 60 {
        return None;
    }
    let total = i64::from(days) * DAY
        + i64::from(hours) * 3_600_000
        + i64::from(minutes) * 60_000
        + i64::from(milliseconds);
    Some(if negative { -total } else { total })
}

struct Digits {
    value: u32,
    length: usize,
}

struct Cursor<'text> {
    bytes: &'text [u8],
    position: usize,
}

impl<'text> Cursor<'text> {
    fn new(text: &'text str) -> Cursor<'text> {
        Cursor { bytes: text.as_bytes(), position: 0 }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.position + ahead).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek(0)?;
        self.position += 1;
        Some(byte)
    }

    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek(0) == Some(byte);
        self.position += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.accept(byte).then_some(())
    }

    fn at_end(&self) -> bool {
        self.position == self.bytes.len()
    }

    fn skip_spaces(&mut self) {
        while self.accept(b' ') {}
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<Digits> {
        let mut found = Digits { value: 0, length: 0 };
        while found.length < most {
            let Some(byte @ b'0'..=b'9') = self.peek(0) else { break };
            found.value = found.value * 10 + u32::from(byte - b'0');
            found.length += 1;
            self.position += 1;
        }
        (found.length >= least).then_some(found)
    }

    /// Digits after the point as milliseconds; finer ones are cut off.
    fn fraction(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut length = 0;
        while let Some(byte @ b'0'..=b'9') = self.peek(0) {
            if length < 3 {
                value = value * 10 + u32::from(byte - b'0');
            }
            length += 1;
            self.position += 1;
        }
        let missing = 3_usize.saturating_sub(length);
        (length > 0).then_some(value * 10_u32.pow(missing as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_usual_forms() {
        let noon = parse_datetime("2016-05-24T12:00:00Z").unwrap();
        for text in [
            "2016-05-24 12:00",
            "5/24/2016 12:00 PM",
            "05/24/2016 12:00:00 pm",
            "5/24/16 12:00",
            "2016/5/24 12:00:00.000",
            "2016-05-24T14:00:00+02:00",
            " 2016-05-24T06:30:00.0000000-0530 ",
        ] {
            assert_eq!(parse_datetime(text), Some(noon), "{text}");
        }
        assert_eq!(parse_datetime("1/1/1970 12:00:00 AM"), Some(0));
        assert_eq!(parse_timespan("1.02:03:04.5"), Some(DAY + 2 * 3_600_000 + 3 * 60_000 + 4_500));
        assert_eq!(parse_timespan("-00:30"), Some(-30 * 60_000));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "2016",
            "2015-02-29",
            "13/1/2016",
            "2016-05-24T",
            "2016-05-24x",
            "1-2-2016",
            "24:00",
            "2016-1-1 13:00 PM",
        ] {
            assert_eq!(parse_datetime(text), None, "{text}");
        }
        for text in ["", "12", "25:00:00", "1:60", "12:00:60", "1:2", "a:00"] {
            assert_eq!(parse_timespan(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn dates_survive_text(milliseconds in -62_135_596_800_000_i64..253_402_300_800_000) {
            prop_assert_eq!(parse_datetime(&format_datetime(milliseconds)), Some(milliseconds));
        }

        #[test]
        fn durations_survive_text(milliseconds in -8_000_000_000_000_i64..8_000_000_000_000) {
            prop_assert_eq!(parse_timespan(&format_timespan(milliseconds)), Some(milliseconds));
        }
    }
}
