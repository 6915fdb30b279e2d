//! Creating a token: the form, and, where no certain answer came, what was found and the ways on. The value goes to the
//! secret dialog the moment it is there.

mod form;
mod further;
mod home;
mod preview;
mod unanswered;

pub use home::nowhere;
pub use unanswered::Unanswered;

use std::sync::Arc;

use astro_tokens::form::{Expiry, NewToken};
use astro_tokens::grants::{Grant, Grants};
use astro_tokens::model::{Kind, Scope};
use astro_tokens::token::{Home, Token};
use leptos::prelude::*;

use self::form::{Fields, Form};
use self::further::Further;
use self::home::home_of;
use self::preview::Preview;
use super::actions::{Action, Due, Issued, IssuedBy};
use super::context::Console;
use super::create_form::FORM;
use super::draft::Draft;
use super::issued::chosen;
use super::outcomes::{OutcomeNotice, creation, predecessor};
use super::sending::Sending;
use crate::commands::{Creation, Predecessor, create_token, read_predecessor};
use crate::ui::{Banner, Button, ButtonKind, Dialog, DialogWidth, IconName, Tone};

/// Days that most pipelines do with.
const USUAL_DAYS: u16 = 90;

/// What the form begins with.
fn draft(console: Console, home: Home, successor_of: Option<&Token>) -> NewToken {
    match successor_of {
        None => {
            let (scope, entity_id) = match &home {
                Home::Organization(id) => untrack(|| home::first(console, id)),
                Home::Workspace(id) => (Scope::Workspace, Some(id.as_arc().clone())),
                Home::Deployment(id) => (Scope::Deployment, Some(id.as_arc().clone())),
            };
            NewToken {
                name: String::new(),
                description: String::new(),
                kind: Kind::Standard,
                scope,
                entity_id,
                role: None,
                expiry: Expiry::Days(USUAL_DAYS),
            }
        }
        Some(old) => {
            let home = old.home_grant();
            let days = old
                .expiry_period_in_days
                .and_then(|days| u16::try_from(days).ok());
            NewToken {
                name: old.name.to_string(),
                description: old.description.to_string(),
                kind: old.kind.clone(),
                scope: old.scope.clone(),
                entity_id: home
                    .filter(|_| old.scope != Scope::Organization)
                    .map(|home| home.entity_id.clone()),
                role: home.map(|home| home.role.clone()),
                expiry: form::expiry(days.unwrap_or(USUAL_DAYS)),
            }
        }
    }
}

