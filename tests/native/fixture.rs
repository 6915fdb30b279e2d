//! A sample Organization behind an emulator that holds every exchange against the contract, and a console that looks at
//! it. Whatever a test does, it ends with no violation.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::LazyLock;

use astro_emulator::sample::{self, Caller, Sample, Subject};
use astro_emulator::state::{State, Token, Tokens};
use astro_emulator::{Emulator, Instant, Options, Switches};
use astro_token_console::api::{Api, ApiEvent};
use astro_token_console::commands::{Journal, Turns, Writer};
use astro_token_console::inventory::{Coverage, First, Inventory, Progress, Stage, load};
use astro_token_console::session::{PastedToken, SessionEntry};
use astro_tokens::id::OrganizationId;
use astro_tokens::timestamp::Timestamp;
use http::Request;
use leptos::prelude::{GetUntracked, Owner, RwSignal, WithUntracked};
use serde_json::{Value, json};

use crate::contract::Shared;
use crate::host::{ACROSS, EmulatorHost, Sent};

/// The instant at which every sample stands.
const NOW: &str = "2026-03-02T09:30:00Z";
/// Enough for the sample's examples.
const LEAST: usize = 400;

/// Building it takes longer than most tests.
static LEAST_SAMPLE: LazyLock<Sample> = LazyLock::new(|| build(LEAST));

/// The examples, the callers, and no more places than they need.
static SMALL_SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let mut options = sample::Options::new(Instant::parse(NOW).unwrap());
    options.tokens = 46;
    options.workspaces = 7;
    options.deployments = 12;
    sample::build(&options).unwrap()
});

fn build(tokens: usize) -> Sample {
    let mut options = sample::Options::new(Instant::parse(NOW).unwrap());
    options.tokens = tokens;
    sample::build(&options).unwrap()
}

fn sample_of(tokens: usize) -> Sample {
    if tokens > LEAST {
        build(tokens)
    } else {
        LEAST_SAMPLE.clone()
    }
}

/// The service, and the network to it.
pub struct World {
    pub host: Rc<EmulatorHost>,
    pub callers: Vec<Caller>,
    pub organization: OrganizationId,
    pub events: Rc<RefCell<Vec<ApiEvent>>>,
}

/// The inventory of one session, with the reactive owner that keeps it.
pub struct Console {
    pub api: Api,
    pub inventory: Inventory,
    owner: Owner,
}

impl World {
    /// An Organization with exactly that many tokens, the Organization Owner's among them unless there are none, and no agent
    /// token.
    pub fn sample(tokens: usize) -> Self {
        Self::switched(tokens, |_| {})
    }

    pub fn switched(tokens: usize, change: impl FnOnce(&mut Switches)) -> Self {
        let mut sample = sample_of(tokens);
        sample.state.agent_tokens.clear();
        Self::of(sample, tokens, change)
    }

    /// The same with agent tokens besides, on the Deployments with remote execution.
    pub fn with_agents(tokens: usize, change: impl FnOnce(&mut Switches)) -> Self {
        Self::of(sample_of(tokens), tokens, change)
    }

    /// An Organization with that many Workspaces and Deployments.
    pub fn with_places(workspaces: usize, deployments: usize) -> Self {
        let mut options = sample::Options::new(Instant::parse(NOW).unwrap());
        options.tokens = LEAST;
        options.workspaces = workspaces;
        options.deployments = deployments;
        let mut sample = sample::build(&options).unwrap();
        sample.state.agent_tokens.clear();
        Self::of(sample, LEAST, |_| {})
    }

    /// Every example of the sample and little else, for runs of many steps.
    pub fn small(change: impl FnOnce(&mut Switches)) -> Self {
        Self::of(SMALL_SAMPLE.clone(), LEAST, change)
    }

