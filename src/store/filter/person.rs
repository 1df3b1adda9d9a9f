//! Fields of people.

use super::Lead;
use super::agreed::agreed;
use super::values::{Values, any, contains, ids, plain, text, within};
use crate::domain::filter::{
    Comparison, Expr, FieldKind as Kind, FieldSpec, Of, Operand, Span, Test, folded,
};

/// The column by which a list is ordered.
pub(super) fn order(name: &str) -> &'static str {
    match name {
        "name" => "c.name",
        "created" => "c.added",
        "updated" => "c.updated",
        "last_in" => "c.last_in",
        "last_out" => "c.last_out",
        "unread" => "c.unread",
        "value" => "c.worth",
        "owner" => "c.owner",
        "source" => "c.source",
        "type" => "c.type",
        "city" => "c.city",
        "zip" => "c.zip",
        "birthday" => "c.born",
        "score" => "c.score",
        "score_change" => "(SELECT s.change FROM score s WHERE s.contact = c.rid)",
        "drift" => "(SELECT s.drift FROM score s WHERE s.contact = c.rid)",
        _ => "c.active",
    }
}

/// Whether a field is one of the score, of which whoever is unscored has none.
fn is_score(name: &str) -> bool {
    matches!(name, "score" | "score_change" | "drift")
}

/// Whether a score fits. Where only the first of a list are wanted, each who comes is looked at; otherwise the index of the score
/// leads straight to those whom it fits.
fn scored(name: &str, test: &Test, values: &mut Values<'_>, lead: Lead) -> String {
    let is_led = lead == Lead::Any || (lead == Lead::Ordered && values.by_score);
    if name == "score" && is_led {
        return points("c.score", test, values);
    }
    if values.listing {
        return format!("{} IS TRUE", points(order(name), test, values));
    }
    let free = if lead == Lead::No { "+" } else { "" };
    // Whoever has no score is in no index of scores.
    let (lacks, asked) = match test {
        Test::None => ("NOT ", &Test::Any),
        _ => ("", test),
    };
    format!("{free}c.rid {lacks}IN ({})", scores(name, asked, values))
}

/// A select of those whose score fits.
fn scores(name: &str, test: &Test, values: &mut Values<'_>) -> String {
    let (rid, of, column) = match name {
        "score" => ("x.rid", "contact x", "x.score"),
        "score_change" => ("x.contact", "score x", "x.change"),
        _ => ("x.contact", "score x", "x.drift"),
    };
    format!("SELECT {rid} FROM {of} WHERE {}", points(column, test, values))
}

/// What is asked of hundredths of a point, in whole points as they are shown. The column is compared with the ends of what rounds
/// to them: an index has the column, not what it rounds to.
fn points(column: &str, test: &Test, values: &mut Values<'_>) -> String {
    let mut within = |from: Option<i64>, to: Option<i64>| {
        let mut ends = Vec::new();
        if let Some(from) = from {
            ends.push(format!("{column} >= {}", values.bind(least(from).into())));
        }
        if let Some(to) = to {
            let next = least(to.saturating_add(1));
            ends.push(format!("{column} < {}", values.bind(next.into())));
        }
        format!("({})", ends.join(" AND "))
    };
    match test {
        Test::Compare(comparison, operand) => {
            let asked = whole(operand);
            match comparison {
                Comparison::Less => within(None, Some(asked.saturating_sub(1))),
                Comparison::AtMost => within(None, Some(asked)),
                Comparison::More => within(Some(asked.saturating_add(1)), None),
                Comparison::AtLeast => within(Some(asked), None),
            }
        }
        Test::Between(from, to) => within(Some(whole(from)), Some(whole(to))),
        Test::OneOf(wanted) => any(wanted, |wanted| within(Some(whole(wanted)), Some(whole(wanted)))),
        Test::None => format!("({column} IS NULL)"),
        _ => format!("({column} IS NOT NULL)"),
    }
}

/// The least hundredths that are shown as so many points: half a point is rounded away from zero.
pub(super) const fn least(points: i64) -> i64 {
    let half = if points > 0 { 50 } else { 49 };
    points.saturating_mul(100).saturating_sub(half)
}

/// The points that are asked for.
const fn whole(operand: &Operand) -> i64 {
    match operand {
        Operand::Number(number) => *number,
        _ => i64::MAX,
    }
}

/// Whether an index has the order of a list, so that its first rows are found without the others.
pub(super) fn is_walked(name: &str) -> bool {
    matches!(name, "name" | "created" | "last_in" | "active" | "score")
}

/// Whether an index other than that of the list leads straight to those for whom this is true.
pub(super) fn is_led(expr: &Expr) -> bool {
    matches!(expr, Expr::Field(spec, Test::OneOf(_)) if spec.of == Of::Person && matches!(spec.name, "stage" | "owner"))
}

