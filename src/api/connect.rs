//! From a pasted token to the Organization it belongs to.

use astro_tokens::id::OrganizationId;
use astro_tokens::model::Organization;
use astro_tokens::requests::Page;

use super::{Api, ApiError, ErrorKind};

/// What asking Astro for the Organization came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Connected {
    /// The one Organization of the token.
    Organization(OrganizationId),
    /// The Organizations of a person, one of which has to be chosen.
    Choose(Vec<Organization>),
    /// Astro does not say; the id has to be typed.
    AskForId,
}

impl Api {
    /// Asks for the Organization that the token's claims name, or else for those that it can see.
    ///
    /// # Errors
    /// No answer, or a refusal of the token. A 403 on the Organization itself is none: the token may still see its
    /// Workspace.
    pub async fn connect(&self, named: Option<&OrganizationId>) -> Result<Connected, ApiError> {
        if let Some(id) = named {
            self.confirm_with(id);
            return match self.get_organization(id).await {
                Ok(organization) => Ok(Connected::Organization(organization.id)),
                Err(error) if error.kind == ErrorKind::Forbidden => {
                    Ok(Connected::Organization(id.clone()))
                }
                Err(error) => Err(error),
            };
        }
        let mut organizations = Vec::new();
        loop {
            let page = Page {
                offset: organizations.len() as u64,
                sorts: vec!["name:asc"],
                ..Page::default()
            };
            let answer = match self.list_organizations(&page).await {
                Ok(answer) => answer,
                Err(error) if error.kind == ErrorKind::Forbidden => return Ok(Connected::AskForId),
                Err(error) => return Err(error),
            };
            let is_end = answer.organizations.is_empty();
            organizations.extend(answer.organizations);
            if is_end || organizations.len() as u64 >= answer.total_count {
                break;
            }
        }
        match organizations.as_slice() {
            [] => Ok(Connected::AskForId),
            [only] => Ok(Connected::Organization(only.id.clone())),
            _ => Ok(Connected::Choose(organizations)),
        }
    }
}
