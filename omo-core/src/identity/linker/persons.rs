//! How many others have what many rows have: a name on two hundred receipts may be one customer's.
//!
//! Of equal values the rarer says more. But rare is what few people have, not what stands in few rows, and from rows alone one
//! cannot tell: of one value all rows may be one person's, of another each another's. The other columns tell.

use super::ColumnKind;
use super::compared::Compared;
use super::records::EMPTY;
use super::scorer::{Scorer, Worker, level_at};
use crate::math;
use crate::order::Order;
use crate::parallel::parallel;

/// Values that fewer rows have are rare anyway, and no more values of a column than this are asked of.
const LEAST: u32 = 10;
const MOST: usize = 256;
/// So many rows of a value are looked at, and so many pairs of them first.
const ROWS: u64 = 32;
const FIRST: usize = 8;
/// A person has many rows that has so many times as many as are usual, and most of a value are so large a share.
const MANY: f64 = 8.0;
const MOSTLY: f64 = 0.8;
/// What is believed of a value counts as so many pairs.
const BELIEVED: f64 = 2.0;

/// Some rows that have a value.
struct Shared {
    column: usize,
    value: u32,
    rows: u32,
    seen: u64,
    some: Vec<u32>,
}

/// Counts of values that many rows have those rows that are others'.
pub fn recount(scorer: &mut Scorer, rows: u32) {
    let columns: Vec<(usize, &Compared)> = scorer.compared.iter().enumerate().collect();
    let all = parallel(
        &columns,
        || (),
        |(), &(column, one)| {
            let mut all = frequent(column, one);
            some_rows(
                &mut all,
                one.values.len(),
                (0..rows).map(|row| scorer.rows.of(row).get(column).copied()),
            );
            all
        },
    );
    let all: Vec<Shared> = all.into_iter().flatten().collect();
    let counted = parallel(&all, || scorer.worker(), |worker, shared| others(scorer, worker, shared));
    for (shared, others) in all.iter().zip(counted) {
        let (Some(one), Some(others)) = (scorer.compared.get_mut(shared.column), others) else { continue };
        if one.by_others.is_empty() {
            one.by_others = one.values.rows_of_words().to_vec();
        }
        one.by_others.get_mut(shared.value as usize).into_iter().for_each(|slot| *slot = others);
    }
}

/// Finds some of the rows of each value, evenly from all over the table.
fn some_rows(all: &mut [Shared], values: usize, cells: impl Iterator<Item = Option<u32>>) {
    if all.is_empty() {
        return;
    }
    let mut places = vec![EMPTY; values];
    for (place, shared) in (0..).zip(&*all) {
        places.get_mut(shared.value as usize).into_iter().for_each(|slot| *slot = place);
    }
    for (row, value) in (0..).zip(cells) {
        let place = value.and_then(|value| places.get(value as usize));
        if let Some(shared) = place.and_then(|&place| all.get_mut(place as usize)) {
            shared.seen += 1;
            if shared.seen * ROWS > shared.some.len() as u64 * u64::from(shared.rows) {
                shared.some.push(row);
            }
        }
    }
}

/// The values of a column that many rows have.
fn frequent(column: usize, one: &Compared) -> Vec<Shared> {
    let kind = one.comparison.kind;
    let groups = matches!(
        kind,
        ColumnKind::Category | ColumnKind::Identifier | ColumnKind::Quantity | ColumnKind::Place
    );
    if groups || !one.comparison.term_frequency || one.values.elements.is_some() {
        return Vec::new();
    }
    let mut many: Vec<(u32, u32)> =
        one.values.rows.iter().copied().zip(0..).filter(|(rows, _)| *rows >= LEAST).collect();
    many.put_in_order_by(|a, b| b.cmp(a));
    many.truncate(MOST);
    many.into_iter().map(|(rows, value)| Shared { column, value, rows, seen: 0, some: Vec::new() }).collect()
}

