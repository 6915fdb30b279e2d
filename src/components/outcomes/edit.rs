//! What the page says of saving name and description, and of writing grants.

use astro_tokens::names::Names;

use super::deviations::lines;
use super::{Told, looking_failed, refusal, sentences, uncertainty};
use crate::api::ErrorKind;
use crate::commands::{
    DetailsFound, DetailsStep, Deviation, GrantsFound, GrantsOutcome, GrantsRefusal, ReadBack,
    RoleStep,
};
use crate::components::expiry::capitalized;
use crate::ui::Tone;

/// `None`: nothing was asked for, and nothing is to be said.
pub fn details(step: &DetailsStep) -> Option<Told> {
    let told = match step {
        DetailsStep::Unchanged => return None,
        DetailsStep::Saved => Told::new(Tone::Good, "Name and description are saved", ""),
        DetailsStep::NotTried => Told::new(
            Tone::Neutral,
            "Name and description are not saved",
            "They were not sent, because the role could not be saved.",
        ),
        DetailsStep::Invalid(_) => Told::new(
            Tone::Bad,
            "Name and description are not saved",
            "Together with what someone else changed meanwhile they are not valid. Nothing was sent.",
        ),
        DetailsStep::Conflicts(_) => Told::new(
            Tone::Warn,
            "Someone else changed the same meanwhile",
            "Name and description are not saved. Choose which of the two shall stand.",
        ),
        DetailsStep::Gone => Told::new(
            Tone::Bad,
            "Name and description are not saved",
            "Astro knows no token by that id any more: someone else may have deleted it.",
        ),
        DetailsStep::Refused(error) => Told::new(
            Tone::Bad,
            "Name and description are not saved",
            not_saved(error.kind, refusal(error)),
        ),
        DetailsStep::Unanswered { error, found } => {
            let why = uncertainty(error);
            match found {
                DetailsFound::Saved => Told::new(
                    Tone::Good,
                    "Name and description are saved",
                    sentences(why, "Astro has them as you wanted."),
                ),
                DetailsFound::NotSaved => Told::new(
                    Tone::Warn,
                    "Name and description are not saved, so far",
                    sentences(why, "Astro still has them as they were."),
                ),
                DetailsFound::Changed { .. } => Told::new(
                    Tone::Warn,
                    "Someone else changed name or description meanwhile",
                    sentences(
                        why,
                        "Astro has neither what was there before nor what you wanted.",
                    ),
                ),
                DetailsFound::Unknown(second) => Told::new(
                    Tone::Bad,
                    "It is not known whether name and description are saved",
                    sentences(why, looking_failed(second)),
                ),
            }
        }
    };
    Some(told)
}