/// Whether the index of stages leads straight to those for whom this is true.
pub(super) fn is_staged(expr: &Expr) -> bool {
    is_led(expr) && matches!(expr, Expr::Field(spec, _) if spec.name == "stage")
}

/// Whether this asks for people who lack something.
pub(super) fn is_nothing(expr: &Expr) -> bool {
    match expr {
        Expr::Field(spec, Test::None) => spec.of == Of::Person,
        Expr::Field(spec, Test::OneOf(wanted)) => {
            spec.of == Of::Person && spec.name == "owner" && wanted.iter().all(|owner| text(owner).is_empty())
        }
        _ => false,
    }
}

/// A select of the row numbers of those for whom this is true, where there is one that stands by itself.
pub(super) fn set(name: &str, test: &Test, values: &mut Values<'_>) -> Option<String> {
    Some(match (name, test) {
        ("tag", Test::OneOf(tags)) => format!("SELECT t.rid FROM contact_tag t WHERE t.tag IN ({})", tag_list(tags, values)),
        ("tag", Test::Alike(wanted)) => {
            let alike: Vec<_> = wanted
                .iter()
                .map(|wanted| format!("alike(d.tag, {})", values.bind(wanted.clone().into())))
                .collect();
            format!(
                "SELECT t.rid FROM contact_tag t WHERE t.tag IN ({TAGS} SELECT d.tag FROM d WHERE d.tag IS NOT NULL AND ({}))",
                alike.join(" OR ")
            )
        }
        ("stage", Test::OneOf(stages)) => format!("SELECT x.rid FROM contact x WHERE x.stage IN ({})", numbers(stages, values)),
        ("owner", Test::OneOf(owners)) => format!("SELECT x.rid FROM contact x WHERE x.owner IN ({})", values.list(ids(owners))),
        (name, test) if is_score(name) => scores(name, test, values),
        ("last_call", Test::In(span)) => format!(
            "SELECT x.contact FROM message x WHERE x.contact IS NOT NULL AND x.kind = 'call' GROUP BY x.contact HAVING {}",
            within("max(x.at)", *span, values)
        ),
        ("last_call", Test::Any | Test::None) => {
            "SELECT x.contact FROM message x WHERE x.contact IS NOT NULL AND x.kind = 'call' AND x.at > 0".to_owned()
        }
        ("pond", Test::In(span)) => format!("{POND} AND {}", within("p.at", *span, values)),
        ("pond", Test::Any | Test::None) => POND.to_owned(),
        ("next", Test::In(span)) => format!(
            "SELECT x.contact FROM task x WHERE x.contact IS NOT NULL AND x.completed = 0 AND x.due > 0
             GROUP BY x.contact HAVING {}",
            within("min(x.due)", *span, values)
        ),
        ("next", Test::Any | Test::None) => {
            "SELECT x.contact FROM task x WHERE x.contact IS NOT NULL AND x.completed = 0 AND x.due > 0".to_owned()
        }
        _ => return None,
    })
    .filter(|_| !matches!(test, Test::None))
}

/// The same of those who came or wrote within a time, by the index of that time.
pub(super) fn lately(name: &str, span: Span, values: &mut Values<'_>) -> Option<String> {
    let column = match name {
        "created" => "x.added",
        "last_in" => "x.last_in",
        _ => return None,
    };
    span.from?;
    Some(format!(
        "SELECT x.rid FROM contact x WHERE {}",
        within(column, span, values)
    ))
}

/// Who lies in the pond: those who were given to it and are still its own.
const POND: &str = "SELECT p.contact FROM pond p JOIN contact x ON x.rid = p.contact WHERE x.owner =
   (SELECT substr(value, 1, instr(value, ' ') - 1) FROM setting WHERE name = 'today.pond')";

/// Every tag once, in few steps: each is looked for behind the one before.
pub(in crate::store) const TAGS: &str =
    "WITH RECURSIVE d (tag) AS (SELECT min(tag) FROM contact_tag UNION ALL
   SELECT (SELECT min(n.tag) FROM contact_tag n WHERE n.tag > d.tag) FROM d WHERE d.tag IS NOT NULL)";

fn tag_list(tags: &[Operand], values: &mut Values<'_>) -> String {
    values.list(tags.iter().map(|tag| text(tag).to_lowercase().into()))
}

/// The numbers of stages.
fn numbers(stages: &[Operand], values: &mut Values<'_>) -> String {
    format!("SELECT nr FROM stage WHERE id IN ({})", values.list(ids(stages)))
}

