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
    /// The store on disk could not be opened, read or written.
    #[cfg(feature = "store")]
    #[error("the store `{path}`: {fault}")]
    Store {
        /// What is wrong, and what to do.
        fault: Fault,
        /// The file, as it was named.
        path: String,
    },
    /// What the call needs is not in this build of omo.
    #[error("{what} are left out of this build of omo: take {instead}")]
    LeftOut {
        /// What is not there.
        what: &'static str,
        /// The build that has it.
        instead: &'static str,
    },
    /// A model has no best fit to what it was given.
    #[error("the model does not fit: {reason}")]
    Fit {
        /// Why, and what to do.
        reason: String,
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
            #[cfg(feature = "store")]
            Self::Store { .. } => "store",
            Self::LeftOut { .. } => "left_out",
            Self::Fit { .. } => "fit",
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

/// What can befall a file; the text says the remedy.
#[cfg(feature = "store")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is no such file.
    #[error("the file or its folder is not there; check the path, or open it for writing to create the file")]
    Missing,
    /// A file that must not be there is.
    #[error("there is a file already; name another")]
    Exists,
    /// The file holds nothing at all.
    #[error("the file is empty, as if cut off; restore a backup, or delete it to begin anew")]
    Empty,
    /// Something else, or encrypted with another key.
    #[error("this is no store of omo, or its key is another; check the path and the key")]
    Foreign,
    /// A later version of omo wrote it.
    #[error("a later version of omo wrote it; install that version or a later one")]
    Newer,
    /// An earlier version of omo wrote it, and it is open for reading only.
    #[error("an earlier version of omo wrote it; open it for writing once, which brings it up to date")]
    Older,
    /// Something in the file is not what was written.
    #[error("it is damaged{}; keep a copy of it and restore a backup", at(*.entry))]
    Broken {
        /// The first entry that does not fit, where that is known.
        entry: Option<u64>,
    },
    /// No room for more.
    #[error("the disk is full; make room and call again, what was stored before is kept")]
    Full,
    /// The system does not let it be opened or written.
    #[error(
        "the system does not let it be written; allow writing to the file and its folder, or open it read-only"
    )]
    Refused,
    /// It was opened for reading.
    #[error("it is open for reading only; open it for writing")]
    ReadOnly,
    /// Somebody else writes.
    #[error("another writer has it open; close that one, or open it read-only")]
    Busy,
    /// A reader still looks at what must go.
    #[error("a reader still holds what was erased; close the readers and compact again")]
    Held,
    /// It was closed.
    #[error("it is closed; open it again")]
    Closed,
    /// The system said that something could not be read or written.
    #[error(
        "the system could not read or write it (SQLite's code {code}); check the disk, its quota and its health, then open the store again"
    )]
    Failed {
        /// SQLite's extended code.
        code: i32,
    },
}

#[cfg(feature = "store")]
fn at(entry: Option<u64>) -> String {
    entry.map_or_else(String::new, |entry| format!(" at entry {entry}"))
}
