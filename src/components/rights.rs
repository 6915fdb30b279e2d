//! What the token in use may write, as far as its own grants tell. Only what is known beforehand is fenced; Astro refuses the
//! rest.

use astro_tokens::grants::Place;
use astro_tokens::rights::Rights;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::context::Console;

impl Console {
    /// What is known of the caller's own grants. Reactive.
    pub fn rights(&self) -> Rights {
        self.inventory.rights()
    }

    /// Why the caller can't write in a place: create a token there, or change the roles of one. Reactive.
    pub fn right_fence(&self, place: &Place) -> Option<String> {
        let rights = self.rights();
        let may = self
            .inventory
            .names()
            .with(|names| rights.may_write(place, names));
        (!may).then(|| {
            let needed = match place {
                Place::Organization(_) => "Organization Owner",
                Place::Workspace(_) => "Workspace Owner here, or Organization Owner",
                Place::Deployment(_) | Place::Dag { .. } | Place::DagTag { .. } => {
                    "Deployment Admin here, or Owner of its Workspace or of the Organization"
                }
                Place::Unknown { .. } => "another role",
            };
            format!("This needs {needed}, and the token that you are signed in with is not that.")
        })
    }

    /// Why a token can't be edited, rotated or deleted by this caller now. Reactive.
    pub fn token_fence(&self, token: &Token) -> Option<String> {
        self.write_fence().or_else(|| {
            let home = token.home()?;
            self.right_fence(&home.place())
        })
    }

    /// Why nothing can be written in a place now. Reactive.
    pub fn place_fence(&self, place: &Place) -> Option<String> {
        self.write_fence().or_else(|| self.right_fence(place))
    }
}
