//! Pasted values: cleaned, told apart, decoded, never quoted.

use crate::generate::at;
use astro_tokens::claims::{ClaimedKind, Claims, ClaimsError, clean_paste, looks_like_jwt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::json;

fn jwt(payload: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        part(r#"{"alg":"RS256","typ":"JWT"}"#),
        part(payload),
        part("signature")
    )
}

fn api_token() -> String {
    jwt(&json!({
        "permissions": ["apiTokenId:x", "organizationId:org1", "workspaceId:ws1"],
        "apiTokenId": "tok1", "isAstronomerGenerated": true, "org_id": "org_auth0",
        "scope": "a b", "version": "1", "kid": "k", "exp": 1_800_000_000, "iat": 1_700_000_000.5,
    })
    .to_string())
}

#[test]
fn an_api_token() {
    let claims = Claims::decode(&api_token()).unwrap();
    assert_eq!(claims.kind, ClaimedKind::ApiToken);
    assert_eq!(claims.organization_id.unwrap().as_str(), "org1");
    assert_eq!(claims.workspace_id.unwrap().as_str(), "ws1");
    assert_eq!(claims.token_id.unwrap().as_str(), "tok1");
    assert_eq!(claims.expires_at, Some(at("2027-01-15T08:00:00Z")));
    assert_eq!(claims.issued_at, Some(at("2023-11-14T22:13:20.5Z")));
}

#[test]
fn a_personal_session_has_no_permissions() {
    for payload in [
        r#"{"sub":"u"}"#,
        r#"{"permissions":[]}"#,
        r#"{"permissions":null}"#,
    ] {
        let claims = Claims::decode(&jwt(payload)).unwrap();
        assert_eq!(claims.kind, ClaimedKind::PersonalSession);
        assert_eq!(claims.organization_id, None);
        assert_eq!(claims.expires_at, None);
    }
}

#[test]
fn an_empty_permission_names_nothing() {
    let claims =
        Claims::decode(&jwt(r#"{"permissions":["organizationId:","workspaceId"]}"#)).unwrap();
    assert_eq!(claims.kind, ClaimedKind::ApiToken);
    assert_eq!((claims.organization_id, claims.workspace_id), (None, None));
}

#[test]
fn expiry_at_its_edge() {
    let claims = Claims::decode(&jwt(r#"{"exp":1800000000}"#)).unwrap();
    assert!(!claims.is_expired(at("2027-01-15T07:59:59Z")));
    assert!(claims.is_expired(at("2027-01-15T08:00:00Z")));
    let never = Claims::decode(&jwt("{}")).unwrap();
    assert!(!never.is_expired(at("9999-12-31T23:59:59Z")));
    // Far beyond what a date can say.
    for exp in ["1e300", "-1e300", "9223372036854775807"] {
        Claims::decode(&jwt(&format!(r#"{{"exp":{exp}}}"#))).unwrap();
    }
}

#[test]
fn refusals_with_their_reason() {
    let whole = api_token();
    let (head, signature) = whole.rsplit_once('.').unwrap();
    let (header, payload) = head.split_once('.').unwrap();
    let refused = |value: &str| Claims::decode(value).unwrap_err();
    assert_eq!(refused(""), ClaimsError::Empty);
    for value in ["hello", head, "a.b.c.d", "."] {
        assert_eq!(refused(value), ClaimsError::NotAJwt, "{value}");
    }
    assert_eq!(
        refused(&format!("{header}.{payload}.sig!")),
        ClaimsError::BadBase64
    );
    assert_eq!(
        refused(&format!("{header}.pay load.{signature}")),
        ClaimsError::BadBase64
    );
    assert_eq!(refused(".."), ClaimsError::BadJson);
    assert_eq!(
        refused(&format!("{payload}.{payload}.{signature}")),
        ClaimsError::BadJson
    );
    assert_eq!(
        refused(&format!(
            "{header}.{}.{signature}",
            &payload[..payload.len() - 4]
        )),
        ClaimsError::BadJson
    );
    for payload in [
        "[]",
        "1",
        "nonsense",
        r#"{"exp":"soon"}"#,
        r#"{"permissions":[1]}"#,
        "{\"a\":\"\u{0}\"}",
    ] {
        assert_eq!(refused(&jwt(payload)), ClaimsError::BadJson, "{payload}");
    }
}

#[test]
fn what_comes_along_with_a_copy_is_taken_off() {
    let token = api_token();
    let (first, second) = token.split_at(20);
    for pasted in [
        format!("  {token}\n"),
        format!("Bearer {token}"),
        format!("authorization: bearer {token}"),
        format!("\"{token}\""),
        format!("'Bearer {token}'"),
        format!("ASTRO_API_TOKEN={token}"),
        format!("export ASTRO_API_TOKEN=\"{token}\"\r\n"),
        format!("export ASTRO_API_TOKEN = 'Bearer {token}'"),
        format!("{first}\r\n  {second}"),
        format!("\u{feff}{first}\u{200b}{second}\u{a0}"),
    ] {
        assert_eq!(clean_paste(&pasted), token, "{pasted:?}");
    }
    assert_eq!(clean_paste(" \n"), "");
    assert_eq!(clean_paste("Bearer"), "");
}

#[test]
fn the_shape_of_a_token() {
    assert!(looks_like_jwt(&api_token()));
    for text in [
        "",
        "eyJ",
        "eyJ.a",
        "eyJ..b",
        "eyJ.a.",
        "abc.def.ghi",
        "eyJ.a b.c",
        "eyJ.a.b.c",
        "www.eyJ.com",
    ] {
        assert!(!looks_like_jwt(text), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_cleaning_settles(text in any::<String>()) {
        let clean = clean_paste(&text);
        let _ = Claims::decode(&text);
        let _ = Claims::decode(&clean);
        prop_assert_eq!(clean_paste(&clean), clean);
    }

    #[test]
    fn no_bytes_inside_a_token_panic(
        header in proptest::collection::vec(any::<u8>(), 0..64),
        payload in proptest::collection::vec(any::<u8>(), 0..128),
    ) {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let _ = Claims::decode(&format!("{}.{}.{}", part(&header), part(&payload), part(b"s")));
        let _ = Claims::decode(&format!("{}.{}.{}", part(b"{\"alg\":1}"), part(&payload), part(b"s")));
    }

    #[test]
    fn no_damage_is_ever_quoted(at in any::<prop::sample::Index>(), byte in any::<char>()) {
        let whole = api_token();
        let at = at.index(whole.len());
        let damaged: String = whole.char_indices().map(|(i, c)| if i == at { byte } else { c }).collect();
        if let Err(error) = Claims::decode(&damaged) {
            let told = format!("{error} {error:?}");
            prop_assert!(!damaged.as_bytes().windows(8).any(|part| told.as_bytes().windows(8).any(|t| t == part)));
        }
    }

    #[test]
    fn only_what_has_the_shape_decodes(text in "[A-Za-z0-9_.-]{0,40}") {
        if Claims::decode(&text).is_ok() {
            prop_assert!(text.split('.').count() == 3);
        }
    }
}
