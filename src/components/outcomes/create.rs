//! What the page says of creating a token, and of creating an agent token.

use super::{Told, refusal, sentences, uncertainty};
use crate::commands::{AgentCreation, Creation, CreationFound};
use crate::ui::Tone;

/// `name`: of the token that was asked for.
pub fn creation(outcome: &Creation, name: &str) -> Told {
    match outcome {
        Creation::Created { .. } => Told::new(Tone::Good, format!("Created {name}"), ""),
        Creation::Refused(error) => Told::new(Tone::Bad, "Nothing was created", refusal(error)),
        Creation::Unanswered { error, found, .. } => {
            let why = uncertainty(error);
            match found {
                CreationFound::Tokens(ids) if ids.len() == 1 => Told::new(
                    Tone::Warn,
                    "A new token of that name exists, but its secret never arrived",
                    sentences(
                        why,
                        "Astro now lists one token of that name that was not known before. Its secret can’t be had again: \
                         rotate it for a new one, or delete it.",
                    ),
                ),
                CreationFound::Tokens(ids) => Told::new(
                    Tone::Warn,
                    format!(
                        "{} new tokens of that name exist, but no secret arrived",
                        ids.len()
                    ),
                    sentences(
                        why,
                        "Astro now lists several tokens of that name that were not known before: not all need be yours. \
                         No secret can be had again: open them, then rotate or delete the one that came of this.",
                    ),
                ),
                CreationFound::Nothing => Told::new(
                    Tone::Warn,
                    "No new token of that name, so far",
                    sentences(
                        why,
                        "Astro lists no token of that name that was not known before. It may still appear: look again \
                         before you create it once more.",
                    ),
                ),
                CreationFound::Unknown(_) => Told::new(
                    Tone::Bad,
                    "It is not known whether a token was created",
                    sentences(
                        why,
                        "Looking for it failed as well. Look again before you create it once more.",
                    ),
                ),
            }
        }
    }
}

/// The same of an agent token, which can't be rotated for a new value.
pub fn agent_creation(outcome: &AgentCreation, name: &str) -> Told {
    match outcome {
        AgentCreation::Created { .. } => Told::new(Tone::Good, format!("Created {name}"), ""),
        AgentCreation::Refused(error) => {
            Told::new(Tone::Bad, "Nothing was created", refusal(error))
        }
        AgentCreation::Unanswered { error, found, .. } => {
            let why = uncertainty(error);
            match found {
                CreationFound::Tokens(ids) if ids.len() == 1 => Told::new(
                    Tone::Warn,
                    "A new agent token of that name exists, but its secret never arrived",
                    sentences(
                        why,
                        "The Deployment now lists one of that name that was not known before. Its secret can’t be had again: \
                         delete it, and create another.",
                    ),
                ),
                CreationFound::Tokens(ids) => Told::new(
                    Tone::Warn,
                    format!(
                        "{} new agent tokens of that name exist, but no secret arrived",
                        ids.len()
                    ),
                    sentences(
                        why,
                        "The Deployment now lists several of that name that were not known before: not all need be yours. \
                         No secret can be had again: delete the one that came of this, and create another.",
                    ),
                ),
                CreationFound::Nothing => Told::new(
                    Tone::Warn,
                    "No new agent token of that name, so far",
                    sentences(
                        why,
                        "The Deployment lists none of that name that was not known before. It may still appear: look again \
                         before you create it once more.",
                    ),
                ),
                CreationFound::Unknown(_) => Told::new(
                    Tone::Bad,
                    "It is not known whether an agent token was created",
                    sentences(
                        why,
                        "Looking for it failed as well. Look again before you create it once more.",
                    ),
                ),
            }
        }
    }
}