    fn of(mut sample: Sample, tokens: usize, change: impl FnOnce(&mut Switches)) -> Self {
        if tokens < LEAST {
            keep_only(&mut sample.state, tokens, &sample.callers);
        }
        let organization = sample
            .state
            .organizations
            .values()
            .find(|organization| organization.name == "Northwind Data")
            .map(|organization| OrganizationId::new(organization.id.clone()))
            .unwrap();
        let mut switches = Switches::default();
        change(&mut switches);
        let mut emulator = Emulator::new(sample.state, Options { seed: 7, switches });
        emulator.check_with(Box::new(Shared));
        Self {
            host: Rc::new(EmulatorHost::new(emulator)),
            callers: sample.callers,
            organization,
            events: Rc::default(),
        }
    }

    pub fn caller(&self, name: &str) -> &Caller {
        self.callers
            .iter()
            .find(|caller| caller.name == name)
            .unwrap()
    }

    pub fn value(&self, name: &str) -> String {
        self.caller(name)
            .value(&self.host.emulator.borrow())
            .unwrap()
    }

    /// Of the caller's token or person.
    pub fn id(&self, name: &str) -> String {
        match &self.caller(name).subject {
            Subject::Token(id) | Subject::User(id) => id.to_string(),
        }
    }

    pub fn pasted(&self, name: &str) -> PastedToken {
        let now = Timestamp::from_unix_micros(self.host.clock.unix_micros());
        PastedToken::parse(&self.value(name), now).unwrap()
    }

    /// An API across origins, twenty requests a second.
    pub fn api(&self, name: &str) -> Api {
        self.api_with(self.pasted(name), ACROSS, 20)
    }

    pub fn api_with(&self, token: PastedToken, base_url: &str, requests_per_second: u32) -> Api {
        let events = self.events.clone();
        let on_event = Rc::new(move |event| events.borrow_mut().push(event));
        Api::new(
            self.host.clone(),
            base_url,
            token,
            requests_per_second,
            on_event,
        )
    }

    pub fn console(&self, name: &str) -> Console {
        self.console_of(self.api(name))
    }

    pub fn console_of(&self, api: Api) -> Console {
        api.confirm_with(&self.organization);
        let owner = Owner::new();
        let inventory = owner.with(|| Inventory::new(self.organization.clone(), api.own_token()));
        Console {
            api,
            inventory,
            owner,
        }
    }

    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.host.clock.run(future)
    }

    pub fn load(&self, console: &Console) {
        self.run(load(console.inventory, &console.api, First::Nothing));
    }

    /// A call of the control API.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = Request::builder()
            .method(method)
            .uri(format!("/_emulator{path}"))
            .body(serde_json::to_vec(body).unwrap())
            .unwrap();
        let response = self.host.emulator.borrow_mut().handle(&request).response;
        assert!(
            response.status().is_success(),
            "{path}: {}",
            response.status()
        );
        serde_json::from_slice(response.body()).unwrap()
    }

    pub fn fault(&self, fault: &Value) {
        self.control("POST", "/faults", fault);
    }

    /// Someone else's write, with its body, right before or after the next such call; paths are those below the Organization.
    pub fn meanwhile(&self, when: &str, call: (&str, &str), write: (&str, &str, Value)) {
        let within = |path| format!("/v1/organizations/{}{path}", self.organization);
        let ((method, path), (write_method, write_path, body)) = (call, write);
        let mut write = json!({"when": when, "method": write_method, "path": within(write_path)});
        if !body.is_null() {
            write["body"] = body;
        }
        self.fault(&json!({"method": method, "path": within(path), "meanwhile": [write]}));
    }

    /// What the emulator says that the caller may read.
    pub fn readable(&self, name: &str) -> BTreeSet<String> {
        self.readable_by(&self.caller(name).subject)
    }

    pub fn readable_by(&self, subject: &Subject) -> BTreeSet<String> {
        let subject = match subject {
            Subject::Token(id) => format!("tokenId={id}"),
            Subject::User(id) => format!("userId={id}"),
        };
        let report = self.control(
            "GET",
            &format!("/readable?{subject}&organizationId={}", self.organization),
            &json!(null),
        );
        let ids = ["ids", "agentTokenIds"].map(|kind| report[kind].as_array().unwrap());
        ids.into_iter()
            .flatten()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect()
    }

    /// A call by the Organization Owner from elsewhere; answers its body.
    pub fn elsewhere(&self, method: &str, path: &str, body: &Value) -> Value {
        let value = self.value("Organization Owner");
        let path = format!("/v1/organizations/{}{path}", self.organization);
        call(
            &mut self.host.emulator.borrow_mut(),
            &value,
            method,
            &path,
            body,
        )
    }

    /// Targets of the requests sent so far, without those that only probed.
    pub fn targets(&self) -> Vec<String> {
        self.sent(|sent| sent.authorized)
            .into_iter()
            .map(|sent| sent.target)
            .collect()
    }

    pub fn sent(&self, keep: impl Fn(&Sent) -> bool) -> Vec<Sent> {
        self.host
            .sent
            .borrow()
            .iter()
            .filter(|sent| keep(sent))
            .cloned()
            .collect()
    }

    pub fn events(&self, keep: impl Fn(&ApiEvent) -> bool) -> Vec<ApiEvent> {
        self.events
            .borrow()
            .iter()
            .filter(|event| keep(event))
            .copied()
            .collect()
    }
}

