//! The session: the pasted token, what it says of itself, where it is kept, and when it ends.
//!
//! Nothing outside this module can read the pasted value. It can only be put into an Authorization header; it
//! has no Display, no Serialize, and a redacted Debug.

mod entry;
mod limits;
mod pasted;

pub use entry::{SessionEntry, StoredSession};
pub use limits::{End, Limits, Phase};
pub use pasted::{PasteError, PastedToken};

/// Why a session ended. The name in the address is told to the fresh page that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    SignedOut,
    Idle,
    Absolute,
    /// Astro refuses the token: expired, rotated or deleted.
    Refused,
    /// The token's own expiry.
    Expired,
    /// The tab is a copy of one that is still open.
    Duplicated,
}

impl EndReason {
    const ALL: [Self; 6] = [
        Self::SignedOut,
        Self::Idle,
        Self::Absolute,
        Self::Refused,
        Self::Expired,
        Self::Duplicated,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Idle => "idle",
            Self::Absolute => "absolute",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Duplicated => "duplicated",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}
