//! Dates of exports, `/Date(1464022083218)/`, as ISO 8601.

/// The moment in UTC to the second; none for the service's "never" and for anything else.
pub(crate) fn iso(text: &str) -> Option<String> {
    let milliseconds: i64 = text.strip_prefix("/Date(")?.strip_suffix(")/")?.parse().ok()?;
    if milliseconds <= 0 {
        return None;
    }
    let seconds = milliseconds / 1000;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days to a civil date, counting years from March (Howard Hinnant's days-to-civil).
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year < 10_000).then(|| {
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
    })
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn dates_of_real_exports() {
        assert_eq!(iso("/Date(1464199879696)/").as_deref(), Some("2016-05-25T18:11:19Z"));
        assert_eq!(iso("/Date(951782400000)/").as_deref(), Some("2000-02-29T00:00:00Z"));
        assert_eq!(iso("/Date(-62135596800000)/"), None);
        assert_eq!(iso("yesterday"), None);
    }
}
