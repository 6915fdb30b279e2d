//! One world: a console in use, step after step, with faults and with others in between. After each step everything that
//! is held anywhere is compared.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use astro_emulator::state::{Grant, Id};
use astro_token_console::api::ApiEvent;
use astro_token_console::commands::Writer;
use astro_tokens::id::TokenId;
use astro_tokens::secret::Secret;
use astro_tokens::token::Token;
use leptos::prelude::{Update, WithUntracked};
use serde_json::json;

use super::others::{Others, call};
use super::places::Places;
use super::random::Random;
use super::rights::Rights;
use super::secrets::Secrets;
use super::story::Story;
use super::tally::{Log, Tally};
use super::view;
use super::watch::{By, Watch};
use crate::fixture::{Console, World};
use crate::writes::faults::{Class, classes};

/// Characters of an outcome that are told when a step fails.
const SHOWN: usize = 600;

/// What an outcome carries.
pub trait Told {
    fn secret(&self) -> Option<&Secret> {
        None
    }

    /// How many entries it makes in the journal.
    fn entries(&self) -> usize {
        1
    }
}

/// A step that follows from an earlier one.
pub type Next = Box<dyn FnOnce(&mut Run) -> &'static str>;

pub struct Run {
    pub world: World,
    pub console: Console,
    pub random: Random,
    pub places: Rc<Places>,
    pub others: Others,
    /// The token that the console uses.
    pub own: TokenId,
    /// Steps that follow from earlier ones.
    pub next: Vec<Next>,
    /// Tokens as they were some time ago: forms that were opened then.
    pub old: Vec<Arc<Token>>,
    /// Tokens that are no longer there.
    pub gone: Vec<TokenId>,
    pub tally: Tally,
    /// Whether the session came to its end, and the world with it.
    pub has_ended: bool,
    pub(super) writer: Writer,
    pub(super) narrow: bool,
    /// The person answered for it that no grant is hidden.
    pub trusts: bool,
    pub(super) watch: Rc<RefCell<Watch>>,
    pub(super) classes: Vec<Class>,
    pub(super) secrets: Secrets,
    pub(super) log: Log,
    findings: Vec<String>,
}

