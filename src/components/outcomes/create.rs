//! What the page says of creating a token, and of creating an agent token.

use super::{Told, looking_failed, refusal, sentences, uncertainty, unsent};
use crate::commands::{Beside, Creation, CreationFound, Predecessor};
use crate::ui::Tone;

/// What is created, in words.
struct Words {
    token: &'static str,
    article: &'static str,
    /// What to do with one whose secret never arrived.
    remedy: &'static str,
    remedy_of_several: &'static str,
}

/// `name`: of the token that was asked for.
pub fn creation(outcome: &Creation, name: &str) -> Told {
    let words = Words {
        token: "token",
        article: "a",
        remedy: "rotate it for a new one, or delete it.",
        remedy_of_several: "open them, then rotate or delete the one that came of this.",
    };
    told(outcome, name, &words)
}

/// The same of an agent token, which can’t be rotated for a new secret.
pub fn agent_creation(outcome: &Creation, name: &str) -> Told {
    let words = Words {
        token: "agent token",
        article: "an",
        remedy: "delete it, and create another.",
        remedy_of_several: "open them, then delete the one that came of this, and create another.",
    };
    told(outcome, name, &words)
}

fn told(outcome: &Creation, name: &str, words: &Words) -> Told {
    let token = words.token;
    let (error, found) = match outcome {
        Creation::Created { .. } => {
            return Told::new(Tone::Good, format!("Created {name}"), "");
        }
        Creation::NotSent(error) => {
            let unread = format!(
                "The list of {token}s could not be read, which comes before every creation. Nothing was sent."
            );
            return Told::new(Tone::Bad, "Nothing was created", unsent(error, &unread));
        }
        Creation::Refused(error) => {
            return Told::new(Tone::Bad, "Nothing was created", refusal(error));
        }
        Creation::Unanswered { error, found, .. } => (error, found),
    };
    let (tone, title, text) = match found {
        CreationFound::Tokens(ids) if ids.len() == 1 => (
            Tone::Warn,
            format!("A new {token} of that name exists, but its secret never arrived"),
            format!(
                "Astro now lists one {token} of that name that was not known before. Its secret can’t be had again: {}",
                words.remedy
            ),
        ),
        CreationFound::Tokens(ids) => (
            Tone::Warn,
            format!(
                "{} new {token}s of that name exist, but no secret arrived",
                ids.len()
            ),
            format!(
                "Astro now lists several {token}s of that name that were not known before: not all need be yours. No secret \
                 can be had again: {}",
                words.remedy_of_several
            ),
        ),
        CreationFound::Nothing => (
            Tone::Warn,
            format!("No new {token} of that name, so far"),
            format!(
                "Astro lists no {token} of that name that was not known before. It may still appear: look again before you \
                 create it once more."
            ),
        ),
        CreationFound::Unknown(second) => (
            Tone::Bad,
            format!(
                "It is not known whether {} {token} was created",
                words.article
            ),
            sentences(
                looking_failed(second),
                "Look again before you create it once more.",
            ),
        ),
    };
    Told::new(tone, title, sentences(uncertainty(error), &text))
}

/// Why a successor was not created. `None`: nothing is in its way.
pub fn predecessor(old: &Predecessor) -> Option<Told> {
    let (tone, title, text) = match old {
        Predecessor::AsShown => return None,
        Predecessor::Changed(_) => (
            Tone::Warn,
            "The grants of the old token have changed",
            "Someone else changed them since they were shown. Nothing was sent. The form has those that stand now, and keeps \
             a role that you chose yourself: look at it, and create the token once more."
                .to_owned(),
        ),
        Predecessor::GrantsAbsent => (
            Tone::Bad,
            "The old token could not be read",
            "Astro’s answer carried no grants of it, so it is not known what the new one is to get. Nothing was sent.".to_owned(),
        ),
        Predecessor::Gone => (
            Tone::Bad,
            "The old token no longer exists",
            "Astro knows no token by that id any more: someone else may have deleted it. Nothing was sent.".to_owned(),
        ),
        Predecessor::Unread(error) => (
            Tone::Bad,
            "The old token could not be read",
            unsent(error, "Reading it comes before its successor is created. Nothing was sent."),
        ),
    };
    Some(Told::new(tone, title, text))
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
