//! Days as people write them: `2015-11-20` is also looked for as "20 November 2015", in several languages.
//!
//! Only dates with the name of their month are, which mean one day only: 03/04/2015 is a day in March or in April.

use jiff::civil::Date;

use crate::ranking::synonyms::Meanings;

/// What a month is called: in full, and shortened.
struct Month {
    names: &'static [&'static str],
    short: &'static [&'static str],
}

/// The months in English, which comes first, German, French, Spanish, Italian, Portuguese and Dutch; each once.
const MONTHS: [Month; 12] = [
    Month {
        names: &[
            "January", "Januar", "Jänner", "janvier", "enero", "gennaio", "janeiro", "januari",
        ],
        short: &["Jan", "janv", "ene", "gen"],
    },
    Month {
        names: &[
            "February",
            "Februar",
            "février",
            "febrero",
            "febbraio",
            "fevereiro",
            "februari",
        ],
        short: &["Feb", "févr", "fev"],
    },
    Month {
        names: &["March", "März", "mars", "marzo", "março", "maart"],
        short: &["Mar", "Mär", "mrt"],
    },
    Month {
        names: &["April", "avril", "abril", "aprile"],
        short: &["Apr", "avr", "abr"],
    },
    Month {
        names: &["May", "Mai", "mayo", "maggio", "maio", "mei"],
        short: &["mag"],
    },
    Month {
        names: &["June", "Juni", "juin", "junio", "giugno", "junho"],
        short: &["Jun", "giu"],
    },
    Month {
        names: &["July", "Juli", "juillet", "julio", "luglio", "julho"],
        short: &["Jul", "juil", "lug"],
    },
    Month {
        names: &["August", "août", "agosto", "augustus"],
        short: &["Aug", "ago"],
    },
    Month {
        names: &[
            "September",
            "septembre",
            "septiembre",
            "setiembre",
            "settembre",
            "setembro",
        ],
        short: &["Sep", "Sept", "set"],
    },
    Month {
        names: &[
            "October", "Oktober", "octobre", "octubre", "ottobre", "outubro",
        ],
        short: &["Oct", "Okt", "ott", "out"],
    },
    Month {
        names: &["November", "novembre", "noviembre", "novembro"],
        short: &["Nov"],
    },
    Month {
        names: &[
            "December",
            "Dezember",
            "décembre",
            "diciembre",
            "dicembre",
            "dezembro",
        ],
        short: &["Dec", "Dez", "déc", "dic"],
    },
];

/// Returns how the day or the month is written with which `words` of the query `text` begin, and how many words that
/// are: those of `2015-11-20` or `2015-11`.
pub(crate) fn written(words: &[&str], text: &str) -> Option<(usize, Meanings)> {
    let [year, month, rest @ ..] = words else {
        return None;
    };
    let is_typed = |date: &str| text.contains(date);
    let named = MONTHS.get(number(month, 2)?.checked_sub(1)? as usize)?;
    let number_of_year = number(year, 4).filter(|year| *year > 0)?;
    let day = rest
        .first()
        .filter(|day| is_typed(&format!("{year}-{month}-{day}")));
    let (len, others) = match day {
        Some(day) => {
            let [month, day] = [number(month, 2)?, number(day, 2)?];
            let date = Date::new(number_of_year, month as i8, day as i8);
            (3, days(named, date.ok()?.day().into(), year))
        }
        None if is_typed(&format!("{year}-{month}")) => (2, months(named, year)),
        None => return None,
    };
    let meanings = Meanings {
        others,
        is_kept: true,
    };
    Some((len, meanings))
}

/// Returns how a month is written; shortened names are words of other meanings, too.
fn months(month: &Month, year: &str) -> Vec<String> {
    let names = month.names.iter();
    let plain = names.clone().map(|name| format!("{name} {year}"));
    let joined = names.map(|name| format!("{name} de {year}"));
    plain.chain(joined).collect()
}

/// Returns how a day is written.
fn days(month: &Month, day: i16, year: &str) -> Vec<String> {
    let english = [month.names[0]];
    let suffix = match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    let mut days = vec![day.to_string()];
    if day < 10 {
        days.push(format!("0{day}"));
    }
    let mut written = Vec::new();
    for name in month.names.iter().chain(month.short) {
        for day in &days {
            written.push(format!("{day} {name} {year}"));
        }
    }
    for name in english.iter().chain(month.short.first()) {
        written.extend(days.iter().map(|day| format!("{name} {day} {year}")));
        written.push(format!("{day}{suffix} {name} {year}"));
        written.push(format!("{name} {day}{suffix} {year}"));
        written.push(format!("{day}{suffix} of {name} {year}"));
    }
    for name in month.names {
        written.push(format!("{day} de {name} de {year}"));
        written.push(format!("{day} de {name} del {year}"));
        if day == 1 {
            written.push(format!("1er {name} {year}"));
        }
    }
    written
}

/// Returns the number that so many digits are.
fn number(word: &str, digits: usize) -> Option<i16> {
    let is_number = word.len() == digits && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], text: &str) -> (usize, Vec<String>) {
        written(words, text).map_or((0, Vec::new()), |(len, it)| (len, it.others))
    }

    #[test]
    fn a_day_is_written_in_several_ways() {
        let (len, ways) = found(&["2015", "11", "20"], "mali 2015-11-20");
        assert_eq!(len, 3);
        for way in [
            "20 November 2015",
            "November 20 2015",
            "20 Nov 2015",
            "Nov 20 2015",
            "20th November 2015",
            "20 novembre 2015",
            "20 de noviembre de 2015",
            "20 de novembro de 2015",
        ] {
            assert!(ways.iter().any(|it| it == way), "{way}: {ways:?}");
        }
        let (_, ways) = found(&["2013", "03", "01"], "2013-03-01");
        for way in [
            "1 März 2013",
            "01 March 2013",
            "March 1st 2013",
            "1er mars 2013",
        ] {
            assert!(ways.iter().any(|it| it == way), "{way}: {ways:?}");
        }
    }

    #[test]
    fn a_month_is_written_with_its_year() {
        let (len, ways) = found(&["2015", "11", "mali"], "2015-11 mali");
        assert_eq!(len, 2);
        assert!(ways.contains(&"November 2015".to_owned()));
        assert!(ways.contains(&"noviembre de 2015".to_owned()));
        // "Set 2015" is no September.
        assert!(!ways.iter().any(|it| it.starts_with("Nov ")));
    }

    #[test]
    fn what_is_no_date_is_left_alone() {
        for (words, text) in [
            (&["2015", "02", "30"][..], "2015-02-30"),
            (&["2015", "13", "01"], "2015-13-01"),
            (&["2015", "11", "20"], "2015 11 20"),
            (&["2015", "1", "2"], "2015-1-2"),
            (&["20", "11", "2015"], "20-11-2015"),
            (&["0000", "11", "20"], "0000-11-20"),
            (&["2015"], "2015"),
        ] {
            assert_eq!(found(words, text).0, 0, "{text}");
        }
    }

    #[test]
    fn no_name_is_that_of_two_months() {
        let names = MONTHS.iter().flat_map(|it| it.names.iter().chain(it.short));
        let mut names: Vec<_> = names.map(|name| name.to_lowercase()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
