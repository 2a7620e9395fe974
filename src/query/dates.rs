//! Times in queries: `2015`, `2015-11..2016`, `7d`.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A span of time; days begin at midnight UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// From a second since 1970 on, up to another, which is not part of it; open where none.
    Between(Option<i64>, Option<i64>),
    /// In the last so many seconds.
    Last(i64),
}

impl When {
    /// Reads `2015`, `2015-11`, `2015-11-20`, two of these with `..` between them or on one side, or `7d`, `2w`, `6m`, `1y`, `12h`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((from, to)) = text.split_once("..") {
            let from = bound(from)?.map(|span| span.0);
            let to = bound(to)?.map(|span| span.1);
            return (from.is_some() || to.is_some()).then_some(Self::Between(from, to));
        }
        if let Some((from, to)) = span(text) {
            return Some(Self::Between(Some(from), Some(to)));
        }
        last(text).map(Self::Last)
    }

    /// Returns the first second and the one after the last, as of now.
    pub fn bounds(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Between(from, to) => (from, to),
            Self::Last(seconds) => (Some(now() - seconds), None),
        }
    }
}

/// Returns the day that a document's own date begins with, in seconds since 1970.
pub(crate) fn day_of(text: &str) -> Option<i64> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .unwrap_or(text.len());
    span(text[..end].trim_end_matches('-')).map(|(from, _)| from)
}

fn bound(text: &str) -> Option<Option<(i64, i64)>> {
    if text.is_empty() {
        return Some(None);
    }
    span(text).map(Some)
}

/// Returns the first second of a year, month or day, and the first one after it.
fn span(text: &str) -> Option<(i64, i64)> {
    let mut numbers = text.split('-').map(|part| {
        let is_number =
            !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i16>().ok()).flatten()
    });
    let year = numbers.next()??;
    let month = numbers.next();
    let day = numbers.next();
    if numbers.next().is_some() || text.split('-').next()?.len() != 4 {
        return None;
    }
    let (from, to) = match (month, day) {
        (None, _) => (day_at(year, 1, 1)?, date_after(year, 12)?),
        (Some(month), None) => (day_at(year, month?, 1)?, date_after(year, month?)?),
        (Some(month), Some(day)) => {
            let day = day_at(year, month?, day?)?;
            (day, day.tomorrow().ok()?)
        }
    };
    Some((seconds(from)?, seconds(to)?))
}

fn day_at(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn date_after(year: i16, month: i16) -> Option<Date> {
    match month {
        12 => day_at(year.checked_add(1)?, 1, 1),
        _ => day_at(year, month + 1, 1),
    }
}

fn seconds(day: Date) -> Option<i64> {
    let start = day.to_zoned(TimeZone::UTC).ok()?;
    Some(start.timestamp().as_second())
}

fn last(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let number: i64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let seconds = match unit {
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        'm' => 30 * 86_400,
        'y' => 365 * 86_400,
        _ => return None,
    };
    (number > 0).then(|| number.checked_mul(seconds)).flatten()
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVEMBER_20: i64 = 1_447_977_600;

    #[test]
    fn days_months_and_years_are_spans() {
        let day = When::Between(Some(NOVEMBER_20), Some(NOVEMBER_20 + 86_400));
        assert_eq!(When::parse("2015-11-20"), Some(day));
        let november = When::Between(Some(1_446_336_000), Some(1_448_928_000));
        assert_eq!(When::parse("2015-11"), Some(november));
        let year = When::Between(Some(1_420_070_400), Some(1_451_606_400));
        assert_eq!(When::parse("2015"), Some(year));
    }

    #[test]
    fn ranges_include_both_ends_and_may_be_open() {
        let two = When::Between(Some(1_420_070_400), Some(1_483_228_800));
        assert_eq!(When::parse("2015..2016"), Some(two));
        assert_eq!(
            When::parse("..2016"),
            Some(When::Between(None, Some(1_483_228_800)))
        );
        assert_eq!(
            When::parse("2015.."),
            Some(When::Between(Some(1_420_070_400), None))
        );
    }

    #[test]
    fn spans_back_from_now() {
        assert_eq!(When::parse("7d"), Some(When::Last(604_800)));
        assert_eq!(When::parse("0d"), None);
    }

    #[test]
    fn other_things_are_no_times() {
        for text in [
            "",
            "..",
            "x",
            "20151",
            "2015-13",
            "2015-02-30",
            "15-11-20",
            "2015-",
            "d",
            "é",
        ] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_document_s_date_may_go_on() {
        assert_eq!(day_of("2015-11-20T07:00:00Z"), Some(NOVEMBER_20));
        assert_eq!(day_of("2015-11-20 07:00"), Some(NOVEMBER_20));
        assert_eq!(day_of("20 November 2015"), None);
    }
}
