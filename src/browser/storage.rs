//! Web Storage, and the complete list of what the console keeps in it.

/// A key of local storage. None of these holds a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKey {
    /// `light` or `dark`; absent: as the system.
    Theme,
    /// `utc`; absent: the local time zone.
    TimeZone,
}

impl LocalKey {
    /// Every key, for the self-check.
    pub const ALL: [Self; 2] = [Self::Theme, Self::TimeZone];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::TimeZone => "time-zone",
        }
    }
}

/// The one key of session storage: the session entry. `theme.js` reads its presence before the first paint.
pub const SESSION_KEY: &str = "session";

fn session_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A key as it stands in storage, as theme.js has it too: pages below a path of their own do not share entries.
fn scoped(name: &str) -> String {
    let base = super::page::base_path();
    if base.is_empty() {
        name.to_owned()
    } else {
        format!("{base}/{name}")
    }
}

/// The session entry of this tab.
pub fn session_entry() -> Option<String> {
    session_storage()?.get_item(&scoped(SESSION_KEY)).ok()?
}

/// Keeps the session entry. False where the browser refuses (storage is off or full).
pub fn set_session_entry(value: &str) -> bool {
    session_storage().is_some_and(|storage| storage.set_item(&scoped(SESSION_KEY), value).is_ok())
}

pub fn clear_session_entry() {
    if let Some(storage) = session_storage() {
        let _ = storage.remove_item(&scoped(SESSION_KEY));
    }
}

pub fn local(key: LocalKey) -> Option<String> {
    local_storage()?.get_item(&scoped(key.name())).ok()?
}

/// Keeps or, with `None`, removes a preference. A browser that refuses just forgets it at the end of the page.
pub fn set_local(key: LocalKey, value: Option<&str>) {
    if let Some(storage) = local_storage() {
        let name = scoped(key.name());
        let _ = match value {
            Some(value) => storage.set_item(&name, value),
            None => storage.remove_item(&name),
        };
    }
}

/// Names of everything in session and local storage, for the self-check: (session, local).
pub fn names() -> (Vec<String>, Vec<String>) {
    let names = |storage: Option<web_sys::Storage>| {
        storage.map_or_else(Vec::new, |storage| {
            let length = storage.length().unwrap_or(0);
            (0..length)
                .filter_map(|index| storage.key(index).ok().flatten())
                .collect()
        })
    };
    (names(session_storage()), names(local_storage()))
}

/// Whether `name` is one of the keys that this page keeps in local storage.
pub fn is_local_key(name: &str) -> bool {
    LocalKey::ALL.iter().any(|key| scoped(key.name()) == name)
}

/// Whether `name` is the key of the session entry of this page.
pub fn is_session_key(name: &str) -> bool {
    scoped(SESSION_KEY) == name
}
