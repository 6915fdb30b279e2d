//! A new token that is to take over from another: that one is read right before, and its further grants are given to the new one.

use astro_token_console::commands::{Predecessor, read_predecessor};
use astro_tokens::grants::Grants;
use astro_tokens::model::CreateApiTokenRequest;

use super::super::merge::set;
use super::super::run::{Run, Told};
use super::super::view;
use super::create::created;
use super::grants::given;

impl Told for Predecessor {
    fn entries(&self) -> usize {
        0
    }
}

pub fn successor(run: &mut Run) -> &'static str {
    if run.rows().len() > 60 {
        return super::delete::delete(run);
    }
    let Some(old) = super::any_row(run) else {
        return super::create::create(run);
    };
    let (Some(home), Some(shown)) = (old.home_grant(), &old.grants) else {
        return super::grants::set(run);
    };
    let (found, story) = run.command((Some(&old.id), 0, 0), async |writer| {
        read_predecessor(writer, &old).await
    });
    let rights = run.rights();
    let (shows, newer) = (run.shows(&rights), run.others.newer);
    let stood: Vec<_> = story
        .moments(&[])
        .into_iter()
        .map(|token| token.map(|token| set(&view::grants(token, &shows, newer))))
        .collect();
    let may_read = story.last().is_some_and(|token| rights.reads(token));
    let is_true = match &found {
        Predecessor::AsShown => stood.contains(&Some(set(shown))),
        Predecessor::Changed(now) => {
            let now = set(now.grants.as_ref().unwrap());
            now != set(shown) && stood.contains(&Some(now))
        }
        Predecessor::Gone => stood.contains(&None),
        // The emulator never leaves them out.
        Predecessor::GrantsAbsent => false,
        Predecessor::Unread(_) => story.at_look.is_some() || !may_read,
    };
    run.expect(is_true, || {
        format!("{found:?} of {shown:?}, stood {stood:?}")
    });
    // Who is told of another set looks at that first.
    if !matches!(found, Predecessor::AsShown) {
        return "no successor";
    }
    let request = CreateApiTokenRequest {
        name: old.name.to_string(),
        description: old.description.to_string(),
        kind: old.kind.clone(),
        scope: old.scope.clone(),
        entity_id: (home.entity_type.as_str() != "ORGANIZATION").then(|| home.entity_id.clone()),
        role: home.role.clone(),
        token_expiry_period_in_days: Some(30),
    };
    if let Some(new) = created(run, request) {
        let further: Grants = old.other_grants().cloned().collect();
        given(run, &new, &further, true);
    }
    "successor"
}
