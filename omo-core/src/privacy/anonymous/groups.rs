//! Who is alike: groups of rows with the same values, and how many people each holds.

use super::options::{AnonymousOptions, QuasiIdentifier};
use crate::pairs::Pairs;
use crate::vocabulary::Vocabulary;

/// The columns by which people could be recognised, value by value as numbers.
pub(super) struct Recoded<'o> {
    quasi: &'o [QuasiIdentifier],
    columns: Vec<Column>,
    /// Each row's person.
    people: Vec<u32>,
    least: usize,
}

/// One column.
struct Column {
    values: Vocabulary,
    /// Each row's value.
    rows: Vec<u32>,
    /// How many steps coarser each value is written.
    steps: Vec<usize>,
    /// What is written for each value.
    written: Vec<String>,
}

/// The groups of a way of writing.
pub(super) struct Groups {
    /// Each row's group.
    pub of: Vec<u32>,
    /// How many people each group holds.
    pub people: Vec<usize>,
}

impl<'o> Recoded<'o> {
    /// `cell` gives a row's value in the column with this number.
    pub fn new(
        options: &'o AnonymousOptions,
        people: Vec<u32>,
        cell: impl Fn(usize, usize) -> String,
    ) -> Self {
        let mut columns = Vec::new();
        for number in 0..options.quasi.len() {
            let mut values = Vocabulary::default();
            let rows: Vec<u32> = (0..people.len()).map(|row| values.intern(&cell(row, number))).collect();
            let (steps, written) = (vec![0; values.len()], Vec::new());
            columns.push(Column { values, rows, steps, written });
        }
        let mut recoded = Self { quasi: &options.quasi, columns, people, least: options.k };
        (0..options.quasi.len()).for_each(|column| recoded.write(column));
        recoded
    }

    /// Rare values become coarser until each is common or `*`: a value that fewer than k people have can be in no group
    /// of k.
    pub fn generalise_rare(&mut self) {
        for number in 0..self.columns.len() {
            let most = self.most(number);
            loop {
                let rare = self.rare(number);
                let Some(column) = self.columns.get_mut(number) else { break };
                let mut raised = false;
                for (step, rare) in column.steps.iter_mut().zip(rare) {
                    if rare && *step < most {
                        *step += 1;
                        raised = true;
                    }
                }
                if !raised {
                    break;
                }
                self.write(number);
            }
        }
    }

    /// Whether too few people have what is written for each value of a column.
    fn rare(&self, number: usize) -> Vec<bool> {
        let Some(column) = self.columns.get(number) else { return Vec::new() };
        let mut written = Vocabulary::default();
        let texts: Vec<u32> = column.written.iter().map(|text| written.intern(text)).collect();
        let of: Vec<u32> =
            column.rows.iter().map(|&value| texts.get(value as usize).copied().unwrap_or(0)).collect();
        let people = self.count(&of, written.len());
        let few = |text: u32| people.get(text as usize).is_none_or(|&people| people < self.least);
        texts.into_iter().map(few).collect()
    }

    /// Makes a column a step coarser everywhere: the one with the most different values of those that can be, the
    /// first of equals (Datafly, Sweeney 1997). `false` when none can be.
    pub fn generalise_one(&mut self) -> bool {
        let mut chosen: Option<(usize, usize)> = None;
        for (number, column) in self.columns.iter().enumerate() {
            let most = self.most(number);
            if column.steps.iter().all(|&step| step >= most) {
                continue;
            }
            let mut written = Vocabulary::default();
            column.written.iter().for_each(|text| {
                written.intern(text);
            });
            if chosen.is_none_or(|(_, values)| written.len() > values) {
                chosen = Some((number, written.len()));
            }
        }
        let Some((number, _)) = chosen else { return false };
        let most = self.most(number);
        if let Some(column) = self.columns.get_mut(number) {
            let least = column.steps.iter().copied().min().unwrap_or(most) + 1;
            column.steps.iter_mut().for_each(|step| *step = (*step).max(least).min(most));
        }
        self.write(number);
        true
    }

    fn most(&self, column: usize) -> usize {
        self.quasi.get(column).map_or(0, QuasiIdentifier::steps)
    }

    fn write(&mut self, number: usize) {
        let (Some(column), Some(quasi)) = (self.columns.get_mut(number), self.quasi.get(number)) else {
            return;
        };
        let values = column.values.iter().zip(&column.steps);
        column.written = values.map(|(value, &step)| quasi.coarser(value, step)).collect();
    }

    /// What is written in a row's columns.
    pub fn row(&self, row: usize) -> Vec<&str> {
        self.columns.iter().map(|column| column.text(row)).collect()
    }

    /// How many steps coarser the values of each column are written: the most, and of how many values.
    pub fn levels(&self) -> Vec<(&str, usize, usize)> {
        let told = self.quasi.iter().zip(&self.columns);
        let level = |column: &Column| column.steps.iter().copied().max().unwrap_or(0);
        let raised = |column: &Column| column.steps.iter().filter(|&&step| step > 0).count();
        told.map(|(quasi, column)| (quasi.column.as_str(), level(column), raised(column))).collect()
    }

    /// Rows that are written alike.
    pub fn groups(&self) -> Groups {
        let mut of = vec![0; self.people.len()];
        let mut groups = usize::from(!of.is_empty());
        for column in &self.columns {
            let mut written = Vocabulary::default();
            let mut pairs = Pairs::default();
            let texts: Vec<u32> = column.written.iter().map(|text| written.intern(text)).collect();
            for (group, value) in of.iter_mut().zip(&column.rows) {
                *group = pairs.intern((*group, texts.get(*value as usize).copied().unwrap_or(0)));
            }
            groups = pairs.all().len();
        }
        let people = self.count(&of, groups);
        Groups { of, people }
    }

    /// How many people each group holds.
    fn count(&self, of: &[u32], groups: usize) -> Vec<usize> {
        let mut seen = Pairs::default();
        let mut people = vec![0; groups];
        for (&group, &person) in of.iter().zip(&self.people) {
            let known = seen.all().len();
            seen.intern((group, person));
            if seen.all().len() > known
                && let Some(people) = people.get_mut(group as usize)
            {
                *people += 1;
            }
        }
        people
    }
}

impl Column {
    fn text(&self, row: usize) -> &str {
        let value = self.rows.get(row).and_then(|&value| self.written.get(value as usize));
        value.map_or("", String::as_str)
    }
}

impl Groups {
    /// How many people the group of a row holds.
    pub fn people_of(&self, row: usize) -> usize {
        self.of.get(row).and_then(|&group| self.people.get(group as usize)).copied().unwrap_or(0)
    }

    /// How many rows are in groups of fewer than `least` people.
    pub fn small(&self, least: usize) -> usize {
        (0..self.of.len()).filter(|&row| self.people_of(row) < least).count()
    }
}