/// The dialog. `successor_of`: the new token begins as that one is, and takes over its further grants; else it lives in `home`,
/// or, where that is the Organization, in whatever is chosen.
#[component]
pub fn CreateDialog(
    home: Home,
    #[prop(optional, into)] successor_of: Option<Arc<Token>>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let is_settled = successor_of.is_some() || !matches!(home, Home::Organization(_));
    let form = Form::new(draft(console, home, successor_of.as_deref()));
    let organization = console.inventory.organization_id();
    let home = Memo::new(move |_| {
        form.draft
            .with(|draft| home_of(draft, organization.clone()))
    });
    let further = successor_of.is_none().then(|| Further::new(console, home));
    let sending = Sending::new(console);
    let reading = console.holds.reading_here();
    let outcome = RwSignal::new(None::<Arc<Creation>>);
    let old = RwSignal::new(successor_of);
    let halted = RwSignal::new(None::<Predecessor>);
    let by = move || match (old.get_untracked(), further) {
        (Some(old), _) => IssuedBy::Succession {
            further: untrack(|| given(console, &old).0),
            old,
        },
        (None, Some(further)) => IssuedBy::Creation {
            further: untrack(|| further.grants()),
        },
        (None, None) => IssuedBy::Creation {
            further: Grants::default(),
        },
    };
    let send = Callback::new(move |()| {
        let Some(request) = form.send() else {
            return;
        };
        outcome.set(None);
        halted.set(None);
        let by = by();
        sending.issue(async move {
            let writer = console.writer.get_value();
            if let IssuedBy::Succession { old: shown, .. } = &by {
                let found = read_predecessor(&writer, shown).await;
                if let Predecessor::Changed(now) = &found {
                    follow_home(form, shown, now);
                    old.try_set(Some(now.clone()));
                }
                if !matches!(found, Predecessor::AsShown) {
                    halted.try_set(Some(found));
                    return;
                }
            }
            match create_token(&writer, &request).await {
                Creation::Created { id, secret, lookup } => {
                    let issued = Issued {
                        secret,
                        token: id,
                        name: request.name.as_str().into(),
                        by,
                        due: Due::LookBeside(lookup),
                    };
                    console.act.set(Action::Secret(Arc::new(issued)));
                }
                creation => {
                    match &creation {
                        Creation::Refused(error) => form.refuse(&error.field_errors),
                        // The form, and with it the draft that holds the session, gives way to what was found.
                        Creation::Unanswered { .. } => reading.begin(),
                        Creation::Created { .. } | Creation::NotSent(_) => {}
                    }
                    outcome.try_set(Some(Arc::new(creation)));
                }
            }
        });
    });
    let is_unanswered = Memo::new(move |_| {
        outcome.with(|outcome| matches!(outcome.as_deref(), Some(Creation::Unanswered { .. })))
    });
    let fill = Fill {
        form,
        further,
        home,
        is_settled,
    };
    (move || {
        if is_unanswered.get() {
            let name = form.draft.with_untracked(|draft| draft.name.clone());
            let further = by().further();
            view! { <Unanswered name words=creation outcome further reading sending /> }.into_any()
        } else {
            view! { <FormDialog fill sending outcome send old halted /> }.into_any()
        }
    })
    .into_any()
}

/// Puts the role that the old token has at home by now in place of the one that it had; one that was chosen stays.
fn follow_home(form: Form, shown: &Token, now: &Token) {
    let role_of = |token: &Token| token.home_grant().map(|home| home.role.clone());
    form.draft.try_update(|draft| {
        if draft.role == role_of(shown) {
            draft.role = role_of(now);
        }
    });
}

/// The form and what belongs to it.
#[derive(Clone, Copy)]
struct Fill {
    form: Form,
    /// A successor gets those of the old token.
    further: Option<Further>,
    home: Memo<Option<Home>>,
    is_settled: bool,
}

impl Fill {
    /// Why it can't be sent as it is filled in. Reactive.
    fn fence(self, console: Console) -> Option<String> {
        let home = self.home.get().map(|home| home.place());
        home.and_then(|home| console.right_fence(&home))
            .or_else(|| self.further?.fence())
    }

    /// Whether anything would be lost. Reactive.
    fn is_changed(self) -> bool {
        self.form.is_changed() || self.further.is_some_and(Further::is_changed)
    }
}

