//! What a form goes on with after a try, written a second time: what was sent without anybody knowing whether it stands.

use std::sync::Arc;

use astro_emulator::state::Token;
use astro_token_console::commands::{
    DetailsFound, DetailsStep, Edit, Edited, GrantsFound, GrantsOutcome, GrantsRefusal, RoleStep,
};

use super::super::run::Run;
use super::super::story::Story;
use super::super::view;
use crate::writes::says::Details;

/// What was sent from a form before without anybody knowing whether it stands.
#[derive(Clone, Debug, Default)]
pub struct Tries {
    pub details: Vec<Details>,
    pub roles: Vec<Arc<str>>,
}

impl Tries {
    /// The edit over a token as it is now: what an earlier try sent is no one else's.
    fn over(&self, edit: &Edit, now: &Token, shown: Option<&Arc<str>>) -> Edit {
        let mut base = astro_tokens::token::Token::clone(&edit.base);
        let sent = |is_so: &dyn Fn(&Details) -> bool| self.details.iter().any(is_so);
        if sent(&|sent| sent.0 == now.name) {
            base.name = now.name.as_str().into();
        }
        if sent(&|sent| sent.1 == now.description) {
            base.description = now.description.as_str().into();
        }
        let home = base.home_grant().map(|home| home.key());
        if let (Some(home), Some(role)) = (home, shown.filter(|role| self.roles.contains(role))) {
            base.grants = base
                .grants
                .map(|grants| grants.with_role(&home, role.clone()));
        }
        Edit {
            base: Arc::new(base),
            ..edit.clone()
        }
    }
}

/// Whether the first reading succeeded.
pub fn is_read(story: &Story, outcome: &Edited) -> bool {
    let is_refused = match (&outcome.details, &outcome.role) {
        (DetailsStep::Refused(_) | DetailsStep::Gone, _) => true,
        (DetailsStep::Unchanged, RoleStep::Tried(GrantsOutcome::Refused(refusal))) => {
            matches!(refusal, GrantsRefusal::Api(_) | GrantsRefusal::Gone)
        }
        _ => false,
    };
    story.sent_any() || !is_refused
}

/// As it is begun over the first reading.
pub fn begun(run: &Run, first: &Token, edit: &Edit, tries: &Tries) -> Edit {
    let rights = run.rights();
    let shown = view::grants(first, run.shows(&rights), run.others.newer);
    let home = view::home(first);
    tries.over(edit, first, shown.roles_at(&home).next())
}

/// What nobody knows of after a try: of those before it, too, unless this one settled them.
pub fn open(edit: &Edit, outcome: &Edited, (wanted, tries): (Option<Details>, Tries)) -> Tries {
    let mut now = Tries::default();
    if let DetailsStep::Unanswered {
        found: DetailsFound::NotSaved | DetailsFound::Unknown(_),
        ..
    } = &outcome.details
    {
        now.details = tries.details;
        now.details.extend(wanted);
    }
    if let RoleStep::Tried(GrantsOutcome::Unanswered {
        found: GrantsFound::NotSaved | GrantsFound::Unknown(_),
        ..
    }) = &outcome.role
    {
        now.roles = tries.roles;
        now.roles.extend(edit.role.clone());
    }
    now
}
