//! What a text leads to: a pasted token, an id, a short token. Shared by the search field and "Which token is this?".
//!
//! A text that holds a token must not be written anywhere: whoever takes in text asks [`token_within`] first.

use std::sync::Arc;

use astro_tokens::claims::{ClaimedKind, Claims, ClaimsError, clean_paste, looks_like_jwt};
use astro_tokens::id::{OrganizationId, TokenId};
use astro_tokens::token::Token;

use crate::inventory::TokenTable;

/// What a text leads to. Holds nothing of a pasted token but what its claims say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identified {
    /// One token of the inventory.
    Token(TokenId),
    /// Several tokens have this short token.
    Several(Vec<TokenId>),
    /// A pasted token that the inventory does not hold.
    Unknown {
        id: TokenId,
        organization: Option<OrganizationId>,
    },
    /// A pasted value that does not say which token it is.
    Nameless(ClaimedKind),
    /// It has the shape of a token, but can't be read.
    Damaged(ClaimsError),
    /// Neither a pasted token nor the id or short token of one that is loaded.
    NotAToken,
}

/// Decides what `text` leads to.
pub fn identify(text: &str, table: &TokenTable) -> Identified {
    if let Some(value) = token_within(text) {
        return match Claims::decode(&value) {
            Ok(claims) => match claims.token_id {
                Some(id) if table.get(&id).is_some() => Identified::Token(id),
                Some(id) => Identified::Unknown {
                    id,
                    organization: claims.organization_id,
                },
                None => Identified::Nameless(claims.kind),
            },
            Err(error) => Identified::Damaged(error),
        };
    }
    let text = text.trim();
    let id = TokenId::new(text);
    if table.get(&id).is_some() {
        return Identified::Token(id);
    }
    // The table shows short tokens with an ellipsis before them, and so they are copied.
    let short = text.trim_start_matches(['…', '.']);
    if short.is_empty() {
        return Identified::NotAToken;
    }
    let mut found = table
        .rows()
        .iter()
        .filter(|token| *token.short_token == *short)
        .map(id_of);
    match (found.next(), found.next()) {
        (None, _) => Identified::NotAToken,
        (Some(id), None) => Identified::Token(id),
        (Some(first), Some(second)) => {
            Identified::Several([first, second].into_iter().chain(found).collect())
        }
    }
}

fn id_of(token: &Arc<Token>) -> TokenId {
    token.id.clone()
}

/// The token that a text is or holds, whatever stands around it.
pub fn token_within(text: &str) -> Option<String> {
    const START: &str = "eyJ";
    let clean = clean_paste(text);
    if looks_like_jwt(&clean) {
        return Some(clean);
    }
    clean.match_indices(START).find_map(|(at, _)| {
        let rest = clean.get(at..)?;
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .unwrap_or(rest.len());
        let parts: Vec<&str> = rest.get(..end)?.splitn(4, '.').take(3).collect();
        let value = parts.join(".");
        looks_like_jwt(&value).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use proptest::prelude::*;

    use super::*;

    // {"alg":"RS256"} and the claims of an API token, with a signature that is none.
    const HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";

    fn jwt(claims: &str) -> String {
        use std::fmt::Write as _;
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = format!("{HEADER}.");
        for chunk in claims.as_bytes().chunks(3) {
            let bits = chunk
                .iter()
                .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            for place in 0..=chunk.len() {
                let _ = write!(
                    text,
                    "{}",
                    char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize])
                );
            }
        }
        text + ".c2lnbmF0dXJl"
    }

    fn table(tokens: &[(&str, &str)]) -> TokenTable {
        let mut table = TokenTable::default();
        table.enter(tokens.iter().map(|(id, short)| {
            let text = format!(
                r#"{{"id":"{id}","name":"n","description":"","kind":"STANDARD","scope":"ORGANIZATION","shortToken":"{short}",
                "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}"#
            );
            serde_json::from_str::<ApiToken>(&text).unwrap()
        }));
        table
    }

    #[test]
    fn a_pasted_token_leads_to_its_row() {
        let table = table(&[("t1", "aaa"), ("t2", "bbb")]);
        let api = |id: &str| {
            jwt(&format!(
                r#"{{"apiTokenId":"{id}","permissions":["apiTokenId:{id}","organizationId:o1"]}}"#
            ))
        };
        assert_eq!(
            identify(&api("t2"), &table),
            Identified::Token(TokenId::new("t2"))
        );
        assert_eq!(
            identify(
                &format!("export ASTRO_API_TOKEN=\"{}\"\n", api("t1")),
                &table
            ),
            Identified::Token(TokenId::new("t1"))
        );
        assert_eq!(
            identify(&api("t9"), &table),
            Identified::Unknown {
                id: TokenId::new("t9"),
                organization: Some(OrganizationId::new("o1"))
            }
        );
        assert_eq!(
            identify(&jwt(r#"{"sub":"auth0|1"}"#), &table),
            Identified::Nameless(ClaimedKind::PersonalSession)
        );
        assert!(matches!(
            identify("eyJhbGciOiJSUzI1NiJ9.%%%", &table),
            Identified::NotAToken
        ));
        assert!(matches!(
            identify("eyJhbGciOiJSUzI1NiJ9.eyJ.x", &table),
            Identified::Damaged(_)
        ));
    }

    #[test]
    fn an_id_or_a_short_token_must_be_equal() {
        let table = table(&[("t1", "aaa"), ("t2", "bbb"), ("t3", "bbb")]);
        assert_eq!(
            identify(" t1 ", &table),
            Identified::Token(TokenId::new("t1"))
        );
        assert_eq!(
            identify("…aaa", &table),
            Identified::Token(TokenId::new("t1"))
        );
        assert_eq!(
            identify("bbb", &table),
            Identified::Several(vec![TokenId::new("t2"), TokenId::new("t3")])
        );
        for text in ["", "…", "aa", "t", "T1", "t1 t2"] {
            assert_eq!(identify(text, &table), Identified::NotAToken, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_token_is_caught_wherever_it_stands(before in "[^.\u{0}]{0,20}", after in "[^.\u{0}]{0,20}", payload in "[a-zA-Z0-9_-]{4,60}") {
            let token = format!("{HEADER}.{payload}.c2ln");
            // What is glued to a token with letters of its own alphabet only lengthens it.
            let found = token_within(&format!("{before}{token}{after}"));
            prop_assert!(found.is_some_and(|found| found.contains(&payload)));
        }

        #[test]
        fn what_is_no_token_is_let_through(text in "[a-z0-9 :\"_-]{0,40}") {
            prop_assert_eq!(token_within(&text), None);
        }
    }
}
