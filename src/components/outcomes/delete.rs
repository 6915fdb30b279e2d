//! What the page says of deleting a token.

use super::{Told, refusal, sentences, uncertainty};
use crate::commands::{Deletion, DeletionFound};
use crate::ui::Tone;

/// `name`: of the token.
pub fn deletion(outcome: &Deletion, name: &str) -> Told {
    match outcome {
        Deletion::Deleted { .. } => Told::new(Tone::Good, format!("Deleted {name}"), ""),
        Deletion::AlreadyGone => Told::new(
            Tone::Neutral,
            format!("{name} was gone already"),
            "Someone else had deleted it before.",
        ),
        Deletion::Refused(error) => Told::new(Tone::Bad, "Not deleted", refusal(error)),
        Deletion::Unanswered { error, found } => {
            let why = uncertainty(error);
            match found {
                DeletionFound::Gone => Told::new(
                    Tone::Good,
                    format!("{name} is gone"),
                    sentences(why, "Astro no longer knows this token."),
                ),
                DeletionFound::NotAccepted => Told::new(
                    Tone::Warn,
                    "This session is over",
                    sentences(
                        why,
                        "Its own token is not accepted any more: it is deleted, unless someone else rotated it.",
                    ),
                ),
                DeletionFound::StillThere => Told::new(
                    Tone::Warn,
                    "Still there, so far",
                    sentences(
                        why,
                        "Astro still has this token. It may still go: look again, or delete once more.",
                    ),
                ),
                DeletionFound::Unknown(_) => Told::new(
                    Tone::Bad,
                    "It is not known whether it was deleted",
                    sentences(why, "Looking for the token failed as well."),
                ),
            }
        }
    }
}