impl Run {
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let caller = match random.below(10) {
            0..=5 => "Organization Owner",
            6..=7 => "Workspace Owner",
            8 => "Deployment Admin",
            _ => "Organization Member",
        };
        let newer = random.chance(35);
        let narrow = random.chance(30);
        let world = World::small(|switches| {
            switches.narrow_grants = narrow;
            switches.newer_contract = true;
        });
        let own = TokenId::new(world.id(caller));
        let places = {
            let emulator = world.host.emulator.borrow();
            Rc::new(Places::of(emulator.state(), &world.organization))
        };
        let others = Others {
            user: world.id("Personal session").into(),
            places: places.clone(),
            newer,
            own: own.as_arc().clone(),
        };
        unknown_types(&world, &others, &mut random);
        world.control("POST", "/switches", &json!({"newerContract": newer}));
        let console = world.console(caller);
        let writer = console.writer(&world, caller);
        world.load(&console);
        let watch = Watch::new(&world.host.emulator.borrow(), world.host.sent.clone());
        let watch = Rc::new(RefCell::new(watch));
        world.host.meanwhile({
            let watch = watch.clone();
            move |emulator, target| watch.borrow_mut().meet(emulator, target)
        });
        let about = format!("{caller}, newerContract {newer}, narrowGrants {narrow}");
        Self {
            world,
            console,
            random,
            places,
            others,
            own,
            next: Vec::new(),
            old: Vec::new(),
            gone: Vec::new(),
            tally: Tally::of_one_world(),
            has_ended: false,
            writer,
            narrow,
            trusts: false,
            watch,
            classes: classes(),
            secrets: Secrets::default(),
            log: Log::new(seed, about),
            findings: Vec::new(),
        }
    }

    /// One step, of the kind that `choose` comes to, and the comparison after it.
    ///
    /// # Panics
    /// When anything is not as it must be.
    pub fn step(&mut self, choose: impl FnOnce(&mut Self) -> &'static str) {
        self.log.step();
        let kind = choose(self);
        self.tally.step(kind);
        self.log.tell(kind);
        self.settle();
        assert!(self.findings.is_empty(), "{kind}: {:#?}", self.findings);
    }

    /// Something is not as it must be.
    pub fn differ(&mut self, text: impl Into<String>) {
        self.findings.push(text.into());
    }

    pub fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.findings.push(otherwise());
        }
    }

    pub fn tell(&mut self, text: &str) {
        self.log.tell(text);
    }

    pub fn rows(&self) -> Vec<Arc<Token>> {
        let tokens = self.console.inventory.tokens();
        tokens.with_untracked(|table| table.rows().to_vec())
    }

    /// Rows that are no agent tokens.
    pub fn api_tokens(&self) -> Vec<Arc<Token>> {
        let mut rows = self.rows();
        rows.retain(|row| row.agent_of.is_none());
        rows
    }

    pub fn row(&self, id: &TokenId) -> Option<Arc<Token>> {
        let tokens = self.console.inventory.tokens();
        tokens.with_untracked(|table| table.get(id).cloned())
    }

    /// Someone else does exactly this.
    pub fn others_call(&mut self, method: &str, path: &str) {
        let mut emulator = self.world.host.emulator.borrow_mut();
        let status = call(&mut emulator, &self.others, method, path, &json!(null));
        let mut watch = self.watch.borrow_mut();
        watch.note(&emulator, By::Others);
        self.secrets.end(&watch.effects);
        self.log.tell(&format!("others {method} {path}: {status}"));
    }

    /// What the caller may do now.
    pub fn rights(&self) -> Rights {
        let emulator = self.world.host.emulator.borrow();
        let own = emulator.state().tokens.get(self.own.as_str());
        Rights::of(own.map_or(&[], |own| &own.grants), &self.places)
    }

    /// Whether the caller is shown this grant.
    pub fn shows<'a>(&self, rights: &'a Rights) -> impl Fn(&Grant) -> bool + use<'a> {
        let narrow = self.narrow;
        move |grant| !narrow || rights.writes(grant)
    }

    pub fn held(&self, id: &str) -> Option<astro_emulator::state::Token> {
        let emulator = self.world.host.emulator.borrow();
        view::held(emulator.state(), id).cloned()
    }

    /// Runs one command about that token, if about one, which writes at most so often and reads about so often before it
    /// writes. Checks what holds for each.
    pub fn command<T: Told + Debug>(
        &mut self,
        (subject, writes, reads): (Option<&TokenId>, usize, u64),
        command: impl AsyncFnOnce(&Writer) -> T,
    ) -> (T, Story) {
        let host = &self.world.host;
        host.sent.borrow_mut().clear();
        host.delivered.borrow_mut().clear();
        self.world.events.borrow_mut().clear();
        self.watch
            .borrow_mut()
            .begin(subject.map(|id| id.as_arc().clone()));
        let first = subject.and_then(|id| self.held(id.as_str()));
        let (rights, is_over) = (self.rights(), self.is_locked_out());
        let is_narrowed = !rights.is_organization_owner && self.is_narrowed(subject);
        let is_shown_more = {
            let rows = self.rows();
            let mut others = rows.iter().filter(|row| Some(&row.id) != subject);
            others.any(|row| rights.is_shown_more(row.grants.iter().flatten()))
        };
        self.interfere();
        let ordered = self.order_faults(writes, reads);
        let entries = self.writer.journal.entries().with_untracked(Vec::len);
        let outcome = self.world.run(command(&self.writer));
        let (at_write, at_look) = self.lift_faults(ordered);
        let story = {
            let mut watch = self.watch.borrow_mut();
            watch.note(&self.world.host.emulator.borrow(), By::Console);
            Story {
                first,
                rights,
                is_narrowed,
                is_shown_more,
                is_trusted: self.trusts,
                is_over,
                effects: watch.effects.clone(),
                met: watch.met.clone(),
                at_write,
                at_look,
            }
        };
        self.log.tell(&shortened(&format!("{outcome:?}")));
        self.check_writes(&story, subject, writes);
        self.check_journal(entries, outcome.entries());
        self.check_value(&story, outcome.secret());
        (outcome, story)
    }

    /// Whether another token than this one is held without a grant at home.
    fn is_narrowed(&self, subject: Option<&TokenId>) -> bool {
        let rows = self.rows();
        let mut others = rows
            .iter()
            .filter(|row| Some(&row.id) != subject && row.agent_of.is_none());
        others.any(|row| {
            let mut grants = row.grants.iter().flatten();
            grants.all(|grant| grant.entity_type.as_str() != row.scope.as_str())
        })
    }

    /// Whether the value that the session uses opens nothing any more.
    pub fn is_locked_out(&self) -> bool {
        let held = self
            .world
            .host
            .emulator
            .borrow()
            .token_value(self.own.as_str());
        let session = self.writer.session;
        let used = session.with_untracked(|session| session.token.authorization());
        held.is_none_or(|held| used.expose() != format!("Bearer {held}"))
    }

    /// Signs in again with the value of now, as the page lets one do.
    fn sign_in_again(&mut self) {
        let organization = self.world.organization.clone();
        self.world.events.borrow_mut().clear();
        let refused = self
            .world
            .run(self.writer.api.get_organization(&organization));
        let told = self.world.events(|event| *event == ApiEvent::TokenRefused);
        self.expect(refused.is_err() && told.len() == 1, || {
            "a dead value does not end the session".to_owned()
        });
        let value = self
            .world
            .host
            .emulator
            .borrow()
            .token_value(self.own.as_str());
        let token = astro_token_console::session::PastedToken::parse(
            &value.unwrap(),
            self.writer.api.now(),
        )
        .unwrap();
        self.writer.api.adopt(token.clone());
        self.writer.session.update(|session| session.token = token);
        self.log.tell("signed in again");
    }

    /// Everything that is held anywhere, after a step.
    fn settle(&mut self) {
        let mut asked: Vec<Id> = {
            let watch = self.watch.borrow();
            watch
                .effects
                .iter()
                .map(|effect| effect.id.clone())
                .collect()
        };
        if self.has_ended {
            return self.check_secrets(self.secrets.ids());
        }
        if self.is_locked_out() {
            self.sign_in_again();
        }
        let ids = self.secrets.ids();
        if !ids.is_empty() {
            asked.push(self.random.pick(&ids).clone());
        }
        self.check_secrets(asked);
        self.refresh();
        if self.random.chance(10) {
            let rows = self.api_tokens();
            if !rows.is_empty() {
                self.old.push(self.random.pick(&rows).clone());
            }
        }
    }

    /// The end of this world: every value, and the whole journal.
    pub fn end(mut self) -> Tally {
        self.check_secrets(self.secrets.ids());
        let exported = self.writer.journal.to_json();
        let holds = self.secrets.are_in(&exported);
        self.expect(!holds, || "the exported journal holds a value".to_owned());
        assert!(self.findings.is_empty(), "at the end: {:#?}", self.findings);
        std::mem::take(&mut self.tally)
    }

    /// The console of this world, for what is no command.
    pub const fn writer(&self) -> &Writer {
        &self.writer
    }
}

/// Grants of types that only a newer contract knows, on some tokens.
fn unknown_types(world: &World, others: &Others, random: &mut Random) {
    let tokens: Vec<_> = {
        let emulator = world.host.emulator.borrow();
        let here = |id: &Id| **id == *world.organization.as_str();
        let tokens = emulator.state().tokens.iter();
        tokens
            .filter(|token| here(&token.organization_id))
            .cloned()
            .collect()
    };
    for token in tokens.iter().filter(|_| random.chance(20)) {
        let mut grants = view::grants(token, |_| true, true).to_wire();
        grants.push(astro_tokens::model::ApiTokenRole {
            entity_type: "CLUSTER".into(),
            entity_id: "shared-eu".into(),
            role: "CLUSTER_OPERATOR".into(),
            deployment_id: None,
            has_further_fields: false,
        });
        let path = format!("/tokens/{}/roles", token.id);
        let mut emulator = world.host.emulator.borrow_mut();
        call(
            &mut emulator,
            others,
            "POST",
            &path,
            &json!({"roles": grants}),
        );
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
