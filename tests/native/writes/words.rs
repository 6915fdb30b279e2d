//! What the page's words claim, read from the words alone and held against what is. A sentence that is not known here fails:
//! it has to be said what it claims.

use astro_token_console::components::outcomes::Told;
use astro_token_console::ui::Tone;

/// What the words are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Creation,
    /// What there is besides a token that was created.
    Beside,
    Rotation,
    Deletion,
    Details,
    Role,
}

/// What is, as the emulator and the network have it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// What was asked for stands.
    pub is_done: bool,
    /// The token that it is about is there.
    pub exists: bool,
    /// Tokens that were not there before.
    pub new_tokens: usize,
    /// Requests that left the page for this part and may have changed something.
    pub sent: usize,
    /// A value that was issued reached the page.
    pub has_arrived: bool,
    /// Astro accepts the value that the session holds.
    pub is_accepted: bool,
    /// Something was wrong with the look after the write.
    pub is_look_hit: bool,
    /// Something was wrong with the reading before it.
    pub is_read_hit: bool,
    /// Someone else wrote at the same time.
    pub has_others: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    Done,
    NotDone,
    Unknown,
    /// Someone else had a hand in it.
    Others,
}

impl Part {
    /// Words for what was asked for being so.
    const fn deeds(self) -> &'static [&'static str] {
        match self {
            Self::Creation => &[
                "created",
                "token of that name exists",
                "tokens of that name exist",
            ],
            Self::Beside => &["token of that name exists", "tokens of that name exist"],
            Self::Rotation => &["rotated", "locked out"],
            Self::Deletion => &["deleted", "gone", "no longer exists", "session is over"],
            Self::Details | Self::Role => &["saved", "as wanted already"],
        }
    }

    fn claim(self, title: &str) -> Option<Claim> {
        let has = |phrase: &str| title.contains(phrase);
        let denies = title
            .split(|c: char| !c.is_alphabetic())
            .any(|word| matches!(word, "not" | "nothing"));
        if has("not known whether") {
            Some(Claim::Unknown)
        } else if has("someone else") {
            Some(Claim::Others)
        } else if denies || has("no new token") || has("no new agent token") || has("still there") {
            Some(Claim::NotDone)
        } else if self.deeds().iter().any(|deed| has(deed)) {
            Some(Claim::Done)
        } else {
            None
        }
    }
}

/// What is untrue in them.
pub fn untrue(part: Part, told: &Told, facts: &Facts) -> Vec<String> {
    let mut untrue = Vec::new();
    let title = told.title.to_lowercase();
    let claim = part.claim(&title);
    let is_true = match claim {
        Some(Claim::Done) => part == Part::Beside || facts.is_done,
        Some(Claim::NotDone) => !facts.is_done,
        Some(Claim::Unknown) => facts.is_look_hit,
        Some(Claim::Others) => facts.has_others,
        None => false,
    };
    if !is_true {
        untrue.push(format!("{claim:?}: {}", told.title));
    }
    if counted(&title).is_some_and(|count| count != tokens(part, facts)) {
        untrue.push(format!("{} new: {}", facts.new_tokens, told.title));
    }
    if told.tone == Tone::Good && claim != Some(Claim::Done) {
        untrue.push(format!("good news: {}", told.title));
    }
    for sentence in sentences(&title).chain(sentences(&told.text.to_lowercase())) {
        match is_so(&sentence, facts) {
            Some(true) => {}
            Some(false) => untrue.push(sentence),
            None if claims_nothing(&sentence) || title.contains(&sentence) => {}
            None => untrue.push(format!("what does this claim? {sentence}")),
        }
    }
    untrue
}

/// Of what a title counts.
const fn tokens(part: Part, facts: &Facts) -> usize {
    match part {
        Part::Beside => facts.new_tokens.saturating_sub(1),
        _ => facts.new_tokens,
    }
}

fn counted(title: &str) -> Option<usize> {
    if !title.contains("of that name exist") {
        return None;
    }
    let first = title.split(' ').next()?;
    Some(if first == "a" { 1 } else { first.parse().ok()? })
}

fn sentences(text: &str) -> impl Iterator<Item = String> {
    text.split_inclusive(['.', ';'])
        .map(|sentence| sentence.trim_matches([' ', '.', ';']).to_owned())
        .filter(|sentence| !sentence.is_empty())
        .collect::<Vec<_>>()
        .into_iter()
}

/// Whether a sentence that claims something is true. `None`: it claims nothing that is known here.
fn is_so(sentence: &str, facts: &Facts) -> Option<bool> {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| sentence.contains(phrase));
    let is_hedged = has(&[" may have ", " or ", "unless", "not all need be"]);
    if has(&["someone else"]) && !is_hedged {
        return Some(facts.has_others);
    }
    let claims: [(&[&str], bool); 12] = [
        (
            &["nothing was sent", "not sent", "nothing had to be sent"],
            facts.sent == 0,
        ),
        (
            &["could not be read", "comes before every"],
            facts.is_read_hit && facts.sent == 0,
        ),
        (
            &["looking failed", "reading it back failed"],
            facts.is_look_hit,
        ),
        (
            &["what stands by now was not seen"],
            facts.is_look_hit && facts.is_done,
        ),
        (
            &["never arrived", "can’t be had again", "no secret arrived"],
            !facts.has_arrived,
        ),
        (
            &["no longer accepts the secret", "own token is not accepted"],
            !facts.is_accepted,
        ),
        (
            &["goes on with the new secret"],
            facts.is_accepted && facts.is_done,
        ),
        (
            &[
                "astro still has",
                "stays as it was",
                "shows no rotation",
                "lists no token",
                "lists no agent token",
            ],
            !facts.is_done,
        ),
        (
            &[
                "as you wanted",
                "shows a rotation",
                "no longer knows",
                "now lists",
                "answered that it is done",
            ],
            facts.is_done,
        ),
        (
            &["lists another one", "lists them besides"],
            facts.new_tokens > 1,
        ),
        (&["was deleted by this request"], facts.is_done),
        (&["knows no token by that id any more"], !facts.exists),
    ];
    let made = claims.into_iter().filter(|(phrases, _)| has(phrases));
    made.map(|(_, is_so)| is_so)
        .reduce(|all, is_so| all && is_so)
}

/// Why there is no certain answer, and what can be done: true whatever stands.
fn claims_nothing(sentence: &str) -> bool {
    const BEGINNINGS: [&str; 25] = [
        // Causes, which tests of the errors hold to what happened.
        "astro says that something in it",
        "astro does not accept the token",
        "astro answered that it does not accept",
        "astro answered that it has a problem",
        "astro answered that this may not be done",
        "the token that you are signed in with may not",
        "this organization answers only from",
        "too many requests",
        "nothing is sent again by itself",
        "the content-security-policy",
        "the browser lost its network",
        "there was no whole answer",
        "the answer was not one of astro’s api",
        "the connection ended before an answer",
        // What may be.
        "it may still",
        "a browser may send a request twice",
        "the secret is that of one of them",
        // What to do.
        "look again",
        "rotate once more",
        "rotate it",
        "delete it",
        "delete them",
        "sign in with another token",
        "no secret can be had again: open them",
        "astro answered that it knows no",
    ];
    BEGINNINGS
        .iter()
        .any(|beginning| sentence.starts_with(beginning))
}
