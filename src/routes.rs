//! Every page of the console and its address: one parser and one printer, inverse to each other.
//!
//! Addresses hold ids and the state of a view, never a secret.

use astro_tokens::id::{DeploymentId, OrganizationId, TokenId, WorkspaceId};
use astro_tokens::token::Token;
use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};

/// Names of the parameters that an address may carry.
pub mod parameter {
    /// Search text and filters of a list.
    pub const QUERY: &str = "q";
    /// Column and direction of a list.
    pub const SORT: &str = "sort";
    /// The token that takes over from the one shown.
    pub const SUCCESSOR: &str = "successor";
    /// Why the last session of this tab ended; told once and taken out of the address.
    pub const ENDED: &str = "ended";
}

/// Everything but unreserved characters (RFC 3986, 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// As [`SEGMENT`], with what a query may hold and a person likes to read.
const QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'&')
    .add(b'+')
    .add(b'%')
    .add(b'\'')
    .add(b'=');

/// Search, filters and order of a list of tokens, as they stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListView {
    pub q: String,
    pub sort: String,
}

/// Tab of the token page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenTab {
    Overview,
    Access,
}

/// A place in the console.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// The Organization's tokens, once it is known which Organization.
    Home,
    Tokens {
        organization: OrganizationId,
        view: ListView,
    },
    Token {
        organization: OrganizationId,
        token: TokenId,
        tab: TokenTab,
        /// The token that takes over from it, shown beside it until the old one is deleted.
        successor: Option<TokenId>,
    },
    /// A token of the remote execution agents of that Deployment, which lists it.
    AgentToken {
        organization: OrganizationId,
        deployment: DeploymentId,
        token: TokenId,
    },
    Workspace {
        organization: OrganizationId,
        workspace: WorkspaceId,
        view: ListView,
    },
    /// The other tab of the Workspace's page.
    WorkspaceDeployments {
        organization: OrganizationId,
        workspace: WorkspaceId,
    },
    Deployment {
        organization: OrganizationId,
        deployment: DeploymentId,
        view: ListView,
    },
    About,
    Which,
    NotFound,
}

