//! The sample Organization through the API, as each of its callers sees it.

use std::collections::BTreeSet;

use astro_emulator::{
    Switches,
    sample::{self, Options},
};
use http::Method;
use serde_json::Value;

use crate::{client::Client, fixture::now};

fn ids(page: &Value) -> BTreeSet<String> {
    let tokens = page["tokens"].as_array().unwrap();
    tokens
        .iter()
        .map(|token| token["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Every page of a list, as the console asks for them: overlapping by one row.
fn pages(client: &mut Client, value: &str, path: &str) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    loop {
        let offset = all.len() * 999;
        let separator = if path.contains('?') { '&' } else { '?' };
        let query = format!("{path}{separator}limit=1000&sorts=createdAt%3Aasc&offset={offset}");
        let got = client.send(value, Method::GET, &query, None);
        if got.status == 403 {
            return None;
        }
        let page = got.ok();
        let total = usize::try_from(page["totalCount"].as_u64().unwrap()).unwrap();
        all.push(page);
        if all.len() * 999 + 1 >= total {
            return Some(all);
        }
    }
}

#[test]
fn every_caller_reads_by_its_lists_what_the_report_says() {
    let options = Options {
        tokens: 2_500,
        ..Options::new(now())
    };
    let sample = sample::build(&options).unwrap();
    let mut client = Client::with(sample.state, Switches::default());
    let mut admitted = 0;
    for caller in &sample.callers {
        let value = caller.value(&client.emulator).unwrap();
        let organizations = client.send(&value, Method::GET, "/v1/organizations", None);
        if organizations.status == 401 {
            continue;
        }
        admitted += 1;
        let log = client.control(Method::GET, "/exchanges", None).ok();
        let caller_id = log["exchanges"].as_array().unwrap().last().unwrap()["caller"]
            .as_str()
            .unwrap()
            .to_owned();
        for organization in organizations.ok()["organizations"].as_array().unwrap() {
            let organization = organization["id"].as_str().unwrap();
            let base = format!("/v1/organizations/{organization}");
            let mut read = BTreeSet::new();
            let whole = pages(&mut client, &value, &format!("{base}/tokens"));
            let by_place = whole.is_none();
            for page in whole.into_iter().flatten() {
                read.extend(ids(&page));
            }
            for (list, filter) in [
                ("workspaces", "workspaceId"),
                ("deployments", "deploymentId"),
            ] {
                for page in pages(&mut client, &value, &format!("{base}/{list}")).unwrap() {
                    for place in page[list].as_array().unwrap().iter().filter(|_| by_place) {
                        let place = place["id"].as_str().unwrap();
                        let found = pages(
                            &mut client,
                            &value,
                            &format!("{base}/tokens?{filter}={place}"),
                        );
                        for page in found.into_iter().flatten() {
                            read.extend(ids(&page));
                        }
                    }
                }
            }
            let key = if client
                .emulator
                .state()
                .users
                .contains_key(caller_id.as_str())
            {
                "userId"
            } else {
                "tokenId"
            };
            let query = format!("/readable?{key}={caller_id}&organizationId={organization}");
            let report = client.control(Method::GET, &query, None).ok();
            let reported: BTreeSet<String> = report["ids"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_str().unwrap().to_owned())
                .collect();
            assert_eq!(read, reported, "{caller_id} in {organization}");
        }
    }
    assert!(admitted >= 6, "only {admitted} callers were let in");
    client.no_violations();
}
