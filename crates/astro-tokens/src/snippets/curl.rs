//! Any call of the API as a curl command.

use super::VARIABLE;
use super::shell::{Command, shell_quote};
use crate::requests::ApiRequest;

/// The base URL is absolute and ends in `/v1`.
pub fn curl(base_url: &str, request: &ApiRequest) -> String {
    let mut command = Command::new("curl --request").argument(request.method.as_str());
    command.next_line(&["--header \"Authorization: Bearer $", VARIABLE, "\""].concat());
    if let Some(body) = &request.body {
        command = command
            .option("--header", "Content-Type: application/json")
            // Unlike --data, it takes no text for the name of a file.
            .option("--data-raw", &String::from_utf8_lossy(body));
    }
    let url = [base_url, &request.target()].concat();
    command.next_line(&shell_quote(&url));
    command.finish()
}
