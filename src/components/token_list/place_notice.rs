//! What the caller can't see or change on the page of a Workspace or Deployment, and why.

use astro_tokens::grants::Place;
use leptos::prelude::*;

use super::listing::Listing;
use crate::components::context::Console;
use crate::components::standing::Standing;
use crate::inventory::Coverage;
use crate::ui::{Banner, IconName};

/// Nothing where the caller sees and may change everything; where there is no row at all, what stands in its place says why.
#[component]
pub fn PlaceNotice(
    console: Console,
    place: Place,
    standing: Memo<Standing>,
    listing: Listing,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| listing.tokens.with(|tokens| tokens.is_empty()));
    let is_partial = Memo::new(move |_| {
        matches!(
            *console.inventory.coverage().read(),
            Coverage::Partial { .. }
        )
    });
    (move || {
        let standing = standing.get();
        let (title, mut sentences) = match standing {
            Standing::Missing if !is_empty.get() => gone(&place),
            _ if !is_partial.get() => return None,
            Standing::Known => known(&place),
            Standing::OutOfReach if !is_empty.get() => some(&place),
            Standing::Unseen if !is_empty.get() => unseen(&place),
            _ => return None,
        };
        let tokens = console.inventory.tokens();
        if tokens.with(|table| {
            table
                .untold()
                .any(|(list, _)| list.place().as_ref() == Some(&place))
        }) {
            sentences.push("Some of them Astro lists without showing you their role.");
        }
        if console.right_fence(&place).is_some() {
            sentences.push(look_only(&place));
        }
        let text = sentences.join(" ");
        Some(view! { <Banner icon=IconName::Lock title><p>{text}</p></Banner> })
    })
    .into_any()
}

type Words = (&'static str, Vec<&'static str>);

fn known(place: &Place) -> Words {
    match place {
        Place::Deployment(_) => (
            "Tokens with a role on the Deployment itself",
            vec![
                "All of these are listed. Tokens that reach it from above, as those of Organization Owners do, or that have roles on some of its Dags alone, may be out of sight.",
            ],
        ),
        _ => (
            "Tokens with a role in the Workspace itself",
            vec![
                "All of these are listed. Tokens that reach it from above, as those of Organization Owners do, may be out of sight.",
            ],
        ),
    }
}

fn some(place: &Place) -> Words {
    match place {
        Place::Deployment(_) => (
            "Not all tokens of this Deployment are in sight",
            vec![
                "The token that you are signed in with has no role on the Deployment itself, so it can’t list its tokens. Those that it can see elsewhere are here.",
            ],
        ),
        _ => (
            "Not all tokens of this Workspace are in sight",
            vec![
                "The token that you are signed in with has no role in the Workspace itself, so it can’t list its tokens. Those that it can see elsewhere are here.",
            ],
        ),
    }
}

fn unseen(place: &Place) -> Words {
    let title = match place {
        Place::Deployment(_) => "This Deployment is out of sight",
        _ => "This Workspace is out of sight",
    };
    let sentence = "The token that you are signed in with has no role that reaches it, or there is none by this ID. Tokens with a role here that \
                    it can see elsewhere are listed; others may be missing.";
    (title, vec![sentence])
}

fn gone(place: &Place) -> Words {
    let title = match place {
        Place::Deployment(_) => "There is no Deployment by this ID",
        _ => "There is no Workspace by this ID",
    };
    let sentence = "Astro lists all of them, and it is not among them: it may have been deleted. These tokens still hold a role on it.";
    (title, vec![sentence])
}

const fn look_only(place: &Place) -> &'static str {
    match place {
        Place::Deployment(_) => {
            "The token that you are signed in with can change none of them: that needs Deployment Admin here, or Owner of the Workspace."
        }
        _ => {
            "The token that you are signed in with can change none of them: that needs Workspace Owner here."
        }
    }
}
