//! What makes two people one, as a table; and what holds for any two.

use super::*;
use crate::model::{name, text::fold};
use proptest::prelude::*;

/// A contact in short: `Laura Chen; Acme; laura@acme.example; +49 170 1234567; in/laura`, in any order
/// after the name.
fn person(text: &str) -> Traits {
    let mut fields = text.split("; ");
    let full = fields.next().unwrap_or_default();
    let rest: Vec<&str> = fields.collect();
    let is_company = |f: &&&str| !f.contains('@') && !f.starts_with(['+', '0']) && !f.starts_with("in/");
    let parts = name::split(full);
    let company = rest.iter().find(is_company).copied();
    let mut traits = Traits::new(full, parts.given.as_deref(), parts.family.as_deref(), company);
    for field in rest {
        if let Some(key) = field.strip_prefix("in/") {
            traits.add_profile(key);
        } else if field.contains('@') {
            traits.add_email(&fold(field));
        } else if field.starts_with(['+', '0']) {
            traits.add_phone(&phone::key(field));
        }
    }
    traits
}

fn two(a: &str, b: &str) -> Likeness {
    let mut people = [person(a), person(b)];
    settle(&mut people);
    likeness(&people[0], &people[1])
}

/// Two people, and the least and the most that the likeness may be.
#[rustfmt::skip]
const TABLE: &[(&str, &str, u8, u8)] = &[
    // surest
    ("Laura Chen; in/laura", "Laura Chen; in/laura", 99, 99),
    ("Laura Chen; in/laura", "Lolo; in/laura", 70, 99),
    ("Laura Chen; l@acme.example", "Laura Chen; l@acme.example", 95, 99),
    ("Laura Chen; l@acme.example", "Laura Chen; l+news@acme.example", 95, 99),
    ("Laura Chen; l@acme.example", "Laura Meyer; l@acme.example", 80, 95),
    ("laura@acme.example; laura@acme.example", "Laura Chen; laura@acme.example", 80, 95),
    ("Laura Chen; +49 170 1234567", "Laura Meyer; 0170 1234567", 75, 95),
    ("Laura Chen; +49 170 1234567", "Laura Chen; +44 170 1234567", 0, 65),
    ("Laura Chen; Acme; +49 30 123456", "Laura Meyer; Acme; +49 30 123456", 75, 85),
    // name and company
    ("Laura Chen; Acme", "Laura Chen; ACME, Inc.", 85, 95),
    ("Laura Chen; Acme", "Chen Laura; Acme", 80, 95),
    ("Łukasz Żółć; Acme", "Lukasz Zolc; Acme", 80, 95),
    ("Bob Smith; Acme", "Robert Smith; Acme", 80, 95),
    ("Laura M. Chen; Acme", "Laura Chen; Acme", 80, 95),
    ("Laura Chen-Meyer; Acme", "Laura Chen; Acme", 75, 95),
    ("Laura Chen Meyer; Acme", "Laura Chen; Acme", 75, 95),
    ("Laura Chen; Acme", "Lauar Chen; Acme", 60, 80),
    ("L. Chen; Acme", "Laura Chen; Acme", 55, 75),
    ("Laura; Acme", "Laura Chen; Acme", 55, 75),
    ("Laura Chen; Acme", "Laura Meyer; Acme", 50, 55),
    ("Laura Chen; laura@acme.example", "Laura Meyer; lmeyer@acme.example", 0, 49),
    ("Laura Chen; laura.chen@acme.example", "Laura Meyer; laura.chen@gmail.com", 50, 60),
    ("Laura Chen; laura@acme.example", "Laura Meyer; laura@gmail.com", 0, 49),
    ("Laura Chen; laura.chen@acme.example", "Laura Chen; laurachen@initech.example", 60, 70),
    ("Alexander Petrov; Acme", "Александр Петров; Acme", 80, 95),
    ("Alexander Petrov; Acme", "Aleksandr Petrov; Acme", 80, 95),
    ("Katharina Müller; Acme", "Kathrin Müller; Acme", 80, 95),
    ("Anna-Lena Vogt; Acme", "Anna Vogt; Acme", 75, 95),
    ("Chris Vogel; Acme", "Christian Vogel; Acme", 75, 95),
    ("Kate Bishop; k.b@gmail.com", "Katherine B.; k.b@gmail.com", 85, 95),
    // a script that writes no vowels
    ("Mohamed Hassan; Acme", "محمد حسن; Acme", 65, 80),
    ("David Cohen; Acme", "דוד כהן; Acme", 65, 80),
    ("David Cohen; dc@gmail.com", "דוד כהן; dc@gmail.com", 90, 97),
    ("David Cohen", "דוד כהן", 0, 49),
    ("David Cohen; Acme", "דן כהן; Acme", 0, 49),
    // father and son, him and her
    ("Hans Maier Sr.; Acme", "Hans Maier Jr.; Acme", 0, 20),
    ("Hans Maier sen.; Acme", "Hans Maier jun.; Acme", 0, 20),
    ("Maier Sr., Hans; Acme", "Hans Maier, Jr.; Acme", 0, 20),
    ("John Smith II; Acme", "John Smith III; Acme", 0, 20),
    ("Alexandre Dumas père; Acme", "Alexandre Dumas fils; Acme", 0, 20),
    ("Hans Maier Sr.; Acme; h@maier.example", "Hans Maier Jr.; Initech; h@maier.example", 0, 49),
    ("Hans Maier Sr.; Acme; h@maier.example", "Hans Maier Jr.; Acme; h@maier.example", 0, 49),
    ("Hans Maier Jr.; Acme", "Hans Maier; Acme", 85, 95),
    ("Hans Maier Jr.; Acme", "Hans Maier jun.; Acme", 85, 95),
    ("John Smith Jr.; Acme", "John Smith II; Acme", 85, 95),
    ("Christian Vogel; Acme", "Christina Vogel; Acme", 0, 49),
    ("Mario Vogel; Acme", "Maria Vogel; Acme", 0, 49),
    // a name alone is weak
    ("Laura Chen", "Laura Chen", 50, 60),
    ("Bob Smith", "Robert Smith", 50, 60),
    ("Laura Chen; Acme", "Laura Chen; Initech", 50, 55),
    ("Laura Chen; Acme; l@acme.example", "Laura Chen; Initech; laura@initech.example", 0, 49),
    ("Laura Chen; Freelance", "Laura Chen; freelance", 50, 60),
    ("Laura C.", "Laura C.", 0, 49),
    ("Laura", "Laura", 0, 49),
    ("Laura; Acme", "Laura; Acme", 65, 80),
    ("L. Chen", "Laura Chen", 0, 49),
    ("Laura", "Laura Chen", 0, 49),
    ("Laura Chen", "Lauar Chen", 0, 49),
    ("Daniel Chen; Acme", "Daniela Chen; Acme", 0, 49),
    // a member has one profile
    ("Laura Chen; Acme; in/laura", "Laura Chen; Acme; in/laura-2", 0, 20),
    ("Laura Chen; Acme; in/laura", "Laura Chen; Acme; in/ACoAAB12", 85, 95),
    ("Laura Chen; in/laura; l@acme.example", "Laura Chen; in/laura-2; l@acme.example", 50, 65),
    // what several may share
    ("Laura Chen; info@acme.example", "Laura Chen; info@acme.example", 60, 80),
    ("Laura Chen; info@acme.example", "Omar Haddad; info@acme.example", 0, 5),
    ("Laura Chen; chen@family.example", "Omar Chen; chen@family.example", 0, 49),
    ("Laura Chen; +49 30 123456", "Omar Haddad; +49 30 123456", 0, 20),
    ("Laura Chen; Acme; +49 30 123456", "Omar Haddad; Acme; +49 30 123456", 0, 49),
    ("Laura Chen; a@gmail.com", "Laura Meyer; b@gmail.com", 0, 49),
    ("🚀", "🚀", 0, 49),
];

