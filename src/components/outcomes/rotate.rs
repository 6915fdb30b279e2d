//! What the page says of rotating a token.

use super::{Told, looking_failed, refusal, sentences, uncertainty, unsent};
use crate::commands::{Rotation, RotationFound};
use crate::ui::Tone;

/// `name`: of the token.
pub fn rotation(outcome: &Rotation, name: &str) -> Told {
    match outcome {
        Rotation::Rotated { is_own: false, .. } => {
            Told::new(Tone::Good, format!("Rotated {name}"), "")
        }
        Rotation::Rotated { is_own: true, .. } => Told::new(
            Tone::Good,
            format!("Rotated {name}"),
            "This session goes on with the new secret.",
        ),
        Rotation::NotSent(error) => Told::new(
            Tone::Bad,
            "Not rotated: nothing was sent",
            unsent(
                error,
                "The token could not be read, which comes before every rotation.",
            ),
        ),
        Rotation::Gone(_) => Told::new(
            Tone::Bad,
            "This token no longer exists",
            "Astro knows no token by that id any more: someone else may have deleted it.",
        ),
        Rotation::Refused(error) => Told::new(
            Tone::Bad,
            "Not rotated: the secret stays as it was",
            refusal(error),
        ),
        Rotation::Unanswered { error, found, .. } => {
            let why = uncertainty(error);
            match found {
                RotationFound::Rotated => Told::new(
                    Tone::Bad,
                    "Rotated, but the new secret never arrived",
                    sentences(
                        why,
                        "Astro shows a rotation since: the old secret no longer works, and the new one can’t be had again. \
                         Rotate once more for one that you can store.",
                    ),
                ),
                RotationFound::NotRotated => Told::new(
                    Tone::Warn,
                    "Not rotated, so far",
                    sentences(
                        why,
                        "Astro shows no rotation since. It may still happen: look again before you rotate once more.",
                    ),
                ),
                RotationFound::LockedOut => Told::new(
                    Tone::Bad,
                    "You are locked out of this token",
                    sentences(
                        why,
                        "Astro no longer accepts the secret that this session uses, and a new one never arrived. Sign in with \
                         another token that may rotate this one.",
                    ),
                ),
                RotationFound::Gone => Told::new(
                    Tone::Bad,
                    "This token no longer exists",
                    sentences(why, "Astro knows no token by that id any more."),
                ),
                RotationFound::Unknown(second) => Told::new(
                    Tone::Bad,
                    "It is not known whether it was rotated",
                    sentences(why, looking_failed(second)),
                ),
            }
        }
    }
}
