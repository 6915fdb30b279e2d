//! Finding the value in an answer that can't be decoded: whole or not at all, wherever it was cut.

use crate::generate::{text, wire_role};
use astro_tokens::secret::{Secret, salvage};
use proptest::prelude::*;
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = String> {
    "eyJ[A-Za-z0-9_-]{1,30}\\.eyJ[A-Za-z0-9_-]{1,60}\\.[A-Za-z0-9_-]{1,40}"
}

/// Text that reads like the member itself.
fn misleading() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => text(),
        1 => Just(r#""token":"eyJa.eyJb.c""#.to_owned()),
        1 => Just(r#"","token":"eyJa.eyJb.c","x":""#.to_owned()),
        1 => Just(r#"\"token": "eyJa.eyJb.c"#.to_owned()),
        1 => Just("token".to_owned()),
    ]
}

/// An answer to create or rotate as bytes, its value, and where in it that value ends. Members come in any order.
fn answer() -> impl Strategy<Value = (Vec<u8>, String, usize)> {
    let members = (misleading(), misleading(), wire_role()).prop_map(|(name, text, role)| {
        vec![
            ("id", json!("cm4b2r8ye00f301p4t5n0wq7c")),
            ("name", json!(name)),
            ("description", json!(text)),
            ("shortToken", json!("wjBTde")),
            ("roles", json!([role])),
            ("token", Value::Null),
        ]
    });
    let space = proptest::sample::select(&["", " ", "\n\t "]);
    (members.prop_shuffle(), value(), space)
        .prop_map(|(members, value, space)| {
            let mut end = 0;
            let mut body = String::from("{");
            for (index, (name, json)) in members.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                body.push_str(&format!("{comma}{space}\"{name}\"{space}:{space}"));
                if *name == "token" {
                    body.push_str(&json!(value).to_string());
                    end = body.len();
                } else {
                    body.push_str(&json.to_string());
                }
            }
            body.push('}');
            (body.into_bytes(), value, end)
        })
        .boxed()
}

proptest! {
    // Each case tries every cut.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_cut_answer_gives_the_whole_value_or_none((body, value, end) in answer()) {
        let whole = Secret::from(value);
        for cut in 0..=body.len() {
            let expected = (cut >= end).then(|| whole.clone());
            prop_assert!(salvage(&body[..cut]) == expected, "cut at {} of {}", cut, body.len());
        }
    }

    #[test]
    fn damage_elsewhere_does_not_matter((body, value, end) in answer(), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let name = br#""token""#;
        let member = body[..end].windows(name.len()).rposition(|window| window == name).unwrap();
        let place = at.index(body.len());
        prop_assume!(place < member || place >= end);
        let mut damaged = body.clone();
        damaged[place] = byte;
        prop_assert!(salvage(&damaged) == Some(Secret::from(value.clone())));
        damaged.remove(place);
        prop_assert!(salvage(&damaged) == Some(Secret::from(value)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>(), (body, _, _) in answer(), cut in any::<proptest::sample::Index>()) {
        let _ = salvage(&bytes);
        let (left, right) = body.split_at(cut.index(body.len()));
        let _ = salvage(&[left, &bytes, right].concat());
    }
}

#[test]
fn what_is_no_value_is_not_taken_for_one() {
    for answer in [
        "",
        r#"{"token":null}"#,
        r#"{"token":""}"#,
        r#"{"token":"#,
        r#"{"token"}"#,
        r#"{"token":"eyJa.eyJb.c"#,
        r#"{"token":"eyJa.eyJb","#,
        r#"{"tokens":"eyJa.eyJb.c"}"#,
        r#"{"shortToken":"eyJa.eyJb.c"}"#,
        r#"{"description":"\"token\":\"eyJa.eyJb.c\""}"#,
        r#"<!doctype html><script>state = {"token": "c5d1a0"}</script>"#,
        r#"{"list":["token","eyJa.eyJb.c"]}"#,
    ] {
        assert!(salvage(answer.as_bytes()).is_none(), "{answer}");
    }
    let pretty = "{\n  \"token\" :\n \"eyJa.eyJb.c\" oops";
    assert_eq!(salvage(pretty.as_bytes()).unwrap().expose(), "eyJa.eyJb.c");
}
