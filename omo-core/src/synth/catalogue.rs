//! What the shop sells, where it stands on the shelf, and when it does not.

use crate::model::Gtin;
use crate::random::{Random, mix};

use super::chance::{Weights, between, zipf};
use super::numbers;
use super::tables::Tables;

/// A product.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its place in the catalogue.
    pub number: usize,
    pub jan: String,
    pub name: String,
    pub category: &'static str,
    pub price: u32,
}

/// Products that stand in for one another.
#[derive(Debug, Clone)]
pub(super) struct Category {
    pub name: &'static str,
    /// Days from one purchase to the next; 0 for what is bought when fancied.
    pub cycle: f64,
    items: Vec<usize>,
    popularity: Weights,
}

/// Everything the shop sells.
#[derive(Debug, Clone)]
pub(super) struct Catalogue {
    pub items: Vec<Item>,
    /// Bought again and again.
    pub daily: Vec<Category>,
    /// Bought when fancied.
    pub wear: Vec<Category>,
    seed: u64,
    /// First and last day of the town, in days since 1970.
    span: (i64, i64),
}

impl Catalogue {
    pub fn new(seed: u64, products: u32, span: (i64, i64), tables: &Tables) -> Self {
        let mut random = Random::fork(seed, u64::MAX);
        let mut items = Vec::new();
        let mut categories: Vec<(Category, Vec<usize>)> = Vec::new();
        let kinds = tables.goods.len().max(1);
        for number in 0..products as usize {
            let Some(good) = tables.goods.get(number % kinds) else { continue };
            let round = number / kinds;
            let variant = good.variants.get(round % good.variants.len()).copied().unwrap_or_default();
            let again = round / good.variants.len();
            let series = if again == 0 { String::new() } else { format!(" No.{}", again + 1) };
            // Variants differ by a fifth at most; prices end in 8, as they like to in Japan.
            let dearer = u32::try_from(round % 5).unwrap_or(0);
            let price = (good.price + good.price * dearer / 20) / 10 * 10 + 8;
            items.push(Item {
                number,
                jan: jan(seed, number),
                name: format!("{} {variant}{series}", good.name),
                category: good.category,
                price,
            });
            if let Some((_, members)) = categories.iter_mut().find(|(known, _)| known.name == good.category) {
                members.push(number);
            } else {
                let (name, cycle) = (good.category, good.cycle);
                let category = Category { name, cycle, items: vec![], popularity: Weights::new([]) };
                categories.push((category, vec![number]));
            }
        }
        for (category, members) in &mut categories {
            // The order of popularity is chance, not the order of the table.
            while !members.is_empty() {
                category.items.push(members.swap_remove(random.below(members.len())));
            }
            category.popularity = Weights::new(zipf(category.items.len()));
        }
        let (daily, wear) =
            categories.into_iter().map(|(category, _)| category).partition(|category| category.cycle > 0.0);
        Self { items, daily, wear, seed, span }
    }

    /// An item of a category, popular ones more often.
    pub fn item(&self, random: &mut Random, category: &Category) -> Option<&Item> {
        let place = category.popularity.draw(random);
        category.items.get(place).and_then(|&number| self.items.get(number))
    }

    /// Whether an item bought when fancied; these are tried on, compared and brought back.
    pub fn is_wear(&self, item: &Item) -> bool {
        self.wear.iter().any(|category| category.name == item.category)
    }

    /// Chance of one shelf's own, so that no table of shelves is kept.
    fn shelf(&self, kind: u64, store: usize, item: usize) -> Random {
        Random::new(mix((store * 8192 + item) as u64 ^ mix(self.seed ^ kind)))
    }

    /// From which day to which a store has none of an item. One shelf in eight runs out once.
    fn shortage(&self, store: usize, item: usize) -> Option<(i64, i64)> {
        let mut random = self.shelf(0x5e1f, store, item);
        let (first, last) = self.span;
        if !random.chance(0.12) {
            return None;
        }
        let from = between(&mut random, first, last);
        Some((from, from + between(&mut random, 2, 20)))
    }

    /// Whether a store has none of an item on a day.
    pub fn is_out(&self, store: usize, item: usize, day: i64) -> bool {
        self.shortage(store, item).is_some_and(|(from, to)| (from..=to).contains(&day))
    }

    /// How many a store has of an item after the last day.
    pub fn stock(&self, store: usize, item: usize) -> i64 {
        let (_, last) = self.span;
        if self.is_out(store, item, last) {
            return 0;
        }
        between(&mut self.shelf(0x570c, store, item), 1, 48)
    }
}

/// A valid number of the range that GS1 leaves to shops themselves, so that no real product is named.
fn jan(seed: u64, number: usize) -> String {
    let body = format!("20{:02}{:08}", seed % 100, numbers::digits(seed, 0x1a4, number as u64, 8));
    let check = Gtin::check_digit(&body).unwrap_or_default();
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn catalogue(products: u32) -> Catalogue {
        Catalogue::new(1, products, (20_458, 20_547), &Tables::read())
    }

    #[test]
    fn every_number_is_a_gtin_and_every_name_another() {
        let all = catalogue(5_000);
        assert!(all.items.iter().all(|item| item.jan.parse::<Gtin>().is_ok() && item.jan.len() == 13));
        let jans: BTreeSet<_> = all.items.iter().map(|item| &item.jan).collect();
        let names: BTreeSet<_> = all.items.iter().map(|item| &item.name).collect();
        assert_eq!((jans.len(), names.len()), (5_000, 5_000));
    }

    #[test]
    fn every_category_has_something_to_choose_from() {
        let all = catalogue(120);
        assert!(all.daily.len() > 10 && all.wear.len() > 7);
        assert!(all.daily.iter().chain(&all.wear).all(|category| category.items.len() >= 3));
        assert!(all.items.iter().all(|item| (100..30_000).contains(&item.price)));
    }

    #[test]
    fn an_empty_shelf_shows_in_the_last_count() {
        let all = catalogue(120);
        let shelves = || (0..5).flat_map(|store| (0..120).map(move |item| (store, item)));
        for (store, item) in shelves() {
            assert_eq!(all.stock(store, item) == 0, all.is_out(store, item, 20_547));
        }
        let empty = shelves().filter(|&(store, item)| all.stock(store, item) == 0).count();
        assert!((3..60).contains(&empty), "{empty}");
    }
}
