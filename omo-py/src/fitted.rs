//! What a model object of Python holds.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use omo_core::Error;
use pyo3::prelude::*;

use crate::error::Result;

/// Nothing until it is fitted or loaded; fitted anew, the new model.
pub struct Fitted<T>(Mutex<Option<Arc<T>>>);

impl<T> Fitted<T> {
    pub fn new(model: Option<T>) -> Self {
        Self(Mutex::new(model.map(Arc::new)))
    }

    pub fn learn(&self, model: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(model));
    }

    /// Tells the model more where it lies; who is asking it meanwhile is answered by what it was, which is copied then.
    pub fn change<R>(
        &self,
        tell: impl FnOnce(&mut T) -> std::result::Result<R, Error>,
    ) -> std::result::Result<R, Error>
    where
        T: Clone,
    {
        let mut model = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let model = model.as_mut().ok_or(Error::Model { expected: "fitted first" })?;
        tell(Arc::make_mut(model))
    }

    pub fn model(&self) -> std::result::Result<Arc<T>, Error> {
        let model = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        model.clone().ok_or(Error::Model { expected: "fitted first" })
    }
}

pub fn write(path: PathBuf, text: &str) -> Result<()> {
    Ok(std::fs::write(path, text).map_err(PyErr::from)?)
}

pub fn read(path: PathBuf) -> Result<String> {
    Ok(std::fs::read_to_string(path).map_err(PyErr::from)?)
}
