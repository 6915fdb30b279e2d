//! What the page says of creating a token, and of creating an agent token.

use super::{Told, looking_failed, refusal, sentences, uncertainty, unsent};
use crate::commands::{AgentCreation, Beside, Creation, CreationFound};
use crate::ui::Tone;

/// `name`: of the token that was asked for.
pub fn creation(outcome: &Creation, name: &str) -> Told {
    match outcome {
        Creation::Created { .. } => Told::new(Tone::Good, format!("Created {name}"), ""),
        Creation::NotSent(error) => Told::new(
            Tone::Bad,
            "Nothing was created",
            unsent(
                error,
                "The list of tokens could not be read, which comes before every creation. Nothing was sent.",
            ),
        ),
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
                CreationFound::Unknown(second) => Told::new(
                    Tone::Bad,
                    "It is not known whether a token was created",
                    sentences(
                        &sentences(why, looking_failed(second)),
                        "Look again before you create it once more.",
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

/// What there is besides a token that was created. `None`: nothing.
pub fn beside(beside: &Beside) -> Option<Told> {
    Some(match beside {
        Beside::Nothing => return None,
        Beside::Twins(twins) if twins.len() == 1 => Told::new(
            Tone::Warn,
            "A second token of that name exists",
            "Astro lists another one that was not there before: the browser may have sent the request twice by itself. Its \
             secret never arrived and can’t be had: delete it, unless you know what it is for.",
        ),
        Beside::Twins(twins) => Told::new(
            Tone::Warn,
            format!("{} more tokens of that name exist", twins.len()),
            "Astro lists them besides this one, and they were not there before: the browser may have sent the request more \
             than once by itself. Their secrets never arrived and can’t be had: delete them, unless you know what they are for.",
        ),
        Beside::Among(ids) => Told::new(
            Tone::Warn,
            format!("{} new tokens of that name exist", ids.len()),
            "The secret is that of one of them: Astro’s answer was damaged and does not tell which. The browser may have sent \
             the request twice by itself.",
        ),
        Beside::Unknown(error) => Told::new(
            Tone::Warn,
            "It is not known whether a second token was created",
            sentences(
                "A browser may send a request twice by itself, and then there are two tokens.",
                looking_failed(error),
            ),
        ),
    })
}
