//! Which columns say nothing new where another agrees: all who have one postcode live in one city.

use super::ColumnKind;
use super::compared::Compared;
use super::ladder::MISSING;
use super::records::EMPTY;
use super::scorer::{Scorer, Worker, level_at};
use crate::order::Order;
use crate::parallel::parallel;

/// So many rows are looked at, and of each column so many pairs; so many must be of strangers.
const ROWS: u32 = 20_000;
const ENOUGH: usize = 2000;
const FEW: u32 = 30;

/// For each column the columns that tell what it holds, as bits: strangers who agree in one of these agree in it too, so
/// that it would count the same evidence twice.
pub fn told(scorer: &Scorer, rows: u32) -> Vec<u64> {
    let compared = &scorer.compared;
    let may_be_told = |at: &usize| {
        let kind = compared.get(*at).map(|one| one.comparison.kind);
        matches!(kind, Some(ColumnKind::Category | ColumnKind::Postcode | ColumnKind::Text))
    };
    let places: Vec<usize> = (0..compared.len()).filter(may_be_told).collect();
    let is_group = |at: &usize| {
        let kind = compared.get(*at).map(|one| one.comparison.kind);
        matches!(kind, Some(ColumnKind::Category | ColumnKind::Postcode))
    };
    let groups: Vec<usize> = (0..compared.len()).filter(is_group).collect();
    let chance = |one: &Compared| one.values.same_by_chance(one.comparison.kind);
    let chances: Vec<f64> = compared.iter().map(chance).collect();
    let chance = |at: usize| chances.get(at).copied().unwrap_or(1.0);
    let mut told = vec![0; compared.len()];
    if places.is_empty() {
        return told;
    }
    let every = rows.div_ceil(ROWS).max(1) as usize;
    // What each tells, as bits.
    let tells_of = |worker: &mut Worker, &(teller, finer): &(usize, f64)| {
        let value = |row: u32| Some((scorer.rows.of(row).get(teller).copied()?, row));
        let mut sorted: Vec<(u32, u32)> = (0..rows).step_by(every).filter_map(value).collect();
        sorted.put_in_order();
        let mut counts = vec![[0_u32; 2]; compared.len()];
        let (mut same, mut strange) = (0_u32, 0_u32);
        let agree = |pair: &[(u32, u32)]| match pair {
            &[(x, a), (y, b)] if x == y && x != EMPTY => Some((a, b)),
            _ => None,
        };
        let pairs: Vec<(u32, u32)> = sorted.windows(2).filter_map(agree).collect();
        for &(a, b) in pairs.iter().step_by(pairs.len() / ENOUGH + 1) {
            same += 1;
            let pattern = scorer.pattern(worker, a, b);
            let level_of = |at: usize| compared.get(at).map(|one| (level_at(pattern, at), one.equal()));
            // Strangers: they differ in most of what is more than a place or a group, and hardly agree in any of it.
            let (mut differ, mut others) = ([0; 16], [0; 16]);
            for (at, (differ, others)) in differ.iter_mut().zip(&mut others).enumerate() {
                let Some((level, _)) = level_of(at).filter(|_| at != teller && !groups.contains(&at)) else {
                    continue;
                };
                *differ = u32::from(level == 0);
                *others = u32::from(level != MISSING);
            }
            let (all_differ, all_others) = (differ.iter().sum::<u32>(), others.iter().sum::<u32>());
            strange += u32::from(all_differ * 2 > all_others);
            for &at in &places {
                // But for what is asked of.
                let of = |all: u32, each: &[u32]| all - each.get(at).copied().unwrap_or(0);
                let strangers = of(all_differ, &differ) * 2 > of(all_others, &others);
                let count = counts.get_mut(at).filter(|_| strangers);
                if let (Some([agree, pairs]), Some((level, equal))) = (count, level_of(at))
                    && level != MISSING
                {
                    *pairs += 1;
                    *agree += u32::from(level == equal);
                }
            }
        }
        // Where most are one person's records, some of those that seem to be strangers' are too.
        if strange * 2 < same {
            return 0;
        }
        let is_told = |at: &&usize| {
            let at = **at;
            let [agree, pairs] = counts.get(at).copied().unwrap_or_default();
            let (coarser, share) = (chance(at), f64::from(agree) / f64::from(pairs.max(1)));
            // Of what is left to chance more than half is told.
            let tells = pairs >= FEW && share - coarser > 0.5 * (1.0 - coarser);
            tells && at != teller && (finer, teller) < (coarser, at)
        };
        places.iter().filter(is_told).fold(0_u64, |all, at| all | 1 << at)
    };
    let tellers: Vec<(usize, f64)> = chances.iter().copied().enumerate().collect();
    let tells = parallel(&tellers, || scorer.fresh_worker(), tells_of);
    for (teller, tells) in tells.into_iter().enumerate() {
        for (at, told) in told.iter_mut().enumerate() {
            *told |= (tells >> at & 1) << teller;
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use crate::identity::linker::{Column, Linker, Records, ResolveOptions};

    /// People of two hundred streets: each postcode lies in one town, each town in one county.
    #[test]
    fn a_town_says_nothing_new_of_records_in_one_postcode() {
        let mut random = crate::random::Random::new(7);
        let word = |random: &mut crate::random::Random| -> String {
            (0..7).map(|_| char::from(b'a' + u8::try_from(random.below(26)).unwrap())).collect()
        };
        let names: Vec<String> = (0..60).map(|_| word(&mut random)).collect();
        let towns: Vec<String> = (0..20).map(|_| word(&mut random)).collect();
        let mut rows: Vec<[String; 5]> = Vec::new();
        for _ in 0..600 {
            let at = random.below(100);
            let [given, family] = [0; 2].map(|_| random.pick(&names).unwrap().clone());
            let row = [
                given,
                family,
                format!("{}", 20_001 + 37 * at),
                towns[at / 5].clone(),
                format!("c{}", at / 25),
            ];
            rows.extend(vec![row; if random.chance(0.1) { 2 } else { 1 }]);
        }
        let ids: Vec<String> = (0..rows.len()).map(|row| row.to_string()).collect();
        let columns = ["first_name", "surname", "zip", "city", "county"].into_iter().enumerate();
        let columns = columns
            .map(|(at, name)| Column::new(name, rows.iter().map(|row| Some(row[at].as_str()))))
            .collect();
        let records =
            Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap();
        let model = Linker::new(ResolveOptions::default()).fit(&records).unwrap();
        let told = |at: usize| model.comparisons[at].told_by.clone();
        assert_eq!(told(3), ["zip"]);
        assert_eq!(told(4), ["zip", "city"]);
        assert!(told(0).is_empty() && told(1).is_empty() && told(2).is_empty());
        // Sixty pairs and not the thousands that live in one postcode: log2(60 / 218,000) is about -12.
        assert!((-13.0..-11.0).contains(&model.prior), "{}", model.prior);
        // One line for the place: the postcode's.
        let found = model.predict(&records).unwrap();
        let pair = (1..u32::try_from(records.len()).unwrap())
            .find(|&row| rows[row as usize] == rows[row as usize - 1])
            .unwrap();
        let why = found.explain(pair - 1, pair).unwrap();
        let levels: Vec<&str> = why.iter().map(|evidence| evidence.level.as_str()).collect();
        assert_eq!(levels[3..6], ["equal", "said by another column", "said by another column"]);
        assert_eq!(why[4].bits, 0.0);
    }
}
