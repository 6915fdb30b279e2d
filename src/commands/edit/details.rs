//! Name and description: what of them is to be written, and the writing.

use std::sync::Arc;

use astro_tokens::form::{self, Field};
use astro_tokens::grants::Side;
use astro_tokens::model::UpdateApiTokenRequest;
use astro_tokens::token::Token;

use super::{DetailConflict, DetailsFound, DetailsStep, Edit};
use crate::api::{ApiError, ErrorKind};
use crate::commands::read::read;
use crate::commands::{Answer, Certainty, Writer, certainty};

/// What is to be written of name and description.
pub(super) enum DetailsPlan {
    Write(UpdateApiTokenRequest),
    /// They stand as wanted already.
    Nothing,
    /// They can't be written, and why.
    Stopped(DetailsStep),
}

pub(super) fn plan_details(edit: &Edit, now: &Token) -> DetailsPlan {
    let mut conflicts = Vec::new();
    let mut merged = |field,
                      base: &Arc<str>,
                      theirs: &Arc<str>,
                      mine: &str,
                      answer: &Option<Answer<Arc<str>>>| {
        if *mine == **base || *mine == **theirs {
            return theirs.to_string();
        }
        match answer.as_ref().and_then(|answer| answer.to(theirs)) {
            _ if theirs == base => mine.to_owned(),
            Some(Side::Mine) => mine.to_owned(),
            Some(Side::Theirs) => theirs.to_string(),
            None => {
                conflicts.push(DetailConflict {
                    field,
                    base: base.clone(),
                    theirs: theirs.clone(),
                    mine: mine.into(),
                });
                theirs.to_string()
            }
        }
    };
    let (base, resolved) = (&edit.base, &edit.resolved);
    let wanted = form::Details {
        name: merged(
            Field::Name,
            &base.name,
            &now.name,
            &edit.name,
            &resolved.name,
        ),
        description: merged(
            Field::Description,
            &base.description,
            &now.description,
            &edit.description,
            &resolved.description,
        ),
    };
    if !conflicts.is_empty() {
        return DetailsPlan::Stopped(DetailsStep::Conflicts(conflicts));
    }
    if *wanted.name == *now.name && *wanted.description == *now.description {
        return DetailsPlan::Nothing;
    }
    match wanted.request() {
        Ok(wanted) => DetailsPlan::Write(wanted),
        Err(problems) => DetailsPlan::Stopped(DetailsStep::Invalid(problems)),
    }
}

/// Writes, and reads back what stands then.
pub(super) async fn write_details(
    writer: &Writer,
    before: &Token,
    wanted: &UpdateApiTokenRequest,
) -> (DetailsStep, Result<Arc<Token>, ApiError>) {
    let answer = writer
        .api
        .update_token(&writer.organization(), &before.id, wanted)
        .await;
    let error = match answer {
        Ok(_) => {
            return (
                DetailsStep::Saved,
                read(writer, &writer.api, &before.id).await,
            );
        }
        Err(error) => error,
    };
    let is_unknown_there = error.kind == ErrorKind::NotFound;
    if certainty(&error) == Certainty::NotDone && !is_unknown_there {
        return (DetailsStep::Refused(error.clone()), Err(error));
    }
    let now = read(writer, &writer.api, &before.id).await;
    if is_unknown_there {
        match &now {
            Ok(_) => return (DetailsStep::Refused(error), now),
            Err(again) if again.kind == ErrorKind::NotFound => return (DetailsStep::Gone, now),
            Err(_) => {}
        }
    }
    let found = match &now {
        Err(error) => DetailsFound::Unknown(error.clone()),
        Ok(now) if *now.name == *wanted.name && *now.description == *wanted.description => {
            DetailsFound::Saved
        }
        Ok(now) if now.name == before.name && now.description == before.description => {
            DetailsFound::NotSaved
        }
        Ok(now) => DetailsFound::Changed {
            name: now.name.clone(),
            description: now.description.clone(),
        },
    };
    (DetailsStep::Unanswered { error, found }, now)
}
