//! The simulated host itself: time, chance, and what it counts.

use std::rc::Rc;
use std::time::Duration;

use wharf::abi::canon::sim;
use wharf::task::block_on;

use crate::support::{Things, Trace, World, task, test};

#[test]
fn timers_run_in_the_order_of_time() {
    test(|| {
        let trace = Trace::default();
        for time in [3, 1, 2, 1] {
            let trace = trace.clone();
            sim::after(Duration::from_secs(time), move || trace.push(format!("{time} at {}", sim::now().as_secs())));
        }
        sim::settle();
        assert!(trace.take().is_empty(), "time does not move by itself");
        sim::advance(Duration::from_millis(2500));
        assert_eq!(trace.take(), ["1 at 1", "1 at 1", "2 at 2"]);
        assert_eq!(sim::now(), Duration::from_millis(2500));
        sim::advance(Duration::from_millis(500));
        assert_eq!(trace.take(), ["3 at 3"]);
    });
}

#[test]
fn futures_of_the_host_get_on_while_the_component_waits() {
    test(|| {
        let (mut writer, reader) = sim::host_stream::<u32>();
        let mut reader = {
            use wharf::abi::{Lift, SlotReader};
            let slots = [u64::from(reader.into_handle())];
            // SAFETY: a new handle.
            unsafe { <wharf::StreamReader<u32> as Lift<World>>::lift(&mut SlotReader::new(&slots)) }
        };
        sim::spawn(async move {
            for second in 1..=3 {
                sim::sleep(Duration::from_secs(1)).await;
                assert!(writer.write_all(vec![second]).await.is_empty());
            }
        });
        block_on(async {
            for second in 1..=3 {
                assert_eq!(reader.next().await, Some(second));
                assert_eq!(sim::now().as_secs(), u64::from(second));
            }
            assert_eq!(reader.next().await, None);
        });
    });
}

#[test]
fn the_same_seed_gives_the_same_run() {
    test(|| {
        let run = |seed| {
            sim::seed(seed);
            let trace = Trace::default();
            let flags: Vec<_> = (0..6).map(|_| crate::support::Flag::default()).collect();
            for (index, flag) in flags.iter().enumerate() {
                let (trace, flag) = (trace.clone(), flag.clone());
                task(async move {
                    flag.wait().await;
                    trace.push(index.to_string());
                });
            }
            for flag in &flags {
                flag.raise();
            }
            sim::run();
            trace.take().concat()
        };
        assert_eq!(run(0), "012345");
        assert_eq!(run(5), run(5));
        assert!((1..20).any(|seed| run(seed) != run(0)));
        sim::seed(0);
    });
}

#[test]
fn leaks_are_listed() {
    test(|| {
        let things = Things::default();
        let thing = things.for_guest(1);
        let (writer, reader) = crate::support::host_bytes();
        let error = wharf::ErrorContext::new("leaked");
        assert_eq!(
            sim::leaks(),
            [
                "1: owned resource `thing`",
                "2: readable end of a stream, idle; its writable end is the host's and idle",
                "3: error context \"leaked\"",
            ]
        );
        drop((thing, writer, reader, error));
    });
}

#[test]
fn reset_forgets_the_host() {
    test(|| {
        let kept = Rc::new(());
        let (in_function, in_future, in_timer) = (kept.clone(), kept.clone(), kept.clone());
        sim::function("a", "b", move |(): ()| drop(in_function.clone()));
        sim::spawn(async move {
            let _kept = in_future;
            std::future::pending().await
        });
        sim::after(Duration::from_secs(1), move || drop(in_timer));
        sim::advance(Duration::from_millis(1));
        assert_eq!(Rc::strong_count(&kept), 4);
        sim::reset();
        assert_eq!((Rc::strong_count(&kept), sim::now()), (1, Duration::ZERO));
    });
}

#[test]
#[cfg_attr(miri, ignore = "leaks, which is the point")]
fn a_thread_ends_with_everything_open() {
    // Not by `test`: what is left over is the point.
    std::thread::spawn(|| {
        let (writer, reader) = wharf::future::new::<World, u32>(|| 1);
        drop(writer);
        std::mem::forget(reader);
        let (_, host) = sim::host_stream::<u32>();
        sim::spawn(async move {
            let _ = host.collect().await;
            std::future::pending().await
        });
        sim::settle();
        task(std::future::pending());
    })
    .join()
    .expect("the thread ends well");
}
