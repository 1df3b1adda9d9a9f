//! Days and hours as people say them in Spanish: `el próximo viernes`, `dentro de dos semanas`, `a finales de marzo`, `a las 5 y media`.
//!
//! Names of weekdays and months are beside the English ones; marks are folded away before anything is read here.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};

use super::dates::{dated, month, of_month};
use super::parts::month_said;
use super::{Found, Words, clock, moved, weekday};

/// A count.
fn count(word: &str) -> Option<i64> {
    const NAMES: &[&str] = &[
        "cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
        "doce",
    ];
    match word {
        "una" | "uno" => Some(1),
        "par" => Some(2),
        "quince" => Some(15),
        "treinta" => Some(30),
        _ if is_short_number(word) => word.parse().ok(),
        _ => (0..)
            .zip(NAMES)
            .find(|(_, name)| **name == word)
            .map(|(count, _)| count),
    }
}

fn is_short_number(word: &str) -> bool {
    word.len() <= 3 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// `pasado mañana`, `esta tarde`, `la semana que viene`, `el próximo mes`, `este fin de semana`.
pub(super) fn near(said: Words, today: Date) -> Found {
    const DAYS: &[(&[&str], i64)] = &[
        (&["pasado", "manana"], 2),
        (&["manana", "mismo"], 1),
        (&["hoy", "mismo"], 0),
        (&["esta", "manana"], 0),
        (&["esta", "tarde"], 0),
        (&["esta", "noche"], 0),
        (&["esta", "semana"], 0),
        (&["la", "semana", "que", "viene"], 7),
        (&["la", "semana", "proxima"], 7),
        (&["la", "proxima", "semana"], 7),
        (&["proxima", "semana"], 7),
        (&["ayer"], -1),
    ];
    const MONTHS: &[(&[&str], i64)] = &[
        (&["el", "mes", "que", "viene"], 1),
        (&["el", "proximo", "mes"], 1),
        (&["el", "ano", "que", "viene"], 12),
        (&["el", "proximo", "ano"], 12),
    ];
    const WEEKENDS: &[(&[&str], i64)] = &[
        (&["este", "fin", "de", "semana"], 0),
        (&["el", "fin", "de", "semana"], 0),
        (&["el", "proximo", "fin", "de", "semana"], 7),
    ];
    // Most words begin none of these.
    if !matches!(
        said.word(0),
        "pasado" | "manana" | "hoy" | "esta" | "la" | "proxima" | "ayer" | "el" | "este"
    ) {
        return None;
    }
    let of = |rows: &'static [(&[&str], i64)]| rows.iter().find(|(run, _)| said.is(run));
    if let Some((run, days)) = of(DAYS) {
        return Some((run.len(), moved(today, *days)?));
    }
    if let Some((run, months)) = of(MONTHS) {
        return Some((run.len(), today.checked_add(months.months()).ok()?));
    }
    let (run, days) = of(WEEKENDS)?;
    let saturday = today.yesterday().ok()?.nth_weekday(1, Weekday::Saturday).ok()?;
    Some((run.len(), moved(saturday, *days)?))
}

/// `el viernes`, `este sábado`, `el próximo lunes`, `el martes que viene`, `el jueves de la próxima semana`.
pub(super) fn weekday_way(said: Words, today: Date) -> Found {
    let lead = match (said.word(0), said.word(1)) {
        ("el" | "para", "proximo" | "este" | "el") => 2,
        ("el" | "este" | "proximo", _) => 1,
        _ => 0,
    };
    let after = lead + 1;
    if lead == 0 && !matches!(said.word(after), "que" | "proximo" | "de") {
        return None;
    }
    let day = weekday(said.word(lead))?;
    let rest = Words {
        words: said.words.get(after..)?,
        ..said
    };
    for (run, week) in [
        (&["de", "la", "proxima", "semana"][..], 1),
        (&["de", "la", "semana", "que", "viene"], 1),
        (&["de", "esta", "semana"], 0),
    ] {
        if rest.is(run) {
            let monday = today.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
            let days = week * 7 + i64::from(day.to_monday_zero_offset());
            return Some((after + run.len(), moved(monday, days)?));
        }
    }
    let more = if rest.is(&["que", "viene"]) {
        2
    } else {
        usize::from(rest.is(&["proximo"]))
    };
    let coming = today.nth_weekday(1, day).ok()?;
    let this = said.word(0) == "este" && day == today.weekday();
    (lead + more > 0).then_some((after + more, if this { today } else { coming }))
}

/// `dentro de dos semanas`, `en 3 días`, `en un par de meses`.
pub(super) fn ahead(said: Words, today: Date) -> Found {
    let from = match (said.word(0), said.word(1)) {
        ("dentro", "de") | ("en", "unos" | "unas") => 2,
        ("en", _) => 1,
        _ => return None,
    };
    let article = usize::from(said.word(from + 1) == "par");
    let number = count(said.word(from + article))?;
    let at = from + article + 1;
    let at = at + usize::from(said.word(at) == "de");
    let day = match said.word(at) {
        "dia" | "dias" => today.checked_add(number.days()),
        "semana" | "semanas" => today.checked_add(number.weeks()),
        "mes" | "meses" => today.checked_add(number.months()),
        "ano" | "anos" => today.checked_add(number.years()),
        _ => return None,
    };
    Some((at + 1, day.ok()?))
}

/// `el 9 de marzo de 2027`, `el 9`, `el día 9`, `el primero de junio`, `el 9 de este mes`, `el 9 del próximo mes`.
pub(super) fn date(said: Words, today: Date) -> Found {
    let el = usize::from(said.word(0) == "el");
    let at = el + usize::from(el == 1 && said.word(1) == "dia");
    let (taken, day) = match said.word(at) {
        "primero" => (1, 1),
        word if is_short_number(word) => of_month(said, at)?,
        _ => return None,
    };
    let of = at + taken;
    let own = |first: Date| Date::new(first.year(), first.month(), day).ok();
    let first = today.first_of_month();
    let next = first.checked_add(1.month()).ok()?;
    let rest = [0, 1, 2, 3].map(|nr| said.word(of + nr));
    match rest {
        ["de", "este", "mes", _] => return Some((of + 3, own(first)?)),
        ["del", "proximo", "mes", _] => return Some((of + 3, own(next)?)),
        ["del", "mes", "que", "viene"] => return Some((of + 4, own(next)?)),
        _ => {}
    }
    if let ["de", name, de, year] = rest
        && let Some(month) = month(name)
    {
        let year = matches!(de, "de" | "del")
            .then(|| year.parse().ok())
            .flatten()
            .filter(|_| year.len() == 4)
            .map(|year| (2, year));
        let taken = year.map_or(0, |(taken, _)| taken);
        return Some((of + 2 + taken, dated(today, month, day, year)?));
    }
    let coming = (0..=12).find_map(|months| {
        let first = first.checked_add(months.months()).ok()?;
        own(first).filter(|date| *date >= today)
    })?;
    (el == 1).then_some((of, coming))
}

/// `a finales de marzo`, `a principios del próximo mes`, `a mediados de junio`, `fin de mes`, `fin de año`.
pub(super) fn edge(said: Words, today: Date) -> Found {
    let at = usize::from(matches!(said.word(0), "a" | "para" | "al" | "hasta"));
    let at = at + usize::from(said.word(at) == "el");
    let which = match said.word(at) {
        "finales" | "fines" | "fin" | "final" => 2,
        "mediados" => 1,
        "principios" | "inicios" | "comienzos" => 0,
        _ => return None,
    };
    let of = at + 2;
    if !matches!(said.word(at + 1), "de" | "del") {
        return None;
    }
    let first = today.first_of_month();
    let (taken, first) = match (said.word(of), said.word(of + 1), said.word(of + 2)) {
        ("ano", _, _) => (1, Date::new(today.year(), 12, 1).ok()?),
        ("mes", "que", "viene") => (3, first.checked_add(1.month()).ok()?),
        ("mes", _, _) => (1, first),
        _ => month_said(said, of, today)?,
    };
    let day = match which {
        0 => first,
        1 => first.checked_add(14.days()).ok()?,
        _ => first.last_of_month(),
    };
    Some((of + taken, day))
}

/// `a las 5`, `a la una`, `a las 5 y media de la tarde`, `por la mañana`, `al mediodía`.
pub(super) fn hour(said: Words) -> Option<(usize, Time)> {
    let whole = |hour: i8, minute: i8| Time::new(hour, minute, 0, 0).ok();
    match (said.word(0), said.word(1), said.word(2)) {
        ("por" | "en" | "a", "la", "manana") => return Some((3, super::super::MORNING)),
        ("por" | "en" | "a", "la", "tarde") => return Some((3, whole(14, 0)?)),
        ("por" | "en" | "a", "la", "noche") => return Some((3, super::super::EVENING)),
        ("al", "mediodia", _) => return Some((2, whole(12, 0)?)),
        ("a" | "hacia", "las" | "la", _) => {}
        _ => return None,
    }
    let named = i8::try_from(count(said.word(2))?).ok()?;
    let (taken, minute) = match (said.word(3), said.word(4)) {
        (digits, _) if said.gap(2) == ":" && digits.len() == 2 => (4, digits.parse().ok()?),
        ("y", "media") => (5, 30),
        ("y", "cuarto" | "quince") => (5, 15),
        _ => (3, 0),
    };
    let (more, afternoon) = match (said.word(taken), said.word(taken + 1), said.word(taken + 2)) {
        ("de" | "por", "la", "manana") => (3, Some(false)),
        ("de" | "por", "la", "tarde" | "noche") => (3, Some(true)),
        ("am", _, _) => (1, Some(false)),
        ("pm", _, _) => (1, Some(true)),
        _ => (0, None),
    };
    Some((taken + more, whole(clock(named, afternoon), minute)?))
}
