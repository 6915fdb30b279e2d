//! Colour means state, and only state: scope, kind and role are told apart by icon and words.

/// What a thing's state is. Sets the variables that badge, dot, banner, toast and lifetime bar read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    /// Selected, or about the reader.
    Accent,
    /// Healthy.
    Good,
    /// Soon.
    Warn,
    /// Broken, or not to be undone.
    Bad,
}

impl Tone {
    /// The class in `style/ui/tone.css`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}
