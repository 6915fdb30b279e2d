//! How the emulated service behaves where the real one is configurable, unknown, or suspected to differ.
//! `docs/emulator.md` says what each switch stands for.

use serde::{Deserialize, Serialize};

/// All switches; names on the wire are camelCase. The default is the behaviour that tests start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Switches {
    /// 25 GET, 10 POST and 5 DELETE a second for each token, then 429.
    pub rate_limits: bool,
    /// Answers name the calling origin in Access-Control-Allow-Origin, and preflights are answered.
    pub cors_allowed: bool,
    /// Retry-After and Date can be read across origins.
    pub expose_headers: bool,
    /// The IP allow list refuses the caller: 403 with a message of its own.
    pub ip_blocked: bool,
    /// Callers below Organization Owner see only the grants that they may write, and dropping hidden ones is not refused.
    pub narrow_grants: bool,
    /// The unfiltered token list answers callers below Organization Owner with what they may read, instead of 403.
    pub narrow_unfiltered_list: bool,
    /// A newer minor version of the contract: unknown entity types and unknown further fields.
    pub newer_contract: bool,
    /// Rotating an expired token gives it a new lifetime of its period, from now.
    pub rotate_revives_expired: bool,
    /// Rotating keeps endAt; off: endAt is counted anew from the period.
    pub rotate_keeps_end_at: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            rate_limits: false,
            cors_allowed: true,
            expose_headers: false,
            ip_blocked: false,
            narrow_grants: false,
            narrow_unfiltered_list: false,
            newer_contract: false,
            rotate_revives_expired: false,
            rotate_keeps_end_at: true,
        }
    }
}
