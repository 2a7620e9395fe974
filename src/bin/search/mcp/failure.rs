//! What went wrong, told to a model so that it can go on; where the index lies is none of its business.

use section_search::Error;

use crate::mcp::plain;

/// Why a tool gives no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was asked makes no sense.
    Wrong(String),
    /// The library cannot answer.
    Failed(Error),
    /// It can be answered later.
    Later(String),
    /// Something is wrong that people must look after.
    Broken(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Failure {
    /// Returns what a model is told.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Wrong(reason) => plain::name(reason),
            Self::Failed(Error::Missing { what, name }) => format!(
                "there is no {what} \"{}\"; ids come from search, paths and ids from outline",
                plain::name(name)
            ),
            Self::Failed(Error::Busy { holder, .. }) => {
                format!("the index is being updated by {holder}; try again when it is done")
            }
            Self::Failed(Error::NoIndex { .. }) => {
                "there is no index yet; the first search makes it".to_owned()
            }
            Self::Failed(error @ Error::TooDeep { .. }) => error.to_string(),
            Self::Later(reason) => reason.clone(),
            Self::Failed(_) | Self::Broken(_) => {
                "the documents cannot be searched; the server's log says why".to_owned()
            }
        }
    }

    /// Returns what is for the log only: what people must look after.
    pub(crate) fn logged(&self) -> Option<String> {
        match self {
            Self::Wrong(_) | Self::Later(_) => None,
            Self::Failed(
                Error::Missing { .. }
                | Error::Busy { .. }
                | Error::NoIndex { .. }
                | Error::TooDeep { .. },
            ) => None,
            Self::Failed(error) => {
                let causes = anyhow::Chain::new(error).map(ToString::to_string);
                Some(causes.collect::<Vec<_>>().join(": "))
            }
            Self::Broken(reason) => Some(reason.clone()),
        }
    }
}
