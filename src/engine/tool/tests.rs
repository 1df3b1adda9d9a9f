//! What holds for every tool.

use super::*;

#[test]
fn every_tool_is_defined_as_the_service_takes_it() {
    for row in TOOLS {
        let definition = row.definition();
        assert_eq!(definition["name"], row.name);
        let about = definition["description"].as_str().unwrap();
        assert!(
            about.len() > 80,
            "{}: the model needs more than {about:?}",
            row.name
        );
        let schema = &definition["input_schema"];
        assert_eq!(schema["type"], "object", "{}", row.name);
        assert_eq!(schema["additionalProperties"], false, "{}", row.name);
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(
                property["description"].is_string(),
                "{}: `{name}` says nothing",
                row.name
            );
        }
        let json = definition.to_string();
        for refused in ["$ref", "\"minimum\"", "\"format\"", "\"null\"", "$schema"] {
            assert!(!json.contains(refused), "{}: {refused} in {json}", row.name);
        }
    }
}

#[test]
fn no_two_tools_have_one_name() {
    let mut names: Vec<&str> = TOOLS.iter().map(|row| row.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
