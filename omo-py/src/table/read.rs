//! Columns read by name, as what the core works on.
//!
//! Every reader gives `Vec<T>` or `Vec<Option<T>>`, as the caller writes: missing cells (null, NaN, NaT) are an
//! error in the first and `None` in the second.

use std::borrow::Cow;
use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use omo_core::model::DAY;
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Time, Zone};

use super::Column;
use super::arrays::{
    Broken, Moment, each_text, is_text, keys_of, moments_of, numbers_of, text_at, wholes_of,
};
use super::clock::Clock;
use super::columns::Columns;

type Result<T> = std::result::Result<T, Error>;

/// What a cell becomes when its value may be missing.
pub trait Cell<T>: Sized {
    /// `None` where a value must be and is not.
    fn of(value: Option<T>) -> Option<Self>;
}

impl<T> Cell<T> for T {
    fn of(value: Option<T>) -> Option<Self> {
        value
    }
}

impl<T> Cell<T> for Option<T> {
    fn of(value: Option<T>) -> Option<Self> {
        Some(value)
    }
}

/// A key that may be missing: what no vocabulary has stands for it.
pub struct OrNone(u32);

impl Cell<u32> for OrNone {
    fn of(value: Option<u32>) -> Option<Self> {
        Some(Self(value.unwrap_or(u32::MAX)))
    }
}

impl OrNone {
    /// The numbers.
    pub fn all(cells: Vec<Self>) -> Vec<u32> {
        cells.into_iter().map(|cell| cell.0).collect()
    }
}

/// How amounts of a table became whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amounts {
    /// They were.
    Whole,
    /// They were counted in thousandths.
    Thousandths,
}

impl Amounts {
    /// Means of amounts, in the unit in which the amounts were.
    pub fn means(self, means: Vec<f64>) -> Column {
        match self {
            Self::Whole => means.into(),
            Self::Thousandths => means.into_iter().map(|mean| mean / 1000.0).collect::<Vec<_>>().into(),
        }
    }

    /// The amounts as they were.
    pub fn column(self, amounts: impl Iterator<Item = Option<i64>>) -> Column {
        match self {
            Self::Whole => amounts.collect::<Vec<_>>().into(),
            #[expect(clippy::cast_precision_loss, reason = "they were floats, and below 2^53")]
            Self::Thousandths => {
                amounts.map(|amount| amount.map(|amount| amount as f64 / 1000.0)).collect::<Vec<_>>().into()
            }
        }
    }
}

const KEYS: &str = "text or whole numbers";
const TIMES: &str = "times from 1970 to 2199";

impl Columns {
    /// Text keys as dense numbers, in order of first sight.
    ///
    /// Takes text, categories, and whole numbers, which become their digits.
    pub fn intern<C: Cell<u32>>(&self, name: &str) -> Result<(Vocabulary, Vec<C>)> {
        let mut words = Vocabulary::default();
        let numbers = self.intern_into(&mut words, name)?;
        Ok((words, numbers))
    }

    /// As [`intern`](Self::intern), going on with a vocabulary that other columns share.
    pub fn intern_into<C: Cell<u32>>(&self, words: &mut Vocabulary, name: &str) -> Result<Vec<C>> {
        self.read(name, KEYS, |array, cells| {
            if let Some(dictionary) = array.as_any_dictionary_opt() {
                let text = |at| text_at(dictionary.values(), at);
                return of_few(keys_of(array).into_iter(), dictionary.values().len(), text, words, cells);
            }
            let numbers = match array.data_type() {
                DataType::Utf8 => words.intern_all(array.as_string::<i32>()),
                DataType::LargeUtf8 => words.intern_all(array.as_string::<i64>()),
                DataType::Utf8View => words.intern_all(array.as_string_view()),
                _ => return intern_wholes(array, words, cells),
            };
            numbers.into_iter().try_for_each(|number| cells.push(there(number)))
        })
    }

    /// Whether a column holds whole numbers, and not their digits as text.
    pub fn are_integers(&self, name: &str) -> bool {
        let column = self.column(name);
        column.is_ok_and(|column| column.arrays.iter().all(|array| array.data_type().is_integer()))
    }

    /// Hands out each text of a column; takes what [`intern`](Self::intern) takes.
    pub fn each(&self, name: &str, mut take: impl FnMut(Option<&str>) -> Result<()>) -> Result<()> {
        for array in &self.column(name)?.arrays {
            let wrong = || Err(Error::Column { column: name.into(), must: KEYS.into() });
            each_text(array, &mut take).unwrap_or_else(wrong)?;
        }
        Ok(())
    }

    /// Texts; takes what [`intern`](Self::intern) takes.
    pub fn texts<C: Cell<String>>(&self, name: &str) -> Result<Vec<C>> {
        self.read(name, KEYS, |array, cells| {
            let read = each_text(array, |text| cells.push(text.map(str::to_owned)));
            read.unwrap_or_else(|| cells.wrong_type())
        })
    }

