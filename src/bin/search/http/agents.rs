//! Agents over HTTP: the tools of the Model Context Protocol, within the bounds of all other requests.

use std::sync::Arc;

use section_search::Fresh;

use crate::http::Server;
use crate::http::problem::Problem;
use crate::mcp::{Answer, Call, Failure, Place, Reached};

impl Place for Arc<Server> {
    async fn answer(&self, call: Call) -> Result<Answer, Failure> {
        let _admitted = self.admit().map_err(later)?;
        let look = self.freshness.reach(Fresh::Auto).await.map_err(later)?;
        let answered = self.read(move |index| {
            let reached = Reached {
                index,
                look: Some(&look),
            };
            Ok(call.answer(&reached))
        });
        answered.await.map_err(later)?
    }
}

/// Tells a model what is the matter with the server; what is not its business is for the log.
fn later(problem: Problem) -> Failure {
    match problem.passes() {
        true => Failure::Later(problem.detail().to_owned()),
        false => Failure::Broken(problem.detail().to_owned()),
    }
}
