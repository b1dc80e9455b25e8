use std::sync::atomic::{AtomicBool, Ordering};

use hamdel_domain::clock::SECOND;
use hamdel_store::StoreLocation;
use hamdel_testkit::clock::FixedClock;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::*;

/// What a worker under test did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    Round(char),
    Pause(char),
}

/// A worker that tells what it does, and fails when somebody else is at work.
struct Teller {
    name: char,
    told: mpsc::UnboundedSender<Did>,
    busy: Arc<AtomicBool>,
    /// What its rounds come to, the first at the end; then they come to nothing more to do.
    outcomes: Vec<Result<Next, AppError>>,
}

impl Rounds for Teller {
    const DOES: &'static str = "telling";
    const EVERY: Duration = Duration::from_millis(1);

    async fn round(&mut self) -> Result<Next, AppError> {
        assert!(!self.busy.swap(true, Ordering::SeqCst), "two work at once");
        tokio::time::sleep(Self::EVERY).await;
        self.busy.store(false, Ordering::SeqCst);
        let _ = self.told.send(Did::Round(self.name));
        self.outcomes.pop().unwrap_or(Ok(Next::AfterPause))
    }

    async fn pause(&mut self) {
        let _ = self.told.send(Did::Pause(self.name));
        tokio::time::sleep(Self::EVERY).await;
    }
}

/// A store, a clock, and what workers told.
struct Bench {
    store: Store,
    clock: FixedClock,
    busy: Arc<AtomicBool>,
    tell: mpsc::UnboundedSender<Did>,
    told: mpsc::UnboundedReceiver<Did>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = hamdel_testkit::folder::temporary().unwrap();
        let store = Store::open(&StoreLocation::Folder(folder.path().to_owned())).await.unwrap();
        let (tell, told) = mpsc::unbounded_channel();
        Self { store, clock: FixedClock::default(), busy: Arc::default(), tell, told, _folder: folder }
    }

    fn lease(&self, holder: char) -> Lease {
        let clock = Arc::new(self.clock.clone());
        Lease { name: "telling", lasts: 60 * SECOND, holder: holder.to_string(), store: self.store.clone(), clock }
    }

    fn start(&self, name: char, outcomes: Vec<Result<Next, AppError>>) -> Worker {
        let (stop, stopped) = watch::channel(false);
        let teller = Teller { name, told: self.tell.clone(), busy: self.busy.clone(), outcomes };
        Worker { stop, task: tokio::spawn(under_lease(teller, self.lease(name), stopped)) }
    }

    /// The next things that are done.
    async fn next(&mut self, count: usize) -> Vec<Did> {
        let mut did = Vec::new();
        for _ in 0..count {
            did.push(tokio::time::timeout(Duration::from_secs(10), self.told.recv()).await.unwrap().unwrap());
        }
        did
    }

    /// Waits until that is done, whatever comes before.
    async fn until(&mut self, awaited: Did) {
        while self.next(1).await != [awaited] {}
    }

    /// What is done until `name` has paused so often from now on.
    async fn pauses(&mut self, name: char, count: usize) -> Vec<Did> {
        while self.told.try_recv().is_ok() {}
        let mut did = Vec::new();
        while did.iter().filter(|held| **held == Did::Pause(name)).count() < count {
            did.extend(self.next(1).await);
        }
        did
    }

    async fn holder(&self) -> Option<String> {
        self.store.lease_holder("telling", self.clock.now()).await.unwrap()
    }
}

struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

#[tokio::test]
async fn two_holders_never_work_at_once_and_the_second_takes_over_when_the_first_stops() {
    let mut bench = Bench::new().await;
    let first = bench.start('a', Vec::new());
    bench.until(Did::Round('a')).await;
    let second = bench.start('b', Vec::new());
    bench.until(Did::Pause('b')).await;
    let did = bench.pauses('b', 20).await;
    assert!(did.contains(&Did::Round('a')) && !did.contains(&Did::Round('b')), "{did:?}");
    first.stop().await;
    bench.until(Did::Round('b')).await;
    assert_eq!(bench.holder().await.as_deref(), Some("b"));
    second.stop().await;
    assert_eq!(bench.holder().await, None, "who stops gives it back");
}

#[tokio::test]
async fn a_lost_lease_stops_the_work_until_it_is_free_again() {
    let mut bench = Bench::new().await;
    let worker = bench.start('a', Vec::new());
    bench.until(Did::Round('a')).await;
    let other = bench.lease('z');
    // Between two rounds the first one's time is over, and somebody else is quicker.
    while !other.hold().await.unwrap() {
        bench.clock.advance(61 * SECOND);
    }
    // A round that had begun is finished.
    bench.pauses('a', 2).await;
    assert!(!bench.pauses('a', 10).await.contains(&Did::Round('a')));
    assert_eq!(bench.holder().await.as_deref(), Some("z"));
    other.release().await;
    bench.until(Did::Round('a')).await;
    worker.stop().await;
}

#[tokio::test]
async fn an_error_pauses_and_goes_on_and_more_to_do_does_not_pause() {
    let mut bench = Bench::new().await;
    let failing = || Err(AppError::NotFound("anything"));
    // From the last to the first.
    let worker = bench.start('a', vec![Ok(Next::AtOnce), failing(), Ok(Next::AtOnce), failing()]);
    let (round, pause) = (Did::Round('a'), Did::Pause('a'));
    assert_eq!(bench.next(8).await, [round, pause, round, round, pause, round, round, pause]);
    worker.stop().await;
}

#[tokio::test]
async fn stopping_lets_a_round_finish_and_ends_a_pause() {
    struct Slow(Arc<AtomicBool>);
    impl Rounds for Slow {
        const DOES: &'static str = "sleeping";
        const EVERY: Duration = Duration::from_secs(3_600);
        async fn round(&mut self) -> Result<Next, AppError> {
            tokio::time::sleep(Duration::from_millis(20)).await;
            self.0.store(true, Ordering::SeqCst);
            Ok(Next::AfterPause)
        }
    }
    for stops in [true, false] {
        let (stop, stopped) = watch::channel(false);
        let finished = Arc::new(AtomicBool::new(false));
        let mut slow = Slow(finished.clone());
        let task = tokio::spawn(async move { until_stopped(&mut slow, stopped).await });
        tokio::time::sleep(Duration::from_millis(5)).await;
        if stops {
            stop.send_replace(true);
        } else {
            // Whoever could tell is gone.
            drop(stop);
        }
        tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
        assert!(finished.load(Ordering::SeqCst));
    }
}

#[tokio::test]
async fn who_is_told_before_the_first_round_does_nothing() {
    let mut bench = Bench::new().await;
    let (stop, stopped) = watch::channel(true);
    let teller = Teller { name: 'a', told: bench.tell.clone(), busy: bench.busy.clone(), outcomes: Vec::new() };
    under_lease(teller, bench.lease('a'), stopped).await;
    drop(stop);
    assert!(bench.told.try_recv().is_err());
}
