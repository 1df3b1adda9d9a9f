//! From a filter's tree to SQL. Every value is bound; names of columns come from this file alone.

use rusqlite::types::Value as Bound;

use super::project::fold;
use crate::domain::filter::{Comparison, Expr, FieldSpec, Filter, Operand, Order, Test};

/// A condition over `contact c`, its values, and the order of the list.
#[derive(Debug)]
pub(super) struct Compiled {
    pub condition: String,
    pub values: Vec<Bound>,
    pub order: &'static str,
}

/// Compiles a filter. `is_rare` says of a tag whether it is better to begin with those who have it than to walk the
/// list and look at each.
pub(super) fn compile(filter: &Filter, is_rare: &dyn Fn(&str) -> bool) -> Compiled {
    let mut values = Values {
        bound: Vec::new(),
        is_rare,
    };
    let condition = filter
        .expr
        .as_ref()
        .map_or_else(|| "1".to_owned(), |expr| people(expr, &mut values));
    let order = match (filter.order, filter.reversed) {
        (Order::Active, false) => "c.active DESC, c.rid DESC",
        (Order::Active, true) => "c.active, c.rid",
        (Order::Name, false) => "c.name, c.rid",
        (Order::Name, true) => "c.name DESC, c.rid DESC",
        (Order::Added, false) => "c.added DESC, c.rid DESC",
        (Order::Added, true) => "c.added, c.rid",
        (Order::LastIn, false) => "c.last_in DESC, c.rid DESC",
        (Order::LastIn, true) => "c.last_in, c.rid",
    };
    Compiled {
        condition,
        values: values.bound,
        order,
    }
}

/// What is bound so far.
struct Values<'a> {
    bound: Vec<Bound>,
    is_rare: &'a dyn Fn(&str) -> bool,
}

fn people(expr: &Expr, values: &mut Values<'_>) -> String {
    match expr {
        Expr::And(parts) if parts.is_empty() => "1".to_owned(),
        Expr::And(parts) => joined(parts, " AND ", values, people),
        Expr::Or(parts) => joined(parts, " OR ", values, people),
        Expr::Not(inner) => format!("NOT ({})", people(inner, values)),
        Expr::Word(word) => {
            let bound = bind(values, contains(word));
            format!("c.find LIKE {bound} ESCAPE '\\'")
        }
        Expr::Phrase(words) => {
            let line = bind(values, contains(words));
            let quoted = format!("\"{}\"", words.replace('"', " "));
            let text = bind(values, quoted.into());
            format!(
                "(c.find LIKE {line} ESCAPE '\\' OR c.rid IN (
                   SELECT contact FROM message WHERE rid IN (SELECT rowid FROM words WHERE words MATCH {text})
                   UNION SELECT contact FROM note WHERE rid IN (SELECT rowid FROM words WHERE words MATCH {text})))"
            )
        }
        Expr::Field(spec, test) => person_field(spec, test, values),
        Expr::Custom(name, test) => custom(name, test, values),
        Expr::Deal(inner) => format!(
            "EXISTS (SELECT 1 FROM opportunity o WHERE o.contact = c.rid AND {})",
            deals(inner, values)
        ),
    }
}

fn deals(expr: &Expr, values: &mut Values<'_>) -> String {
    match expr {
        Expr::And(parts) if parts.is_empty() => "1".to_owned(),
        Expr::And(parts) => joined(parts, " AND ", values, deals),
        Expr::Or(parts) => joined(parts, " OR ", values, deals),
        Expr::Not(inner) => format!("NOT ({})", deals(inner, values)),
        Expr::Word(words) | Expr::Phrase(words) => {
            let bound = bind(values, contains(words));
            format!("lower(o.name) LIKE {bound} ESCAPE '\\'")
        }
        Expr::Field(spec, test) => deal_field(spec, test, values),
        Expr::Custom(..) | Expr::Deal(_) => "0".to_owned(),
    }
}

