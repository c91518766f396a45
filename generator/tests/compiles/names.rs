//! Names that meet others.

mod keywords {
    golden!("keywords");

    use exports::async_::type_::self_ as words;

    struct Here;

    impl words::Guest for Here {
        type Impl = Here;
        fn fn_(loop_: words::U8, _: String, _: Vec<String>) -> Result<words::Option, words::Guest_> {
            if check(bool_::while_()).is_ok() { Ok(loop_.a) } else { Err(0) }
        }
        fn stream_reader() -> wharf::StreamReader<words::World> {
            wit_stream::new().1
        }
    }

    impl words::GuestImpl for Here {
        fn match_(&self, _: u8) {}
    }

    export!(Here);
}

mod versions {
    golden!("versions");

    use exports::demo::log0_2_0_rc_1::log::{Guest, Level};

    struct Here;

    impl Guest for Here {
        fn log(level: Level, line: String) {
            demo::log0_1_0::log::log(&line);
            demo::log0_2_0_rc_1::log::log(level, &line);
        }
    }

    export!(Here);
}

mod wasi {
    golden!("wasi");

    use exports::wasi::http::handler::{ErrorCode, Guest, Request, Response};

    struct Here;

    impl Guest for Here {
        async fn handle(request: wharf::wasi::http::types::Request) -> Result<Response, ErrorCode> {
            let request: Request = request;
            drop(request);
            Err(WasiError::LoopDetected)
        }
    }

    export!(Here);
}
