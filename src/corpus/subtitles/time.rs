//! The times of cues.

/// Returns when the cue begins that `line` gives the times of, in seconds; none if it gives none.
pub(super) fn cue_start(line: &str) -> Option<u64> {
    let (start, end) = line.split_once("-->")?;
    seconds(end.split_whitespace().next()?)?;
    seconds(start.trim())
}

/// Returns the whole seconds of `01:02:03,456`, `02:03.456` or `02:03`.
fn seconds(time: &str) -> Option<u64> {
    let (clock, millis) = time.split_once([',', '.']).unwrap_or((time, "0"));
    let is_number = |part: &str| {
        (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<_> = clock.split(':').collect();
    let is_time = (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part));
    if !is_time || !is_number(millis) {
        return None;
    }
    let parts = parts.iter().filter_map(|part| part.parse::<u64>().ok());
    Some(parts.fold(0, |seconds, part| seconds * 60 + part))
}

#[cfg(test)]
mod tests {
    use super::cue_start;

    #[test]
    fn times_are_read_in_either_spelling() {
        for (line, seconds) in [
            ("00:00:01,000 --> 00:00:04,000", 1),
            ("01:02:03.500 --> 01:02:04.000 align:start", 3723),
            ("02:03.500-->02:04.000", 123),
            ("100:00:00,000 --> 100:00:01,000 X1:0", 360_000),
        ] {
            assert_eq!(cue_start(line), Some(seconds), "{line}");
        }
        for line in [
            "",
            "a --> b",
            "1 --> 2",
            "00:01,000",
            "00:01,000 -->",
            "00:01,é --> 00:02,000",
        ] {
            assert_eq!(cue_start(line), None, "{line}");
        }
    }
}
