//! Icons from the one sprite. They are decoration: hidden from assistive technology, with words beside them.

use std::sync::LazyLock;

use leptos::prelude::*;

/// Where the sprite lies, as index.html has it: its name carries the hash of its content, so that a browser that has it
/// once never asks for it again, and an icon that is new to the page needs no network.
static SPRITE: LazyLock<String> = LazyLock::new(|| {
    document()
        .query_selector("link[rel=sprite]")
        .ok()
        .flatten()
        .and_then(|link| link.get_attribute("href"))
        .unwrap_or_default()
});

/// Address of a symbol in the sprite.
fn href(name: IconName) -> String {
    [SPRITE.as_str(), "#i-", name.name()].concat()
}

macro_rules! icons {
    ($($variant:ident => $name:literal,)*) => {
        /// Every icon of the console. The build draws them from `style/icons.txt`, which has the same list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName { $($variant,)* }

        impl IconName {
            /// All of them, in the order of `style/icons.txt`.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the sprite, without the `i-` before it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

icons! {
    Logo => "logo",
    Search => "search",
    Key => "key",
    Organization => "organization",
    Workspace => "workspace",
    Deployment => "deployment",
    Dag => "dag",
    Tag => "tag",
    Right => "right",
    Down => "down",
    Check => "check",
    Close => "x",
    Copy => "copy",
    Refresh => "refresh",
    Lock => "lock",
    Eye => "eye",
    EyeOff => "eye-off",
    Clock => "clock",
    Alert => "alert",
    Info => "info",
    Infinity => "infinity",
    Exit => "exit",
    Theme => "theme",
    Menu => "menu",
    More => "more",
    Ban => "ban",
    Offline => "offline",
    Arrow => "arrow",
    User => "user",
    Edit => "edit",
    Rotate => "rotate",
    Trash => "trash",
    Plus => "plus",
    Unlink => "unlink",
    Undo => "undo",
}

/// 12, 16 or 24 px.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IconSize {
    Small,
    #[default]
    Medium,
    Large,
}

/// One icon.
#[component]
pub fn Icon(name: IconName, #[prop(optional)] size: IconSize) -> impl IntoView {
    let class = match size {
        IconSize::Small => "icon icon--sm",
        IconSize::Medium => "icon",
        IconSize::Large => "icon icon--lg",
    };
    view! { <svg class=class aria-hidden="true"><use href=href(name)></use></svg> }
}

/// The console's own mark.
#[component]
pub fn Logo() -> impl IntoView {
    view! { <svg class="logo" aria-hidden="true"><use href=href(IconName::Logo)></use></svg> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_is_built_from_the_same_list() {
        let listed: Vec<&str> = include_str!("../../style/icons.txt")
            .lines()
            .map(|line| line.split('#').next().unwrap_or_default())
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        let known: Vec<&str> = IconName::ALL.iter().map(|icon| icon.name()).collect();
        assert_eq!(listed, known);
    }
}