/// In how many rows a value would stand that so many others have: what it weighs hangs on that. Nothing where it weighs what
/// its rows say.
fn others(scorer: &Scorer, worker: &mut Worker, shared: &Shared) -> Option<u32> {
    let one = scorer.compared.get(shared.column)?;
    let same = one.usual_of_one(math::exp2(scorer.prior));
    // How much likelier the other columns are of one person's.
    let mut odds = |&(a, b): &(u32, u32)| {
        let pattern = scorer.pattern(worker, a, b);
        let own = one.bits(level_at(pattern, shared.column), shared.value, shared.value);
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let others = scorer.weight_of(pattern, a, b) - own - scorer.prior as f32;
        math::exp2(f64::from(others).clamp(-30.0, 30.0))
    };
    let next = |by: usize| shared.some.iter().copied().zip(shared.some.iter().copied().skip(by));
    let pairs: Vec<(u32, u32)> = next(1).chain(next(7)).collect();
    let (first, rest) = pairs.split_at_checked(FIRST)?;
    let mut all: Vec<f64> = first.iter().map(&mut odds).collect();
    let alike: f64 = all.iter().map(|odds| odds / (1.0 + odds)).sum();
    let rows = f64::from(shared.rows);
    // Of most values nobody has many rows.
    if alike < 1.0 && rows - 1.0 >= same {
        return None;
    }
    all.extend(rest.iter().map(odds));
    let believed = (same / (rows - 1.0)).clamp(0.0, 0.9);
    let mut share = 0.5;
    for _ in 0..30 {
        let one: f64 = all.iter().map(|odds| share * odds / (share * odds + 1.0 - share)).sum();
        share = (one + BELIEVED * believed) / (count(all.len()) + BELIEVED);
    }
    // Many rows of one person's: far more than are usual. Or fewer than are usual, which then says little of these.
    let many = rows - 1.0 > MANY * same.min(f64::from(LEAST)) && share > MOSTLY;
    if !many && rows - 1.0 >= same {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows")]
    Some((1.0 + same + (rows - 1.0) * (1.0 - share)).round() as u32)
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(pairs: usize) -> f64 {
    pairs as f64
}

#[cfg(test)]
mod tests {
    use crate::identity::linker::{Column, Records, Resolution, ResolveOptions, resolve};
    use crate::random::Random;

    /// Receipts: one customer has 300, three hundred others have one to three each; a cell in seven is empty or mistyped.
    fn receipts(name_of_many: Option<&str>) -> (Records, Vec<usize>) {
        let mut random = Random::new(11);
        let word = |random: &mut Random, letters: usize| -> String {
            (0..letters).map(|_| char::from(b'a' + u8::try_from(random.below(26)).unwrap())).collect()
        };
        let (mut rows, mut truth): (Vec<[String; 3]>, Vec<usize>) = (Vec::new(), Vec::new());
        for person in 0..300 {
            let name = format!("{} {}", word(&mut random, 5), word(&mut random, 7));
            let zip = format!("{}", 20_001 + 37 * random.below(200));
            let street = format!("{} {} street", 1 + random.below(200), word(&mut random, 6));
            for _ in 0..if person == 0 && name_of_many.is_none() { 300 } else { 1 + random.below(3) } {
                let mut row = [name.clone(), zip.clone(), street.clone()];
                if let Some(many) = name_of_many.filter(|_| random.chance(0.4)) {
                    row[0] = many.into();
                }
                for cell in &mut row {
                    if random.chance(0.1) {
                        cell.clear();
                    } else if random.chance(0.05) {
                        let at = 1 + random.below(cell.len() - 2);
                        cell.replace_range(at..=at, "q");
                    }
                }
                rows.push(row);
                truth.push(person);
            }
        }
        let ids: Vec<String> = (0..rows.len()).map(|row| row.to_string()).collect();
        let cell = |text: &'static str| text;
        let columns = ["name", "zip", "address"].map(cell).into_iter().enumerate().map(|(at, name)| {
            Column::new(name, rows.iter().map(|row| Some(row[at].as_str()).filter(|cell| !cell.is_empty())))
        });
        let ids = Column::new("id", ids.iter().map(|id| Some(id.as_str())));
        (Records::new(ids, columns.collect()).unwrap(), truth)
    }

    fn f1(found: &Resolution, truth: &[usize]) -> f64 {
        let truth: Vec<_> = truth.iter().map(|&person| Some(u32::try_from(person).unwrap())).collect();
        let found: Vec<_> = found.customers().iter().map(|&customer| Some(customer)).collect();
        crate::measure::pair_scores(&truth, &found).unwrap().f1
    }

    #[test]
    fn the_name_on_three_hundred_receipts_of_one_is_as_telling_as_a_rare_one() {
        let (records, truth) = receipts(None);
        let found = resolve(&records, &ResolveOptions::default()).unwrap();
        assert!(f1(&found, &truth) > 0.98, "{}", f1(&found, &truth));
        // Two whole receipts of the customer of three hundred: each column speaks, as none would whose rows were others'.
        let says = |a: u32, b: u32| -> Vec<f64> {
            let all = found.explain(a, b).unwrap();
            all.iter().filter(|one| one.level == "equal").map(|one| one.bits).collect()
        };
        let whole = |row: &u32| truth[*row as usize] == 0 && says(*row, *row).len() == 3;
        let rows: Vec<u32> = (0..u32::try_from(truth.len()).unwrap()).filter(whole).collect();
        // A mistyped cell is equal to itself alone.
        let most = rows.windows(2).map(|two| says(two[0], two[1])).find(|bits| bits.len() == 3).unwrap();
        assert!(most.iter().all(|bits| *bits > 5.0), "{most:?}");
    }

    #[test]
    fn a_name_that_stands_for_many_says_nothing_of_each() {
        let (records, truth) = receipts(Some("guest customer"));
        let found = resolve(&records, &ResolveOptions::default()).unwrap();
        let guest = |row: &u32| {
            found
                .explain(*row, *row)
                .unwrap()
                .iter()
                .any(|one| one.column == "name" && one.level == "equal" && one.bits < 3.0)
        };
        // Four rows in ten have it, and it says hardly more than a bit.
        let guests = (0..u32::try_from(truth.len()).unwrap()).filter(guest).count();
        assert!(guests * 4 > truth.len(), "{guests} of {}", truth.len());
    }
}