impl Route {
    /// Parses a path below the base of the page, and the query without its question mark.
    pub fn parse(path: &str, query: &str) -> Self {
        let Some(segments) = path
            .trim_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8().ok())
            .collect::<Option<Vec<_>>>()
        else {
            return Self::NotFound;
        };
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        let view = || ListView::parse(query);
        let successor = || {
            value_of(query, parameter::SUCCESSOR)
                .filter(|id| !id.is_empty())
                .map(TokenId::new)
        };
        match segments.as_slice() {
            [""] => Self::Home,
            ["about"] => Self::About,
            ["which"] => Self::Which,
            [_, ids @ ..] if ids.contains(&"") => Self::NotFound,
            ["organizations", organization, rest @ ..] => {
                let organization = OrganizationId::new(*organization);
                match rest {
                    ["tokens"] => Self::Tokens {
                        organization,
                        view: view(),
                    },
                    ["tokens", token] => Self::Token {
                        organization,
                        token: TokenId::new(*token),
                        tab: TokenTab::Overview,
                        successor: successor(),
                    },
                    ["tokens", token, "access"] => Self::Token {
                        organization,
                        token: TokenId::new(*token),
                        tab: TokenTab::Access,
                        successor: successor(),
                    },
                    ["workspaces", workspace] => Self::Workspace {
                        organization,
                        workspace: WorkspaceId::new(*workspace),
                        view: view(),
                    },
                    ["workspaces", workspace, "deployments"] => Self::WorkspaceDeployments {
                        organization,
                        workspace: WorkspaceId::new(*workspace),
                    },
                    ["deployments", deployment] => Self::Deployment {
                        organization,
                        deployment: DeploymentId::new(*deployment),
                        view: view(),
                    },
                    ["deployments", deployment, "agent-tokens", token] => Self::AgentToken {
                        organization,
                        deployment: DeploymentId::new(*deployment),
                        token: TokenId::new(*token),
                    },
                    _ => Self::NotFound,
                }
            }
            _ => Self::NotFound,
        }
    }

    /// Path and query below the base of the page, beginning with a slash.
    pub fn print(&self) -> String {
        match self {
            Self::Home | Self::NotFound => "/".to_owned(),
            Self::About => "/about".to_owned(),
            Self::Which => "/which".to_owned(),
            Self::Tokens { organization, view } => {
                format!(
                    "/organizations/{}/tokens{}",
                    segment(organization.as_str()),
                    view.print()
                )
            }
            Self::Token {
                organization,
                token,
                tab,
                successor,
            } => {
                let tab = match tab {
                    TokenTab::Overview => "",
                    TokenTab::Access => "/access",
                };
                let successor = successor.as_ref().map_or("", TokenId::as_str);
                format!(
                    "/organizations/{}/tokens/{}{tab}{}",
                    segment(organization.as_str()),
                    segment(token.as_str()),
                    print_query(&[(parameter::SUCCESSOR, successor)])
                )
            }
            Self::AgentToken {
                organization,
                deployment,
                token,
            } => format!(
                "/organizations/{}/deployments/{}/agent-tokens/{}",
                segment(organization.as_str()),
                segment(deployment.as_str()),
                segment(token.as_str())
            ),
            Self::Workspace {
                organization,
                workspace,
                view,
            } => format!(
                "/organizations/{}/workspaces/{}{}",
                segment(organization.as_str()),
                segment(workspace.as_str()),
                view.print()
            ),
            Self::WorkspaceDeployments {
                organization,
                workspace,
            } => format!(
                "/organizations/{}/workspaces/{}/deployments",
                segment(organization.as_str()),
                segment(workspace.as_str()),
            ),
            Self::Deployment {
                organization,
                deployment,
                view,
            } => format!(
                "/organizations/{}/deployments/{}{}",
                segment(organization.as_str()),
                segment(deployment.as_str()),
                view.print()
            ),
        }
    }

    /// The page of a token.
    pub const fn token(organization: OrganizationId, token: TokenId) -> Self {
        Self::Token {
            organization,
            token,
            tab: TokenTab::Overview,
            successor: None,
        }
    }

    /// The page of a token that was read: an agent token has its own below its Deployment.
    pub fn of_token(organization: OrganizationId, token: &Token) -> Self {
        match &token.agent_of {
            Some(deployment) => Self::AgentToken {
                organization,
                deployment: deployment.clone(),
                token: token.id.clone(),
            },
            None => Self::token(organization, token.id.clone()),
        }
    }

    /// Whether two addresses are the same place, seen with another search or order.
    pub fn is_same_place(&self, other: &Self) -> bool {
        self.place() == other.place()
    }

    /// This place without the state of its view.
    pub fn place(&self) -> Self {
        let mut place = self.clone();
        match &mut place {
            Self::Tokens { view, .. }
            | Self::Workspace { view, .. }
            | Self::Deployment { view, .. } => *view = ListView::default(),
            Self::Token { successor, .. } => *successor = None,
            Self::WorkspaceDeployments { .. }
            | Self::AgentToken { .. }
            | Self::Home
            | Self::About
            | Self::Which
            | Self::NotFound => {}
        }
        place
    }

    /// The Organization that the address names.
    pub const fn organization(&self) -> Option<&OrganizationId> {
        match self {
            Self::Tokens { organization, .. }
            | Self::Token { organization, .. }
            | Self::AgentToken { organization, .. }
            | Self::Workspace { organization, .. }
            | Self::WorkspaceDeployments { organization, .. }
            | Self::Deployment { organization, .. } => Some(organization),
            Self::Home | Self::About | Self::Which | Self::NotFound => None,
        }
    }
}

impl ListView {
    fn parse(query: &str) -> Self {
        Self {
            q: value_of(query, parameter::QUERY).unwrap_or_default(),
            sort: value_of(query, parameter::SORT).unwrap_or_default(),
        }
    }

    fn print(&self) -> String {
        print_query(&[(parameter::QUERY, &*self.q), (parameter::SORT, &*self.sort)])
    }
}

