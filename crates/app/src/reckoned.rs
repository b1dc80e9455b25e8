//! Results that are read from the whole history: each stands for a while, so that looking at a page often costs no more
//! than looking at it once.

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Stopwatch};

use crate::error::AppError;
use crate::quiet::Decided;
use crate::recovery::Recovery;
use crate::scores::MovedAnywhere;

/// What is reckoned quicker than this is reckoned each time.
const QUICK: Duration = Duration::from_secs(2);
/// A result stands for so many times as long as it took: reckoning takes at most one part in so many of the machine.
const STANDS: u32 = 20;
/// No result stands longer.
const LONGEST: Duration = Duration::from_secs(3_600);

/// The results that stand in this process.
#[derive(Default)]
pub struct Reckonings {
    pub(crate) quiet: Reckoned<Decided>,
    pub(crate) recovery: Reckoned<Recovery>,
    pub(crate) moved: Reckoned<MovedAnywhere>,
}

/// One result, and when it was found.
pub(crate) struct Reckoned<T> {
    held: RwLock<Option<Held<T>>>,
    /// Whoever reckons.
    turn: tokio::sync::Mutex<()>,
}

struct Held<T> {
    value: Arc<T>,
    found: Stopwatch,
    stands: Duration,
}

impl<T> Default for Reckoned<T> {
    fn default() -> Self {
        Self { held: RwLock::new(None), turn: tokio::sync::Mutex::new(()) }
    }
}

impl<T> Reckoned<T> {
    /// The result that stands, or one that is reckoned now. Only one is reckoned at a time: who comes meanwhile waits
    /// for it, or takes the one before where that took long.
    ///
    /// # Errors
    /// Those of reckoning; the result before them stays for who comes meanwhile.
    pub(crate) async fn get(&self, reckon: impl Future<Output = Result<T, AppError>>) -> Result<Arc<T>, AppError> {
        let came = Stopwatch::now();
        if let Some(value) = self.held(|held| held.found.elapsed() < held.stands) {
            return Ok(value);
        }
        let _turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(_) => match self.held(|held| !held.stands.is_zero()) {
                Some(before) => return Ok(before),
                None => self.turn.lock().await,
            },
        };
        // Begun after this call or not: what was found since then is of now.
        if let Some(value) = self.held(|held| held.found > came) {
            return Ok(value);
        }
        let watch = Stopwatch::now();
        let value = Arc::new(reckon.await?);
        let took = watch.elapsed();
        let stands = if took < QUICK { Duration::ZERO } else { (took * STANDS).min(LONGEST) };
        let held = Held { value: value.clone(), found: Stopwatch::now(), stands };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(value)
    }

    fn held(&self, serves: impl Fn(&Held<T>) -> bool) -> Option<Arc<T>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|held| serves(held)).map(|held| held.value.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn what_is_quick_is_reckoned_each_time_and_a_failure_is_told() {
        let (reckoned, count) = (Reckoned::default(), AtomicU32::new(0));
        for expected in 1..=3 {
            let next = async { Ok(count.fetch_add(1, Ordering::Relaxed) + 1) };
            assert_eq!(*reckoned.get(next).await.unwrap(), expected);
        }
        let failed = reckoned.get(async { Err(AppError::NotFound("history")) }).await;
        assert!(matches!(failed, Err(AppError::NotFound("history"))));
        assert_eq!(*reckoned.get(async { Ok(9) }).await.unwrap(), 9);
    }

    #[tokio::test]
    async fn who_comes_while_it_is_reckoned_takes_the_one_before_or_waits() {
        let reckoned = Arc::new(Reckoned::default());
        let (go, wait) = oneshot::channel::<()>();
        let first = tokio::spawn({
            let reckoned = reckoned.clone();
            async move { reckoned.get(async { wait.await.map(|()| 1).map_err(|_| AppError::NotFound("go")) }).await }
        });
        tokio::task::yield_now().await;
        // Nothing stands yet: the second waits for the first, and reckons nothing itself.
        let second = tokio::spawn({
            let reckoned = reckoned.clone();
            async move { reckoned.get(async { Ok(2) }).await }
        });
        tokio::task::yield_now().await;
        go.send(()).unwrap();
        assert_eq!((*first.await.unwrap().unwrap(), *second.await.unwrap().unwrap()), (1, 1));

        // One that took long and does not stand any more is there for who comes while the next is reckoned.
        let before = Held { value: Arc::new(1), found: Stopwatch::now(), stands: Duration::from_nanos(1) };
        *reckoned.held.write().unwrap() = Some(before);
        let (go, wait) = oneshot::channel::<()>();
        let third = tokio::spawn({
            let reckoned = reckoned.clone();
            async move { reckoned.get(async { wait.await.map(|()| 3).map_err(|_| AppError::NotFound("go")) }).await }
        });
        tokio::task::yield_now().await;
        assert_eq!(*reckoned.get(async { Ok(4) }).await.unwrap(), 1);
        go.send(()).unwrap();
        assert_eq!(*third.await.unwrap().unwrap(), 3);
    }

    #[tokio::test]
    async fn what_took_long_stands() {
        let reckoned = Reckoned::default();
        let slow = async {
            tokio::time::sleep(QUICK + Duration::from_millis(10)).await;
            Ok(1)
        };
        assert_eq!(*reckoned.get(slow).await.unwrap(), 1);
        assert_eq!(*reckoned.get(async { Ok(2) }).await.unwrap(), 1);
    }
}
