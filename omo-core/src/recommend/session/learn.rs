//! The newest sessions, asked what came next with the older ones alone.

use super::SessionOptions;
use super::answer::Answering;
use super::clicks::{Click, Clicks};
use super::index::{Index, WINDOW};
use super::weights::{Lesson, Weights};
use crate::order::Order;
use crate::parallel::parallel;

/// The part of the sessions that is asked about, at least and at most.
const LEAST: usize = 20;
const MOST: usize = 5;
/// So many questions are wanted, and so many are enough.
const WANTED: usize = 2_000;
const ENOUGH: usize = 10_000;

/// The index of all clicks, and the weights that the newest sessions teach.
pub(super) fn learn(clicks: &Clicks, happened: &[Click], options: &SessionOptions) -> (Index, Weights) {
    let mut index = Index::new(options.recent, clicks.items());
    index.reserve(clicks);
    let sessions: Vec<&[Click]> = clicks.by_session().collect();
    let newest = if options.published { Vec::new() } else { newest(&sessions) };
    let mut asked = vec![false; clicks.sessions()];
    for session in newest.iter().filter_map(|session| session.first()) {
        if let Some(asked) = asked.get_mut(session.session as usize) {
            *asked = true;
        }
    }
    let is_asked = |click: &&Click| asked.get(click.session as usize).copied().unwrap_or_default();
    happened.iter().filter(|click| !is_asked(click)).for_each(|click| index.observe(*click));
    let questions = questions(&newest);
    let lessons = parallel(&questions, Answering::default, |room, &(session, clicks)| {
        let items: Vec<u32> = session.iter().take(clicks).map(|click| click.item).collect();
        let next = session.get(clicks)?.item;
        Lesson::new(room.gather(&index, options, &items), clicks, next)
    });
    let lessons: Vec<_> = lessons.into_iter().flatten().collect();
    happened.iter().filter(is_asked).for_each(|click| index.observe(*click));
    (index, Weights::learn(&lessons))
}

/// The newest sessions, as many as it takes to ask enough, and never so many that the others know too little.
fn newest<'a>(sessions: &[&'a [Click]]) -> Vec<&'a [Click]> {
    let mut all: Vec<_> = sessions.iter().filter_map(|session| Some((session.last()?, *session))).collect();
    all.put_in_order_by_key(|(last, _)| (last.at, last.session));
    let (least, most) = (all.len() / LEAST, all.len() / MOST);
    let mut questions = 0;
    let newest = all.into_iter().rev().take(most).enumerate().take_while(|(place, (_, session))| {
        let more = *place < least || questions < WANTED;
        questions += session.len().saturating_sub(1).min(WINDOW);
        more
    });
    newest.map(|(_, (_, session))| session).collect()
}

/// Sessions, and after how many clicks each is asked about: all clicks but the first, or every so many.
fn questions<'a>(sessions: &[&'a [Click]]) -> Vec<(&'a [Click], usize)> {
    let each = sessions.iter().flat_map(|session| {
        // Of the longest sessions the end, that no machine is the only teacher.
        let window = session.len().saturating_sub(WINDOW);
        let session = session.get(window..).unwrap_or_default();
        (1..session.len()).map(move |clicks| (session, clicks))
    });
    let all: Vec<_> = each.collect();
    let every = all.len().div_ceil(ENOUGH).max(1);
    all.into_iter().step_by(every).collect()
}
