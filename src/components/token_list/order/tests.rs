use astro_tokens::model::ApiToken;
use astro_tokens::token::Interner;
use proptest::prelude::*;

use super::*;

fn token(id: usize, name: &str, used_day: usize) -> Arc<Token> {
    let text = format!(
        r#"{{"id":"t{id}","name":"{name}","description":"","kind":"STANDARD","scope":"ORGANIZATION","shortToken":"x",
        "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",
        "lastUsedAt":"2026-02-{:02}T00:00:00Z"}}"#,
        used_day % 28 + 1
    );
    Arc::new(Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap()))
}

fn wish(tokens: &[Arc<Token>], held: bool) -> Wish {
    Wish {
        tokens: Arc::new(tokens.to_vec()),
        query: Query::default(),
        names: Arc::default(),
        here: None,
        held,
        requests: 0,
    }
}

fn ids(order: &Order) -> Vec<String> {
    order.rows().map(|token| token.id.to_string()).collect()
}

fn sorted(tokens: &[Arc<Token>], sort: Sort) -> Vec<String> {
    let mut tokens = tokens.to_vec();
    tokens.sort_by_cached_key(|token| sort.key(token, &Names::default()));
    tokens.iter().map(|token| token.id.to_string()).collect()
}

#[test]
fn the_first_rows_stand_at_once_even_when_held() {
    let (order, changed) = Order::default().next(wish(&[token(1, "a", 1), token(2, "b", 2)], true));
    assert!(changed);
    assert_eq!(ids(&order), ["t2", "t1"]);
    assert_eq!(order.waiting(), 0);
}

#[test]
fn what_arrives_waits_until_it_is_asked_for_or_nobody_is_there() {
    let first = [token(1, "a", 1), token(3, "c", 3)];
    let all = [first[0].clone(), first[1].clone(), token(2, "b", 2)];
    let (order, _) = Order::default().next(wish(&first, false));
    let (held, _) = order.next(wish(&all, true));
    assert_eq!(ids(&held), ["t3", "t1"]);
    assert_eq!(held.waiting(), 1);
    assert_eq!(
        held.waiting_rows()
            .map(|token| token.id.to_string())
            .collect::<Vec<_>>(),
        ["t2"]
    );

    let (asked, changed) = held.clone().next(Wish {
        requests: 1,
        ..wish(&all, true)
    });
    assert!(changed);
    assert_eq!(ids(&asked), ["t3", "t2", "t1"]);
    let (idle, changed) = held.clone().next(wish(&all, false));
    assert!(changed);
    assert_eq!(ids(&idle), ["t3", "t2", "t1"]);
    let by_name = Query {
        sort: Sort {
            column: Column::Name,
            descending: false,
        },
        ..Query::default()
    };
    let (sorted, changed) = held.next(Wish {
        query: by_name,
        ..wish(&all, true)
    });
    assert!(changed);
    assert_eq!(ids(&sorted), ["t1", "t2", "t3"]);
}

#[test]
fn nothing_new_changes_nothing() {
    let all = wish(&[token(1, "a", 1), token(2, "b", 2)], false);
    let (order, _) = Order::default().next(all.clone());
    let (order, changed) = order.next(all.clone());
    assert!(!changed);
    let (_, changed) = order.next(Wish {
        held: true,
        requests: 7,
        ..all
    });
    assert!(!changed);
}

#[test]
fn a_changed_token_shows_its_new_value_at_its_old_place() {
    let (order, _) = Order::default().next(wish(&[token(1, "a", 1), token(2, "b", 2)], false));
    let (order, changed) = order.next(wish(&[token(1, "renamed", 9), token(2, "b", 2)], true));
    assert!(changed);
    assert_eq!(ids(&order), ["t2", "t1"]);
    assert!(order.rows().any(|token| &*token.name == "renamed"));
    let (order, changed) = order.next(wish(&[token(1, "renamed", 9), token(2, "b", 2)], false));
    assert!(changed);
    assert_eq!(ids(&order), ["t1", "t2"]);
}

#[derive(Clone, Debug)]
enum Step {
    Arrive(usize),
    Leave(usize),
    Change(usize, usize),
    Hold(bool),
    Ask,
    Sort(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1_usize..9).prop_map(Step::Arrive),
        (0_usize..40).prop_map(Step::Leave),
        (0_usize..40, 0_usize..28).prop_map(|(at, day)| Step::Change(at, day)),
        any::<bool>().prop_map(Step::Hold),
        Just(Step::Ask),
        any::<bool>().prop_map(Step::Sort),
    ]
}

proptest! {
    #[test]
    fn held_rows_keep_their_order_and_the_others_are_sorted(steps in proptest::collection::vec(step(), 0..40)) {
        let mut tokens: Vec<Arc<Token>> = Vec::new();
        let mut order = Order::default();
        let (mut next_id, mut held, mut requests) = (0, false, 0);
        let mut query = Query::default();
        for step in steps {
            let before = ids(&order);
            let mut asked = before.is_empty();
            match step {
                Step::Arrive(count) => for _ in 0..count {
                    tokens.push(token(next_id, &format!("n{}", next_id * 7 % 11), next_id * 5));
                    next_id += 1;
                },
                Step::Leave(at) if at < tokens.len() => { tokens.remove(at); }
                Step::Change(at, day) if at < tokens.len() => {
                    let id = tokens[at].id.as_str()[1..].parse().unwrap();
                    tokens[at] = token(id, "changed", day);
                }
                Step::Hold(hold) => held = hold,
                Step::Ask => { requests += 1; asked = true; }
                Step::Sort(descending) => {
                    let sort = Sort { column: Column::Name, descending };
                    asked |= query.sort != sort;
                    query.sort = sort;
                }
                Step::Leave(_) | Step::Change(..) => {}
            }
            (order, _) = order.next(Wish { query: query.clone(), requests, ..wish(&tokens, held) });
            let now = ids(&order);
            prop_assert_eq!(now.len() + order.waiting(), tokens.len());
            prop_assert_eq!(order.waiting_rows().count(), order.waiting());
            if held && !asked {
                let kept: Vec<String> = before.into_iter().filter(|id| tokens.iter().any(|token| token.id.as_str() == id)).collect();
                if !kept.is_empty() {
                    prop_assert_eq!(now, kept);
                }
            } else {
                prop_assert_eq!(now, sorted(&tokens, query.sort));
            }
        }
    }

    #[test]
    fn merging_is_sorting(mut one: Vec<u8>, mut other: Vec<u8>) {
        one.sort_unstable();
        other.sort_unstable();
        let mut all = [one.clone(), other.clone()].concat();
        all.sort_unstable();
        prop_assert_eq!(merge(one, other), all);
    }
}