impl Drop for World {
    /// Whatever a test did: neither a request nor an answer broke the contract.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.host.emulator.borrow().violations(), []);
        }
    }
}

impl Console {
    /// Ids of the tokens that the inventory holds; each is there once.
    pub fn ids(&self) -> BTreeSet<String> {
        self.inventory.tokens().with_untracked(|table| {
            let ids: BTreeSet<String> = table
                .rows()
                .iter()
                .map(|token| token.id.to_string())
                .collect();
            assert_eq!(ids.len(), table.len(), "an id is held twice");
            ids
        })
    }

    pub fn progress(&self) -> Progress {
        self.inventory.progress().get_untracked()
    }

    pub fn coverage(&self) -> Coverage {
        self.inventory.coverage().get_untracked()
    }

    /// Loading ended, everything that the totals promised was read, nothing failed.
    #[track_caller]
    pub fn assert_complete(&self) {
        let progress = self.progress();
        assert_eq!(progress.stage, Stage::Done);
        assert_eq!(progress.failed, []);
        assert_eq!(progress.missing, 0);
        assert_eq!(progress.read, progress.total);
        assert!(progress.fresh_as_of.is_some());
    }
}

impl Console {
    /// What this session writes with; its token is the caller's.
    pub fn writer(&self, world: &World, name: &str) -> Writer {
        let now = self.api.now();
        let entry = SessionEntry::new(world.pasted(name), world.organization.clone(), ACROSS, now);
        self.owner.with(|| Writer {
            api: self.api.clone(),
            inventory: self.inventory,
            session: RwSignal::new(entry),
            journal: Journal::new(),
            turns: Turns::default(),
            store: |_| true,
        })
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

/// A call that succeeds.
pub fn call(emulator: &mut Emulator, value: &str, method: &str, path: &str, body: &Value) -> Value {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {value}"));
    let mut bytes = Vec::new();
    if !body.is_null() {
        request = request.header("content-type", "application/json");
        bytes = serde_json::to_vec(body).unwrap();
    }
    let response = emulator.handle(&request.body(bytes).unwrap()).response;
    assert!(
        response.status().is_success(),
        "{method} {path}: {}",
        response.status()
    );
    serde_json::from_slice(response.body()).unwrap_or_default()
}

/// Leaves that many of the first Organization's tokens, the callers' own first.
fn keep_only(state: &mut State, count: usize, callers: &[Caller]) {
    let is_caller = |token: &Token| {
        callers
            .iter()
            .position(|caller| caller.subject == Subject::Token(token.id.clone()))
            .unwrap_or(usize::MAX)
    };
    let owner = match &callers[0].subject {
        Subject::Token(id) => state.tokens.get(id).unwrap().organization_id.clone(),
        Subject::User(_) => unreachable!("the first caller is a token"),
    };
    let (mut own, others): (Vec<Token>, Vec<Token>) = state
        .tokens
        .iter()
        .cloned()
        .partition(|token| token.organization_id == owner);
    own.sort_by_key(is_caller);
    own.truncate(count);
    own.extend(others);
    own.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    state.tokens = own.into_iter().collect::<Tokens>();
}