/// Of an error that may come from reading before anything was sent.
fn not_saved(kind: ErrorKind, refusal: &'static str) -> &'static str {
    match kind {
        ErrorKind::Invalid
        | ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::IpNotAllowed
        | ErrorKind::NotFound
        | ErrorKind::RateLimited { .. }
        | ErrorKind::BlockedByPolicy => refusal,
        ErrorKind::Offline
        | ErrorKind::NotReachable
        | ErrorKind::OriginNotAllowed
        | ErrorKind::NoAnswer
        | ErrorKind::TimedOut
        | ErrorKind::ServerError
        | ErrorKind::Unreadable
        | ErrorKind::Unexpected => {
            "The token could not be read again, which comes before every save. Nothing was sent."
        }
    }
}

/// `None`: no other role was asked for. `names`: of the places.
pub fn role(step: &RoleStep, names: &Names) -> Option<Told> {
    match step {
        RoleStep::NotAsked => None,
        RoleStep::NotTried => Some(Told::new(
            Tone::Neutral,
            "The role is not saved",
            "It was not sent: that waits until name and description are saved for certain.",
        )),
        RoleStep::Tried(outcome) => Some(grants(outcome, "the role", "is", names)),
    }
}

/// `what` and `is`: what was to be written, “the role” and “is”, “the further grants” and “are”. `names`: of the
/// places.
pub fn grants(outcome: &GrantsOutcome, what: &str, is: &str, names: &Names) -> Told {
    let start = capitalized(what);
    let saved = || format!("{start} {is} saved");
    let not_saved_yet = || format!("{start} {is} not saved");
    match outcome {
        GrantsOutcome::Unchanged => Told::new(
            Tone::Good,
            format!("{start} {is} as wanted already"),
            "Nothing had to be sent.",
        ),
        GrantsOutcome::Saved { read_back, .. } => match read_back {
            ReadBack::Stands { others } => {
                Told::new(Tone::Good, saved(), since(others)).listing(lines(others, names))
            }
            ReadBack::Failed(_) => Told::new(
                Tone::Warn,
                format!("{}; reading it back failed", saved()),
                "Astro answered that it is done. What stands by now was not seen.",
            ),
        },
        GrantsOutcome::Conflicts(_) => Told::new(
            Tone::Warn,
            "Someone else changed the same meanwhile",
            format!("{start} {is} not saved. Choose which of the two shall stand."),
        ),
        GrantsOutcome::Refused(refused) => {
            let text = match refused {
                GrantsRefusal::RolesAbsent => {
                    "Astro’s answer carried no grants of this token. Writing them now could revoke some, so nothing was sent."
                }
                GrantsRefusal::PartialView => {
                    "The token’s grant at home is not among those that you can see, so others may be hidden as well. Writing \
                     now could revoke them, so nothing was sent."
                }
                GrantsRefusal::Narrowed => {
                    "Astro hides grants from you, as a token shows whose grant at home you can’t see. This one may have hidden \
                     grants as well. Writing now could revoke them, so nothing was sent."
                }
                GrantsRefusal::Unproven => {
                    "Nothing tells whether Astro shows you every grant of a token. Writing now would revoke any that it hides, \
                     so nothing was sent. Save all the same if you know that it hides none: this tab does not ask again."
                }
                GrantsRefusal::Illegal(_) => {
                    "Together with what the token holds by now, this is not a set of grants that it may have. Nothing was sent."
                }
                GrantsRefusal::HomeGrantRemoved => {
                    "The grant at home can be changed, never removed. Nothing was sent."
                }
                GrantsRefusal::Gone => {
                    "Astro knows no token by that id any more: someone else may have deleted it."
                }
                GrantsRefusal::Api(error) => not_saved(error.kind, refusal(error)),
            };
            Told::new(Tone::Bad, not_saved_yet(), text)
        }
        GrantsOutcome::Lost { lost, others, .. } => {
            let mut list = lines(lost, names);
            list.extend(lines(others, names));
            Told::new(
                Tone::Bad,
                "Written, but someone else wrote right after it",
                "Not everything stands as you wanted it, as a look at the token shows.",
            )
            .listing(list)
        }
        GrantsOutcome::Unanswered { error, found } => {
            let why = uncertainty(error);
            match found {
                GrantsFound::Saved { others, .. } => {
                    let stands = sentences(why, "Astro has it as you wanted.");
                    let text = match since(others) {
                        "" => stands,
                        since => sentences(&stands, since),
                    };
                    Told::new(Tone::Good, saved(), text).listing(lines(others, names))
                }
                GrantsFound::NotSaved => Told::new(
                    Tone::Warn,
                    format!("{}, so far", not_saved_yet()),
                    sentences(why, "Astro still has it as it was."),
                ),
                GrantsFound::Changed { lost, .. } => Told::new(
                    Tone::Warn,
                    "Someone else changed the grants meanwhile",
                    sentences(
                        why,
                        "Astro has neither what was there before nor all that you wanted.",
                    ),
                )
                .listing(lines(lost, names)),
                GrantsFound::Unknown(second) => Told::new(
                    Tone::Bad,
                    format!("It is not known whether {what} {is} saved"),
                    sentences(why, looking_failed(second)),
                ),
            }
        }
    }
}

/// Of what someone else changed besides what was saved.
const fn since(others: &[Deviation]) -> &'static str {
    if others.is_empty() {
        ""
    } else {
        "Right after it someone else changed other grants."
    }
}
