//! A program and its surroundings: arguments, output, clocks, chance.

use futures::{FutureExt as _, StreamExt as _};
use wharf::io::{self, AsyncWriteExt as _};
use wharf::time::{
    Duration, Instant, MissedTicks, SystemTime, UNIX_EPOCH, interval, interval_at, sleep, sleep_until, timeout,
};
use wharf::{env, process, random};

type Outcome = wharf::Result<()>;

pub(crate) async fn arguments_and_variables() -> Outcome {
    let mut args = env::args();
    assert_eq!(args.len(), 4);
    assert_eq!(args.next_back().as_deref(), Some("ü⚓"));
    assert_eq!(args.skip(1).collect::<Vec<_>>(), ["arguments_and_variables", ""]);
    assert_eq!(env::var("GREETING").as_deref(), Ok("ahoi"));
    assert_eq!(env::var("EMPTY").as_deref(), Ok(""));
    assert_eq!(env::var("MISSING"), Err(env::VarError::NotPresent));
    let mut vars: Vec<_> = env::vars().collect();
    vars.sort();
    assert_eq!(vars, [("EMPTY".to_owned(), String::new()), ("GREETING".to_owned(), "ahoi".to_owned())]);
    Ok(())
}

pub(crate) async fn no_initial_directory() -> Outcome {
    assert_eq!(env::initial_dir(), None);
    Ok(())
}

pub(crate) async fn exits() -> Outcome {
    print!("the end");
    process::exit(7)
}

pub(crate) async fn printing_in_order() -> Outcome {
    let mut stdout = io::stdout();
    for round in 0..100 {
        print!("{round}a ");
        stdout.write_all(format!("{round}b ").as_bytes()).await?;
        stdout.flush().await?;
        println!("{round}c");
        stdout.write_all(format!("{round}d\n").as_bytes()).await?;
        stdout.flush().await?;
    }
    stdout.close().await?;
    print!("closed ");
    stdout.write_all(b"and opened again").await?;
    stdout.close().await?;
    Ok(())
}

pub(crate) async fn printing_without_a_line_end() -> Outcome {
    print!("no line end");
    Ok(())
}

pub(crate) async fn written_and_dropped() -> Outcome {
    for number in 0..50_000_u32 {
        io::stdout().write_all(&number.to_le_bytes()).await?;
    }
    io::stderr().write_all(b"some words").await?;
    Ok(())
}

/// The test says which of the three are terminals.
pub(crate) async fn terminals() -> Outcome {
    let told: Vec<_> = env::args().skip(2).collect();
    assert_eq!(io::stdin().is_terminal(), told.contains(&"stdin".to_owned()));
    assert_eq!(io::stdout().is_terminal(), told.contains(&"stdout".to_owned()));
    assert_eq!(io::stderr().is_terminal(), told.contains(&"stderr".to_owned()));
    Ok(())
}

pub(crate) async fn clocks() -> Outcome {
    let start = Instant::now();
    sleep(Duration::from_millis(20)).await;
    assert!(start.elapsed() >= Duration::from_millis(20));
    let deadline = Instant::now() + Duration::from_millis(20);
    sleep_until(deadline).await;
    assert!(Instant::now() >= deadline);
    // The past is now.
    sleep_until(start).await;
    sleep(Duration::ZERO).await;
    assert!(Instant::resolution() > Duration::ZERO && Instant::resolution() < Duration::from_secs(1));

    timeout(Duration::from_millis(10), sleep(Duration::from_secs(3600))).await.unwrap_err();
    let error = io::Error::from(timeout(Duration::ZERO, std::future::pending::<()>()).await.unwrap_err());
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert_eq!(timeout(Duration::from_secs(3600), async { 42 }).await, Ok(42));
    // Too long for the clock.
    timeout(Duration::from_millis(10), sleep(Duration::MAX)).await.unwrap_err();

    let now = SystemTime::now();
    let std: std::time::SystemTime = now.try_into()?;
    assert!(std::time::SystemTime::now().duration_since(std)? < Duration::from_secs(60));
    assert!(now > UNIX_EPOCH && now.elapsed()? < Duration::from_secs(60));
    assert!(SystemTime::resolution() > Duration::ZERO && SystemTime::resolution() < Duration::from_secs(1));
    // For the test, which knows the time too.
    println!("{}", now.duration_since(UNIX_EPOCH)?.as_secs());
    Ok(())
}

pub(crate) async fn ticks() -> Outcome {
    let period = Duration::from_millis(20);
    let start = Instant::now();
    let mut ticks = interval_at(start + period, period);
    for number in 1..=3 {
        assert_eq!(ticks.tick().await, start + period * number);
        assert!(Instant::now() >= start + period * number);
    }
    // A wait that is dropped loses no tick.
    let (soon, mut ticks) = loop {
        let soon = Instant::now() + period * 10;
        let mut ticks = interval_at(soon, period);
        // On a busy machine the time may come before that is asked.
        match ticks.tick().now_or_never() {
            None => break (soon, ticks),
            Some(tick) => assert!(tick == soon && Instant::now() >= soon),
        }
    };
    assert_eq!(ticks.next().await, Some(soon));

    // Five are missed.
    let start = Instant::now();
    let mut burst = interval_at(start, period);
    let mut delay = interval_at(start, period).missed_ticks(MissedTicks::Delay);
    let mut skip = interval_at(start, period).missed_ticks(MissedTicks::Skip);
    sleep(period * 5).await;
    let late = Instant::now();
    for number in 0..=5 {
        assert_eq!(burst.tick().await, start + period * number);
    }
    assert_eq!(delay.tick().await, start);
    assert!(delay.tick().await >= late + period);
    assert_eq!(skip.tick().await, start);
    let next = skip.tick().await;
    assert!(next > late && (next - start).as_nanos().is_multiple_of(period.as_nanos()), "{:?}", next - start);

    let mut first = interval(Duration::from_secs(3600));
    let now = Instant::now();
    first.tick().await;
    assert!(now.elapsed() < Duration::from_secs(60));
    let mut soon = interval(period);
    soon.tick().await;
    soon.reset();
    let reset = Instant::now();
    assert!(soon.tick().await <= reset + period);
    // Without a pause it ticks on and on.
    assert_eq!(interval(Duration::ZERO).take(1000).count().await, 1000);
    Ok(())
}

pub(crate) async fn secure_and_insecure() -> Outcome {
    for bytes in [random::bytes as fn(usize) -> Vec<u8>, random::insecure::bytes] {
        assert_eq!(bytes(0), b"");
        assert_ne!(bytes(32), bytes(32));
        // More than the host gives at once.
        let many = bytes(300_000);
        assert_eq!(many.len(), 300_000);
        for value in 0..=u8::MAX {
            assert!(many.contains(&value));
        }
        let mut counts = [0_u32; 256];
        many.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
        assert!(counts.iter().all(|count| (800..1600).contains(count)), "{counts:?}");
    }
    let mut buffer = [0; 64];
    random::fill(&mut buffer);
    assert_ne!(buffer[32..], [0; 32]);
    random::insecure::fill(&mut buffer);
    assert_ne!(random::random::<u64>(), random::random::<u64>());
    assert_ne!(random::random::<u128>() >> 64, 0);
    assert_ne!(random::insecure::random::<i128>(), random::insecure::random::<i128>());
    assert!((0..1000).map(|_| random::random::<u8>()).collect::<std::collections::BTreeSet<_>>().len() > 100);
    let _: (u64, u64) = random::seed();
    Ok(())
}
