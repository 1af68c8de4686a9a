//! What every executor must do, whatever lies between it and its client: in this process, behind HTTP, in a worker.
//!
//! A test of an executor implements [`Client`] and awaits every case of [`CASES`]. A case panics with a sentence when the contract is
//! broken. Cases share nothing but the executor's store, and each takes run ids of its own.

mod client;
mod outputs;
mod pipelines;
mod requests;
mod runs;

use ml_modules::LocalBoxFuture;
use ml_protocol::{Reply, Request};

/// One end of the protocol.
pub trait Client {
    /// Sends a request and waits for its answer; a transport that fails is a sentence.
    fn request<'a>(
        &'a self,
        request: Request,
        attachment: Option<Vec<u8>>,
    ) -> LocalBoxFuture<'a, Result<Reply, String>>;

    /// Waits.
    fn pause<'a>(&'a self, milliseconds: u64) -> LocalBoxFuture<'a, ()>;
}

/// A case of the contract.
pub type Case = for<'a> fn(&'a dyn Client) -> LocalBoxFuture<'a, ()>;

/// All cases, by name.
pub const CASES: &[(&str, Case)] = &[
    ("hello", |client| Box::pin(requests::hello(client))),
    ("catalogue", |client| Box::pin(requests::catalogue(client))),
    ("blobs have the hash of their content as name", |client| Box::pin(requests::blobs(client))),
    ("a check finds all problems and knows the columns", |client| Box::pin(requests::check(client))),
    ("a refused submission lists all problems", |client| Box::pin(requests::refused_submission(client))),
    ("a run tells of itself in order", |client| Box::pin(runs::run_to_the_end(client))),
    ("outputs can be looked at and downloaded", |client| Box::pin(outputs::outputs(client))),
    ("unchanged nodes are reused", |client| Box::pin(runs::reuse(client))),
    ("a run can stop at a node", |client| Box::pin(runs::until(client))),
    ("a failure stops its branch alone", |client| Box::pin(runs::failure(client))),
    ("a run stops when it is asked to", |client| Box::pin(runs::cancel(client))),
    ("the same submission is the same run", |client| Box::pin(runs::repeated(client))),
    ("what is not there is refused", |client| Box::pin(runs::unknown_run(client))),
    ("a finished run can be deleted", |client| Box::pin(runs::delete(client))),
    ("parameters of the pipeline are set", |client| Box::pin(runs::parameters(client))),
    ("a GPU that cannot be had is no failure", |client| Box::pin(runs::without_gpu(client))),
    ("scripts need leave", |client| Box::pin(runs::scripts(client))),
    ("exports are read and written", |client| Box::pin(requests::exports(client))),
];

/// Awaits every case; says which one it is at.
pub async fn all(client: &dyn Client, mut tell: impl FnMut(&str)) {
    for (name, case) in CASES {
        tell(name);
        case(client).await;
    }
}