    /// Whole numbers; takes floats without a fraction, as pandas has them where cells are missing.
    pub fn integers<C: Cell<i64>>(&self, name: &str) -> Result<Vec<C>> {
        self.read(name, "whole numbers", |array, cells| {
            let Some(mut wholes) = wholes_of(array) else { return cells.wrong_type() };
            wholes.try_for_each(|whole| match whole.map(|whole| whole.map(i64::try_from).transpose()) {
                Ok(Ok(number)) => cells.push(number),
                Ok(Err(_)) | Err(Broken) => cells.wrong("whole numbers of up to 64 bits"),
            })
        })
    }

    /// Finite numbers; takes whole numbers and decimals as well. NaN is missing.
    pub fn numbers<C: Cell<f64>>(&self, name: &str) -> Result<Vec<C>> {
        self.read(name, "numbers", |array, cells| {
            let Some(mut numbers) = numbers_of(array) else { return cells.wrong_type() };
            numbers.try_for_each(|number| match number {
                Some(number) if number.is_infinite() => cells.wrong("finite numbers"),
                number => cells.push(number.filter(|number| !number.is_nan())),
            })
        })
    }

    /// Yes or no.
    pub fn flags<C: Cell<bool>>(&self, name: &str) -> Result<Vec<C>> {
        self.read(name, "true or false", |array, cells| match array.data_type() {
            DataType::Boolean => array.as_boolean().iter().try_for_each(|flag| cells.push(flag)),
            DataType::Null => (0..array.len()).try_for_each(|_| cells.push(None)),
            _ => cells.wrong_type(),
        })
    }

    /// Instants, as milliseconds since 1970 in UTC.
    ///
    /// Takes timestamps, dates, milliseconds, and text as [`Time::read`] reads it. What does not name its zone is
    /// on a clock in `zone`.
    pub fn millis<C: Cell<i64>>(&self, name: &str, zone: &Zone) -> Result<Vec<C>> {
        self.moments(name, zone, |moment, clock| Time::new(moment.millis(clock), 0).map(Time::millis))
    }

    /// As [`millis`](Self::millis), with the smallest number where a cell is missing or is no time: for who
    /// lists such rows rather than stop at them.
    pub fn instants(&self, zone: &Zone, name: &str) -> Result<Vec<i64>> {
        let read: Vec<Option<i64>> = self.moments(name, zone, |moment, clock| Ok(moment.millis(clock)))?;
        Ok(read.into_iter().map(|millis| millis.unwrap_or(i64::MIN)).collect())
    }

    /// Amounts in whole numbers: as they are, or in thousandths where the column holds numbers with fractions.
    /// A missing amount is 0.
    pub fn amounts(&self, name: &str) -> Result<(Vec<i64>, Amounts)> {
        let wholes =
            |array: &ArrayRef| array.data_type().is_integer() || *array.data_type() == DataType::Null;
        if self.column(name)?.arrays.iter().all(wholes) {
            let amounts: Vec<Option<i64>> = self.integers(name)?;
            return Ok((amounts.into_iter().map(Option::unwrap_or_default).collect(), Amounts::Whole));
        }
        let amounts: Vec<Option<f64>> = self.numbers(name)?;
        let thousandths = |(row, amount): (usize, Option<f64>)| {
            let amount = (amount.unwrap_or_default() * 1000.0).round();
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, checked here")]
            let fits = (amount.abs() < 9e15).then_some(amount as i64);
            let must = || format!("amounts below nine trillion; row {row} is not");
            fits.ok_or_else(|| Error::Column { column: name.into(), must: must() })
        };
        let amounts = amounts.into_iter().enumerate().map(thousandths).collect::<Result<_>>()?;
        Ok((amounts, Amounts::Thousandths))
    }

    /// Times: instants as in [`millis`](Self::millis), each with the clock of its own zone or else of `zone`.
    pub fn times<C: Cell<Time>>(&self, name: &str, zone: &Zone) -> Result<Vec<C>> {
        self.moments(name, zone, |moment, clock| {
            if let Moment::Time(time) = moment {
                return Ok(time);
            }
            // Clocks know years that times do not.
            let instant = Time::new(moment.millis(clock), 0)?;
            Time::new(instant.millis(), clock.offset(instant.millis()))
        })
    }

    fn moments<T, C: Cell<T>>(
        &self,
        name: &str,
        zone: &Zone,
        make: impl Fn(Moment, &mut Clock) -> Result<T>,
    ) -> Result<Vec<C>> {
        self.read(name, TIMES, |array, cells| {
            let own = match array.data_type() {
                DataType::Timestamp(_, Some(own)) => own.parse().ok(),
                _ => None,
            };
            let mut clock = Clock::new(own.unwrap_or_else(|| zone.clone()));
            let mut push = |moment: Option<Moment>| match moment.map(|m| make(m, &mut clock)).transpose() {
                Ok(time) => cells.push(time),
                Err(_) => cells.wrong(TIMES),
            };
            if is_text(array) {
                let text = |text: Option<&str>| {
                    let text = text.filter(|text| !text.is_empty());
                    push(text.map(|text| Time::read(text, zone).map_or(Moment::Never, Moment::Time)))
                };
                return each_text(array, text).unwrap_or(Ok(()));
            }
            let Some(mut moments) = moments_of(array) else { return cells.wrong_type() };
            moments.try_for_each(push)
        })
    }

