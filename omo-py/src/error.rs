//! What goes wrong, and the one door through which long calls leave Python.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use omo_core::Error;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

pyo3::import_exception!(omo.error, OmoError);

/// What a binding gives back; `?` takes the core's errors and Python's alike.
pub type Result<T> = std::result::Result<T, Fault>;

/// A Python exception to be.
///
/// The core's [`Error`] and Python's [`PyErr`] belong to other crates, so neither can be made to become the
/// other: both become this.
pub struct Fault(PyErr);

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self(OmoError::new_err((error.to_string(), error.code())))
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}

/// How often a waiting caller looks for Ctrl-C and shows progress.
const LOOK: Duration = Duration::from_millis(50);

/// Stack of the thread that works, as large as a main thread's.
const STACK: usize = 8 << 20;

/// Tells the share done, from 0 to 1, and hears whether to go on: the core's `progress` argument.
pub type Report<'a> = &'a dyn Fn(f32) -> ControlFlow<()>;

/// Runs a call of the core that may take long: other Python threads go on, and Ctrl-C ends the wait.
///
/// The call owns what it works on (`move`; models lie in an `Arc`), because after Ctrl-C the caller is gone
/// while the call may still run: it is then left to its end, unseen. [`run_with`] also stops the work.
pub fn run<T, F>(py: Python<'_>, call: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> std::result::Result<T, Error> + Send + 'static,
{
    run_with(py, None, move |_| call())
}

/// As [`run`], for calls that tell how far they are.
///
/// The work has a thread of its own that never touches Python: it leaves its progress in an atomic, and the
/// caller, every [`LOOK`], shows that and checks for signals. So no lock is taken per step, and Python code
/// (a bar, a callback) runs on the thread that called.
pub fn run_with<T, F>(py: Python<'_>, progress: Option<Progress>, call: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(Report<'_>) -> std::result::Result<T, Error> + Send + 'static,
{
    let mut shown = progress.unwrap_or_default().start(py)?;
    let told = Arc::new(Told::default());
    let teller = Arc::clone(&told);
    let (send, receive) = sync_channel(1);
    let worker = thread::Builder::new().name("omo".into()).stack_size(STACK).spawn(move || {
        let answer = call(&|share| teller.tell(share));
        // Nobody receives it after Ctrl-C, which is well.
        let _ = send.send(answer);
    });
    let worker = worker.map_err(PyErr::from)?;
    py.detach(move || {
        let _stop = Stop(&told);
        loop {
            match receive.recv_timeout(LOOK) {
                Ok(answer) => {
                    Python::attach(|py| shown.end(py, answer.is_ok()))?;
                    return answer.map_err(Fault::from);
                }
                Err(RecvTimeoutError::Timeout) => Python::attach(|py| {
                    py.check_signals()?;
                    shown.show(py, told.share())
                })?,
                Err(RecvTimeoutError::Disconnected) => match worker.join() {
                    Err(panic) => std::panic::resume_unwind(panic),
                    Ok(()) => return Err(Error::Cancelled.into()),
                },
            }
        }
    })
}

/// What the two threads tell each other.
#[derive(Default)]
struct Told {
    /// The share done, as bits.
    share: AtomicU32,
    /// Whether the caller is gone.
    stop: AtomicBool,
}

impl Told {
    fn tell(&self, share: f32) -> ControlFlow<()> {
        self.share.store(share.to_bits(), Relaxed);
        if self.stop.load(Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn share(&self) -> f32 {
        f32::from_bits(self.share.load(Relaxed))
    }
}

/// Tells the worker to stop, however the caller leaves.
struct Stop<'a>(&'a Told);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.stop.store(true, Relaxed);
    }
}

/// What to show while a long call runs: the `progress` keyword of every long function.
///
/// `None` and `False` show nothing, `True` a bar where `tqdm` is installed, and a function is called with the
/// share done. An exception it raises stops the call.
#[derive(Default)]
pub enum Progress {
    #[default]
    Silent,
    Bar,
    Call(Py<PyAny>),
}

impl<'py> FromPyObject<'_, 'py> for Progress {
    type Error = PyErr;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoProgress");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<Option<bool>>() {
            Ok(Some(true)) => Ok(Self::Bar),
            Ok(Some(false) | None) => Ok(Self::Silent),
            Err(_) if object.is_callable() => Ok(Self::Call(object.to_owned().unbind())),
            Err(_) => Err(PyTypeError::new_err("`progress` must be True, False or a function")),
        }
    }
}

impl Progress {
    fn start(self, py: Python<'_>) -> PyResult<Shown> {
        let how = match self {
            Self::Silent => None,
            Self::Call(function) => Some(How::Call(function)),
            // Without tqdm there is simply no bar.
            Self::Bar => py.import("tqdm.auto").ok().map(|tqdm| open_bar(&tqdm)).transpose()?,
        };
        Ok(Shown { how, last: 0.0 })
    }
}

fn open_bar(tqdm: &Bound<'_, PyModule>) -> PyResult<How> {
    let options = pyo3::types::PyDict::new(tqdm.py());
    options.set_item("total", 100)?;
    options.set_item("bar_format", "{l_bar}{bar}| {elapsed}<{remaining}")?;
    tqdm.call_method("tqdm", (), Some(&options)).map(|bar| How::Bar(bar.unbind()))
}

enum How {
    Bar(Py<PyAny>),
    Call(Py<PyAny>),
}

/// Progress as it was last shown.
struct Shown {
    how: Option<How>,
    last: f32,
}

impl Shown {
    /// Shows the share done, if that is news of at least one in a hundred.
    fn show(&mut self, py: Python<'_>, share: f32) -> PyResult<()> {
        let news = share - self.last;
        let told = share >= 0.0 && news >= 0.01 || share >= 1.0 && news > 0.0;
        if !told {
            return Ok(());
        }
        self.last = share;
        match &self.how {
            None => Ok(()),
            Some(How::Call(function)) => function.call1(py, (share,)).map(drop),
            Some(How::Bar(bar)) => bar.call_method1(py, "update", (news * 100.0,)).map(drop),
        }
    }

    /// Shows the end, and closes the bar.
    fn end(&mut self, py: Python<'_>, well: bool) -> PyResult<()> {
        if well {
            self.show(py, 1.0)?;
        }
        match &self.how {
            Some(How::Bar(bar)) => bar.call_method0(py, "close").map(drop),
            _ => Ok(()),
        }
    }
}
