//! Token values: JSON Web Tokens (RFC 7519) signed with HMAC SHA-256 under a key derived from the seed.
//! A value is never stored; it is a function of the seed, the subject and its generation, so that a rotated-away one
//! can't be told from a forged one by what the emulator keeps.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{
    ids::{cuid, derive},
    instant::Instant,
    state::{AgentToken, EntityType, Id, Scope, State, Token, User},
};

/// How long a personal session lives: the service's default of 8 hours.
const SESSION_SECONDS: i64 = 8 * 3600;

/// What a value says. API tokens carry `permissions` and `apiTokenId`, personal sessions neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    pub iat: i64,
    /// Absent: never expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    pub jti: String,
    pub scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// `key:value` entries with the keys `organizationId` and `workspaceId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    #[serde(
        default,
        rename = "apiTokenId",
        skip_serializing_if = "Option::is_none"
    )]
    pub api_token_id: Option<String>,
    #[serde(
        default,
        rename = "isAstronomerGenerated",
        skip_serializing_if = "Option::is_none"
    )]
    pub is_astronomer_generated: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    typ: String,
}

/// Makes and verifies values. Has no Debug that could show the key.
#[derive(Clone)]
pub struct Issuer {
    seed: u64,
    /// As long as a block of SHA-256, so that HMAC takes it as it is.
    key: [u8; 64],
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

impl Issuer {
    pub fn new(seed: u64) -> Self {
        let mut key = [0; 64];
        key[..32].copy_from_slice(&derive(seed, "signing key", &["1"]));
        key[32..].copy_from_slice(&derive(seed, "signing key", &["2"]));
        Self { seed, key }
    }

    /// The claims of a token's present value.
    pub fn token_claims(&self, token: &Token, state: &State) -> Claims {
        let mut permissions = vec![format!("organizationId:{}", token.organization_id)];
        if let Some(workspace) = workspace_of_home(token, state) {
            permissions.push(format!("workspaceId:{workspace}"));
        }
        Claims {
            iss: "astro-emulator".to_owned(),
            sub: token.id.to_string(),
            iat: token
                .last_rotated_at
                .unwrap_or(token.created_at)
                .unix_seconds(),
            exp: token.end_at.map(Instant::unix_seconds),
            jti: self.generation_id(token),
            scope: "api-token".to_owned(),
            org_id: Some(token.organization_id.to_string()),
            permissions: Some(permissions),
            api_token_id: Some(token.id.to_string()),
            is_astronomer_generated: Some(true),
            version: Some("v1".to_owned()),
            kid: Some(cuid(&derive(self.seed, "key id", &[]))),
        }
    }

    /// The claims of an agent token's value: nothing in them tells its kind.
    pub fn agent_token_claims(&self, agent: &AgentToken, state: &State) -> Claims {
        let mut claims = self.token_claims(&agent.token, state);
        if let Some(deployment) = state.deployments.get(&agent.deployment_id) {
            let workspace = format!("workspaceId:{}", deployment.workspace_id);
            claims.permissions.get_or_insert_default().push(workspace);
        }
        claims
    }

    /// The claims of a personal session that starts now.
    pub fn session_claims(&self, user: &User, now: Instant) -> Claims {
        Claims {
            iss: "astro-emulator-login".to_owned(),
            sub: user.id.to_string(),
            iat: now.unix_seconds(),
            exp: Some(now.plus_seconds(SESSION_SECONDS).unix_seconds()),
            jti: cuid(&derive(
                self.seed,
                "session",
                &[&user.id, &now.unix_micros().to_string()],
            )),
            scope: "openid profile email offline_access".to_owned(),
            org_id: None,
            permissions: None,
            api_token_id: None,
            is_astronomer_generated: None,
            version: None,
            kid: None,
        }
    }

    /// Names the one generation of a token that opens anything.
    pub fn generation_id(&self, token: &Token) -> String {
        cuid(&derive(
            self.seed,
            "generation",
            &[&token.id, &token.generation.to_string()],
        ))
    }

    pub fn sign(&self, claims: &Claims) -> String {
        let header = Header {
            alg: "HS256".to_owned(),
            typ: "JWT".to_owned(),
        };
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(&signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    /// `None` when the value is malformed or was not issued here; neither says which, nor is the value kept.
    pub fn verify(&self, value: &str) -> Option<Claims> {
        let (signed, signature) = value.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header: Header = decode(header)?;
        if header.alg != "HS256" {
            return None;
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(signed).verify_slice(&signature).ok()?;
        decode(payload)
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new((&self.key).into());
        mac.update(signed.as_bytes());
        mac
    }
}

/// A few characters by which a person recognises a value; they open nothing.
pub fn short_token(value: &str) -> String {
    let digest = derive(0, "short token", &[value]);
    digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>()[..7]
        .to_owned()
}

/// The Workspace that a value's claims name: that of a Workspace token, or of a Deployment token's Deployment.
fn workspace_of_home(token: &Token, state: &State) -> Option<Id> {
    let home = token
        .grants
        .iter()
        .find(|grant| grant.entity_type == token.scope.entity_type())?;
    match (token.scope, &home.entity_type) {
        (Scope::Workspace, EntityType::Workspace) => Some(home.entity_id.clone()),
        (Scope::Deployment, EntityType::Deployment) => state
            .deployments
            .get(&home.entity_id)
            .map(|deployment| deployment.workspace_id.clone()),
        _ => None,
    }
}

fn encode(part: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap_or_default())
}

fn decode<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        let user = User {
            id: "cuser".into(),
            username: "ada@example.test".to_owned(),
            full_name: "Ada".to_owned(),
            avatar_url: String::new(),
            organization_id: "corg".into(),
            grants: Vec::new(),
            created_at: Instant::from_unix_seconds(0),
            updated_at: Instant::from_unix_seconds(0),
        };
        Issuer::new(1).session_claims(&user, Instant::from_unix_seconds(1_000))
    }

    #[test]
    fn what_was_signed_here_verifies() {
        let issuer = Issuer::new(1);
        assert_eq!(issuer.verify(&issuer.sign(&claims())), Some(claims()));
    }

    #[test]
    fn foreign_changed_and_broken_values_do_not() {
        let issuer = Issuer::new(1);
        let value = issuer.sign(&claims());
        assert_eq!(Issuer::new(2).verify(&value), None);
        for at in 0..value.len() {
            let mut bytes = value.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            // The last character of a 32-byte signature carries two bits that no byte needs; strict decoding refuses them.
            assert_eq!(
                issuer.verify(&String::from_utf8(bytes).unwrap()),
                None,
                "changed at {at}"
            );
        }
        let payload = value.split('.').nth(1).unwrap();
        let unsigned = format!(
            "{}.{payload}.",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#)
        );
        for broken in [
            "",
            ".",
            "..",
            "eyJ",
            "a.b.c",
            unsigned.as_str(),
            &value[..value.len() - 1],
        ] {
            assert_eq!(issuer.verify(broken), None);
        }
    }

    #[test]
    fn short_token_is_seven_hex_digits() {
        let short = short_token("some value");
        assert_eq!(short.len(), 7);
        assert!(short.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
