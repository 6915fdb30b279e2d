//! The classes of fault that a write, or a look after it, can meet.

use serde_json::{Value, json};

use crate::fixture::World;
use crate::host::Network;

#[derive(Clone, Debug)]
pub struct Class {
    pub name: &'static str,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Nothing,
    Order(Value),
    Network(Network),
    /// The browser sends the write again by itself; what becomes of both.
    Repeated([Value; 2]),
}

const fn class(name: &'static str, what: What) -> Class {
    Class { name, what }
}

fn refusal(status: u16, message: &str, field_errors: &Value) -> Value {
    json!({"status": status, "body": {
        "message": message, "requestId": "r-1", "statusCode": status, "fieldErrors": field_errors
    }})
}

/// Every class, the absence of a fault first.
pub fn classes() -> Vec<Class> {
    let fields = json!([{"code": "max", "field": "name", "message": "is too long"}]);
    let ip = "The IP address of the caller is not in the Organization's IP allow list";
    [
        ("none", What::Nothing),
        (
            "400 with fields",
            What::Order(refusal(400, "Invalid request", &fields)),
        ),
        ("401", What::Order(json!({"status": 401}))),
        ("403", What::Order(json!({"status": 403}))),
        ("IP allow list", What::Order(refusal(403, ip, &json!([])))),
        ("404", What::Order(json!({"status": 404}))),
        ("429", What::Order(json!({"status": 429}))),
        (
            "429 with Retry-After",
            What::Order(json!({"status": 429, "headers": {"Retry-After": "3"}})),
        ),
        ("500 before", What::Order(json!({"status": 500}))),
        (
            "500 after",
            What::Order(json!({"status": 500, "after": true})),
        ),
        (
            "HTML 502 before",
            What::Order(json!({"status": 502, "html": true})),
        ),
        (
            "HTML 502 after",
            What::Order(json!({"status": 502, "html": true, "after": true})),
        ),
        (
            "HTML 200 before",
            What::Order(json!({"status": 200, "html": true})),
        ),
        ("HTML 200 after", What::Order(json!({"html": true}))),
        ("cut before", What::Order(json!({"cut": "before"}))),
        ("cut after", What::Order(json!({"cut": "after"}))),
        ("cut inside", What::Order(json!({"cut": "inside"}))),
        (
            "cut at the end",
            What::Order(json!({"cut": "inside", "shortBy": 2})),
        ),
        (
            "time-out before",
            What::Order(json!({"cut": "before", "delayMs": 40_000})),
        ),
        ("time-out after", What::Order(json!({"delayMs": 40_000}))),
        ("malformed", What::Order(json!({"malformed": true}))),
        ("short by 2 bytes", What::Order(json!({"shortBy": 2}))),
        (
            "wrong content type",
            What::Order(json!({"contentType": "text/html"})),
        ),
        ("offline", What::Network(Network::Offline)),
        ("unreachable", What::Network(Network::Down)),
        ("own policy", What::Network(Network::Blocked)),
        (
            "repeated, nothing done before",
            What::Repeated([json!({"cut": "before"}), Value::Null]),
        ),
        (
            "repeated",
            What::Repeated([json!({"cut": "after"}), Value::Null]),
        ),
        (
            "repeated, cut before",
            What::Repeated([json!({"cut": "after"}), json!({"cut": "before"})]),
        ),
        (
            "repeated, cut after",
            What::Repeated([json!({"cut": "after"}), json!({"cut": "after"})]),
        ),
        (
            "repeated, 500 after",
            What::Repeated([
                json!({"cut": "after"}),
                json!({"status": 500, "after": true}),
            ]),
        ),
        (
            "repeated, malformed",
            What::Repeated([json!({"cut": "after"}), json!({"malformed": true})]),
        ),
    ]
    .into_iter()
    .map(|(name, what)| class(name, what))
    .collect()
}

impl Class {
    pub fn is_none(&self) -> bool {
        matches!(self.what, What::Nothing)
    }

    /// Whether the write has no answer.
    pub fn is_unanswered(&self) -> bool {
        self.name.starts_with("cut")
    }

    /// How often the write may reach Astro without the page sending it again.
    pub const fn most_arrivals(&self) -> usize {
        match self.what {
            What::Repeated(_) => 2,
            What::Nothing | What::Order(_) | What::Network(_) => 1,
        }
    }

    /// Whether the fault lies about what there is: then nobody could tell the truth.
    pub fn lies(&self) -> bool {
        self.name == "404"
    }

    /// Orders it for the next write, once so many were let through.
    pub fn hit_write(&self, world: &World, skip: u64) {
        match &self.what {
            What::Nothing => {}
            What::Order(order) => order_for_write(world, order, skip),
            What::Network(network) => world.host.at_next_write.set(Some((skip, *network))),
            What::Repeated(orders) => {
                world.host.repeats.set(true);
                // An order that is met is gone, and the next one is counted from there.
                for order in orders.iter().filter(|order| !order.is_null()) {
                    order_for_write(world, order, skip);
                }
            }
        }
    }

    /// Orders it for the reading of tokens, once so many were let through.
    pub fn hit_look(&self, world: &World, skip: u64) {
        match &self.what {
            What::Nothing => {}
            What::Order(order) => {
                let mut order = order.clone();
                order["method"] = json!("GET");
                order["path"] = json!("*tokens*");
                order["skip"] = json!(skip);
                world.fault(&order);
            }
            What::Network(network) => world.host.after_next_write.set(Some(*network)),
            What::Repeated(_) => unreachable!("nothing but a write is repeated"),
        }
    }

    /// How many orders of each writing method stand at the emulator until it hits.
    pub fn orders_for_write(&self) -> usize {
        match &self.what {
            What::Nothing | What::Network(_) => 0,
            What::Order(_) => 1,
            What::Repeated(orders) => orders.iter().filter(|order| !order.is_null()).count(),
        }
    }

    /// Whether the emulator is ordered to do it.
    pub const fn is_ordered(&self) -> bool {
        matches!(self.what, What::Order(_))
    }

    /// Whether a look can meet it.
    pub const fn is_of_looks(&self) -> bool {
        !matches!(self.what, What::Repeated(_))
    }
}

fn order_for_write(world: &World, order: &Value, skip: u64) {
    for method in ["POST", "DELETE"] {
        let mut order = order.clone();
        order["method"] = json!(method);
        order["skip"] = json!(skip);
        world.fault(&order);
    }
}
