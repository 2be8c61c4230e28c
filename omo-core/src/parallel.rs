//! Work shared by the machine's cores (feature `parallel`), with the same answer on one core or many.

/// The answers to all items in their order.
///
/// Each core makes itself what it needs with `start` and takes the next item when it is done with one, so `work` must
/// not let an answer hang on the items before it.
pub(crate) fn parallel<T: Sync, W, R: Send>(
    items: &[T],
    start: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &T) -> R + Sync,
) -> Vec<R> {
    #[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
    {
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
        if cores > 1 {
            return shared(items, cores, start, work);
        }
    }
    let mut worker = start();
    items.iter().map(|item| work(&mut worker, item)).collect()
}

#[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
fn shared<T: Sync, W, R: Send>(
    items: &[T],
    cores: usize,
    start: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &T) -> R + Sync,
) -> Vec<R> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let next = AtomicUsize::new(0);
    let some = || {
        let mut worker = start();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            done.push((at, work(&mut worker, item)));
        }
        done
    };
    let mut answers: Vec<Option<R>> = items.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..cores).map(|_| scope.spawn(some)).collect();
        let mut done = some();
        for helper in helpers {
            // What goes wrong on another core goes wrong here.
            done.extend(helper.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
        }
        for (at, answer) in done {
            if let Some(free) = answers.get_mut(at) {
                *free = Some(answer);
            }
        }
    });
    answers.into_iter().flatten().collect()
}

/// Works on all items where they lie, in any order: `work` is given their places.
///
/// Each core takes the next item when it is done with one; what is done to one must not hang on the others.
pub(crate) fn parallel_mut<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
    #[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
    {
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
        if cores > 1 {
            return shared_mut(items, cores, work);
        }
    }
    items.iter_mut().enumerate().for_each(|(at, item)| work(at, item));
}

#[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
fn shared_mut<T: Send>(items: &mut [T], cores: usize, work: impl Fn(usize, &mut T) + Sync) {
    use std::sync::{Mutex, PoisonError};
    let queue = Mutex::new(items.iter_mut().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let some = || {
        while let Some((at, item)) = next() {
            work(at, item);
        }
    };
    // What goes wrong on another core goes wrong here: the scope sees to it.
    std::thread::scope(|scope| {
        (1..cores).for_each(|_| {
            scope.spawn(some);
        });
        some();
    });
}

/// Ranges of about `size` that make up `0..count`.
pub(crate) fn pieces(count: usize, size: usize) -> Vec<std::ops::Range<usize>> {
    let size = size.max(1);
    (0..count.div_ceil(size)).map(|piece| piece * size..((piece + 1) * size).min(count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_their_items() {
        let items: Vec<u64> = (0..1000).collect();
        let square = |worked: &mut u64, item: &u64| {
            *worked += 1;
            item * item
        };
        let squares = parallel(&items, || 0, square);
        assert_eq!(squares, items.iter().map(|item| item * item).collect::<Vec<_>>());
        assert!(parallel(&[], || 0, square).is_empty());
    }

    #[test]
    fn each_item_is_worked_on_once() {
        let mut items = vec![0_usize; 1000];
        parallel_mut(&mut items, |at, item| *item += at);
        assert!(items.iter().copied().eq(0..1000));
        parallel_mut(&mut [], |_, _: &mut usize| {});
    }

    #[test]
    fn pieces_make_up_the_whole() {
        assert_eq!(pieces(7, 3), [0..3, 3..6, 6..7]);
        assert_eq!(pieces(0, 3), []);
        assert_eq!(pieces(2, 0), [0..1, 1..2]);
    }
}
