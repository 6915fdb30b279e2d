//! What the token in use may write, as far as its own grants tell. Only what is known beforehand is fenced; Astro refuses the
//! rest.

use astro_tokens::grants::Place;
use astro_tokens::rights::Rights;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::context::Console;
use super::scope_badge::home_place;
use crate::inventory::Remote;

impl Console {
    /// What is known of the caller's own grants. Reactive.
    pub fn rights(&self) -> Rights {
        self.inventory.rights()
    }

    /// Whether it is, or stands on, a Deployment that is in no list though all were read. Reactive.
    fn is_unlisted(&self, place: &Place) -> bool {
        let deployment = match place {
            Place::Deployment(id) => Some(id),
            Place::Dag { deployment, .. } | Place::DagTag { deployment, .. } => deployment.as_ref(),
            Place::Organization(_) | Place::Workspace(_) | Place::Unknown { .. } => None,
        };
        let names = self.inventory.names();
        deployment.is_some_and(|id| names.with(|names| names.deployment(id.as_str()).is_none()))
            && self.inventory.deployments().with(Remote::is_whole)
    }

    /// Whether a caller with these rights may write there, as far as that is known. An Owner of a Workspace sees all Deployments in it:
    /// one that is in no list is in none of theirs, or newer than the list. Reactive.
    pub fn may_write(&self, rights: &Rights, place: &Place) -> bool {
        match self.is_unlisted(place) {
            true => rights.may_write_unseen(place),
            false => self
                .inventory
                .names()
                .with(|names| rights.may_write(place, names)),
        }
    }

    /// Why the caller can't write in a place: create a token there, or change the roles of one. Reactive.
    pub fn right_fence(&self, place: &Place) -> Option<String> {
        let may = self.may_write(&self.rights(), place);
        (!may).then(|| {
            let needed = match place {
                Place::Organization(_) => "Organization Owner",
                Place::Workspace(_) => "Workspace Owner here, or Organization Owner",
                Place::Deployment(_) | Place::Dag { .. } | Place::DagTag { .. } => {
                    "Deployment Admin here, or Owner of its Workspace or of the Organization"
                }
                Place::Unknown { .. } => "another role",
            };
            match self.is_unlisted(place) {
                true => format!(
                    "This needs {needed}. The Deployment is in no Workspace that the token you are signed in with owns, as of the last \
                     loading: load everything again if it is new."
                ),
                false => format!("This needs {needed}, and the token that you are signed in with is not that."),
            }
        })
    }

    /// Why a token can't be edited, rotated or deleted by this caller now. Reactive.
    pub fn token_fence(&self, token: &Token) -> Option<String> {
        self.write_fence().or_else(|| {
            let home = home_place(token, &self.inventory.organization_id())?;
            self.right_fence(&home)
        })
    }

    /// Why nothing can be written in a place now. Reactive.
    pub fn place_fence(&self, place: &Place) -> Option<String> {
        self.write_fence().or_else(|| self.right_fence(place))
    }
}