fn joined(
    parts: &[Expr],
    sign: &str,
    values: &mut Values<'_>,
    each: fn(&Expr, &mut Values<'_>) -> String,
) -> String {
    let parts: Vec<_> = parts.iter().map(|part| each(part, values)).collect();
    format!("({})", parts.join(sign))
}

fn person_field(spec: &FieldSpec, test: &Test, values: &mut Values<'_>) -> String {
    match spec.name {
        "tag" => match test {
            Test::Any => "EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid)".to_owned(),
            Test::None => "NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid)".to_owned(),
            Test::OneOf(tags) => tagged(tags, values),
            _ => "0".to_owned(),
        },
        "owner" => match test {
            Test::OneOf(owners) => any(owners, |owner| match owner {
                Operand::Owner(Some(id)) => {
                    format!("c.owner = {}", bind(values, id.as_str().to_owned().into()))
                }
                Operand::Owner(None) => "0".to_owned(),
                other => {
                    let bound = bind(values, text(other).to_lowercase().into());
                    format!(
                        "c.owner IN (SELECT id FROM record u WHERE u.kind = 'user'
                           AND (u.id = {bound} OR lower(json_extract(u.doc, '$.name')) LIKE '%' || {bound} || '%'))"
                    )
                }
            }),
            _ => plain("c.owner", spec, test, values),
        },
        "phone" => match test {
            Test::OneOf(numbers) => any(numbers, |number| {
                let digits: String = text(number).chars().filter(char::is_ascii_digit).collect();
                format!("c.phone LIKE {} ESCAPE '\\'", bind(values, contains(&digits)))
            }),
            _ => plain("c.phone", spec, test, values),
        },
        "pending" => {
            let pending = "EXISTS (SELECT 1 FROM outbox w WHERE w.contact = c.rid
                 AND w.state IN ('queued', 'held', 'sending', 'uncertain', 'failed'))";
            if *test == Test::Is(false) {
                format!("NOT {pending}")
            } else {
                pending.to_owned()
            }
        }
        "name" => plain("c.name", spec, test, values),
        "email" => plain("c.email", spec, test, values),
        "source" => plain("c.source", spec, test, values),
        "type" => plain("c.type", spec, test, values),
        "city" => plain("c.city", spec, test, values),
        "zip" => plain("c.zip", spec, test, values),
        "created" => since("c.added", spec, test, values),
        "updated" => plain("c.updated", spec, test, values),
        "last_in" => since("c.last_in", spec, test, values),
        "last_out" => since("c.last_out", spec, test, values),
        "unread" => plain("c.unread", spec, test, values),
        "dnd" => plain("c.dnd", spec, test, values),
        _ => "0".to_owned(),
    }
}

fn tagged(tags: &[Operand], values: &mut Values<'_>) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| text(tag).to_lowercase()).collect();
    let rare = tags.iter().all(|tag| (values.is_rare)(tag));
    let bound: Vec<_> = tags.into_iter().map(|tag| bind(values, tag.into())).collect();
    let any = bound.join(", ");
    if rare {
        format!("c.rid IN (SELECT t.rid FROM contact_tag t WHERE t.tag IN ({any}))")
    } else {
        format!("EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid AND t.tag IN ({any}))")
    }
}

fn deal_field(spec: &FieldSpec, test: &Test, values: &mut Values<'_>) -> String {
    match (spec.name, test) {
        ("stage", Test::OneOf(stages)) => any(stages, |stage| {
            format!("o.stage IN ({})", stage_ids(stage, values))
        }),
        ("stage", Test::Between(from, to)) => {
            let at = |stage: &Operand, values: &mut Values| {
                let name = bind(values, text(stage).to_lowercase().into());
                format!(
                    "(SELECT s.key FROM json_each(p.doc, '$.stages') s WHERE lower(json_extract(s.value, '$.name'))
                        LIKE '%' || {name} || '%' LIMIT 1)"
                )
            };
            let (from, to) = (at(from, values), at(to, values));
            format!(
                "o.stage IN (SELECT json_extract(e.value, '$.id') FROM record p, json_each(p.doc, '$.stages') e
                   WHERE p.kind = 'pipeline' AND e.key BETWEEN {from} AND {to})"
            )
        }
        ("pipeline", Test::OneOf(names)) => any(names, |name| {
            let name = bind(values, text(name).to_lowercase().into());
            format!(
                "o.pipeline IN (SELECT id FROM record p WHERE p.kind = 'pipeline'
                   AND (lower(p.id) = {name} OR lower(json_extract(p.doc, '$.name')) LIKE '%' || {name} || '%'))"
            )
        }),
        ("stage", _) => plain("o.stage", spec, test, values),
        ("pipeline", _) => plain("o.pipeline", spec, test, values),
        ("status", _) => plain("o.status", spec, test, values),
        ("value", _) => plain("o.value", spec, test, values),
        _ => "0".to_owned(),
    }
}

fn stage_ids(stage: &Operand, values: &mut Values<'_>) -> String {
    let name = bind(values, text(stage).to_lowercase().into());
    format!(
        "SELECT json_extract(e.value, '$.id') FROM record p, json_each(p.doc, '$.stages') e WHERE p.kind = 'pipeline'
           AND (lower(json_extract(e.value, '$.id')) = {name}
             OR lower(json_extract(e.value, '$.name')) LIKE '%' || {name} || '%')"
    )
}

