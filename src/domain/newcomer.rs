//! A new person from one typed line.

use super::record::Fields;

/// Reads "Maria Delgado 909 555 0142 maria@example.com" into the members of a new person.
pub fn read(line: &str) -> Option<Fields> {
    let mut fields = Fields::new();
    let (mut name, mut phone) = (Vec::new(), String::new());
    for word in line.split_whitespace() {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if word.contains('@') {
            fields.insert("email".to_owned(), word.into());
        } else if digits > 0 && word.chars().all(|c| c.is_ascii_digit() || "+-().".contains(c)) {
            phone.push_str(word);
        } else {
            name.push(word);
        }
    }
    if let Some((first, last)) = name.split_first() {
        fields.insert("firstName".to_owned(), (*first).into());
        if !last.is_empty() {
            fields.insert("lastName".to_owned(), last.join(" ").into());
        }
    }
    if phone.chars().filter(char::is_ascii_digit).count() >= 7 {
        fields.insert("phone".to_owned(), phone.into());
    }
    (!fields.is_empty()).then_some(fields)
}

/// How a new person was understood.
pub fn described(fields: &Fields) -> String {
    let words = [
        ("firstName", "first"),
        ("lastName", "last"),
        ("phone", "phone"),
        ("email", "email"),
    ];
    let parts = words
        .iter()
        .filter_map(|(member, label)| Some(format!("{label} {}", fields.get(*member)?.as_str()?)));
    parts.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_from_one_line() {
        let read = |line: &str| read(line).map(|fields| described(&fields));
        assert_eq!(
            read("Maria Delgado Ruiz (909) 555-0142 maria@example.com").as_deref(),
            Some("first Maria · last Delgado Ruiz · phone (909)555-0142 · email maria@example.com")
        );
        assert_eq!(read("+44 20 7946 0000").as_deref(), Some("phone +442079460000"));
        assert_eq!(read("  "), None);
    }
}
