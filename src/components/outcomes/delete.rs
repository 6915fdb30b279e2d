//! What the page says of deleting a token.

use super::{Told, looking_failed, refusal, sentences, uncertainty};
use crate::commands::{Deletion, DeletionFound};
use crate::ui::Tone;

/// `name`: of the token.
pub fn deletion(outcome: &Deletion, name: &str) -> Told {
    match outcome {
        Deletion::Deleted { .. } => Told::new(Tone::Good, format!("Deleted {name}"), ""),
        Deletion::Gone => Told::new(
            Tone::Neutral,
            format!("{name} no longer exists"),
            "It was deleted by this request, which the browser may have sent twice, or by someone else.",
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
                DeletionFound::Unknown(second) => Told::new(
                    Tone::Bad,
                    "It is not known whether it was deleted",
                    sentences(why, looking_failed(second)),
                ),
            }
        }
    }
}
