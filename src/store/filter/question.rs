//! Sub-questions: who has a deal, a message, a call, a task, a run of an automation or a change for which all of this is true.

use super::changed::{CHANGES, changed, changed_by, standing};
use super::values::{Values, any, contains, plain, text};
use crate::domain::filter::{Expr, FieldSpec, Of, Operand, Test};

/// A select of the row numbers of those who have one.
pub(super) fn question(of: Of, inner: &Expr, values: &mut Values<'_>) -> String {
    let condition = condition(of, inner, values);
    let (table, also) = table(of, inner);
    format!("SELECT x.contact FROM {table} x WHERE x.contact IS NOT NULL{also} AND {condition}")
}

/// Whether somebody has one. Where words are looked for record by record, only in the records of this person.
pub(super) fn has(of: Of, inner: &Expr, values: &mut Values<'_>) -> String {
    let before = values.probes;
    let condition = condition(of, inner, values);
    let (table, also) = table(of, inner);
    if values.probes > before {
        format!("EXISTS (SELECT 1 FROM {table} x WHERE x.contact = c.rid{also} AND {condition})")
    } else {
        format!(
            "+c.rid IN (SELECT x.contact FROM {table} x WHERE x.contact IS NOT NULL{also} AND {condition})"
        )
    }
}

fn table(of: Of, inner: &Expr) -> (&'static str, &'static str) {
    match of {
        Of::Deal | Of::Person => ("opportunity", ""),
        Of::Message => ("message", ""),
        Of::Call => ("message", " AND x.kind = 'call'"),
        Of::Task => ("task", ""),
        // Who is left out to see what it brings is not inside.
        Of::Automation => ("automation_run", " AND x.arm = 'in'"),
        Of::Change => (CHANGES, standing(inner)),
    }
}

fn condition(of: Of, expr: &Expr, values: &mut Values<'_>) -> String {
    let mut joined = |parts: &[Expr], sign: &str| {
        let parts: Vec<_> = parts.iter().map(|part| condition(of, part, values)).collect();
        format!("({})", parts.join(sign))
    };
    match expr {
        Expr::And(parts) if parts.is_empty() => "1".to_owned(),
        Expr::And(parts) => joined(parts, " AND "),
        Expr::Or(parts) => joined(parts, " OR "),
        Expr::Not(inner) => format!("NOT ({})", condition(of, inner, values)),
        Expr::Word(words) | Expr::Phrase(words) => match of {
            Of::Message | Of::Call => values.said("x.rid", words),
            Of::Task => format!("x.title LIKE {} ESCAPE '\\'", values.bind(contains(words))),
            Of::Automation => called(&[Operand::Text(words.clone())], values),
            // The journal has no words of its own.
            Of::Change => "0".to_owned(),
            Of::Deal | Of::Person => {
                format!("fold(x.name) LIKE {} ESCAPE '\\'", values.bind(contains(words)))
            }
        },
        Expr::Field(spec, test) => field(spec, test, values),
        Expr::Custom(..) | Expr::Has(..) | Expr::Was(..) => "0".to_owned(),
    }
}

fn field(spec: &FieldSpec, test: &Test, values: &mut Values<'_>) -> String {
    let is = matches!(test, Test::Is(true));
    let flag = |condition: &str| {
        if is {
            condition.to_owned()
        } else {
            format!("NOT ({condition})")
        }
    };
    match (spec.of, spec.name) {
        (Of::Message, "in") => flag("x.inbound = 1"),
        (Of::Message, "out") => flag("x.inbound = 0"),
        (Of::Message, "opened") => flag("x.status IN ('read', 'opened', 'clicked')"),
        (Of::Message, "clicked") => flag("x.status = 'clicked'"),
        (Of::Message, "failed") => flag("x.status IN ('failed', 'undelivered', 'opt_out')"),
        (Of::Message, "text") => match test {
            Test::OneOf(wanted) => any(wanted, |wanted| values.said("x.rid", &text(wanted))),
            _ => "0".to_owned(),
        },
        (Of::Automation, "name") => match test {
            // The few automations are looked at before their runs.
            Test::OneOf(wanted) => called(wanted, values),
            _ => plain(CALLED, spec.kind, test, values),
        },
        (Of::Change, "by") => changed_by(test, values),
        (Of::Change, "field") => changed(test, values),
        (Of::Change, "undone") => flag("x.undone"),
        (Of::Automation, "paused") => flag(
            "(x.ended IS NULL AND (x.waits = 'pause' OR EXISTS (SELECT 1 FROM automation a WHERE a.id = x.automation AND a.state = 'paused')))",
        ),
        (Of::Automation, "failed") => {
            flag("EXISTS (SELECT 1 FROM automation_step s WHERE s.run = x.seq AND s.result LIKE 'refused:%')")
        }
        (Of::Automation, "held") => flag("(x.ended IS NULL AND x.waits = 'person')"),
        (of, name) => match column(of, name) {
            Some(column) => plain(column, spec.kind, test, values),
            None => "0".to_owned(),
        },
    }
}

/// What an automation is called by: its name and its id.
const CALLED: &str =
    "coalesce((SELECT fold(a.name) || ' ' || fold(a.id) FROM automation a WHERE a.id = x.automation), '')";

/// Whether a run is one of an automation that is called like one of these.
fn called(wanted: &[Operand], values: &mut Values<'_>) -> String {
    let condition = any(wanted, |wanted| {
        let like = values.bind(contains(&text(wanted)));
        format!("fold(a.name) || ' ' || fold(a.id) LIKE {like} ESCAPE '\\'")
    });
    format!("x.automation IN (SELECT a.id FROM automation a WHERE {condition})")
}

/// The column of a field. `None` for one that no sub-question has.
fn column(of: Of, name: &str) -> Option<&'static str> {
    Some(match (of, name) {
        (Of::Deal, "stage") => "x.stage",
        (Of::Deal, "pipeline") => "x.pipeline",
        (Of::Deal, "status") => "x.status",
        (Of::Deal, "value") => "x.value",
        (Of::Deal, "age" | "created") => "x.created",
        (Of::Deal, "updated") => "x.updated",
        (Of::Deal, "stuck") => "x.since",
        (Of::Deal, "close_date") => "x.closes",
        (Of::Deal, "lost_reason") => "x.reason",
        (Of::Deal | Of::Task, "owner") => "x.owner",
        (Of::Deal, "name") => "fold(x.name)",
        (Of::Message, "channel") => "x.kind",
        (Of::Message, "within") | (Of::Change, "when") => "x.at",
        (Of::Task, "text") => "x.title",
        (Of::Task, "due") => "x.due",
        (Of::Task, "done") => "x.completed",
        (Of::Automation, "step") => "coalesce(json_extract(x.state, '$.at') + 1, 0)",
        (Of::Automation, "version") => "x.version",
        (Of::Automation, "entered") => "x.entered",
        (Of::Automation, "ended") => "coalesce(x.ended, 0)",
        (Of::Automation, "due") => "coalesce(x.due, 0)",
        _ => return None,
    })
}