#[test]
fn evidence_adds_up_as_people_would_weigh_it() {
    let mut wrong = Vec::new();
    for (a, b, least, most) in TABLE {
        let score = two(a, b).score();
        if !(*least..=*most).contains(&score) {
            wrong.push(format!("{a} / {b}: {score}, not {least} to {most}: {:?}", two(a, b)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reasons_say_what_speaks_for_it_and_what_against() {
    for (a, b, reasons) in [
        ("Laura Chen; Acme; in/x", "Laura Chen; Acme; in/x", "same LinkedIn profile, same name, same company"),
        ("Bob Smith; b@x.example", "Robert Smith; b@x.example", "same e-mail, same name, one with a short form"),
        ("Laura Chen; Acme", "Laura Chen; Initech", "same name, but another company"),
        ("Chris Vogel; Acme", "Christian Vogel; Acme", "same name, one with a short form, same company"),
        (
            "Ed Ek Sr.; e@x.example; Acme",
            "Ed Ek Jr.; e@x.example; Acme",
            "same e-mail, same name, same company, but another generation",
        ),
        ("David Cohen; Acme", "דוד כהן; Acme", "same consonants, one in a script without vowels, same company"),
        ("X Y; in/a; z@x.example", "X Y; in/b; z@x.example", "same e-mail, same name, but two LinkedIn profiles"),
    ] {
        let said: Vec<&str> = two(a, b).reasons().iter().map(|r| r.as_str()).collect();
        assert_eq!(said.join(", "), reasons, "{a} / {b}");
    }
}

#[test]
fn what_many_share_brings_nobody_together() {
    for shared in ["Laura Chen; +49 30 123456", "Laura Chen; l@acme.example", "Laura Chen; in/laura", "Laura Chen"] {
        let mut people = vec![person(shared); 50_000];
        settle(&mut people);
        let mut pairs = 0;
        each_pair(&people, |_, _| pairs += 1);
        assert_eq!(pairs, 0, "{shared}");
        assert!(!is_likely(&people[0], &people[1]), "{shared}");
    }
}

#[test]
fn people_of_one_company_and_family_with_other_given_names_are_two() {
    let given = "Adrian Adriana Alexander Alexandra Andrea Andreas Anna Bernd Carla Carlos Christian Christina \
        Christoph Daniel Daniela Diana Dieter Emil Emilie Erik Erika Felix Florian Franz Gabriel Gabriela Georg \
        Henrik Ines Jan Jana Janine Jean Johanna Jonas Joseph Josephine Juan Julia Julian Julius Karin \
        Katharina Klaus Lara Laura Leon Leonie Marcel Maria Mariana Marina Mario Marta Martin Martina Matthias \
        Michael Michaela Nina Nora Olga Oliver Paul Paula Pauline Peter Petra Robert Roberta Samir Samira Stefan \
        Stefanie Theodor Theodora Thomas Valentin Valentina Victor Victoria Wilhelm Wilhelmine"
        .split(' ');
    // Of a handful of colleagues, where least else is needed.
    let people: Vec<(&str, Traits)> = given.map(|g| (g, person(&format!("{g} Vogel; Acme")))).collect();
    let mut wrong = Vec::new();
    for (n, (a, one)) in people.iter().enumerate() {
        wrong.extend(people[..n].iter().filter(|(_, other)| is_likely(one, other)).map(|(b, _)| format!("{a} / {b}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_common_name_needs_more_than_itself() {
    let mut people: Vec<Traits> = (0..6).map(|_| person("Wei Wang")).collect();
    people.extend([person("Wei Wang; Acme"), person("Wei Wang; Acme")]);
    settle(&mut people);
    let common = likeness(&people[0], &people[1]);
    assert!(common.score() < LIKELY && common.reasons().contains(&Reason::CommonName));
    assert!(is_likely(&people[6], &people[7]));
}

#[test]
fn whoever_is_likely_one_is_found() {
    let mut wrong = Vec::new();
    for (a, b, ..) in TABLE {
        let mut people = [person(a), person("Ada Byron"), person(b)];
        settle(&mut people);
        let mut found = false;
        each_pair(&people, |one, other| found |= (one, other) == (0, 2));
        if is_likely(&people[0], &people[2]) && !found {
            wrong.push(format!("{a} / {b}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn any_person() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(TABLE).prop_flat_map(|row| proptest::sample::select(vec![row.0, row.1]));
    let odd = ("\\PC{0,40}", "[A-Za-z]{0,9}", "[a-z.+]{0,6}@[a-z.]{0,9}", "\\+[0-9]{0,25}")
        .prop_map(|(name, company, email, phone)| format!("{name}; {company}; {email}; {phone}"));
    prop_oneof![known.prop_map(str::to_owned), odd, any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn it_is_the_same_whichever_comes_first(a in any_person(), b in any_person()) {
        let mut people = [person(&a), person(&b)];
        settle(&mut people);
        let likeness = likeness(&people[0], &people[1]);
        prop_assert_eq!(likeness, super::likeness(&people[1], &people[0]));
        prop_assert!(likeness.score() < 100);
        prop_assert_eq!(is_likely(&people[0], &people[1]), likeness.score() >= LIKELY);
    }
}
