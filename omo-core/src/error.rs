//! The one error: what to mend, never whom it hit.

/// Why a call could not be answered.
///
/// Messages name columns, options and row numbers, never what a row holds: rows hold people.
/// [`code`](Error::code) is the same word in Rust, Python and JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An option lies outside what the algorithm can work with.
    #[error("option `{option}` must be {must}, got {got}")]
    Option {
        /// The option's name.
        option: &'static str,
        /// What it must be.
        must: &'static str,
        /// What was passed; options are settings, not customers' data.
        got: String,
    },
    /// Options could not be read: misspelt, or of the wrong type.
    #[error("options: {message}")]
    Options {
        /// What the reader of options says, naming the fields it knows.
        message: String,
    },
    /// A column is missing or holds something else than it must.
    #[error("column `{column}` must be {must}")]
    Column {
        /// The column's name.
        column: String,
        /// What it must be.
        must: String,
    },
    /// Columns or arrays that belong together differ in length.
    #[error("`{what}` must have as many rows as the others: {expected}, got {got}")]
    Length {
        /// Which column.
        what: String,
        /// How many rows the others have.
        expected: usize,
        /// How many it has.
        got: usize,
    },
    /// A text does not have the form it must have.
    #[error("{what} must be {must}")]
    Format {
        /// What was read: "e-mail", "time", "line 3".
        what: String,
        /// The form it must have.
        must: &'static str,
    },
    /// A customer, store, product or touchpoint that is not known here.
    #[error("unknown {what}")]
    Unknown {
        /// What kind of thing was asked for.
        what: &'static str,
    },
    /// The purpose does not allow the answer.
    #[error("purpose `{purpose}` does not allow {what}")]
    Purpose {
        /// The purpose given.
        purpose: &'static str,
        /// What was asked for.
        what: &'static str,
    },
    /// A saved model is of another kind or a later version.
    #[error("the model must be `{expected}`")]
    Model {
        /// The kind and version that can be read.
        expected: &'static str,
    },
    /// The caller's progress function asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl Error {
    /// A stable word for the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Option { .. } | Self::Options { .. } => "option",
            Self::Column { .. } => "column",
            Self::Length { .. } => "length",
            Self::Format { .. } => "format",
            Self::Unknown { .. } => "unknown",
            Self::Purpose { .. } => "purpose",
            Self::Model { .. } => "model",
            Self::Cancelled => "cancelled",
        }
    }

    /// An [`Error::Option`] for a number.
    pub(crate) fn option(option: &'static str, must: &'static str, got: &impl ToString) -> Self {
        Self::Option { option, must, got: got.to_string() }
    }

    /// An [`Error::Format`].
    pub(crate) fn format(what: &str, must: &'static str) -> Self {
        Self::Format { what: what.into(), must }
    }
}