/// Asks a field the account added, by its id, its key, or a part of its name.
fn custom(name: &str, test: &Test, values: &mut Values<'_>) -> String {
    let name = bind(values, name.to_lowercase().into());
    let ids = format!(
        "SELECT id FROM record f WHERE f.kind = 'custom_field' AND (lower(f.id) = {name}
           OR lower(json_extract(f.doc, '$.fieldKey')) = 'contact.' || {name}
           OR lower(json_extract(f.doc, '$.name')) LIKE '%' || {name} || '%')"
    );
    let has = |condition: String| {
        format!(
            "EXISTS (SELECT 1 FROM record r, json_each(r.doc, '$.customFields') v
               WHERE r.rid = c.rid AND v.key IN ({ids}) AND {condition})"
        )
    };
    match test {
        Test::Any => has("v.value IS NOT NULL AND v.value <> ''".to_owned()),
        Test::None => format!("NOT {}", has("v.value IS NOT NULL AND v.value <> ''".to_owned())),
        Test::OneOf(wanted) => {
            let condition = any(wanted, |wanted| {
                format!(
                    "lower(v.value) LIKE {} ESCAPE '\\'",
                    bind(values, contains(&text(wanted)))
                )
            });
            has(condition)
        }
        Test::Between(from, to) => {
            let (from, to) = (bind(values, number(from)), bind(values, number(to)));
            has(format!("CAST(v.value AS REAL) BETWEEN {from} AND {to}"))
        }
        Test::Compare(comparison, operand) => {
            let bound = bind(values, number(operand));
            has(format!("CAST(v.value AS REAL) {} {bound}", sign(*comparison)))
        }
        _ => "0".to_owned(),
    }
}

/// Nobody was active before they were added, wrote or were written to. Said to SQLite, that ends a walk down the list
/// at the first who cannot be one of those asked for.
fn since(column: &str, spec: &FieldSpec, test: &Test, values: &mut Values<'_>) -> String {
    let asked = plain(column, spec, test, values);
    let from = match test {
        Test::Since(at) => Some(at.as_millisecond().into()),
        Test::Between(from, _) | Test::Compare(Comparison::More | Comparison::AtLeast, from) => {
            Some(bound(from))
        }
        _ => None,
    };
    match from {
        Some(from) => format!("({asked} AND c.active >= {})", bind(values, from)),
        None => asked,
    }
}

fn plain(column: &str, spec: &FieldSpec, test: &Test, values: &mut Values<'_>) -> String {
    use crate::domain::filter::FieldKind as Kind;
    let textual = matches!(spec.kind, Kind::Text | Kind::Word);
    let empty = if textual { "''" } else { "0" };
    match test {
        Test::Any => format!("{column} <> {empty}"),
        Test::None => format!("{column} = {empty}"),
        Test::Is(wanted) => format!("{column} = {}", u8::from(*wanted)),
        Test::OneOf(wanted) => any(wanted, |wanted| match spec.kind {
            Kind::Text => format!(
                "{column} LIKE {} ESCAPE '\\'",
                bind(values, contains(&text(wanted)))
            ),
            Kind::Word => format!("{column} = {}", bind(values, fold(&text(wanted)).into())),
            _ => format!("{column} = {}", bind(values, bound(wanted))),
        }),
        Test::Between(from, to) => {
            let (from, to) = (bind(values, bound(from)), bind(values, bound(to)));
            if spec.kind == Kind::Time {
                format!("({column} >= {from} AND {column} < {to})")
            } else {
                format!("{column} BETWEEN {from} AND {to}")
            }
        }
        Test::Compare(comparison, operand) => {
            let operand = bind(values, bound(operand));
            let known = if spec.kind == Kind::Time {
                format!(" AND {column} > 0")
            } else {
                String::new()
            };
            format!("({column} {} {operand}{known})", sign(*comparison))
        }
        Test::Since(at) => format!("{column} >= {}", bind(values, at.as_millisecond().into())),
        Test::Before(at) => {
            format!(
                "({column} < {} AND {column} > 0)",
                bind(values, at.as_millisecond().into())
            )
        }
    }
}

fn any(operands: &[Operand], each: impl FnMut(&Operand) -> String) -> String {
    let parts: Vec<_> = operands.iter().map(each).collect();
    if parts.is_empty() {
        "0".to_owned()
    } else {
        format!("({})", parts.join(" OR "))
    }
}

const fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}

fn text(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
        Operand::Money(cents) => cents.0.to_string(),
        Operand::Time(at) => at.to_string(),
        Operand::Owner(owner) => owner
            .as_ref()
            .map(|owner| owner.as_str().to_owned())
            .unwrap_or_default(),
    }
}

fn bound(operand: &Operand) -> Bound {
    match operand {
        Operand::Number(number) => (*number).into(),
        Operand::Money(cents) => cents.0.into(),
        Operand::Time(at) => at.as_millisecond().into(),
        Operand::Text(_) | Operand::Owner(_) => fold(&text(operand)).into(),
    }
}

fn number(operand: &Operand) -> Bound {
    let typed = text(operand);
    crate::domain::value::Cents::parse(&typed).map_or(Bound::Null, |cents| (cents.0 as f64 / 100.0).into())
}

fn contains(words: &str) -> Bound {
    let escaped = fold(words)
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%").into()
}

fn bind(values: &mut Values<'_>, value: Bound) -> String {
    values.bound.push(value);
    format!("?{}", values.bound.len())
}
