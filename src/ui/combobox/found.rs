//! What fits the text of a combobox.

/// At most so many options are in the page.
pub const MOST: usize = 40;

/// One option, on two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComboOption {
    /// What the list hands out when it is picked; each is there once.
    pub value: String,
    pub label: String,
    /// Beside the label, in the type of ids; may be empty.
    pub mark: String,
    /// The second line; may be empty.
    pub hint: String,
    /// Why it can't be picked; it stands there all the same, and says so.
    pub fenced: Option<String>,
}

/// What fits the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub options: Vec<ComboOption>,
    /// How many fit besides.
    pub more: usize,
}

impl Found {
    /// The first [`MOST`] of them; the others are counted and never made into options.
    pub fn of<T>(all: impl IntoIterator<Item = T>, option: impl FnMut(T) -> ComboOption) -> Self {
        let mut all = all.into_iter();
        Self {
            options: all.by_ref().take(MOST).map(option).collect(),
            more: all.count(),
        }
    }

    pub(super) fn position(&self, value: &str) -> Option<usize> {
        self.options.iter().position(|option| option.value == value)
    }

    /// “40 options, 960 more: type to narrow”
    pub(super) fn count(&self) -> String {
        let here = match self.options.len() {
            0 => return "Nothing fits.".to_owned(),
            1 => "1 option".to_owned(),
            count => format!("{count} options"),
        };
        match self.more {
            0 => here,
            more => format!("{here}, {more} more: type to narrow"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(at: usize) -> ComboOption {
        ComboOption {
            value: at.to_string(),
            label: format!("option {at}"),
            mark: String::new(),
            hint: String::new(),
            fenced: None,
        }
    }

    #[test]
    fn what_is_left_off_is_counted() {
        let found = Found::of(0..10_000, option);
        assert_eq!((found.options.len(), found.more), (MOST, 9_960));
        assert_eq!(found.count(), "40 options, 9960 more: type to narrow");
        assert_eq!(Found::of(0..1, option).count(), "1 option");
        assert_eq!(Found::of(0..0, option).count(), "Nothing fits.");
        assert_eq!(found.position("39"), Some(39));
        assert_eq!(found.position("40"), None, "it is not in the page");
    }
}
