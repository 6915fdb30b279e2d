//! Where to keep the value of a token, and how to use it from there. Each way to keep it asks for the value, so that
//! it gets neither into a history nor into the list of processes.

/// A step, and the text to copy for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// A sentence for a person.
    pub caption: &'static str,
    pub code: &'static str,
}

/// First how to keep the value, then how to use it. For bash and zsh.
pub fn shell() -> [Snippet; 2] {
    [
        Snippet {
            caption: "Paste the value when the shell waits for it: it is not shown, and not kept in the history.",
            code: "read -rs ASTRO_API_TOKEN && export ASTRO_API_TOKEN",
        },
        Snippet {
            caption: "The astro CLI then acts as this token.",
            code: "astro deployment list --all",
        },
    ]
}

/// First how to keep the value, then how to use it.
pub fn github_actions() -> [Snippet; 2] {
    [
        Snippet {
            caption: "In a clone of the repository, paste the value when gh asks for it.",
            code: "gh secret set ASTRO_API_TOKEN",
        },
        Snippet {
            caption: "In the workflow, give it to the job that needs it.",
            code: "env:\n  ASTRO_API_TOKEN: ${{ secrets.ASTRO_API_TOKEN }}",
        },
    ]
}

/// First how to keep the value, then how to use it.
pub fn gitlab_ci() -> [Snippet; 2] {
    [
        Snippet {
            caption: "In a clone of the project, paste the value when the shell waits for it. GitLab masks it in job logs.",
            // In parentheses it is read as a whole before it runs: pasted, no line of it becomes the value.
            code: "(read -rs ASTRO_API_TOKEN &&\n  printf %s \"$ASTRO_API_TOKEN\" | glab variable set ASTRO_API_TOKEN --masked --raw)",
        },
        Snippet {
            caption: "Every job of the project then finds it in its environment.",
            code: "deploy:\n  script:\n    - astro deploy \"$ASTRO_DEPLOYMENT_ID\"",
        },
    ]
}
