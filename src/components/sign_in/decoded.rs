//! What the pasted token says of itself, before anything is sent.

use leptos::prelude::*;

use super::super::claims_text::claimed_scope;
use super::super::context::Clock;
use super::super::expiry::ExpiryBadge;
use crate::browser::intl::{Style, Zone, instant};
use crate::session::PastedToken;
use crate::ui::{Badge, Fact, Facts};

#[component]
pub fn Decoded(token: PastedToken, clock: Clock) -> impl IntoView {
    let claims = token.claims().clone();
    let scope = claimed_scope(&claims);
    let expires = claims.expires_at;
    view! {
        <section class="decode" aria-labelledby="decoded-title">
            <div class="row">
                <h2 id="decoded-title">"What this token says it is"</h2>
                <span class="push"><Badge>"Read on this device"</Badge></span>
            </div>
            <div class="small">
                <Facts rows=true>
                    <Fact name="Scope">{scope}</Fact>
                    {claims.organization_id.map(|id| view! { <Fact name="Organization id" class="id">{id.to_string()}</Fact> })}
                    {claims.workspace_id.map(|id| view! { <Fact name="Workspace id" class="id">{id.to_string()}</Fact> })}
                    {claims.token_id.map(|id| view! { <Fact name="Token id" class="id">{id.to_string()}</Fact> })}
                    <Fact name="Expires">
                        <span class="row">
                            <ExpiryBadge start_at=clock.coarse.get_untracked() end_at=expires now=clock.coarse />
                            {expires.map(|expires| view! {
                                <time class="muted" datetime=expires.to_rfc3339()>{instant(expires, Zone::Local, Style::Date)}</time>
                            })}
                        </span>
                    </Fact>
                </Facts>
            </div>
        </section>
    }
}
