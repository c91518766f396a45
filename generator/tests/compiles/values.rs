//! Values, as an author makes and takes them.

use crate::mapped;

mod collections {
    golden!("collections");

    use exports::demo::collections::collections::*;

    struct Here;

    impl Guest for Here {
        fn transform(_: Matrix, names: [String; 2]) -> [u8; 3] {
            [0; 3].map(|byte: u8| byte + u8::try_from(names.len()).unwrap_or(0))
        }
        fn count(ages: Ages, _: std::collections::BTreeMap<u8, String>) -> Ages {
            ages
        }
        async fn waiting(_: Ages) {}
        fn failed(context: wharf::ErrorContext) -> Option<wharf::ErrorContext> {
            Some(context)
        }
    }

    export!(Here);
}

mod inline_with {
    golden!("inline-with");

    use super::mapped::Spot;

    #[test]
    fn types_of_the_world_and_of_its_own_interfaces_are_mapped() {
        let _ = || {
            let size: Spot = shapes::at(Spot { x: 1 });
            let amount: u32 = count();
            (size, amount)
        };
    }
}

mod long_tuples {
    golden!("long-tuples");

    use demo::tuples::tuples as theirs;
    use exports::demo::tuples::tuples::{Either, Guest, Holder, Sixteen};

    struct Here;

    #[rustfmt::skip]
    impl Guest for Here {
        fn pass(parts: Sixteen, holder: Holder) -> Result<Sixteen, Either> {
            assert_eq!(format!("{:?}", Either::Long(parts.clone())), "Long(..)");
            assert_eq!(format!("{holder:?}"), "Holder { name: \"a\", .. }");
            theirs::pass(&parts, &holder)
        }
        fn next(parts: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, String)) -> u8 {
            let (first, .., last) = parts;
            theirs::next((first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, &last))
        }
    }

    export!(Here);
}

mod merged_types {
    golden!("merged-types");

    use demo::merging::{one as theirs, two};
    use exports::demo::merging::one;

    struct Here;

    impl one::Guest for Here {
        type Canvas = Here;
        fn draw(shape: one::Shape, at: one::Pixel, rights: one::Rights) -> one::Point {
            let form: two::Form = shape;
            let at: theirs::Point = at;
            let same: two::Position = theirs::draw(form, at, two::Permissions::READ | rights);
            assert_eq!(std::any::TypeId::of::<two::Turned>(), std::any::TypeId::of::<two::Turned>());
            assert_ne!(std::any::TypeId::of::<two::Turned>(), std::any::TypeId::of::<two::Position>());
            same
        }
        fn paint(on: one::OnCanvas<'_>) {
            let at: theirs::Pixel = on.at;
            let canvas: &Here = on.canvas.get();
            let _ = (at, canvas);
        }
    }

    impl one::GuestCanvas for Here {}

    export!(Here);
}

mod ownership_borrowing {
    golden!("ownership-borrowing");

    use demo::ownership::sending::{Address, Label, Receipt, check, plain, send, sign};

    #[test]
    fn only_types_that_are_lent_alone_borrow() {
        let _ = || {
            let lines = ["a", "b"];
            let to = Address { street: "c", lines: &lines };
            let parcel = Parcel { to: to.clone(), notes: Some("d"), sizes: &[1] };
            let receipt: Receipt = send(parcel.clone(), &[Label::Text("e"), Label::Both(("f", to)), Label::None]);
            let number: String = receipt.number.clone();
            check(&receipt, &[&receipt], Some(&receipt));
            plain(&[&lines, &lines], &[], &std::collections::BTreeMap::from([("g", 1)]), (&number, 1), Err(&lines));
            again(parcel, &receipt);
            let _ = sign;
        };
    }
}

mod ownership_duplicating {
    golden!("ownership-duplicating");

    use demo::ownership::sending::{ReceiptParam, ReceiptResult, check};

    struct Here;

    impl Guest for Here {
        fn check(receipt: SlipResult) -> SlipResult {
            let receipt: ReceiptResult = receipt;
            let lines: Vec<&str> = receipt.parcel_of.iter().map(String::as_str).collect();
            let lent: SlipParam<'_> = ReceiptParam { number: &receipt.number, parcel_of: &lines };
            assert!(check(lent.clone(), &[lent], None));
            receipt
        }
    }

    export!(Here);
}