pub(super) fn person_field(spec: &FieldSpec, test: &Test, values: &mut Values<'_>, lead: Lead) -> String {
    match (spec.name, test) {
        ("tag", Test::OneOf(tags)) => {
            format!(
                "EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid AND t.tag IN ({}))",
                tag_list(tags, values)
            )
        }
        ("tag", Test::Any) => "EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid)".to_owned(),
        ("tag", Test::None) => "NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid)".to_owned(),
        ("stage", Test::Any) => "c.stage > 0".to_owned(),
        ("stage", Test::None) => "+c.stage = 0".to_owned(),
        ("stage", Test::OneOf(stages)) => staged(stages, values, lead),
        ("owner", Test::OneOf(owners)) if owners.len() > 1 => {
            format!("+c.owner IN ({})", values.list(ids(owners)))
        }
        ("phone", Test::OneOf(numbers)) => any(numbers, |number| {
            let digits: String = text(number).chars().filter(char::is_ascii_digit).collect();
            if digits.is_empty() {
                return "0".to_owned();
            }
            format!("c.phone LIKE {} ESCAPE '\\'", values.bind(contains(&digits)))
        }),
        ("last_call" | "next" | "pond" | "tag", Test::In(_) | Test::Any | Test::Alike(_)) => {
            set(spec.name, test, values)
                .map_or_else(|| "0".to_owned(), |select| format!("+c.rid IN ({select})"))
        }
        ("last_call" | "next" | "pond", Test::None) => set(spec.name, &Test::Any, values)
            .map_or_else(|| "0".to_owned(), |select| format!("+c.rid NOT IN ({select})")),
        (name, test) if is_score(name) => scored(name, test, values, lead),
        ("consent", Test::Agreed(ways)) => agreed(ways, values),
        ("pending", _) => {
            let pending = "EXISTS (SELECT 1 FROM outbox w WHERE w.contact = c.rid
                 AND w.state IN ('queued', 'held', 'sending', 'uncertain', 'failed'))";
            if *test == Test::Is(false) {
                format!("NOT {pending}")
            } else {
                pending.to_owned()
            }
        }
        ("created" | "last_in" | "last_out", Test::In(span)) => {
            let asked = plain(column(spec.name), spec.kind, test, values);
            // Nobody was active before they were added, wrote or were written to. Said to SQLite, that ends a walk down
            // the list at the first who cannot be one of those asked for.
            match span.from {
                Some(from) => format!(
                    "({asked} AND c.active >= {})",
                    values.bind(from.as_millisecond().into())
                ),
                None => asked,
            }
        }
        (name, _) => plain(column(name), spec.kind, test, values),
    }
}

fn staged(stages: &[Operand], values: &mut Values<'_>, lead: Lead) -> String {
    match stages {
        [] => "0".to_owned(),
        // The index of one stage has the order of the list.
        [stage] if lead != Lead::No => {
            format!(
                "c.stage = (SELECT nr FROM stage WHERE id = {})",
                values.bind(text(stage).into())
            )
        }
        _ => {
            let free = if lead == Lead::Any { "" } else { "+" };
            format!("{free}c.stage IN ({})", numbers(stages, values))
        }
    }
}

/// The column of a field, or the select that stands for one.
fn column(name: &str) -> &'static str {
    match name {
        "name" => "c.name",
        "phone" => "c.phone",
        "email" => "c.email",
        "owner" => "c.owner",
        "source" => "c.source",
        "type" => "c.type",
        "city" => "c.city",
        "zip" => "c.zip",
        "tz" => "c.tz",
        "birthday" => "c.born",
        "created" => "c.added",
        "updated" => "c.updated",
        "active" => "c.active",
        "last_in" => "c.last_in",
        "last_out" => "c.last_out",
        "attempts" => {
            "(SELECT count(*) FROM message a WHERE a.contact = c.rid AND a.at > c.last_in AND a.inbound = 0 AND a.kind <> 'other')"
        }
        "unread" => "c.unread",
        "dnd" => "c.dnd",
        "dnc" => "c.dnc",
        // A field without a column finds nobody; the property of the tests asks every field.
        _ => "NULL",
    }
}

/// A field the account added, by its id.
pub(super) fn custom(id: &str, test: &Test, values: &mut Values<'_>) -> String {
    // Only such ids can stand in a path of JSON.
    if !id
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    {
        return "0".to_owned();
    }
    let value = format!(
        "json_extract(r.doc, {})",
        values.bind(format!("$.customFields.\"{id}\"").into())
    );
    let has =
        |condition: &str| format!("EXISTS (SELECT 1 FROM record r WHERE r.rid = c.rid AND {condition})");
    match test {
        Test::Any => has(&format!("coalesce({value}, '') <> ''")),
        Test::None => format!("NOT {}", has(&format!("coalesce({value}, '') <> ''"))),
        Test::OneOf(wanted) if wanted.iter().all(|wanted| matches!(wanted, Operand::Text(_))) => {
            let condition = any(wanted, |wanted| {
                format!(
                    "fold({value}) LIKE {} ESCAPE '\\'",
                    values.bind(contains(&folded(&text(wanted))))
                )
            });
            has(&condition)
        }
        Test::In(_) => has(&plain(&format!("moment({value})"), Kind::Time, test, values)),
        Test::Alike(_) => has(&plain(&value, Kind::Text, test, values)),
        _ => has(&plain(&format!("amount({value})"), Kind::Money, test, values)),
    }
}