/// A query with its question mark; nothing where every value is empty.
fn print_query(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !value.is_empty() {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.extend(utf8_percent_encode(value, QUERY));
        }
    }
    text
}

fn segment(text: &str) -> String {
    // A dot segment would be resolved away (RFC 3986, 5.2.4).
    match text {
        "." => "%2E".to_owned(),
        ".." => "%2E%2E".to_owned(),
        _ => utf8_percent_encode(text, SEGMENT).to_string(),
    }
}

/// Value of a parameter in a query without its question mark.
pub fn value_of(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| {
            percent_decode_str(&value.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round(route: &Route) -> Route {
        let printed = route.print();
        let (path, query) = printed.split_once('?').unwrap_or((&printed, ""));
        Route::parse(path, query)
    }

    fn organization() -> OrganizationId {
        OrganizationId::new("cm1q8t4vz00b201p6m9xk3h7d")
    }

    #[test]
    fn addresses_are_stable() {
        let view = ListView {
            q: "scope:workspace a&b=c+d %".into(),
            sort: "-expires".into(),
        };
        assert_eq!(
            Route::Tokens {
                organization: organization(),
                view
            }
            .print(),
            "/organizations/cm1q8t4vz00b201p6m9xk3h7d/tokens?q=scope:workspace%20a%26b%3Dc%2Bd%20%25&sort=-expires"
        );
        assert_eq!(
            Route::Token {
                organization: organization(),
                token: TokenId::new("a/b"),
                tab: TokenTab::Access,
                successor: None,
            }
            .print(),
            "/organizations/cm1q8t4vz00b201p6m9xk3h7d/tokens/a%2Fb/access"
        );
        assert_eq!(
            Route::Token {
                organization: organization(),
                token: TokenId::new("old"),
                tab: TokenTab::Overview,
                successor: Some(TokenId::new("new")),
            }
            .print(),
            "/organizations/cm1q8t4vz00b201p6m9xk3h7d/tokens/old?successor=new"
        );
    }

    #[test]
    fn what_is_no_place_is_not_found() {
        for path in [
            "/nowhere",
            "/organizations",
            "/organizations/",
            "/organizations/x",
            "/organizations/x/tokens/y/z",
            "/organizations//tokens",
            "/organizations/x/workspaces/",
            "/organizations/x/workspaces//deployments",
            "/organizations/x/workspaces/y/tokens",
            "/organizations/x/deployments/y/agent-tokens",
            "/organizations/x/deployments/y/agent-tokens/",
            "/%ff",
        ] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/", "q=x"), Route::Home);
        assert_eq!(Route::parse("/about/", ""), Route::About);
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(id in "[^\u{0}]{1,12}", q in ".*", sort in ".*", place in 0..7) {
            let organization = OrganizationId::new(id.as_str());
            let view = ListView { q, sort };
            let route = match place {
                0 => Route::Tokens { organization, view },
                1 => Route::Workspace { organization, workspace: WorkspaceId::new(id.as_str()), view },
                2 => Route::Deployment { organization, deployment: DeploymentId::new(id.as_str()), view },
                6 => Route::AgentToken { organization, deployment: DeploymentId::new(id.as_str()), token: TokenId::new(id.as_str()) },
                3 => Route::Token { organization, token: TokenId::new(id.as_str()), tab: TokenTab::Access, successor: None },
                4 => Route::Token { organization, token: TokenId::new("t"), tab: TokenTab::Access, successor: Some(TokenId::new(id.as_str())) },
                5 => Route::WorkspaceDeployments { organization, workspace: WorkspaceId::new(id.as_str()) },
                _ => Route::Token { organization, token: TokenId::new(id.as_str()), tab: TokenTab::Overview, successor: Some(TokenId::new(id.as_str())) },
            };
            prop_assert_eq!(round(&route), route);
        }

        #[test]
        fn any_address_is_parsed(path in ".*", query in ".*") {
            let route = Route::parse(&path, &query);
            if route != Route::NotFound {
                prop_assert_eq!(round(&route), route);
            }
        }
    }
}