#[component]
fn FormDialog(
    fill: Fill,
    sending: Sending,
    outcome: RwSignal<Option<Arc<Creation>>>,
    send: Callback<()>,
    old: RwSignal<Option<Arc<Token>>>,
    halted: RwSignal<Option<Predecessor>>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let Fill {
        form,
        further,
        is_settled,
        ..
    } = fill;
    let title = match old.get_untracked() {
        None => "Create API token".to_owned(),
        Some(old) => format!("Create successor of {}", super::names::legible(&old.name)),
    };
    let subtitle = Some("The secret is shown once, right after this step.".to_owned());
    let draft = Draft::new(
        console,
        move || fill.is_changed(),
        Callback::new(move |()| sending.close()),
    );
    let close = Callback::new(move |()| {
        if !sending.is_on_untracked() {
            draft.close();
        }
    });
    let grants = Signal::derive(move || match (old.get(), further) {
        (Some(old), _) => given(console, &old).0,
        (None, Some(further)) => further.grants(),
        (None, None) => Grants::default(),
    });
    let aside = ViewFn::from(move || view! { <Preview console form grants /> }.into_any());
    let fence = Signal::derive(move || {
        let of_sight = || {
            old.with(Option::is_some)
                .then(|| console.sight_fence(HIDDEN_OF_OLD))?
        };
        sending
            .write_fence()
            .or_else(|| fill.fence(console))
            .or_else(of_sight)
    });
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Quiet on_press=close fenced=Signal::derive(move || sending.fence())>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=fence>
                {move || sending.label("Create token")}
            </Button>
        }
        .into_any()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if fence.get_untracked().is_none() {
            send.run(());
        }
    };
    let refused = move || {
        outcome.get().and_then(|outcome| match &*outcome {
            Creation::NotSent(error) | Creation::Refused(error) => {
                let told = creation(&outcome, "");
                Some(view! { <OutcomeNotice told errors=vec![error.clone()] /> })
            }
            Creation::Created { .. } | Creation::Unanswered { .. } => None,
        })
    };
    let in_the_way = move || {
        let halted = halted.get()?;
        let told = predecessor(&halted)?;
        let errors = match halted {
            Predecessor::Unread(error) => vec![error],
            _ => Vec::new(),
        };
        Some(view! { <OutcomeNotice told errors /> })
    };
    let of_old = move || {
        let may_hide = console.may_hide_grants();
        let old = old.get()?;
        let (given, left_out) = given(console, &old);
        let text = further_grants(given.len(), !left_out.is_empty(), may_hide);
        let text = text.map(|text| view! { <p class="muted">{text}</p> });
        let left_out = (!left_out.is_empty()).then(|| {
            let list = chosen(console, &left_out);
            let lines = list.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! {
                <Banner tone=Tone::Warn icon=IconName::Alert title="The new token does not get all further grants">
                    <p>"The token that you are signed in with may not give these:"</p>
                    <ul>{lines}</ul>
                </Banner>
            }
        });
        Some(view! { {text}{left_out} })
    };
    view! {
        <Dialog open=true title subtitle on_close=close width=DialogWidth::Wide aside footer>
            <form class="stack" id=FORM novalidate on:submit=submit on:focusout=move |event| form.left(&event)>
                {sending.notice()}
                {refused}
                {in_the_way}
                {of_old}
                <Fields form console is_settled further />
            </form>
        </Dialog>
        {draft.question()}
    }
    .into_any()
}

/// Why there is no successor.
const HIDDEN_OF_OLD: &str = "Astro hides grants from you, as another token shows whose grant at home you can’t see. The successor \
                             would lack those of the old token that are hidden.";

/// The further grants of an old token that the caller may give, and those that it may not. Reactive.
fn given(console: Console, old: &Token) -> (Grants, Grants) {
    let rights = console.rights();
    let grants = old.other_grants().cloned();
    let (given, left_out): (Vec<Grant>, Vec<Grant>) =
        grants.partition(|grant| console.may_write(&rights, &grant.place()));
    (given.into_iter().collect(), left_out.into_iter().collect())
}

/// What a successor gets besides its role at home. `is_part`: some can't be given. `may_hide`: Astro may hide some from this session.
fn further_grants(count: usize, is_part: bool, may_hide: bool) -> Option<String> {
    let seen = if may_hide { " that you see" } else { "" };
    let but = if is_part {
        ", but for those below,"
    } else {
        ""
    };
    let given = match count {
        0 => String::new(),
        1 if !is_part && !may_hide => {
            "The further grant of the old token is given to it right after it is created. "
                .to_owned()
        }
        _ => format!(
            "The further grants of the old token{seen}{but} are given to it right after it is created. "
        ),
    };
    let hidden = match may_hide {
        true => "Astro may not show you all of them: compare both before you delete the old one.",
        false => "",
    };
    let text = given + hidden;
    (!text.is_empty()).then(|| text.trim_end().to_owned())
}
