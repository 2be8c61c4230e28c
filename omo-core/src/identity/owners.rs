//! Who shares an identifier: how many different people were seen with it.

use crate::order::Order;
use crate::vocabulary::Vocabulary;

use super::Identifiers;
use super::clusters::{Clusters, longest_run};
use super::evidence::{Evidence, NONE, at};

const EMAIL: u8 = 1;
const NAME_ADDRESS: u8 = 3;
const NAME_PHONE: u8 = 4;
const TOKEN: u8 = 5;
const PHONE: u8 = 6;

/// What values say beyond their kind: a member id's issuer, a name's text and script.
pub(super) struct Labels {
    /// The issuer of a member id or the name of a name, as a number; [`NONE`] for other kinds.
    numbers: Vec<u32>,
    scripts: Vec<u8>,
}

impl Labels {
    pub(super) fn new(identifiers: &Identifiers, evidence: &Evidence) -> Self {
        let (mut issuers, mut names) = (Vocabulary::default(), Vocabulary::default());
        let mut scripts = vec![0; evidence.len()];
        let numbers = evidence.numbers.iter().zip(&evidence.tiers).zip(&mut scripts);
        let numbers = numbers.map(|((&number, &tier), script)| match tier {
            0 => issuers.intern(identifiers.issuer(number).unwrap_or_default()),
            NAME_ADDRESS | NAME_PHONE => {
                let value = identifiers.value(number).unwrap_or_default();
                let name = value.split('|').next().unwrap_or_default();
                *script = script_of(name);
                names.intern(name)
            }
            _ => NONE,
        });
        Self { numbers: numbers.collect(), scripts }
    }

    /// The issuer of a member id.
    pub(super) fn issuer(&self, member_id: u32) -> u32 {
        at(&self.numbers, member_id)
    }

    /// `identifier` at the place of the script in which it says a name; [`NONE`] elsewhere.
    pub(super) fn names(&self, identifier: u32) -> [u32; 3] {
        let mut names = [NONE; 3];
        let place = at(&self.scripts, identifier).checked_sub(1).map(usize::from);
        if let Some(name) = place.and_then(|script| names.get_mut(script)) {
            *name = identifier;
        }
        names
    }

    /// The name that `identifier` says.
    pub(super) fn name(&self, identifier: u32) -> u32 {
        self.numbers.get(identifier as usize).copied().unwrap_or(NONE)
    }
}

/// 1 for a name with kanji, 2 for one in kana, 3 for any other.
fn script_of(name: &str) -> u8 {
    let kanji =
        |c| matches!(c, '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    let kana = |c| matches!(c, '\u{3041}'..='\u{30ff}');
    if name.chars().any(kanji) {
        1
    } else if name.chars().any(kana) {
        2
    } else {
        3
    }
}

/// How many different people the clusters of some roots are at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owners {
    /// Most member ids of one issuer.
    pub members: usize,
    /// Most clusters that differ in something personal.
    pub people: usize,
}

/// Counts the owners of an identifier of `tier`, which was seen with the clusters of `roots`.
///
/// Each kind of evidence is counted by itself and the largest count is taken: a cluster with a card only
/// and one with an e-mail only may be one person, two with e-mails hardly. Names count within one script:
/// the same name in kanji and in romaji is not two people.
pub(super) fn owners(clusters: &Clusters, roots: &[u32], tier: u8, scratch: &mut Vec<u32>) -> Owners {
    scratch.clear();
    scratch.extend(roots.iter().flat_map(|&root| clusters.issuers(root)));
    let members = longest_run(scratch);

    let holds = |root: &u32, tier| clusters.count(*root, tier) > 0;
    let count = |holds: &dyn Fn(&&u32) -> bool| roots.iter().filter(holds).count();
    let mut people = 0;
    if tier > EMAIL {
        people = people.max(count(&|root| holds(root, EMAIL)));
    }
    if tier > NAME_PHONE {
        for script in 0..3 {
            scratch.clear();
            let names = roots.iter().filter_map(|&root| clusters.names(root).get(script).copied());
            scratch.extend(names.filter(|&name| name != NONE));
            scratch.put_in_order();
            scratch.dedup();
            people = people.max(scratch.len());
        }
    }
    if tier > PHONE {
        // One person may well have two phones or cards: they tell people apart only where nothing else does.
        let stranger = |root: &u32| !holds(root, 0) && !holds(root, EMAIL);
        people = people.max(count(&|root| stranger(root) && holds(root, PHONE)));
        people = people.max(count(&|root| stranger(root) && !holds(root, PHONE) && holds(root, TOKEN)));
    }
    Owners { members, people }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(["山田花子", "佐々木サクラ", "ヤマダハナコ", "yamadahanako"].map(script_of), [1, 1, 2, 3]);
    }
}
