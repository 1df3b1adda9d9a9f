use super::*;
use crate::automation::definition::read;
use crate::automation::gallery::TEMPLATES;

#[test]
fn every_template_is_sound_alone_and_with_the_others() {
    let all: Vec<Definition> = TEMPLATES
        .iter()
        .map(|template| {
            read(template.text).unwrap_or_else(|faults| {
                panic!(
                    "{}: {}",
                    template.id,
                    faults
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("\n")
                )
            })
        })
        .collect();
    let others: Vec<&Definition> = all.iter().collect();
    let mut told = Vec::new();
    for (definition, template) in all.iter().zip(TEMPLATES) {
        assert_eq!(definition.id(), template.id);
        assert!(!definition.sends(), "{}", template.id);
        for finding in check(definition, &others, &Account::default()) {
            told.push(format!(
                "{} line {}: {:?} {}",
                template.id, finding.spot.line, finding.weight, finding.message
            ));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