    /// Reads a column, array by array.
    fn read<C>(
        &self,
        name: &str,
        must: &'static str,
        mut read: impl FnMut(&ArrayRef, &mut Cells<'_, C>) -> Result<()>,
    ) -> Result<Vec<C>> {
        let mut cells = Cells { name, must, read: Vec::with_capacity(self.len()) };
        for array in &self.column(name)?.arrays {
            read(array, &mut cells)?;
        }
        Ok(cells.read)
    }
}

impl Moment {
    /// Milliseconds since 1970 in UTC.
    pub fn millis(&self, clock: &mut Clock) -> i64 {
        match *self {
            Self::Instant(millis) => millis,
            Self::Time(time) => time.millis(),
            // Far from any time of a shop, and clocks need not be asked.
            Self::Clock(millis) if millis.unsigned_abs() > 200_000 * DAY.unsigned_abs() => millis,
            Self::Clock(millis) => clock.instant(millis),
            Self::Never => i64::MIN,
        }
    }
}

/// The numbers of cells that are among `count` values, of which each is told in words when it is first met: only those
/// that occur get a number, in order of first sight.
fn of_few<'a, C: Cell<u32>>(
    cells: impl Iterator<Item = Option<usize>>,
    count: usize,
    text: impl Fn(usize) -> std::result::Result<Option<Cow<'a, str>>, Broken>,
    words: &mut Vocabulary,
    read: &mut Cells<'_, C>,
) -> Result<()> {
    let mut known = vec![None; count];
    for cell in cells {
        let Some((at, slot)) = cell.and_then(|at| Some((at, known.get_mut(at)?))) else {
            read.push(None)?;
            continue;
        };
        if slot.is_none() {
            let Ok(text) = text(at) else { return read.wrong_type() };
            *slot = text.map(|text| words.intern(&text));
        }
        read.push(*slot)?;
    }
    Ok(())
}

/// The numbers of whole numbers, which are their digits in words.
fn intern_wholes<C: Cell<u32>>(
    array: &ArrayRef,
    words: &mut Vocabulary,
    read: &mut Cells<'_, C>,
) -> Result<()> {
    if wholes_of(array).is_none() {
        return read.wrong_type();
    }
    let all = || wholes_of(array).into_iter().flatten();
    let (mut least, mut most) = (i128::MAX, i128::MIN);
    for whole in all() {
        let Ok(whole) = whole else { return read.wrong_type() };
        least = whole.map_or(least, |whole| whole.min(least));
        most = whole.map_or(most, |whole| whole.max(most));
    }
    let cells = all().map(|whole| whole.ok().flatten());
    // Numbers that lie close, such as those of customers, need no search.
    let close = most.checked_sub(least).and_then(|last| usize::try_from(last).ok());
    if let Some(last) = close.filter(|&last| last / 4 <= array.len()) {
        let place = |whole: i128| usize::try_from(whole - least).ok();
        let text = |at: usize| Ok(i128::try_from(at).ok().map(|at| (least + at).to_string().into()));
        return of_few(cells.map(|whole| whole.and_then(place)), last + 1, text, words, read);
    }
    let (mut cells, mut digits, mut texts) = (cells, String::new(), Vec::new());
    loop {
        digits.clear();
        texts.clear();
        texts.extend(cells.by_ref().take(AT_ONCE).map(|whole| {
            let start = digits.len();
            // Writing to a string cannot fail.
            whole.and_then(|whole| write!(digits, "{whole}").ok()).map(|()| start..digits.len())
        }));
        if texts.is_empty() {
            return Ok(());
        }
        let texts = texts.iter().map(|text| digits.get(text.clone()?));
        words.intern_all(texts).into_iter().try_for_each(|number| read.push(there(number)))?;
    }
}

/// So many whole numbers are written before they are looked up.
const AT_ONCE: usize = 1024;

/// A number that a vocabulary gave, unless there was no text.
fn there(number: u32) -> Option<u32> {
    (number < u32::MAX).then_some(number)
}

/// A column being read.
struct Cells<'a, C> {
    name: &'a str,
    /// What it must be, in words.
    must: &'static str,
    read: Vec<C>,
}

impl<C> Cells<'_, C> {
    fn push<T>(&mut self, value: Option<T>) -> Result<()>
    where
        C: Cell<T>,
    {
        match C::of(value) {
            Some(cell) => self.read.push(cell),
            None => return self.wrong("filled in every row"),
        }
        Ok(())
    }

    /// The next cell is not what it must be.
    #[cold]
    fn wrong(&self, must: &str) -> Result<()> {
        Err(Error::Column {
            column: self.name.into(),
            must: format!("{must}; row {} is not", self.read.len()),
        })
    }

    /// No cell is.
    #[cold]
    fn wrong_type(&self) -> Result<()> {
        Err(Error::Column { column: self.name.into(), must: self.must.into() })
    }
}
